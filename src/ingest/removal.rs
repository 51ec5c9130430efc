//! Takes out articles whose file or member is gone, as far as the guard lets it. The last step of a run, never reached
//! by one that was interrupted.

use std::collections::HashMap;
use std::path::PathBuf;

use super::error::Error;
use super::guard::{Judgement, Losses, RootFinding, judge, part_of};
use super::intake::Intake;
use super::ledger::Ledger;
use super::plan::{FileTask, RootWalk};
use super::report::{HeldBack, Outcome};
use super::root::Root;
use super::tally::Tallies;
use crate::corpus::{RootState, platform};
use crate::index::{FileState, FolderState, LogRecord, MemberState};
use crate::model::ArticleId;

/// What removal looks at.
pub(super) struct Removal<'a> {
    pub roots: &'a [Root],
    pub tasks: &'a [FileTask],
    pub walks: &'a [RootWalk],
    pub intake: &'a Intake<'a>,
    pub allowed: &'a [PathBuf],
}

impl Removal<'_> {
    /// Judges and removes, folder by folder; returns what was held back.
    pub(super) fn run(&self, ledger: &mut Ledger, tallies: &mut Tallies) -> Result<Vec<HeldBack>, Error> {
        let mut held_back = Vec::new();
        for (number, (root, walk)) in self.roots.iter().zip(self.walks).enumerate() {
            let finding = root_finding(root, walk, ledger);
            let moved =
                if finding == RootFinding::Usual { self.moved(walk, root, ledger) } else { HashMap::new() };
            let gone = gone_members(root, ledger);
            // Most runs lose nothing, and what a folder had is not counted for them.
            let judgement = match walk.vanished.is_empty() && gone.is_empty() {
                true => Judgement::default(),
                false => self.judge(number, &moved, finding, ledger),
            };
            for note in &judgement.notes {
                let path = root.place_of(&crate::index::unescape_path(&note.part));
                let (num_articles, out_of, reason) = (note.num_articles, note.out_of, note.reason.clone());
                held_back.push(HeldBack { path, num_articles, out_of, reason });
            }
            self.remove_files(number, &moved, &judgement, ledger, tallies)?;
            self.remove_members(root, gone, &judgement, ledger, tallies)?;
            self.remember(root, walk, &judgement, ledger)?;
        }
        Ok(held_back)
    }

    fn judge(
        &self,
        number: usize,
        moved: &HashMap<Vec<u8>, usize>,
        finding: RootFinding,
        ledger: &Ledger,
    ) -> Judgement {
        let mut losses = self.losses(number, moved, ledger);
        self.forgive_replaced(number, &mut losses);
        let vanished = &self.walks[number].vanished;
        let must_ask = vanished.iter().any(|path| !self.is_allowed(&self.roots[number], path));
        let is_losing = must_ask || losses.lost.values().any(|lost| *lost > 0);
        if is_losing { judge(finding, &losses) } else { Judgement::default() }
    }

    /// Vanished files whose content is in a new file: path → task of the new one.
    fn moved(&self, walk: &RootWalk, root: &Root, ledger: &Ledger) -> HashMap<Vec<u8>, usize> {
        let find = |path: &Vec<u8>| {
            let state = ledger.table.file(&root.label, path)?;
            let task = *self.intake.new_by_content.get(&state.content_hash)?;
            (state.content_hash != [0; 16] && !state.in_progress).then(|| (path.clone(), task))
        };
        walk.vanished.iter().filter_map(find).collect()
    }

    /// Articles that would go, without those that were moved or whose removal is allowed.
    fn losses(&self, number: usize, moved: &HashMap<Vec<u8>, usize>, ledger: &Ledger) -> Losses {
        let root = &self.roots[number];
        let mut losses = Losses::default();
        let Some(files) = ledger.table.files.get(&root.label) else { return losses };
        for (path, state) in files {
            let part = part_of(path).to_vec();
            let num_gone = state.members.iter().filter(|member| member.is_held_back).count() as u64;
            *losses.had.entry(part.clone()).or_default() += state.members.len() as u64;
            if num_gone > 0 && !self.is_allowed(root, path) {
                *losses.lost.entry(part).or_default() += num_gone;
            }
        }
        for path in &self.walks[number].vanished {
            if moved.contains_key(path) || self.is_allowed(root, path) {
                continue;
            }
            // Members that are marked as gone were counted above.
            let members = files.get(&path[..]).map(|state| &state.members[..]).unwrap_or_default();
            let num_gone = members.iter().filter(|member| !member.is_held_back).count() as u64;
            *losses.lost.entry(part_of(path).to_vec()).or_default() += num_gone;
        }
        losses
    }

    /// What a file lost and gained in the same reading was replaced: where a source gives no ids, every correction of
    /// an article is a new article in the place of the old.
    fn forgive_replaced(&self, number: usize, losses: &mut Losses) {
        for (task, num_new) in &self.intake.num_new_articles {
            let file = &self.tasks[*task];
            if file.root != number {
                continue;
            }
            let part = part_of(&file.path);
            if let Some(had) = losses.had.get_mut(part) {
                *had = had.saturating_sub(*num_new);
            }
            if let Some(lost) = losses.lost.get_mut(part).filter(|_| !file.is_new) {
                *lost = lost.saturating_sub(*num_new);
            }
        }
    }

    fn is_allowed(&self, root: &Root, path: &[u8]) -> bool {
        let place = root.place_of(path);
        self.allowed.iter().any(|allowed| place.starts_with(allowed))
    }

    fn remove_files(
        &self,
        number: usize,
        moved: &HashMap<Vec<u8>, usize>,
        judgement: &Judgement,
        ledger: &mut Ledger,
        tallies: &mut Tallies,
    ) -> Result<(), Error> {
        let root = &self.roots[number];
        for path in &self.walks[number].vanished {
            let num_bytes = ledger.table.file(&root.label, path).map_or(0, |state| state.stat.num_bytes);
            let is_moved = moved.contains_key(path);
            if judgement.holds(path) && !is_moved && !self.is_allowed(root, path) {
                tallies.count(Outcome::HeldBack, num_bytes);
                continue;
            }
            if let Some(task) = moved.get(path) {
                self.record_aliases(root, path, *task, ledger)?;
            }
            remove_file(&root.label, path, ledger, tallies)?;
            tallies.count(Outcome::Removed, num_bytes);
        }
        Ok(())
    }

    /// The articles of a moved file keep their old ids as aliases of the new ones.
    fn record_aliases(
        &self,
        root: &Root,
        path: &[u8],
        task: usize,
        ledger: &mut Ledger,
    ) -> Result<(), Error> {
        let file = &self.tasks[task];
        let new_label = &self.roots[file.root].label;
        let (Some(old), Some(new)) =
            (ledger.table.file(&root.label, path), ledger.table.file(new_label, &file.path))
        else {
            return Ok(());
        };
        let new_ids: HashMap<_, _> = new.members.iter().map(|member| (&member.key, member.id)).collect();
        let pair = |member: &MemberState| Some((member.id, *new_ids.get(&member.key)?));
        let aliases: Vec<_> = old.members.iter().filter_map(pair).filter(|(old, new)| old != new).collect();
        for (old, new) in aliases {
            ledger.record(LogRecord::Alias { old, new }, true)?;
        }
        Ok(())
    }

    /// Articles that are gone from files that are still there.
    fn remove_members(
        &self,
        root: &Root,
        mut gone: Vec<(Vec<u8>, Vec<ArticleId>)>,
        judgement: &Judgement,
        ledger: &mut Ledger,
        tallies: &mut Tallies,
    ) -> Result<(), Error> {
        gone.retain(|(path, _)| !judgement.holds(path) || self.is_allowed(root, path));
        for (path, ids) in gone {
            // Its file may have gone with it.
            if ledger.table.file(&root.label, &path).is_none() {
                continue;
            }
            tallies.articles_removed += ids.len() as u64;
            for id in &ids {
                ledger.writer()?.delete(*id);
            }
            ledger.record(LogRecord::MembersGone { label: root.label.clone(), path, ids }, true)?;
        }
        Ok(())
    }

    /// Remembers the device, and what was held back.
    fn remember(
        &self,
        root: &Root,
        walk: &RootWalk,
        judgement: &Judgement,
        ledger: &mut Ledger,
    ) -> Result<(), Error> {
        let before = ledger.table.folders.get(&root.label).cloned().unwrap_or_default();
        // A held-back folder keeps its old device: it is asked about until it is back or its removals are allowed.
        let device = match walk.state {
            RootState::Present { device } if judgement.notes.is_empty() => Some(device),
            _ => before.device,
        };
        let held_back = if root.is_whole() { judgement.notes.clone() } else { before.held_back.clone() };
        let state = FolderState { device, held_back };
        if state != before {
            ledger.record(LogRecord::Folder { label: root.label.clone(), state }, false)?;
        }
        Ok(())
    }
}

