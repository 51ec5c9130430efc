//! The shape of an index run's report: `index --json`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{INDEX_SCHEMA, lossy};
use crate::ingest::{HeldBack, Outcome, Problem, Report, Tally};

/// What a run did with every file.
#[derive(Debug, Serialize)]
pub struct IndexReport<'a> {
    schema: &'static str,
    archive: &'a str,
    generation: u64,
    took_ms: u64,
    interrupted: bool,
    files: BTreeMap<&'static str, Tally>,
    articles: Articles,
    skipped: &'a BTreeMap<String, Tally>,
    skipped_members: &'a BTreeMap<String, u64>,
    failed: &'a [Problem],
    held_back: Vec<Guarded<'a>>,
    searchable: Share,
}

#[derive(Debug, Serialize)]
struct Articles {
    added: u64,
    updated: u64,
    removed: u64,
    total: u64,
    undated: u64,
    withdrawn: u64,
}

#[derive(Debug, Serialize)]
struct Share {
    files: f64,
    bytes: f64,
}

#[derive(Debug, Serialize)]
struct Guarded<'a> {
    path: String,
    num_articles: u64,
    out_of: u64,
    reason: &'a str,
}

impl<'a> IndexReport<'a> {
    /// The shape of `report` on the archive called `archive`. Every outcome is there, at zero too.
    pub fn new(archive: &'a str, report: &'a Report) -> Self {
        let guarded = |held_back: &'a HeldBack| Guarded {
            path: lossy(&held_back.path),
            num_articles: held_back.num_articles,
            out_of: held_back.out_of,
            reason: &held_back.reason,
        };
        IndexReport {
            schema: INDEX_SCHEMA,
            archive,
            generation: report.generation,
            took_ms: report.took_ms,
            interrupted: report.interrupted,
            files: Outcome::ALL
                .into_iter()
                .map(|outcome| (outcome.as_str(), report.tally(outcome)))
                .collect(),
            articles: Articles {
                added: report.articles_added,
                updated: report.articles_updated,
                removed: report.articles_removed,
                total: report.articles_total,
                undated: report.articles_undated,
                withdrawn: report.articles_withdrawn,
            },
            skipped: &report.skipped,
            skipped_members: &report.skipped_members,
            failed: &report.failed,
            held_back: report.held_back.iter().map(guarded).collect(),
            searchable: Share { files: report.searchable_files, bytes: report.searchable_bytes },
        }
    }
}
