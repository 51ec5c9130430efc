//! Feeds that are no XML → a text that a parser can read: stray signs become text. Repairs no nesting: the tree does.

use std::borrow::Cow;

/// `<` that opens no markup, as in `5 < 6`, becomes `&lt;`; what stands in CDATA and comments stays.
pub(super) fn with_stray_signs_escaped(xml: &str) -> Cow<'_, str> {
    let bytes = xml.as_bytes();
    let (mut repaired, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'<') {
        at += found;
        let rest = &xml[at..];
        at += if rest.starts_with("<![CDATA[") {
            rest.find("]]>").map_or(rest.len(), |len| len + 3)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |len| len + 3)
        } else {
            let opens_markup =
                rest[1..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '/' | '!' | '?'));
            if !opens_markup {
                repaired.push_str(&xml[copied..at]);
                repaired.push_str("&lt;");
                copied = at + 1;
            }
            1
        };
    }
    if copied == 0 {
        return Cow::Borrowed(xml);
    }
    repaired.push_str(&xml[copied..]);
    Cow::Owned(repaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stray_signs_change() {
        let cases = [
            ("<a>5 < 6 <b/></a>", "<a>5 &lt; 6 <b/></a>"),
            ("<a><![CDATA[5 < 6]]><!-- < --><</a>", "<a><![CDATA[5 < 6]]><!-- < -->&lt;</a>"),
            ("<?xml?><!DOCTYPE a><a>é</a>", "<?xml?><!DOCTYPE a><a>é</a>"),
            ("<![CDATA[ < ", "<![CDATA[ < "),
            ("<", "&lt;"),
        ];
        for (xml, expected) in cases {
            assert_eq!(with_stray_signs_escaped(xml), expected, "{xml}");
        }
    }
}
