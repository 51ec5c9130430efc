//! The JSON contract: every shape that leaves the program as JSON, field by field. Changing one is a new version.
//!
//! `null` is "not known" or "not computed", `[]` is "none". tests/json.rs declares the same shapes a second time and
//! refuses fields that it does not know.

use serde::Serialize;

use super::{Offsets, base64};
use crate::model::{Span, Status, Unit};
use crate::query::Remark;
use crate::search::{ArchiveStamp, ArticleHead, Hit, LineOf, PassageHit, SearchResponse, Total};

/// Schema of an answer.
pub const SEARCH_SCHEMA: &str = "depeche.search/1";
/// Schema of an article with its text.
pub const SHOW_SCHEMA: &str = "depeche.show/1";
/// Schema of an index run's report.
pub const INDEX_SCHEMA: &str = "depeche.index/1";
/// Schema of an archive's condition.
pub const STATUS_SCHEMA: &str = "depeche.status/1";
/// Schema of a failure.
pub const ERROR_SCHEMA: &str = "depeche.error/1";

/// A whole answer: `query --format json`.
#[derive(Debug, Serialize)]
pub struct Search<'a> {
    schema: &'static str,
    archive: Archive<'a>,
    query: Query<'a>,
    total: Totals,
    hits: Vec<HitLine<'a>>,
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

/// Why there is no answer.
#[derive(Debug, Serialize)]
pub struct Failure<'a> {
    schema: &'static str,
    code: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> Failure<'a> {
    /// A failure with its stable code, a sentence, and what to do next.
    pub fn new(code: &'a str, message: &'a str, hint: Option<&'a str>) -> Self {
        Failure { schema: ERROR_SCHEMA, code, message, hint }
    }
}

/// Which archive answered, in which state.
#[derive(Debug, Serialize)]
pub struct Archive<'a> {
    name: &'a str,
    generation: u64,
    updated: &'a str,
    state: &'a str,
}

impl<'a> From<&'a ArchiveStamp> for Archive<'a> {
    fn from(stamp: &'a ArchiveStamp) -> Self {
        Archive {
            name: &stamp.name,
            generation: stamp.generation,
            updated: &stamp.updated,
            state: stamp.state,
        }
    }
}

#[derive(Debug, Serialize)]
struct Query<'a> {
    text: &'a str,
    understood: &'a str,
    remarks: Vec<RemarkLine<'a>>,
}

