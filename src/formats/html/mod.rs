//! Web pages: the reader of saved pages, and what other formats need to read HTML inside them.

mod author;
mod caption;
mod class_name;
mod extraction;
mod furniture;
mod headline;
mod imprint;
mod json_ld;
mod line;
mod meta;
mod mhtml;
mod microdata;
pub(super) mod nesting;
mod page;
mod paragraph;
mod printed;
mod running_text;
mod surroundings;
pub(super) mod text;

pub(super) use mhtml::Mhtml;
pub(in crate::formats) use page::read_page;
pub(super) use page::{Html, declared_encoding};
