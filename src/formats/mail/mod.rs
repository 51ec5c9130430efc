//! E-mail: press releases, newsletters and correspondence, a message a file or many in a mailbox.

mod eml;
mod flowed;
mod header_lines;
mod mbox;
mod message;

pub(super) use eml::Eml;
pub(super) use header_lines::{has_bounded_header, opens_with_header, opens_with_headers};
pub(super) use mbox::Mbox;
