//! From the tree of a query to words and phrases in terms of this archive's languages. Not yet tantivy queries (`matching`).

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::schema::Field;

use super::matching::field_of;
use super::way::Way;
use crate::analysis::{Analyzer, Token, analyzer_for, tokens};
use crate::index::Fields;
use crate::model::{Language, Span};
use crate::query::{Form, Node, Phrase, Query, Word};

/// A query of more words is read as a description: articles that lack one of them may stand before articles that have all.
/// On headlines as queries +0.6 to +1.3 points of nDCG; with up to four words there is no difference to be measured, and
/// who types two words wants both.
const MAX_TIERED_WORDS: usize = 4;

/// Terms of which any one may stand at a position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub form: Form,
    /// At least one; sorted.
    pub terms: Vec<String>,
    /// Stop words among the inflections meant: the index has them as exact forms only. Sorted.
    pub stop_forms: Vec<String>,
    /// The form typed.
    pub exact: String,
    /// Whether it is a stop word: it must stand there, but does not score.
    pub is_stop: bool,
}

impl Slot {
    /// The terms of the index any of which may stand there.
    pub fn index_terms(&self) -> Vec<Term> {
        let in_field = |field: Field, terms: &[String]| -> Vec<Term> {
            terms.iter().map(|term| Term::from_field_text(field, term)).collect()
        };
        let mut terms = in_field(field_of(self.form), &self.terms);
        terms.extend(in_field(Fields::get().exact, &self.stop_forms));
        terms
    }
}

/// A word as ranking sees it: on its own, whatever unit it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RankedWord {
    /// Number of its unit.
    pub unit: usize,
    pub slot: Slot,
    /// The forms typed, one per way in which a language reads them.
    pub exact_terms: Vec<String>,
    /// Its place among the words of the query, dropped stop words counted.
    pub position: u32,
    /// Lemmas of the archive that are derived from the same word; filled by `derived`. Sorted.
    pub derived: Vec<String>,
}

impl RankedWord {
    /// The word and what is derived from it as one; none when nothing is.
    pub fn family(&self) -> Option<Way> {
        (!self.derived.is_empty()).then(|| {
            let mut terms = self.slot.index_terms();
            terms.extend(lemma_terms(&self.derived));
            vec![terms]
        })
    }
}

fn lemma_terms(lemmas: &[String]) -> Vec<Term> {
    lemmas.iter().map(|lemma| Term::from_field_text(field_of(Form::Inflected), lemma)).collect()
}

/// A word or phrase of the query: the ways in which it may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// A single word: any of these terms.
    pub single: Option<Slot>,
    /// Several words side by side; each inner list is one way.
    pub sequences: Vec<Vec<Slot>>,
    /// The exact forms typed, when it is one word as typed: they rank higher.
    pub exact_terms: Vec<String>,
    /// Whether all its words are stop words.
    pub is_stop: bool,
    /// Derived words of a single word, which make an article related. Filled by `derived`; sorted.
    pub derived: Vec<String>,
    /// What the words mean, when it is asked for and not only the words.
    pub concept: Option<Concept>,
}

/// The words of a unit that is meant as a concept, and what the concept is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Concept {
    /// As typed, chunk by chunk.
    pub typed: Vec<String>,
    /// Terms of the concept, each a run of slots; they make an article related. Filled by `concept`.
    pub ways: Vec<Vec<Slot>>,
    /// Whether the archive hardly says the words themselves, so that the terms stand in their place.
    pub is_carried_over: bool,
}

impl Unit {
    /// Whether nothing can match it, such as a phrase of punctuation.
    pub fn is_empty(&self) -> bool {
        self.single.is_none() && self.sequences.is_empty()
    }

    /// The ways to say it, as typed or inflected.
    pub fn ways(&self) -> Vec<Way> {
        let sequences = self.sequences.iter().map(|slots| slots.iter().map(Slot::index_terms).collect());
        sequences.chain(self.single.iter().map(|slot| vec![slot.index_terms()])).collect()
    }

