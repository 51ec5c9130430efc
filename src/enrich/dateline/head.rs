//! The dateline with which a text opens. It belongs to the first sentence and stays there.

use super::{Written, line};
use crate::text::floor_char_boundary;

/// Title, byline and lede may stand before the dateline.
const MAX_LINES: usize = 6;
/// Bytes of a text in which they stand.
const SEARCHED_BYTES: usize = 3000;

/// The dateline in the first lines of `text`.
pub(super) fn find(text: &str) -> Option<Written> {
    let start = &text[..floor_char_boundary(text, SEARCHED_BYTES)];
    let lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(MAX_LINES).find_map(line::opening)
}
