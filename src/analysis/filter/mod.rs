//! Token filters: one rule a file, each with its specification by example. The lists that order them are in the language folders.

mod elision;
mod fold;
mod hyphen;
mod joined;
mod lowercase;
mod possessive;
mod spelling;
mod stem;

pub use elision::Elision;
pub use fold::{Fold, fold};
pub use hyphen::Hyphen;
pub use joined::Joined;
pub use lowercase::Lowercase;
pub use possessive::Possessive;
pub use spelling::Spelling;
pub use stem::Stem;
