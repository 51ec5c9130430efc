//! Which words of a text a plan matched. Marks words, not elided articles, and of a sequence only its occurrences.

use super::plan::{Plan, Slot, Unit};
use crate::analysis::Token;
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

/// All places in `tokens` where a wanted unit of `plan`, or what is derived from it, stands.
pub(super) fn find(plan: &Plan, tokens: &[Token]) -> Vec<Found> {
    let mut found = Vec::new();
    for &number in &plan.positive {
        let unit = &plan.units[number];
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

fn stands(slot: &Slot, token: &Token) -> bool {
    match slot.form {
        Form::Exact => slot.terms.contains(&token.exact),
        _ => token.lemmas.iter().any(|lemma| slot.terms.contains(lemma)),
    }
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
    let words: Vec<&Token> = tokens.iter().filter(|token| !token.is_joined).collect();
    for window in words.windows(slots.len()) {
        let is_run = window.windows(2).all(|pair| pair[0].position + 1 == pair[1].position);
        if is_run && slots.iter().zip(window).all(|(slot, token)| stands(slot, token)) {
            found.push(Found {
                unit: number,
                spans: window.iter().map(|token| token.span).collect(),
                closeness,
            });
        }
    }
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
    use crate::query::{Node, Query, Word};

    fn marked(query: &str, text: &str) -> Vec<String> {
        let word =
            |text: &str| Node::Word(Word { text: text.into(), form: Form::Inflected, span: Span::new(0, 0) });
        let words: Vec<Node> = query.split(' ').map(word).collect();
        let query = Query { root: Some(Node::And(words)) };
        let plan = plan(&query, &[Some(Language::FR)]);
        let found = find(&plan, &tokens(text, Some(Language::FR), 0));
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
