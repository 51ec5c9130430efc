//! One article → the streams of its aligned fields `lemma`, `exact` and `boundary`. This layout of positions is part of
//! the index format (see ARCHITECTURE.md): title, then paragraphs; every paragraph's end takes one position of its own.

use super::cache;
use super::registry::analyzer_for;
use super::scanner::Chunks;
use super::stream::{SparseStream, push_slot, push_twice};
use crate::model::{Article, Language, Span};
use crate::text::{paragraphs, sentence_ends};

/// The terms of the field `boundary`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// At the last word of a sentence.
    Sentence,
    /// In the slot behind the last word of a paragraph, and behind a title of its own.
    Paragraph,
    /// Behind the last word of the title.
    Title,
    /// Behind the last word of the lede.
    Lede,
}

impl Boundary {
    /// The term.
    pub fn term(self) -> &'static str {
        match self {
            Boundary::Sentence => "s",
            Boundary::Paragraph => "p",
            Boundary::Title => "t",
            Boundary::Lede => "l",
        }
    }
}

/// The streams of one article; see `stream` for how they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnalysedArticle {
    /// Lemmas, those of the title twice. Stop words have none: the field `exact` is enough to find them.
    pub lemma: String,
    /// Exact forms, those of the title twice.
    pub exact: String,
    /// Ends of sentences, paragraphs, title and lede.
    pub boundary: String,
    /// Lemmas of captions and credits, a slot behind each; a field of its own, not aligned. Empty without any.
    pub caption: String,
    /// Positions taken, slots included; equal in all fields.
    pub num_positions: u32,
    /// Words, without titles counted twice.
    pub num_words: u32,
}

/// Analyses title and text once, for all aligned fields.
pub fn analyse_article(article: &Article) -> AnalysedArticle {
    let language = article.language.as_ref().map(|language| language.value);
    // Streams are a little longer than the text: marks come for blanks, and some words carry several terms.
    let stream = || String::with_capacity(article.text.len() * 5 / 4);
    let mut writer = Writer { language, lemma: stream(), exact: stream(), ..Writer::default() };
    // A title derived from the text is read in the text, once.
    if let (Some(title), None) = (&article.title, article.title_span) {
        writer.push_title(&title.value);
    }
    for paragraph in paragraphs(&article.text) {
        writer.push_paragraph(article, paragraph);
    }
    AnalysedArticle { caption: captions(article, language), ..writer.finish() }
}

fn captions(article: &Article, language: Option<Language>) -> String {
    let mut stream = String::new();
    for line in article.captions.iter().chain(&article.credits) {
        cache::fragments(analyzer_for(language), Chunks::of(line), |fragment| {
            stream.push_str(fragment.lemma)
        });
        push_slot(&mut stream);
    }
    stream
}

/// What ends behind a paragraph, besides itself.
pub(super) fn ends_of(article: &Article, paragraph: Span) -> Vec<Boundary> {
    let ends_here = |span: Option<Span>| {
        span.is_some_and(|span| {
            !span.is_empty() && (paragraph.byte_start < span.byte_end && span.byte_end <= paragraph.byte_end)
        })
    };
    let mut boundaries = vec![Boundary::Paragraph];
    // A derived title that is only the beginning of a long first paragraph ends nowhere that could be kept.
    if ends_here(article.title_span)
        && article.title_span.is_some_and(|span| span.byte_end == paragraph.byte_end)
    {
        boundaries.push(Boundary::Title);
    }
    if ends_here(article.lede) {
        boundaries.push(Boundary::Lede);
    }
    boundaries
}

#[derive(Default)]
struct Writer {
    language: Option<Language>,
    lemma: String,
    exact: String,
    boundary: SparseStream,
    /// The next free position.
    position: u32,
    num_words: u32,
}

impl Writer {
    /// Appends the words of `text` and returns how many there were.
    fn push_words(&mut self, text: &str, is_title: bool) -> u32 {
        let first = self.position;
        cache::fragments(analyzer_for(self.language), Chunks::of(text), |fragment| {
            if is_title {
                push_twice(&mut self.lemma, fragment.lemma);
                push_twice(&mut self.exact, fragment.exact);
            } else {
                self.lemma.push_str(fragment.lemma);
                self.exact.push_str(fragment.exact);
            }
            self.position += fragment.num_positions;
        });
        self.num_words += self.position - first;
        self.position - first
    }

