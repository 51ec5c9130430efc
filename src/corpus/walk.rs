//! One pass over a folder (or a single file): every file with its size, times and identity, in a fixed order.

use std::fs::Metadata;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// Entries looked at together: some at once, for on a network share each look is a round trip.
const BATCH: usize = 1024;
/// Most threads that look at entries.
const MAX_LOOKS: usize = 8;

use super::FileStat;
use super::leave_out::LeaveOut;
use super::platform::{special_name, stat_of};
use super::selection::Selection;
use crate::diagnostics::Code;
use crate::model::{path_bytes, path_from_bytes};

/// What to walk.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    /// The folder, or a file that is walked alone.
    pub root: &'a Path,
    /// The part of it to walk, as bytes of the path inside `root`; empty for all of it.
    pub start: &'a [u8],
    /// Whether symbolic links below the root are followed.
    pub follow_links: bool,
    /// Which files are wanted.
    pub selection: &'a Selection,
}

/// Something met on the way that counts as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Path inside the root, as the file system's bytes; the file's own name when the root is a file.
    pub path: Vec<u8>,
    /// Size, times and identity.
    pub stat: FileStat,
    /// Why it is skipped without being opened, if it is: a pipe, a device, a link.
    pub skip: Option<(Code, &'static str)>,
}

/// What was at the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootState {
    /// It is there, on this device.
    Present {
        /// The device's number.
        device: u64,
    },
    /// Nothing is there, or it cannot be looked at.
    Absent,
}

/// The end of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// What was at the root.
    pub root: RootState,
    /// Paths inside the root that could not be looked at, with the reason: nothing is known of what lies below.
    pub unreadable: Vec<(Vec<u8>, String)>,
    /// Paths inside the root that were listed and gone when they were looked into: a share that goes away looks so too, and
    /// nothing is known of what lies below.
    pub went_away: Vec<Vec<u8>>,
    /// Whether the caller stopped it.
    pub is_stopped: bool,
}

/// Walks and hands every file to `each`, folder by folder, names in the order of their bytes.
///
/// What is left out (see `left-out.txt` and `.depecheignore`) is not handed over. Links in a circle are entered once.
pub fn walk(walk: &Walk<'_>, each: &mut dyn FnMut(Found) -> ControlFlow<()>) -> Walked {
    let mut walked =
        Walked { root: RootState::Absent, unreadable: Vec::new(), went_away: Vec::new(), is_stopped: false };
    let root = match std::fs::metadata(walk.root) {
        Ok(root) => root,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return walked,
        Err(error) => {
            walked.unreadable.push((Vec::new(), error.to_string()));
            return walked;
        }
    };
    walked.root = RootState::Present { device: stat_of(&root).device };
    if root.is_file() {
        let name = walk.root.file_name().map(|name| path_bytes(Path::new(name)).to_vec()).unwrap_or_default();
        walked.is_stopped = each(Found { path: name, stat: stat_of(&root), skip: None }).is_break();
        return walked;
    }
    let num_looks = std::thread::available_parallelism().map_or(1, |num| num.get().min(MAX_LOOKS));
    Walker { walk, each, walked, rules: LeaveOut::default(), listed: Vec::new(), num_looks }.run()
}

/// The directory that paths `inside` a root are relative to: the root, or where it lies when it is a single file.
pub fn base_of<'a>(root: &'a Path, inside: &Path) -> &'a Path {
    // Only a file of the root's own name can be the root itself: other paths cost no look at the disk.
    let may_be_root = root.file_name().is_some_and(|name| Path::new(name) == inside);
    match root.parent() {
        Some(parent) if may_be_root && !root.is_dir() => parent,
        _ => root,
    }
}

struct Walker<'a, 'e> {
    walk: &'a Walk<'a>,
    each: &'e mut dyn FnMut(Found) -> ControlFlow<()>,
    walked: Walked,
    rules: LeaveOut,
    /// Entries that were listed and not yet looked at.
    listed: Vec<DirEntry>,
    num_looks: usize,
}

