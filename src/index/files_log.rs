//! The log of file states beside the segments: appended to, synced, then named with its valid length by the commit.
//!
//! So articles and file states cannot disagree: what lies beyond the committed length never happened. A record is its
//! length (4 bytes), a checksum (8 bytes of BLAKE3) and its bytes; see `record_bytes`.

use std::collections::{BTreeMap, HashSet};
use std::fs::{File, OpenOptions};
use std::hash::BuildHasher;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::durable;
use super::file_state::{FileState, FileTable, FolderFiles, MemberState};
use super::record_bytes::{LogRecord, ReadRecord, ReaderNames, place_of_file};
use crate::error::{AtPath, PathError};

/// Since version 2 members say when they came.
const HEADER: &[u8; 16] = b"depeche-files\0\x02\0";
/// A log of this version is read, and written anew before anything is added to it.
const OLD_HEADER: &[u8; 16] = b"depeche-files\0\x01\0";
const FRAME_BYTES: usize = 12;

/// The log is not what the commit says it is.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It cannot be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
    /// It is shorter than the commit says, or a record in it is damaged.
    #[error("{}: damaged at byte {at}", path.display())]
    Damaged {
        /// The log.
        path: PathBuf,
        /// Where, in bytes.
        at: u64,
    },
}

/// What a log holds.
#[derive(Debug, Default)]
pub struct LoadedLog {
    /// The state after its last valid record.
    pub table: FileTable,
    /// Records read.
    pub num_records: u64,
}

/// Reads the first `valid_bytes` bytes of the log.
pub fn load(path: &Path, valid_bytes: u64) -> Result<LoadedLog, LogError> {
    let bytes = std::fs::read(path).at(path)?;
    let damaged = |at: usize| LogError::Damaged { path: path.to_path_buf(), at: at as u64 };
    let valid = usize::try_from(valid_bytes).ok().and_then(|len| bytes.get(..len));
    let valid = valid.ok_or_else(|| damaged(bytes.len()))?;
    if !valid.starts_with(HEADER) && !valid.starts_with(OLD_HEADER) {
        return Err(damaged(0));
    }
    let mut loaded = LoadedLog::default();
    make_room(&mut loaded.table, valid);
    let mut reading = Reading::default();
    let mut at = HEADER.len();
    while at < valid.len() {
        let (record, end) = read_frame(valid, at, &mut reading.readers).ok_or_else(|| damaged(at))?;
        reading.apply(&mut loaded.table, record);
        loaded.num_records += 1;
        at = end;
    }
    reading.end(&mut loaded.table);
    Ok(loaded)
}

/// Makes room for the files that the log tells of: a table that grows moves all that is in it, again and again. A file is
/// counted once however often it is told of, by the hash of its path.
fn make_room(table: &mut FileTable, valid: &[u8]) {
    let hasher = foldhash::fast::RandomState::default();
    let mut paths: BTreeMap<&str, HashSet<u64, foldhash::fast::RandomState>> = BTreeMap::new();
    let mut at = HEADER.len();
    while let Some(frame) = valid.get(at..at.saturating_add(FRAME_BYTES)) {
        at += FRAME_BYTES;
        if let Some((label, path)) = valid.get(at..).and_then(place_of_file) {
            paths.entry(label).or_default().insert(hasher.hash_one(path));
        }
        at = at.saturating_add(payload_len(frame));
    }
    for (label, paths) in paths {
        let files = FolderFiles::with_capacity_and_hasher(paths.len(), Default::default());
        table.files.insert(label.to_string(), files);
    }
}

/// Reads what can be read of a damaged log: a record that is spoilt is passed over, as long as its length tells where
/// the next begins. What it gives may be older than what was committed.
pub(crate) fn load_readable(path: &Path, valid_bytes: Option<u64>) -> FileTable {
    let mut table = FileTable::default();
    let Ok(bytes) = std::fs::read(path) else { return table };
    let valid = valid_bytes.and_then(|len| bytes.get(..usize::try_from(len).ok()?)).unwrap_or(&bytes);
    let mut reading = Reading::default();
    let mut at = HEADER.len();
    while let Some(frame) = valid.get(at..at.saturating_add(FRAME_BYTES)) {
        if let Some((record, end)) = read_frame(valid, at, &mut reading.readers) {
            reading.apply(&mut table, record);
            at = end;
            continue;
        }
        at = at.saturating_add(FRAME_BYTES).saturating_add(payload_len(frame));
    }
    reading.end(&mut table);
    table
}

