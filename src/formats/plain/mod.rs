//! Texts written by hand: plain text, and Markdown with its front matter.

mod front_matter;
mod markdown;
mod text;

pub(super) use markdown::Markdown;
pub(super) use text::PlainText;
