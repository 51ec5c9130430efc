//! Puts a lede that its source keeps apart in front of the text, unless the text has it. Not a summary maker.

use crate::model::{Article, Span};
use crate::text::floor_char_boundary;

/// Words of the lede that must be missing from the text's start for the lede to be put there.
const NUM_WORDS_COMPARED: usize = 12;

/// Start of the text that is searched for the lede, in bytes.
const SEARCHED_BYTES: usize = 4000;

/// Marks `lede` in the article's text, putting it there as the first paragraph when the text lacks it.
///
/// Descriptions are often the first sentences cut short, so the lede counts as present when its first words stand in
/// this order near the start of the text.
pub(super) fn put_lede_first(article: &mut Article, lede: Option<&str>) {
    let Some(lede) = lede.map(str::trim).filter(|lede| !lede.is_empty()) else { return };
    let leading_bytes = article.text.len() - article.text.trim_start().len();
    if article.text[leading_bytes..].starts_with(lede) {
        let end = leading_bytes + lede.len();
        // Only a lede that is a paragraph of its own: otherwise it is the start of the first one.
        if article.text[end..].trim_start_matches([' ', '\r']).starts_with('\n') {
            article.lede = Some(Span::new(leading_bytes, end));
        }
        return;
    }
    if is_in_start(&article.text, lede) {
        return;
    }
    let separator = if article.text.trim().is_empty() { "" } else { "\n\n" };
    article.text.insert_str(0, &format!("{lede}{separator}"));
    article.lede = Some(Span::new(0, lede.len()));
}

fn is_in_start(text: &str, lede: &str) -> bool {
    let end = floor_char_boundary(text, SEARCHED_BYTES);
    let (text, lede) = (words(&text[..end], usize::MAX), words(lede, NUM_WORDS_COMPARED));
    !lede.is_empty() && text.windows(lede.len()).any(|window| window == lede)
}

fn words(text: &str, max_words: usize) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(max_words).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_lede(text: &str, lede: &str) -> Article {
        let mut article = Article { text: text.into(), ..Article::default() };
        put_lede_first(&mut article, Some(lede));
        article
    }

    #[test]
    fn a_lede_outside_the_text_is_put_first() {
        let article = with_lede("Suite.", " Les pourparlers reprennent. ");
        assert_eq!(article.text, "Les pourparlers reprennent.\n\nSuite.");
        assert_eq!(article.lede, Some(Span::new(0, 27)));
    }

    #[test]
    fn a_lede_inside_the_text_is_not_repeated() {
        let text = "Les pourparlers reprennent.\n\nSuite.";
        assert_eq!(with_lede(text, "Les pourparlers reprennent.").lede, Some(Span::new(0, 27)));
        let cut = with_lede(
            "YEVLAKH (AH) – Les pourparlers, dit-on, reprennent jeudi.",
            "Les pourparlers, dit-on…",
        );
        assert_eq!((cut.lede, cut.text.len()), (None, 59));
    }
}
