//! How a query is understood and answered, for people who want to know: its tree, the words it stands for in the archive, and
//! how many articles each step looked at. It answers nothing itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::query::{EnableScoring, Explanation as Reasons, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader};

use super::collect;
use super::engine::Engine;
use super::error::Error;
use super::family::Family;
use super::filter::filters;
use super::group::GroupQuery;
use super::known_values;
use super::matching::{query_for_all, query_for_related, query_for_some, required, restrict};
use super::plan::Plan;
use super::request::{Match, SearchRequest};
use super::slot::Slot;
use super::tier::{excluded, num_candidates};
use super::unit::Unit;
use crate::query::{Form, Node, Query as Asked, Remark};

/// Words of the archive that are named for one word of the query.
const MAX_TERMS: usize = 12;

/// How a query is understood and answered.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// The query as typed.
    pub text: String,
    /// As understood, in the query language.
    pub understood: String,
    /// What a person should know about the reading.
    pub remarks: Vec<Remark>,
    /// The tree, a condition a line, indented by two blanks a level.
    pub tree: Vec<String>,
    /// What each word or phrase stands for.
    pub words: Vec<ExplainedWord>,
    /// What each condition on sources, dates and the like keeps.
    pub filters: Vec<ExplainedFilter>,
    /// What was done, in its order.
    pub steps: Vec<Step>,
}

/// A word or phrase of the query in terms of the archive.
#[derive(Debug, Clone)]
pub struct ExplainedWord {
    /// As typed, lower-cased.
    pub word: String,
    /// How it counts: `wanted`, `excluded`.
    pub role: &'static str,
    /// What may stand at each of its positions.
    pub positions: Vec<ExplainedTerms>,
    /// Lemmas derived from the same word, which make an article related.
    pub derived: Option<ExplainedTerms>,
    /// What its concept is called, when it is meant as one.
    pub concept: Vec<String>,
    /// Articles that say it, deleted ones included; of several words, of the rarest. Where something is hidden, it is counted out.
    pub num_articles: u64,
}

/// Terms of the index any of which may stand at a position.
#[derive(Debug, Clone)]
pub struct ExplainedTerms {
    /// The field: `lemma` for inflections of a word, `exact` for forms.
    pub field: &'static str,
    /// The terms in most articles with the number of these, deleted ones included; none that only hidden articles say.
    pub terms: Vec<(String, u64)>,
    /// Terms that are not named.
    pub num_more: usize,
}

/// A condition on what is known of articles.
#[derive(Debug, Clone)]
pub struct ExplainedFilter {
    /// As readings write it.
    pub filter: String,
    /// Values of the archive that satisfy it; of dates 0.
    pub num_values: usize,
    /// Articles that satisfy it.
    pub num_articles: u64,
}

/// One step of the answer.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which articles it looks for.
    pub name: &'static str,
    /// Articles that it finds.
    pub num_matching: u64,
    /// Of these, articles that were scored high enough, when they were reached, to be looked at: the others were passed over.
    pub num_scored: u64,
    /// Articles that are scored again by what is dear to know.
    pub num_rescored: u64,
}

/// Explains the answer to `request`, whose text is read as `asked`.
pub(super) fn explain(engine: &Engine, asked: &Asked, request: &SearchRequest) -> Result<Explanation, Error> {
    let planned = engine.planned(asked, request)?;
    let (plan, query) = (&planned.plan, planned.query.without_words(&planned.plan.left_out));
    let explainer = Explainer { engine, plan, request };
    let mut tree = Vec::new();
    query.root.iter().for_each(|root| write_tree(root, 0, &mut tree));
    let words = plan.units.iter().enumerate().map(|(number, unit)| explainer.word(number, unit));
    Ok(Explanation {
        text: request.text.clone(),
        understood: query.to_string(),
        remarks: planned.remarks.clone(),
        tree,
        words: words.collect::<Result<_, Error>>()?,
        filters: explainer.filters()?,
        steps: explainer.steps()?,
    })
}

