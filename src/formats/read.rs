//! Reading one file from opening to summary: unpack, recognise, let the format read, account for everything.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use crate::diagnostics::{Code, Sink};

use super::budget::Budget;
use super::converted;
use super::detect::{HEAD_BYTES, Head, extension_of, unpacked_extension};
use super::source::Level;
use super::stored::{AnyPlace, Disk, Metered};
use super::unpack::{Packing, unpack};
use super::{
    Commands, FORMATS, Failure, FileRead, Flow, Format, Member, Output, ReadError, ReadOptions, Source,
    office,
};

const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads the articles of the file at `path`, whatever its format, and hands them to `each` as they come.
///
/// Memory is bounded by `options.limits`, not by the file, for containers that are streamed. Findings that leave an
/// article usable, and members that are not, go to `sink`. Fails with a reason when the file is skipped or cannot be
/// read to its end; members handed over before stand. Never follows anything but the file itself.
pub fn read_file(
    path: &Path,
    options: &ReadOptions,
    sink: &mut dyn Sink,
    each: &mut dyn FnMut(Member) -> Flow,
) -> Result<FileRead, ReadError> {
    let mut output = Output::new(path, sink, each);
    let mut reading = Reading { reader: None, disk: None };
    match reading.run(path, options, &mut output) {
        Ok(read) => Ok(read),
        Err(failure) => Err(reading.explain(failure, &output)),
    }
}

/// What is known so far of a file that is being read; needed to explain a failure.
struct Reading {
    reader: Option<Reader>,
    disk: Option<Disk>,
}

/// Who reads the file.
pub(super) enum Reader {
    /// A reader of the list.
    Format(&'static dyn Format),
    /// The command for this extension.
    Converter(String),
}

impl Reader {
    fn name(&self) -> Cow<'static, str> {
        match self {
            Reader::Format(format) => Cow::Borrowed(format.info().name),
            Reader::Converter(extension) => Cow::Owned(converted::format_name(extension)),
        }
    }

    fn version(&self) -> u32 {
        match self {
            Reader::Format(format) => format.info().version,
            Reader::Converter(_) => converted::VERSION,
        }
    }
}

impl Reading {
    fn run(
        &mut self,
        path: &Path,
        options: &ReadOptions,
        output: &mut Output<'_>,
    ) -> Result<FileRead, Failure> {
        let mut disk = open(path)?;
        self.disk = Some(disk.clone());
        let stamp = disk.stamp()?;
        let level = Level { depth: 0, budget: Budget::new(&options.limits, stamp.0) };
        let stored =
            Stored { name: path, path: Some(path), any_place: Some(disk.seekable()?), num_bytes: stamp.0 };
        let reader = read_stored(disk.clone(), stored, options, level, &mut self.reader, output)?;
        if !output.is_stopped {
            disk.drain()?;
            check_unchanged(&disk, stamp)?;
        }
        let (content_hash, num_bytes) = disk.meter.hash();
        output.hand_over_single(content_hash);
        check_yield(output)?;
        Ok(FileRead {
            format: reader.name(),
            format_version: reader.version(),
            is_container: output.is_container,
            content_hash,
            num_bytes,
            num_members: output.num_members,
            num_failed_members: output.num_failed_members,
            num_inner_files: output.num_inner_files,
            skipped_members: output.skipped.clone(),
            is_stopped: output.is_stopped,
        })
    }

    fn explain(&self, failure: Failure, output: &Output<'_>) -> ReadError {
        let whole = self.disk.as_ref().filter(|disk| disk.meter.is_at_end());
        ReadError {
            code: failure.code,
            message: failure.message,
            outcome: failure.outcome,
            format: self.reader.as_ref().map(Reader::name),
            content_hash: whole.map(|disk| disk.meter.hash().0),
            num_members_before: output.num_members,
        }
    }
}

/// A file as it is stored, on disk or inside another.
pub(super) struct Stored<'a> {
    /// Its name; nothing is opened by it.
    pub(super) name: &'a Path,
    /// Where it lies; `None`: inside another.
    pub(super) path: Option<&'a Path>,
    pub(super) any_place: Option<AnyPlace>,
    /// Its size, to reserve memory; 0 when it is not known.
    pub(super) num_bytes: u64,
}

/// Unpacks and recognises a file and lets its format read it. `found` tells the reader also when reading fails.
pub(super) fn read_stored<'f, R: Read>(
    raw: Metered<R>,
    stored: Stored<'_>,
    options: &ReadOptions,
    level: Level,
    found: &'f mut Option<Reader>,
    output: &mut Output<'_>,
) -> Result<&'f Reader, Failure> {
    let (packing, mut unpacked) = unpack(raw, &options.limits, &level.budget)?;
    let (head, is_whole) = read_head(&mut *unpacked)?;
    let reader = found.insert(reader_of(&head, is_whole, stored.name, &options.commands)?);
    if level.depth == 0 && !options.formats.is_empty() {
        let name = reader.name();
        if !options.formats.iter().any(|wanted| *wanted == name) {
            let message = format!("{name} files are left out by the settings of this folder");
            return Err(Failure::skipped(Code::UnsupportedFormat, message));
        }
    }
    let mut stream = Cursor::new(head).chain(unpacked);
    let is_packed = packing != Packing::None;
    let mut source = Source {
        stream: &mut stream,
        options,
        is_packed: is_packed || level.depth > 0,
        num_stored_bytes: stored.num_bytes,
        path: stored.path,
        any_place: stored.any_place.filter(|_| !is_packed),
        level,
    };
    match reader {
        Reader::Format(format) => format.read(&mut source, output)?,
        Reader::Converter(extension) => converted::read(stored.name, extension, &mut source, output)?,
    }
    Ok(reader)
}

