//! The JSON contract, declared a second time: every field by name, unknown ones refused, enumerated values spelt out.
//!
//! It shares nothing with the program: a field that is renamed there fails here. A field that may be `null` must still be
//! there, hence [`Nullable`].

#![expect(dead_code, reason = "a field that no test reads is still a field of the contract")]

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// A value or `null`; a missing field is an error, which an `Option` would let pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Nullable<T>(pub Option<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By way of a value: serde takes a missing field for `None` only where it is asked for an option at once.
        let value = serde_json::Value::deserialize(deserializer)?;
        if value.is_null() {
            return Ok(Nullable(None));
        }
        serde_json::from_value(value).map(|value| Nullable(Some(value))).map_err(serde::de::Error::custom)
    }
}

/// The state of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Missing,
    Current,
    Stale,
    SchemaMismatch,
    AnalyzerMismatch,
    FormatMismatch,
    Corrupt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matched {
    All,
    Related,
    Some,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Article,
    Page,
    Chapter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    Year,
    Month,
    Day,
    Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    Metadata,
    Text,
    Path,
    Setting,
    Derived,
    Detected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publishing {
    Usable,
    Withheld,
    Canceled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineOf {
    File,
    Text,
}

/// Why a file was skipped or failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    UnsupportedFormat,
    Empty,
    Binary,
    Unreadable,
    Vanished,
    Truncated,
    Malformed,
    TooLarge,
    NoText,
    DuplicateMember,
    BadDate,
    BadEncoding,
    SpecialFile,
    Link,
    PageOfIssue,
    RefusedMember,
    SkippedMembers,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    pub name: String,
    pub generation: u64,
    pub updated: String,
    pub state: State,
}

/// Place and time of writing.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dateline {
    pub place: Nullable<String>,
    pub time: Nullable<String>,
}

/// A subject of a classification.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    pub code: String,
    pub name: Option<String>,
}

/// A shape with the fields that every shape of an article has; serde cannot refuse unknown fields of flattened ones.
macro_rules! article_shape {
    ($(#[$about:meta])* $name:ident { $($field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(pub $field: $kind,)*
            pub id: String,
            pub source_id: Nullable<String>,
            pub folder: String,
            pub path: String,
            /// Only where the path is not UTF-8.
            pub path_bytes: Option<String>,
            pub member: Nullable<String>,
            pub unit: Unit,
            pub page: Nullable<String>,
            pub title: Nullable<String>,
            pub published: Nullable<String>,
            pub published_precision: Nullable<Precision>,
            pub published_from: Nullable<From>,
            pub updated: Nullable<String>,
            pub source: Nullable<String>,
            pub section: Nullable<String>,
            pub authors: Vec<String>,
            pub language: Nullable<String>,
            pub url: Nullable<String>,
            pub status: Publishing,
            pub version: Nullable<u64>,
            pub embargo: Nullable<String>,
            pub dateline: Nullable<Dateline>,
            pub agency: Nullable<String>,
            pub excerpt: bool,
            pub legibility: Nullable<u8>,
            /// Not computed yet.
            pub places: Nullable<()>,
            /// Not computed yet.
            pub copies: Nullable<()>,
        }
    };
}

article_shape! {
    /// A hit of `query --format json`.
    Hit { rank: usize, score: f64, matched: Matched, title_highlights: Vec<[usize; 2]>, passages: Vec<Passage>, }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    New,
    Update,
}

article_shape! {
    /// A line that an alert writes.
    AlertLine { schema: String, delivery: String, alert: String, kind: Told, archive: String, generation: u64, rank: usize, score: f64, matched: Matched, title_highlights: Vec<[usize; 2]>, passages: Vec<Passage>, }
}