/// The length of a record's bytes, as its frame tells it.
fn payload_len(frame: &[u8]) -> usize {
    frame[..4].iter().rev().fold(0, |len, byte| len << 8 | usize::from(*byte))
}

fn read_frame<'a>(bytes: &'a [u8], at: usize, readers: &mut ReaderNames) -> Option<(ReadRecord<'a>, usize)> {
    let frame = bytes.get(at..at + FRAME_BYTES)?;
    let len = payload_len(frame);
    let start = at + FRAME_BYTES;
    let payload = bytes.get(start..start.checked_add(len)?)?;
    if checksum(payload) != frame[4..] {
        return None;
    }
    Some((ReadRecord::read(payload, readers)?, start + len))
}

fn checksum(payload: &[u8]) -> [u8; 8] {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(payload).as_bytes()[..8]);
    first
}

/// A log that is being read.
#[derive(Default)]
struct Reading<'a> {
    readers: ReaderNames,
    /// A file whose articles may be told by the next record: both are then put in their place at once.
    waiting: Option<(&'a str, &'a [u8], FileState)>,
}

impl<'a> Reading<'a> {
    fn apply(&mut self, table: &mut FileTable, record: ReadRecord<'a>) {
        let waiting = self.waiting.take();
        match (waiting, record) {
            (Some(file), ReadRecord::Members(label, path, members)) if (label, path) == (file.0, file.1) => {
                apply_file(table, label, path, file.2, members);
            }
            (waiting, record) => {
                self.waiting = waiting;
                self.end(table);
                match record {
                    ReadRecord::File(label, path, state) => self.waiting = Some((label, path, state)),
                    ReadRecord::Members(label, path, members) => apply_members(table, label, path, members),
                    ReadRecord::Other(record) => apply(table, record),
                }
            }
        }
    }

    /// Puts in its place what still waits.
    fn end(&mut self, table: &mut FileTable) {
        if let Some((label, path, state)) = self.waiting.take() {
            apply_file(table, label, path, state, Vec::new());
        }
    }
}

/// Makes a file part of `table`, and articles of it; those that it had stay.
fn apply_file(table: &mut FileTable, label: &str, path: &[u8], state: FileState, members: Vec<MemberState>) {
    let files = match table.files.get_mut(label) {
        Some(files) => files,
        None => table.files.entry(label.to_string()).or_default(),
    };
    match files.get_mut(path) {
        Some(known) => {
            *known = FileState { members: std::mem::take(&mut known.members), ..state };
            add_members(known, members);
        }
        None => drop(files.insert(path.into(), FileState { members, ..state })),
    }
}

fn apply_members(table: &mut FileTable, label: &str, path: &[u8], members: Vec<MemberState>) {
    if let Some(file) = table.file_mut(label, path) {
        add_members(file, members);
    }
}

fn add_members(file: &mut FileState, members: Vec<MemberState>) {
    if members.is_empty() {
        return;
    }
    if file.members.is_empty() {
        file.members = members;
        return;
    }
    let mut places = std::collections::HashMap::new();
    places.extend(file.members.iter().enumerate().map(|(place, member)| (member.id, place)));
    for member in members {
        match places.get(&member.id) {
            Some(place) => file.members[*place] = member,
            None => {
                places.insert(member.id, file.members.len());
                file.members.push(member);
            }
        }
    }
}

