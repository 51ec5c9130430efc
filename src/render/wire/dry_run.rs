//! The shape of a dry run: `index --dry-run --json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{DRY_RUN_SCHEMA, lossy};
use crate::ingest::{Survey, Tally};

/// What folders hold, and what indexing them would take.
#[derive(Debug, Serialize)]
pub struct DryRun<'a> {
    schema: &'static str,
    folders: Vec<Surveyed<'a>>,
}

impl<'a> DryRun<'a> {
    /// The shape of the surveys of these folders.
    pub fn new(surveys: &'a [(PathBuf, Survey)]) -> Self {
        let folders = surveys.iter().map(|(path, survey)| Surveyed::new(path, survey)).collect();
        DryRun { schema: DRY_RUN_SCHEMA, folders }
    }
}

#[derive(Debug, Serialize)]
struct Surveyed<'a> {
    path: String,
    files: Tally,
    readable: &'a BTreeMap<String, Tally>,
    skipped: &'a BTreeMap<String, Tally>,
    sampled: Tally,
    exact: bool,
    articles: u64,
    by_year: &'a BTreeMap<u64, u64>,
    undated: u64,
    failed: Vec<Refused<'a>>,
    unreadable: Vec<Refused<'a>>,
    estimated_ms: Option<u64>,
    estimated_index_bytes: u64,
}

#[derive(Debug, Serialize)]
struct Refused<'a> {
    path: String,
    message: &'a str,
}

impl<'a> Surveyed<'a> {
    fn new(path: &Path, survey: &'a Survey) -> Self {
        let refused = |places: &'a [(PathBuf, String)]| {
            places.iter().map(|(path, message)| Refused { path: lossy(path), message }).collect()
        };
        Surveyed {
            path: lossy(path),
            files: survey.files,
            readable: &survey.readable,
            skipped: &survey.skipped,
            sampled: survey.sampled,
            exact: survey.is_exact,
            articles: survey.num_articles,
            by_year: &survey.by_year,
            undated: survey.num_undated,
            failed: refused(&survey.failed),
            unreadable: refused(&survey.unreadable),
            estimated_ms: survey.estimated_ms,
            estimated_index_bytes: survey.estimated_index_bytes,
        }
    }
}
