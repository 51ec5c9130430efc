//! ODT: the text of OpenDocument texts, packed or in one XML file. Not their looks, nor headers, footers, comments and pictures.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::Code;
use crate::formats::{Failure, Format, FormatInfo, Head, Limits, Output, Source};
use crate::text::decode::decode;

use super::document::{Document, Properties};
use super::kind::{Kind, kind_of};
use super::package::{Package, protected};
use super::story::Story;
use super::xml::{Element, Piece, Pieces};

/// Spaces of one `text:s` that are kept: more of them draw tables.
const MAX_SPACES: usize = 8;

/// Bytes in which a document in one XML file says what it is.
const FLAT_HEAD_BYTES: usize = 4096;

/// `.odt`, `.ott`, `.fodt`.
pub(in crate::formats) struct Odt;

impl Format for Odt {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "odt",
            version: 2,
            extensions: &["odt", "ott", "fodt"],
            is_container: false,
            is_binary: true,
            reads: "the text with its tables, frames and notes; title and chapô by style; document properties",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        kind_of(head) == Some(Kind::OpenText) || is_flat(head)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let bytes = source.bytes(u64::MAX)?;
        let document = match bytes.starts_with(b"PK") {
            true => read_package(&bytes, &source.options.limits)?,
            false => {
                let mut body = Body::default();
                body.read(&decode(bytes, None).text)?;
                body.finish()
            }
        };
        document.hand_over(output)
    }
}

fn is_flat(head: &Head<'_>) -> bool {
    let start = &head.bytes[..head.bytes.len().min(FLAT_HEAD_BYTES)];
    let has = |piece: &[u8]| start.windows(piece.len()).any(|window| window == piece);
    head.opens_with(&["<?xml", "<office:document"])
        && has(b"<office:document")
        && has(b"application/vnd.oasis.opendocument.text")
}

fn read_package(bytes: &[u8], limits: &Limits) -> Result<Document, Failure> {
    let mut package = Package::open(bytes, limits)?;
    // Parts in cipher look like parts that are damaged.
    if package.text("META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(protected());
    }
    let mut body = Body::default();
    if let Some(xml) = package.text("meta.xml")? {
        body.read(&xml)?;
    }
    let xml = package.text("content.xml")?;
    body.read(&xml.ok_or_else(|| Failure::failed(Code::Malformed, "the package has no `content.xml`"))?)?;
    Ok(body.finish())
}

/// A document as it is read.
#[derive(Default)]
struct Body {
    story: Story,
    notes: Story,
    properties: Properties,
    depth: usize,
    /// The depth of the element that is passed over with all that is in it.
    skipped: Option<usize>,
    is_in_meta: bool,
    meta_text: String,
    num_open_notes: usize,
    /// Whether white space that comes next says nothing: it is collapsed, as in HTML.
    ends_in_space: bool,
    /// The style whose properties are being read.
    style: Option<String>,
    /// Styles that the document made for a paragraph or two → the style with a name that they stand on.
    parents: HashMap<String, String>,
    hidden_styles: HashSet<String>,
}

impl Body {
    fn read(&mut self, xml: &str) -> Result<(), Failure> {
        let mut pieces = Pieces::of(xml);
        while let Some(piece) = pieces.next()? {
            match piece {
                Piece::Start(element) => {
                    self.depth += 1;
                    if self.skipped.is_none() && !self.start(&element) {
                        self.skipped = Some(self.depth);
                    }
                }
                Piece::End(name) => {
                    match self.skipped {
                        None => self.end(&name),
                        Some(depth) if depth == self.depth => self.skipped = None,
                        Some(_) => {}
                    }
                    self.depth = self.depth.saturating_sub(1);
                }
                Piece::Text(_) if self.skipped.is_some() => {}
                Piece::Text(text) if self.is_in_meta => self.meta_text.push_str(&text),
                Piece::Text(text) => self.push_collapsed(&text),
            }
        }
        Ok(())
    }

    fn finish(self) -> Document {
        Document {
            paragraphs: self.story.finish(),
            notes: self.notes.finish(),
            properties: self.properties,
            marked_language: None,
        }
    }

    fn story(&mut self) -> &mut Story {
        if self.num_open_notes > 0 { &mut self.notes } else { &mut self.story }
    }

