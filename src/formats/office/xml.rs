//! XML as office programs write it, cut into elements and texts. Expands no entities of its own making, knows no namespaces.

use std::borrow::Cow;

use quick_xml::errors::{Error, SyntaxError};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::diagnostics::Code;
use crate::formats::Failure;

/// A piece of XML. Names are without their prefix: programs that save documents again invent prefixes.
pub(super) enum Piece<'a> {
    Start(Element<'a>),
    End(Cow<'a, str>),
    Text(Cow<'a, str>),
}

/// The start of an element.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without the prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute called `name`, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|one| one.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// Whether it switches something on: `<w:vanish/>`, `<w:vanish w:val="true"/>`.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// The pieces of a document, in order; an empty element is a start and an end.
pub(super) struct Pieces<'a> {
    reader: Reader<&'a [u8]>,
    num_open: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(xml: &'a str) -> Self {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Pieces { reader, num_open: 0 }
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, Failure> {
        loop {
            let event = self.reader.read_event().map_err(|error| match error {
                // What is not closed when the text ends.
                Error::Syntax(reason) if reason != SyntaxError::InvalidBangMarkup => cut(),
                error => {
                    let place = self.reader.error_position();
                    Failure::failed(Code::Malformed, format!("its XML is spoilt at byte {place}: {error}"))
                }
            })?;
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.num_open += 1;
                    Piece::Start(Element(start))
                }
                Event::End(end) => {
                    self.num_open = self.num_open.saturating_sub(1);
                    Piece::End(Cow::Owned(end.local_name().into_inner().to_string()))
                }
                Event::Text(text) => Piece::Text(text.into_inner()),
                Event::CData(data) => Piece::Text(data.into_inner()),
                Event::GeneralRef(name) => match resolved(&name) {
                    Some(text) => Piece::Text(text),
                    None => continue,
                },
                Event::Eof if self.num_open > 0 => return Err(cut()),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }
}

fn cut() -> Failure {
    Failure::failed(Code::Truncated, "its XML ends before its elements do")
}

/// The character of `&#233;` or `&amp;`; entities of the document's own say nothing.
fn resolved(name: &quick_xml::events::BytesRef<'_>) -> Option<Cow<'static, str>> {
    match name.resolve_char_ref() {
        Ok(Some(character)) => Some(Cow::Owned(character.to_string())),
        Ok(None) => resolve_predefined_entity(name).map(Cow::Borrowed),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(xml: &str) -> Result<String, Failure> {
        let mut pieces = Pieces::of(xml);
        let mut spelt = String::new();
        while let Some(piece) = pieces.next()? {
            match piece {
                Piece::Start(element) => spelt.push_str(&format!("<{}>", element.name())),
                Piece::End(name) => spelt.push_str(&format!("</{name}>")),
                Piece::Text(text) => spelt.push_str(&text),
            }
        }
        Ok(spelt)
    }

    #[test]
    fn characters_are_resolved_and_entities_are_not() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"yyyy\"><!ENTITY z SYSTEM \"file:///etc/passwd\">]>";
        let xml = format!("{bomb}<w:a><b/>L&#39;accord &amp; &#xE9;&x;&z;<![CDATA[<i>]]></w:a>");
        assert_eq!(spelt(&xml).unwrap(), "<a><b></b>L'accord & é<i></a>");
    }

    #[test]
    fn attributes_are_found_under_any_prefix() {
        let Ok(Some(Piece::Start(element))) = Pieces::of("<a w:val='&quot;x' y='0'/>").next() else {
            panic!("an element")
        };
        assert_eq!(element.attribute("val").as_deref(), Some("\"x"));
        assert_eq!(element.attribute("z"), None);
    }

    #[test]
    fn spoilt_xml_says_where() {
        assert!(spelt("<a><b></a>").unwrap_err().message.contains("at byte"));
        for cut in ["<a><b>un", "<a><b", "<a b='", "<!-- a"] {
            assert_eq!(spelt(cut).unwrap_err().code, Code::Truncated, "{cut}");
        }
    }
}