impl Walker<'_, '_> {
    fn run(mut self) -> Walked {
        let Some(start) = self.enter_start() else { return self.walked };
        if std::fs::symlink_metadata(&start).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return self.walked;
        }
        let base_depth = path_from_bytes(self.walk.start).components().count();
        let mut entries =
            WalkDir::new(&start).follow_links(self.walk.follow_links).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    let is_folder = entry.file_type().is_dir();
                    let depth = entry.depth() + base_depth;
                    if entry.depth() > 0 && self.is_left_out(entry.path(), depth, is_folder) {
                        if is_folder {
                            entries.skip_current_dir();
                        }
                    } else if is_folder {
                        self.rules.enter(entry.path(), depth);
                    } else {
                        self.listed.push(entry);
                    }
                    if self.listed.len() >= BATCH && self.visit_listed().is_break() {
                        return self.walked;
                    }
                }
                Err(error) => {
                    if self.visit_listed().is_break() {
                        return self.walked;
                    }
                    self.visit_error(&error);
                }
            }
        }
        let _ = self.visit_listed();
        self.walked
    }

    /// Looks at the listed entries, several at once, and hands them over in their order.
    fn visit_listed(&mut self) -> ControlFlow<()> {
        let listed = std::mem::take(&mut self.listed);
        let share = listed.len().div_ceil(self.num_looks).max(64);
        let look = |entries: &[DirEntry]| entries.iter().map(DirEntry::metadata).collect::<Vec<_>>();
        let looks: Vec<_> = std::thread::scope(|scope| {
            let mut shares = listed.chunks(share);
            let first = shares.next();
            let others: Vec<_> = shares.map(|share| scope.spawn(move || look(share))).collect();
            let mut looks = first.map(look).unwrap_or_default();
            for other in others {
                looks.extend(other.join().expect("looking at a file does not panic"));
            }
            looks
        });
        for (entry, metadata) in listed.iter().zip(looks) {
            if self.visit(entry, metadata).is_break() {
                self.walked.is_stopped = true;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// Applies the rules of the folders on the way to the start. `None`: the start is left out itself.
    fn enter_start(&mut self) -> Option<PathBuf> {
        let mut place = self.walk.root.to_path_buf();
        for (depth, name) in path_from_bytes(self.walk.start).components().enumerate() {
            self.rules.enter(&place, depth);
            place.push(name);
            let is_folder = place.is_dir();
            if self.is_left_out(&place, depth + 1, is_folder) {
                return None;
            }
        }
        Some(place)
    }

    fn is_left_out(&mut self, path: &Path, depth: usize, is_folder: bool) -> bool {
        let selection = self.walk.selection;
        let is_unwanted =
            !selection.is_all() && selection.leaves_out(&path_from_bytes(self.inside(path)), is_folder);
        is_unwanted || self.rules.is_left_out(path, depth, is_folder)
    }

    /// The path inside the root of what was met: it begins with the root's own bytes, so that nothing need be cut into names.
    fn inside<'p>(&self, path: &'p Path) -> &'p [u8] {
        let path = path_bytes(path);
        let Some(inside) = path.strip_prefix(path_bytes(self.walk.root)) else { return path };
        inside.strip_prefix(b"/").unwrap_or(inside)
    }

    fn visit(&mut self, entry: &DirEntry, metadata: walkdir::Result<Metadata>) -> ControlFlow<()> {
        let path = self.inside(entry.path()).to_vec();
        let kind = entry.file_type();
        let stat = match metadata {
            Ok(metadata) => stat_of(&metadata),
            // It went away between listing and looking: as if it had never been listed.
            Err(error) if error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound) => {
                return ControlFlow::Continue(());
            }
            Err(error) => {
                self.visit_error(&error);
                return ControlFlow::Continue(());
            }
        };
        let skip = if kind.is_symlink() {
            Some((Code::Link, "a symbolic link, which is not followed unless the folder is set to"))
        } else if !kind.is_file() {
            Some((Code::SpecialFile, special_name(kind)))
        } else {
            None
        };
        (self.each)(Found { path, stat, skip })
    }

    fn visit_error(&mut self, error: &walkdir::Error) {
        let path = error.path().map(|path| self.inside(path).to_vec()).unwrap_or_default();
        if error.loop_ancestor().is_some() {
            let skip = Some((Code::Link, "a link that leads in a circle"));
            let _ = (self.each)(Found { path, stat: FileStat::default(), skip });
            return;
        }
        match error.io_error() {
            // A link that leads nowhere, or something that just went away.
            Some(reason) if reason.kind() == io::ErrorKind::NotFound => {
                let is_link = error.path().is_some_and(Path::is_symlink);
                if !is_link {
                    self.walked.went_away.push(path);
                } else if self.walk.follow_links && !path.is_empty() {
                    let skip = Some((Code::Link, "a link that leads nowhere"));
                    let _ = (self.each)(Found { path, stat: FileStat::default(), skip });
                }
            }
            reason => {
                let reason = reason.map(|reason| reason.to_string());
                self.walked.unreadable.push((path, reason.unwrap_or_else(|| error.to_string())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path, start: &[u8], follow_links: bool) -> Vec<String> {
        let mut names = Vec::new();
        walk(&Walk { root, start, follow_links, selection: &Selection::default() }, &mut |found| {
            let mark = if found.skip.is_some() { "!" } else { "" };
            names.push(format!("{}{mark}", String::from_utf8_lossy(&found.path)));
            ControlFlow::Continue(())
        });
        names
    }

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "texte").unwrap();
        }
        folder
    }

    #[test]
    fn files_come_in_order_and_without_what_is_left_out() {
        let folder = tree(&["b.txt", "a/2.txt", "a/1.txt", ".git/x", "a/.cache/y", "c/x.tmp", "d/x.txt"]);
        std::fs::write(folder.path().join(".depecheignore"), "/d\n").unwrap();
        assert_eq!(names(folder.path(), b"", false), ["a/1.txt", "a/2.txt", "b.txt"]);
        assert_eq!(names(folder.path(), b"a", false), ["a/1.txt", "a/2.txt"]);
        assert_eq!(names(folder.path(), b"d", false), [""; 0], "a part that the folder leaves out");
        assert_eq!(names(folder.path(), b"absent", false), [""; 0]);
    }

    #[test]
    fn a_folder_that_goes_away_during_the_walk_is_told() {
        let folder = tree(&["z/x.txt"]);
        for n in 0..BATCH {
            std::fs::write(folder.path().join(format!("{n:04}.txt")), "").unwrap();
        }
        let request =
            Walk { root: folder.path(), start: b"", follow_links: false, selection: &Selection::default() };
        let walked = walk(&request, &mut |_| {
            // The root is listed by now, and `z` is not.
            let _ = std::fs::remove_dir_all(folder.path().join("z"));
            ControlFlow::Continue(())
        });
        assert_eq!(walked.went_away, [b"z".to_vec()]);
        assert_eq!(walked.unreadable, []);
    }

    #[test]
    fn a_file_may_be_the_root() {
        let folder = tree(&["seul.jsonl"]);
        assert_eq!(names(&folder.path().join("seul.jsonl"), b"", false), ["seul.jsonl"]);
    }

    #[test]
    fn paths_are_relative_to_the_folder_or_to_where_the_file_lies() {
        let folder = tree(&["seul.jsonl", "presse/presse"]);
        let of =
            |root: &str, inside: &str| base_of(&folder.path().join(root), Path::new(inside)).to_path_buf();
        assert_eq!(of("seul.jsonl", "seul.jsonl"), folder.path());
        assert_eq!(of("absent.jsonl", "absent.jsonl"), folder.path());
        assert_eq!(of("presse", "presse"), folder.path().join("presse"));
        assert_eq!(of("presse", "a.txt"), folder.path().join("presse"));
    }

    #[test]
    fn links_are_skipped_or_followed_and_circles_end() {
        let folder = tree(&["a/1.txt"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/circle")).unwrap();
        std::os::unix::fs::symlink("1.txt", folder.path().join("a/link.txt")).unwrap();
        assert_eq!(names(folder.path(), b"", false), ["a/1.txt", "a/circle!", "a/link.txt!"]);
        assert_eq!(names(folder.path(), b"", true), ["a/1.txt", "a/circle!", "a/link.txt"]);
    }

    #[test]
    fn names_are_bytes() {
        let folder = tree(&[]);
        std::fs::write(folder.path().join(path_from_bytes(b"\xe9t\xe9.txt")), "texte").unwrap();
        let mut paths = Vec::new();
        let selection = Selection::default();
        walk(
            &Walk { root: folder.path(), start: b"", follow_links: false, selection: &selection },
            &mut |found| {
                paths.push(found.path);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(paths, [b"\xe9t\xe9.txt".to_vec()]);
    }

    #[test]
    fn an_absent_root_is_not_an_empty_one() {
        let folder = tree(&[]);
        let end = |root: &Path| {
            let selection = Selection::default();
            walk(&Walk { root, start: b"", follow_links: false, selection: &selection }, &mut |_| {
                ControlFlow::Continue(())
            })
            .root
        };
        assert!(matches!(end(folder.path()), RootState::Present { .. }));
        assert_eq!(end(&folder.path().join("absent")), RootState::Absent);
    }
}