    /// The ways to say it, derived words and terms of its concept included.
    pub fn related_ways(&self) -> Vec<Way> {
        let mut ways = self.ways();
        ways.extend((!self.derived.is_empty()).then(|| vec![lemma_terms(&self.derived)]));
        ways.extend(self.concept_ways());
        ways
    }

    /// The terms of its concept.
    pub fn concept_ways(&self) -> Vec<Way> {
        let terms = self.concept.iter().flat_map(|concept| &concept.ways);
        terms.map(|slots| slots.iter().map(Slot::index_terms).collect()).collect()
    }

    /// Whether something else than the words themselves makes an article related.
    pub fn has_related(&self) -> bool {
        !self.derived.is_empty() || self.concept.as_ref().is_some_and(|concept| !concept.ways.is_empty())
    }

    /// Whether the terms of its concept stand in the place of its words.
    pub fn is_carried_over(&self) -> bool {
        self.concept.as_ref().is_some_and(|concept| concept.is_carried_over)
    }

    /// Positions it takes.
    fn num_positions(&self) -> u32 {
        self.sequences.first().map_or(1, Vec::len) as u32
    }

    /// The words of unit `unit` for ranking, the first of them at `position`. All ways to read a sequence say the same: one
    /// is enough.
    fn words(&self, unit: usize, position: u32) -> Vec<RankedWord> {
        let Some(slots) = self.sequences.first() else {
            let word = |slot: &Slot| RankedWord {
                unit,
                slot: slot.clone(),
                exact_terms: self.exact_terms.clone(),
                position,
                derived: Vec::new(),
            };
            return self.single.iter().map(word).collect();
        };
        let keeps_stop_words = slots.iter().all(|slot| slot.is_stop);
        let word = |(offset, slot): (usize, &Slot)| RankedWord {
            unit,
            slot: slot.clone(),
            exact_terms: vec![slot.exact.clone()],
            position: position + offset as u32,
            derived: Vec::new(),
        };
        slots.iter().enumerate().filter(|(_, slot)| keeps_stop_words || !slot.is_stop).map(word).collect()
    }
}

/// A condition over units, by their number in [`Plan::units`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Unit(usize),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
}

/// A query in terms of the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub units: Vec<Unit>,
    /// `None`: every article.
    pub condition: Option<Condition>,
    /// Units that an article is wanted for (not those under a NOT), in the order typed.
    pub positive: Vec<usize>,
    /// Their words, stop words left out when others remain.
    pub words: Vec<RankedWord>,
    /// Where the words that are left out stand in the query text.
    pub left_out: Vec<Span>,
    /// Whether it is words and nothing else: no phrase, no choice, no exclusion, no exact form.
    pub is_plain: bool,
}

impl Plan {
    /// Whether it is many words and nothing else: a description, of which no article has to say every word.
    pub fn is_description(&self) -> bool {
        self.is_plain && self.words.len() > MAX_TIERED_WORDS
    }
}

/// Plans `query` for an archive whose articles are in `languages`.
///
/// The first language says what is a stop word: in a French archive with some English articles, `le feu` is about fire,
/// though no English list has `le`.
pub(super) fn plan(query: &Query, languages: &[Option<Language>]) -> Plan {
    let mut planner = Planner { languages, plan: Plan::default(), position: 0 };
    if let Some(root) = &query.root {
        let keeps_stop_words = !planner.has_content(root);
        planner.plan.is_plain = is_plain(root);
        planner.plan.condition = planner.node(root, true, keeps_stop_words);
    }
    planner.plan
}

fn is_plain(node: &Node) -> bool {
    match node {
        Node::Word(word) => word.form != Form::Exact,
        // Several words of one concept.
        Node::Phrase(phrase) => phrase.form == Form::Concept,
        Node::And(nodes) => nodes.iter().all(is_plain),
        _ => false,
    }
}

struct Planner<'a> {
    languages: &'a [Option<Language>],
    plan: Plan,
    /// Words of the query read so far.
    position: u32,
}