/// `alert list --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertList {
    pub schema: String,
    pub archive: String,
    pub alerts: Vec<AlertShape>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertShape {
    pub name: String,
    pub query: String,
    pub destinations: Vec<AlertDestination>,
    pub updates: bool,
    pub max_age_days: Nullable<u32>,
    pub passages: usize,
    pub delivered_at: Nullable<String>,
    pub delivered: u64,
    pub pending: bool,
    pub paused: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertKind {
    Rss,
    Atom,
    Jsonl,
    Markdown,
    Command,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertDestination {
    pub kind: AlertKind,
    pub to: String,
    pub failure: Nullable<String>,
    pub failing_since: Nullable<String>,
}

article_shape! {
    /// An article of `show --json`.
    FullArticle { tags: Vec<String>, subjects: Vec<Subject>, rights: Nullable<String>, captions: Vec<String>, credits: Vec<String>, first_line: Nullable<u64>, title_highlights: Option<Vec<[usize; 2]>>, highlights: Option<Vec<[usize; 2]>>, text: String, }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    pub text: String,
    pub start: Nullable<usize>,
    pub end: Nullable<usize>,
    pub page: Nullable<String>,
    pub paragraph: usize,
    pub line: usize,
    pub line_of: LineOf,
    pub score: f64,
    pub highlights: Vec<[usize; 2]>,
    /// Only with `--context`, where there is any.
    pub before: Option<Beside>,
    pub after: Option<Beside>,
}

/// Sentences beside a passage.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    pub text: String,
    pub start: Nullable<usize>,
    pub end: Nullable<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    pub text: String,
    pub understood: String,
    pub remarks: Vec<Remark>,
    pub obstacles: Vec<Obstacle>,
    pub instead: Vec<Alternative>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObstacleKind {
    NoOccurrence,
    NotAdjacent,
    NotTogether,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    pub kind: ObstacleKind,
    pub span: [usize; 2],
    pub message: String,
    pub words: Vec<NearWord>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearWord {
    pub word: String,
    pub articles: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    pub text: String,
    pub articles: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    pub span: [usize; 2],
    pub message: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    pub articles: u64,
    pub all: u64,
    pub related: u64,
    pub some: u64,
    pub exact: bool,
}

/// `query --format json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    pub schema: String,
    pub archive: Archive,
    pub query: Query,
    pub total: Total,
    pub hits: Vec<Hit>,
    pub next: Nullable<String>,
    /// Only with `--timing`.
    pub took_ms: Option<f64>,
}

/// A line of `query --format jsonl`.
#[derive(Debug)]
pub enum Line {
    /// A hit, with the id of its query in a batch.
    Hit(Option<String>, Box<Hit>),
    /// The end of an answer.
    End(Box<End>),
    /// The end of a query that has no answer, with its id where that is known.
    Failed(Option<String>, Failure),
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let mut value = serde_json::Value::deserialize(deserializer)?;
        let Some(fields) = value.as_object_mut() else { return Err(D::Error::custom("a line is an object")) };
        let kind = fields.shift_remove("type");
        match kind.as_ref().and_then(|kind| kind.as_str()) {
            Some("hit") => {
                let qid = fields.shift_remove("qid").map(|qid| qid.as_str().unwrap().to_string());
                serde_json::from_value(value).map(|hit| Line::Hit(qid, Box::new(hit)))
            }
            Some("end") if fields.contains_key("error") => {
                serde_json::from_value::<FailedEnd>(value).map(|end| Line::Failed(end.qid.0, end.error))
            }
            Some("end") => serde_json::from_value(value).map(|end| Line::End(Box::new(end))),
            other => return Err(D::Error::custom(format!("no line has the type {other:?}"))),
        }
        .map_err(D::Error::custom)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub qid: Option<String>,
    pub schema: String,
    pub archive: Archive,
    pub query: Query,
    pub total: Total,
    pub next: Nullable<String>,
    pub took_ms: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FailedEnd {
    qid: Nullable<String>,
    error: Failure,
}

/// What a check found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub schema: String,
    pub name: String,
    pub path: String,
    pub state: State,
    pub generation: u64,
    pub well: bool,
    pub files: u64,
    pub bytes: u64,
    pub articles: u64,
    pub compared: u64,
    pub findings: Vec<Finding>,
    pub repair: Nullable<Repair>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub severity: Severity,
    pub kind: FindingKind,
    pub file: Nullable<String>,
    pub article: Nullable<String>,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Damage,
    Outdated,
    Harmless,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    Missing,
    Unreadable,
    Counts,
    Membership,
    Article,
    Words,
    Columns,
    State,
    Leftover,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repair {
    pub kept: u64,
    pub unconfirmed: u64,
    pub read_again: u64,
    pub articles: u64,
    pub lost: Vec<Lost>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    pub id: String,
    pub place: String,
    pub reason: String,
}

/// Snapshots, the oldest first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshots {
    pub schema: String,
    pub snapshots: Vec<SnapshotLine>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotLine {
    pub name: String,
    pub path: String,
    pub archive: String,
    pub created: String,
    pub generation: u64,
    pub articles: u64,
    pub bytes: u64,
    pub own_bytes: u64,
}

/// Why there is no answer; the last line of stderr.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    pub schema: String,
    pub code: String,
    pub message: String,
    pub hint: Nullable<String>,
}

/// What `show --highlight` marks.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Highlighted {
    pub text: String,
    pub understood: String,
}

/// `show --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Show {
    pub schema: String,
    pub archive: Archive,
    /// Only with `--highlight`.
    pub query: Option<Highlighted>,
    pub articles: Vec<FullArticle>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    pub files: u64,
    pub bytes: u64,
}

