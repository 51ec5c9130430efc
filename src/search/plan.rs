//! From the tree of a query to conditions on units of words, in terms of this archive's languages. Not yet tantivy queries
//! (`matching`), nor yet the words of the archive (`expansion`, `derived`, `concept`).

use std::collections::BTreeSet;

use super::listed::ListedQuery;
use super::slot::{Reading, Slot};
use super::unit::{Concept, RankedWord, Unit};
use crate::analysis::analyzer_for;
use crate::model::{Language, PartialDate, Span};
use crate::query::{AtLeast, Filter, Form, In, Near, Node, Order, Part, Query, Scope, Weight, Within, Word};

/// A query of more words is read as a description: articles that lack one of them may stand before articles that have all.
/// On headlines as queries +0.6 to +1.3 points of nDCG; with up to four words there is no difference to be measured, and
/// who types two words wants both.
const MAX_TIERED_WORDS: usize = 4;

/// A condition over units, by their number in [`Plan::units`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Unit(usize),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    /// The parts stand near each other, see [`Near`].
    Near {
        parts: Vec<Condition>,
        distance: u32,
        order: Order,
    },
    /// The parts stand in one sentence or paragraph.
    Within {
        parts: Vec<Condition>,
        scope: Scope,
    },
    /// It occurs so many times.
    AtLeast {
        times: u32,
        of: Box<Condition>,
    },
    /// By its number in [`Plan::filters`].
    Filter(usize),
}

impl Condition {
    /// The conditions that it is made of.
    pub fn children(&self) -> &[Condition] {
        match self {
            Condition::Unit(_) | Condition::Filter(_) => &[],
            Condition::And(parts) | Condition::Or(parts) => parts,
            Condition::Near { parts, .. } | Condition::Within { parts, .. } => parts,
            Condition::Not(part) | Condition::AtLeast { of: part, .. } => std::slice::from_ref(part),
        }
    }
}

/// A query in terms of the archive.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub units: Vec<Unit>,
    /// Conditions on what is known of articles, with the values of the archive that satisfy them.
    pub filters: Vec<PlannedFilter>,
    /// `None`: every article.
    pub condition: Option<Condition>,
    /// Units that an article is wanted for (not those under a NOT), in the order typed.
    pub positive: Vec<usize>,
    /// Their words, stop words left out when others remain.
    pub words: Vec<RankedWord>,
    /// The day of asking, for what was published in the last days.
    pub today: Option<PartialDate>,
    /// Where the words that are left out stand in the query text.
    pub left_out: Vec<Span>,
    /// Whether it is words and nothing else: no phrase, no choice, no exclusion, no exact form.
    pub is_plain: bool,
}

/// A filter with the articles of the archive that satisfy it; of dates it is known without.
#[derive(Debug, Clone)]
pub(super) struct PlannedFilter {
    pub filter: Filter,
    /// The articles that have a value wanted; `None`: none has, or it is a date. Filled by `known_values`.
    pub articles: Option<ListedQuery>,
    /// Values of the archive that are wanted.
    pub num_values: usize,
}

impl Plan {
    /// Whether where words stand decides what matches: then not every occurrence of a word is part of a match.
    pub fn has_places(&self) -> bool {
        self.units.iter().any(|unit| unit.part.is_some()) || self.condition.as_ref().is_some_and(has_places)
    }

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
        let place = Context { is_positive: true, keeps_stop_words, part: None, weight: Weight::default() };
        planner.plan.condition = planner.node(root, place);
    }
    planner.plan
}

fn is_plain(node: &Node) -> bool {
    match node {
        Node::Word(word) => word.form != Form::Exact,
        // Several words of one concept.
        Node::Phrase(phrase) => phrase.form == Form::Concept,
        Node::And(nodes) => nodes.iter().all(is_plain),
        Node::Weighted { node, .. } => is_plain(node),
        Node::Filter(_) => true,
        _ => false,
    }
}

fn has_places(condition: &Condition) -> bool {
    matches!(condition, Condition::Near { .. } | Condition::Within { .. } | Condition::AtLeast { .. })
        || condition.children().iter().any(has_places)
}