/// One condition a line.
fn write_tree(node: &Node, depth: usize, lines: &mut Vec<String>) {
    let itself = || Asked { root: Some(node.clone()) }.to_string();
    let name = match node {
        Node::And(_) => "all of".to_string(),
        Node::Or(_) => "any of".to_string(),
        Node::Not(_) => "not".to_string(),
        Node::Near(near) => {
            let order = match near.order {
                crate::query::Order::Any => "any order",
                crate::query::Order::Written => "this order",
            };
            format!("at most {} words apart, in {order}", near.distance)
        }
        Node::Within(within) => match within.scope {
            crate::query::Scope::Sentence => "in one sentence".to_string(),
            crate::query::Scope::Paragraph => "in one paragraph".to_string(),
        },
        Node::AtLeast(at_least) => format!("at least {} times", at_least.times),
        Node::In(inside) => format!("in the {}", inside.part.as_str()),
        Node::Weighted { weight, .. } => format!("weighing {weight}"),
        Node::Phrase(_) => format!("phrase {}", itself()),
        Node::Filter(_) => format!("known {}", itself()),
        Node::Word(word) => match word.form {
            Form::Inflected => format!("word {}", itself()),
            Form::Exact => format!("form {}", itself()),
            Form::Concept => format!("concept {}", itself()),
        },
    };
    lines.push(format!("{}{name}", "  ".repeat(depth)));
    node.children().iter().for_each(|child| write_tree(child, depth + 1, lines));
}

struct Explainer<'a> {
    engine: &'a Engine,
    plan: &'a Plan,
    request: &'a SearchRequest,
}

impl Explainer<'_> {
    fn word(&self, number: usize, unit: &Unit) -> Result<ExplainedWord, Error> {
        let slots: Vec<&Slot> = match unit.sequences.first() {
            Some(slots) => slots.iter().collect(),
            None => unit.single.iter().collect(),
        };
        let positions = slots.iter().map(|slot| self.terms(slot)).collect::<Result<Vec<_>, Error>>()?;
        let derived = Slot::of_terms(Form::Inflected, unit.derived.clone());
        let derived = if unit.derived.is_empty() { None } else { Some(self.terms(&derived)?) };
        let concept = unit.concept.iter().flat_map(|concept| &concept.ways);
        let spelt =
            |slots: &Vec<Slot>| slots.iter().map(|slot| slot.exact.as_str()).collect::<Vec<_>>().join(" ");
        Ok(ExplainedWord {
            word: slots.iter().map(|slot| slot.exact.as_str()).collect::<Vec<_>>().join(" "),
            role: if self.plan.positive.contains(&number) { "wanted" } else { "excluded" },
            positions,
            derived,
            concept: concept.map(spelt).collect(),
            num_articles: self.num_with(unit)?,
        })
    }

    fn num_with(&self, unit: &Unit) -> Result<u64, Error> {
        let (searcher, ways) = (self.engine.searcher(), unit.ways());
        Ok(match self.engine.hidden(self.request) {
            Some(hidden) => {
                let says = Box::new(GroupQuery::new(ways, 0.0));
                collect::count(searcher, restrict(says, Vec::new(), vec![Box::new(hidden)]).as_ref())?
            }
            None => super::group::doc_freq(searcher, &ways)?,
        })
    }

    fn terms(&self, slot: &Slot) -> Result<ExplainedTerms, Error> {
        let mut terms = Vec::new();
        let hidden = self.engine.hidden(self.request);
        for term in slot.index_terms() {
            let num_articles = match &hidden {
                Some(hidden) => self.engine.num_shown(&term, hidden)?,
                None => self.engine.searcher().doc_freq(&term)?,
            };
            if hidden.is_some() && num_articles == 0 {
                continue;
            }
            let text = term.value().as_str().unwrap_or_default().to_string();
            terms.push((text, num_articles));
        }
        terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let num_more = terms.len().saturating_sub(MAX_TERMS);
        terms.truncate(MAX_TERMS);
        let field = if slot.form == Form::Exact { "exact" } else { "lemma" };
        Ok(ExplainedTerms { field, terms, num_more })
    }

    fn filters(&self) -> Result<Vec<ExplainedFilter>, Error> {
        let explained = self.plan.filters.iter().map(|planned| {
            let query = known_values::query_for(planned, self.plan.today);
            Ok(ExplainedFilter {
                filter: planned.filter.to_string(),
                num_values: planned.num_values,
                num_articles: collect::count(self.engine.searcher(), query.as_ref())?,
            })
        });
        explained.collect()
    }

    /// The steps of ranking; none when articles are listed by date.
    fn steps(&self) -> Result<Vec<Step>, Error> {
        if self.plan.words.is_empty() {
            return Ok(Vec::new());
        }
        let searcher = self.engine.searcher();
        let families = Family::all(searcher, self.plan)?;
        let hidden = self.engine.hidden(self.request);
        let kept = |query, is_some: bool| {
            let mut kept = filters(self.request);
            let mut left_out = Vec::new();
            if is_some {
                kept.extend(required(self.plan));
                left_out = super::matching::exclusions(self.plan);
            }
            restrict(query, kept, excluded(hidden.as_ref(), left_out))
        };
        let mut steps = Vec::new();
        let lists = |matched| matched <= self.request.weakest.unwrap_or(Match::Some);
        if !self.plan.is_description() || !lists(Match::Some) {
            steps.push(("every word", kept(query_for_all(self.plan), false)));
        }
        if self.plan.units.iter().any(Unit::has_related) && lists(Match::Related) {
            steps.push((
                "every word, derived and other names too",
                kept(query_for_related(self.plan, &families), false),
            ));
        }
        if self.plan.words.len() > 1 && lists(Match::Some) {
            steps.push(("some of the words", kept(query_for_some(self.plan, &families), true)));
        }
        steps.into_iter().map(|(name, query)| self.step(name, query)).collect()
    }

    fn step(&self, name: &'static str, query: Box<dyn Query>) -> Result<Step, Error> {
        let searcher = self.engine.searcher();
        let num_matching = collect::count(searcher, query.as_ref())?;
        let counting = Counting { query, num_scored: Arc::new(AtomicU64::new(0)) };
        let limit = num_candidates(searcher, self.request);
        let found = collect::best(searcher, self.engine.lengths(), &counting, limit)?;
        let num_scored = counting.num_scored.load(Ordering::Relaxed);
        Ok(Step { name, num_matching, num_scored, num_rescored: found.len() as u64 })
    }
}

