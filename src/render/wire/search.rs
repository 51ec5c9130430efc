//! The shapes of answers: one document, or lines that end with an `end` line.

use serde::Serialize;

use super::{Archive, Failure, Head, SEARCH_SCHEMA};
use crate::model::Span;
use crate::query::Remark;
use crate::render::Offsets;
use crate::search::{
    Alternative, Hit, LineOf, NearWord, Obstacle, PassageHit, SearchResponse, Surrounding, Total,
};

/// A whole answer: `query --format json`.
#[derive(Debug, Serialize)]
pub struct Search<'a> {
    schema: &'static str,
    archive: Archive<'a>,
    query: Query<'a>,
    total: Totals,
    hits: Vec<HitLine<'a>>,
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    took_ms: Option<f64>,
}

impl<'a> Search<'a> {
    /// The shape of `response`; `timing` adds how long it took.
    pub fn new(response: &'a SearchResponse, offsets: &Offsets, timing: bool) -> Self {
        Search {
            schema: SEARCH_SCHEMA,
            archive: Archive::from(&response.archive),
            query: Query::new(response, offsets),
            total: Totals::from(response.total),
            hits: response.hits.iter().map(|hit| HitLine::new(hit, offsets)).collect(),
            next: response.next.map(|next| next.to_string()),
            took_ms: timing.then(|| took_ms(response)),
        }
    }
}

/// One hit as a line of `jsonl`.
#[derive(Debug, Serialize)]
pub struct TypedHit<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    qid: Option<&'a str>,
    #[serde(flatten)]
    hit: HitLine<'a>,
}

impl<'a> TypedHit<'a> {
    /// The line of `hit`; `qid` names the query of a batch.
    pub fn new(hit: &'a Hit, qid: Option<&'a str>, offsets: &Offsets) -> Self {
        TypedHit { r#type: "hit", qid, hit: HitLine::new(hit, offsets) }
    }
}

/// The last line of an answer in `jsonl`. An answer without it was cut off.
#[derive(Debug, Serialize)]
pub struct End<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    qid: Option<&'a str>,
    schema: &'static str,
    archive: Archive<'a>,
    query: Query<'a>,
    total: Totals,
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    took_ms: Option<f64>,
}

impl<'a> End<'a> {
    /// The line that ends `response`.
    pub fn new(response: &'a SearchResponse, qid: Option<&'a str>, offsets: &Offsets, timing: bool) -> Self {
        End {
            r#type: "end",
            qid,
            schema: SEARCH_SCHEMA,
            archive: Archive::from(&response.archive),
            query: Query::new(response, offsets),
            total: Totals::from(response.total),
            next: response.next.map(|next| next.to_string()),
            took_ms: timing.then(|| took_ms(response)),
        }
    }
}

/// The end of one query of a batch that could not be answered.
#[derive(Debug, Serialize)]
pub struct FailedEnd<'a> {
    r#type: &'static str,
    qid: Option<&'a str>,
    error: Failure<'a>,
}

impl<'a> FailedEnd<'a> {
    /// The line that says why the query `qid` has no answer.
    pub fn new(qid: Option<&'a str>, error: Failure<'a>) -> Self {
        FailedEnd { r#type: "end", qid, error }
    }
}

#[derive(Debug, Serialize)]
struct Query<'a> {
    text: &'a str,
    understood: &'a str,
    remarks: Vec<RemarkLine<'a>>,
    obstacles: Vec<ObstacleLine<'a>>,
    instead: Vec<AlternativeLine<'a>>,
}

impl<'a> Query<'a> {
    fn new(response: &'a SearchResponse, offsets: &Offsets) -> Self {
        let line = |remark: &'a Remark| RemarkLine {
            span: offsets.in_text(remark.span, &response.text),
            message: &remark.message,
        };
        let obstacle = |obstacle: &'a Obstacle| ObstacleLine {
            kind: obstacle.kind.as_str(),
            span: offsets.in_text(obstacle.span, &response.text),
            message: &obstacle.message,
            words: obstacle.words.iter().map(NearWordLine::from).collect(),
        };
        Query {
            text: &response.text,
            understood: &response.understood,
            remarks: response.remarks.iter().map(line).collect(),
            obstacles: response.advice.obstacles.iter().map(obstacle).collect(),
            instead: response.advice.instead.iter().map(AlternativeLine::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct RemarkLine<'a> {
    span: [usize; 2],
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct ObstacleLine<'a> {
    kind: &'static str,
    span: [usize; 2],
    message: &'a str,
    words: Vec<NearWordLine<'a>>,
}

#[derive(Debug, Serialize)]
struct NearWordLine<'a> {
    word: &'a str,
    articles: u64,
}

