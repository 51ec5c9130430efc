//! Which articles are news to a destination: those that came behind the commit up to which it was served, those whose embargo
//! ended since, and, if it wants them, those that were corrected. Asks no query.

use std::collections::HashMap;

use super::delivery::Kind;
use super::memory::{Progress, Quiet};
use crate::index::{Arrival, FileTable, Hash16, MemberState};
use crate::model::ArticleId;

/// An article that is news.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub kind: Kind,
    pub content: Hash16,
    pub arrival: Arrival,
}

/// All that is news, by the id of the article.
pub(super) type News = HashMap<ArticleId, Item>;

/// The articles in `table` that are news to who has come as far as `progress`. `released`: those whose embargo ended since.
pub(super) fn news(
    table: &FileTable,
    progress: &Progress,
    quiet: &[Quiet],
    updates: bool,
    released: &[ArticleId],
) -> News {
    let is_quiet = |generation: u64| quiet.iter().any(|quiet| quiet.covers(generation));
    let kind = |member: &MemberState| {
        let Arrival { since, changed, .. } = member.arrival;
        let came = since > progress.cursor;
        let was_released = since > progress.began && released.contains(&member.id);
        match () {
            () if (came || was_released) && !is_quiet(since) => Some(Kind::New),
            () if updates && !came && changed > progress.cursor && !is_quiet(changed) => Some(Kind::Update),
            () => None,
        }
    };
    let item = |member: &MemberState| {
        let (content, arrival) = (member.content_hash, member.arrival);
        Some((member.id, Item { kind: kind(member)?, content, arrival }))
    };
    table.members().filter_map(item).collect()
}

/// The first ids of articles whose files were moved.
#[derive(Default)]
pub(super) struct FirstIds(HashMap<ArticleId, ArticleId>);

impl FirstIds {
    /// Those of `table`.
    pub fn of(table: &FileTable) -> FirstIds {
        let mut first: HashMap<ArticleId, ArticleId> = HashMap::new();
        for (&old, &new) in &table.aliases {
            // Of two files that became one the same one is always the first.
            first.entry(new).and_modify(|known| *known = old.min(*known)).or_insert(old);
        }
        FirstIds(first)
    }

    /// The first id of the article that is called `id` now.
    pub fn first(&self, id: ArticleId) -> ArticleId {
        let mut first = id;
        // Files moved in a circle would give a circle.
        for _ in 0..self.0.len() {
            match self.0.get(&first) {
                Some(before) if *before != id => first = *before,
                _ => break,
            }
        }
        first
    }
}
