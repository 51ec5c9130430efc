//! The binary form of one record of the files log. Little-endian; lengths before contents; nothing is trusted on reading.

use std::sync::Arc;

use super::file_state::{Arrival, FileOutcome, FileState, FolderState, Hash16, MemberState};
use crate::corpus::FileStat;
use crate::diagnostics::Code;
use crate::model::ArticleId;

/// One change of what is known of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogRecord {
    /// A file is new or changed. Its members are told apart from it, in records of their own; those it had stay.
    File {
        /// Label of the folder.
        label: String,
        /// Path inside it.
        path: Vec<u8>,
        /// The state; `members` is empty here.
        state: FileState,
    },
    /// Articles are new or changed, by id.
    Members {
        /// Label of the folder.
        label: String,
        /// Path inside it.
        path: Vec<u8>,
        /// The articles.
        members: Vec<MemberState>,
    },
    /// Articles are gone.
    MembersGone {
        /// Label of the folder.
        label: String,
        /// Path inside it.
        path: Vec<u8>,
        /// Their ids.
        ids: Vec<ArticleId>,
    },
    /// A file is gone with its articles.
    FileGone {
        /// Label of the folder.
        label: String,
        /// Path inside it.
        path: Vec<u8>,
    },
    /// An article has a new id.
    Alias {
        /// The id it had.
        old: ArticleId,
        /// The id it has.
        new: ArticleId,
    },
    /// Something is to be remembered of a folder.
    Folder {
        /// Its label.
        label: String,
        /// What.
        state: FolderState,
    },
    /// A folder is gone with all its files.
    FolderGone {
        /// Its label.
        label: String,
    },
}

const CODES: [Code; 18] = [
    Code::UnsupportedFormat,
    Code::Empty,
    Code::Binary,
    Code::Unreadable,
    Code::Vanished,
    Code::Truncated,
    Code::Malformed,
    Code::TooLarge,
    Code::NoText,
    Code::DuplicateMember,
    Code::BadDate,
    Code::BadEncoding,
    Code::SpecialFile,
    Code::Link,
    Code::PageOfIssue,
    Code::RefusedMember,
    Code::SkippedMembers,
    Code::MissingColumn,
];

/// Stands for a legibility that cannot be told.
const NO_LEGIBILITY: u8 = 255;

impl LogRecord {
    /// Appends the record to `out`.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            LogRecord::File { label, path, state } => {
                put_place(out, b'F', label, path);
                put_state(out, state);
            }
            LogRecord::Members { label, path, members } => {
                put_place(out, b'M', label, path);
                put_number(out, members.len() as u64);
                members.iter().for_each(|member| put_member(out, member));
            }
            LogRecord::MembersGone { label, path, ids } => {
                put_place(out, b'm', label, path);
                put_number(out, ids.len() as u64);
                ids.iter().for_each(|id| out.extend_from_slice(id.as_bytes()));
            }
            LogRecord::FileGone { label, path } => put_place(out, b'f', label, path),
            LogRecord::Alias { old, new } => {
                out.push(b'A');
                out.extend_from_slice(old.as_bytes());
                out.extend_from_slice(new.as_bytes());
            }
            LogRecord::Folder { label, state } => {
                put_place(out, b'D', label, b"");
                let state =
                    serde_json::to_vec(state).expect("a folder's state holds only strings and numbers");
                put_bytes(out, &state);
            }
            LogRecord::FolderGone { label } => put_place(out, b'd', label, b""),
        }
    }
}

/// A record as it is read. Most of a log are files and their articles: their places are left where they are, for copying
/// all of them costs as much as reading them.
#[derive(Debug)]
pub(super) enum ReadRecord<'a> {
    /// [`LogRecord::File`].
    File(&'a str, &'a [u8], FileState),
    /// [`LogRecord::Members`].
    Members(&'a str, &'a [u8], Vec<MemberState>),
    /// Any other.
    Other(LogRecord),
}

impl<'a> ReadRecord<'a> {
    /// Reads one record. `None`: these bytes are none.
    pub(super) fn read(bytes: &'a [u8], readers: &mut ReaderNames) -> Option<Self> {
        let mut input = Input(bytes);
        let kind = input.byte()?;
        if kind == b'A' {
            return Some(ReadRecord::Other(LogRecord::Alias { old: input.id()?, new: input.id()? }));
        }
        let (label, path) = (input.text()?, input.bytes()?);
        let place = || (label.to_string(), path.to_vec());
        let other = match kind {
            b'F' => return Some(ReadRecord::File(label, path, input.state(readers)?)),
            b'M' => return Some(ReadRecord::Members(label, path, input.list(Input::member)?)),
            b'm' => {
                let (label, path) = place();
                LogRecord::MembersGone { label, path, ids: input.list(Input::id)? }
            }
            b'f' => {
                let (label, path) = place();
                LogRecord::FileGone { label, path }
            }
            b'D' => {
                let state = serde_json::from_slice(input.bytes()?).ok()?;
                LogRecord::Folder { label: label.to_string(), state }
            }
            b'd' => LogRecord::FolderGone { label: label.to_string() },
            _ => return None,
        };
        Some(ReadRecord::Other(other))
    }
}

