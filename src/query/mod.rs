//! What was asked: any text → a tree over words and positions, a normalised reading, and remarks. Not how it is answered.
//!
//! The tree knows no index field: one tree serves the terminal, saved searches and every back end.

mod ast;
mod remark;

pub use ast::{Form, Node, Phrase, Query, Word};
pub use remark::Remark;
