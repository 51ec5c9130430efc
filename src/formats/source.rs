//! The unpacked bytes of one file as a reader sees them: whole and decoded, or streamed. Bounded either way.

use std::io::{self, BufRead, Read};
use std::path::Path;
use std::rc::Rc;

use crate::diagnostics::Code;
use crate::text::decode::{Decoded, decode};

use super::budget::Budget;
use super::stored::AnyPlace;
use super::{Failure, ReadOptions};

/// How deep inside other files a file lies, and the account that all levels share.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    /// Files around it.
    pub(crate) depth: usize,
    /// What the stored file may still cost.
    pub(crate) budget: Rc<Budget>,
}

/// What a reader reads from.
pub(crate) struct Source<'a> {
    /// The unpacked bytes, from the start of the file.
    pub(crate) stream: &'a mut dyn BufRead,
    /// Encoding and bounds.
    pub(crate) options: &'a ReadOptions,
    /// Whether the file is compressed or inside another: then its lines are not lines of the stored file.
    pub(crate) is_packed: bool,
    /// Bytes of the stored file, to reserve memory once.
    pub(crate) num_stored_bytes: u64,
    /// The stored file, for readers that jump in it; `None` when it is compressed or inside another.
    pub(crate) any_place: Option<AnyPlace>,
    /// How deep inside other files this one lies.
    pub(crate) level: Level,
    /// Where the file lies, for readers of files that go together. `None`: in no folder.
    pub(crate) path: Option<&'a Path>,
}

impl<'a> Source<'a> {
    /// A source of bytes that are in no file of their own: a decoded text, a sample.
    pub(crate) fn of_stream(stream: &'a mut dyn BufRead, options: &'a ReadOptions) -> Self {
        let level = Level { depth: 0, budget: Budget::new(&options.limits, 0) };
        Source { stream, options, is_packed: true, num_stored_bytes: 0, any_place: None, path: None, level }
    }

    /// All bytes. Fails when they are more than `max_bytes` or than the limit for files that are read whole.
    pub(crate) fn bytes(&mut self, max_bytes: u64) -> Result<Vec<u8>, Failure> {
        let max_bytes = max_bytes.min(self.options.limits.max_file_bytes);
        let expected = if self.is_packed { 0 } else { self.num_stored_bytes.min(max_bytes) + 1 };
        let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        (&mut *self.stream).take(max_bytes + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max_bytes {
            let message = format!("has more than {} MiB and its format must be read whole", max_bytes >> 20);
            return Err(Failure::failed(Code::TooLarge, message));
        }
        Ok(bytes)
    }

    /// All text, decoded by what the file declares (`declared_in` looks for it) or by the option.
    pub(crate) fn text(
        &mut self,
        max_bytes: u64,
        declared_in: fn(&[u8]) -> Option<String>,
    ) -> Result<Decoded, Failure> {
        let bytes = self.bytes(max_bytes)?;
        let declared = declared_in(&bytes).or_else(|| self.options.encoding.clone());
        let decoded = decode(bytes, declared.as_deref());
        if decoded.text.trim().is_empty() {
            return Err(Failure::skipped(Code::Empty, "holds nothing but white space"));
        }
        Ok(decoded)
    }

    /// Reads the next line into `line`, without its end. `Ok(None)`: there is none. `Ok(Some(false))`: the line is
    /// longer than the limit; it was passed over and `line` holds its start.
    pub(crate) fn next_line(&mut self, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
        let max_bytes = self.options.limits.max_line_bytes;
        line.clear();
        let num_read = (&mut *self.stream).take(max_bytes + 1).read_until(b'\n', line)? as u64;
        if num_read == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if num_read > max_bytes {
            line.truncate(1024);
            line.shrink_to_fit();
            self.stream.skip_until(b'\n')?;
            return Ok(Some(false));
        }
        Ok(Some(true))
    }
}
