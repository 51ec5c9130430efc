//! RTF: the text of documents that old and new programs save so. Not their looks, nor headers, footers, comments and pictures.

use std::collections::HashMap;

use encoding_rs::Encoding;

use crate::diagnostics::Code;
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

use super::document::{Document, Properties};
use super::rtf_encoding;
use super::rtf_token::{Token, Tokens};
use super::story::{Paragraph, Story};
use super::symbol::symbol;

/// Groups inside each other. Programs write 20 at most.
const MAX_DEPTH: usize = 1000;

/// Groups whose text is not part of the document's, a name a line.
const SKIPPED: &str = include_str!("rtf_skipped.txt");

/// `.rtf`, whatever it is called.
pub(in crate::formats) struct Rtf;

impl Format for Rtf {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "rtf",
            version: 2,
            extensions: &["rtf"],
            is_container: false,
            is_binary: true,
            reads: "the text with its tables and notes; title and chapô by style; what the document says of itself",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.opens_with(&["{\\rtf"])
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let bytes = source.bytes(u64::MAX)?;
        let mut reader = Reader::default();
        for token in (Tokens { bytes: &bytes }) {
            reader.read(token)?;
            if reader.is_at_end {
                break;
            }
        }
        if !reader.is_at_end {
            output.doubt(
                None,
                Code::Truncated,
                "ends before its last group does; what stands before was read",
            );
        }
        if let Some(page) = reader.unknown_code_page {
            output.doubt(None, Code::BadEncoding, format!("code page {page} is read as windows-1252"));
        }
        reader.finish().hand_over(output)
    }
}

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Destination {
    #[default]
    Body,
    Note,
    /// Nowhere.
    Skipped,
    /// Nowhere, but there may be a text box or the picture of an object inside.
    Shape,
    Fonts,
    Styles,
    /// The document's properties, around one group each.
    Info,
    Property(Property),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    Title,
    Author,
    Subject,
    Keywords,
    Created,
    Changed,
}

/// What a group inherits from the one around it.
#[derive(Debug, Clone, Copy)]
struct State {
    destination: Destination,
    /// Where text that is given twice, in an old and in a new way, goes.
    unicode_destination: Destination,
    font: i32,
    style: i32,
    /// Characters after `\u` that are there for old programs.
    num_fallbacks: usize,
    is_hidden: bool,
    is_deleted: bool,
    is_in_cell: bool,
    /// Whether the end of the group ends a paragraph of its own: of a note or a text box.
    ends_paragraph: bool,
}

impl Default for State {
    fn default() -> Self {
        State {
            destination: Destination::Body,
            unicode_destination: Destination::Skipped,
            font: -1,
            style: 0,
            num_fallbacks: 1,
            is_hidden: false,
            is_deleted: false,
            is_in_cell: false,
            ends_paragraph: false,
        }
    }
}

#[derive(Default)]
struct Font {
    name: String,
    encoding: Option<&'static Encoding>,
    is_symbol: bool,
}

/// A row of a table is open from `\trowd` or its first cell to `\row`; the table, to the next text outside of it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Row {
    #[default]
    None,
    Open,
    Between,
}

#[derive(Default)]
struct Reader {
    state: State,
    around: Vec<State>,
    is_at_end: bool,
    /// `\*` was just read: a group that is not known is skipped.
    is_optional: bool,
    encoding: Option<&'static Encoding>,
    unknown_code_page: Option<i32>,
    fonts: HashMap<i32, Font>,
    styles: HashMap<i32, String>,
    /// The font or style that is being defined.
    defined: i32,
    properties: Properties,
    /// Year, month, day, hour and minute of the property that is being read.
    time: [i32; 5],
    /// Bytes of text that are not decoded yet: a character may be two of them.
    bytes: Vec<u8>,
    num_to_skip: usize,
    high_surrogate: Option<u16>,
    story: Story,
    /// The paragraph that is written to, inside those whose text box it stands in.
    paragraphs: Vec<String>,
    boxed: Vec<Paragraph>,
    row: Row,
    has_cell: bool,
    notes: Vec<Paragraph>,
    /// Text of a note or a property, or the name of a font or style.
    aside: String,
}

