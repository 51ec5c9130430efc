//! A title for articles whose source gives none: their first line. Marked as derived, with its place in the text.

use crate::model::{Article, Known, Origin, Span};
use crate::text::floor_char_boundary;

/// A first line of up to so many characters is the title whole.
const MAX_TITLE_CHARS: usize = 120;

/// Bytes in which the end of the first line is looked for.
const SEARCHED_BYTES: usize = 4096;

/// A line of its own before a blank line may be a bit longer and still be a headline.
const MAX_HEADLINE_CHARS: usize = 150;

/// Gives `article` a title made of its first line, unless it has one.
pub(super) fn derive(article: &mut Article) {
    if article.title.is_some() {
        return;
    }
    let Some(line) = first_line(&article.text) else { return };
    let text = line.of(&article.text);
    let max_chars = if is_headline(&article.text, line) { MAX_HEADLINE_CHARS } else { MAX_TITLE_CHARS };
    let (span, title) = match text.char_indices().nth(max_chars) {
        None => (line, text.to_string()),
        Some((limit, _)) => {
            let end = cut_at_word(text, limit);
            (Span::new(line.byte_start, line.byte_start + end), format!("{}…", &text[..end]))
        }
    };
    article.title = Some(Known::new(title, Origin::Derived, "first line"));
    article.title_span = Some(span);
}

/// The first line that is not blank, without the white space around it.
fn first_line(text: &str) -> Option<Span> {
    let start = text.len() - text.trim_start().len();
    // A text may be one line of a hundred megabytes; a title needs no more than its start.
    let rest = &text[start..floor_char_boundary(text, start + SEARCHED_BYTES)];
    let line = rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())].trim_end();
    (!line.is_empty()).then(|| Span::new(start, start + line.len()))
}

/// Whether a blank line follows and no full stop ends the line: so are headlines set, not first sentences.
fn is_headline(text: &str, line: Span) -> bool {
    let after = text[line.byte_end..].trim_start_matches([' ', '\t', '\r']);
    let next = after.strip_prefix('\n').map(|rest| rest.trim_start_matches([' ', '\t', '\r']));
    !line.of(text).ends_with('.') && next.is_some_and(|next| next.starts_with('\n'))
}

/// The end of the last word that ends at or before byte `limit`; `limit` when a single word goes on so long.
fn cut_at_word(text: &str, limit: usize) -> usize {
    let end = if text[limit..].starts_with(char::is_whitespace) {
        Some(limit)
    } else {
        text[..limit].rfind(char::is_whitespace)
    };
    let end = end.filter(|end| *end > limit / 2).unwrap_or(limit);
    text[..end]
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '(' | '«'))
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(text: &str) -> (String, Span) {
        let mut article = Article { text: text.into(), ..Article::default() };
        derive(&mut article);
        (
            article.title.map(|title| title.value).unwrap_or_default(),
            article.title_span.unwrap_or(Span::new(0, 0)),
        )
    }

    #[test]
    fn the_first_line_is_the_title() {
        let text = "\n  Trêve à l'aube \r\n\r\nLes armes se taisent.";
        let (title, span) = derived(text);
        assert_eq!((title.as_str(), span.of(text)), ("Trêve à l'aube", "Trêve à l'aube"));
        assert_eq!(derived(" \n "), (String::new(), Span::new(0, 0)));
    }

    #[test]
    fn a_long_first_line_is_cut_at_a_word() {
        let text = "négociations ".repeat(30);
        let (title, span) = derived(&text);
        assert!(title.ends_with("négociations…") && title.chars().count() <= 121, "{title}");
        assert_eq!(format!("{}…", span.of(&text)), title);
        let one_word = "é".repeat(500);
        assert_eq!(derived(&one_word).1, Span::new(0, 240));
    }

    #[test]
    fn a_headline_may_be_longer_than_a_first_sentence() {
        let line = "a ".repeat(70) + "b";
        assert_eq!(derived(&format!("{line}\n\nTexte.")).0, line);
        assert!(derived(&format!("{line}\nTexte.")).0.ends_with('…'));
    }

    #[test]
    fn a_stated_title_stays() {
        let mut article =
            Article { text: "Un.".into(), title: Some(Known::stated("T".into(), "x")), ..Article::default() };
        derive(&mut article);
        assert_eq!(
            (article.title.map(|title| title.value).as_deref(), article.title_span),
            (Some("T"), None)
        );
    }
}
