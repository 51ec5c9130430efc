//! Where what is looked for stands in an article: its title and its text word by word, with the places that match. Which words
//! match is `highlight`'s to say; what is shown around them is the concordance's.

use std::ops::Range;

use super::highlight::Closeness;
use super::marker::{Marker, Wanted};
use super::plan::Plan;
use crate::analysis::{Token, article_tokens};
use crate::model::{Article, Span};

/// Which words of an article are places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    /// The words furthest from those typed.
    pub weakest: Closeness,
    /// Whether articles match that lack words: then every word is a place, wherever the query wants it to stand.
    pub lacks_words: bool,
}

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
pub(super) fn read<'a>(plan: &Plan, reach: Reach, article: &'a Article) -> Vec<ReadPart<'a>> {
    let wanted = match (reach.lacks_words, reach.weakest) {
        (true, _) => Wanted::Anywhere,
        (false, Closeness::Related) => Wanted::ProvenRelated,
        (false, _) => Wanted::Proven,
    };
    let tokens = article_tokens(article);
    let reader =
        Reader { marker: Marker::new(plan, article, (&tokens).into(), wanted), weakest: reach.weakest };
    let title = article.title.as_ref().filter(|_| article.title_span.is_none());
    let title = title.map(|title| {
        let whole = (Span::new(0, title.value.len()), tokens.title);
        reader.part(&title.value, true, vec![whole])
    });
    let paragraphs = tokens.paragraphs.into_iter().map(|paragraph| (paragraph.span, paragraph.tokens));
    title.into_iter().chain([reader.part(&article.text, false, paragraphs.collect())]).collect()
}

struct Reader<'p, 'a> {
    marker: Marker<'p, 'a>,
    weakest: Closeness,
}

impl Reader<'_, '_> {
    fn part<'t>(&self, text: &'t str, is_title: bool, paragraphs: Vec<(Span, Vec<Token>)>) -> ReadPart<'t> {
        let mut paragraph_ends: Vec<usize> = paragraphs.iter().map(|(span, _)| span.byte_end).collect();
        paragraph_ends.pop();
        let mut words: Vec<(Token, usize)> = Vec::new();
        let mut found: Vec<Span> = Vec::new();
        for (number, (_, tokens)) in paragraphs.into_iter().enumerate() {
            let here =
                if is_title { self.marker.in_own_title(&tokens) } else { self.marker.in_text(&tokens) };
            let here = here.into_iter().filter(|found| found.closeness <= self.weakest);
            found.extend(here.filter_map(|found| {
                let (first, last) = (found.spans.first()?, found.spans.last()?);
                Some(Span::new(first.byte_start, last.byte_end.max(first.byte_end)))
            }));
            words.extend(tokens.into_iter().filter(|token| !token.is_joined).map(|token| (token, number)));
        }
        let at = |byte: usize| words.partition_point(|(word, _)| word.span.byte_start < byte);
        let occurrence = |span: Span| Occurrence { span, words: at(span.byte_start)..at(span.byte_end) };
        let occurrences = disjoint(found, text).into_iter().map(occurrence).collect();
        ReadPart { text, is_title, words, paragraph_ends, occurrences }
    }
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

    /// Words themselves and what is derived from them.
    pub(in crate::search) const REACH: Reach = Reach { weakest: Closeness::Related, lacks_words: false };

    fn places(query: &str, text: &str) -> Vec<String> {
        let article = article("Une trêve", text);
        let parts = read(&planned(query), REACH, &article);
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
        let parts = read(&planned("trêve"), REACH, &article);
        assert_eq!((parts.len(), parts[0].occurrences.len(), parts[0].is_title), (1, 1, false));
    }

    #[test]
    fn what_stands_elsewhere_than_the_query_wants_it_is_no_place() {
        let text = "La paix viendra. Un accord de paix est signé, loin de tout autre mot et de tout autre sujet : la paix.";
        assert_eq!(places("accord NEAR/2 paix", text), ["accord", "paix"]);
        assert_eq!(places("title:trêve", "Une trêve."), ["title: trêve"]);
        let article = article("Une trêve", text);
        let reach = Reach { lacks_words: true, ..REACH };
        let parts = read(&planned("accord NEAR/2 paix"), reach, &article);
        assert_eq!(parts[1].occurrences.len(), 4);
    }
}