/// Makes `record` part of `table`.
pub(crate) fn apply(table: &mut FileTable, record: LogRecord) {
    match record {
        LogRecord::File { label, path, state } => apply_file(table, &label, &path, state, Vec::new()),
        LogRecord::Members { label, path, members } => apply_members(table, &label, &path, members),
        LogRecord::MembersGone { label, path, ids } => {
            let gone: std::collections::HashSet<_> = ids.into_iter().collect();
            if let Some(file) = table.file_mut(&label, &path) {
                file.members.retain(|member| !gone.contains(&member.id));
            }
        }
        LogRecord::FileGone { label, path } => {
            if let Some(files) = table.files.get_mut(&label) {
                files.remove(&path[..]);
            }
        }
        LogRecord::Alias { old, new } => drop(table.aliases.insert(old, new)),
        LogRecord::Folder { label, state } => drop(table.folders.insert(label, state)),
        LogRecord::FolderGone { label } => {
            table.files.remove(&label);
            table.folders.remove(&label);
        }
    }
}

/// The records that rebuild `table` from nothing, in a fixed order.
pub(super) fn records_of(table: &FileTable) -> impl Iterator<Item = LogRecord> + '_ {
    let folders = table.folders.iter();
    let folders =
        folders.map(|(label, state)| LogRecord::Folder { label: label.clone(), state: state.clone() });
    let mut aliases: Vec<_> = table.aliases.iter().map(|(old, new)| (*old, *new)).collect();
    aliases.sort_unstable();
    let aliases = aliases.into_iter().map(|(old, new)| LogRecord::Alias { old, new });
    let files = table.files.iter().flat_map(|(label, files)| {
        let mut files: Vec<_> = files.iter().collect();
        files.sort_unstable_by_key(|(path, _)| *path);
        files.into_iter().flat_map(move |(path, state)| records_of_file(label, path, state))
    });
    folders.chain(aliases).chain(files)
}

fn records_of_file(label: &str, path: &[u8], state: &FileState) -> [LogRecord; 2] {
    let without_members = FileState {
        members: Vec::new(),
        reader: state.reader.clone(),
        outcome: state.outcome.clone(),
        skipped_members: state.skipped_members.clone(),
        ..*state
    };
    let (label, path) = (label.to_string(), path.to_vec());
    let members = state.members.clone();
    [
        LogRecord::File { label: label.clone(), path: path.clone(), state: without_members },
        LogRecord::Members { label, path, members },
    ]
}

/// About how many bytes a log of `table` without dead records has.
pub(super) fn live_bytes(table: &FileTable) -> u64 {
    let of_file = |path: &[u8], file: &FileState| {
        let keys: usize =
            file.members.iter().filter_map(|member| member.key.as_ref()).map(|key| key.len() + 1).sum();
        let skipped: usize = file.skipped_members.iter().map(|(reason, _)| reason.len() + 3).sum();
        2 * (FRAME_BYTES + path.len() + 12)
            + 70
            + skipped
            + file.reader.len()
            + file.members.len() * 33
            + keys
    };
    let files = table.files.values().flatten().map(|(path, file)| of_file(path, file)).sum::<usize>();
    (files + table.aliases.len() * (FRAME_BYTES + 25)) as u64
}

/// Appends to a log.
#[derive(Debug)]
pub struct FilesLog {
    file: File,
    path: PathBuf,
    num_bytes: u64,
    buffer: Vec<u8>,
    /// Whether an older program began it, which would misread what this one adds.
    is_old: bool,
}