impl Planner<'_> {
    /// Whether some positive word is not a stop word.
    fn has_content(&self, node: &Node) -> bool {
        match node {
            Node::Word(word) => {
                word.form != Form::Inflected || !self.unit(std::slice::from_ref(word), word.form).is_stop
            }
            Node::Phrase(_) => true,
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(|node| self.has_content(node)),
            Node::Not(_) => false,
        }
    }

    fn node(&mut self, node: &Node, is_positive: bool, keeps_stop_words: bool) -> Option<Condition> {
        match node {
            Node::Word(Word { form, .. }) => {
                let Node::Word(word) = node else { return None };
                let unit = self.unit(std::slice::from_ref(word), *form);
                let is_dropped = unit.is_stop && *form == Form::Inflected && is_positive && !keeps_stop_words;
                if is_dropped {
                    self.plan.left_out.push(word.span);
                    self.position += unit.num_positions();
                    return None;
                }
                self.push(unit, is_positive)
            }
            Node::Phrase(Phrase { words, form, .. }) => {
                let unit = self.unit(words, *form);
                self.push(unit, is_positive)
            }
            Node::And(nodes) => {
                let part = |node: &Node| self.node(node, is_positive, keeps_stop_words);
                join(nodes.iter().filter_map(part).collect(), Condition::And)
            }
            Node::Or(nodes) => {
                let part = |node: &Node| self.node(node, is_positive, true);
                join(nodes.iter().filter_map(part).collect(), Condition::Or)
            }
            Node::Not(inner) => {
                self.node(inner, !is_positive, true).map(|condition| Condition::Not(Box::new(condition)))
            }
        }
    }

    fn push(&mut self, unit: Unit, is_positive: bool) -> Option<Condition> {
        if unit.is_empty() {
            return None;
        }
        let number = self.plan.units.len();
        if is_positive {
            self.plan.positive.push(number);
            self.plan.words.extend(unit.words(number, self.position));
        }
        self.position += unit.num_positions();
        self.plan.units.push(unit);
        Some(Condition::Unit(number))
    }

    /// The unit of one chunk or of the chunks of a phrase, read by the rules of each language.
    fn unit(&self, words: &[Word], asked: Form) -> Unit {
        // A concept begins with its words, inflected.
        let form = if asked == Form::Exact { Form::Exact } else { Form::Inflected };
        let mut singles = BTreeSet::new();
        let mut stop_forms = BTreeSet::new();
        let mut sequences: Vec<Vec<Slot>> = Vec::new();
        let mut exact_terms = BTreeSet::new();
        let main = analyzer_for(self.languages.first().copied().flatten());
        let mut is_stop = true;
        let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        for &language in self.languages {
            let reading = Reading::of(&text.join(" "), language, form, main);
            is_stop &= reading.is_stop;
            match <[Slot; 1]>::try_from(reading.slots) {
                Ok([slot]) => {
                    singles.extend(slot.terms);
                    stop_forms.extend(slot.stop_forms);
                    exact_terms.extend(reading.exact);
                }
                Err(slots) if slots.is_empty() => {}
                Err(slots) => {
                    // The joined spelling stands for the whole only when the whole is one chunk.
                    if words.len() == 1 {
                        singles.extend(reading.joined);
                    }
                    if !sequences.contains(&slots) {
                        sequences.push(slots);
                    }
                }
            }
        }
        let exact = exact_terms.first().cloned().unwrap_or_default();
        let typed = || words.iter().map(|word| word.text.clone()).collect();
        let concept = (asked == Form::Concept).then(|| Concept { typed: typed(), ..Concept::default() });
        let single = (!singles.is_empty()).then(|| Slot {
            form,
            terms: singles.into_iter().collect(),
            stop_forms: stop_forms.into_iter().collect(),
            exact,
            is_stop,
        });
        let exact_terms = exact_terms.into_iter().collect();
        Unit { single, sequences, exact_terms, is_stop, derived: Vec::new(), concept }
    }
}

/// The slots of a term that nobody typed, in one language of the archive; none when the term is nothing that the language
/// would index.
pub(super) fn slots_of(text: &str, language: Option<Language>, main: Option<Language>) -> Vec<Slot> {
    Reading::of(text, language, Form::Inflected, analyzer_for(main)).slots
}