impl Reader {
    fn read(&mut self, token: Token<'_>) -> Result<(), Failure> {
        match token {
            Token::Byte(byte) if self.num_to_skip == 0 => self.bytes.push(byte),
            Token::Bytes(bytes) => {
                let num_skipped = self.num_to_skip.min(bytes.len());
                self.num_to_skip -= num_skipped;
                if self.state.destination != Destination::Skipped {
                    self.bytes.extend_from_slice(&bytes[num_skipped..]);
                }
            }
            Token::Open => {
                self.flush();
                self.num_to_skip = 0;
                if self.around.len() >= MAX_DEPTH {
                    let message = format!("has groups nested more than {MAX_DEPTH} deep");
                    return Err(Failure::failed(Code::Malformed, message));
                }
                self.around.push(self.state);
                self.state.ends_paragraph = false;
            }
            Token::Close => {
                self.flush();
                self.num_to_skip = 0;
                self.close_group();
            }
            Token::Byte(_) | Token::Symbol(_) | Token::Word(..) if self.num_to_skip > 0 => {
                self.num_to_skip -= 1;
            }
            Token::Symbol(sign) => {
                self.flush();
                self.symbol(sign);
            }
            Token::Word(word, number) => {
                self.flush();
                let is_optional = std::mem::take(&mut self.is_optional);
                if self.state.destination != Destination::Skipped || word == "ud" {
                    self.word(word, number, is_optional);
                }
            }
            Token::Byte(_) => {}
        }
        Ok(())
    }

    fn symbol(&mut self, sign: u8) {
        match sign {
            b'*' => self.is_optional = true,
            b'~' => self.push("\u{A0}"),
            b'_' => self.push("\u{2011}"),
            b'\\' | b'{' | b'}' => self.push(char::from(sign).encode_utf8(&mut [0; 4])),
            b'\t' => self.push("\t"),
            // `\-` is where a word may be cut, the others are for indexes and formulas.
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>, is_optional: bool) {
        let is_on = number != Some(0);
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => {
                self.state.num_fallbacks =
                    number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(16);
            }
            "ansicpg" => self.set_code_page(number.unwrap_or(0)),
            "mac" => self.set_code_page(10_000),
            "f" => self.font(number.unwrap_or(0)),
            "fcharset" | "cpg" if self.state.destination == Destination::Fonts => {
                let number = number.unwrap_or(0);
                let font = self.fonts.entry(self.defined).or_default();
                if word == "cpg" {
                    font.encoding = rtf_encoding::of_code_page(number);
                } else {
                    font.encoding = rtf_encoding::of_character_set(number);
                    font.is_symbol = number == 2;
                }
            }
            "s" if self.state.destination == Destination::Styles => self.defined = number.unwrap_or(0),
            "s" => self.state.style = number.unwrap_or(0),
            "pard" => (self.state.style, self.state.is_in_cell) = (0, false),
            "plain" => (self.state.is_hidden, self.state.is_deleted) = (false, false),
            "v" => self.state.is_hidden = is_on,
            "deleted" => self.state.is_deleted = is_on,
            "intbl" => self.state.is_in_cell = true,
            "yr" | "mo" | "dy" | "hr" | "min" => self.time_part(word, number.unwrap_or(0)),
            _ => match character(word) {
                Some(text) => self.push(text),
                None if self.break_or_cell(word) => {}
                None => self.open_destination(word, is_optional),
            },
        }
    }

    /// Whether `word` ends a line, a paragraph, a cell or a row.
    fn break_or_cell(&mut self, word: &str) -> bool {
        match (word, self.state.destination) {
            ("par" | "sect" | "page" | "nestcell" | "nestrow", Destination::Body) => self.end_paragraph(),
            ("par" | "line" | "lbr", _) => self.push("\n"),
            ("trowd", Destination::Body) => self.open_row(),
            ("cell", Destination::Body) => self.end_cell(),
            ("row", Destination::Body) => {
                self.end_paragraph();
                if self.row == Row::Open {
                    self.story.close_row();
                    self.row = Row::Between;
                    self.has_cell = false;
                }
            }
            _ => return false,
        }
        true
    }

