//! Web pages: the reader of saved pages, and what other formats need to read HTML inside them.

pub(super) mod body;
mod furniture;
mod json_ld;
mod meta;
pub(super) mod nesting;
mod page;

// `read_page` is for formats that hold whole pages: web archives, feeds.
#[allow(unused_imports)]
pub(in crate::formats) use page::read_page;
pub(super) use page::{Html, declared_encoding};
