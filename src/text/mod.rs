//! Pure functions on text: decoding, dates as people write them, where paragraphs, sentences and lines begin and end.
//! No words: those belong to `analysis`.

mod char_boundary;
pub mod decode;
mod line;
mod paragraph;
mod sentence;
pub mod written_date;

pub use char_boundary::{ceil_char_boundary, floor_char_boundary};
pub use line::LineIndex;
pub use paragraph::paragraphs;
pub use sentence::sentence_ends;