fn join(mut parts: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(many(parts)),
    }
}

/// A chunk or phrase as one language reads it.
struct Reading {
    slots: Vec<Slot>,
    joined: Vec<String>,
    exact: Option<String>,
    is_stop: bool,
}

impl Reading {
    /// `main` says what is a stop word.
    fn of(text: &str, language: Option<Language>, form: Form, main: &Analyzer) -> Reading {
        let analyzer = analyzer_for(language);
        let tokens = tokens(text, language, 0);
        let terms = |exact: &String, lemmas: &Vec<String>| {
            let mut terms = if form == Form::Exact { vec![exact.clone()] } else { lemmas.clone() };
            terms.retain(|term| !term.is_empty() && term.len() <= crate::analysis::MAX_TERM_BYTES);
            terms.sort();
            terms
        };
        let words = || tokens.iter().filter(|token| !token.is_joined);
        let stop_forms = |lemmas: &[String]| match form {
            Form::Exact => Vec::new(),
            _ => lemmas.iter().flat_map(|lemma| analyzer.stop_forms(lemma)).cloned().collect(),
        };
        let slot = |token: &Token| {
            let terms = terms(&token.exact, &token.lemmas);
            let mut stop_forms: Vec<String> = stop_forms(&terms);
            stop_forms.sort();
            stop_forms.dedup();
            let is_stop = main.is_stop_word(&token.exact);
            Slot { form, terms, stop_forms, exact: token.exact.clone(), is_stop }
        };
        let slots = words().map(slot);
        let joined = tokens.iter().filter(|token| token.is_joined && tokens.len() > 2);
        Reading {
            slots: slots.filter(|slot| !slot.terms.is_empty()).collect(),
            joined: joined.flat_map(|token| terms(&token.exact, &token.lemmas)).collect(),
            exact: words().next().map(|token| token.exact.clone()),
            is_stop: words().all(|token| main.is_stop_word(&token.exact)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Node {
        Node::Word(Word { text: text.into(), form: Form::Inflected, span: Span::new(0, text.len()) })
    }

    fn plan_of(nodes: Vec<Node>) -> Plan {
        plan(&Query { root: Some(Node::And(nodes)) }, &[Some(Language::FR)])
    }

    #[test]
    fn elided_words_are_single_and_hyphenated_ones_sequences() {
        let plan = plan_of(vec![word("l’accord"), word("cessez-le-feu")]);
        assert_eq!(plan.units[0].exact_terms, ["accord"]);
        assert_eq!(plan.units[1].sequences[0].len(), 3);
        assert!(plan.units[1].single.is_some(), "the joined spelling");
        let words: Vec<_> = plan.words.iter().map(|word| (word.slot.exact.as_str(), word.position)).collect();
        assert_eq!(words, [("accord", 0), ("cessez", 1), ("feu", 3)]);
    }

    #[test]
    fn stop_words_are_dropped_unless_nothing_else_is_said() {
        let plan = plan_of(vec![word("la"), word("trêve")]);
        assert_eq!((plan.units.len(), plan.left_out.as_slice()), (1, &[Span::new(0, 2)][..]));
        assert_eq!(plan_of(vec![word("la"), word("pour")]).units.len(), 2);
    }

    #[test]
    fn the_main_language_says_what_is_a_stop_word() {
        let nodes = || vec![word("le"), word("feu")];
        let num_units = |languages: &[&str]| {
            let languages: Vec<_> = languages.iter().map(|code| code.parse().ok()).collect();
            plan(&Query { root: Some(Node::And(nodes())) }, &languages).units.len()
        };
        assert_eq!(num_units(&["fr", "en"]), 1);
        assert_eq!(num_units(&["en", "fr"]), 2);
    }

    #[test]
    fn excluded_words_are_not_wanted() {
        let plan = plan_of(vec![word("paix"), Node::Not(Box::new(word("guerre")))]);
        assert_eq!((plan.units.len(), plan.positive.as_slice()), (2, &[0][..]));
    }
}
