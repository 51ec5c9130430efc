//! Folders → index: what changed is read, enriched, analysed and committed, and every file is accounted for.

mod error;
mod guard;
mod intake;
mod ledger;
mod observer;
mod options;
mod pipeline;
mod plan;
mod removal;
mod report;
mod root;
mod run;
mod tally;
mod worker;

pub use error::Error;
pub use observer::{Observer, Phase, Progress, Unobserved};
pub use options::{IngestOptions, Mode};
pub use report::{HeldBack, Outcome, Problem, Report, Tally};
pub use run::run;
