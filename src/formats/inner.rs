//! The files inside a container: each is recognised and read as a file on disk would be, small ones several at a time.
//! Opens no container itself: its reader hands over names and bytes, one after the other.

use std::cell::RefCell;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::model::PartialDate;

use super::budget::Budget;
use super::detect::HEAD_BYTES;
use super::output::InnerEnd;
use super::read::{Reader, Stored, read_stored, reader_of};
use super::source::Level;
use super::stored::Metered;
use super::unpack::{Packing, packing_of};
use super::window::Window;
use super::{ContentHash, Failure, Flow, Format, Member, Output, ReadOptions, Source};

/// Larger files are read from where they are; smaller ones from memory, several at a time.
const MAX_BYTES_IN_MEMORY: u64 = 16 * 1024 * 1024;

/// What systems leave behind beside the files that people pack.
const SYSTEM_FILES: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", ".directory"];

/// The reading of all files of one container.
pub(super) struct InnerFiles<'s> {
    options: &'s ReadOptions,
    level: Level,
    /// The latest day on which the container can have been written, when it says so.
    latest: Option<PartialDate>,
    /// What stands before the paths in keys: the message of a mailbox that a file came with.
    prefix: Option<String>,
    window: Window<Small>,
}

/// Why a file is left out for what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// It is counted under this.
    pub(super) word: &'static str,
    /// A clause for people.
    pub(super) reason: String,
}

impl Refused {
    pub(super) fn new(word: &'static str, reason: impl Into<String>) -> Self {
        Refused { word, reason: reason.into() }
    }
}

/// A small file of a known format.
struct Small {
    path: String,
    bytes: Vec<u8>,
    format: &'static dyn Format,
}

impl<'s> InnerFiles<'s> {
    /// The files inside the container that `source` is. Fails when it lies too deep inside others.
    pub(super) fn of(source: &Source<'s>) -> Result<Self, Failure> {
        InnerFiles::at(&source.level, source.options)
    }

    fn at(around: &Level, options: &'s ReadOptions) -> Result<Self, Failure> {
        let level = Level { depth: around.depth + 1, budget: around.budget.clone() };
        let max = options.limits.max_inner_depth;
        if level.depth > max {
            let message = format!("is packed more than {max} times over; unpack it and index the folder");
            return Err(Failure::failed(Code::TooLarge, message));
        }
        Ok(InnerFiles { options, level, latest: None, prefix: None, window: Window::new() })
    }

    /// Sets the latest day that the container proves, for articles that know none.
    pub(super) fn set_latest(&mut self, latest: Option<PartialDate>) {
        self.latest = latest;
    }

    /// Sets what distinguishes the next files from others of the same names: `prefix/path`.
    pub(super) fn set_prefix(&mut self, prefix: String) {
        self.prefix = Some(prefix);
    }

    fn key_of(&self, path: &str) -> String {
        self.prefix.as_ref().map_or_else(|| path.to_string(), |prefix| format!("{prefix}/{path}"))
    }

    /// Reads the file `path` or keeps it to read it with others. An error ends the container: a bound is broken.
    pub(super) fn file(
        &mut self,
        path: &str,
        stream: &mut dyn Read,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        output.num_inner_files += 1;
        self.level.budget.count_inner_file()?;
        if is_system_file(path) {
            output.skip_inner_files("system files", 1);
            return Ok(());
        }
        if let Err(end) = self.take(path, stream, output) {
            self.work(output);
            output.end_inner(&self.key_of(path), InnerEnd::unread(end));
        }
        self.check_budget()
    }

    /// Leaves out a file unopened and counts it under `word`.
    pub(super) fn leave_out(&mut self, word: &str, output: &mut Output<'_>) -> Result<(), Failure> {
        output.num_inner_files += 1;
        self.level.budget.count_inner_file()?;
        output.skip_inner_files(word, 1);
        Ok(())
    }

    /// Leaves out a file for what it is, such as a link; says why, and counts it under one word.
    pub(super) fn refuse(
        &mut self,
        path: &str,
        refusal: Refused,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        output.num_inner_files += 1;
        self.level.budget.count_inner_file()?;
        self.work(output);
        if !output.is_stopped {
            output.doubt(
                Some(&self.key_of(path)),
                Code::RefusedMember,
                format!("is left out: {}", refusal.reason),
            );
            output.skip_inner_files(refusal.word, 1);
        }
        Ok(())
    }

    fn take(&mut self, path: &str, stream: &mut dyn Read, output: &mut Output<'_>) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        (&mut *stream).take(HEAD_BYTES as u64).read_to_end(&mut bytes)?;
        let is_whole = bytes.len() < HEAD_BYTES;
        if packing_of(&bytes) == Packing::None {
            let reader = reader_of(&bytes, is_whole, Path::new(path), &self.options.commands)?;
            if let Reader::Format(format) = reader
                && !format.holds_files()
            {
                let rest = MAX_BYTES_IN_MEMORY - bytes.len() as u64;
                (&mut *stream).take(rest).read_to_end(&mut bytes)?;
                if (bytes.len() as u64) < MAX_BYTES_IN_MEMORY {
                    let num_bytes = bytes.len();
                    if self.window.push(Small { path: path.to_string(), bytes, format }, num_bytes) {
                        self.work(output);
                    }
                    return Ok(());
                }
            }
        }
        self.work(output);
        if !output.is_stopped {
            self.read_stream(path, &mut Cursor::new(bytes).chain(stream), output);
        }
        Ok(())
    }

    /// Reads what waits. To be called after the last file.
    pub(super) fn finish(&mut self, output: &mut Output<'_>) -> Result<(), Failure> {
        self.work(output);
        self.check_budget()
    }

