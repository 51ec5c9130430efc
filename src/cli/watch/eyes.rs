//! How changes in folders are learnt of: the system tells of them, or the folder is looked through at intervals. Reads no article.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use depeche::render::{count_text, path_text};
use depeche::schedule::{Changes, Event, duration_text};
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Config, ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::mounts::remote_kind;

type Told = notify::Result<notify::Event>;

/// The folders that are watched, and how.
pub struct Eyes {
    folders: Vec<Folder>,
    /// The archive's own directory: what is written there is our own doing.
    own: PathBuf,
    watcher: Option<RecommendedWatcher>,
    told: Receiver<Told>,
}

struct Folder {
    path: PathBuf,
    /// Why it is looked through at intervals; `None`: the system tells of changes.
    polled_because: Option<String>,
    /// Device and inode of what is watched; `None`: nothing is there.
    identity: Option<(u64, u64)>,
}

impl Eyes {
    /// Begins to watch these folders, each with whether links in it are followed.
    pub fn open(folders: &[(PathBuf, bool)], own: &Path, only_poll: bool) -> Eyes {
        let (sender, told) = channel();
        let follows = folders.iter().any(|(_, follows)| *follows);
        let config = Config::default().with_follow_symlinks(follows);
        // What nobody receives any more need not be sent.
        let watcher = RecommendedWatcher::new(move |told| drop(sender.send(told)), config);
        let (watcher, why_not) = match watcher {
            Ok(watcher) if !only_poll => (Some(watcher), None),
            Ok(_) => (None, Some("you asked for it".to_string())),
            Err(error) => (None, Some(sentence(&error))),
        };
        let folders = folders
            .iter()
            .map(|(path, _)| Folder { path: path.clone(), polled_because: why_not.clone(), identity: None })
            .collect();
        let own = own.canonicalize().unwrap_or_else(|_| own.to_path_buf());
        let mut eyes = Eyes { folders, own, watcher, told };
        for place in 0..eyes.folders.len() {
            if eyes.folders[place].polled_because.is_none() {
                eyes.folders[place].polled_because = eyes.watch(place);
            }
        }
        eyes
    }

    /// What is watched, and how, for people.
    pub fn sentences(&self, poll: Duration) -> Vec<String> {
        let every = duration_text(poll.as_secs());
        let told: Vec<&Folder> =
            self.folders.iter().filter(|folder| folder.polled_because.is_none()).collect();
        let mut sentences: Vec<String> = told
            .iter()
            .map(|folder| format!("watching {}: changes are read as they come", path_text(&folder.path)))
            .collect();
        if told.len() > 10 {
            sentences = vec![format!(
                "watching {}: changes are read as they come",
                count_text(told.len() as u64, "folder")
            )];
        }
        sentences.extend(self.folders.iter().filter_map(|folder| {
            let why = folder.polled_because.as_ref()?;
            Some(format!("looking through {} every {every}: {why}", path_text(&folder.path)))
        }));
        sentences
    }

    /// Folders that are looked through at intervals.
    pub fn polled(&self) -> Vec<PathBuf> {
        let polled = self.folders.iter().filter(|folder| folder.polled_because.is_some());
        polled.map(|folder| folder.path.clone()).collect()
    }

    /// Waits so long for something to be told, and tells it to `changes`.
    pub fn wait(&mut self, longest: Duration, changes: &mut Changes, now: impl Fn() -> Duration) {
        match self.told.recv_timeout(longest) {
            Ok(told) => self.take(told, changes, now()),
            Err(RecvTimeoutError::Timeout) => return,
            // Without a watcher nobody sends.
            Err(RecvTimeoutError::Disconnected) => return std::thread::sleep(longest),
        }
        while let Ok(told) = self.told.try_recv() {
            self.take(told, changes, now());
        }
    }

