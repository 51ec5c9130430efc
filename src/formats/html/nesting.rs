//! Whether a page nests its elements deeper than any real page, or has more of them: parsing such a page takes time and
//! memory without end.

/// Elements that are closed by others or hold nothing: an open one says nothing of depth.
const UNCLOSED: &[&str] = &[
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup",
    "rt", "rp", "br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "source",
    "track", "wbr", "param", "frame", "html", "body", "head",
];

/// Levels that are accepted. Browsers stop at 512.
const MAX_DEPTH: usize = 700;

/// Tags, comments and signs like them that are accepted: each takes some hundred bytes in the tree, however short it is.
const MAX_TAGS: usize = 1_000_000;

/// Whether the page has more tags than its tree may take.
pub(in crate::formats) fn has_too_many_tags(html: &str) -> bool {
    html.bytes().filter(|byte| *byte == b'<').count() > MAX_TAGS
}

/// Open elements that may be looked at in all: a parser looks at each of them for each new one.
const MAX_LOOKS: usize = 50_000_000;

/// Whether more elements are open at one place than [`MAX_DEPTH`], or too many again and again, by counting tags.
pub(in crate::formats) fn is_too_deep(html: &str) -> bool {
    let bytes = html.as_bytes();
    let (mut depth, mut num_looks, mut at) = (0_usize, 0_usize, 0);
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')) {
        at += found + 1;
        let is_end = bytes.get(at) == Some(&b'/');
        let name_start = at + usize::from(is_end);
        let name = tag_name(bytes, name_start);
        if name.is_empty() {
            if bytes[at..].starts_with(b"!--") {
                at = html[at..].find("-->").map_or(bytes.len(), |len| at + len);
            }
            continue;
        }
        at = name_start + name.len();
        if is_end {
            depth = depth.saturating_sub(usize::from(!is_unclosed(name)));
        } else if is_raw_text(name) {
            at = raw_text_end(bytes, at, name);
        } else if !is_unclosed(name) {
            depth += 1;
        }
        num_looks += depth;
        if depth > MAX_DEPTH || num_looks > MAX_LOOKS {
            return true;
        }
    }
    false
}

fn tag_name(bytes: &[u8], start: usize) -> &[u8] {
    let rest = bytes.get(start..).unwrap_or_default();
    if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
        return &[];
    }
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    &rest[..rest.iter().position(is_end).unwrap_or(rest.len())]
}

fn is_unclosed(name: &[u8]) -> bool {
    UNCLOSED.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

fn is_raw_text(name: &[u8]) -> bool {
    ["script", "style", "textarea", "title"].iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

/// Where the end tag of `name` starts; the end of the page when there is none.
fn raw_text_end(bytes: &[u8], mut at: usize, name: &[u8]) -> usize {
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(2).position(|pair| pair == b"</")) {
        at += found;
        if bytes[at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_counted() {
        assert!(!has_too_many_tags(&"<br>".repeat(MAX_TAGS)));
        assert!(has_too_many_tags(&"<!-- x".repeat(MAX_TAGS + 1)));
    }

    #[test]
    fn depth_is_counted_where_elements_stay_open() {
        assert!(!is_too_deep(&"<p>a<br><li>b".repeat(10_000)));
        assert!(!is_too_deep(&"<div><span>a</span></div>".repeat(10_000)));
        assert!(!is_too_deep(&format!("<script>{}</script>", "'<div>'".repeat(10_000))));
        assert!(!is_too_deep(&format!("<!-- {} -->", "<div>".repeat(10_000))));
        assert!(is_too_deep(&"<div>".repeat(10_000)));
        assert!(is_too_deep(&format!("{}{}", "<div>".repeat(600), "<li>a".repeat(100_000))));
        assert!(is_too_deep(&"<B><i class=x>".repeat(10_000)));
        assert!(!is_too_deep("<") && !is_too_deep("</") && !is_too_deep("<script>"));
    }
}
