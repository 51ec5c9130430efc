//! Pure functions on text: where paragraphs, sentences and lines begin and end. No words: those belong to `analysis`.

mod line;
mod paragraph;
mod sentence;

pub use line::LineIndex;
pub use paragraph::paragraphs;
pub use sentence::sentence_ends;
