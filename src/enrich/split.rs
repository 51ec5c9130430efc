//! Cuts an article that is too long to be one into parts. Not the cut into passages.

use crate::model::{Article, Known, Origin, PageStart, Span, Unit};
use crate::text::{ceil_char_boundary, floor_char_boundary, sentence_ends};

/// An article of more bytes is cut into parts of at most so many.
pub const MAX_ARTICLE_BYTES: usize = 8 * 1024 * 1024;

/// Bytes before the bound in which a better place to cut is looked for.
const SEARCHED_BYTES: usize = 64 * 1024;

/// The article, or its parts when it is too long.
pub(super) fn split(article: Article) -> Vec<Article> {
    if article.text.len() <= MAX_ARTICLE_BYTES { vec![article] } else { parts(article, MAX_ARTICLE_BYTES) }
}

fn parts(article: Article, max_bytes: usize) -> Vec<Article> {
    let text = article.text;
    let whole = Article { text: String::new(), ..article };
    let mut parts = Vec::with_capacity(text.len() / max_bytes + 1);
    let (mut start, mut line) = (0, whole.first_line);
    while start < text.len() {
        let len = cut(&text[start..], max_bytes);
        let part = &text[start..start + len];
        parts.push(Article {
            text: part.to_string(),
            unit: Unit::Chapter,
            page: Some(Known::new((parts.len() + 1).to_string(), Origin::Derived, "part of a long text")),
            page_starts: pages_inside(&whole.page_starts, start, part.len()),
            title_span: inside(whole.title_span, start, part),
            lede: inside(whole.lede, start, part),
            first_line: line,
            ..whole.clone()
        });
        let num_newlines = part.bytes().filter(|byte| *byte == b'\n').count();
        line = line.and_then(|line| line.checked_add(u32::try_from(num_newlines).ok()?));
        start += len;
    }
    parts
}

/// The span counted from the start of `part`, if it lies in it.
fn inside(span: Option<Span>, start: usize, part: &str) -> Option<Span> {
    let whole = Span::new(start, start + part.len());
    span.filter(|span| whole.contains(*span)).map(|span| span.relative_to(start))
}

/// The pages that begin in the part of `len` bytes at `start`, and the one that goes on there.
fn pages_inside(pages: &[PageStart], start: usize, len: usize) -> Vec<PageStart> {
    let first = pages.partition_point(|page| page.byte_start <= start).saturating_sub(1);
    let inside = pages.iter().skip(first).take_while(|page| page.byte_start < start + len);
    inside
        .map(|page| PageStart { byte_start: page.byte_start.saturating_sub(start), page: page.page.clone() })
        .collect()
}

/// Bytes of the first part of `text`: up to the last paragraph end before the bound, else line, sentence, word,
/// character.
fn cut(text: &str, max_bytes: usize) -> usize {
    if text.len() <= max_bytes {
        return text.len();
    }
    let end = floor_char_boundary(text, max_bytes);
    let from = ceil_char_boundary(text, end.saturating_sub(SEARCHED_BYTES.min(max_bytes / 2)));
    let window = &text[from..end];
    let after = |mark: &str| window.rfind(mark).map(|at| at + mark.len());
    after("\n\n")
        .or_else(|| after("\n\r\n"))
        .or_else(|| after("\n"))
        .or_else(|| sentence_ends(window).into_iter().rfind(|end| *end < window.len()))
        .or_else(|| window.rfind(' ').map(|at| at + 1))
        .map_or(end, |at| from + at)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, max_bytes: usize) -> Vec<String> {
        parts(Article { text: text.into(), ..Article::default() }, max_bytes)
            .into_iter()
            .map(|part| part.text)
            .collect()
    }

    #[test]
    fn cuts_at_the_best_place() {
        assert_eq!(texts("Un, deux.\n\nTrois.\nQuatre.", 18), ["Un, deux.\n\n", "Trois.\nQuatre."]);
        assert_eq!(texts("Un deux trois.\nQuatre cinq.", 20), ["Un deux trois.\n", "Quatre cinq."]);
        assert_eq!(texts("éééééé", 5), ["éé", "éé", "éé"]);
    }

    #[test]
    fn parts_are_numbered_and_know_their_line() {
        let article = Article {
            text: "a\nb\n\nc d e f g h".into(),
            title_span: Some(Span::new(0, 1)),
            first_line: Some(1),
            ..Article::default()
        };
        let parts = parts(article, 8);
        assert_eq!(parts[0].title_span, Some(Span::new(0, 1)));
        assert_eq!(
            (
                parts[1].title_span,
                parts[1].page.as_ref().map(|page| page.value.as_str()),
                parts[1].first_line
            ),
            (None, Some("2"), Some(4))
        );
        assert!(parts.iter().all(|part| part.unit == Unit::Chapter));
    }

    proptest::proptest! {
        #[test]
        fn parts_make_the_text(text in "[a-zé .\n]{0,80}", max_bytes in 4_usize..30) {
            let parts = texts(&text, max_bytes);
            proptest::prop_assert_eq!(parts.concat(), text);
            proptest::prop_assert!(parts.iter().all(|part| part.len() <= max_bytes));
        }
    }
}
