//! What a file system told of changes, until it is quiet enough to be read: files that are being written wait for their end,
//! removals for one another. Watches nothing itself and reads no clock: events and the time come in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What happened at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Something is there that is complete: it was closed after writing, moved here, or its permissions changed.
    Complete,
    /// A file appeared that may be written next.
    Begun,
    /// A file was written to and may be open still.
    Written,
    /// A folder appeared: what is in it may have come before anybody watched.
    Folder,
    /// It is gone.
    Gone,
}

/// What to look at now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ready {
    /// These paths; those of `Event::Gone` come only when they are asked for.
    Paths(Vec<PathBuf>),
    /// All folders.
    Everything,
}

/// After an event that completes something: editors do more than one thing to a file.
const QUIET: Duration = Duration::from_millis(250);
/// After a file appeared without being written: a link to another.
const QUIET_BEGUN: Duration = Duration::from_millis(1000);
/// After a file was written and not closed. Who writes keeps the file open; this is for what tells of no end.
const QUIET_WRITTEN: Duration = Duration::from_secs(10);
/// A new folder is looked at once more, for what came between its making and its watching.
const SECOND_LOOK: Duration = Duration::from_secs(3);
/// After the last removal: what is being emptied is judged as a whole.
const QUIET_GONE: Duration = Duration::from_millis(1000);
/// A file that grows on and on is read as it is, and again later.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// So many paths at once. More wait for the next look, or are their folder.
const MAX_PATHS: usize = 400;
/// So many paths of one folder are that folder.
const MAX_OF_FOLDER: usize = 40;

/// Changes that were told and not yet looked at. Times are those of a clock that never jumps.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    paths: BTreeMap<PathBuf, Change>,
    last_removal: Option<Duration>,
    everything_at: Option<Duration>,
}

#[derive(Debug, Clone, Copy)]
struct Change {
    event: Event,
    first: Duration,
    ready_at: Duration,
}

impl Changes {
    /// `event` happened at `path`.
    pub fn tell(&mut self, path: &Path, event: Event, now: Duration) {
        let quiet = match event {
            Event::Complete | Event::Folder => QUIET,
            Event::Begun => QUIET_BEGUN,
            Event::Written => QUIET_WRITTEN,
            Event::Gone => QUIET_GONE,
        };
        if event == Event::Gone {
            self.last_removal = Some(now);
        }
        let before = self.paths.get(path);
        let first = match before {
            Some(change) if change.event != Event::Gone => change.first,
            _ => now,
        };
        let ready_at = match event {
            Event::Gone => now + quiet,
            _ => (now + quiet).min(first + MAX_WAIT),
        };
        self.paths.insert(path.to_path_buf(), Change { event, first, ready_at });
    }

    /// What was at `from` is at `to` now: both are looked at together, so that it is known as the same.
    pub fn tell_moved(&mut self, from: &Path, to: &Path, now: Duration) {
        // What was told below the old path happened at the new one.
        self.paths.retain(|path, _| path == from || !path.starts_with(from));
        let is_folder = self.paths.get(to).is_some_and(|change| change.event == Event::Folder);
        self.tell(from, Event::Complete, now);
        self.tell(to, if is_folder { Event::Folder } else { Event::Complete }, now);
    }

    /// Events were lost, or nobody can tell: all folders are looked at.
    pub fn tell_everything(&mut self, now: Duration) {
        self.everything_at.get_or_insert(now + QUIET);
    }

    /// Takes what can be looked at now; `None`: nothing.
    pub fn take_ready(&mut self, takes_removals: bool, now: Duration) -> Option<Ready> {
        let is_open = self.paths.values().any(|change| is_being_written(change, now));
        if self.everything_at.is_some_and(|at| at <= now && (!is_open || at + MAX_WAIT <= now)) {
            let keeps = |change: &Change| is_being_written(change, now);
            self.paths.retain(|_, change| keeps(change));
            self.everything_at = None;
            return Some(Ready::Everything);
        }
        let ready: Vec<PathBuf> = self
            .paths
            .iter()
            .filter(|(path, change)| self.is_ready(path, change, takes_removals, now))
            .map(|(path, _)| path.clone())
            .collect();
        let taken = self.gathered(ready, now);
        for path in &taken {
            self.take(path, takes_removals, now);
        }
        (!taken.is_empty()).then_some(Ready::Paths(taken))
    }

    /// When something may be ready, counted from `now`; `None`: nothing was told.
    pub fn wait(&self, takes_removals: bool, now: Duration) -> Option<Duration> {
        let counts = |change: &&Change| takes_removals || change.event != Event::Gone;
        let paths = self.paths.values().filter(counts).map(|change| change.ready_at);
        paths.chain(self.everything_at).min().map(|at| at.saturating_sub(now))
    }

