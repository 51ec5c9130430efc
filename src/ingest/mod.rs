//! Folders → index: what changed is read, enriched, analysed and committed, and every file is accounted for.

mod arrivals;
mod compact;
mod error;
mod guard;
mod intake;
mod issue;
mod ledger;
mod met;
mod new_index;
mod observer;
mod options;
mod pipeline;
mod plan;
mod purge;
mod reanalyze;
mod removal;
mod repair;
mod report;
mod root;
mod run;
mod survey;
mod tally;
mod withdraw;
mod withheld;
mod worker;

pub use compact::compact;
pub use error::Error;
pub use observer::{Observer, Phase, Progress, Unobserved};
pub use options::{IngestOptions, MIN_MEMORY_BYTES, Mode};
pub use purge::{Purged, purge};
pub use reanalyze::reanalyze;
pub use repair::{Lost, Repair, repair};
pub use report::{HeldBack, Outcome, Problem, Report, Tally};
pub use run::run;
pub use survey::{Survey, survey};
pub use withdraw::{Withdrawn, undo_withdrawal, withdraw};
