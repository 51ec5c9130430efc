//! What was taken away, and whether asking again gives the same: manifests and their replay. Not the files themselves: `search`
//! reads the articles, `render` writes them.

mod comparison;
mod digest;
mod manifest;

pub use comparison::{Comparison, Listed, Replay, Verdict};
pub use digest::{Checksum, content_digest};
pub use manifest::{
    ArchiveState, Asked, BadManifest, Count, Limits, Manifest, ManifestHead, ManifestTail, Options,
    OutputFile, Recorded, SCHEMA,
};
