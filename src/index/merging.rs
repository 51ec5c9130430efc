//! Which segments are joined, and whether there is room for that. A merge writes its result beside what it joins.

use std::collections::HashSet;
use std::fmt;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::SegmentMeta;
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

use crate::corpus::platform;

/// A share of deleted articles from which a segment is written anew.
const MERGE_AT_DELETED: f32 = 0.3;
/// Larger segments are not merged any more: a merge needs as much free space as it writes.
const MAX_SEGMENT_DOCS: usize = 1_000_000;
/// Space that a merge leaves to commits, in bytes.
const SPARE_BYTES: u64 = 4 << 20;

/// Space that a merge needs and does not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergeLack {
    /// What it may write, in bytes.
    pub needed_bytes: u64,
    /// What is free, in bytes.
    pub free_bytes: u64,
}

impl fmt::Display for MergeLack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = |num_bytes: u64| num_bytes.div_ceil(1 << 20);
        let (needed, free) = (mib(self.needed_bytes), self.free_bytes >> 20);
        write!(f, "joining parts of the index needs {needed} MiB of free space and finds {free}")
    }
}

/// What the merges of one writer lacked.
#[derive(Debug, Clone, Default)]
pub(super) struct MergeRoom(Arc<Mutex<Option<MergeLack>>>);

impl MergeRoom {
    /// What the last merge that was not begun lacked.
    pub(super) fn lack(&self) -> Option<MergeLack> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a merge of these segments would lack. Where free space cannot be told, it is tried.
pub(super) fn lack_for(directory: &Path, segments: &[SegmentMeta]) -> Option<MergeLack> {
    if segments.is_empty() {
        return None;
    }
    lack_in(platform::free_bytes(directory).ok()?, num_bytes_of(directory, segments.iter()))
}

fn lack_in(free_bytes: u64, segment_bytes: u64) -> Option<MergeLack> {
    let needed_bytes = segment_bytes + SPARE_BYTES;
    (needed_bytes > free_bytes).then_some(MergeLack { needed_bytes, free_bytes })
}

fn num_bytes_of<'a>(directory: &Path, segments: impl Iterator<Item = &'a SegmentMeta>) -> u64 {
    let names: HashSet<String> = segments.map(|segment| segment.id().uuid_string()).collect();
    let Ok(entries) = std::fs::read_dir(directory) else { return 0 };
    // The files of a segment have its name with endings.
    let is_joined = |entry: &DirEntry| {
        let name = entry.file_name();
        name.to_str().and_then(|name| name.split('.').next()).is_some_and(|name| names.contains(name))
    };
    let files = entries.flatten().filter(is_joined).filter_map(|entry| entry.metadata().ok());
    files.map(|file| file.len()).sum()
}

/// The search core's policy, without merges that have no room.
#[derive(Debug)]
pub(super) struct Merging {
    policy: LogMergePolicy,
    directory: PathBuf,
    room: MergeRoom,
}

impl Merging {
    pub(super) fn new(directory: &Path, room: MergeRoom) -> Merging {
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(MERGE_AT_DELETED);
        policy.set_max_docs_before_merge(MAX_SEGMENT_DOCS);
        Merging { policy, directory: directory.to_path_buf(), room }
    }
}

impl MergePolicy for Merging {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let candidates = self.policy.compute_merge_candidates(segments);
        if candidates.is_empty() {
            return candidates;
        }
        let Ok(mut free_bytes) = platform::free_bytes(&self.directory) else { return candidates };
        let mut has_room = |candidate: &MergeCandidate| {
            let joined = segments.iter().filter(|segment| candidate.0.contains(&segment.id()));
            let num_bytes = num_bytes_of(&self.directory, joined);
            let lack = lack_in(free_bytes, num_bytes);
            match lack {
                None => free_bytes -= num_bytes,
                lack => *self.room.0.lock().unwrap_or_else(PoisonError::into_inner) = lack,
            }
            lack.is_none()
        };
        candidates.into_iter().filter(|candidate| has_room(candidate)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_needs_room_for_what_it_joins_and_leaves_some_to_commits() {
        assert_eq!(lack_in(20 << 20, 10 << 20), None);
        let lack = lack_in(12 << 20, 10 << 20).unwrap();
        assert_eq!(lack.to_string(), "joining parts of the index needs 14 MiB of free space and finds 12");
    }
}
