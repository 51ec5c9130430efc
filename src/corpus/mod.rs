//! Which files a folder holds and what became of them since they were last read. Nothing here opens a file's content.

mod compare;
mod leave_out;
pub(crate) mod platform;
mod selection;
mod stat;
mod walk;

pub use compare::{Change, Known, compare};
pub use selection::Selection;
pub use stat::FileStat;
pub use walk::{Found, RootState, Walk, Walked, base_of, walk};