/// What a node of the tree stands in.
#[derive(Clone, Copy)]
struct Context {
    /// Not under a NOT.
    is_positive: bool,
    keeps_stop_words: bool,
    part: Option<Part>,
    weight: Weight,
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
            Node::Word(word) => !word.is_plain() || !self.unit(std::slice::from_ref(word), word.form).is_stop,
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(|node| self.has_content(node)),
            Node::In(In { node, .. }) | Node::Weighted { node, .. } => self.has_content(node),
            Node::Not(_) | Node::Filter(_) => false,
            Node::Phrase(_) | Node::Near(_) | Node::Within(_) | Node::AtLeast(_) => true,
        }
    }

    fn node(&mut self, node: &Node, context: Context) -> Option<Condition> {
        // Where words are counted or placed, and in a choice, stop words are meant.
        let strict = Context { keeps_stop_words: true, ..context };
        match node {
            Node::Word(word) => {
                let unit = self.unit(std::slice::from_ref(word), word.form);
                let is_dropped =
                    unit.is_stop && word.is_plain() && context.is_positive && !context.keeps_stop_words;
                if is_dropped {
                    self.plan.left_out.push(word.span);
                    self.position += unit.num_positions();
                    return None;
                }
                self.push(unit, context)
            }
            Node::Phrase(phrase) => {
                let unit = self.unit(&phrase.words, phrase.form);
                self.push(unit, context)
            }
            Node::And(nodes) => join(self.nodes(nodes, context), Condition::And),
            Node::Or(nodes) => join(self.nodes(nodes, strict), Condition::Or),
            Node::Not(inner) => {
                let context = Context { is_positive: !context.is_positive, ..strict };
                self.node(inner, context).map(|condition| Condition::Not(Box::new(condition)))
            }
            Node::Near(Near { parts, distance, order }) => {
                let (distance, order) = (*distance, *order);
                join(self.nodes(parts, strict), |parts| Condition::Near { parts, distance, order })
            }
            Node::Within(Within { parts, scope }) => {
                let scope = *scope;
                join(self.nodes(parts, strict), |parts| Condition::Within { parts, scope })
            }
            Node::AtLeast(AtLeast { times, node }) => {
                let of = Box::new(self.node(node, strict)?);
                Some(Condition::AtLeast { times: *times, of })
            }
            Node::In(In { part, node }) => self.node(node, Context { part: Some(*part), ..context }),
            Node::Weighted { node, weight } => {
                self.node(node, Context { weight: weight.times(context.weight), ..context })
            }
            Node::Filter(filter) => {
                self.plan.filters.push(PlannedFilter {
                    filter: filter.clone(),
                    articles: None,
                    num_values: 0,
                });
                Some(Condition::Filter(self.plan.filters.len() - 1))
            }
        }
    }

    fn nodes(&mut self, nodes: &[Node], context: Context) -> Vec<Condition> {
        nodes.iter().filter_map(|node| self.node(node, context)).collect()
    }

    fn push(&mut self, mut unit: Unit, context: Context) -> Option<Condition> {
        if unit.is_empty() {
            return None;
        }
        (unit.part, unit.weight) = (context.part, context.weight);
        let number = self.plan.units.len();
        if context.is_positive {
            self.plan.positive.push(number);
            self.plan.words.extend(unit.words(number, self.position));
        }
        self.position += unit.num_positions();
        self.plan.units.push(unit);
        Some(Condition::Unit(number))
    }

    /// The unit of one chunk or of the chunks of a phrase, read by the rules of each language.
    fn unit(&self, words: &[Word], asked: Form) -> Unit {
        let mut singles: Option<Slot> = None;
        let mut sequences: Vec<Vec<Slot>> = Vec::new();
        let mut joined = BTreeSet::new();
        let mut exact_terms = BTreeSet::new();
        let main = analyzer_for(self.languages.first().copied().flatten());
        let mut is_stop = true;
        for &language in self.languages {
            let read = |word: &Word| {
                // A concept begins with its words, inflected.
                let form = if word.form == Form::Exact { Form::Exact } else { Form::Inflected };
                Reading::of_word(word, form, language, main)
            };
            let readings: Vec<Reading> = words.iter().map(read).collect();
            is_stop &= readings.iter().all(|reading| reading.is_stop);
            let first = readings.iter().find_map(|reading| reading.exact.clone());
            // The joined spelling stands for the whole only when the whole is one chunk.
            let own_joined =
                readings.first().filter(|_| words.len() == 1).map(|reading| reading.joined.clone());
            let slots = readings.into_iter().flat_map(|reading| reading.slots);
            match <[Slot; 1]>::try_from(slots.collect::<Vec<_>>()) {
                Ok([slot]) => {
                    exact_terms.extend(first);
                    singles.get_or_insert_with(|| Slot { terms: Vec::new(), ..slot.clone() }).add(slot);
                }
                Err(slots) if slots.is_empty() => {}
                Err(slots) => {
                    joined.extend(own_joined.into_iter().flatten());
                    if !sequences.contains(&slots) {
                        sequences.push(slots);
                    }
                }
            }
        }
        if !joined.is_empty() {
            let form = words.first().map_or(Form::Inflected, |word| word.form);
            let form = if form == Form::Exact { Form::Exact } else { Form::Inflected };
            let joined = Slot::of_terms(form, joined.into_iter().collect());
            match &mut singles {
                Some(single) => single.add(joined),
                None => singles = Some(joined),
            }
        }
        if let (Some(single), Some(exact)) = (&mut singles, exact_terms.first()) {
            single.exact.clone_from(exact);
        }
        let typed = || words.iter().map(|word| word.text.clone()).collect();
        let concept = (asked == Form::Concept).then(|| Concept { typed: typed(), ..Concept::default() });
        Unit {
            single: singles,
            sequences,
            exact_terms: exact_terms.into_iter().collect(),
            is_stop,
            derived: Vec::new(),
            concept,
            part: None,
            weight: Weight::default(),
        }
    }
}

fn join(mut parts: Vec<Condition>, many: impl Fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(many(parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Node {
        Node::Word(Word::typed(text, Form::Inflected, Span::new(0, text.len())))
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
