//! Pure functions on text: decoding, dates as people write them, where paragraphs, sentences and lines begin and end.
//! No words: those belong to `analysis`.

pub mod decode;
mod line;
mod paragraph;
mod sentence;
pub mod written_date;

pub use line::LineIndex;
pub use paragraph::paragraphs;
pub use sentence::sentence_ends;
