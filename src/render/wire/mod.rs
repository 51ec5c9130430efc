//! The JSON contract: every shape that leaves the program as JSON, field by field. Changing one is a new version.
//!
//! `null` is "not known" or "not computed", `[]` is "none". The end-to-end tests declare the same shapes a second time
//! and refuse fields that they do not know.

mod alert;
mod check;
mod concordance;
mod dry_run;
mod eval;
mod explain;
mod facets;
mod failure;
mod head;
mod reading;
mod replay;
mod report;
mod search;
mod show;
mod similar;
mod snapshot;
mod status;
mod timeline;
mod withdrawn;

use std::path::Path;

pub use alert::{AlertLine, AlertList};
pub use check::CheckShape;
pub use concordance::{CollocateList, ConcordanceEnd, ConcordanceShape, TypedLine};
pub use dry_run::DryRun;
pub use eval::Evaluation;
pub use explain::Explain;
pub use facets::FacetList;
pub use failure::Failure;
pub use head::Archive;
use head::Head;
pub use replay::Replay;
pub use report::IndexReport;
pub use search::{End, FailedEnd, Search, TypedHit};
pub use show::Show;
pub use similar::SimilarShape;
pub use snapshot::SnapshotList;
pub use status::{ArchiveStatus, Listing};
pub use timeline::TimelineShape;
pub use withdrawn::Withdrawn;

/// Schema of an answer.
pub const SEARCH_SCHEMA: &str = "depeche.search/1";
/// Schema of an explanation.
pub const EXPLAIN_SCHEMA: &str = "depeche.explain/1";
/// Schema of articles with their texts.
pub const SHOW_SCHEMA: &str = "depeche.show/1";
/// Schema of an index run's report.
pub const INDEX_SCHEMA: &str = "depeche.index/1";
/// Schema of what a dry run found.
pub const DRY_RUN_SCHEMA: &str = "depeche.dry-run/1";
/// Schema of an archive's condition.
pub const STATUS_SCHEMA: &str = "depeche.status/1";
/// Schema of the list of archives.
pub const ARCHIVES_SCHEMA: &str = "depeche.archives/1";
/// Schema of an evaluation.
pub const EVAL_SCHEMA: &str = "depeche.eval/1";
/// Schema of counts by field.
pub const FACETS_SCHEMA: &str = "depeche.facets/1";
/// Schema of articles by time.
pub const TIMELINE_SCHEMA: &str = "depeche.timeline/1";
/// Schema of a concordance.
pub const KWIC_SCHEMA: &str = "depeche.kwic/1";
/// Schema of words near others.
pub const COLLOCATES_SCHEMA: &str = "depeche.collocates/1";
/// Schema of articles like one.
pub const SIMILAR_SCHEMA: &str = "depeche.similar/1";
/// Schema of a replay.
pub const REPLAY_SCHEMA: &str = "depeche.replay/1";
/// Schema of an article that an alert delivers.
pub const ALERT_SCHEMA: &str = "depeche.alert/1";
/// Schema of the list of alerts.
pub const ALERTS_SCHEMA: &str = "depeche.alerts/1";
/// Schema of what is withdrawn.
pub const WITHDRAWN_SCHEMA: &str = "depeche.withdrawn/1";
/// Schema of a check.
pub const CHECK_SCHEMA: &str = "depeche.check/1";
/// Schema of a list of snapshots.
pub const SNAPSHOTS_SCHEMA: &str = "depeche.snapshots/1";
/// Schema of a failure.
pub const ERROR_SCHEMA: &str = "depeche.error/1";

/// A path as JSON can hold it: what is not UTF-8 becomes U+FFFD.
fn lossy(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
