//! HTML exports of LexisNexis: documents behind anchors `DOC_ID_1_0`, their fields told by the same lines and labels as
//! in its texts. Not its website.

use dom_query::Document;

use crate::formats::html::text::text_of;
use crate::formats::metadata::Doubts;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, PartialDate};
use crate::text::written_date;

use super::lexisnexis_delimiter::{day_of_request, is_numbering};
use super::lexisnexis_document::read_document;
use super::lexisnexis_label::Shape;
use super::pieces::{Cut, read_articles};
use super::tag;

/// How the documents of a file end, in a comment.
const END: &[u8] = b"</docfull>";

/// The reader of LexisNexis HTML.
pub(in crate::formats) struct LexisNexisHtml;

impl Format for LexisNexisHtml {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "lexisnexis-html",
            version: 1,
            extensions: &["html", "htm"],
            is_container: true,
            is_binary: false,
            reads: "articles exported from LexisNexis as HTML, with source, section, page, date, authors and subjects",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.opens_with(&["<"]) && tag::any(head.bytes, begins)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        read_articles(source, output, &Cut { begins, end: "</div", read: read_piece, exported })
    }
}

fn begins(tag: &[u8]) -> bool {
    let anchors = |name: &[u8]| name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"doc_id_"));
    tag::is_start(tag, "a") && tag::attribute(tag, "name").is_some_and(anchors)
}

/// The day of the export: of the cover, else of the file's head.
fn exported(start: &str) -> Option<PartialDate> {
    let page = Document::from(start);
    let on_cover = || text_of(&page.root()).lines().find_map(day_of_request);
    let in_head =
        || written_date::parse(&page.select_single("meta[updated]").attr("updated")?).ok().flatten();
    on_cover().or_else(in_head).map(PartialDate::without_time)
}

fn read_piece(html: &str, doubts: &mut Doubts) -> Option<(Article, ContentHash)> {
    let end = html.as_bytes().windows(END.len()).position(|part| part.eq_ignore_ascii_case(END));
    let html = &html[..end.unwrap_or(html.len())];
    let text = text_of(&Document::fragment(html).root());
    let blocks: Vec<String> =
        text.split("\n\n").map(|block| block.trim().to_string()).filter(|block| !block.is_empty()).collect();
    let start = blocks.iter().position(|block| is_numbering(block)).map_or(0, |at| at + 1);
    let article = read_document(&blocks[start..], Shape::Numbered, doubts);
    // Its number in this file is not the document's.
    Some((article, ContentHash::of(blocks[start..].join("\n\n").as_bytes())))
}

#[cfg(test)]
#[path = "lexisnexis_html_tests.rs"]
mod tests;
