//! JSON that describes articles by the names of its members: one text a file, or one object a line.

mod lines;
mod object;
pub(super) mod scan;
mod whole;

pub(super) use lines::JsonLines;
pub(super) use whole::Json;
