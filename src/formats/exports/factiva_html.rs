//! HTML exports of Factiva: with two-letter codes before the fields, or in «article format», where the order of the lines
//! tells. Not its website.

use dom_query::{Document, NodeRef};

use crate::formats::html::text::text_of;
use crate::formats::metadata::{self, Doubts, one_line};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::Article;

use super::factiva_fields::{Fields, Role, is_code, role_of};
use super::factiva_lines::add_lines;
use super::outermost::outermost;
use super::pieces::{Cut, read_articles};
use super::tag;

/// The reader of Factiva's HTML.
pub(in crate::formats) struct FactivaHtml;

impl Format for FactivaHtml {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "factiva-html",
            version: 1,
            extensions: &["html", "htm"],
            is_container: true,
            is_binary: false,
            reads: "articles exported from Factiva as HTML, with source, date and time, authors, subjects and number",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.opens_with(&["<"]) && (tag::any(head.bytes, begins) || is_titled_factiva(head.bytes))
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        read_articles(source, output, &Cut { begins, end: "</div", read: read_piece, exported: |_| None })
    }
}

/// `<div class="article frArticle">`: the second class begins with the language.
fn begins(tag: &[u8]) -> bool {
    tag::is_start(tag, "div")
        && tag::has_class(tag, |class| class.eq_ignore_ascii_case(b"article"))
        && tag::has_class(tag, |class| language_in(class).is_some())
}

fn language_in(class: &[u8]) -> Option<&str> {
    let class = std::str::from_utf8(class).ok()?;
    class
        .strip_suffix("Article")
        .filter(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Style sheets and scripts fill more of the head of an export than detection sees; its title stands before them.
fn is_titled_factiva(html: &[u8]) -> bool {
    let Some(at) = html.windows(7).position(|part| part.eq_ignore_ascii_case(b"<title>")) else {
        return false;
    };
    let rest = &html[at + 7..];
    let title = &rest[..rest.iter().position(|byte| *byte == b'<').unwrap_or(0)];
    let title = title.trim_ascii();
    title.eq_ignore_ascii_case(b"factiva") || title.eq_ignore_ascii_case(b"dow jones factiva")
}

fn read_piece(html: &str, doubts: &mut Doubts) -> Option<(Article, ContentHash)> {
    let page = Document::fragment(html);
    let element = page.select_single("div.article").nodes().first().copied()?;
    let mut fields = Fields::default();
    if !add_coded(&element, &mut fields) {
        add_ordered(&element, &mut fields);
    }
    let mut article = fields.into_article(doubts);
    if article.language.is_none() {
        let classes = element.attr("class").unwrap_or_default();
        let code = classes.split_whitespace().find_map(|class| language_in(class.as_bytes()));
        article.language = code.and_then(|code| metadata::language(code, "Factiva class"));
    }
    Some((article, ContentHash::of(element.html().as_bytes())))
}

/// Rows of a table: the code, the value. Whether there were any.
fn add_coded(article: &NodeRef<'_>, fields: &mut Fields) -> bool {
    let is_value = |node: &NodeRef<'_>| {
        let code = node.prev_element_sibling().filter(|cell| cell.has_name("td") && cell.has_class("index"));
        node.has_name("td") && code.is_some_and(|cell| is_code(&code_in(&cell)))
    };
    let values = outermost(article, is_value);
    for value in &values {
        let code = value.prev_element_sibling().map(|cell| code_in(&cell));
        if let Some(role) = code.as_deref().and_then(role_of) {
            fields.add(role, &text_of(value));
        }
    }
    !values.is_empty()
}

/// A longer text is no code.
fn code_in(cell: &NodeRef<'_>) -> String {
    let texts = cell.descendants_it().filter(NodeRef::is_text).map(|text| text.text().trim().to_string());
    texts.filter(|text| !text.is_empty()).take(2).collect()
}

/// Lines without a name: their order and form tell what they are.
fn add_ordered(article: &NodeRef<'_>, fields: &mut Fields) {
    let has_class = |node: &NodeRef<'_>, is_wanted: fn(&str) -> bool| {
        node.attr("class").is_some_and(|classes| classes.split_whitespace().any(is_wanted))
    };
    let is_paragraph =
        |node: &NodeRef<'_>| has_class(node, |class| class.eq_ignore_ascii_case("articleParagraph"));
    let is_headline = |node: &NodeRef<'_>| has_class(node, |class| class.ends_with("Headline"));
    let is_author = |node: &NodeRef<'_>| has_class(node, |class| class == "author");
    let mut lines = Vec::new();
    for node in
        outermost(article, |node| is_paragraph(node) || is_headline(node) || is_author(node) || is_line(node))
    {
        if is_paragraph(&node) {
            fields.add(Role::Text, &text_of(&node));
        } else if is_headline(&node) {
            fields.add(Role::Title, &text_of(&node));
            // What stands above the headline is the section.
            lines.drain(..).for_each(|line: String| fields.add(Role::Section, &line));
        } else if is_author(&node) {
            fields.add(Role::Authors, &text_of(&node));
        } else {
            lines.push(one_line(&text_of(&node)));
        }
    }
    add_lines(&lines, fields);
}

fn is_line(node: &NodeRef<'_>) -> bool {
    let is_plain = (node.has_name("div") || node.has_name("p")) && !node.has_attr("class");
    is_plain
        && node
            .element_children()
            .iter()
            .all(|inner| !inner.has_name("div") && !inner.has_name("p") && !inner.has_attr("class"))
}

#[cfg(test)]
#[path = "factiva_html_tests.rs"]
mod tests;