/// A query that counts the articles which it hands over with a score.
#[derive(Debug)]
struct Counting {
    query: Box<dyn Query>,
    num_scored: Arc<AtomicU64>,
}

impl tantivy::query::QueryClone for Counting {
    fn box_clone(&self) -> Box<dyn Query> {
        Box::new(Counting { query: self.query.box_clone(), num_scored: self.num_scored.clone() })
    }
}

impl Query for Counting {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = self.query.weight(scoring)?;
        Ok(Box::new(CountingWeight { weight, num_scored: self.num_scored.clone() }))
    }
}

struct CountingWeight {
    weight: Box<dyn Weight>,
    num_scored: Arc<AtomicU64>,
}

impl Weight for CountingWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.weight.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Reasons> {
        self.weight.explain(reader, doc)
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        self.weight.for_each(reader, &mut |doc, score| {
            self.num_scored.fetch_add(1, Ordering::Relaxed);
            callback(doc, score);
        })
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        self.weight.for_each_pruning(threshold, reader, &mut |doc, score| {
            self.num_scored.fetch_add(1, Ordering::Relaxed);
            callback(doc, score)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::tests::engine;
    use super::*;
    use crate::query::parse;

    fn explained(texts: &[&str], query: &str) -> Explanation {
        let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("Titre", *text)).collect();
        explain(&engine(&texts), &parse(query).query, &SearchRequest::new(query)).unwrap()
    }

    #[test]
    fn the_tree_is_written_a_condition_a_line() {
        let tree = explained(&["Rien."], "titre:(trêve OU \"cessez le feu\") NOT (a NEAR/3 =b)").tree;
        let lines = [
            "all of",
            "  in the title",
            "    any of",
            "      word trêve",
            "      phrase \"cessez le feu\"",
            "  not",
            "    at most 3 words apart, in any order",
            "      word a",
            "      form =b",
        ];
        assert_eq!(tree, lines);
    }

    #[test]
    fn words_are_those_of_the_archive_with_their_frequencies() {
        let texts = ["Il négociera.", "Les négociations.", "La négociation, un négociant."];
        let words = explained(&texts, "négoci* -accord").words;
        let terms = &words[0].positions[0];
        let expected = [("négociant", 1), ("négociation", 1), ("négociations", 1), ("négociera", 1)];
        assert_eq!(terms.terms, expected.map(|(term, num)| (term.to_string(), num)));
        assert_eq!((terms.field, words[0].role, words[1].role), ("exact", "wanted", "excluded"));
    }

    #[test]
    fn steps_say_how_many_articles_they_looked_at() {
        let many: Vec<String> = (0..300).map(|n| format!("La trêve {}.", "tient ".repeat(n % 7))).collect();
        let texts: Vec<&str> = many.iter().map(String::as_str).collect();
        let step = explained(&texts, "trêve").steps.remove(0);
        assert_eq!((step.num_matching, step.num_rescored), (300, 200));
        assert!((200..=300).contains(&step.num_scored), "{step:?}");
    }
}
