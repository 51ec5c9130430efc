//! The text of a part of a Word document, element by element → a story. Does not open the package.

use std::collections::HashMap;

use super::story::Story;
use super::symbol::symbol;
use super::walk::{Visitor, walk};
use crate::formats::Failure;
use crate::formats::xml::StartTag;

/// What is known of a run of text of one format.
#[derive(Default)]
struct Run {
    is_hidden: bool,
    language: Option<String>,
}

/// A part with paragraphs as it is read.
pub(super) struct Body<'a> {
    styles: &'a HashMap<String, String>,
    /// What was read since the story was taken last.
    pub(super) story: Story,
    /// For each open choice between renderings, whether one was taken.
    choices: Vec<bool>,
    /// For each open form field, whether it shows what to type there.
    fields: Vec<bool>,
    runs: Vec<Run>,
    num_paragraph_properties: usize,
    /// Text of the open text element, and whether its outer spaces count.
    text: Option<(String, bool)>,
    num_chars: usize,
    num_chars_by_language: HashMap<String, usize>,
}

impl<'a> Body<'a> {
    /// A body whose paragraphs name their style by an id of `styles`.
    pub(super) fn new(styles: &'a HashMap<String, String>) -> Self {
        Body {
            styles,
            story: Story::default(),
            choices: Vec::new(),
            fields: Vec::new(),
            runs: Vec::new(),
            num_paragraph_properties: 0,
            text: None,
            num_chars: 0,
            num_chars_by_language: HashMap::new(),
        }
    }

    /// Reads the paragraphs of a part.
    pub(super) fn read(&mut self, xml: &str) -> Result<(), Failure> {
        walk(xml, self)
    }

    fn push(&mut self, text: &str) {
        let run = self.runs.last();
        if run.is_some_and(|run| run.is_hidden) {
            return;
        }
        let num_chars = text.chars().count();
        self.num_chars += num_chars;
        if let Some(language) = run.and_then(|run| run.language.as_deref()) {
            let language = language.split('-').next().unwrap_or_default();
            *self.num_chars_by_language.entry(language.to_string()).or_default() += num_chars;
        }
        self.story.push(text);
    }

    /// The language of most of the text. Word marks only what is not in the language it was set up with, which is no
    /// more than the language of its owner.
    pub(super) fn main_language(&self) -> Option<String> {
        let (language, num_chars) = self.num_chars_by_language.iter().max_by_key(|(_, num)| **num)?;
        (num_chars * 3 >= self.num_chars * 2).then(|| language.clone())
    }
}

impl Visitor for Body<'_> {
    fn start(&mut self, element: &StartTag<'_>) -> bool {
        let is_in_run = !self.runs.is_empty() && self.num_paragraph_properties == 0;
        match element.name() {
            // What was deleted or moved away, what fields are made of, how things look, how a word is pronounced.
            "del" | "moveFrom" | "instrText" | "delText" | "sectPr" | "tblPr" | "tblPrEx" | "trPr"
            | "tcPr" | "tabs" | "pPrChange" | "rPrChange" | "ffData" | "rt" => return false,
            "p" => self.story.open_paragraph(String::new()),
            "pPr" => self.num_paragraph_properties += 1,
            "pStyle" => {
                let id = element.attribute("val").unwrap_or_default();
                self.story.set_style(self.styles.get(&id).cloned().unwrap_or(id));
            }
            "r" => self.runs.push(Run::default()),
            "t" => {
                self.text = Some((String::new(), element.attribute("space").as_deref() == Some("preserve")))
            }
            "tab" | "ptab" if is_in_run => self.push("\t"),
            "br" | "cr" if is_in_run => self.push("\n"),
            "noBreakHyphen" if is_in_run => self.push("\u{2011}"),
            "sym" => {
                let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let font = element.attribute("font").unwrap_or_default();
                self.push(&code.map_or_else(String::new, |code| symbol(&font, code)));
            }
            "vanish" if is_in_run => {
                self.runs.last_mut().into_iter().for_each(|run| run.is_hidden = is_on(element))
            }
            "lang" if is_in_run => {
                self.runs.last_mut().into_iter().for_each(|run| run.language = element.attribute("val"));
            }
            "tbl" => self.story.open_table(),
            "tc" => self.story.open_cell(),
            "AlternateContent" => self.choices.push(false),
            "Choice" | "Fallback" => {
                return self.choices.last_mut().is_none_or(|is_taken| !std::mem::replace(is_taken, true));
            }
            "sdt" => self.fields.push(false),
            "showingPlcHdr" => self.fields.last_mut().into_iter().for_each(|field| *field = is_on(element)),
            "sdtContent" => return self.fields.last() != Some(&true),
            // The lines between text and notes are kept as notes of a type of their own.
            "footnote" | "endnote" => {
                return element.attribute("type").is_none_or(|kind| kind == "normal");
            }
            _ => {}
        }
        true
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.story.close_paragraph(),
            "pPr" => self.num_paragraph_properties = self.num_paragraph_properties.saturating_sub(1),
            "r" => drop(self.runs.pop()),
            "t" => {
                if let Some((text, keeps_space)) = self.text.take() {
                    let text = text.replace(['\n', '\r', '\t'], " ");
                    self.push(if keeps_space { &text } else { text.trim_matches(' ') });
                }
            }
            "tr" => self.story.close_row(),
            "tbl" => self.story.close_table(),
            "AlternateContent" => drop(self.choices.pop()),
            "sdt" => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn text(&mut self, part: &str) {
        if let Some((text, _)) = &mut self.text {
            text.push_str(part);
        }
    }
}

/// Whether an element switches something on: `<w:vanish/>`, `<w:vanish w:val="true"/>`.
fn is_on(element: &StartTag<'_>) -> bool {
    !matches!(element.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
}
