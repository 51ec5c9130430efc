//! The shape of an explanation: `query --explain --json`.

use serde::Serialize;

use super::EXPLAIN_SCHEMA;
use crate::search::{ExplainedTerms, ExplainedWord, Explanation};

/// How a query was understood and answered.
#[derive(Debug, Serialize)]
pub struct Explain<'a> {
    schema: &'static str,
    text: &'a str,
    understood: &'a str,
    remarks: Vec<RemarkLine<'a>>,
    tree: &'a [String],
    words: Vec<Word<'a>>,
    filters: Vec<Filter<'a>>,
    steps: Vec<Step>,
}

impl<'a> Explain<'a> {
    /// The shape of `explanation`.
    pub fn new(explanation: &'a Explanation) -> Self {
        let remarks = explanation.remarks.iter().map(|remark| RemarkLine {
            span: [remark.span.byte_start, remark.span.byte_end],
            message: &remark.message,
        });
        let filters = explanation.filters.iter().map(|filter| Filter {
            filter: &filter.filter,
            values: filter.num_values,
            articles: filter.num_articles,
        });
        let steps = explanation.steps.iter().map(|step| Step {
            name: step.name,
            matching: step.num_matching,
            scored: step.num_scored,
            ranked: step.num_rescored,
        });
        Explain {
            schema: EXPLAIN_SCHEMA,
            text: &explanation.text,
            understood: &explanation.understood,
            remarks: remarks.collect(),
            tree: &explanation.tree,
            words: explanation.words.iter().map(Word::new).collect(),
            filters: filters.collect(),
            steps: steps.collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct RemarkLine<'a> {
    span: [usize; 2],
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct Word<'a> {
    word: &'a str,
    role: &'static str,
    articles: u64,
    positions: Vec<Terms<'a>>,
    derived: Option<Terms<'a>>,
    concept: &'a [String],
}

impl<'a> Word<'a> {
    fn new(word: &'a ExplainedWord) -> Self {
        Word {
            word: &word.word,
            role: word.role,
            articles: word.num_articles,
            positions: word.positions.iter().map(Terms::new).collect(),
            derived: word.derived.as_ref().map(Terms::new),
            concept: &word.concept,
        }
    }
}

#[derive(Debug, Serialize)]
struct Terms<'a> {
    field: &'static str,
    terms: Vec<Term<'a>>,
    more: usize,
}

impl<'a> Terms<'a> {
    fn new(terms: &'a ExplainedTerms) -> Self {
        let term = |(term, articles): &'a (String, u64)| Term { term, articles: *articles };
        Terms { field: terms.field, terms: terms.terms.iter().map(term).collect(), more: terms.num_more }
    }
}

#[derive(Debug, Serialize)]
struct Term<'a> {
    term: &'a str,
    articles: u64,
}

#[derive(Debug, Serialize)]
struct Filter<'a> {
    filter: &'a str,
    values: usize,
    articles: u64,
}

#[derive(Debug, Serialize)]
struct Step {
    name: &'static str,
    matching: u64,
    scored: u64,
    ranked: u64,
}
