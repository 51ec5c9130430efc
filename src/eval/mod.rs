//! How good answers are, in figures: queries and judgments in, measures with intervals out, paired against an earlier run.
//!
//! Deliberately no notion of a good figure, and no way to judge: people judge, this counts. Definitions and sources are
//! in `docs/relevance.md`.

mod bootstrap;
mod comparison;
mod evaluation;
mod fault;
mod grading;
mod judgments;
mod line_file;
mod measure;
mod name;
mod queries;
mod run;
mod search_run;

pub use bootstrap::{Estimate, NUM_RESAMPLES};
pub use comparison::{Change, Comparison, Difference, Moved};
pub use evaluation::{Coverage, Evaluation, NothingToEvaluate, QueryFigures};
pub use grading::Paid;
pub use judgments::{Judged, Judgments};
pub use measure::Measure;
pub use name::run_name;
pub use queries::Queries;
pub use run::{RankedAnswer, Run};
pub use search_run::{search_answers, search_run};

/// An evaluation with what it is of: all that a report says.
#[derive(Debug, Clone)]
pub struct Report {
    /// The archive that answered; `None` when a run was evaluated that is not ours.
    pub archive: Option<crate::search::ArchiveStamp>,
    /// The figures.
    pub evaluation: Evaluation,
    /// The earlier run beside it.
    pub comparison: Option<Comparison>,
    /// Judged articles that are not in the archive; `None` without an archive.
    pub missing: Option<Vec<String>>,
    /// Lines of the files that could not be read.
    pub findings: Vec<crate::diagnostics::Diagnostic>,
}