/// Label and path when these bytes begin as the record of a file does; not whether the rest is sound.
pub(super) fn place_of_file(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let mut input = Input(bytes);
    (input.byte()? == b'F').then_some(())?;
    Some((input.text()?, input.bytes()?))
}

/// Texts that name readers: few are different, and every file has one.
#[derive(Debug, Default)]
pub(super) struct ReaderNames(Vec<Arc<str>>);

impl ReaderNames {
    /// More are not kept: a damaged log must not make the search for one long.
    const MAX: usize = 64;

    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.iter().find(|known| &***known == name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = name.into();
        if self.0.len() < Self::MAX {
            self.0.push(Arc::clone(&new));
        }
        new
    }
}

fn put_place(out: &mut Vec<u8>, kind: u8, label: &str, path: &[u8]) {
    out.push(kind);
    put_bytes(out, label.as_bytes());
    put_bytes(out, path);
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Seven bits a byte, the lowest first.
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_state(out: &mut Vec<u8>, state: &FileState) {
    let stat = &state.stat;
    put_number(out, stat.num_bytes);
    for time in [stat.mtime_ns, stat.ctime_ns, state.scanned_at_ns] {
        out.extend_from_slice(&time.to_le_bytes());
    }
    put_number(out, stat.inode);
    put_number(out, stat.device);
    out.extend_from_slice(&state.content_hash);
    put_bytes(out, state.reader.as_bytes());
    out.extend_from_slice(&state.settings_tag.to_le_bytes());
    out.push(u8::from(state.in_progress));
    let (kind, reason) = match &state.outcome {
        FileOutcome::Indexed => (0, None),
        FileOutcome::Skipped { code, message } => (1, Some((code, message))),
        FileOutcome::Failed { code, message } => (2, Some((code, message))),
    };
    out.push(kind);
    if let Some((code, message)) = reason {
        // A code that this table lacks is a fault that the test below finds.
        out.push(CODES.iter().position(|known| known == code).unwrap_or(6) as u8);
        put_bytes(out, message.as_bytes());
    }
    // Last, and only where there is something: records that were written before are read all the same.
    if !state.skipped_members.is_empty() {
        put_number(out, state.skipped_members.len() as u64);
        for (reason, count) in &state.skipped_members {
            put_bytes(out, reason.as_bytes());
            put_number(out, *count);
        }
    }
}

fn put_member(out: &mut Vec<u8>, member: &MemberState) {
    let has_key = u8::from(member.key.is_some());
    let is_scan = u8::from(member.is_scan);
    let has_refused_date = u8::from(member.has_refused_date);
    let has_arrival = u8::from(member.arrival != Arrival::default());
    let was_corrected = u8::from(member.arrival.first_content.is_some());
    out.push(
        has_key
            | u8::from(member.is_dated) << 1
            | u8::from(member.is_held_back) << 2
            | is_scan << 3
            | has_refused_date << 4
            | has_arrival << 5
            | was_corrected << 6,
    );
    out.extend_from_slice(member.id.as_bytes());
    out.extend_from_slice(&member.content_hash);
    if let Some(key) = &member.key {
        put_bytes(out, key.as_bytes());
    }
    if member.is_scan {
        out.push(member.legibility.unwrap_or(NO_LEGIBILITY));
    }
    if has_arrival == 1 {
        put_number(out, member.arrival.since);
        put_number(out, member.arrival.changed);
    }
    if let Some(first) = &member.arrival.first_content {
        out.extend_from_slice(first);
    }
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        self.take(len)
    }

    fn text(&mut self) -> Option<&'a str> {
        self.bytes().and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    fn id(&mut self) -> Option<ArticleId> {
        self.array().and_then(ArticleId::from_bytes)
    }

    fn hash(&mut self) -> Option<Hash16> {
        self.array()
    }

    fn time(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn list<T>(&mut self, read: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let len = self.number()?;
        // Room is made as items are read: a damaged length must not ask for all memory.
        let mut items = Vec::with_capacity(len.min(1024) as usize);
        for _ in 0..len {
            items.push(read(self)?);
        }
        Some(items)
    }

    fn state(&mut self, readers: &mut ReaderNames) -> Option<FileState> {
        let num_bytes = self.number()?;
        let (mtime_ns, ctime_ns, scanned_at_ns) = (self.time()?, self.time()?, self.time()?);
        let (inode, device) = (self.number()?, self.number()?);
        let stat = FileStat { num_bytes, mtime_ns, ctime_ns, inode, device };
        let content_hash = self.hash()?;
        let reader = readers.shared(self.text()?);
        let settings_tag = self.array().map(u32::from_le_bytes)?;
        let in_progress = self.byte()? != 0;
        let outcome = self.outcome()?;
        let members = Vec::new();
        let skipped_members = if self.0.is_empty() { Vec::new() } else { self.list(Input::skipped_members)? };
        Some(FileState {
            stat,
            scanned_at_ns,
            content_hash,
            reader,
            settings_tag,
            outcome,
            in_progress,
            members,
            skipped_members,
        })
    }

    fn outcome(&mut self) -> Option<FileOutcome> {
        let kind = self.byte()?;
        if kind == 0 {
            return Some(FileOutcome::Indexed);
        }
        let code = *CODES.get(usize::from(self.byte()?))?;
        let message = self.text()?.into();
        match kind {
            1 => Some(FileOutcome::Skipped { code, message }),
            2 => Some(FileOutcome::Failed { code, message }),
            _ => None,
        }
    }

    fn skipped_members(&mut self) -> Option<(Box<str>, u64)> {
        let reason = self.text()?.into();
        Some((reason, self.number()?))
    }

    fn member(&mut self) -> Option<MemberState> {
        let flags = self.byte()?;
        let id = self.id()?;
        let content_hash = self.hash()?;
        let key = if flags & 1 == 0 { None } else { Some(self.text()?.into()) };
        let is_scan = flags & 8 != 0;
        let legibility = if is_scan { Some(self.byte()?).filter(|percent| *percent <= 100) } else { None };
        let (is_dated, is_held_back) = (flags & 2 != 0, flags & 4 != 0);
        let has_refused_date = flags & 16 != 0;
        let (since, changed) = if flags & 32 == 0 { (0, 0) } else { (self.number()?, self.number()?) };
        let first_content = if flags & 64 == 0 { None } else { Some(self.hash()?) };
        let arrival = Arrival { since, changed, first_content };
        Some(MemberState {
            key,
            id,
            content_hash,
            is_dated,
            has_refused_date,
            is_held_back,
            is_scan,
            legibility,
            arrival,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Option<LogRecord> {
        Some(match ReadRecord::read(bytes, &mut ReaderNames::default())? {
            ReadRecord::File(label, path, state) => {
                LogRecord::File { label: label.to_string(), path: path.to_vec(), state }
            }
            ReadRecord::Members(label, path, members) => {
                LogRecord::Members { label: label.to_string(), path: path.to_vec(), members }
            }
            ReadRecord::Other(record) => record,
        })
    }

    fn written(record: &LogRecord) -> Vec<u8> {
        let mut bytes = Vec::new();
        record.write(&mut bytes);
        bytes
    }

    #[test]
    fn every_record_comes_back() {
        let id = ArticleId::new("presse", b"a.jsonl", "7");
        let member = MemberState {
            key: Some("clé".into()),
            id,
            content_hash: [7; 16],
            is_dated: true,
            has_refused_date: true,
            is_held_back: true,
            is_scan: true,
            legibility: Some(87),
            arrival: Arrival::at(41).corrected([6; 16], 300),
        };
        let illegible = MemberState { legibility: None, arrival: Arrival::at(1), ..member.clone() };
        let typed = MemberState {
            key: None,
            is_scan: false,
            has_refused_date: false,
            arrival: Arrival::default(),
            ..illegible.clone()
        };
        let (label, path) = ("presse".to_string(), b"\xe9/a.jsonl".to_vec());
        let mut records = vec![
            LogRecord::Members {
                label: label.clone(),
                path: path.clone(),
                members: vec![member, illegible, typed],
            },
            LogRecord::MembersGone { label: label.clone(), path: path.clone(), ids: vec![id] },
            LogRecord::FileGone { label: label.clone(), path: path.clone() },
            LogRecord::Alias { old: id, new: id },
            LogRecord::Folder {
                label: label.clone(),
                state: FolderState { device: Some(4), held_back: vec![] },
            },
            LogRecord::FolderGone { label: label.clone() },
        ];
        for code in CODES {
            let mut state = FileState::new(FileStat { mtime_ns: -5, ..FileStat::default() }, 9);
            state.outcome = FileOutcome::Failed { code, message: "cassé".into() };
            state.reader = "json-lines/1".into();
            if code == Code::Link {
                state.skipped_members = vec![("jpg".into(), 300), ("".into(), 1)];
            }
            records.push(LogRecord::File { label: label.clone(), path: path.clone(), state });
        }
        for record in records {
            assert_eq!(read(&written(&record)), Some(record));
        }
    }

    proptest! {
        #[test]
        fn damaged_records_are_refused_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(record) = read(&bytes) {
                prop_assert!(bytes.starts_with(&written(&record)) || written(&record).len() <= 3 * bytes.len() + 64);
            }
        }
    }
}