    /// The group that `word` opens goes elsewhere than the one around it.
    fn open_destination(&mut self, word: &str, is_optional: bool) {
        let around = self.state.destination;
        let property = match word {
            "title" => Some(Property::Title),
            "author" => Some(Property::Author),
            "subject" => Some(Property::Subject),
            "keywords" => Some(Property::Keywords),
            "creatim" => Some(Property::Created),
            "revtim" => Some(Property::Changed),
            _ => None,
        };
        let destination = match (word, around) {
            ("fonttbl", _) => Destination::Fonts,
            ("stylesheet", _) => Destination::Styles,
            ("info", _) => Destination::Info,
            ("footnote", Destination::Body) => Destination::Note,
            ("shp" | "shpinst" | "object" | "do", Destination::Body | Destination::Shape) => {
                Destination::Shape
            }
            ("shptxt" | "dptxbxtext" | "result", Destination::Shape) => Destination::Body,
            ("upr", _) => {
                self.state.unicode_destination = around;
                Destination::Skipped
            }
            ("ud", _) => self.state.unicode_destination,
            (_, Destination::Info) => property.map_or(Destination::Skipped, Destination::Property),
            _ if is_optional || SKIPPED.lines().any(|name| name == word) => Destination::Skipped,
            _ => return,
        };
        self.state.destination = destination;
        match destination {
            Destination::Note => self.state.ends_paragraph = true,
            Destination::Body if matches!(word, "shptxt" | "dptxbxtext") => {
                // The text around has a paragraph of its own even if nothing stands in it yet.
                if self.paragraphs.is_empty() {
                    self.paragraphs.push(String::new());
                }
                self.paragraphs.push(String::new());
                self.state.ends_paragraph = true;
            }
            Destination::Property(_) => self.time = [0; 5],
            _ => {}
        }
        if matches!(
            destination,
            Destination::Property(_) | Destination::Fonts | Destination::Styles | Destination::Note
        ) {
            self.aside.clear();
        }
    }

    fn close_group(&mut self) {
        let ended = self.state;
        let Some(around) = self.around.pop() else {
            self.is_at_end = true;
            return;
        };
        self.state = around;
        self.is_at_end = self.around.is_empty();
        match ended.destination {
            Destination::Note if ended.ends_paragraph => {
                let text = std::mem::take(&mut self.aside);
                let mut story = Story::default();
                story.open_paragraph(String::new());
                story.push(&text);
                self.notes.extend(story.finish());
            }
            Destination::Body if ended.ends_paragraph => {
                self.state.style = ended.style;
                self.end_paragraph();
                self.state.style = around.style;
                self.paragraphs.pop();
            }
            Destination::Fonts | Destination::Styles => self.end_definition(ended.destination),
            Destination::Property(property) if around.destination == Destination::Info => {
                self.end_property(property)
            }
            _ => {}
        }
    }

    /// `Heading 1;` ends the definition of a style, inside a group of its own or not.
    fn end_definition(&mut self, destination: Destination) {
        let aside = std::mem::take(&mut self.aside);
        let name = aside.trim().trim_end_matches(';').trim();
        if name.is_empty() {
            return;
        }
        if destination == Destination::Styles {
            self.styles.insert(self.defined, name.to_string());
        } else {
            self.fonts.entry(self.defined).or_default().name = name.to_string();
        }
        self.defined = 0;
    }

    fn end_property(&mut self, property: Property) {
        let text = std::mem::take(&mut self.aside);
        let text = Some(text).filter(|text| !text.trim().is_empty());
        let [year, month, day, hour, minute] = self.time;
        let time = (year > 0).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"));
        match property {
            Property::Title => self.properties.title = text,
            Property::Author => self.properties.creator = text,
            Property::Subject => self.properties.subject = text,
            Property::Keywords => self.properties.keywords = text.into_iter().collect(),
            Property::Created => self.properties.created = time,
            Property::Changed => self.properties.modified = time,
        }
    }

    fn time_part(&mut self, word: &str, number: i32) {
        let at = ["yr", "mo", "dy", "hr", "min"].iter().position(|name| *name == word);
        if let (Some(at), Destination::Property(_)) = (at, self.state.destination) {
            self.time[at] = number;
        }
    }

    fn set_code_page(&mut self, page: i32) {
        self.encoding = rtf_encoding::of_code_page(page);
        // 0 says nothing, 20127 is ASCII.
        self.unknown_code_page = (self.encoding.is_none() && !matches!(page, 0 | 20_127)).then_some(page);
    }

    fn font(&mut self, number: i32) {
        match self.state.destination {
            Destination::Fonts => {
                // Fonts may follow one another in one group.
                self.end_definition(Destination::Fonts);
                self.defined = number;
            }
            _ => self.state.font = number,
        }
    }

