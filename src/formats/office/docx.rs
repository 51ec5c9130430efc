//! DOCX: the text of Word documents in the order of reading. Not their looks, nor headers, footers, comments and pictures.

use std::collections::HashMap;

use crate::diagnostics::Code;
use crate::formats::{Failure, Format, FormatInfo, Head, Limits, Output, Source};

use super::document::{Document, Properties};
use super::kind::{Kind, kind_of};
use super::package::{Package, protected};
use super::story::{Paragraph, Story};
use super::symbol::symbol;
use super::xml::{Element, Piece, Pieces};

/// How a file of the older container opens: documents of Word 97, and newer ones under a password.
const OLE_SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Names of the parts, where the package does not say.
const MAIN_PART: &str = "word/document.xml";
const PROPERTIES_PART: &str = "docProps/core.xml";

/// `.docx`, its variants with macros, and templates.
pub(in crate::formats) struct Docx;

impl Format for Docx {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "docx",
            version: 1,
            extensions: &["docx", "docm", "dotx", "dotm"],
            is_container: false,
            is_binary: true,
            reads: "the text with its tables, text boxes and notes; title and chapô by style; document properties",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let is_ole = head.bytes.starts_with(OLE_SIGNATURE);
        kind_of(head) == Some(Kind::Word)
            || is_ole && (head.has_extension(self.info().extensions) || is_protected(head.bytes))
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let bytes = source.bytes(u64::MAX)?;
        if bytes.starts_with(OLE_SIGNATURE) {
            return Err(match is_protected(&bytes) {
                true => protected(),
                false => Failure::skipped(Code::UnsupportedFormat, "doc files cannot be read yet"),
            });
        }
        read_document(&bytes, &source.options.limits)?.hand_over(output)
    }
}

/// Whether the older container holds a package in cipher: so Word protects documents by a password.
fn is_protected(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// All paragraphs of the document in `bytes`, notes last; for formats that are kept in Word documents.
#[allow(dead_code, reason = "readers of exports build on it")]
pub(in crate::formats) fn paragraphs_of(bytes: &[u8], limits: &Limits) -> Result<Vec<Paragraph>, Failure> {
    let mut document = read_document(bytes, limits)?;
    document.paragraphs.append(&mut document.notes);
    Ok(document.paragraphs)
}

fn read_document(bytes: &[u8], limits: &Limits) -> Result<Document, Failure> {
    let mut package = Package::open(bytes, limits)?;
    let roots = relations_of(&mut package, "")?;
    let main = target(&roots, "/officeDocument").unwrap_or(MAIN_PART).to_string();
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let relations = relations_of(&mut package, &main)?;
    let part = |package: &mut Package<'_>, kind: &str, name: &str| {
        let default = format!("{folder}/{name}");
        package.text(target(&relations, kind).unwrap_or(&default))
    };
    let styles = match part(&mut package, "/styles", "styles.xml")? {
        Some(xml) => style_names(&xml)?,
        None => HashMap::new(),
    };
    let xml = package.text(&main)?;
    let xml = xml.ok_or_else(|| Failure::failed(Code::Malformed, format!("the package has no `{main}`")))?;
    let mut body = Body::new(&styles);
    body.read(&xml)?;
    let marked_language = body.main_language();
    let paragraphs = std::mem::take(&mut body.story).finish();
    for (kind, name) in [("/footnotes", "footnotes.xml"), ("/endnotes", "endnotes.xml")] {
        if let Some(xml) = part(&mut package, kind, name)? {
            body.read(&xml)?;
        }
    }
    let notes = body.story.finish();
    let properties = match package.text(target(&roots, "/core-properties").unwrap_or(PROPERTIES_PART))? {
        Some(xml) => read_properties(&xml)?,
        None => Properties::default(),
    };
    Ok(Document { paragraphs, notes, properties, marked_language })
}

/// What the package says of how its parts hang together: kind and name of each part that `part` refers to.
fn relations_of(package: &mut Package<'_>, part: &str) -> Result<Vec<(String, String)>, Failure> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut relations = Vec::new();
    let Some(xml) = package.text(&format!("{prefix}_rels/{file}.rels"))? else { return Ok(relations) };
    let mut pieces = Pieces::of(&xml);
    while let Some(piece) = pieces.next()? {
        let Piece::Start(element) = piece else { continue };
        if let (Some(kind), Some(target)) = (element.attribute("Type"), element.attribute("Target")) {
            let name = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_string(),
                None => format!("{prefix}{target}"),
            };
            relations.push((kind, name));
        }
    }
    Ok(relations)
}

/// The part of a kind, which is an address of which only the end is the same in all versions of the format.
fn target<'a>(relations: &'a [(String, String)], kind: &str) -> Option<&'a str> {
    relations.iter().find(|(known, _)| known.ends_with(kind)).map(|(_, name)| name.as_str())
}

/// Id → name of each style. Names of styles that come with Word are English in every language; ids are not.
fn style_names(xml: &str) -> Result<HashMap<String, String>, Failure> {
    let mut names = HashMap::new();
    let mut id = None;
    let mut pieces = Pieces::of(xml);
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Start(element) if element.name() == "style" => id = element.attribute("styleId"),
            Piece::Start(element) if element.name() == "name" => {
                if let (Some(id), Some(name)) = (id.take(), element.attribute("val")) {
                    names.insert(id, name);
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

fn read_properties(xml: &str) -> Result<Properties, Failure> {
    let mut properties = Properties::default();
    let mut text = String::new();
    let mut pieces = Pieces::of(xml);
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Start(_) => text.clear(),
            Piece::Text(part) => text.push_str(&part),
            Piece::End(name) => {
                let value = Some(std::mem::take(&mut text)).filter(|text| !text.trim().is_empty());
                match &*name {
                    "title" => properties.title = value,
                    "creator" => properties.creator = value,
                    "subject" => properties.subject = value,
                    "keywords" => properties.keywords = value.into_iter().collect(),
                    "language" => properties.language = value,
                    "created" => properties.created = value,
                    "modified" => properties.modified = value,
                    _ => {}
                }
            }
        }
    }
    Ok(properties)
}

/// What is known of a run of text of one format.
#[derive(Default)]
struct Run {
    is_hidden: bool,
    language: Option<String>,
}

/// A part with paragraphs as it is read.
struct Body<'a> {
    styles: &'a HashMap<String, String>,
    story: Story,
    depth: usize,
    /// The depth of the element that is passed over with all that is in it.
    skipped: Option<usize>,
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
    fn new(styles: &'a HashMap<String, String>) -> Self {
        Body {
            styles,
            story: Story::default(),
            depth: 0,
            skipped: None,
            choices: Vec::new(),
            fields: Vec::new(),
            runs: Vec::new(),
            num_paragraph_properties: 0,
            text: None,
            num_chars: 0,
            num_chars_by_language: HashMap::new(),
        }
    }

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
                Piece::Text(part) => {
                    if let (Some((text, _)), None) = (&mut self.text, self.skipped) {
                        text.push_str(&part);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether what is in the element is looked at.
    fn start(&mut self, element: &Element<'_>) -> bool {
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
                self.runs.last_mut().into_iter().for_each(|run| run.is_hidden = element.is_on())
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
            "showingPlcHdr" => self.fields.last_mut().into_iter().for_each(|field| *field = element.is_on()),
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
    fn main_language(&self) -> Option<String> {
        let (language, num_chars) = self.num_chars_by_language.iter().max_by_key(|(_, num)| **num)?;
        (num_chars * 3 >= self.num_chars * 2).then(|| language.clone())
    }
}

#[cfg(test)]
#[path = "docx_tests.rs"]
mod tests;
