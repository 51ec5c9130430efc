//! What a run has to do: compares every file met with what is known of it. Neither walks nor reads.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::issue::Disturbed;
use super::met::Met;
use super::observer::Observer;
use super::options::{IngestOptions, Mode};
use super::root::{Readers, Root, is_below};
use super::tally::Tallies;
use crate::corpus::{Change, FileStat, Found, Known, RootState, compare};
use crate::diagnostics::{Code, Diagnostic};
use crate::index::{FileOutcome, FileState, FileTable, FolderFiles, Hash16};

/// A file to be read.
#[derive(Debug)]
pub(super) struct FileTask {
    /// Which of the run's roots.
    pub root: usize,
    pub path: Vec<u8>,
    pub stat: FileStat,
    /// The content that was read before: when the file still has it, it is not read.
    pub same_if: Option<Hash16>,
    /// Members that need not be indexed again when their content is the same, by key.
    pub known_members: HashMap<Option<Box<str>>, Hash16>,
    /// Whether nothing was known of the file.
    pub is_new: bool,
}

/// What became of one root.
#[derive(Debug)]
pub(super) struct RootWalk {
    pub state: RootState,
    /// Files met, left-out ones not counted.
    pub num_files: u64,
    /// Known files that were not met, where they were looked for.
    pub vanished: Vec<Vec<u8>>,
}

/// The work of a run.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub tasks: Vec<FileTask>,
    /// One a root.
    pub walks: Vec<RootWalk>,
    /// Files that end without being read: their new states.
    pub settled: Vec<(usize, Vec<u8>, FileState)>,
    pub is_cancelled: bool,
}

/// Compares what was met in the roots with `table`. What is already certain is counted in `tallies`.
pub(super) fn plan(
    roots: &[Root],
    met: Vec<Met>,
    table: &FileTable,
    options: &IngestOptions,
    scanned_at_ns: i64,
    tallies: &mut Tallies,
    observer: &mut dyn Observer,
) -> Plan {
    let readers = Readers::new(&options.commands);
    let mut plan = Plan { is_cancelled: met.iter().any(|met| met.is_stopped), ..Plan::default() };
    let none = FolderFiles::default();
    for (number, (root, met)) in roots.iter().zip(met).enumerate() {
        let known = table.files.get(&root.label).unwrap_or(&none);
        let mut planner = Planner {
            number,
            root,
            known,
            readers: &readers,
            options,
            scanned_at_ns,
            tallies,
            plan: &mut plan,
            num_known_met: 0,
            last_reader: None,
            disturbed: Disturbed::default(),
        };
        let walked = planner.judge_all(&met, observer);
        plan.walks.push(walked);
    }
    plan
}

struct Planner<'a> {
    number: usize,
    root: &'a Root,
    known: &'a FolderFiles,
    readers: &'a Readers,
    options: &'a IngestOptions,
    scanned_at_ns: i64,
    tallies: &'a mut Tallies,
    plan: &'a mut Plan,
    /// Files met of which something is known.
    num_known_met: usize,
    /// The reader that was looked up last: most files have the same as the one before.
    last_reader: Option<Arc<str>>,
    disturbed: Disturbed,
}

