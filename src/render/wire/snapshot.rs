//! The shape of snapshots: `snapshot list --json`, and the one that `snapshot create --json` made.

use serde::Serialize;

use super::{SNAPSHOTS_SCHEMA, lossy};
use crate::index::snapshot::Snapshot;

/// Snapshots, the oldest first.
#[derive(Debug, Serialize)]
pub struct SnapshotList<'a> {
    schema: &'static str,
    snapshots: Vec<Listed<'a>>,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    name: &'a str,
    path: String,
    archive: &'a str,
    created: &'a str,
    generation: u64,
    articles: u64,
    bytes: u64,
    own_bytes: u64,
}

impl<'a> SnapshotList<'a> {
    /// The shape of these snapshots.
    pub fn new(snapshots: &'a [Snapshot]) -> Self {
        let listed = |snapshot: &'a Snapshot| Listed {
            name: &snapshot.name,
            path: lossy(&snapshot.path),
            archive: &snapshot.manifest.archive,
            created: &snapshot.manifest.created_at,
            generation: snapshot.manifest.generation,
            articles: snapshot.manifest.num_articles,
            bytes: snapshot.num_bytes,
            own_bytes: snapshot.num_own_bytes,
        };
        SnapshotList { schema: SNAPSHOTS_SCHEMA, snapshots: snapshots.iter().map(listed).collect() }
    }
}
