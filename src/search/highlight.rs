//! Which words of a text the units of a plan are. Marks words, not elided articles, and of a sequence only its occurrences.
//! Whether they stand where the query wants them is `proof`'s to say.

use std::borrow::Borrow;
use std::ops::Range;

use super::nearness::{Ends, Place};
use super::places::range_of;
use super::plan::Plan;
use super::slot::Slot;
use super::unit::Unit;
use crate::analysis::{Boundary, Token};
use crate::model::Span;
use crate::query::Form;

/// One place where a unit matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Number of the unit.
    pub unit: usize,
    /// Its bytes, in the text that the tokens' spans point into.
    pub spans: Vec<Span>,
    /// How near the words are to those typed.
    pub closeness: Closeness,
}

/// How near words of a text are to the words of a query, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// The form typed.
    Exact,
    /// The same lemma.
    Inflected,
    /// Derived from the same word.
    Related,
}

/// The ends of the pieces of an article.
pub(super) fn ends_of(boundaries: &[(u32, Boundary)]) -> Ends {
    let all = |wanted: &[Boundary]| -> Vec<u32> {
        let found = boundaries.iter().filter(|(_, boundary)| wanted.contains(boundary));
        found.map(|(position, _)| *position).collect()
    };
    Ends {
        sentences: all(&[Boundary::Sentence, Boundary::Paragraph]),
        paragraphs: all(&[Boundary::Paragraph]),
        title: all(&[Boundary::Title]).first().copied(),
        lede: all(&[Boundary::Lede]).last().copied(),
    }
}

/// All places in `tokens` where a wanted unit of `plan`, or what is derived from it, stands, in the part of the article it is
/// wanted in.
pub(super) fn find(plan: &Plan, tokens: &[Token], ends: &Ends) -> Vec<Found> {
    let mut found = Vec::new();
    for &number in &plan.positive {
        let unit = &plan.units[number];
        let tokens = unit.part.map_or(tokens, |part| inside(tokens, &range_of(part, ends)));
        find_single(number, unit, tokens, &mut found);
        for slots in &unit.sequences {
            find_sequence(number, slots, Closeness::Exact, tokens, &mut found);
        }
        for slots in unit.concept.iter().flat_map(|concept| &concept.ways) {
            find_sequence(number, slots, Closeness::Related, tokens, &mut found);
        }
        find_derived(number, unit, tokens, &mut found);
    }
    found
}

/// Those of `tokens`, which are in the order of their positions, that stand in `range`.
fn inside<'t>(tokens: &'t [Token], range: &Range<u32>) -> &'t [Token] {
    let from = |position: u32| tokens.partition_point(|token| token.position < position);
    let (first, end) = (from(range.start), from(range.end));
    &tokens[first..end.max(first)]
}

/// Whether the index finds `token` under `slot`. Stop words have no lemma there: they are found by their forms.
pub(super) fn stands(slot: &Slot, token: &Token) -> bool {
    // Most slots have one term, and most words are of another length: asked of every word of an article, this counts.
    let has = |terms: &[String], term: &String| match terms {
        [] => false,
        [only] => only == term,
        _ => terms.binary_search(term).is_ok(),
    };
    match slot.form {
        Form::Exact => has(&slot.terms, &token.exact),
        _ => token.lemmas.iter().any(|lemma| has(&slot.terms, lemma)) || has(&slot.stop_forms, &token.exact),
    }
}

/// Where a run of slots stands in the words of an article, which are in the order of their positions; made of their numbers.
pub(super) fn places_of<T: Borrow<Token>>(slots: &[Slot], tokens: &[T]) -> Vec<Place> {
    let Some((first, rest)) = slots.split_first() else { return Vec::new() };
    let position_of = |token: &T| token.borrow().position;
    let mut places = Vec::new();
    for (number, token) in tokens.iter().map(T::borrow).enumerate() {
        if !stands(first, token) {
            continue;
        }
        let mut words = vec![number];
        let is_run = (1..).zip(rest).all(|(offset, slot)| {
            let position = token.position + offset;
            let start = tokens.partition_point(|token| position_of(token) < position);
            let here = tokens[start..].iter().take_while(|token| position_of(token) == position).enumerate();
            let standing = here.filter(|(_, token)| stands(slot, (*token).borrow()));
            let before = words.len();
            words.extend(standing.map(|(place, _)| start + place));
            words.len() > before
        });
        if is_run {
            places.push(Place { first: token.position, last: token.position + rest.len() as u32, words });
        }
    }
    places
}

