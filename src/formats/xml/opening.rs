//! How an XML text opens: the encoding it declares and its first element, from the first bytes alone. Reads nothing else.

use std::borrow::Cow;

use crate::text::decode::{decode, is_utf_16};

/// Bytes in which a file declares its encoding.
const DECLARATION_BYTES: usize = 1024;

/// The encoding that the first line of an XML text declares.
pub(in crate::formats) fn declared_encoding(xml: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&xml[..xml.len().min(DECLARATION_BYTES)]);
    let declaration = start.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?;
    let label = value.trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ' ']).next()?;
    (!label.is_empty()).then(|| label.to_string())
}

/// The start tag of the root element, from its name on: what stands before it is passed over. `None` when `start`, the
/// start of a file, opens no XML or ends before.
pub(in crate::formats) fn root_tag(start: &[u8]) -> Option<String> {
    let text = match is_utf_16(start) {
        true => Cow::Owned(decode(start.to_vec(), None).text),
        // Markup is ASCII in all other encodings, and the last character may be cut.
        false => String::from_utf8_lossy(start),
    };
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    loop {
        let behind = if rest.starts_with("<?") {
            rest.split_once("?>")?.1
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")?.1
        } else if rest.starts_with("<!") {
            &rest[doctype_len(rest)?..]
        } else {
            let tag = rest.strip_prefix('<')?;
            let tag = tag.split('>').next()?;
            return tag.starts_with(|c: char| c.is_alphabetic() || c == '_').then(|| tag.to_string());
        };
        rest = behind.trim_start();
    }
}

/// Declarations inside brackets are a part of it.
fn doctype_len(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    match text[..end].find('[') {
        None => Some(end + 1),
        Some(_) => {
            let close = text.find("]>").map(|at| at + 2);
            close.or_else(|| text.find(']').and_then(|at| text[at..].find('>').map(|len| at + len + 1)))
        }
    }
}

/// The name in a start tag, without prefix.
pub(in crate::formats) fn name_in(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
    name.rsplit(':').next().unwrap_or(name)
}

/// Whether the first element of a text that starts so has one of these names, under any prefix.
pub(in crate::formats) fn opens_with_element(start: &[u8], names: &[&str]) -> bool {
    root_tag(start).is_some_and(|tag| names.contains(&name_in(&tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_declarations() {
        let root = |xml: &str| root_tag(xml.as_bytes()).map(|tag| name_in(&tag).to_string());
        assert_eq!(
            root(
                "<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY % y SYSTEM 'z'> %y; ]>\n<!-- <b> --><n:x a='1'>"
            )
            .as_deref(),
            Some("x")
        );
        assert_eq!(root("<newsItem\n xmlns='x'>").as_deref(), Some("newsItem"));
        for none in ["", "texte", "<", "< a>", "<!DOCTYPE", "<?xml", "<!-- a"] {
            assert_eq!(root(none), None, "{none}");
        }
    }

    #[test]
    fn the_first_element_tells_the_kind() {
        let opens = |text: &str| opens_with_element(text.as_bytes(), &["mets", "alto"]);
        assert!(opens("\u{feff}<?xml version=\"1.0\"?>\n<!-- <x> -->\n<a:alto xmlns:a=\"…\">"));
        assert!(opens("<!DOCTYPE alto>\n<alto>"));
        assert!(opens("<!DOCTYPE alto [<!ELEMENT alto (Layout)>]>\n<alto>"));
        for text in ["<altos>", "<html>alto", "alto", "<!-- <alto>", ""] {
            assert!(!opens(text), "{text}");
        }
        // The start of a file may end inside a character.
        assert!(opens_with_element(b"<alto>\xC3\xA9\xC3", &["alto"]));
    }

    #[test]
    fn utf_16_is_looked_into_with_its_mark_and_without() {
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for text in ["<alto>", "\u{feff}<alto>", "\u{feff}<?xml version='1.0'?>\n<a:alto x='é'>"] {
                let mut bytes: Vec<u8> = text.encode_utf16().flat_map(to_bytes).collect();
                assert!(opens_with_element(&bytes, &["alto"]), "{text}");
                bytes.push(0);
                assert!(opens_with_element(&bytes, &["alto"]), "{text} and half a character");
            }
        }
    }

    #[test]
    fn the_declaration_names_the_encoding() {
        for (xml, label) in [
            ("<?xml version='1.0' encoding='ISO-8859-15'?>", Some("ISO-8859-15")),
            ("\n<?xml version=\"1.0\" encoding = \"utf-8\" standalone='no'?>", Some("utf-8")),
            ("<?xml encoding=latin1 standalone=no?>", Some("latin1")),
            ("<?xml version='1.0'?><a encoding='x'/>", None),
            ("<?xml encoding=''?>", None),
            ("<a encoding='x'/>", None),
        ] {
            assert_eq!(declared_encoding(xml.as_bytes()).as_deref(), label, "{xml}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_start_is_looked_at(xml in "(<|>|/|a|é|!|\\[|\\]|--|\"|=| |DOCTYPE|xml|encoding|\\?){0,40}") {
            let _ = (root_tag(xml.as_bytes()), declared_encoding(xml.as_bytes()));
        }
    }
}
