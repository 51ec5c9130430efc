//! Takes in what the workers send: articles into the index, files into the ledger, outcomes into the counts.

use std::collections::{HashMap, HashSet};

use super::arrivals::{Arrivals, Before};
use super::error::Error;
use super::ledger::Ledger;
use super::plan::FileTask;
use super::report::Outcome;
use super::root::{Readers, Root};
use super::tally::Tallies;
use super::withdraw;
use super::worker::{FileEnd, Made, partly_failed, whole_of_part};
use crate::formats::Commands;
use crate::index::{FileOutcome, FileState, Hash16, LogRecord, MemberState};
use crate::model::ArticleId;

/// A file that some but not all is known of.
#[derive(Default)]
struct OpenFile {
    /// What was in the index before.
    known: Before,
    /// Articles that were added to the index in this run, in the order they came.
    fresh: Vec<MemberState>,
    fresh_ids: HashSet<ArticleId>,
    /// How many of `fresh` are in the ledger.
    num_recorded: usize,
    num_batches: u64,
    num_broken: u64,
    /// Articles of which nothing may be in the index.
    num_purged: u64,
    end: Option<(FileEnd, u64)>,
}

/// What the run took in.
pub(super) struct Intake<'a> {
    roots: &'a [Root],
    tasks: &'a [FileTask],
    readers: Readers,
    scanned_at_ns: i64,
    arrivals: Arrivals,
    open: HashMap<usize, OpenFile>,
    /// New files of this run by content, for files that were moved.
    pub new_by_content: HashMap<Hash16, usize>,
    /// Articles of this run that were not there before, by task: they make up for articles that vanished beside them.
    pub num_new_articles: HashMap<usize, u64>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        roots: &'a [Root],
        tasks: &'a [FileTask],
        scanned_at_ns: i64,
        commands: &Commands,
        arrivals: Arrivals,
    ) -> Self {
        Intake {
            roots,
            tasks,
            readers: Readers::new(commands),
            scanned_at_ns,
            arrivals,
            open: HashMap::new(),
            new_by_content: HashMap::new(),
            num_new_articles: HashMap::new(),
        }
    }

    fn open(&mut self, task: usize, ledger: &Ledger) -> &mut OpenFile {
        let file = &self.tasks[task];
        let label = &self.roots[file.root].label;
        self.open.entry(task).or_insert_with(|| {
            let state = ledger.table.file(label, &file.path);
            OpenFile { known: state.map(Before::of).unwrap_or_default(), ..OpenFile::default() }
        })
    }

    /// Adds analysed articles to the index, each in the place of the one with its id.
    pub(super) fn analysed(
        &mut self,
        task: usize,
        documents: Vec<Made>,
        num_broken: u64,
        ledger: &mut Ledger,
        tallies: &mut Tallies,
    ) -> Result<(), Error> {
        let generation = ledger.next_generation();
        let file = self.open(task, ledger);
        file.num_batches += 1;
        file.num_broken += num_broken;
        let (mut num_new, mut gone) = (0, Vec::new());
        for Made { mut member, document, withdrawal } in documents {
            if let Some(found) = withdrawal {
                ledger.withheld.meet(found, member.id);
            }
            let is_known = file.known.has(member.id);
            let Some(document) = document else {
                let is_part = member.key.as_deref().and_then(whole_of_part).is_some();
                file.num_purged += u64::from(!is_part);
                if is_known {
                    gone.push(member.id);
                }
                continue;
            };
            let is_again = !file.fresh_ids.insert(member.id);
            let writer = ledger.writer()?;
            if is_known || is_again {
                writer.delete(member.id);
            }
            writer.add(document)?;
            if is_again {
                continue;
            }
            tallies.progress.num_articles += 1;
            if is_known {
                tallies.articles_updated += 1;
            } else {
                tallies.articles_added += 1;
                num_new += 1;
            }
            member.arrival = file.known.arrival(&member, generation);
            file.fresh.push(member);
        }
        *self.num_new_articles.entry(task).or_default() += num_new;
        if !gone.is_empty() {
            // Its text became that of a purged article.
            let file = &self.tasks[task];
            tallies.articles_removed += gone.len() as u64;
            withdraw::take_out(ledger, &self.roots[file.root].label, &file.path, gone)?;
        }
        self.close_if_complete(task, ledger, tallies)
    }

    /// Notes that a file was read to its end.
    pub(super) fn read(
        &mut self,
        task: usize,
        end: FileEnd,
        num_batches: u64,
        ledger: &mut Ledger,
        tallies: &mut Tallies,
    ) -> Result<(), Error> {
        tallies.progress.num_files_read += 1;
        tallies.progress.num_bytes_read += self.tasks[task].stat.num_bytes;
        self.open(task, ledger).end = Some((end, num_batches));
        self.close_if_complete(task, ledger, tallies)
    }

    fn close_if_complete(
        &mut self,
        task: usize,
        ledger: &mut Ledger,
        tallies: &mut Tallies,
    ) -> Result<(), Error> {
        let is_complete = |file: &OpenFile| match &file.end {
            Some((FileEnd::Stopped, _)) | None => false,
            Some((_, num_batches)) => *num_batches == file.num_batches,
        };
        if !self.open.get(&task).is_some_and(is_complete) {
            return Ok(());
        }
        let Some(mut file) = self.open.remove(&task) else { return Ok(()) };
        match file.end.take() {
            Some((FileEnd::Same, _)) => self.close_same(task, ledger, tallies),
            Some((
                FileEnd::Done { outcome, format, content_hash, unchanged, is_complete, skipped_members },
                _,
            )) => {
                let is_complete = is_complete && file.num_broken == 0;
                let num_good = file.fresh.len() as u64 + unchanged.len() as u64;
                let outcome = match outcome {
                    FileOutcome::Indexed if file.num_broken > 0 => {
                        partly_failed(file.num_broken, file.num_broken + num_good, None)
                    }
                    outcome => outcome,
                };
                let reader = self.readers.tag_of(format.as_deref()).into();
                let mut state = FileState::new(self.tasks[task].stat, self.scanned_at_ns);
                state.content_hash = content_hash.unwrap_or_default();
                state.reader = reader;
                state.settings_tag = self.roots[self.tasks[task].root].settings_tag;
                state.outcome = outcome;
                let mut left_out = skipped_members;
                if file.num_purged > 0 {
                    left_out.insert(withdraw::LEFT_OUT.to_string(), file.num_purged);
                }
                state.skipped_members =
                    left_out.into_iter().map(|(reason, count)| (reason.into(), count)).collect();
                self.close_read(task, file, state, &unchanged, is_complete, ledger, tallies)
            }
            _ => Ok(()),
        }
    }

    /// Only size, times and identity are new.
    fn close_same(&mut self, task: usize, ledger: &mut Ledger, tallies: &mut Tallies) -> Result<(), Error> {
        let file = &self.tasks[task];
        let root = &self.roots[file.root];
        let Some(state) = ledger.table.file(&root.label, &file.path) else { return Ok(()) };
        let mut state = FileState { members: Vec::new(), stat: file.stat, ..state.clone() };
        state.scanned_at_ns = self.scanned_at_ns;
        let record = LogRecord::File { label: root.label.clone(), path: file.path.clone(), state };
        ledger.record(record, false)?;
        if let Some(state) = ledger.table.file(&root.label, &file.path) {
            tallies.unchanged(root, &file.path, state);
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn close_read(
        &mut self,
        task: usize,
        open: OpenFile,
        state: FileState,
        unchanged: &HashSet<Option<Box<str>>>,
        is_complete: bool,
        ledger: &mut Ledger,
        tallies: &mut Tallies,
    ) -> Result<(), Error> {
        let file = &self.tasks[task];
        let root = &self.roots[file.root];
        let before = ledger.table.file(&root.label, &file.path);
        let was_known_failure =
            before.is_some_and(|before| before.outcome == state.outcome && !before.in_progress);
        let changed = changed_marks(before, &open, unchanged, is_complete);
        let is_changed = !open.fresh.is_empty() || changed.iter().any(|member| member.is_held_back);
        let is_visible = is_changed || !was_known_failure || !changed.is_empty();
        let outcome = state.outcome.clone();
        tallies.skipped_members(&state);
        if file.is_new && outcome == FileOutcome::Indexed {
            self.new_by_content.entry(state.content_hash).or_insert(task);
        }
        let (label, path) = (root.label.clone(), file.path.clone());
        let content = state.content_hash;
        ledger.record(LogRecord::File { label: label.clone(), path: path.clone(), state }, is_visible)?;
        let mut members = open.fresh;
        let may_be_moved = file.is_new && outcome == FileOutcome::Indexed;
        let is_moved = may_be_moved && self.arrivals.take_over(content, &mut members, &ledger.table);
        let may_be_corrected = is_complete && unchanged.is_empty();
        let old = if may_be_corrected { open.known.take_over_corrected(&mut members) } else { None };
        if let Some((old, new)) = old {
            ledger.record(LogRecord::Alias { old, new }, true)?;
        }
        // What was recorded before its file was read to the end may have been taken for new.
        if !is_moved && old.is_none() {
            members.drain(..open.num_recorded);
        }
        members.extend(changed);
        if !members.is_empty() {
            ledger.record(LogRecord::Members { label, path, members }, true)?;
        }
        let num_bytes = file.stat.num_bytes;
        let is_searchable =
            ledger.table.file(&root.label, &file.path).is_some_and(|state| !state.members.is_empty());
        match &outcome {
            FileOutcome::Indexed => {
                tallies.count(
                    match () {
                        () if file.is_new => Outcome::Added,
                        () if is_changed => Outcome::Updated,
                        () => Outcome::Unchanged,
                    },
                    num_bytes,
                );
                tallies.present(num_bytes, is_searchable);
            }
            FileOutcome::Skipped { .. } => tallies.skipped(&file.path, num_bytes, &outcome),
            FileOutcome::Failed { .. } => {
                tallies.failed(&root.place_of(&file.path), num_bytes, &outcome, was_known_failure);
                if is_searchable {
                    tallies.searchable.files += 1;
                    tallies.searchable.bytes += num_bytes;
                }
            }
        }
        Ok(())
    }

    /// Records what was added of files that are not read to their end: after a commit their articles are in the index,
    /// and the next run goes on from there.
    pub(super) fn record_open_files(&mut self, ledger: &mut Ledger) -> Result<(), Error> {
        for (task, open) in &mut self.open {
            if open.num_recorded == open.fresh.len() {
                continue;
            }
            let file = &self.tasks[*task];
            let root = &self.roots[file.root];
            let state = match ledger.table.file(&root.label, &file.path) {
                Some(known) => FileState { members: Vec::new(), in_progress: true, ..known.clone() },
                None => FileState {
                    reader: self.readers.all.as_str().into(),
                    settings_tag: root.settings_tag,
                    in_progress: true,
                    ..FileState::new(file.stat, self.scanned_at_ns)
                },
            };
            let (label, path) = (root.label.clone(), file.path.clone());
            ledger.record(LogRecord::File { label: label.clone(), path: path.clone(), state }, true)?;
            let members = open.fresh[open.num_recorded..].to_vec();
            open.num_recorded = open.fresh.len();
            ledger.record(LogRecord::Members { label, path, members }, true)?;
        }
        Ok(())
    }
}

/// Members whose mark changes: gone from their file, or back in it. They are taken out when the guard has judged.
fn changed_marks(
    before: Option<&FileState>,
    open: &OpenFile,
    unchanged: &HashSet<Option<Box<str>>>,
    is_complete: bool,
) -> Vec<MemberState> {
    let Some(before) = before else { return Vec::new() };
    let is_met = |member: &MemberState| {
        let whole = member.key.as_deref().and_then(whole_of_part);
        unchanged.contains(&member.key) || whole.is_some_and(|whole| unchanged.contains(&whole))
    };
    let others = before.members.iter().filter(|member| !open.fresh_ids.contains(&member.id));
    others
        .filter_map(|member| {
            let is_gone = if is_met(member) { false } else { is_complete || member.is_held_back };
            (is_gone != member.is_held_back).then(|| MemberState { is_held_back: is_gone, ..member.clone() })
        })
        .collect()
}