fn find_single(number: usize, unit: &Unit, tokens: &[Token], found: &mut Vec<Found>) {
    let Some(slot) = &unit.single else { return };
    for token in tokens.iter().filter(|token| stands(slot, token)) {
        let is_exact = unit.exact_terms.contains(&token.exact);
        let closeness = if is_exact { Closeness::Exact } else { Closeness::Inflected };
        found.push(Found { unit: number, spans: vec![token.span], closeness });
    }
}

fn find_derived(number: usize, unit: &Unit, tokens: &[Token], found: &mut Vec<Found>) {
    let Some(slot) = unit.single.as_ref().filter(|_| !unit.derived.is_empty()) else { return };
    let is_derived = |token: &&Token| {
        token.lemmas.iter().any(|lemma| unit.derived.binary_search(lemma).is_ok()) && !stands(slot, token)
    };
    for token in tokens.iter().filter(is_derived) {
        found.push(Found { unit: number, spans: vec![token.span], closeness: Closeness::Related });
    }
}

fn find_sequence(
    number: usize,
    slots: &[Slot],
    closeness: Closeness,
    tokens: &[Token],
    found: &mut Vec<Found>,
) {
    let spans = |place: Place| place.words.into_iter().map(|word| tokens[word].span).collect();
    let places = places_of(slots, tokens).into_iter();
    found.extend(places.map(|place| Found { unit: number, spans: spans(place), closeness }));
}

/// The spans to mark, of words no further from those typed than `weakest`: sorted, disjoint, and one where only a hyphen
/// parts two.
pub(super) fn marks(found: &[Found], weakest: Closeness, text: &str) -> Vec<Span> {
    let found = found.iter().filter(|found| found.closeness <= weakest);
    let mut spans: Vec<Span> = found.flat_map(|found| found.spans.iter().copied()).collect();
    spans.sort_unstable();
    let mut marks: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match marks.last_mut() {
            Some(last) if span.byte_start <= last.byte_end || is_hyphen_between(text, *last, span) => {
                last.byte_end = last.byte_end.max(span.byte_end);
            }
            _ => marks.push(span),
        }
    }
    marks
}

fn is_hyphen_between(text: &str, left: Span, right: Span) -> bool {
    let gap = text.get(left.byte_end..right.byte_start).unwrap_or(" ");
    let mut characters = gap.chars();
    matches!((characters.next(), characters.next()), (Some('-' | '\u{2010}' | '\u{2011}' | '\u{2012}'), None))
}

#[cfg(test)]
mod tests {
    use super::super::plan::plan;
    use super::*;
    use crate::analysis::tokens;
    use crate::model::Language;
    use crate::query::parse;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let plan = plan(&parse(query).query, &[Some(Language::FR)]);
        let found = find(&plan, &tokens(text, Some(Language::FR), 0), &Ends::default());
        marks(&found, Closeness::Inflected, text).into_iter().map(|span| span.of(text).to_string()).collect()
    }

    #[test]
    fn marks_the_word_without_its_article() {
        assert_eq!(marked("l'accord", "L’accord et les accords d'hier"), ["accord", "accords"]);
    }

    #[test]
    fn marks_a_hyphenated_word_whole_and_only_together() {
        assert_eq!(marked("cessez-le-feu", "Le cessez‑le‑feu : le feu a cessé."), ["cessez‑le‑feu"]);
        assert_eq!(
            marked("contre-offensive", "Une contreoffensive, une contre offensive"),
            ["contreoffensive", "contre", "offensive"]
        );
    }
}
