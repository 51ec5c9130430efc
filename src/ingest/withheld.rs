//! What a run must keep out: the list of withdrawn articles as the run knows it, and the ids under which it meets them. An id is on
//! the archive's list before the commit that would show its article. Withdrawing itself is `withdraw`'s.

use std::sync::Arc;

use jiff::Timestamp;

use super::withdraw::meet_texts;
use crate::error::PathError;
use crate::index::{Archive, Error, FileTable, ListsStamp, Recognised, Recogniser, Withdrawals};
use crate::model::{ArticleId, PartialDate};

/// The list during one run.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    list: Withdrawals,
    recogniser: Arc<Recogniser>,
    stamp: ListsStamp,
    /// Whether the list changed under the run's hands: what was read by then was compared with the old one.
    was_overtaken: bool,
    /// Articles met that are on the list: which withdrawal, and the id.
    met: Vec<(Option<ArticleId>, ArticleId)>,
}

impl Withheld {
    /// Brings the archive's copy and the list beside the settings together, finds in the index what the copy had known nothing
    /// of, and begins with that. Gives what could not be written.
    pub(super) fn begin(archive: &Archive) -> Result<(Withheld, Option<PathError>), Error> {
        let changed = archive.change_withdrawals(|list, was_behind| match was_behind {
            true => meet_texts(archive, list),
            false => Ok(()),
        })?;
        let mut withheld = Withheld::default();
        withheld.take(changed.list, archive);
        Ok((withheld, changed.unwritten))
    }

    /// When others withdrew something while this run read: looks once more for its text among what the run has committed.
    pub(super) fn end(&self, archive: &Archive) -> Result<(), Error> {
        if self.was_overtaken {
            archive.change_withdrawals(|list, _| meet_texts(archive, list))?;
        }
        Ok(())
    }

    /// What recognises the articles of the list.
    pub(super) fn recogniser(&self) -> Arc<Recogniser> {
        Arc::clone(&self.recogniser)
    }

    /// Notes an id under which an article was met.
    pub(super) fn meet(&mut self, found: Recognised, id: ArticleId) {
        let key = self.list.iter().nth(found.place).and_then(|one| one.id());
        if self.list.meet(found.place, id) {
            self.met.push((key, id));
        }
    }

    /// Makes the list complete for the articles of `table`, which are about to be shown.
    pub(super) fn publish(&mut self, archive: &Archive, table: &FileTable) -> Result<(), Error> {
        let is_mine = archive.withdrawals_stamp() == self.stamp;
        self.was_overtaken |= !is_mine;
        let is_same = is_mine && self.met.is_empty();
        if is_same && (self.list.is_empty() || !self.list.meet_all(table)) {
            return Ok(());
        }
        let known = std::mem::take(&mut self.list);
        // What somebody withdrew since this run began counts for it too.
        let changed = archive.change_withdrawals(|list, _| {
            for (key, id) in &self.met {
                let place = list.iter().position(|one| one.id() == *key);
                place.map(|place| list.meet(place, *id));
            }
            list.meet_all(table);
            Ok(())
        });
        match changed {
            Ok(changed) => {
                self.take(changed.list, archive);
                Ok(())
            }
            Err(error) => {
                self.list = known;
                Err(error)
            }
        }
    }

    /// How many articles of `table` are hidden at `now`.
    pub(super) fn num_hidden(&self, table: &FileTable, now: Timestamp) -> u64 {
        if self.recogniser.is_empty() {
            return 0;
        }
        let minute = now.to_string().parse::<PartialDate>().map_or(0, |now| now.first_minute());
        let hides: Vec<bool> = self.list.iter().map(|one| one.hides_at(minute)).collect();
        let is_hidden = |found: Recognised| hides.get(found.place).copied().unwrap_or(false);
        table.members().filter(|member| self.recogniser.member(member).is_some_and(is_hidden)).count() as u64
    }

    fn take(&mut self, list: Withdrawals, archive: &Archive) {
        self.recogniser = Arc::new(list.recogniser());
        self.list = list;
        self.stamp = archive.withdrawals_stamp();
        self.met.clear();
    }
}
