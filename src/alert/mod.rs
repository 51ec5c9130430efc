//! Saved queries that are answered over what came since they were last answered: which articles are news, what of them
//! matches, and that every hit is delivered. Not how deliveries are written (`render`), and not when runs are made.

mod delivery;
mod desk;
mod error;
mod file;
mod forms;
mod memory;
mod news;
mod post;
mod question;
mod round;
mod saved;
mod standing;
#[cfg(test)]
mod tests;

pub use delivery::{Delivery, Entry, Kind};
pub use desk::{AnsweredAlert, Desk, Failed, RunKind, Summary, before_run};
pub use error::{Error, Undelivered};
pub use forms::{FileForm, Forms, NotOurs};
pub use memory::{fault, put_fault_aside};
pub use question::preview;
pub use saved::{Alert, Destination};
pub use standing::{Standing, forget, standings};
