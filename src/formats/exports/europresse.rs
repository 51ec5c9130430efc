//! HTML exports of Europresse (Eureka.cc), in the layouts since 2012: one `article` element each. Not its PDF.

use dom_query::{Document, NodeRef};

use crate::formats::html::text::text_of;
use crate::formats::lede::put_lede_first;
use crate::formats::metadata::{self, Doubts, one_line, stated};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, PartialDate, Span};
use crate::text::written_date;

use super::europresse_header::Header;
use super::europresse_headlines::Headlines;
use super::europresse_layout::{Layout, Role, is_source_class};
use super::europresse_notes::{Notes, is_origin};
use super::europresse_number::Number;
use super::outermost::outermost;
use super::pieces::{Cut, read_articles};
use super::{byline, publication, rights, tag};

/// The reader of Europresse exports.
pub(in crate::formats) struct Europresse;

impl Format for Europresse {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "europresse",
            version: 2,
            extensions: &["html", "htm"],
            is_container: true,
            is_binary: false,
            reads: "articles exported from Europresse as HTML, with source, section, page, date, authors and number",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let marks_publication = |tag: &[u8]| tag::has_class(tag, is_source_class);
        // The style sheet stands in the head of the file; the first article may come later than detection looks.
        let styles = |name: &[u8]| head.bytes.windows(name.len()).any(|part| part == name);
        let has_styles = || styles(b".DocPublicationName{") && styles(b".titreArticleVisu{");
        let is_article = |tag: &[u8]| tag::is_start(tag, "article");
        let is_marked = || tag::any(head.bytes, is_article) && tag::any(head.bytes, marks_publication);
        head.opens_with(&["<"]) && (has_styles() || is_marked())
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let begins = |tag: &[u8]| tag::is_start(tag, "article");
        read_articles(source, output, &Cut { begins, end: "</article", read: read_piece, exported: |_| None })
    }
}

fn read_piece(html: &str, doubts: &mut Doubts) -> Option<(Article, ContentHash)> {
    // What follows the element belongs to the page.
    let end = last_end(html).unwrap_or(html.len());
    let html = &html[..end];
    let page = Document::fragment(html);
    let element = page.select_single("article").nodes().first().copied()?;
    let layout = Layout::of(&element);
    // Boxes of the website around the documents are articles of HTML too.
    let is_document = |role: &Role| layout.first(*role).is_some();
    [Role::Source, Role::Header, Role::Number, Role::Text].iter().any(is_document).then_some(())?;
    Some((read_article(&element, &layout, doubts), ContentHash::of(html.as_bytes())))
}

fn last_end(html: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    bytes.windows(9).rposition(|part| part.eq_ignore_ascii_case(b"</article"))
}

fn read_article(element: &NodeRef<'_>, layout: &Layout<'_>, doubts: &mut Doubts) -> Article {
    let mut article = Article::default();
    let head = Headlines::of(element, layout);
    let number = Number::of(element, layout);
    let aside = Notes::of(element);
    article.title =
        head.title.as_deref().and_then(stated).map(|title| metadata::title(&title, "Europresse title"));
    article.source = layout
        .first(Role::Source)
        .and_then(first_text)
        .map(|name| publication::without_issue(&name))
        .and_then(|name| stated(&name))
        .map(|name| metadata::known(name, "Europresse publication name"));
    fill_from_header(&mut article, layout, number.date, doubts);
    article.authors =
        metadata::known_list(byline::authors(head.authors.iter().map(String::as_str)), "Europresse byline");
    article.latest =
        layout.first(Role::Issued).and_then(|node| written_date::parse(&node.text()).ok().flatten());
    article.rights = rights_of(element).map(|notice| metadata::known(notice, "Europresse footer"));
    article.language = element.attr("lang").and_then(|code| metadata::language(&code, "Europresse lang"));
    article.source_id = number.text;
    let (text, url) = body(element, layout);
    article.url = url.map(|url| metadata::known(url, "Europresse link to the source"));
    article.captions = aside.captions;
    if text.trim().is_empty() {
        return article;
    }
    article.text = std::iter::once(text).chain(aside.notes).collect::<Vec<_>>().join("\n\n");
    put_lede_first(&mut article, head.subtitle.as_deref());
    put_kickers_first(&mut article, &head.kickers);
    article
}

/// The date of the header counts: documents are numbered by the day of the database, which for evening papers is the
/// day after. Only where the header has none, the number gives it.
fn fill_from_header(
    article: &mut Article,
    layout: &Layout<'_>,
    day_of_number: Option<PartialDate>,
    doubts: &mut Doubts,
) {
    let line = layout.first(Role::Header).map(|node| one_line(&text_of(node))).unwrap_or_default();
    let header = Header::read(&line);
    let place = "Europresse header";
    article.section = header.section.map(|section| metadata::known(section, place));
    article.page = header.page.map(|page| metadata::known(page, place));
    article.published = match (header.date, day_of_number) {
        (Some(date), _) => Some(metadata::known(date, place)),
        (None, Some(day)) => Some(metadata::known(day, "Europresse document number")),
        (None, None) => {
            // The doubt keeps it with the article.
            header.unread_date.and_then(|line| metadata::date(&line, place, doubts))
        }
    };
}

/// The first text inside an element: nested elements repeat it or number it.
fn first_text(node: &NodeRef<'_>) -> Option<String> {
    let texts = node.descendants_it().filter(NodeRef::is_text).map(|text| one_line(&text.text()));
    texts.into_iter().find(|text| !text.is_empty())
}

fn rights_of(element: &NodeRef<'_>) -> Option<String> {
    let footers = outermost(element, |node| node.has_name("footer"));
    let text: String = footers.iter().map(|footer| text_of(footer) + "\n").collect();
    text.lines().map(one_line).find(|line| rights::is_notice(line))
}

/// The body, without the link to where the article first stood; and that link.
fn body(element: &NodeRef<'_>, layout: &Layout<'_>) -> (String, Option<String>) {
    let mut url = None;
    let mut texts = Vec::new();
    let sections = outermost(element, |node| node.has_name("section"));
    let boxes = if layout.all(Role::Text).is_empty() { &sections[..] } else { layout.all(Role::Text) };
    for text_box in boxes {
        let origin = text_box.descendants_it().find(|node| node.has_name("a") && is_origin(&node.text()));
        if let Some(link) = origin {
            url = url.or_else(|| link.attr("href").map(|href| href.to_string()));
            link.remove_from_parent();
        }
        texts.push(text_of(text_box));
    }
    texts.retain(|text| !text.trim().is_empty());
    (texts.join("\n\n"), url.and_then(|url| stated(&url)))
}

/// The lines above the title have no field of their own, and their words are to be found.
fn put_kickers_first(article: &mut Article, kickers: &[String]) {
    let start: String = kickers.iter().flat_map(|kicker| [kicker.as_str(), "\n\n"]).collect();
    article.text.insert_str(0, &start);
    article.lede =
        article.lede.map(|lede| Span::new(lede.byte_start + start.len(), lede.byte_end + start.len()));
}

#[cfg(test)]
#[path = "europresse_tests.rs"]
mod tests;
