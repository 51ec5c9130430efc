//! One ALTO file → its pages: blocks of lines of pieces, each with the ids under which other files name them. No article.

use super::running_text::{Half, Piece, RunningText};
use crate::formats::Failure;
use crate::formats::xml::{Event, Events, StartTag};
use crate::model::PageStart;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its number as printed, else its place in the volume.
    pub(super) number: Option<String>,
    /// Its text blocks, in the order of the file.
    pub(super) blocks: Vec<Block>,
    /// Ids of what holds no text of its own: pictures, and what blocks lie in.
    pub(super) other_ids: Vec<String>,
}

/// A block of text: a column or a part of one.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Its id and those of what it lies in: composed blocks, print space, page.
    pub(super) ids: Vec<String>,
    /// Whether it lies in a margin, as running heads and page numbers do.
    pub(super) is_margin: bool,
    /// The language it states.
    pub(super) language: Option<String>,
    pub(super) lines: Vec<Line>,
}

/// A line of text.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    /// Whether a hyphen is marked at its end.
    pub(super) has_hyphen: bool,
}

impl Block {
    /// Adds its lines to `text`, as a paragraph.
    pub(super) fn add_to(&self, text: &mut RunningText, page: Option<&str>) {
        text.begin_block(page);
        self.lines.iter().for_each(|line| text.add_line(&line.pieces, line.has_hyphen));
    }

    /// Its pieces, words mostly.
    pub(super) fn num_pieces(&self) -> usize {
        self.lines.iter().map(|line| line.pieces.len()).sum()
    }
}

impl Page {
    /// Its blocks without those in the margins, unless all are.
    pub(super) fn body(&self) -> impl Iterator<Item = &Block> {
        let has_body = self.blocks.iter().any(|block| !block.is_margin);
        self.blocks.iter().filter(move |block| !(block.is_margin && has_body))
    }
}

/// The running text of blocks, each with its page.
pub(super) fn running_text<'a>(
    blocks: impl Iterator<Item = (Option<&'a str>, &'a Block)>,
) -> (String, Vec<PageStart>) {
    let mut text = RunningText::default();
    for (page, block) in blocks {
        block.add_to(&mut text, page);
    }
    text.finish()
}

/// The language that most of the words state, as it is written.
pub(super) fn language_of<'a>(blocks: impl Iterator<Item = &'a Block>) -> Option<&'a str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for block in blocks {
        let Some(language) = block.language.as_deref() else { continue };
        match counts.iter().position(|(known, _)| *known == language) {
            Some(at) => counts[at].1 += block.num_pieces(),
            // A page in more languages than that is no page.
            None if counts.len() < 20 => counts.push((language, block.num_pieces())),
            None => {}
        }
    }
    // The first of equals, so that the same file always gives the same.
    counts.iter().rev().max_by_key(|(_, count)| *count).map(|(language, _)| *language)
}

/// The pages of an ALTO text.
pub(super) fn pages(xml: &str) -> Result<Vec<Page>, Failure> {
    let mut events = Events::new(xml);
    let mut reader = PageReader::default();
    while let Some(event) = events.next()? {
        match event {
            Event::Start(element) => reader.start(&element),
            Event::End(name) => reader.end(&name),
            Event::Text(_) => {}
        }
    }
    Ok(reader.pages)
}

#[derive(Default)]
struct PageReader {
    pages: Vec<Page>,
    /// Names, ids and languages of the elements that are open around what is read.
    around: Vec<(String, Option<String>, Option<String>)>,
    /// Whether a space stood since the last piece of this line, and whether any stands in it.
    is_spaced: bool,
    has_spaces: bool,
}

impl PageReader {
    fn start(&mut self, element: &StartTag<'_>) {
        match element.name() {
            "Page" => {
                let number = element.attribute("PRINTED_IMG_NR").filter(|number| !number.trim().is_empty());
                let number = number.or_else(|| element.attribute("PHYSICAL_IMG_NR"));
                let number =
                    number.map(|number| number.trim().to_string()).filter(|number| !number.is_empty());
                self.pages.push(Page { number, ..Page::default() });
            }
            "TextBlock" => self.start_block(element),
            "ComposedBlock" | "Illustration" | "GraphicalElement" => {
                if let (Some(page), Some(id)) = (self.pages.last_mut(), element.attribute("ID")) {
                    page.other_ids.push(id);
                }
            }
            "TextLine" => {
                (self.is_spaced, self.has_spaces) = (true, false);
                if let Some(block) = self.block() {
                    block.lines.push(Line::default());
                }
            }
            "String" => self.add_piece(element),
            "SP" => (self.is_spaced, self.has_spaces) = (true, true),
            "HYP" => {
                if let Some(line) = self.line() {
                    line.has_hyphen = true;
                }
            }
            _ => {}
        }
        let is_container = !matches!(element.name(), "String" | "SP" | "HYP");
        let (id, language) = match is_container {
            true => (element.attribute("ID"), language(element)),
            false => (None, None),
        };
        self.around.push((element.name().to_string(), id, language));
    }

    fn end(&mut self, name: &str) {
        self.around.pop();
        if name != "TextLine" || self.has_spaces {
            return;
        }
        // A line without one marked space does not mark spaces at all: each piece is a word.
        if let Some(line) = self.line() {
            line.pieces.iter_mut().for_each(|piece| piece.is_glued = false);
        }
    }

    fn start_block(&mut self, element: &StartTag<'_>) {
        let around = self.around.iter();
        let ids =
            element.attribute("ID").into_iter().chain(around.clone().filter_map(|(_, id, _)| id.clone()));
        let block = Block {
            ids: ids.collect(),
            is_margin: around.clone().any(|(name, ..)| name.ends_with("Margin")),
            language: language(element).or_else(|| around.rev().find_map(|(.., language)| language.clone())),
            lines: Vec::new(),
        };
        if let Some(page) = self.pages.last_mut() {
            page.blocks.push(block);
        }
    }

    fn add_piece(&mut self, element: &StartTag<'_>) {
        let text = element.attribute("CONTENT").unwrap_or_default().trim().to_string();
        let whole = || element.attribute("SUBS_CONTENT").unwrap_or_default().trim().to_string();
        let half = match element.attribute("SUBS_TYPE").as_deref() {
            Some("HypPart1") => Some(Half::First(whole())),
            Some("HypPart2") => Some(Half::Second(whole())),
            _ => None,
        };
        let is_glued = !std::mem::take(&mut self.is_spaced);
        if let Some(line) = self.line() {
            line.pieces.push(Piece { text, is_glued, half });
        }
    }

    fn block(&mut self) -> Option<&mut Block> {
        self.pages.last_mut()?.blocks.last_mut()
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.block()?.lines.last_mut()
    }
}

/// `LANG` since version 2.1, `language` before.
fn language(element: &StartTag<'_>) -> Option<String> {
    element.attribute("LANG").or_else(|| element.attribute("language")).filter(|code| !code.trim().is_empty())
}