    /// Gives the boundary a position of its own in all fields.
    fn push_slot(&mut self, boundaries: &[Boundary]) {
        for boundary in boundaries {
            self.boundary.push(self.position, boundary.term());
        }
        push_slot(&mut self.lemma);
        push_slot(&mut self.exact);
        self.position += 1;
    }

    fn push_title(&mut self, title: &str) {
        self.push_words(title, true);
        self.push_slot(&[Boundary::Paragraph, Boundary::Title]);
    }

    fn push_paragraph(&mut self, article: &Article, paragraph: Span) {
        let text = paragraph.of(&article.text);
        let mut byte_start = 0;
        for byte_end in sentence_ends(text) {
            if self.push_words(&text[byte_start..byte_end], false) > 0 {
                self.boundary.push(self.position - 1, Boundary::Sentence.term());
            }
            byte_start = byte_end;
        }
        self.push_slot(&ends_of(article, paragraph));
    }

    fn finish(self) -> AnalysedArticle {
        AnalysedArticle {
            lemma: self.lemma,
            exact: self.exact,
            boundary: self.boundary.finish(),
            num_positions: self.position,
            num_words: self.num_words,
            ..AnalysedArticle::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::collections::BTreeSet;

    use super::super::stream::{num_positions, read_stream};
    use super::*;
    use crate::model::{Known, Origin};

    fn article(title: Option<&str>, text: &str) -> Article {
        Article {
            title: title.map(|title| Known::stated(title.to_string(), "test")),
            text: text.to_string(),
            language: Some(Known::new(Language::FR, Origin::Setting, "test")),
            ..Article::default()
        }
    }

    fn at(stream: &str, position: usize) -> Vec<String> {
        read_stream(stream).into_iter().filter(|(at, _)| *at == position).map(|(_, term)| term).collect()
    }

    #[test]
    fn title_counts_twice_and_paragraphs_take_a_position() {
        let analysed = analyse_article(&article(Some("La trêve"), "L’accord tient. Il dure.\n\nFin"));
        assert_eq!(at(&analysed.exact, 1), ["trêve", "trêve"]);
        assert_eq!(at(&analysed.boundary, 2), ["p", "t"]);
        assert_eq!(at(&analysed.exact, 3), ["accord"]);
        assert_eq!(at(&analysed.boundary, 4), ["s"]);
        assert_eq!(at(&analysed.boundary, 6), ["s"]);
        assert_eq!(at(&analysed.boundary, 7), ["p"]);
        assert_eq!(at(&analysed.exact, 8), ["fin"]);
        assert_eq!((analysed.num_positions, analysed.num_words), (10, 7));
    }

    #[test]
    fn hyphenated_words_take_a_position_a_part() {
        let analysed = analyse_article(&article(None, "Une contre-offensive"));
        assert_eq!(at(&analysed.exact, 1), ["contre", "contreoffensive"]);
        assert_eq!(at(&analysed.exact, 2), ["offensive"]);
    }

    #[test]
    fn derived_titles_are_not_read_twice() {
        let mut derived = article(Some("Titre"), "Titre\n\nTexte");
        derived.title_span = Some(Span::new(0, 5));
        let analysed = analyse_article(&derived);
        assert_eq!(at(&analysed.exact, 0), ["titre"]);
        assert_eq!(at(&analysed.boundary, 1), ["p", "t"]);
    }

    proptest! {
        #[test]
        fn aligned_fields_have_equal_positions(text in "[a-zàéèçA-Z'’\\-. \n0-9]{0,200}") {
            let analysed = analyse_article(&article(Some("Un titre"), &text));
            // Stop words have no lemma; where there is a lemma, there is a form.
            let positions = |stream: &str| {
                read_stream(stream).into_iter().map(|(position, _)| position).collect::<BTreeSet<_>>()
            };
            prop_assert!(positions(&analysed.lemma).is_subset(&positions(&analysed.exact)));
            prop_assert_eq!(num_positions(&analysed.lemma), analysed.num_positions as usize);
            prop_assert_eq!(num_positions(&analysed.exact), analysed.num_positions as usize);
            let last = read_stream(&analysed.boundary).last().map(|(position, _)| *position as u32 + 1);
            prop_assert_eq!(last, Some(analysed.num_positions));
        }
    }
}
