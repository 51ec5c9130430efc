//! The parts of an OpenDocument text, element by element → text, notes and properties. Does not open the package.

use std::collections::{HashMap, HashSet};

use super::document::{Document, Properties};
use super::story::Story;
use super::walk::{Visitor, walk};
use crate::formats::Failure;
use crate::formats::xml::StartTag;

/// Spaces of one `text:s` that are kept: more of them draw tables.
const MAX_SPACES: usize = 8;

/// A document as it is read.
#[derive(Default)]
pub(super) struct Body {
    story: Story,
    notes: Story,
    properties: Properties,
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
    /// Reads a part: text, styles, what the document says of itself.
    pub(super) fn read(&mut self, xml: &str) -> Result<(), Failure> {
        walk(xml, self)
    }

    /// The document of all parts that were read.
    pub(super) fn finish(self) -> Document {
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

    fn open_style(&mut self, element: &StartTag<'_>) {
        self.style = element.attribute("name");
        if let (Some(name), Some(parent)) = (&self.style, element.attribute("parent-style-name")) {
            self.parents.insert(name.clone(), parent);
        }
    }

    fn open_paragraph(&mut self, element: &StartTag<'_>) {
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

impl Visitor for Body {
    fn start(&mut self, element: &StartTag<'_>) -> bool {
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

    fn text(&mut self, text: &str) {
        match self.is_in_meta {
            true => self.meta_text.push_str(text),
            false => self.push_collapsed(text),
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
mod tests {
    use super::*;

    #[test]
    fn names_of_styles_are_read_as_people_see_them() {
        for (id, name) in [("Heading_20_1", "Heading 1"), ("a_b", "a_b"), ("_é_x", "_é_x"), ("_20_", " ")] {
            assert_eq!(style_name(id), name);
        }
    }
}
