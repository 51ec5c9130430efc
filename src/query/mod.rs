//! What was asked: any text → a tree over words and positions, a normalised reading, and remarks. Not how it is answered.
//!
//! The tree knows no index field: one tree serves the terminal, saved searches and every back end.

mod arguments;
mod ast;
mod character;
mod chunk;
mod date;
mod field;
mod lexer;
mod operand;
mod parser;
mod proximity;
mod reading;
mod remark;
mod suffix;
mod token;
mod word;

pub use arguments::join_arguments;
pub use ast::{Node, Query};
pub use date::{DateFilter, DateUnit};
pub use field::{Filter, FilterCondition, In, Known, Part};
pub use parser::{Parsed, parse};
pub use proximity::{AtLeast, MAX_DISTANCE, MAX_NEAR_PARTS, Near, Order, Scope, Weight, Within};
pub use remark::Remark;
pub(crate) use remark::shortened;
pub use word::{Form, Phrase, Spelling, Word};