/// Articles that are gone from files, by file.
fn gone_members(root: &Root, ledger: &Ledger) -> Vec<(Vec<u8>, Vec<ArticleId>)> {
    let is_gone = |member: &&MemberState| member.is_held_back;
    let files = ledger.table.files.get(&root.label).into_iter().flatten();
    let files = files.filter(|(_, state)| state.members.iter().any(|member| member.is_held_back));
    let ids = |state: &FileState| state.members.iter().filter(is_gone).map(|member| member.id).collect();
    files.map(|(path, state)| (path.to_vec(), ids(state))).collect()
}

fn root_finding(root: &Root, walk: &RootWalk, ledger: &Ledger) -> RootFinding {
    // It may have gone away since it was walked: then what was not met may be there all the same.
    let device_now = std::fs::metadata(&root.path).map(|root| platform::stat_of(&root).device);
    let known_device = ledger.table.folders.get(&root.label).and_then(|state| state.device);
    match walk.state {
        RootState::Absent => RootFinding::Absent,
        RootState::Present { .. } if device_now.is_err() => RootFinding::Absent,
        RootState::Present { device } if device_now.is_ok_and(|now| now != device) => {
            RootFinding::OtherDevice
        }
        RootState::Present { .. } if walk.num_files == 0 && root.is_whole() => RootFinding::Empty,
        RootState::Present { device } if known_device.is_some_and(|known| known != device) => {
            RootFinding::OtherDevice
        }
        RootState::Present { .. } => RootFinding::Usual,
    }
}

