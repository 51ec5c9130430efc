//! What a caller may say about reading: the encoding it knows, the bounds it wants, the commands it allows. Not what formats exist.

use std::sync::Arc;

use super::Commands;

/// Bounds on what one file may cost. A file that breaks one ends as [`Code::TooLarge`](crate::diagnostics::Code).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that a streamed container may unpack to. Default 64 GiB.
    pub max_unpacked_bytes: u64,
    /// Bytes, unpacked, of a file that must be read whole: plain text, Markdown, HTML, JSON. Default 256 MiB.
    pub max_file_bytes: u64,
    /// Unpacked bytes per packed byte, watched after the first 64 MiB. Default 100: news packs 3 to 10 times, what
    /// packs a hundred times is made to fill memories.
    pub max_ratio: u64,
    /// Bytes of one line of JSON Lines. Default 64 MiB.
    pub max_line_bytes: u64,
    /// Levels of JSON inside each other. Default 128, which is also the most that is possible.
    pub max_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Limits {
            max_unpacked_bytes: 64 * 1024 * MIB,
            max_file_bytes: 256 * MIB,
            max_ratio: 100,
            max_line_bytes: 64 * MIB,
            max_depth: 128,
        }
    }
}

/// Options of reading one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of files that do not declare one, as a WHATWG label such as `windows-1252`. Files that are
    /// certainly UTF-8 or UTF-16 are read as that all the same.
    pub encoding: Option<String>,
    /// The bounds.
    pub limits: Limits,
    /// Commands that may be started; none by default.
    pub commands: Arc<Commands>,
}
