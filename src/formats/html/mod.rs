//! Web pages: the reader of saved pages, and what other formats need to read HTML inside them.

pub(super) mod body;
mod furniture;
mod json_ld;
mod meta;
pub(super) mod nesting;
mod page;

pub(in crate::formats) use page::read_page;
pub(super) use page::{Html, declared_encoding};
