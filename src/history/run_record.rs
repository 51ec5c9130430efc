//! One run of the past: when, why, what came of it. Plain data, and its line in the history.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ingest::{Outcome, Report};

/// Why a run was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Trigger {
    /// Somebody typed it.
    Manual,
    /// Its time had come.
    Schedule,
    /// Files had changed.
    Watch,
    /// A query wanted its folder to be current.
    Query,
    /// An installed schedule was tried out.
    Install,
}

impl Trigger {
    /// The stable word, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Trigger::Manual => "manual",
            Trigger::Schedule => "schedule",
            Trigger::Watch => "watch",
            Trigger::Query => "query",
            Trigger::Install => "install",
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RunOutcome {
    /// Everything was read.
    Done,
    /// Done, and files failed for the first time.
    FilesFailed,
    /// Done, and removals were held back.
    HeldBack,
    /// It was stopped, after a commit.
    Interrupted,
    /// It could not be done.
    Failed,
    /// Another process began at the same moment and does the work: no run of the past, and left out of the history.
    Skipped,
    /// It ended without a word: killed, or the machine went down.
    BrokenOff,
}

impl RunOutcome {
    /// The stable word, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            RunOutcome::Done => "done",
            RunOutcome::FilesFailed => "files-failed",
            RunOutcome::HeldBack => "held-back",
            RunOutcome::Interrupted => "interrupted",
            RunOutcome::Failed => "failed",
            RunOutcome::Skipped => "skipped",
            RunOutcome::BrokenOff => "broken-off",
        }
    }

    /// Whether the archive is not known to be current after it.
    pub fn is_failure(self) -> bool {
        matches!(self, RunOutcome::Failed | RunOutcome::BrokenOff)
    }
}

/// What a run begins as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunStart {
    /// Why.
    pub trigger: Trigger,
    /// What it does: `update`, `verify`, `full`, `reanalyze`, `compact`.
    pub mode: String,
    /// When, in UTC.
    pub started: Timestamp,
    /// The process.
    pub process: u32,
}

/// What a run counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RunCounts {
    /// Files by outcome; outcomes without files are left out.
    pub files: BTreeMap<String, u64>,
    /// Articles new in the archive.
    pub articles_added: u64,
    /// Articles replaced.
    pub articles_updated: u64,
    /// Articles taken out.
    pub articles_removed: u64,
    /// Articles in the archive afterwards.
    pub articles_total: u64,
    /// Bytes of the files that were met.
    pub bytes: u64,
    /// Articles whose removal was held back.
    pub articles_held_back: u64,
    /// Alerts that were answered.
    pub alerts: u64,
    /// Articles that they delivered.
    pub alert_hits: u64,
}

impl RunCounts {
    /// What `report` counted.
    pub fn of(report: &Report) -> RunCounts {
        let files = report.files.iter().filter(|(_, tally)| tally.files > 0);
        RunCounts {
            files: files.map(|(outcome, tally)| (outcome.as_str().to_string(), tally.files)).collect(),
            articles_added: report.articles_added,
            articles_updated: report.articles_updated,
            articles_removed: report.articles_removed,
            articles_total: report.articles_total,
            bytes: report.files.values().map(|tally| tally.bytes).sum(),
            articles_held_back: report.held_back.iter().map(|held| held.num_articles).sum(),
            ..RunCounts::default()
        }
    }

    /// Files with this outcome.
    pub fn num_files(&self, outcome: Outcome) -> u64 {
        self.files.get(outcome.as_str()).copied().unwrap_or(0)
    }
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunRecord {
    /// Counts the runs of the archive, from 1.
    pub run: u64,
    /// Why it was begun.
    pub trigger: Trigger,
    /// What it did.
    pub mode: String,
    /// When it began.
    #[serde(with = "stamp")]
    pub started: Timestamp,
    /// When it ended; `None`: it has not, or nobody saw it.
    #[serde(with = "stamp_opt", default)]
    pub ended: Option<Timestamp>,
    /// How it ended.
    #[serde(default)]
    pub outcome: Option<RunOutcome>,
    /// What it took.
    #[serde(default)]
    pub took_ms: Option<u64>,
    /// Generation of the archive after it.
    #[serde(default)]
    pub generation: Option<u64>,
    /// What it counted.
    #[serde(default)]
    pub counts: Option<RunCounts>,
    /// Sentences: why it failed, and what could not be delivered.
    #[serde(default)]
    pub failures: Vec<String>,
    /// The process.
    #[serde(default)]
    pub process: u32,
}

impl RunRecord {
    /// Whether it looked at all folders, as a schedule wants it: a watch looks at what changed, a query at a folder of its own, and
    /// analysing again at none.
    pub fn serves_schedule(&self) -> bool {
        matches!(self.mode.as_str(), "update" | "verify" | "full")
            && !matches!(self.trigger, Trigger::Watch | Trigger::Query)
    }

    /// A run that is over and that no history has: it has no number.
    pub fn unwritten(
        start: &RunStart,
        ended: Timestamp,
        outcome: RunOutcome,
        failures: Vec<String>,
    ) -> RunRecord {
        RunRecord {
            run: 0,
            trigger: start.trigger,
            mode: start.mode.clone(),
            started: start.started,
            ended: Some(ended),
            outcome: Some(outcome),
            took_ms: u64::try_from(ended.as_millisecond() - start.started.as_millisecond()).ok(),
            generation: None,
            counts: None,
            failures,
            process: start.process,
        }
    }
}

mod stamp {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::index::stamp_text(*time))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

mod stamp_opt {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::stamp::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
