//! The user's settings: read from a text, checked, and handed on as plain data. Where the file is and what is done with
//! its settings is the caller's business.

mod mistake;
mod nearest;
mod settings;
mod words;

pub use mistake::{Mistake, Problem};
pub use settings::Settings;
