//! What was asked: any text → a tree over words and positions, a normalised reading, and remarks. Not how it is answered.
//!
//! The tree knows no index field: one tree serves the terminal, saved searches and every back end.

mod arguments;
mod ast;
mod character;
mod chunk;
mod later;
mod lexer;
mod parser;
mod reading;
mod remark;
mod token;

pub use arguments::join_arguments;
pub use ast::{Form, Node, Phrase, Query, Word};
pub use parser::{Parsed, parse};
pub use remark::Remark;
pub(crate) use remark::shortened;
