//! Cuts an article into passages and scores them as small documents. Which words matched is `highlight`'s to say.
//!
//! Cut version 1: a paragraph; under 40 words it takes the next while the sum is at most 120; over 220 words it is cut at
//! sentence ends into pieces of about 100. A paragraph that is the article's title stands alone. Ids of passages rest on
//! the cut: a change needs a new version.

use crate::analysis::{ParagraphTokens, Token};
use crate::model::Span;
use crate::text::sentence_ends;

const MIN_WORDS: usize = 40;
const MAX_JOINED_WORDS: usize = 120;
const MAX_WORDS: usize = 220;
const PIECE_WORDS: usize = 100;

/// A run of an article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// Its bytes in the article's text.
    pub span: Span,
    /// Number of the paragraph it begins in, from 1.
    pub paragraph: usize,
    /// Its words, joined spellings included, with positions in the article and spans in the article's text.
    pub tokens: Vec<Token>,
}

impl Passage {
    /// Words, without joined spellings.
    pub fn num_words(&self) -> usize {
        num_words(&self.tokens)
    }
}

fn num_words(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| !token.is_joined).count()
}

/// The passages of `text` in order, given its words. They hold all its words; they do not overlap. `title`: where the title
/// stands in it.
pub(super) fn cut(text: &str, paragraphs: Vec<ParagraphTokens>, title: Option<Span>) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut may_grow = false;
    for (number, ParagraphTokens { span, tokens }) in paragraphs.into_iter().enumerate() {
        let paragraph = Passage { span, paragraph: number + 1, tokens };
        let fits = |last: &Passage| {
            last.num_words() < MIN_WORDS && last.num_words() + paragraph.num_words() <= MAX_JOINED_WORDS
        };
        match passages.last_mut() {
            Some(last) if may_grow && fits(last) => {
                last.span.byte_end = paragraph.span.byte_end;
                last.tokens.extend(paragraph.tokens);
            }
            _ if paragraph.num_words() > MAX_WORDS => {
                passages.extend(cut_long(text, paragraph));
                may_grow = false;
            }
            _ => {
                passages.push(paragraph);
                may_grow = title != Some(span);
            }
        }
    }
    passages
}

/// Cuts a long paragraph at sentence ends, once a piece has its words. A sentence is never cut.
fn cut_long(text: &str, paragraph: Passage) -> Vec<Passage> {
    let ends = sentence_ends(paragraph.span.of(text)).into_iter().map(|end| paragraph.span.byte_start + end);
    let mut pieces = Vec::new();
    let mut rest = paragraph.tokens.into_iter().peekable();
    let mut tokens: Vec<Token> = Vec::new();
    let mut byte_start = paragraph.span.byte_start;
    for end in ends {
        while let Some(token) = rest.next_if(|token| token.span.byte_start < end) {
            tokens.push(token);
        }
        if num_words(&tokens) >= PIECE_WORDS || end == paragraph.span.byte_end {
            let span = trimmed(text, Span::new(byte_start, end));
            pieces.push(Passage {
                span,
                paragraph: paragraph.paragraph,
                tokens: std::mem::take(&mut tokens),
            });
            byte_start = end;
        }
    }
    pieces
}

fn trimmed(text: &str, span: Span) -> Span {
    let piece = span.of(text);
    let start = span.byte_start + (piece.len() - piece.trim_start().len());
    Span::new(start, start + piece.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{article_tokens, tokens};
    use crate::model::{Article, Known, Language, Origin};
    use crate::text::paragraphs;
    use proptest::prelude::*;

    /// The passages of a French text.
    fn cut(text: &str, title: Option<Span>) -> Vec<Passage> {
        let article = Article {
            text: text.to_string(),
            language: Some(Known::new(Language::FR, Origin::Setting, "test")),
            ..Article::default()
        };
        super::cut(text, article_tokens(&article).paragraphs, title)
    }

    fn words(num: usize) -> String {
        (0..num).map(|n| format!("mot{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn short_paragraphs_take_the_next() {
        let text = format!("{}\n\n{}\n\n{}", words(10), words(50), words(60));
        let passages = cut(&text, None);
        assert_eq!(passages.iter().map(Passage::num_words).collect::<Vec<_>>(), [60, 60]);
        assert_eq!(passages[1].paragraph, 3);
    }

    #[test]
    fn a_title_stands_alone() {
        let text = "La trêve tient\nBAKOU (AH) – Un jour.\nEt le suivant.";
        let title = Some(Span::new(0, "La trêve tient".len()));
        let passages = cut(text, title);
        assert_eq!(passages.iter().map(|passage| passage.paragraph).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn long_paragraphs_are_cut_at_sentence_ends() {
        let sentence = format!("Ainsi {}. ", words(59));
        let text = sentence.repeat(5);
        let passages = cut(&text, None);
        assert_eq!(passages.iter().map(Passage::num_words).collect::<Vec<_>>(), [120, 120, 60]);
        assert!(passages.iter().all(|passage| passage.span.of(&text).ends_with('.')));
    }

    proptest! {
        #[test]
        fn passages_hold_every_word_once(text in "([a-z]{1,5}[ .\n'-]{1,3}){0,400}") {
            let passages = cut(&text, None);
            // A word cut at the end of a line is one only where lines are no paragraphs.
            let words_of = |paragraph: Span| {
                tokens(paragraph.of(&text), Some(Language::FR), 0).into_iter().map(move |token| {
                    let start = paragraph.byte_start;
                    Span::new(token.span.byte_start + start, token.span.byte_end + start)
                })
            };
            let all: Vec<Span> = paragraphs(&text).into_iter().flat_map(words_of).collect();
            let held: Vec<Span> = passages.iter().flat_map(|passage| passage.tokens.iter().map(|token| token.span)).collect();
            prop_assert_eq!(held, all);
            prop_assert!(passages.iter().all(|p| p.tokens.iter().all(|token| p.span.contains(token.span))));
            prop_assert!(passages.windows(2).all(|pair| pair[0].span.byte_end <= pair[1].span.byte_start));
        }
    }
}
