//! Where what is looked for stands in an article: its title and its text word by word, with the places that match. Which words
//! match is `highlight`'s to say; what is shown around them is the concordance's.

use std::ops::Range;

use super::highlight::{self, Closeness};
use super::plan::Plan;
use crate::analysis::{Token, tokens};
use crate::model::{Article, Span};
use crate::text::paragraphs;

/// Title or text of an article, read for what is looked for.
pub(super) struct ReadPart<'a> {
    pub text: &'a str,
    pub is_title: bool,
    /// Its words in order, without joined spellings, and the paragraph that each is in.
    pub words: Vec<(Token, usize)>,
    /// Where paragraphs end that others follow.
    pub paragraph_ends: Vec<usize>,
    /// In order, disjoint.
    pub occurrences: Vec<Occurrence>,
}

/// A place where something matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// From its first word to its last.
    pub span: Span,
    /// Its words, as numbers.
    pub words: Range<usize>,
}

/// Reads an article. Its title stands first, unless it is a part of the text.
pub(super) fn read<'a>(plan: &Plan, weakest: Closeness, article: &'a Article) -> Vec<ReadPart<'a>> {
    let title = article.title.as_ref().filter(|_| article.title_span.is_none());
    let title = title.map(|title| part(plan, weakest, article, &title.value, true));
    title.into_iter().chain([part(plan, weakest, article, &article.text, false)]).collect()
}

fn part<'a>(
    plan: &Plan,
    weakest: Closeness,
    article: &Article,
    text: &'a str,
    is_title: bool,
) -> ReadPart<'a> {
    let language = article.language.as_ref().map(|language| language.value);
    let mut part =
        ReadPart { text, is_title, words: Vec::new(), paragraph_ends: Vec::new(), occurrences: Vec::new() };
    let spans = paragraphs(text);
    let mut found: Vec<Span> = Vec::new();
    for (number, paragraph) in spans.iter().enumerate() {
        let mut tokens = tokens(paragraph.of(text), language, 0);
        for token in &mut tokens {
            let start = paragraph.byte_start;
            token.span = Span::new(token.span.byte_start + start, token.span.byte_end + start);
        }
        let here = highlight::find(plan, &tokens).into_iter();
        let here = here.filter(|found| found.closeness <= weakest);
        found.extend(here.filter_map(|found| {
            let (first, last) = (found.spans.first()?, found.spans.last()?);
            Some(Span::new(first.byte_start, last.byte_end.max(first.byte_end)))
        }));
        let words = tokens.into_iter().filter(|token| !token.is_joined);
        part.words.extend(words.map(|token| (token, number)));
        part.paragraph_ends.extend((number + 1 < spans.len()).then_some(paragraph.byte_end));
    }
    for span in disjoint(found, text) {
        let at = |byte: usize| part.words.partition_point(|(word, _)| word.span.byte_start < byte);
        let words = at(span.byte_start)..at(span.byte_end);
        part.occurrences.push(Occurrence { span, words });
    }
    part
}

/// What overlaps is one place, such as a hyphenated word that matches as a word and as its parts; and so are words that stand
/// side by side: a line for each would show the same text again.
fn disjoint(mut spans: Vec<Span>, text: &str) -> Vec<Span> {
    spans.sort_unstable();
    let mut disjoint: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match disjoint.last_mut() {
            Some(last) if span.byte_start < last.byte_end || is_blank_between(text, *last, span) => {
                last.byte_end = last.byte_end.max(span.byte_end);
            }
            _ => disjoint.push(span),
        }
    }
    disjoint
}

/// Whether one blank and nothing else parts two spans. A line break may part paragraphs.
fn is_blank_between(text: &str, left: Span, right: Span) -> bool {
    let mut gap = Span::new(left.byte_end, right.byte_start).of(text).chars();
    matches!((gap.next(), gap.next()), (Some(blank), None) if blank.is_whitespace() && !blank.is_control())
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::plan::plan;
    use super::*;
    use crate::model::{Known, Language};

    /// A plan for a query of French.
    pub(in crate::search) fn planned(query: &str) -> Plan {
        plan(&crate::query::parse(query).query, &[Some(Language::FR)])
    }

    /// A French article.
    pub(in crate::search) fn article(title: &str, text: &str) -> Article {
        Article {
            title: Some(Known::stated(title.to_string(), "test")),
            text: text.to_string(),
            language: Some(Known::stated(Language::FR, "test")),
            ..Article::default()
        }
    }

    fn places(query: &str, text: &str) -> Vec<String> {
        let article = article("Une trêve", text);
        let parts = read(&planned(query), Closeness::Related, &article);
        let place = |part: &ReadPart, occurrence: &Occurrence| {
            let start = if part.is_title { "title: " } else { "" };
            assert_eq!(occurrence.words.is_empty(), occurrence.span.is_empty());
            format!("{start}{}", occurrence.span.of(part.text))
        };
        let places =
            parts.iter().flat_map(|part| part.occurrences.iter().map(move |found| place(part, found)));
        places.collect()
    }

    #[test]
    fn a_phrase_is_one_place_and_words_are_several() {
        let text = "Le conseil de sécurité parle de sécurité.";
        assert_eq!(places("\"conseil de sécurité\"", text), ["conseil de sécurité"]);
        assert_eq!(places("conseil sécurité", text), ["conseil", "sécurité", "sécurité"]);
        assert_eq!(
            places("grève générale", "La grève générale.\nGrève, générale"),
            ["grève générale", "Grève", "générale"]
        );
        assert_eq!(places("trêve -port", "La trêve du port."), ["title: trêve", "trêve"]);
    }

    #[test]
    fn a_hyphenated_word_is_one_place() {
        assert_eq!(places("cessez-le-feu", "Un cessez-le-feu, le feu."), ["cessez-le-feu"]);
    }

    #[test]
    fn a_title_inside_the_text_is_read_once() {
        let mut article = article("La trêve", "La trêve\n\nElle tient.");
        article.title_span = Some(Span::new(0, "La trêve".len()));
        let parts = read(&planned("trêve"), Closeness::Related, &article);
        assert_eq!((parts.len(), parts[0].occurrences.len(), parts[0].is_title), (1, 1, false));
    }
}
