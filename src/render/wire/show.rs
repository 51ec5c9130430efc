//! The shape of articles with their texts: `show --json`.

use serde::Serialize;

use super::{Archive, Head, SHOW_SCHEMA};
use crate::model::{Span, Subject};
use crate::search::{ArchiveStamp, ArticleText, Highlighting};

/// Articles with their texts: `show --json`.
#[derive(Debug, Serialize)]
pub struct Show<'a> {
    schema: &'static str,
    archive: Archive<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Query<'a>>,
    articles: Vec<FullArticle<'a>>,
}

impl<'a> Show<'a> {
    /// The shape of `articles`, each with its stored text; `marks`, one for each or none, are of one query.
    pub fn new(stamp: &'a ArchiveStamp, articles: &'a [ArticleText], marks: &'a [Highlighting]) -> Self {
        let pairs = |spans: &[Span]| spans.iter().map(|span| [span.byte_start, span.byte_end]).collect();
        let full = |(number, article): (usize, &'a ArticleText)| {
            let (head, marks) = (&article.head, marks.get(number));
            FullArticle {
                article: Head::new(head, marks.map(|marks| pairs(&marks.title))),
                highlights: marks.map(|marks| pairs(&marks.text)),
                tags: &head.tags,
                subjects: &head.subjects,
                rights: head.rights.as_ref().map(|rights| rights.value.as_str()),
                captions: &head.captions,
                credits: &head.credits,
                first_line: head.first_line,
                text: &article.text,
            }
        };
        Show {
            schema: SHOW_SCHEMA,
            archive: Archive::from(stamp),
            query: marks.first().map(|marks| Query { text: &marks.query, understood: &marks.understood }),
            articles: articles.iter().enumerate().map(full).collect(),
        }
    }
}

/// What is marked.
#[derive(Debug, Serialize)]
struct Query<'a> {
    text: &'a str,
    understood: &'a str,
}

#[derive(Debug, Serialize)]
struct FullArticle<'a> {
    #[serde(flatten)]
    article: Head<'a>,
    tags: &'a [String],
    subjects: &'a [Subject],
    rights: Option<&'a str>,
    captions: &'a [String],
    credits: &'a [String],
    first_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    highlights: Option<Vec<[usize; 2]>>,
    text: &'a str,
}
