//! What news agencies send: ninjs, NewsML, NITF, and the plain wire. What these have in common is read by modules of
//! their own: bylines, datelines, subjects, editions, marked-up text.

mod byline;
mod dateline;
mod edition;
mod markup;
mod newsml_1;
mod newsml_g2;
mod ninjs;
mod ninjs_value;
mod nitf;
mod nitf_file;
mod picture_captions;
mod subject;
mod wire_text;

pub(super) use newsml_1::NewsMl1;
pub(super) use newsml_g2::NewsMlG2;
pub(super) use ninjs::Ninjs;
pub(super) use nitf_file::Nitf;
pub(super) use wire_text::WireText;
