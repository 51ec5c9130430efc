//! A byte range of a text. Not a range of characters: see `--offsets chars` for those.

use serde::{Deserialize, Serialize};

/// A half-open range of UTF-8 bytes, `byte_start..byte_end`, in a text that the context names.
///
/// Invariants: `byte_start <= byte_end`, and both lie on character boundaries of that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
}

impl Span {
    /// The range `byte_start..byte_end`.
    pub fn new(byte_start: usize, byte_end: usize) -> Self {
        debug_assert!(byte_start <= byte_end);
        Span { byte_start, byte_end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.byte_end - self.byte_start
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.byte_start == self.byte_end
    }

    /// The part of `text` it covers; empty when it does not lie in `text` on character boundaries.
    pub fn of(self, text: &str) -> &str {
        text.get(self.byte_start..self.byte_end).unwrap_or("")
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.byte_start <= other.byte_start && other.byte_end <= self.byte_end
    }

    /// The same bytes counted from `byte_origin`, which must not lie beyond the start.
    pub fn relative_to(self, byte_origin: usize) -> Span {
        Span::new(self.byte_start - byte_origin, self.byte_end - byte_origin)
    }
}
