//! The shape of articles with their texts: `show --json`.

use serde::Serialize;

use super::{Archive, Head, SHOW_SCHEMA};
use crate::model::Subject;
use crate::search::{ArchiveStamp, ArticleHead};

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
            subjects: &head.subjects,
            rights: head.rights.as_ref().map(|rights| rights.value.as_str()),
            captions: &head.captions,
            credits: &head.credits,
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
    subjects: &'a [Subject],
    rights: Option<&'a str>,
    captions: &'a [String],
    credits: &'a [String],
    first_line: Option<u32>,
    text: &'a str,
}
