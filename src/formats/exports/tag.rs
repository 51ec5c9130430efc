//! Start tags in HTML that is not parsed: enough to recognise an export and to cut it where its articles begin.

/// A longer tag is none that matters here.
pub(super) const MAX_TAG_BYTES: usize = 1024;

/// What was found at a `<`.
pub(super) enum Found<'a> {
    /// The tag's text, without its brackets.
    Tag(&'a [u8]),
    /// No tag.
    Nothing,
    /// The text ends inside what may be a tag.
    Unfinished,
}

/// The tag that opens at `at`, where a `<` stands.
pub(super) fn at(html: &[u8], at: usize) -> Found<'_> {
    let rest = &html[(at + 1).min(html.len())..];
    let visible = &rest[..rest.len().min(MAX_TAG_BYTES)];
    match visible.iter().position(|byte| matches!(byte, b'<' | b'>')) {
        Some(end) if visible[end] == b'>' => Found::Tag(&visible[..end]),
        Some(_) => Found::Nothing,
        None if rest.len() < MAX_TAG_BYTES => Found::Unfinished,
        None => Found::Nothing,
    }
}

/// Whether any tag of `html` is one that `is_wanted` wants.
pub(super) fn any(html: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> bool {
    let openings = html.iter().enumerate().filter(|(_, byte)| **byte == b'<');
    openings.map(|(place, _)| at(html, place)).any(|found| matches!(found, Found::Tag(tag) if is_wanted(tag)))
}

/// Whether `tag` starts an element called `name`.
pub(super) fn is_start(tag: &[u8], name: &str) -> bool {
    let has_name = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
    has_name && tag.get(name.len()).is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'/')
}

/// Whether one of the classes of `tag` is one that `is_wanted` wants.
pub(super) fn has_class(tag: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> bool {
    attribute(tag, "class").is_some_and(|classes| classes.split(u8::is_ascii_whitespace).any(is_wanted))
}

/// The value of an attribute, as written.
pub(super) fn attribute<'t>(tag: &'t [u8], name: &str) -> Option<&'t [u8]> {
    let mut rest = tag;
    loop {
        let found = rest.windows(name.len()).position(|part| part.eq_ignore_ascii_case(name.as_bytes()))?;
        let is_word_start = found > 0 && rest[found - 1].is_ascii_whitespace();
        let value = rest[found + name.len()..].trim_ascii_start().strip_prefix(b"=");
        if let (true, Some(value)) = (is_word_start, value) {
            return Some(unquoted(value.trim_ascii_start()));
        }
        rest = &rest[found + 1..];
    }
}

fn unquoted(value: &[u8]) -> &[u8] {
    let (quote, inner) = match value {
        [quote @ (b'"' | b'\''), inner @ ..] => (Some(*quote), inner),
        _ => (None, value),
    };
    let is_end = |byte: &u8| quote.map_or(byte.is_ascii_whitespace(), |quote| *byte == quote);
    &inner[..inner.iter().position(is_end).unwrap_or(inner.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_and_attributes() {
        assert!(is_start(b"ARTICLE", "article") && is_start(b"article id=1", "article"));
        assert!(!is_start(b"/article", "article") && !is_start(b"articles", "article"));
        assert_eq!(attribute(b"div  Class = 'a b' id=c", "class"), Some(&b"a b"[..]));
        assert_eq!(attribute(b"div data-class=\"x\" id=c", "class"), None);
        assert_eq!(attribute(b"div id=c", "id"), Some(&b"c"[..]));
        assert!(has_class(b"div class=\"article frArticle\"", |class| class == b"frArticle"));
    }

    #[test]
    fn tags_are_found_among_other_things() {
        let is_span = |tag: &[u8]| is_start(tag, "span");
        assert!(any(b"a < b <span x>", is_span));
        assert!(!any(b"&lt;span x&gt; <span", is_span));
        assert!(!any(&b"<".repeat(100_000), is_span));
    }
}