fn remove_file(label: &str, path: &[u8], ledger: &mut Ledger, tallies: &mut Tallies) -> Result<(), Error> {
    let members = ledger.table.file(label, path).map(|state| &state.members[..]).unwrap_or_default();
    let ids: Vec<_> = members.iter().map(|member| member.id).collect();
    tallies.articles_removed += ids.len() as u64;
    for id in ids {
        ledger.writer()?.delete(id);
    }
    ledger.record(LogRecord::FileGone { label: label.to_string(), path: path.to_vec() }, true)
}

/// Takes out folders that are no longer the archive's, with all their articles: that was asked for by name.
pub(super) fn remove_forgotten(
    labels: &[String],
    ledger: &mut Ledger,
    tallies: &mut Tallies,
) -> Result<(), Error> {
    let known = ledger.table.files.keys().chain(ledger.table.folders.keys());
    let mut forgotten: Vec<String> = known.filter(|label| !labels.contains(label)).cloned().collect();
    forgotten.sort_unstable();
    forgotten.dedup();
    for label in forgotten {
        let files = ledger.table.files.get(&label);
        let files: Vec<_> =
            files.into_iter().flatten().map(|(path, state)| (path.to_vec(), state.stat.num_bytes)).collect();
        for (path, num_bytes) in files {
            remove_file(&label, &path, ledger, tallies)?;
            tallies.count(Outcome::Removed, num_bytes);
        }
        ledger.record(LogRecord::FolderGone { label }, true)?;
    }
    Ok(())
}
