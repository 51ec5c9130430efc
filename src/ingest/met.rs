//! What a walk of the folders met, before it is compared with anything: so that walking need not wait for what is known
//! to be loaded.

use std::ops::ControlFlow;

use super::observer::{Observer, Progress};
use super::root::{Root, is_below};
use crate::corpus::{Found, RootState, Selection, Walk, walk};
use crate::index::Archive;
use crate::model::path_bytes;

/// What was met in one root.
#[derive(Debug)]
pub(super) struct Met {
    pub state: RootState,
    /// Files, folder by folder.
    pub files: Vec<Found>,
    /// Places that could not be looked at, with the reason.
    pub unreadable: Vec<(Vec<u8>, String)>,
    /// Places that were gone when they were looked into: nothing is said of what lay below, this time.
    pub went_away: Vec<Vec<u8>>,
    /// Whether the observer stopped the walk.
    pub is_stopped: bool,
}

/// Walks all roots, until the observer stops it; then fewer come back. Counts the files met in `progress`.
pub(super) fn walk_all(
    archive: &Archive,
    roots: &[Root],
    progress: &mut Progress,
    observer: &mut dyn Observer,
) -> Vec<Met> {
    let mut all = Vec::with_capacity(roots.len());
    for root in roots {
        let met = walk_root(archive, root, progress, observer);
        let is_stopped = met.is_stopped;
        all.push(met);
        if is_stopped {
            break;
        }
    }
    all
}

fn walk_root(archive: &Archive, root: &Root, progress: &mut Progress, observer: &mut dyn Observer) -> Met {
    // The archive's own directory, when it lies in this folder, is never read.
    let own = archive.root().strip_prefix(&root.path).ok().map(|own| path_bytes(own).to_vec());
    let own = own.filter(|own| !own.is_empty());
    let mut met = Met {
        state: RootState::Absent,
        files: Vec::new(),
        unreadable: Vec::new(),
        went_away: Vec::new(),
        is_stopped: false,
    };
    let selection = Selection::of(&root.settings);
    for start in &root.starts {
        let follow_links = root.settings.follow_links;
        let request = Walk { root: &root.path, start, follow_links, selection: &selection };
        let walked = walk(&request, &mut |found| {
            if own.as_deref().is_some_and(|own| is_below(&found.path, own)) {
                return ControlFlow::Continue(());
            }
            met.files.push(found);
            progress.num_files_seen += 1;
            if progress.num_files_seen.is_multiple_of(1024) {
                observer.progress(progress);
                if observer.is_cancelled() {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        });
        met.state = walked.root;
        met.unreadable.extend(walked.unreadable);
        met.went_away.extend(walked.went_away);
        met.is_stopped |= walked.is_stopped;
    }
    met
}
