//! XML for all formats that are made of it: how a text opens, its tree where everything is needed, its events where pages are
//! large. Knows no format, checks no document against a schema, and expands no entity of a text's own.

mod element;
mod entity;
mod events;
mod file;
mod growing;
mod opening;
mod tree;

use quick_xml::errors::{Error, SyntaxError};

pub(super) use element::{Element, Inside};
pub(super) use events::{Event, Events, StartTag};
pub(super) use file::{decoded, read, text_of};
pub(super) use opening::{declared_encoding, name_in, opens_with_element, root_tag};
pub(super) use tree::Tree;

/// Levels of elements inside each other. Agencies and feeds need a dozen, issues of newspapers thirty, and the pages and
/// documents of programs some more.
const MAX_DEPTH: usize = 256;

/// Whether an error is that of a text cut short: all errors of syntax but one say that something has no end.
fn is_cut(error: &Error) -> bool {
    matches!(error, Error::Syntax(reason) if *reason != SyntaxError::InvalidBangMarkup)
}
