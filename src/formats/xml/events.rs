//! The events of an XML text, in order and without a tree: for pages and documents that are large, or of which little is
//! needed. Elements go by their local names, since programs that save a file again invent prefixes.
//!
//! Nothing is expanded but the five entities of XML and numbers of characters: a text that declares entities of its own is
//! refused. Unlike a tree, the events of a text are as well nested as XML must be, or end in a failure.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event as XmlEvent};
use quick_xml::reader::Reader;

use super::{MAX_DEPTH, is_cut};
use crate::diagnostics::Code;
use crate::formats::Failure;

/// What comes next in the text.
pub(in crate::formats) enum Event<'a> {
    /// An element begins.
    Start(StartTag<'a>),
    /// The element of this local name ends; also of elements without content.
    End(Cow<'a, str>),
    /// A piece of text; one text may come in several.
    Text(Cow<'a, str>),
}

/// The start of an element.
pub(in crate::formats) struct StartTag<'a>(BytesStart<'a>);

impl StartTag<'_> {
    /// Its name without the prefix of its namespace.
    pub(in crate::formats) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of this local name; `None` when it has none or it cannot be read.
    pub(in crate::formats) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // Whether a name stands twice would be looked for in quadratic time.
        let mut found = attributes.with_checks(false).flatten();
        let found = found.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).map(Cow::into_owned);
        Some(value.unwrap_or_else(|_| found.value.into_owned()))
    }
}

/// Reads the events of one text.
pub(in crate::formats) struct Events<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Events<'a> {
    /// The events of `text`.
    pub(in crate::formats) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // `&` alone is common where programs wrote XML by hand.
        config.allow_dangling_amp = true;
        Events { reader, depth: 0 }
    }

    /// The next event; `None` at the end. An element that is still open there is a file cut short.
    pub(in crate::formats) fn next(&mut self) -> Result<Option<Event<'a>>, Failure> {
        loop {
            let event = self.reader.read_event().map_err(|error| match is_cut(&error) {
                true => cut_short(),
                false => {
                    let place = self.reader.error_position();
                    malformed(format!("its XML is spoilt at byte {place}: {error}"))
                }
            })?;
            return Ok(Some(match event {
                XmlEvent::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(malformed(format!("nests its elements more than {MAX_DEPTH} deep")));
                    }
                    Event::Start(StartTag(start))
                }
                XmlEvent::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Event::End(Cow::Owned(end.local_name().into_inner().to_string()))
                }
                XmlEvent::Text(text) => Event::Text(text.into_inner()),
                XmlEvent::CData(text) => Event::Text(text.into_inner()),
                XmlEvent::GeneralRef(name) => Event::Text(resolved(&name)),
                XmlEvent::DocType(declaration) if declaration.contains("<!ENTITY") => {
                    return Err(malformed("declares entities of its own, which are not expanded"));
                }
                XmlEvent::Eof if self.depth > 0 => return Err(cut_short()),
                XmlEvent::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }
}

fn malformed(message: impl Into<String>) -> Failure {
    Failure::failed(Code::Malformed, message)
}

fn cut_short() -> Failure {
    Failure::failed(Code::Truncated, "its XML ends too early; copy the file again")
}

/// What `&name;` stands for. What is not known stays as it is written.
fn resolved(name: &BytesRef<'_>) -> Cow<'static, str> {
    match name.resolve_char_ref() {
        Ok(Some(character)) => Some(Cow::Owned(character.to_string())),
        _ => resolve_predefined_entity(name).map(Cow::Borrowed),
    }
    .unwrap_or_else(|| Cow::Owned(format!("&{};", &**name)))
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
    fn empty_elements_start_and_end() {
        let mut events = Events::new("<w:a><b/></w:a>");
        let mut spelt = String::new();
        while let Some(event) = events.next().unwrap() {
            match event {
                Event::Start(tag) => spelt.push_str(tag.name()),
                Event::End(name) => spelt.push_str(&format!("/{name}")),
                Event::Text(_) => {}
            }
        }
        assert_eq!(spelt, "ab/b/a");
    }

    #[test]
    fn names_lose_their_prefix_and_values_their_escapes() {
        let found = texts("<?xml version=\"1.0\"?><m:a y='1' n:x=\"l&apos;&#233;t&eacute;\"/>").unwrap();
        // `&eacute;` is no entity of XML: the value stays as it is written.
        assert_eq!(found, ["a=l&apos;&#233;t&eacute;"]);
        assert_eq!(texts("<a x=\"l&apos;&#233;t&#xE9;\"/>").unwrap(), ["a=l'été"]);
        let text = texts("<a>R&amp;D, R&D &#233;&#xE9; &eacute; <![CDATA[<b>]]></a>").unwrap().concat();
        assert_eq!(text, "R&D, R&D éé &eacute; <b>");
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert_eq!(texts(bomb).unwrap_err().code, Code::Malformed);
        assert_eq!(texts(&"<a>".repeat(1000)).unwrap_err().code, Code::Malformed);
    }

    #[test]
    fn a_text_that_stops_is_cut_short() {
        for xml in ["<a><b>un</b>", "<a><b", "<a><b x=\"1", "<a><b>un</", "<a/><!-- un", "<a><![CDATA[un"] {
            assert_eq!(texts(xml).unwrap_err().code, Code::Truncated, "{xml}");
        }
    }

    #[test]
    fn spoilt_xml_says_where() {
        for xml in ["<a></b>", "<a><!x></a>"] {
            let failure = texts(xml).unwrap_err();
            assert_eq!(failure.code, Code::Malformed, "{xml}");
            assert!(failure.message.contains("at byte 3:"), "{}", failure.message);
        }
    }
}
