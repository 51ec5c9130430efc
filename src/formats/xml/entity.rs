//! Entities of an XML text: what those of XML and HTML stand for, and whether the text declares a bomb. What a text declares
//! is never expanded.

use std::collections::HashMap;

use dom_query::Document;
use quick_xml::escape::resolve_predefined_entity;

/// Longer than any name of an entity of HTML.
const MAX_ENTITY_BYTES: usize = 40;

/// Entity names of HTML that are looked up in one file; there are 2,231.
const MAX_NAMES_LOOKED_UP: usize = 4096;

/// The entities that one text names.
#[derive(Default)]
pub(super) struct Entities {
    /// Name → text of those that were looked up.
    known: HashMap<String, String>,
}

impl Entities {
    /// The text with its entities resolved.
    pub(super) fn resolve_all(&mut self, text: &str) -> String {
        let mut resolved = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('&') {
            resolved.push_str(before);
            let name_end = behind.bytes().take(MAX_ENTITY_BYTES + 1).position(|byte| byte == b';');
            rest = match name_end {
                Some(len) => {
                    resolved.push_str(&self.resolve(&behind[..len]));
                    &behind[len + 1..]
                }
                None => {
                    resolved.push('&');
                    behind
                }
            };
        }
        resolved + rest
    }

    /// What `&name;` stands for: a character, an entity of XML or of HTML, else itself.
    pub(super) fn resolve(&mut self, name: &str) -> String {
        if let Some(digits) = name.strip_prefix('#') {
            return character(digits).map_or_else(|| format!("&{name};"), String::from);
        }
        if let Some(known) = resolve_predefined_entity(name) {
            return known.to_string();
        }
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let text = match self.known.len() < MAX_NAMES_LOOKED_UP {
            true => html_entity(name).unwrap_or_else(|| format!("&{name};")),
            false => return format!("&{name};"),
        };
        self.known.insert(name.to_string(), text.clone());
        text
    }
}

/// A character by its number; feeds number those of windows-1252 as HTML does.
fn character(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    if let Some(byte) = u8::try_from(code).ok().filter(|byte| (0x80..=0x9F).contains(byte)) {
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next();
    }
    char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

/// The parser of web pages knows the names.
fn html_entity(name: &str) -> Option<String> {
    let is_name = name.len() <= MAX_ENTITY_BYTES && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let written = format!("&{name};");
    let text = is_name.then(|| Document::fragment(written.as_str()).root().text().to_string())?;
    // Of `&copyright;` a browser takes `&copy`.
    (!text.is_empty() && !text.contains(';')).then_some(text)
}

/// Whether a document type declares an entity whose text names another.
pub(super) fn is_entity_bomb(doctype: &str) -> bool {
    doctype.split("<!ENTITY").skip(1).any(|declaration| {
        let declared = declaration.split_once(['"', '\'']).map(|(head, _)| head).unwrap_or("");
        let is_outside = declared.contains("SYSTEM") || declared.contains("PUBLIC");
        let Some(start) = declaration.find(['"', '\'']).filter(|_| !is_outside) else { return false };
        let quote = declaration.as_bytes()[start] as char;
        let value = declaration[start + 1..].split(quote).next().unwrap_or("");
        value.split(['&', '%']).skip(1).any(names_an_entity)
    })
}

fn names_an_entity(rest: &str) -> bool {
    let name = rest.split(';').next().filter(|name| name.len() < rest.len()).unwrap_or("");
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c));
    is_name && resolve_predefined_entity(name).is_none()
}