impl<'a> Query<'a> {
    fn new(response: &'a SearchResponse, offsets: &Offsets) -> Self {
        let line = |remark: &'a Remark| RemarkLine {
            span: offsets.in_text(remark.span, &response.text),
            message: &remark.message,
        };
        Query {
            text: &response.text,
            understood: &response.understood,
            remarks: response.remarks.iter().map(line).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct RemarkLine<'a> {
    span: [usize; 2],
    message: &'a str,
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

#[derive(Debug, Serialize)]
struct HitLine<'a> {
    rank: usize,
    score: f32,
    matched: &'static str,
    #[serde(flatten)]
    article: Head<'a>,
    passages: Vec<Passage<'a>>,
}

impl<'a> HitLine<'a> {
    fn new(hit: &'a Hit, offsets: &Offsets) -> Self {
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

/// What is known of an article: the part that `query` and `show` have in common.
#[derive(Debug, Serialize)]
struct Head<'a> {
    id: String,
    source_id: Option<&'a str>,
    folder: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    member: Option<&'a str>,
    unit: Unit,
    page: Option<&'a str>,
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_highlights: Option<Vec<[usize; 2]>>,
    published: Option<String>,
    published_precision: Option<&'static str>,
    published_from: Option<&'static str>,
    updated: Option<String>,
    source: Option<&'a str>,
    section: Option<&'a str>,
    authors: &'a [String],
    language: Option<&'a str>,
    url: Option<&'a str>,
    status: Status,
    /// Places spoken of: not computed yet.
    places: Option<()>,
    /// Other copies of the same dispatch: not computed yet.
    copies: Option<()>,
}

impl<'a> Head<'a> {
    fn new(article: &'a ArticleHead, title_highlights: Option<Vec<[usize; 2]>>) -> Self {
        let published = article.published.as_ref();
        Head {
            id: article.id.to_string(),
            source_id: article.source_id.as_deref(),
            folder: article.folder_path.to_string_lossy().into_owned(),
            path: article.path.to_string_lossy().into_owned(),
            path_bytes: path_bytes(&article.path),
            member: article.member.as_deref(),
            unit: article.unit,
            page: article.page.as_deref(),
            title: article.title.as_ref().map(|title| title.value.as_str()),
            title_highlights,
            published: published.map(|date| date.value.to_string()),
            published_precision: published.map(|date| date.value.precision().as_str()),
            published_from: published.map(|date| date.origin.as_str()),
            updated: article.updated.as_ref().map(|date| date.value.to_string()),
            source: article.source.as_ref().map(|source| source.value.as_str()),
            section: article.section.as_ref().map(|section| section.value.as_str()),
            authors: &article.authors,
            language: article.language.as_ref().map(|language| language.value.as_str()),
            url: article.url.as_deref(),
            status: article.status,
            places: None,
            copies: None,
        }
    }
}

/// The path in base64 when text cannot say it.
fn path_bytes(path: &std::path::Path) -> Option<String> {
    path.to_str().is_none().then(|| base64::encode(path.as_os_str().as_encoded_bytes()))
}

#[derive(Debug, Serialize)]
struct Passage<'a> {
    text: &'a str,
    start: Option<usize>,
    end: Option<usize>,
    paragraph: usize,
    line: usize,
    line_of: &'static str,
    score: f32,
    highlights: Vec<[usize; 2]>,
}

impl<'a> Passage<'a> {
    fn new(passage: &'a PassageHit, hit: &Hit, offsets: &Offsets) -> Self {
        let place = offsets.in_article(passage.span, &hit.article.id);
        let in_passage = |&span: &Span| offsets.in_text(span, &passage.text);
        Passage {
            text: &passage.text,
            start: place.map(|[start, _]| start),
            end: place.map(|[_, end]| end),
            paragraph: passage.paragraph,
            line: passage.line,
            line_of: match passage.line_of {
                LineOf::File => "file",
                LineOf::Text => "text",
            },
            score: passage.score,
            highlights: passage.highlights.iter().map(in_passage).collect(),
        }
    }
}

/// Articles with their texts: `show --json`.
#[derive(Debug, Serialize)]
pub struct Show<'a> {
    schema: &'static str,
    archive: Archive<'a>,
    articles: Vec<FullArticle<'a>>,
}

impl<'a> Show<'a> {
    /// The shape of `articles`, each with its stored text.
    pub fn new(stamp: &'a ArchiveStamp, articles: &[(&'a ArticleHead, &'a str)]) -> Self {
        let full = |&(head, text): &(&'a ArticleHead, &'a str)| FullArticle {
            article: Head::new(head, None),
            tags: &head.tags,
            first_line: head.first_line,
            text,
        };
        Show {
            schema: SHOW_SCHEMA,
            archive: Archive::from(stamp),
            articles: articles.iter().map(full).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct FullArticle<'a> {
    #[serde(flatten)]
    article: Head<'a>,
    tags: &'a [String],
    first_line: Option<u32>,
    text: &'a str,
}

/// `inner` with its schema's name before its own fields.
#[derive(Debug, Serialize)]
pub struct Named<T> {
    schema: &'static str,
    #[serde(flatten)]
    inner: T,
}

impl<T> Named<T> {
    /// `inner` under the name `schema`.
    pub fn new(schema: &'static str, inner: T) -> Self {
        Named { schema, inner }
    }
}

fn took_ms(response: &SearchResponse) -> f64 {
    response.took_us as f64 / 1000.0
}
