//! Exports of press databases: Europresse, Factiva, LexisNexis and Nexis Uni. Many articles a file, each with its own
//! metadata. Not their websites, and no network.

pub(super) mod byline;
pub(super) mod date_line;
mod europresse;
mod europresse_header;
mod europresse_headlines;
mod europresse_layout;
mod europresse_notes;
mod europresse_number;
#[cfg(test)]
mod expected;
mod factiva_fields;
mod factiva_html;
mod factiva_lines;
mod factiva_text;
mod factiva_xml;
mod lexisnexis_delimiter;
mod lexisnexis_document;
mod lexisnexis_ended;
mod lexisnexis_head;
mod lexisnexis_html;
mod lexisnexis_label;
mod lexisnexis_text;
mod member;
mod outermost;
mod page;
mod pieces;
mod publication;
mod rights;
mod tag;
mod text_export;
mod unwrap;

pub(super) use europresse::Europresse;
pub(super) use factiva_html::FactivaHtml;
pub(super) use factiva_xml::FactivaXml;
pub(super) use lexisnexis_html::LexisNexisHtml;
pub(super) use lexisnexis_text::LexisNexisText;
pub(super) use text_export::hand_over_articles;