/// Files by outcome, each there, at zero too.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Outcomes {
    pub added: Tally,
    pub updated: Tally,
    pub unchanged: Tally,
    pub removed: Tally,
    pub held_back: Tally,
    pub skipped: Tally,
    pub failed: Tally,
}

impl Outcomes {
    /// Files of the outcomes that have any, by name.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        let Outcomes { added, updated, unchanged, removed, held_back, skipped, failed } = self;
        let all = [
            ("added", added),
            ("updated", updated),
            ("unchanged", unchanged),
            ("removed", removed),
            ("held-back", held_back),
            ("skipped", skipped),
            ("failed", failed),
        ];
        all.into_iter().map(|(name, tally)| (name, tally.files)).filter(|(_, files)| *files > 0).collect()
    }
}

/// `index --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub schema: String,
    pub archive: String,
    pub generation: u64,
    pub took_ms: u64,
    pub interrupted: bool,
    pub files: Outcomes,
    pub articles: Articles,
    pub skipped: BTreeMap<String, Tally>,
    pub skipped_members: BTreeMap<String, u64>,
    pub failed: Vec<Problem>,
    pub held_back: Vec<HeldBack>,
    pub searchable: Share,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Articles {
    pub added: u64,
    pub updated: u64,
    pub removed: u64,
    pub total: u64,
    pub undated: u64,
    pub withdrawn: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    pub path: String,
    pub code: Code,
    pub message: String,
    pub known: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldBack {
    pub path: String,
    pub num_articles: u64,
    pub out_of: u64,
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub files: f64,
    pub bytes: f64,
}

/// `index --dry-run --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DryRun {
    pub schema: String,
    pub folders: Vec<Surveyed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surveyed {
    pub path: String,
    pub files: Tally,
    pub readable: BTreeMap<String, Tally>,
    pub skipped: BTreeMap<String, Tally>,
    pub sampled: Tally,
    pub exact: bool,
    pub articles: u64,
    pub by_year: BTreeMap<String, u64>,
    pub undated: u64,
    pub failed: Vec<Refused>,
    pub unreadable: Vec<Refused>,
    pub estimated_ms: Nullable<u64>,
    pub estimated_index_bytes: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    pub path: String,
    pub message: String,
}

/// `status --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    pub schema: String,
    pub name: String,
    pub state: State,
    pub generation: u64,
    pub updated: Nullable<String>,
    pub refreshed: Nullable<String>,
    pub articles: u64,
    pub undated: u64,
    pub path: String,
    pub index_bytes: u64,
    pub scans: Scans,
    pub refused_dates: u64,
    pub hidden: Nullable<Hidden>,
    pub folders: Vec<Folder>,
    pub problems: Vec<StatusProblem>,
    pub attention: Vec<String>,
    pub schedule: Nullable<Schedule>,
    pub health: Nullable<Health>,
    pub runs: Vec<Run>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    pub plan: String,
    pub paused: bool,
    pub next: Nullable<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    pub running: bool,
    pub last: Nullable<Run>,
    pub last_success: Nullable<String>,
    pub failing_since: Nullable<String>,
    pub failures_in_a_row: u64,
    pub overdue_since: Nullable<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    Manual,
    Schedule,
    Watch,
    Query,
    Install,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunOutcome {
    Done,
    FilesFailed,
    HeldBack,
    Interrupted,
    Failed,
    BrokenOff,
}

/// A run in a history, and what `on-failure` and `on-recovery` get beside the archive's name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    pub run: u64,
    pub trigger: Trigger,
    pub mode: String,
    pub started: String,
    pub ended: Nullable<String>,
    pub outcome: Nullable<RunOutcome>,
    pub took_ms: Nullable<u64>,
    pub generation: Nullable<u64>,
    pub counts: Nullable<RunCounts>,
    pub failures: Vec<String>,
    pub process: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunCounts {
    pub files: BTreeMap<String, u64>,
    pub articles_added: u64,
    pub articles_updated: u64,
    pub articles_removed: u64,
    pub articles_total: u64,
    pub bytes: u64,
    pub articles_held_back: u64,
    pub alerts: u64,
    pub alert_hits: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scans {
    pub articles: u64,
    pub measured: u64,
    pub median_legibility: Nullable<u8>,
    pub low: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    pub embargoed: u64,
    pub replaced: u64,
    pub withdrawn: u64,
    pub taken_down: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    pub label: String,
    pub path: String,
    pub present: bool,
    pub files: u64,
    pub bytes: u64,
    pub searchable_files: u64,
    pub articles: u64,
    pub failed: u64,
    pub skipped: u64,
    pub held_back: Vec<HeldBackNote>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldBackNote {
    pub part: String,
    pub num_articles: u64,
    pub out_of: u64,
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusProblem {
    pub folder: String,
    pub path: String,
    pub is_failure: bool,
    pub code: Code,
    pub message: String,
}

/// `archives list --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    pub schema: String,
    pub archives: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    pub name: String,
    pub state: State,
    pub generation: u64,
    pub updated: Nullable<String>,
    pub refreshed: Nullable<String>,
    pub articles: u64,
    pub undated: u64,
    pub path: String,
}

/// `eval --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eval {
    pub schema: String,
    pub level: EvalLevel,
    pub depth: usize,
    pub archive: Nullable<Archive>,
    pub queries: EvalQueries,
    pub judgments: EvalJudgments,
    pub measures: Vec<EvalMeasure>,
    pub per_query: Vec<EvalQuery>,
    pub changes: Nullable<Vec<EvalChange>>,
    pub left_out: Vec<EvalLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvalLevel {
    Article,
    Passage,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalQueries {
    pub evaluated: usize,
    pub unanswered: Vec<String>,
    pub unjudged: Vec<String>,
    pub without_relevant: Vec<String>,
    pub not_asked: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalJudgments {
    pub judged: usize,
    pub relevant: usize,
    pub missing: Nullable<Vec<String>>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalMeasure {
    pub name: EvalName,
    pub mean: f64,
    pub low: f64,
    pub high: f64,
    pub against: Nullable<EvalAgainst>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum EvalName {
    #[serde(rename = "ndcg@10")]
    Ndcg10,
    #[serde(rename = "mrr@10")]
    Mrr10,
    #[serde(rename = "p@5")]
    P5,
    #[serde(rename = "recall@50")]
    Recall50,
    #[serde(rename = "recall@100")]
    Recall100,
    #[serde(rename = "map")]
    Map,
    #[serde(rename = "unj@10")]
    Unj10,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalAgainst {
    pub mean: f64,
    pub difference: f64,
    pub low: f64,
    pub high: f64,
    pub higher: usize,
    pub lower: usize,
    pub equal: usize,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalQuery {
    pub qid: String,
    pub text: Nullable<String>,
    pub figures: BTreeMap<EvalName, f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalChange {
    pub qid: String,
    pub text: Nullable<String>,
    pub before: f64,
    pub now: f64,
    pub moved: Vec<EvalMoved>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalMoved {
    pub docid: String,
    pub span: Nullable<[usize; 2]>,
    pub grade: u32,
    pub before: Nullable<usize>,
    pub now: Nullable<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalLine {
    pub path: String,
    pub line: Nullable<u64>,
    pub message: String,
}

#[test]
fn a_missing_field_is_not_null() {
    #[derive(Debug, Deserialize)]
    struct Shape {
        field: Nullable<Unit>,
    }
    let read = |json: &str| serde_json::from_str::<Shape>(json).map(|shape| shape.field.0);
    assert_eq!(read(r#"{"field":null}"#).unwrap(), None);
    assert_eq!(read(r#"{"field":"page"}"#).unwrap(), Some(Unit::Page));
    assert!(read("{}").is_err());
    assert!(read(r#"{"field":"leaf"}"#).is_err());
}

/// `query --explain --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explain {
    pub schema: String,
    pub text: String,
    pub understood: String,
    pub remarks: Vec<Remark>,
    pub tree: Vec<String>,
    pub words: Vec<ExplainedWord>,
    pub filters: Vec<ExplainedFilter>,
    pub steps: Vec<ExplainedStep>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainedWord {
    pub word: String,
    pub role: Role,
    pub articles: u64,
    pub positions: Vec<ExplainedTerms>,
    pub derived: Nullable<ExplainedTerms>,
    pub concept: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Wanted,
    Excluded,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainedTerms {
    pub field: String,
    pub terms: Vec<ExplainedTerm>,
    pub more: usize,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainedTerm {
    pub term: String,
    pub articles: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainedFilter {
    pub filter: String,
    pub values: usize,
    pub articles: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainedStep {
    pub name: String,
    pub matching: u64,
    pub scored: u64,
    pub ranked: u64,
}

/// How a look at all articles of an answer read its query.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadQuery {
    pub text: String,
    pub understood: String,
    pub remarks: Vec<Remark>,
}

/// `facets --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facets {
    pub schema: String,
    pub archive: Archive,
    pub query: ReadQuery,
    pub articles: u64,
    pub facets: Vec<Facet>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    pub field: String,
    pub values: Vec<FacetValue>,
    pub more_values: u64,
    pub without: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacetValue {
    pub value: String,
    pub articles: u64,
}

/// `timeline --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    pub schema: String,
    pub archive: Archive,
    pub query: ReadQuery,
    pub articles: u64,
    pub by: Period,
    pub count: Measure,
    pub units: Units,
    pub periods: Vec<Bar>,
    pub coarse: Vec<Bar>,
    pub undated: Counts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    Day,
    Week,
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    Articles,
    Share,
    Words,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    pub looked_at: u64,
    pub articles: u64,
    pub pages: u64,
    pub chapters: u64,
}

/// A period with its counts; serde cannot refuse unknown fields of flattened shapes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    pub period: String,
    pub from: String,
    pub to: String,
    pub articles: u64,
    pub of: u64,
    pub share: Nullable<f64>,
    pub words: u64,
    pub occurrences: Nullable<u64>,
    pub per_million: Nullable<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    pub articles: u64,
    pub of: u64,
    pub share: Nullable<f64>,
    pub words: u64,
    pub occurrences: Nullable<u64>,
    pub per_million: Nullable<f64>,
}

/// `kwic --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kwic {
    pub schema: String,
    pub archive: Archive,
    pub query: ReadQuery,
    pub articles: u64,
    pub sort: KwicSort,
    pub read: u64,
    pub occurrences: u64,
    pub lines: Vec<KwicLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KwicSort {
    Relevance,
    Date,
    Left,
    Right,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KwicLine {
    /// `line`, only in `jsonl`.
    pub r#type: Option<String>,
    pub id: String,
    pub published: Nullable<String>,
    pub source: Nullable<String>,
    pub r#in: KwicIn,
    pub start: usize,
    pub end: usize,
    pub left: String,
    pub keyword: String,
    pub right: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KwicIn {
    Title,
    Text,
}

/// The last line of `kwic --format jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KwicEnd {
    pub r#type: String,
    pub schema: String,
    pub archive: Archive,
    pub query: ReadQuery,
    pub articles: u64,
    pub sort: KwicSort,
    pub read: u64,
    pub occurrences: u64,
}

/// `kwic --collocates N --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collocates {
    pub schema: String,
    pub archive: Archive,
    pub query: ReadQuery,
    pub articles: u64,
    pub read: u64,
    pub occurrences: u64,
    pub window: [usize; 2],
    pub min_count: u64,
    pub near: u64,
    pub words: u64,
    pub collocates: Vec<Collocate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collocate {
    pub word: String,
    pub lemma: String,
    pub observed: u64,
    pub expected: f64,
    pub all: u64,
    pub log_likelihood: f64,
}

article_shape! {
    /// A hit of `similar --json`.
    LikeHit { rank: usize, score: f64, title_highlights: Vec<[usize; 2]>, passages: Vec<Passage>, }
}

article_shape! {
    /// An article without its text, in `similar --json`.
    ArticleHead {}
}

/// `similar --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Similar {
    pub schema: String,
    pub archive: Archive,
    pub article: ArticleHead,
    pub terms: Vec<TellingTerm>,
    pub duplicates: Vec<ArticleHead>,
    pub hits: Vec<LikeHit>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellingTerm {
    pub word: String,
    pub lemma: String,
    pub count: u64,
    pub articles: u64,
    pub weight: f64,
}

/// The file that `query --output` writes beside an export.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub schema: String,
    pub program: String,
    pub analysis: String,
    pub made: String,
    pub archive: Archive,
    pub query: Highlighted,
    pub filters: ManifestFilters,
    pub options: ManifestOptions,
    pub articles: Vec<ManifestArticle>,
    pub count: ManifestCount,
    pub output: ManifestOutput,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFilters {
    pub from: Nullable<String>,
    pub to: Nullable<String>,
    pub sources: Vec<String>,
    pub languages: Vec<String>,
    pub captions: String,
    pub min_legibility: u8,
    pub embargoed: bool,
    pub only: Vec<String>,
    pub not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestOptions {
    pub format: String,
    pub fields: Vec<String>,
    pub sort: String,
    pub fresh: Nullable<u32>,
    pub today: Nullable<String>,
    pub r#match: Matched,
    pub expand: bool,
    pub own_thesaurus: bool,
    pub hits: Nullable<u64>,
    pub offset: u64,
    pub passages: Nullable<u64>,
    pub context: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestArticle {
    pub id: String,
    pub digest: String,
    pub published: Nullable<String>,
    pub title: Nullable<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestCount {
    pub exported: u64,
    pub articles: u64,
    pub all: u64,
    pub related: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestOutput {
    pub file: Nullable<String>,
    pub bytes: u64,
    pub checksum: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Identical,
    SameArticles,
    Differs,
}

/// `replay --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    pub schema: String,
    pub verdict: Verdict,
    pub before: ReplaySide,
    pub now: ReplaySide,
    pub reordered: bool,
    pub gained: Vec<ReplayArticle>,
    pub lost: Vec<ReplayArticle>,
    pub changed: Vec<ReplayArticle>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaySide {
    pub archive: Archive,
    pub program: String,
    pub analysis: String,
    pub understood: String,
    pub count: ManifestCount,
    pub bytes: u64,
    pub checksum: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayArticle {
    pub id: String,
    pub published: Nullable<String>,
    pub title: Nullable<String>,
    pub reason: Nullable<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WithdrawalState {
    Hidden,
    Ended,
    Undone,
}

/// `withdraw list --json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    pub schema: String,
    pub archive: String,
    pub withdrawals: Vec<OneWithdrawn>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneWithdrawn {
    pub id: Nullable<String>,
    pub ids: Vec<String>,
    pub state: WithdrawalState,
    pub reason: String,
    pub withdrawn_at: String,
    pub until: Nullable<String>,
    pub undone_at: Nullable<String>,
    pub purged_at: Nullable<String>,
}
