//! The shape of what is withdrawn from an archive: `withdraw list --json`. Neither titles nor hashes.

use serde::Serialize;

use super::WITHDRAWN_SCHEMA;
use crate::index::{Withdrawal, Withdrawals, stamp_text};
use crate::model::{ArticleId, PartialDate};

/// Everything that was ever withdrawn from one archive.
#[derive(Debug, Serialize)]
pub struct Withdrawn<'a> {
    schema: &'static str,
    archive: &'a str,
    withdrawals: Vec<One<'a>>,
}

#[derive(Debug, Serialize)]
struct One<'a> {
    id: Option<ArticleId>,
    ids: &'a [ArticleId],
    state: &'static str,
    reason: &'a str,
    withdrawn_at: String,
    until: Option<PartialDate>,
    undone_at: Option<String>,
    purged_at: Option<String>,
}

impl<'a> Withdrawn<'a> {
    /// The shape of `list`, that of the archive called `archive`, as it counts in minute `now`.
    pub fn new(archive: &'a str, list: &'a Withdrawals, now: u64) -> Self {
        let one = |one: &'a Withdrawal| One {
            id: one.id(),
            ids: &one.ids,
            state: match (one.is_in_force(), one.hides_at(now)) {
                (false, _) => "undone",
                (true, false) => "ended",
                (true, true) => "hidden",
            },
            reason: &one.reason,
            withdrawn_at: stamp_text(one.withdrawn_at),
            until: one.until,
            undone_at: one.undone_at.map(stamp_text),
            purged_at: one.purged_at.map(stamp_text),
        };
        Withdrawn { schema: WITHDRAWN_SCHEMA, archive, withdrawals: list.iter().map(one).collect() }
    }
}