impl FilesLog {
    /// Starts a new log, which may not exist yet or is a left-over, and writes all of `table` to it.
    pub fn create(path: &Path, mode: u32, table: &FileTable) -> Result<Self, PathError> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).at(path),
            _ => {}
        }
        let file = crate::corpus::platform::create_new_file(path, mode).at(path)?;
        let (path_of_log, buffer) = (path.to_path_buf(), HEADER.to_vec());
        let mut log = FilesLog { file, path: path_of_log, num_bytes: 0, buffer, is_old: false };
        for record in records_of(table) {
            log.append(&record)?;
        }
        log.sync()?;
        durable::sync_parent(path)?;
        Ok(log)
    }

    /// Opens a log to append to it; what lies beyond `valid_bytes` was never committed and is cut off.
    pub fn open(path: &Path, valid_bytes: u64) -> Result<Self, PathError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path).at(path)?;
        let mut header = [0; HEADER.len()];
        file.read_exact(&mut header).at(path)?;
        file.set_len(valid_bytes).at(path)?;
        file.seek(SeekFrom::End(0)).at(path)?;
        let (path, is_old) = (path.to_path_buf(), &header == OLD_HEADER);
        Ok(FilesLog { file, path, num_bytes: valid_bytes, buffer: Vec::new(), is_old })
    }

    /// Whether it must be written anew before anything is added.
    pub fn is_old(&self) -> bool {
        self.is_old
    }

    /// Appends one record; it counts once a commit names a length that covers it.
    pub fn append(&mut self, record: &LogRecord) -> Result<(), PathError> {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(&[0; FRAME_BYTES]);
        record.write(&mut self.buffer);
        let payload = start + FRAME_BYTES;
        let sum = checksum(&self.buffer[payload..]);
        let len = (self.buffer.len() - payload) as u32;
        self.buffer[start..start + 4].copy_from_slice(&len.to_le_bytes());
        self.buffer[start + 4..payload].copy_from_slice(&sum);
        if self.buffer.len() > 1 << 20 { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), PathError> {
        self.file.write_all(&self.buffer).at(&self.path)?;
        self.num_bytes += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Makes everything appended durable and returns the length of the log in bytes.
    pub fn sync(&mut self) -> Result<u64, PathError> {
        self.flush()?;
        self.file.sync_data().at(&self.path)?;
        Ok(self.num_bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::FileStat;
    use crate::index::file_state::MemberState;
    use crate::model::ArticleId;

    fn member(key: &str) -> MemberState {
        let id = ArticleId::new("f", b"a", key);
        MemberState {
            key: Some(key.into()),
            id,
            content_hash: [1; 16],
            is_dated: false,
            has_refused_date: false,
            is_held_back: false,
            is_scan: false,
            legibility: None,
            arrival: Default::default(),
        }
    }

    fn file(path: &str) -> LogRecord {
        let state = FileState::new(FileStat { num_bytes: 3, ..FileStat::default() }, 1);
        LogRecord::File { label: "f".into(), path: path.into(), state }
    }

    fn members(path: &str, keys: &[&str]) -> LogRecord {
        let members = keys.iter().map(|key| member(key)).collect();
        LogRecord::Members { label: "f".into(), path: path.into(), members }
    }

    #[test]
    fn members_are_added_in_increments_and_survive_their_file_s_records() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = FilesLog::create(&path, 0o600, &FileTable::default()).unwrap();
        for record in [file("a"), members("a", &["1", "2"]), file("a"), members("a", &["2", "3"])] {
            log.append(&record).unwrap();
        }
        log.append(&LogRecord::MembersGone {
            label: "f".into(),
            path: b"a".to_vec(),
            ids: vec![member("1").id],
        })
        .unwrap();
        let len = log.sync().unwrap();
        let table = load(&path, len).unwrap().table;
        let keys: Vec<_> = table.members().map(|member| member.key.as_deref().unwrap()).collect();
        assert_eq!(keys, ["2", "3"]);

        let copy = folder.path().join("copy");
        let len = FilesLog::create(&copy, 0o600, &table).unwrap().sync().unwrap();
        assert_eq!(load(&copy, len).unwrap().table, table, "compaction keeps everything");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Reading puts files and their articles in place at once, and makes room before: the table is the same.
        #[test]
        fn a_log_is_read_as_it_was_recorded(
            steps in proptest::collection::vec((0..6u8, "[fg]", "[abc]", "[123]{0,3}"), 0..40),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("log");
            let mut log = FilesLog::create(&path, 0o600, &FileTable::default()).unwrap();
            let mut recorded = FileTable::default();
            for (number, (kind, label, name, keys)) in steps.into_iter().enumerate() {
                let keys: Vec<_> = keys.chars().map(|key| member(&key.to_string())).collect();
                let place = name.as_bytes().to_vec();
                let record = match kind {
                    0 | 1 => {
                        let state = FileState::new(FileStat::default(), number as i64);
                        LogRecord::File { label, path: place, state }
                    }
                    2 | 3 => LogRecord::Members { label, path: place, members: keys },
                    4 => LogRecord::FileGone { label, path: place },
                    _ if name == "a" => LogRecord::FolderGone { label },
                    _ => {
                        let ids = keys.iter().map(|member| member.id).collect();
                        LogRecord::MembersGone { label, path: place, ids }
                    }
                };
                log.append(&record).unwrap();
                apply(&mut recorded, record);
            }
            let len = log.sync().unwrap();
            prop_assert_eq!(load(&path, len).unwrap().table, recorded.clone());
            prop_assert_eq!(load_readable(&path, Some(len)), recorded);
        }
    }

    #[test]
    fn what_was_not_committed_never_happened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = FilesLog::create(&path, 0o600, &FileTable::default()).unwrap();
        log.append(&file("a")).unwrap();
        let committed = log.sync().unwrap();
        log.append(&file("b")).unwrap();
        log.sync().unwrap();
        drop(log);
        assert_eq!(load(&path, committed).unwrap().table.files["f"].len(), 1);
        let mut log = FilesLog::open(&path, committed).unwrap();
        log.append(&file("c")).unwrap();
        let len = log.sync().unwrap();
        let table = load(&path, len).unwrap().table;
        assert!(table.file("f", b"c").is_some() && table.file("f", b"b").is_none());
    }

    #[test]
    fn a_log_of_an_older_version_is_read_and_known_as_old() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = FilesLog::create(&path, 0o600, &FileTable::default()).unwrap();
        log.append(&file("a")).unwrap();
        log.append(&members("a", &["1"])).unwrap();
        let len = log.sync().unwrap();
        assert!(!FilesLog::open(&path, len).unwrap().is_old());
        let table = load(&path, len).unwrap().table;
        // Without a time of arrival, members are written as they were before there was one.
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[..OLD_HEADER.len()].copy_from_slice(OLD_HEADER);
        std::fs::write(&path, bytes).unwrap();
        assert!(FilesLog::open(&path, len).unwrap().is_old());
        assert_eq!(load(&path, len).unwrap().table, table);
    }

    #[test]
    fn damage_inside_the_valid_length_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = FilesLog::create(&path, 0o600, &FileTable::default()).unwrap();
        log.append(&file("a")).unwrap();
        log.append(&members("a", &["1"])).unwrap();
        let len = log.sync().unwrap();
        let good = std::fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            std::fs::write(&path, bad).unwrap();
            assert!(matches!(load(&path, len), Err(LogError::Damaged { .. })), "byte {at}");
        }
        std::fs::write(&path, &good[..good.len() - 1]).unwrap();
        assert!(matches!(load(&path, len), Err(LogError::Damaged { .. })), "torn");
    }

    #[test]
    fn what_is_sound_in_a_damaged_log_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = FilesLog::create(&path, 0o600, &FileTable::default()).unwrap();
        let mut ends = Vec::new();
        for record in [file("a"), file("b"), file("c")] {
            log.append(&record).unwrap();
            ends.push(log.sync().unwrap() as usize);
        }
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[ends[1] - 1] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let names = |table: &FileTable| -> Vec<bool> {
            [b"a", b"b", b"c"].iter().map(|path| table.file("f", *path).is_some()).collect()
        };
        assert_eq!(names(&load_readable(&path, None)), [true, false, true]);
        std::fs::write(&path, &bytes[..ends[0] + 20]).unwrap();
        assert_eq!(names(&load_readable(&path, Some(bytes.len() as u64))), [true, false, false]);
        assert_eq!(load_readable(&folder.path().join("none"), None), FileTable::default());
    }

    #[test]
    fn aliases_are_followed_and_circles_end() {
        let id = |n: &str| ArticleId::new("f", n.as_bytes(), "");
        let mut table = FileTable::default();
        for (old, new) in [("a", "b"), ("b", "c"), ("x", "y"), ("y", "x")] {
            apply(&mut table, LogRecord::Alias { old: id(old), new: id(new) });
        }
        assert_eq!(table.resolve_alias(id("a")), Some(id("c")));
        assert_eq!(table.resolve_alias(id("x")), Some(id("y")));
        assert_eq!(table.resolve_alias(id("c")), None);
    }
}
