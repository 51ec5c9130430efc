//! What is kept of every source file: how it looked, what became of it, and which articles it gave. Not how that is
//! written to disk: see `files_log`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::corpus::FileStat;
use crate::diagnostics::Code;
use crate::model::ArticleId;

/// The first 16 bytes of a content's BLAKE3 hash.
pub type Hash16 = [u8; 16];

/// What became of a file when it was last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileOutcome {
    /// Its articles are in the index.
    Indexed,
    /// Left out on purpose.
    Skipped {
        /// Why.
        code: Code,
        /// Why, as a clause.
        message: Box<str>,
    },
    /// Could not be used, or not wholly; the articles of its last good read stay.
    Failed {
        /// Why.
        code: Code,
        /// Why, as a clause.
        message: Box<str>,
    },
}

/// One article of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberState {
    /// Its key when the file is a container.
    pub key: Option<Box<str>>,
    /// Its id.
    pub id: ArticleId,
    /// The hash of the member's own bytes.
    pub content_hash: Hash16,
    /// Whether its date of publication is known.
    pub is_dated: bool,
    /// Whether a date that its source states cannot be, and is only kept as it is written.
    pub has_refused_date: bool,
    /// Whether its source no longer has it, while the guard keeps it.
    pub is_held_back: bool,
    /// Whether a machine read its text from pictures of pages.
    pub is_scan: bool,
    /// Of a scan: how many of a hundred words its language knows, when that can be told.
    pub legibility: Option<u8>,
    /// When it came and was changed.
    pub arrival: Arrival,
}

/// When an article came into the archive and when its content changed last, counted in commits. It outlives moves, readings
/// of the same content and new analyses, so that what is news can be told from what is only written anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The generation of the commit that first showed it; 0: before this was noted.
    pub since: u64,
    /// The generation of the commit that last changed its content; `since` when none did.
    pub changed: u64,
    /// The hash of the content with which it came, once that was changed.
    pub first_content: Option<Hash16>,
}

impl Arrival {
    /// Of an article that comes with the commit of that generation.
    pub fn at(generation: u64) -> Arrival {
        Arrival { since: generation, changed: generation, first_content: None }
    }

    /// The same after its content, `before` until now, changed.
    pub fn corrected(self, before: Hash16, generation: u64) -> Arrival {
        Arrival { changed: generation, first_content: self.first_content.or(Some(before)), ..self }
    }
}

/// One source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    /// Size, times and identity when it was read.
    pub stat: FileStat,
    /// When the scan began that read it, in nanoseconds since 1970.
    pub scanned_at_ns: i64,
    /// The hash of its bytes; zeros when it was not read to its end.
    pub content_hash: Hash16,
    /// Format and version of the reader, such as `json-lines/1`; one text for all files that it read.
    pub reader: Arc<str>,
    /// Tells under which settings of its folder it was read.
    pub settings_tag: u32,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Whether it is being read: what is known of its members is not all.
    pub in_progress: bool,
    /// Its articles.
    pub members: Vec<MemberState>,
    /// Files inside it that were left out on purpose, by reason.
    pub skipped_members: Vec<(Box<str>, u64)>,
}

impl FileState {
    /// A file of which nothing is known yet.
    pub fn new(stat: FileStat, scanned_at_ns: i64) -> Self {
        FileState {
            stat,
            scanned_at_ns,
            content_hash: [0; 16],
            reader: "".into(),
            settings_tag: 0,
            outcome: FileOutcome::Indexed,
            in_progress: false,
            members: Vec::new(),
            skipped_members: Vec::new(),
        }
    }
}

/// A folder or first-level sub-folder whose removals were held back when it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HeldBackNote {
    /// First-level sub-folder; empty for the whole folder.
    pub part: String,
    /// Articles it would have lost.
    pub num_articles: u64,
    /// Articles it had.
    pub out_of: u64,
    /// A sentence: why.
    pub reason: String,
}

/// What is remembered of a whole folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FolderState {
    /// The device it was on when it was last walked.
    #[serde(default)]
    pub device: Option<u64>,
    /// What the guard held back in it.
    #[serde(default)]
    pub held_back: Vec<HeldBackNote>,
}

/// The files of one folder by path inside it. Every run looks every file up: the hash is a quick one.
pub type FolderFiles = HashMap<Box<[u8]>, FileState, foldhash::fast::RandomState>;

/// All that is known of the files of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTable {
    /// Files by folder label.
    pub files: BTreeMap<String, FolderFiles>,
    /// What is remembered of the folders, by label.
    pub folders: BTreeMap<String, FolderState>,
    /// Articles of moved files: old id → new id.
    pub aliases: HashMap<ArticleId, ArticleId>,
}

impl FileTable {
    /// A file of a folder.
    pub fn file(&self, label: &str, path: &[u8]) -> Option<&FileState> {
        self.files.get(label)?.get(path)
    }

    /// The same, to change it.
    pub fn file_mut(&mut self, label: &str, path: &[u8]) -> Option<&mut FileState> {
        self.files.get_mut(label)?.get_mut(path)
    }

    /// All articles.
    pub fn members(&self) -> impl Iterator<Item = &MemberState> {
        self.files.values().flat_map(|files| files.values()).flat_map(|file| &file.members)
    }

    /// Where the article that once had the id `id` is now, through any number of moves.
    pub fn resolve_alias(&self, id: ArticleId) -> Option<ArticleId> {
        let mut now = *self.aliases.get(&id)?;
        // Files moved in a circle would give a circle of aliases.
        for _ in 0..self.aliases.len() {
            match self.aliases.get(&now) {
                Some(next) if *next != id => now = *next,
                _ => break,
            }
        }
        Some(now)
    }
}
