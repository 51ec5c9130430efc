//! Folders → index: what changed is read, enriched, analysed and committed, and every file is accounted for.

mod observer;
mod options;
mod report;

pub use observer::{Observer, Phase, Progress, Unobserved};
pub use options::{IngestOptions, Mode};
pub use report::{HeldBack, Outcome, Problem, Report, Tally};
