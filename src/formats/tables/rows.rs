//! The bytes of a table, counted while they are read: no row may grow without end, and quotation marks come in pairs.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// What was counted, for whoever reads the rows.
#[derive(Debug, Default)]
pub(super) struct Count {
    in_row: Cell<u64>,
    num_quotes: Cell<u64>,
}

impl Count {
    /// A new row begins. What is read ahead belongs to no row, so a row can be longer than the limit by a buffer.
    pub(super) fn start_row(&self) {
        self.in_row.set(0);
    }

    /// Whether a quotation mark has no other.
    pub(super) fn has_open_quote(&self) -> bool {
        self.num_quotes.get() % 2 == 1
    }
}

/// Reads from `inner` until one row has more than `max_row_bytes`.
pub(super) struct Counted<'a> {
    pub(super) inner: &'a mut dyn BufRead,
    pub(super) count: &'a Count,
    pub(super) max_row_bytes: u64,
}

/// A row has no end within the limit.
#[derive(Debug, thiserror::Error)]
#[error("a row has no end")]
pub(super) struct Endless;

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let num_read = self.inner.read(buffer)?;
        let count = self.count;
        count.in_row.set(count.in_row.get() + num_read as u64);
        let num_quotes = buffer[..num_read].iter().filter(|byte| **byte == b'"').count() as u64;
        count.num_quotes.set(count.num_quotes.get() + num_quotes);
        match count.in_row.get() > self.max_row_bytes {
            true => Err(io::Error::other(Endless)),
            false => Ok(num_read),
        }
    }
}
