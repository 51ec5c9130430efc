//! Page numbers as exports write them: `p. 16`, `Pg. A1`, `S. 4`. Nothing else of a section line.

/// What stands before a page number, one a line.
const PREFIXES: &str = include_str!("page_prefixes.txt");

/// A longer text is no page.
const MAX_PAGE_BYTES: usize = 40;

/// The page that `text` names, when it names one and no more.
pub(super) fn number(text: &str) -> Option<&str> {
    let text = text.trim();
    PREFIXES.lines().find_map(|prefix| {
        let start = text.get(..prefix.len())?;
        let rest = text[prefix.len()..].trim_start_matches(['.', ' ', '\u{A0}']);
        let ends_prefix = text[prefix.len()..].starts_with(['.', ' ', '\u{A0}'])
            || rest.starts_with(|c: char| c.is_ascii_digit());
        let is_page = rest.len() <= MAX_PAGE_BYTES && rest.chars().any(|c| c.is_ascii_digit());
        (start.eq_ignore_ascii_case(prefix) && ends_prefix && is_page).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stand_behind_their_words() {
        let cases = [
            ("p. 16", "16"),
            ("Pg. A1", "A1"),
            ("P.3", "3"),
            ("S. 4", "4"),
            ("page 12", "12"),
            ("p. MDE6", "MDE6"),
        ];
        for (text, page) in cases {
            assert_eq!(number(text), Some(page), "{text}");
        }
        for text in ["Politique", "Sports 2", "Sciences", "p.", "Pages locales", ""] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
