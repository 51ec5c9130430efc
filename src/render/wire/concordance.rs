//! The shapes of a concordance, `kwic --json` and `kwic --format jsonl`, and of collocates, `kwic --collocates N --json`.

use serde::Serialize;

use super::reading::Looked;
use super::{COLLOCATES_SCHEMA, KWIC_SCHEMA};
use crate::search::{Collocate, Collocates, Concordance, ConcordanceLine};

/// A concordance in one document.
#[derive(Debug, Serialize)]
pub struct ConcordanceShape<'a> {
    schema: &'static str,
    #[serde(flatten)]
    totals: Totals<'a>,
    lines: Vec<Line<'a>>,
}

impl<'a> ConcordanceShape<'a> {
    /// The shape of `concordance`.
    pub fn new(concordance: &'a Concordance) -> Self {
        ConcordanceShape {
            schema: KWIC_SCHEMA,
            totals: Totals::from(concordance),
            lines: concordance.lines.iter().map(Line::from).collect(),
        }
    }
}

/// One place as a line of `jsonl`.
#[derive(Debug, Serialize)]
pub struct TypedLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    line: Line<'a>,
}

impl<'a> TypedLine<'a> {
    /// The line of `line`.
    pub fn new(line: &'a ConcordanceLine) -> Self {
        TypedLine { r#type: "line", line: Line::from(line) }
    }
}

/// The last line of a concordance in `jsonl`. One without it was cut off.
#[derive(Debug, Serialize)]
pub struct ConcordanceEnd<'a> {
    r#type: &'static str,
    schema: &'static str,
    #[serde(flatten)]
    totals: Totals<'a>,
}

impl<'a> ConcordanceEnd<'a> {
    /// The line that ends `concordance`.
    pub fn new(concordance: &'a Concordance) -> Self {
        ConcordanceEnd { r#type: "end", schema: KWIC_SCHEMA, totals: Totals::from(concordance) }
    }
}

#[derive(Debug, Serialize)]
struct Totals<'a> {
    #[serde(flatten)]
    looked: Looked<'a>,
    sort: &'static str,
    read: u64,
    occurrences: u64,
}

impl<'a> From<&'a Concordance> for Totals<'a> {
    fn from(concordance: &'a Concordance) -> Self {
        Totals {
            looked: Looked::from(&concordance.reading),
            sort: concordance.sort.as_str(),
            read: concordance.num_read,
            occurrences: concordance.num_occurrences,
        }
    }
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    id: String,
    published: Option<String>,
    source: Option<&'a str>,
    r#in: &'static str,
    start: usize,
    end: usize,
    left: &'a str,
    keyword: &'a str,
    right: &'a str,
}

impl<'a> From<&'a ConcordanceLine> for Line<'a> {
    fn from(line: &'a ConcordanceLine) -> Self {
        Line {
            id: line.id.to_string(),
            published: line.published.map(|date| date.to_string()),
            source: line.source.as_deref(),
            r#in: if line.is_in_title { "title" } else { "text" },
            start: line.span.byte_start,
            end: line.span.byte_end,
            left: &line.left,
            keyword: &line.keyword,
            right: &line.right,
        }
    }
}

/// Words near others.
#[derive(Debug, Serialize)]
pub struct CollocateList<'a> {
    schema: &'static str,
    #[serde(flatten)]
    looked: Looked<'a>,
    read: u64,
    occurrences: u64,
    window: [usize; 2],
    min_count: u64,
    near: u64,
    words: u64,
    collocates: Vec<CollocateShape<'a>>,
}

impl<'a> CollocateList<'a> {
    /// The shape of `collocates`.
    pub fn new(collocates: &'a Collocates) -> Self {
        CollocateList {
            schema: COLLOCATES_SCHEMA,
            looked: Looked::from(&collocates.reading),
            read: collocates.num_read,
            occurrences: collocates.num_occurrences,
            window: [collocates.window.0, collocates.window.1],
            min_count: collocates.min_count,
            near: collocates.num_near,
            words: collocates.num_words,
            collocates: collocates.words.iter().map(CollocateShape::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct CollocateShape<'a> {
    word: &'a str,
    lemma: &'a str,
    observed: u64,
    expected: f64,
    all: u64,
    log_likelihood: f64,
}

impl<'a> From<&'a Collocate> for CollocateShape<'a> {
    fn from(word: &'a Collocate) -> Self {
        CollocateShape {
            word: &word.word,
            lemma: &word.lemma,
            observed: word.observed,
            expected: word.expected,
            all: word.num_all,
            log_likelihood: word.log_likelihood,
        }
    }
}
