//! Documents of office programs: Word, OpenDocument, RTF. Text and what the document says of itself, nothing of its looks.

mod document;
mod docx;
mod docx_body;
mod kind;
mod odt;
mod odt_body;
mod package;
mod rtf;
mod rtf_encoding;
mod rtf_token;
mod story;
mod symbol;
mod walk;

pub(super) use docx::Docx;
#[allow(unused_imports, reason = "readers of exports that are Word documents build on them")]
pub(super) use docx::paragraphs_of;
pub(super) use kind::{Kind, kind_of};
pub(super) use odt::Odt;
pub(super) use rtf::Rtf;
#[allow(unused_imports, reason = "readers of exports that are Word documents build on it")]
pub(super) use story::Paragraph;