    /// Looks whether the folders are what they were: a share may have come, gone, or be another.
    pub fn look_after_folders(&mut self, changes: &mut Changes, now: Duration) {
        for place in 0..self.folders.len() {
            let folder = &self.folders[place];
            let identity = identity_of(&folder.path);
            if folder.polled_because.is_some() || identity == folder.identity {
                continue;
            }
            let path = folder.path.clone();
            if let Some(watcher) = &mut self.watcher {
                // The watch of what was there before may have gone with it.
                let _ = watcher.unwatch(&path);
            }
            self.folders[place].identity = None;
            if identity.is_some() {
                self.folders[place].polled_because = self.watch(place);
                changes.tell(&path, Event::Folder, now);
            }
        }
    }

    /// Watches a folder, or says why that cannot be.
    fn watch(&mut self, place: usize) -> Option<String> {
        let folder = &mut self.folders[place];
        let watcher = self.watcher.as_mut()?;
        if let Some(kind) = remote_kind(&folder.path) {
            return Some(format!(
                "it is on a network share ({kind}), which does not tell what others change"
            ));
        }
        folder.identity = identity_of(&folder.path);
        // What is not there now is watched when it comes.
        folder.identity?;
        match watcher.watch(&folder.path, RecursiveMode::Recursive) {
            Ok(()) => None,
            Err(error) => Some(sentence(&error)),
        }
    }

    fn take(&self, told: Told, changes: &mut Changes, now: Duration) {
        let event = match told {
            Ok(event) if event.need_rescan() => return changes.tell_everything(now),
            Ok(event) => event,
            // A folder that came could not be watched: there were more than the system has room for.
            Err(_) => return changes.tell_everything(now),
        };
        let paths: Vec<&PathBuf> = event.paths.iter().filter(|path| !path.starts_with(&self.own)).collect();
        if let (EventKind::Modify(ModifyKind::Name(RenameMode::Both)), [from, to]) =
            (event.kind, paths.as_slice())
        {
            return changes.tell_moved(from, to, now);
        }
        for path in paths {
            // Nothing is left of a folder that was watched itself: `look_after_folders` sees that.
            if let Some(event) = meaning(event.kind, path)
                && !self.folders.iter().any(|folder| folder.path == *path && event == Event::Gone)
            {
                changes.tell(path, event, now);
            }
        }
    }
}

/// What an event says of a path; `None`: nothing that matters.
fn meaning(kind: EventKind, path: &Path) -> Option<Event> {
    let arrived = || if path.is_dir() { Event::Folder } else { Event::Complete };
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Event::Complete),
        EventKind::Access(_) => None,
        EventKind::Create(CreateKind::Folder) => Some(Event::Folder),
        EventKind::Create(_) => Some(if path.is_dir() { Event::Folder } else { Event::Begun }),
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(RemoveKind::Other) => {
            Some(if path.symlink_metadata().is_ok() { arrived() } else { Event::Gone })
        }
        EventKind::Modify(ModifyKind::Name(_)) => Some(arrived()),
        EventKind::Modify(ModifyKind::Metadata(_)) => path.is_file().then_some(Event::Complete),
        EventKind::Modify(_) => path.is_file().then_some(Event::Written),
        EventKind::Remove(_) => Some(Event::Gone),
        EventKind::Any | EventKind::Other => None,
    }
}

fn identity_of(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

fn sentence(error: &notify::Error) -> String {
    const RAISE: &str = "there are more folders than the system lets one user watch; \
        raise fs.inotify.max_user_watches with sysctl";
    match &error.kind {
        ErrorKind::MaxFilesWatch => RAISE.to_string(),
        ErrorKind::Io(error) if error.raw_os_error() == Some(28) => RAISE.to_string(),
        ErrorKind::Io(error)
            if error.raw_os_error() == Some(24) || error.kind() == io::ErrorKind::QuotaExceeded =>
        {
            "there are more watchers than the system lets one user have; \
             raise fs.inotify.max_user_instances with sysctl"
                .to_string()
        }
        _ => format!("it cannot be watched: {error}"),
    }
}