    fn unicode(&mut self, number: i32) {
        self.num_to_skip = self.state.num_fallbacks;
        // Written as a number of 16 bits with a sign.
        let unit = number as u16;
        let units = match self.high_surrogate.take() {
            Some(high) => [high, unit],
            None if (0xD800..0xDC00).contains(&unit) => {
                self.high_surrogate = Some(unit);
                return;
            }
            None => [0, unit],
        };
        let start = usize::from(units[0] == 0);
        let text: String = char::decode_utf16(units[start..].iter().copied())
            .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
            .filter(|c| !c.is_control() || *c == '\t')
            .collect();
        let name =
            self.fonts.get(&self.state.font).filter(|font| font.is_symbol).map(|font| font.name.clone());
        match name.filter(|_| (0xF000..=0xF0FF).contains(&unit)) {
            Some(name) => self.push(&symbol(&name, unit.into())),
            None => self.push(&text),
        }
    }

    /// Decodes the bytes that were read.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.fonts.get(&self.state.font).filter(|_| self.state.destination != Destination::Fonts);
        let text = match font {
            Some(font) if font.is_symbol => {
                bytes.iter().map(|byte| symbol(&font.name, u32::from(*byte))).collect()
            }
            font => {
                let encoding = font.and_then(|font| font.encoding).or(self.encoding);
                let encoding = encoding.unwrap_or_else(rtf_encoding::default);
                encoding.decode_without_bom_handling(&bytes).0.into_owned()
            }
        };
        self.push(&text);
        self.bytes = bytes;
        self.bytes.clear();
    }

    fn push(&mut self, text: &str) {
        if self.state.is_hidden || self.state.is_deleted {
            return;
        }
        match self.state.destination {
            Destination::Body => {
                if self.row == Row::Between && !self.state.is_in_cell {
                    self.close_table();
                }
                if self.paragraphs.is_empty() {
                    self.paragraphs.push(String::new());
                }
                self.paragraphs.last_mut().into_iter().for_each(|paragraph| paragraph.push_str(text));
            }
            Destination::Note | Destination::Property(_) | Destination::Fonts | Destination::Styles => {
                self.aside.push_str(text);
                // Styles may follow one another in one group.
                if self.state.destination == Destination::Styles && text.trim_end().ends_with(';') {
                    self.end_definition(Destination::Styles);
                }
            }
            Destination::Skipped | Destination::Shape | Destination::Info => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(text) = self.paragraphs.last_mut().map(std::mem::take) else { return };
        let style = self.styles.get(&self.state.style).cloned().unwrap_or_default();
        if self.paragraphs.len() > 1 {
            return self.boxed.push(Paragraph { text, style });
        }
        let boxed = std::mem::take(&mut self.boxed);
        for paragraph in std::iter::once(Paragraph { text, style }).chain(boxed) {
            if self.row == Row::Open && !self.has_cell {
                self.story.open_cell();
                self.has_cell = true;
            }
            self.story.open_paragraph(paragraph.style);
            self.story.push(&paragraph.text);
            self.story.close_paragraph();
        }
    }

    fn open_row(&mut self) {
        if self.row == Row::None {
            self.story.open_table();
        }
        self.row = Row::Open;
    }

    fn end_cell(&mut self) {
        // Text boxes have no cells.
        if self.paragraphs.len() > 1 {
            return self.push("\t");
        }
        if self.row != Row::Open {
            self.open_row();
        }
        self.end_paragraph();
        if !self.has_cell {
            self.story.open_cell();
        }
        self.has_cell = false;
    }

    fn close_table(&mut self) {
        self.story.close_table();
        self.row = Row::None;
        self.has_cell = false;
    }

    fn finish(mut self) -> Document {
        self.flush();
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
            self.paragraphs.pop();
        }
        if self.row != Row::None {
            self.close_table();
        }
        Document {
            paragraphs: self.story.finish(),
            notes: self.notes,
            properties: self.properties,
            marked_language: None,
        }
    }
}

/// Control words that are a character.
fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" => "\t",
        "emdash" => "—",
        "endash" => "–",
        "emspace" => "\u{2003}",
        "enspace" => "\u{2002}",
        "qmspace" => "\u{2005}",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "zwj" => "\u{200D}",
        "zwnj" => "\u{200C}",
        _ => return None,
    })
}

#[cfg(test)]
#[path = "rtf_tests.rs"]
mod tests;
