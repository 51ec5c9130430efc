//! The shape of what a check found, and of what a repair kept and lost: `check --json`.

use serde::Serialize;

use super::{CHECK_SCHEMA, lossy};
use crate::index::check::{CheckReport, Finding};
use crate::ingest::{Lost, Repair};

/// A check, with the repair that followed it where one did.
#[derive(Debug, Serialize)]
pub struct CheckShape<'a> {
    schema: &'static str,
    name: &'a str,
    path: String,
    state: &'static str,
    generation: u64,
    well: bool,
    files: u64,
    bytes: u64,
    articles: u64,
    compared: u64,
    findings: &'a [Finding],
    repair: Option<RepairShape<'a>>,
}

#[derive(Debug, Serialize)]
struct RepairShape<'a> {
    kept: u64,
    unconfirmed: u64,
    read_again: u64,
    articles: u64,
    lost: &'a [Lost],
}

impl<'a> CheckShape<'a> {
    /// The shape of `report`; after a repair that is the check of what it made.
    pub fn new(report: &'a CheckReport, repair: Option<&'a Repair>) -> Self {
        CheckShape {
            schema: CHECK_SCHEMA,
            name: &report.stamp.name,
            path: lossy(&report.root),
            state: report.stamp.state.as_str(),
            generation: report.stamp.generation,
            well: report.is_well(),
            files: report.num_files,
            bytes: report.num_bytes,
            articles: report.num_articles,
            compared: report.num_compared,
            findings: &report.findings,
            repair: repair.map(|repair| RepairShape {
                kept: repair.num_kept,
                unconfirmed: repair.num_unconfirmed,
                read_again: repair.num_read_again,
                articles: repair.num_articles,
                lost: &repair.lost,
            }),
        }
    }
}