    /// Whether what is in the element is looked at.
    fn start(&mut self, element: &Element<'_>) -> bool {
        if self.is_in_meta {
            self.meta_text.clear();
            return true;
        }
        match element.name() {
            // What was deleted, comments, indexes made by the program, how words are pronounced, headers and footers, and
            // what describes pictures and forms.
            "tracked-changes" | "annotation" | "note-citation" | "table-of-content"
            | "alphabetical-index" | "illustration-index" | "table-index" | "object-index" | "user-index"
            | "ruby-text" | "master-styles" | "forms" | "binary-data" | "object" | "title" | "desc"
            | "scripts" | "settings" | "hidden-text" | "placeholder" => return false,
            "meta" => self.is_in_meta = true,
            "style" => self.open_style(element),
            "text-properties" => {
                if let (Some(style), Some("none")) = (&self.style, element.attribute("display").as_deref()) {
                    self.hidden_styles.insert(style.clone());
                }
            }
            "p" | "h" => self.open_paragraph(element),
            "span" => {
                return element
                    .attribute("style-name")
                    .is_none_or(|style| !self.hidden_styles.contains(&style));
            }
            "s" => {
                let number = element.attribute("c").and_then(|number| number.parse().ok()).unwrap_or(1_usize);
                self.story().push(&" ".repeat(number.min(MAX_SPACES)));
            }
            "tab" => self.push("\t"),
            "line-break" => self.push("\n"),
            "note-body" => self.num_open_notes += 1,
            "table" => self.story().open_table(),
            "table-cell" | "covered-table-cell" => self.story().open_cell(),
            _ => {}
        }
        true
    }

    fn end(&mut self, name: &str) {
        if self.is_in_meta {
            return self.end_in_meta(name);
        }
        match name {
            "p" | "h" => self.story().close_paragraph(),
            "style" => self.style = None,
            "note-body" => {
                self.num_open_notes = self.num_open_notes.saturating_sub(1);
                self.ends_in_space = false;
            }
            "table-row" => self.story().close_row(),
            "table" => self.story().close_table(),
            _ => {}
        }
    }

    fn end_in_meta(&mut self, name: &str) {
        let value = Some(std::mem::take(&mut self.meta_text)).filter(|text| !text.trim().is_empty());
        let properties = &mut self.properties;
        match name {
            "meta" => self.is_in_meta = false,
            "title" => properties.title = value,
            // `dc:creator` is who changed it last.
            "initial-creator" => properties.creator = value,
            "subject" => properties.subject = value,
            "keyword" => properties.keywords.extend(value),
            "language" => properties.language = value,
            "creation-date" => properties.created = value,
            "date" => properties.modified = value,
            _ => {}
        }
    }

    fn open_style(&mut self, element: &Element<'_>) {
        self.style = element.attribute("name");
        if let (Some(name), Some(parent)) = (&self.style, element.attribute("parent-style-name")) {
            self.parents.insert(name.clone(), parent);
        }
    }

    fn open_paragraph(&mut self, element: &Element<'_>) {
        let style = element.attribute("style-name").unwrap_or_default();
        let style = self.parents.get(&style).unwrap_or(&style);
        let is_first_level =
            element.name() == "h" && element.attribute("outline-level").as_deref() == Some("1");
        let style = if is_first_level { "Heading 1".to_string() } else { style_name(style) };
        self.story().open_paragraph(style);
        self.ends_in_space = true;
    }

    fn push(&mut self, text: &str) {
        self.story().push(text);
        self.ends_in_space = false;
    }

    /// Adds text in which any white space is one space.
    fn push_collapsed(&mut self, text: &str) {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        for (number, word) in text.split(is_space).enumerate() {
            if number > 0 && !self.ends_in_space {
                self.story().push(" ");
                self.ends_in_space = true;
            }
            if !word.is_empty() {
                self.push(word);
            }
        }
    }
}

/// `Heading_20_1` → `Heading 1`: names of styles write what is no letter as a number.
fn style_name(id: &str) -> String {
    let mut name = String::new();
    let mut rest = id;
    while let Some(start) = rest.find('_') {
        name.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let code =
            rest.find('_').filter(|end| (1..=4).contains(end)).and_then(|end| Some((end, rest.get(..end)?)));
        let letter =
            code.and_then(|(end, code)| Some((end, char::from_u32(u32::from_str_radix(code, 16).ok()?)?)));
        match letter {
            Some((end, letter)) => {
                name.push(letter);
                rest = &rest[end + 1..];
            }
            None => name.push('_'),
        }
    }
    name + rest
}

#[cfg(test)]
#[path = "odt_tests.rs"]
mod tests;
