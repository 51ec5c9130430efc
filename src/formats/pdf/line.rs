//! Words of a block → lines of text. Not paragraphs, and no line is taken out here.

use super::column::{Row, blocks_of};
use super::word::Word;

/// A line of a column or of a headline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// The base line, upwards from the bottom of the page.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
}

/// The lines of a page by block, in reading order.
pub(super) fn lines_of(words: Vec<Word>) -> Vec<Vec<Line>> {
    blocks_of(words).into_iter().map(|rows| rows.into_iter().map(line_of).collect()).collect()
}

fn line_of(row: Row) -> Line {
    let letters: usize = row.iter().map(|word| word.text.len()).sum();
    let bold: usize = row.iter().filter(|word| word.is_bold).map(|word| word.text.len()).sum();
    // An initial over several lines must not make a headline of the first one.
    let size = super::column::usual_size(row.iter());
    let text = row.iter().map(|word| plain(word.text.trim())).collect::<Vec<_>>().join(" ");
    let x0 = row.iter().map(|word| word.x0).fold(f32::MAX, f32::min);
    let x1 = row.iter().map(|word| word.x1).fold(f32::MIN, f32::max);
    let y = row.iter().map(|word| word.y).fold(f32::MAX, f32::min);
    Line { text, x0, x1, y, size, is_bold: bold * 2 > letters }
}

/// Ligatures as letters. A PDF holds no text as it was written, only shapes, so this changes nothing of it.
fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for letter in word.chars() {
        match letter {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            'ﬅ' | 'ﬆ' => plain.push_str("st"),
            letter => plain.push(letter),
        }
    }
    // Fonts of old programs put accents beside their letters.
    unicode_normalization::UnicodeNormalization::nfc(plain.as_str()).collect()
}