    /// Paths that are gone and not yet looked at.
    pub fn num_gone(&self) -> usize {
        self.paths.values().filter(|change| change.event == Event::Gone).count()
    }

    fn is_ready(&self, path: &Path, change: &Change, takes_removals: bool, now: Duration) -> bool {
        match change.event {
            _ if change.ready_at > now => false,
            Event::Gone => takes_removals && self.last_removal.is_none_or(|last| last + QUIET_GONE <= now),
            Event::Folder => !self.has_open_below(path, now) || change.first + MAX_WAIT <= now,
            _ => true,
        }
    }

    fn has_open_below(&self, folder: &Path, now: Duration) -> bool {
        let below = self.paths.range(folder.to_path_buf()..).take_while(|(path, _)| path.starts_with(folder));
        below.into_iter().any(|(_, change)| is_being_written(change, now))
    }

    /// Many paths of one folder are the folder, when nothing in it is being written.
    fn gathered(&self, mut ready: Vec<PathBuf>, now: Duration) -> Vec<PathBuf> {
        let mut by_folder: BTreeMap<PathBuf, usize> = BTreeMap::new();
        let is_there =
            |path: &PathBuf| self.paths.get(path).is_some_and(|change| change.event != Event::Gone);
        for path in ready.iter().filter(|path| is_there(path)) {
            *by_folder.entry(path.parent().unwrap_or(path).to_path_buf()).or_default() += 1;
        }
        for (folder, _) in by_folder.into_iter().filter(|(_, num)| *num > MAX_OF_FOLDER) {
            if !self.has_open_below(&folder, now) && !self.has_gone_below(&folder) {
                ready.retain(|path| !path.starts_with(&folder));
                ready.push(folder);
            }
        }
        ready.truncate(MAX_PATHS);
        ready.sort();
        ready
    }

    fn has_gone_below(&self, folder: &Path) -> bool {
        let below = self.paths.range(folder.to_path_buf()..).take_while(|(path, _)| path.starts_with(folder));
        below.into_iter().any(|(_, change)| change.event == Event::Gone)
    }

    fn take(&mut self, path: &Path, takes_removals: bool, now: Duration) {
        let below: Vec<PathBuf> = self
            .paths
            .range(path.to_path_buf()..)
            .take_while(|(other, _)| other.starts_with(path))
            .map(|(other, _)| other.clone())
            .collect();
        for path in below {
            let Some(change) = self.paths.get(&path).copied() else { continue };
            let is_folder_again =
                change.event == Event::Folder && change.ready_at < change.first + SECOND_LOOK;
            if is_folder_again && change.ready_at <= now {
                // Once more, later; `first` stays, so that it is not for ever.
                let ready_at = change.first + SECOND_LOOK;
                self.paths.insert(path, Change { ready_at, ..change });
            } else if change.event == Event::Written && change.first + MAX_WAIT <= now {
                // It grew all the time: read as it is now, and again when it is quiet.
                let ready_at = now + QUIET_WRITTEN;
                self.paths.insert(path, Change { first: now, ready_at, ..change });
            } else if change.ready_at <= now && (takes_removals || change.event != Event::Gone) {
                self.paths.remove(&path);
            }
        }
    }
}