    /// The cause is told with the file that broke the bound; the container stops there.
    fn check_budget(&self) -> Result<(), Failure> {
        if !self.level.budget.is_broken() {
            return Ok(());
        }
        self.level.budget.charge(0)?;
        Ok(self.level.budget.count_inner_file()?)
    }

    fn work(&mut self, output: &mut Output<'_>) {
        let (options, depth, latest) = (self.options, self.level.depth, self.latest);
        let read = |small: Small| read_small(small, options, depth, latest);
        for (path, recording) in self.window.work(options.num_jobs, read) {
            if output.is_stopped {
                return;
            }
            recording.replay(&self.key_of(&path), &path, output);
        }
    }

    fn read_stream(&self, path: &str, stream: &mut dyn Read, output: &mut Output<'_>) {
        let parent = RefCell::new(output);
        let key = self.key_of(path);
        let mut each =
            |member: Member| parent.borrow_mut().inner_member(&key, path, with_latest(member, self.latest));
        let mut sink = InnerSink { key: &key, parent: &parent };
        let mut child = Output::new(Path::new(path), &mut sink, &mut each);
        let mut raw = Metered::new(stream);
        let meter = raw.meter.clone();
        let stored = Stored { name: Path::new(path), path: None, any_place: None, num_bytes: 0 };
        let mut result =
            read_stored(raw.shared(), stored, self.options, self.level.clone(), &mut None, &mut child)
                .map(|_| ());
        if result.is_ok() && !child.is_stopped {
            result = raw.drain().map_err(Failure::from);
        }
        if result.is_ok() {
            child.hand_over_single(meter.hash().0);
        }
        let end = child.into_end(result);
        parent.into_inner().end_inner(&key, end);
    }
}

struct InnerSink<'p, 'o, 'a> {
    key: &'p str,
    parent: &'p RefCell<&'o mut Output<'a>>,
}

impl Sink for InnerSink<'_, '_, '_> {
    fn report(&mut self, finding: Diagnostic) {
        self.parent.borrow_mut().inner_finding(self.key, finding);
    }
}

/// What the reading of a small file gave, to be handed over when it is its turn.
struct Recording {
    members: Vec<Member>,
    findings: Vec<Diagnostic>,
    end: InnerEnd,
}

impl Recording {
    fn replay(self, key: &str, path: &str, output: &mut Output<'_>) {
        for finding in self.findings {
            output.inner_finding(key, finding);
        }
        for member in self.members {
            if output.inner_member(key, path, member) == Flow::Stop {
                return;
            }
        }
        output.end_inner(key, self.end);
    }
}

/// Reads a small file from memory. A fault in a reader costs this file, not the container.
fn read_small(
    small: Small,
    options: &ReadOptions,
    depth: usize,
    latest: Option<PartialDate>,
) -> (String, Recording) {
    let Small { path, bytes, format } = small;
    let recording = catch_unwind(AssertUnwindSafe(|| record(&path, &bytes, format, options, depth, latest)))
        .unwrap_or_else(|_| {
            let failure = Failure::failed(Code::Malformed, "the reader broke down: a fault of the program");
            Recording { members: Vec::new(), findings: Vec::new(), end: InnerEnd::unread(failure) }
        });
    (path, recording)
}

fn record(
    path: &str,
    bytes: &[u8],
    format: &'static dyn Format,
    options: &ReadOptions,
    depth: usize,
    latest: Option<PartialDate>,
) -> Recording {
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    let mut each = |member| {
        members.push(with_latest(member, latest));
        Flow::Continue
    };
    let mut output = Output::new(Path::new(path), &mut findings, &mut each);
    let mut stream = Cursor::new(bytes);
    let level = Level { depth, budget: Budget::new(&options.limits, bytes.len() as u64) };
    let mut source = Source { level, ..Source::of_stream(&mut stream, options) };
    let result = format.read(&mut source, &mut output);
    if result.is_ok() {
        output.hand_over_single(ContentHash::of(bytes));
    }
    let end = output.into_end(result);
    Recording { members, findings, end }
}

fn with_latest(mut member: Member, latest: Option<PartialDate>) -> Member {
    member.article.latest = member.article.latest.or(latest);
    member
}

fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("__MACOSX/") || name.starts_with("._") || SYSTEM_FILES.contains(&name)
}

/// The path of a file inside a container as it is used; `Err`: it leads out of the container, and is refused.
///
/// Windows writes `\` between the parts. Nothing is ever written to such a path, but articles are known by it.
pub(super) fn safe_path(path: &str) -> Result<String, Refused> {
    let refuse = |reason| Err(Refused::new("unsafe name", reason));
    let path = path.replace('\\', "/");
    let mut start = path.chars();
    let has_drive = start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':');
    if path.starts_with('/') || has_drive {
        return refuse("its name is an absolute path");
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.contains(&"..") {
        return refuse("its name leads out of the archive (`..`)");
    }
    if parts.is_empty() || path.contains('\0') {
        return refuse("it has no name");
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        let good = [
            ("2023/a.txt", "2023/a.txt"),
            ("./a//b.txt", "a/b.txt"),
            ("a\\b.txt", "a/b.txt"),
            ("a..b", "a..b"),
        ];
        for (path, expected) in good {
            assert_eq!(safe_path(path).unwrap(), expected);
        }
        for path in ["/etc/a", "\\srv\\a", "C:\\a", "c:a", "../a", "a/../../b", "a\\..\\b", "", "./", "a\0b"]
        {
            assert!(safe_path(path).is_err(), "{path}");
        }
    }

    #[test]
    fn what_systems_leave_behind_is_known() {
        for path in ["__MACOSX/a.txt", "a/.DS_Store", "a/._b.txt", "Thumbs.db"] {
            assert!(is_system_file(path), "{path}");
        }
        assert!(!is_system_file("a/DS_Store.txt"));
    }
}
