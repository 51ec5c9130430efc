//! When the articles of this run came: now, or long ago, though they are written anew. What is news to whoever waits for news
//! depends on it; what is in the index does not.

use std::collections::HashMap;

use super::plan::RootWalk;
use super::root::Root;
use crate::index::{Arrival, FileState, FileTable, Hash16, MemberState};
use crate::model::ArticleId;

/// The articles that a file had before it was read again.
#[derive(Default)]
pub(super) struct Before(HashMap<ArticleId, (Hash16, Arrival)>);

impl Before {
    /// Those of `file`.
    pub(super) fn of(file: &FileState) -> Before {
        let known = file.members.iter().map(|member| (member.id, (member.content_hash, member.arrival)));
        Before(known.collect())
    }

    /// Whether an article of that id was among them.
    pub(super) fn has(&self, id: ArticleId) -> bool {
        self.0.contains_key(&id)
    }

    /// When `member`, which the commit of that generation will show, came and changed.
    pub(super) fn arrival(&self, member: &MemberState, generation: u64) -> Arrival {
        match self.0.get(&member.id) {
            // Zeros: a repair kept it and does not know its source's bytes.
            Some((content, arrival)) if *content == member.content_hash || *content == [0; 16] => *arrival,
            Some((content, arrival)) => arrival.corrected(*content, generation),
            None => Arrival::at(generation),
        }
    }

    /// A file of one article whose source gives no id has another id after every correction, for its content is its id. Makes
    /// the only one of `members` the corrected only one of before, and returns both ids.
    pub(super) fn take_over_corrected(&self, members: &mut [MemberState]) -> Option<(ArticleId, ArticleId)> {
        let [new] = members else { return None };
        let mut before = self.0.iter();
        let (Some((old, (content, arrival))), None) = (before.next(), before.next()) else { return None };
        if *old == new.id {
            return None;
        }
        new.arrival = arrival.corrected(*content, new.arrival.changed);
        Some((*old, new.id))
    }
}

/// Files that are not where they were, by what was in them: who has that content now was moved.
#[derive(Default)]
pub(super) struct Arrivals(HashMap<Hash16, (String, Vec<u8>)>);

impl Arrivals {
    /// Those that the walks of this run did not meet.
    pub(super) fn of_vanished(roots: &[Root], walks: &[RootWalk], table: &FileTable) -> Arrivals {
        let mut vanished = HashMap::new();
        for (root, walk) in roots.iter().zip(walks) {
            for path in &walk.vanished {
                let file = table.file(&root.label, path);
                let file = file.filter(|file| file.content_hash != [0; 16] && !file.in_progress);
                if let Some(file) = file {
                    vanished.insert(file.content_hash, (root.label.clone(), path.clone()));
                }
            }
        }
        Arrivals(vanished)
    }

    /// Gives the `members` of a new file with that content the times of those that had it before; says whether any had.
    pub(super) fn take_over(&self, content: Hash16, members: &mut [MemberState], table: &FileTable) -> bool {
        let old = self.0.get(&content).and_then(|(label, path)| table.file(label, path));
        let Some(old) = old else { return false };
        let by_key: HashMap<_, _> = old.members.iter().map(|member| (&member.key, member.arrival)).collect();
        for member in members {
            if let Some(arrival) = by_key.get(&member.key) {
                member.arrival = *arrival;
            }
        }
        true
    }
}