fn is_being_written(change: &Change, now: Duration) -> bool {
    matches!(change.event, Event::Written | Event::Begun) && change.ready_at > now
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn tell(changes: &mut Changes, events: &[(u64, &str, Event)]) {
        for (millis, path, event) in events {
            changes.tell(Path::new(path), *event, at(*millis));
        }
    }

    fn ready(changes: &mut Changes, millis: u64) -> Vec<String> {
        match changes.take_ready(true, at(millis)) {
            None => Vec::new(),
            Some(Ready::Everything) => vec!["everything".to_string()],
            Some(Ready::Paths(paths)) => paths.iter().map(|path| path.display().to_string()).collect(),
        }
    }

    #[test]
    fn a_file_is_read_when_it_is_closed() {
        let mut changes = Changes::default();
        tell(&mut changes, &[(0, "/p/a", Event::Begun), (10, "/p/a", Event::Written)]);
        assert!(ready(&mut changes, 5000).is_empty(), "it is open still");
        tell(&mut changes, &[(6000, "/p/a", Event::Written), (6001, "/p/a", Event::Complete)]);
        assert!(ready(&mut changes, 6100).is_empty());
        assert_eq!(ready(&mut changes, 6300), ["/p/a"]);
        assert!(ready(&mut changes, 9000).is_empty());
        assert_eq!(changes.wait(true, at(9000)), None);
    }

    #[test]
    fn a_link_to_a_file_is_read_soon() {
        let mut changes = Changes::default();
        tell(&mut changes, &[(0, "/p/a", Event::Begun)]);
        assert_eq!(changes.wait(true, at(200)), Some(at(800)));
        assert_eq!(ready(&mut changes, 1000), ["/p/a"]);
    }

    #[test]
    fn a_file_that_grows_on_is_read_as_it_is_and_again_at_its_end() {
        let mut changes = Changes::default();
        let mut looks = Vec::new();
        for second in 0..100 {
            tell(&mut changes, &[(second * 1000, "/p/a", Event::Written)]);
            looks.extend(ready(&mut changes, second * 1000 + 500).iter().map(|_| second));
        }
        assert_eq!(looks, [60]);
        assert_eq!(ready(&mut changes, 110_000), ["/p/a"]);
        assert!(ready(&mut changes, 300_000).is_empty());
    }

    #[test]
    fn a_new_folder_waits_for_its_files_and_is_looked_at_twice() {
        let mut changes = Changes::default();
        tell(&mut changes, &[(0, "/p/new", Event::Folder), (10, "/p/new/a", Event::Written)]);
        assert!(ready(&mut changes, 2000).is_empty(), "a file in it is open");
        tell(&mut changes, &[(2000, "/p/new/a", Event::Complete)]);
        assert_eq!(ready(&mut changes, 2300), ["/p/new", "/p/new/a"]);
        assert_eq!(ready(&mut changes, 3000), ["/p/new"]);
        assert!(ready(&mut changes, 9000).is_empty());
    }

    #[test]
    fn removals_are_judged_together_and_only_when_asked_for() {
        let mut changes = Changes::default();
        for number in 0..10 {
            tell(&mut changes, &[(number * 600, &format!("/p/{number}"), Event::Gone)]);
            assert!(ready(&mut changes, number * 600 + 500).is_empty(), "it goes on");
        }
        tell(&mut changes, &[(5500, "/p/new", Event::Complete)]);
        let kept = changes.take_ready(false, at(10_000));
        assert_eq!(kept, Some(Ready::Paths(vec!["/p/new".into()])));
        assert_eq!(changes.num_gone(), 10);
        assert_eq!(changes.wait(false, at(10_000)), None);
        assert_eq!(ready(&mut changes, 10_000).len(), 10);
        assert_eq!(changes.num_gone(), 0);
    }

    #[test]
    fn what_moved_is_looked_at_with_its_old_place() {
        let mut changes = Changes::default();
        tell(&mut changes, &[(0, "/p/a", Event::Gone), (0, "/p/b", Event::Complete)]);
        changes.tell_moved(Path::new("/p/a"), Path::new("/p/b"), at(1));
        assert_eq!(ready(&mut changes, 300), ["/p/a", "/p/b"]);
    }

    #[test]
    fn a_path_that_comes_back_is_not_gone() {
        let mut changes = Changes::default();
        tell(
            &mut changes,
            &[(0, "/p/a", Event::Gone), (5, "/p/a", Event::Begun), (6, "/p/a", Event::Complete)],
        );
        assert_eq!(changes.num_gone(), 0);
        assert_eq!(ready(&mut changes, 300), ["/p/a"]);
    }

    #[test]
    fn a_burst_is_its_folder() {
        let mut changes = Changes::default();
        for number in 0..10_000 {
            tell(&mut changes, &[(number / 10, &format!("/p/q/{number}"), Event::Complete)]);
        }
        assert_eq!(ready(&mut changes, 2000), ["/p/q"]);
        assert!(ready(&mut changes, 20_000).is_empty());
    }

    #[test]
    fn a_burst_is_read_in_parts_while_one_file_of_it_is_being_written() {
        let mut changes = Changes::default();
        for number in 0..1000 {
            tell(&mut changes, &[(0, &format!("/p/q/{number}"), Event::Complete)]);
        }
        tell(&mut changes, &[(900, "/p/q/half", Event::Written)]);
        let mut seen = Vec::new();
        for _ in 0..5 {
            seen.extend(ready(&mut changes, 1000));
        }
        assert_eq!(seen.len(), 1000);
        assert!(!seen.iter().any(|path| path.ends_with("half") || path == "/p/q"));
    }

    #[test]
    fn lost_events_are_everything() {
        let mut changes = Changes::default();
        tell(&mut changes, &[(0, "/p/a", Event::Complete), (400, "/p/open", Event::Written)]);
        changes.tell_everything(at(0));
        assert_eq!(ready(&mut changes, 500), ["/p/a"], "a file is being written: everything waits");
        tell(&mut changes, &[(600, "/p/open", Event::Complete)]);
        assert_eq!(ready(&mut changes, 900), ["everything"]);
        assert!(ready(&mut changes, 20_000).is_empty());
    }
}