impl<'a> From<&'a NearWord> for NearWordLine<'a> {
    fn from(near: &'a NearWord) -> Self {
        NearWordLine { word: &near.word, articles: near.num_articles }
    }
}

#[derive(Debug, Serialize)]
struct AlternativeLine<'a> {
    text: &'a str,
    articles: u64,
}

impl<'a> From<&'a Alternative> for AlternativeLine<'a> {
    fn from(alternative: &'a Alternative) -> Self {
        AlternativeLine { text: &alternative.text, articles: alternative.num_articles }
    }
}

#[derive(Debug, Serialize)]
struct Totals {
    articles: u64,
    all: u64,
    related: u64,
    some: u64,
    exact: bool,
}

impl From<Total> for Totals {
    fn from(total: Total) -> Self {
        let Total { articles, all, related, some, exact } = total;
        Totals { articles, all, related, some, exact }
    }
}

/// A hit.
#[derive(Debug, Serialize)]
pub(super) struct HitLine<'a> {
    rank: usize,
    score: f32,
    matched: &'static str,
    #[serde(flatten)]
    article: Head<'a>,
    passages: Vec<Passage<'a>>,
}

impl<'a> HitLine<'a> {
    pub(super) fn new(hit: &'a Hit, offsets: &Offsets) -> Self {
        let title = hit.article.title.as_ref().map_or("", |title| title.value.as_str());
        let marks = hit.title_highlights.iter().map(|&span| offsets.in_text(span, title)).collect();
        let passage = |passage: &'a PassageHit| Passage::new(passage, hit, offsets);
        HitLine {
            rank: hit.rank,
            score: hit.score,
            matched: hit.matched.as_str(),
            article: Head::new(&hit.article, Some(marks)),
            passages: hit.passages.iter().map(passage).collect(),
        }
    }
}

/// A passage of a hit.
#[derive(Debug, Serialize)]
pub(super) struct Passage<'a> {
    text: &'a str,
    start: Option<usize>,
    end: Option<usize>,
    page: Option<&'a str>,
    paragraph: usize,
    line: usize,
    line_of: &'static str,
    score: f32,
    highlights: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Beside<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Beside<'a>>,
}

#[derive(Debug, Serialize)]
struct Beside<'a> {
    text: &'a str,
    start: Option<usize>,
    end: Option<usize>,
}

impl<'a> Beside<'a> {
    fn new(beside: &'a Surrounding, hit: &Hit, offsets: &Offsets) -> Self {
        let place = offsets.in_article(beside.span, &hit.article.id);
        let (start, end) = (place.map(|[start, _]| start), place.map(|[_, end]| end));
        Beside { text: &beside.text, start, end }
    }
}

impl<'a> Passage<'a> {
    pub(super) fn new(passage: &'a PassageHit, hit: &Hit, offsets: &Offsets) -> Self {
        let place = offsets.in_article(passage.span, &hit.article.id);
        let in_passage = |&span: &Span| offsets.in_text(span, &passage.text);
        Passage {
            text: &passage.text,
            start: place.map(|[start, _]| start),
            end: place.map(|[_, end]| end),
            page: passage.page.as_deref(),
            paragraph: passage.paragraph,
            line: passage.line,
            line_of: match passage.line_of {
                LineOf::File => "file",
                LineOf::Text => "text",
            },
            score: passage.score,
            highlights: passage.highlights.iter().map(in_passage).collect(),
            before: passage.before.as_ref().map(|beside| Beside::new(beside, hit, offsets)),
            after: passage.after.as_ref().map(|beside| Beside::new(beside, hit, offsets)),
        }
    }
}

fn took_ms(response: &SearchResponse) -> f64 {
    response.took_us as f64 / 1000.0
}