/// Opens regular files only: opening a pipe would wait for ever.
fn open(path: &Path) -> Result<Disk, Failure> {
    let explain = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Failure::failed(Code::Vanished, "the file is gone"),
        _ => Failure::failed(Code::Unreadable, format!("cannot be opened: {error}")),
    };
    if !std::fs::metadata(path).map_err(explain)?.is_file() {
        return Err(Failure::skipped(Code::SpecialFile, "is no regular file"));
    }
    Ok(Metered::new(Arc::new(File::open(path).map_err(explain)?)))
}

fn read_head(stream: &mut dyn BufRead) -> io::Result<(Vec<u8>, bool)> {
    let mut head = Vec::new();
    stream.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    let is_whole = head.len() < HEAD_BYTES;
    Ok((head, is_whole))
}

/// The reader that recognises the file by its first unpacked bytes and its name; else the converter for its extension. A
/// converter that the user sets for files which are no text goes before the reader of such files: somebody prefers it.
pub(super) fn reader_of(
    head: &[u8],
    is_whole: bool,
    name: &Path,
    commands: &Commands,
) -> Result<Reader, Failure> {
    let extension = extension_of(name);
    let head = &Head {
        bytes: head.strip_prefix(UTF_8_MARK).unwrap_or(head),
        is_whole,
        extension: unpacked_extension(&extension),
    };
    if head.is_whole && head.trimmed().is_empty() {
        return Err(Failure::skipped(Code::Empty, "holds nothing but white space"));
    }
    let format = recognise(head, &extension);
    let is_preferred = format.as_ref().map_or(true, |format| format.info().is_binary);
    if is_preferred && commands.converters.contains_key(head.extension) {
        return Ok(Reader::Converter(head.extension.to_string()));
    }
    format.map(Reader::Format)
}

fn recognise(head: &Head<'_>, extension: &str) -> Result<&'static dyn Format, Failure> {
    // Before the readers: one of packages of any kind would take them apart.
    if let Some(office::Kind::Other(foreign)) = office::kind_of(head) {
        return Err(Failure::skipped(Code::UnsupportedFormat, format!("{foreign} files cannot be read yet")));
    }
    let mut known = FORMATS.iter().filter(|format| format.recognises(head));
    if let Some(format) = known.clone().find(|format| format.info().is_binary) {
        return Ok(*format);
    }
    if let Some(foreign) = head.foreign_format() {
        return Err(Failure::skipped(Code::UnsupportedFormat, format!("{foreign} files cannot be read yet")));
    }
    if let Some(format) = known.next() {
        return if head.is_binary() { Err(binary()) } else { Ok(*format) };
    }
    match extension {
        "" if head.is_binary() => Err(binary()),
        extension if FORMATS.iter().any(|format| head.has_extension(format.info().extensions)) => {
            let message = format!("is called .{extension}, but no reader of such files knows what is in it");
            Err(Failure::skipped(Code::UnsupportedFormat, message))
        }
        "" => Err(Failure::skipped(Code::UnsupportedFormat, "the format is not known")),
        extension => {
            Err(Failure::skipped(Code::UnsupportedFormat, format!("{extension} files cannot be read yet")))
        }
    }
}

fn binary() -> Failure {
    Failure::skipped(Code::Binary, "holds binary data, no text")
}

/// A file that is being written would be indexed half.
fn check_unchanged(disk: &Disk, before: (u64, Option<std::time::SystemTime>)) -> Result<(), Failure> {
    let after = disk.stamp()?;
    if after == before && disk.meter.num_bytes() == before.0 {
        return Ok(());
    }
    Err(Failure::failed(Code::Vanished, "the file changed while it was read; the next run reads it again"))
}

/// What was left out inside a file, the most frequent reason first: `12 jpg, 3 pdf`.
pub(crate) fn skipped_text(skipped: &BTreeMap<String, u64>) -> String {
    let mut reasons: Vec<_> = skipped.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect::<Vec<_>>().join(", ")
}

/// A container without one usable member is a file that failed, not one that was read.
fn check_yield(output: &Output<'_>) -> Result<(), Failure> {
    if output.num_members > 0 {
        return Ok(());
    }
    match &output.first_failure {
        None if output.skipped.is_empty() => Err(Failure::skipped(Code::Empty, "holds no article")),
        None => {
            let message = format!("holds no article; left out inside it: {}", skipped_text(&output.skipped));
            Err(Failure::skipped(Code::NoText, message))
        }
        Some((code, first)) => {
            let all = match output.num_failed_members {
                1 => "its only article cannot".to_string(),
                n => format!("none of its {n} articles can"),
            };
            Err(Failure::failed(*code, format!("{all} be used; {first}")))
        }
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
pub(super) mod tests;
