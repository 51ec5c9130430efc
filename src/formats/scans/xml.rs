//! The events of an XML text, bounded: elements by their local names, attributes and texts without escapes.
//!
//! Nothing is expanded but the five entities of XML and numbers of characters: a text that declares entities of its own is
//! refused. Not a tree, and no validation.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event as XmlEvent};
use quick_xml::reader::Reader;

use crate::diagnostics::Code;
use crate::formats::Failure;

/// Elements inside each other; ALTO has ten, METS some thirty.
const MAX_DEPTH: usize = 256;

/// What comes next in the text.
pub(super) enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The element of this local name ends; also of elements without content.
    End(Cow<'a, str>),
    /// A piece of text; one text may come in several.
    Text(Cow<'a, str>),
}

/// The start of an element.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without the prefix of its namespace.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of this local name; `None` when it has none or it cannot be read.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // Whether a name stands twice would be looked for in quadratic time.
        let mut found = attributes.with_checks(false).flatten();
        let found = found.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).map(Cow::into_owned);
        Some(value.unwrap_or_else(|_| found.value.into_owned()))
    }
}

/// Reads the events of one text.
pub(super) struct Events<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Events<'a> {
    /// The events of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // `&` alone is common where programs wrote XML by hand.
        config.allow_dangling_amp = true;
        Events { reader, depth: 0 }
    }

    /// The next event; `None` at the end. An element that is still open there is a file cut short.
    pub(super) fn next(&mut self) -> Result<Option<Event<'a>>, Failure> {
        loop {
            match self.reader.read_event() {
                Ok(XmlEvent::Start(start)) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        let message = format!("nests elements more than {MAX_DEPTH} deep");
                        return Err(Failure::failed(Code::Malformed, message));
                    }
                    return Ok(Some(Event::Start(Element(start))));
                }
                Ok(XmlEvent::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Event::End(Cow::Owned(end.local_name().into_inner().to_string()))));
                }
                Ok(XmlEvent::Text(text)) => return Ok(Some(Event::Text(text.into_inner()))),
                Ok(XmlEvent::CData(text)) => return Ok(Some(Event::Text(text.into_inner()))),
                Ok(XmlEvent::GeneralRef(reference)) => {
                    let named = || resolve_predefined_entity(&reference).map(Cow::Borrowed);
                    let text = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Some(Cow::Owned(character.to_string())),
                        _ => named(),
                    };
                    // What is not known stays as it is written.
                    let text = text.unwrap_or_else(|| Cow::Owned(format!("&{};", &*reference)));
                    return Ok(Some(Event::Text(text)));
                }
                Ok(XmlEvent::DocType(declaration)) if declaration.contains("<!ENTITY") => {
                    let message = "declares entities of its own, which are not expanded";
                    return Err(Failure::failed(Code::Malformed, message));
                }
                Ok(XmlEvent::Eof) if self.depth > 0 => return Err(self.cut_short()),
                Ok(XmlEvent::Eof) => return Ok(None),
                Ok(_) => {}
                Err(quick_xml::Error::Syntax(_)) if self.is_at_end() => return Err(self.cut_short()),
                Err(error) => {
                    let message = format!("is no XML at byte {}: {error}", self.reader.error_position());
                    return Err(Failure::failed(Code::Malformed, message));
                }
            }
        }
    }

    /// A syntax error at the very end is one of a file that stops inside a tag.
    fn is_at_end(&self) -> bool {
        self.reader.buffer_position() as usize >= self.reader.get_ref().len()
    }

    fn cut_short(&self) -> Failure {
        Failure::failed(Code::Truncated, "the XML ends too early; copy the file again")
    }
}

/// The encoding that the XML declaration names.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration = start.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?;
    let label = value.trim_start().trim_start_matches(['"', '\'']).split(['"', '\'']).next()?;
    (!label.is_empty()).then(|| label.to_string())
}

/// Whether the first element of a text that starts so has one of these local names.
pub(super) fn opens_with_element(head: &[u8], names: &[&str]) -> bool {
    // The bytes may end inside a character, and lie in another encoding: names are ASCII in all that matter.
    let text: String = String::from_utf8_lossy(head).replace('\0', "");
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    loop {
        rest = rest.trim_start();
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!") => ">",
            _ => break,
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind;
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or(name);
    names.contains(&local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> Result<Vec<String>, Failure> {
        let mut events = Events::new(xml);
        let mut texts = Vec::new();
        while let Some(event) = events.next()? {
            match event {
                Event::Start(element) => {
                    texts.extend(element.attribute("x").map(|x| format!("{}={x}", element.name())));
                }
                Event::Text(text) => texts.push(text.into_owned()),
                Event::End(_) => {}
            }
        }
        Ok(texts)
    }

    #[test]
    fn names_lose_their_prefix_and_values_their_escapes() {
        let found = texts("<?xml version=\"1.0\"?><m:a y='1' n:x=\"l&apos;&#233;t&eacute;\"/>").unwrap();
        // `&eacute;` is no entity of XML: the value stays as it is written.
        assert_eq!(found, ["a=l&apos;&#233;t&eacute;"]);
        assert_eq!(texts("<a x=\"l&apos;&#233;t&#xE9;\"/>").unwrap(), ["a=l'été"]);
        assert_eq!(texts("<a>R&amp;D &eacute; <![CDATA[<b>]]></a>").unwrap().concat(), "R&D &eacute; <b>");
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert_eq!(texts(bomb).unwrap_err().code, Code::Malformed);
        assert_eq!(texts(&"<a>".repeat(1000)).unwrap_err().code, Code::Malformed);
    }

    #[test]
    fn a_text_that_stops_is_cut_short() {
        for xml in ["<a><b>un</b>", "<a><b x=\"1", "<a><b>un</"] {
            assert_eq!(texts(xml).unwrap_err().code, Code::Truncated, "{xml}");
        }
        assert_eq!(texts("<a></b>").unwrap_err().code, Code::Malformed);
    }

    #[test]
    fn the_first_element_tells_the_kind() {
        let opens = |text: &str| opens_with_element(text.as_bytes(), &["alto"]);
        assert!(opens("\u{feff}<?xml version=\"1.0\"?>\n<!-- <x> -->\n<a:alto xmlns:a=\"…\">"));
        assert!(opens("<!DOCTYPE alto>\n<alto>"));
        for text in ["<altos>", "<html>alto", "alto", "<!-- <alto>", ""] {
            assert!(!opens(text), "{text}");
        }
        let utf_16: Vec<u8> = "<alto>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(opens_with_element(&utf_16, &["alto"]));
        assert_eq!(
            declared_encoding(b"<?xml version='1.0' encoding='ISO-8859-1'?>").as_deref(),
            Some("ISO-8859-1")
        );
    }
}
