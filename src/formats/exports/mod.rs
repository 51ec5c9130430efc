//! Exports of press databases: Europresse, Factiva, LexisNexis and Nexis Uni. Many articles a file, each with its own
//! metadata. Not their websites, and no network.

mod byline;
mod date_line;
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
mod outermost;
mod page;
mod pieces;
mod publication;
mod rights;
mod tag;

pub(super) use europresse::Europresse;
pub(super) use factiva_html::FactivaHtml;