impl Planner<'_> {
    fn judge_all(&mut self, met: &Met, observer: &mut dyn Observer) -> RootWalk {
        self.disturbed = Disturbed::of(self.known, &met.files, &self.root.starts);
        for found in &met.files {
            self.judge_found(found, observer);
        }
        for (path, reason) in &met.unreadable {
            self.meet_unreadable(path, reason, observer);
        }
        let num_files = (met.files.len() + met.unreadable.len()) as u64;
        RootWalk { state: met.state, num_files, vanished: self.vanished(met) }
    }

    /// Known files in the walked parts that were not met. Nothing is said of what lies where the walk could not look.
    fn vanished(&mut self, met: &Met) -> Vec<Vec<u8>> {
        // A walk meets no file twice: when it met as many known files as there are, it met all.
        let has_met_all = self.num_known_met == self.known.len();
        if self.plan.is_cancelled || has_met_all {
            return Vec::new();
        }
        let unreadable = || met.unreadable.iter().map(|(path, _)| &path[..]);
        let seen: HashSet<&[u8]> =
            met.files.iter().map(|found| &found.path[..]).chain(unreadable()).collect();
        let mut vanished = Vec::new();
        for (path, state) in self.known.iter().filter(|(path, _)| !seen.contains(&path[..])) {
            let is_inside = |start: &Vec<u8>| is_below(path, start);
            if unreadable().any(|start| is_below(path, start)) || met.went_away.iter().any(is_inside) {
                self.tallies.kept_unread(state);
            } else if self.root.starts.iter().any(is_inside) {
                vanished.push(path.to_vec());
            }
        }
        vanished.sort_unstable();
        vanished
    }

    fn judge_found(&mut self, found: &Found, observer: &mut dyn Observer) {
        let known = self.known.get(&found.path[..]);
        self.num_known_met += usize::from(known.is_some());
        match found.skip {
            Some((code, message)) => self.skip(found, known, code, message, observer),
            None => self.judge(found, known),
        }
    }

    /// A file that is never opened. Articles that an ordinary file of this name gave before are gone.
    fn skip(
        &mut self,
        found: &Found,
        known: Option<&FileState>,
        code: Code,
        message: &str,
        observer: &mut dyn Observer,
    ) {
        let outcome = FileOutcome::Skipped { code, message: message.into() };
        if known.is_none_or(|known| known.outcome != outcome || known.in_progress) {
            let path = self.root.place_of(&found.path);
            observer.diagnostic(&Diagnostic { path, member: None, code, message: message.to_string() });
            let mut state = FileState::new(found.stat, self.scanned_at_ns);
            state.reader = self.readers.all.as_str().into();
            state.settings_tag = self.root.settings_tag;
            state.outcome = outcome.clone();
            self.plan.settled.push((self.number, found.path.clone(), state));
        }
        self.tallies.skipped(&found.path, found.stat.num_bytes, &outcome);
    }

    /// A place that could not be looked at is kept as a failed file, so that `status` names it and it is known next time.
    fn meet_unreadable(&mut self, path: &[u8], reason: &str, observer: &mut dyn Observer) {
        let message = format!("cannot be looked into: {reason}");
        let outcome = FileOutcome::Failed { code: Code::Unreadable, message: message.as_str().into() };
        let was_known = self.known.get(path).is_some_and(|known| known.outcome == outcome);
        let place = self.root.place_of(path);
        if !was_known {
            let diagnostic =
                Diagnostic { path: place.clone(), member: None, code: Code::Unreadable, message };
            observer.diagnostic(&diagnostic);
            let mut state = FileState::new(FileStat::default(), self.scanned_at_ns);
            state.outcome = outcome.clone();
            state.reader = self.readers.all.as_str().into();
            self.plan.settled.push((self.number, path.to_vec(), state));
        }
        self.tallies.failed(&place, 0, &outcome, was_known);
    }

    fn judge(&mut self, found: &Found, known: Option<&FileState>) {
        let Some(state) = known else { return self.read(found, None, false) };
        let is_read_otherwise =
            !self.knows_reader(&state.reader) || state.settings_tag != self.root.settings_tag;
        let is_forced = self.options.mode == Mode::Full || is_read_otherwise;
        let may_pass =
            matches!(state.outcome, FileOutcome::Failed { code: Code::Unreadable | Code::Vanished, .. });
        let is_disturbed = self.disturbed.concerns(&found.path, state);
        if is_forced || state.in_progress || may_pass || is_special(&state.outcome) || is_disturbed {
            return self.read(found, Some(state), is_forced);
        }
        let known = Known { stat: state.stat, scanned_at_ns: state.scanned_at_ns };
        match compare(&known, &found.stat) {
            Change::Changed => self.read(found, Some(state), false),
            Change::Unchanged if self.options.mode == Mode::Update => {
                self.tallies.unchanged(self.root, &found.path, state);
            }
            Change::Touched | Change::Unchanged => {
                self.read(found, Some(state), false);
                if let Some(task) = self.plan.tasks.last_mut().filter(|_| state.content_hash != [0; 16]) {
                    task.same_if = Some(state.content_hash);
                }
            }
        }
    }

    fn knows_reader(&mut self, reader: &Arc<str>) -> bool {
        if self.last_reader.as_ref() == Some(reader) {
            return true;
        }
        let is_known = self.readers.knows(reader);
        if is_known {
            self.last_reader = Some(Arc::clone(reader));
        }
        is_known
    }

    fn read(&mut self, found: &Found, known: Option<&FileState>, is_forced: bool) {
        let mut known_members = HashMap::new();
        if let Some(state) = known.filter(|_| !is_forced) {
            known_members
                .extend(state.members.iter().map(|member| (member.key.clone(), member.content_hash)));
        }
        self.tallies.progress.num_files_to_read += 1;
        self.tallies.progress.num_bytes_to_read += found.stat.num_bytes;
        self.plan.tasks.push(FileTask {
            root: self.number,
            path: found.path.clone(),
            stat: found.stat,
            same_if: None,
            known_members,
            is_new: known.is_none(),
        });
    }
}

/// Whether the name stood for a pipe, a device or a link when it was last met, and is an ordinary file now.
fn is_special(outcome: &FileOutcome) -> bool {
    matches!(outcome, FileOutcome::Skipped { code: Code::SpecialFile | Code::Link, .. })
}
