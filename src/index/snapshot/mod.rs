//! Snapshots: consistent images of a commit, made while a writer may be at work, kept in a directory of their own, checked
//! and put back. A snapshot is itself the directory of an archive that can only be read.

mod create;
mod manifest;
mod restore;
mod shelf;
mod shelves;

pub use create::{SnapshotOptions, create};
pub use manifest::{SnapshotFile, SnapshotManifest};
pub use restore::restore;
pub use shelf::{Snapshot, list, open, remove, thin_out};

/// The name of the manifest in a snapshot: its presence makes an archive's directory one.
pub(crate) use manifest::MANIFEST;
pub(super) use shelves::SHELVES;
