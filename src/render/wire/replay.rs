//! The shape of what asking again gave: `replay --json`.

use serde::Serialize;

use super::REPLAY_SCHEMA;
use crate::export;

/// An export of today beside the record of an earlier one.
#[derive(Debug, Serialize)]
pub struct Replay<'a> {
    schema: &'static str,
    verdict: &'static str,
    before: Side<'a>,
    now: Side<'a>,
    reordered: bool,
    gained: Vec<Listed<'a>>,
    lost: Vec<Listed<'a>>,
    changed: Vec<Listed<'a>>,
}

#[derive(Debug, Serialize)]
struct Side<'a> {
    archive: &'a export::ArchiveState,
    program: &'a str,
    analysis: &'a str,
    understood: &'a str,
    count: export::Count,
    bytes: u64,
    checksum: &'a str,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    id: String,
    published: Option<String>,
    title: Option<&'a str>,
    reason: Option<&'a str>,
}

impl<'a> From<&'a export::Listed> for Listed<'a> {
    fn from(listed: &'a export::Listed) -> Self {
        Listed {
            id: listed.id.to_string(),
            published: listed.published.map(|date| date.to_string()),
            title: listed.title.as_deref(),
            reason: listed.reason.as_deref(),
        }
    }
}

impl<'a> Replay<'a> {
    /// The shape of `replay`.
    pub fn new(replay: &'a export::Replay) -> Self {
        let side = |number: usize| Side {
            archive: &replay.archive[number],
            program: &replay.program[number],
            analysis: &replay.analysis[number],
            understood: &replay.understood[number],
            count: replay.count[number],
            bytes: replay.output[number].bytes,
            checksum: &replay.output[number].checksum,
        };
        let list = |articles: &'a [export::Listed]| articles.iter().map(Listed::from).collect();
        Replay {
            schema: REPLAY_SCHEMA,
            verdict: replay.verdict.as_str(),
            before: side(0),
            now: side(1),
            reordered: replay.is_reordered,
            gained: list(&replay.gained),
            lost: list(&replay.lost),
            changed: list(&replay.changed),
        }
    }
}
