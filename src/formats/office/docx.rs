//! DOCX: the text of Word documents in the order of reading. Not their looks, nor headers, footers, comments and pictures.

use std::collections::HashMap;

use crate::diagnostics::Code;
use crate::formats::xml::{Event, Events};
use crate::formats::{Failure, Format, FormatInfo, Head, Limits, Output, Source};

use super::document::{Document, Properties};
use super::docx_body::Body;
use super::kind::{Kind, kind_of};
use super::package::{Package, protected};
use super::story::Paragraph;

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
    let mut events = Events::new(&xml);
    while let Some(event) = events.next()? {
        let Event::Start(element) = event else { continue };
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
    let mut events = Events::new(xml);
    while let Some(event) = events.next()? {
        match event {
            Event::Start(element) if element.name() == "style" => id = element.attribute("styleId"),
            Event::Start(element) if element.name() == "name" => {
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
    let mut events = Events::new(xml);
    while let Some(event) = events.next()? {
        match event {
            Event::Start(_) => text.clear(),
            Event::Text(part) => text.push_str(&part),
            Event::End(name) => {
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

#[cfg(test)]
#[path = "docx_tests.rs"]
mod tests;
