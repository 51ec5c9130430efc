//! What a caller may say about reading: the encoding it knows, the bounds it wants, the commands it allows. Not what formats exist.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{DateOrder, FolderSettings};

use super::Commands;

/// Bounds on what one file may cost. A file that breaks one ends as [`Code::TooLarge`](crate::diagnostics::Code).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that a container may unpack to, over all levels of files inside files. Default 64 GiB.
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
    /// Files around a file: a ZIP inside a TAR is at 1, what is in it at 2. Default 3.
    pub max_inner_depth: usize,
    /// Files inside one stored file, over all levels. Default a million.
    pub max_inner_files: u64,
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
            max_inner_depth: 3,
            max_inner_files: 1_000_000,
        }
    }
}

/// Options of reading one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of files that do not declare one, as a WHATWG label such as `windows-1252`. Files that are
    /// certainly UTF-8 or UTF-16 are read as that all the same.
    pub encoding: Option<String>,
    /// The column or member that gives a field of the articles, where it has a name of its own: field → name, `-` for
    /// none. The fields are those of [`column_fields`](super::column_fields).
    pub columns: BTreeMap<String, String>,
    /// Which comes first in columns and members with dates such as `03/04/2023`.
    pub date_order: DateOrder,
    /// The formats that are read, by name; none: all. Files inside files are what they are.
    pub formats: Vec<String>,
    /// The bounds.
    pub limits: Limits,
    /// Threads that parse the members of one container at the same time. Articles come in the same order whatever
    /// their number. 0 is as good as 1.
    pub num_jobs: usize,
    /// Commands that may be started; none by default.
    pub commands: Arc<Commands>,
}

impl ReadOptions {
    /// What the settings of a folder say of how its files are read.
    pub fn of(settings: &FolderSettings) -> Self {
        ReadOptions {
            encoding: settings.encoding.clone(),
            columns: settings.columns.clone(),
            date_order: settings.date_order,
            formats: settings.formats.clone(),
            ..ReadOptions::default()
        }
    }
}
