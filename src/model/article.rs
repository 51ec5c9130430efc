//! The unit of search: one article, as a reader found it and as enrichment completed it. Not its stored or indexed form.

use serde::{Deserialize, Serialize};

use super::{Known, Language, PartialDate, Span};

/// What one unit of search is in its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// An article of a newspaper or agency.
    #[default]
    Article,
    /// A page, where the source does not separate articles.
    Page,
    /// A part of a text too long to be one article.
    Chapter,
}

/// Whether the source lets the article be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Published and not withdrawn.
    #[default]
    Usable,
    /// Kept back by its source.
    Withheld,
    /// Withdrawn by its source.
    Canceled,
}

/// One article: its text and what is known of it.
///
/// `text` is kept as read, Unicode and line breaks untouched; every span of the system points into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The id or guid that the source gave it; names the member of a container.
    pub source_id: Option<String>,
    /// Article, page or chapter.
    pub unit: Unit,
    /// The page it stands on, as the source writes it.
    pub page: Option<String>,
    /// Headline. `None` before enrichment when the source has none.
    pub title: Option<Known<String>>,
    /// Where the title stands in `text`, when it was derived from it. It is then not indexed a second time.
    pub title_span: Option<Span>,
    /// The lede (chapô), when the source marks it: a span of `text`.
    pub lede: Option<Span>,
    /// The full text: lede, then body.
    pub text: String,
    /// First publication.
    pub published: Option<Known<PartialDate>>,
    /// Last change by the publisher.
    pub updated: Option<Known<PartialDate>>,
    /// The newspaper or agency that published it.
    pub source: Option<Known<String>>,
    /// Section (rubrique).
    pub section: Option<Known<String>>,
    /// Authors in the order of the byline.
    pub authors: Vec<String>,
    /// Editors' keywords.
    pub tags: Vec<String>,
    /// Language of the text.
    pub language: Option<Known<Language>>,
    /// Canonical address on the web.
    pub url: Option<String>,
    /// Usable, withheld or canceled.
    pub status: Status,
    /// The 1-based line of the file at which `text` begins, when the lines of `text` are lines of that file.
    pub first_line: Option<u32>,
}
