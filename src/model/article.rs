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

impl Unit {
    /// The word used in JSON output and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::Article => "article",
            Unit::Page => "page",
            Unit::Chapter => "chapter",
        }
    }
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

impl Status {
    /// The word used in JSON output and in the index.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Usable => "usable",
            Status::Withheld => "withheld",
            Status::Canceled => "canceled",
        }
    }
}

/// A subject of a classification, such as the Media Topics of the IPTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Scheme and code: `medtop:20000076`.
    pub code: String,
    /// Its name, when the source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Where and when an article was written, as its dateline or its agency says; not a place that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// The place, as written: `Paris`, `PARIS (75)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The time, as precise as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<PartialDate>,
}

/// Where a page of the source begins in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageStart {
    /// UTF-8 byte offset in the text.
    pub byte_start: usize,
    /// The page as the source counts or calls it.
    pub page: String,
}

/// One article: its text and what is known of it. The words are those of the IPTC where it has one.
///
/// `text` is kept as read, Unicode and line breaks untouched; every span of the system points into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The id or guid that the source gave it; names the member of a container.
    pub source_id: Option<String>,
    /// Version of the item of that guid: of several, the highest replaces the others. Where the source only says when
    /// the version was made, that time as digits (`20230920130500`).
    pub version: Option<u64>,
    /// Article, page or chapter.
    pub unit: Unit,
    /// The page it stands on, as the source writes it.
    pub page: Option<Known<String>>,
    /// Where its pages begin, when the text goes over several: in the order of the text.
    pub page_starts: Vec<PageStart>,
    /// Headline. `None` before enrichment when the source has none.
    pub title: Option<Known<String>>,
    /// Where the title stands in `text`, when it was derived from it. It is then not indexed a second time.
    pub title_span: Option<Span>,
    /// The lede (chapô), when the source marks it: a span of `text`.
    pub lede: Option<Span>,
    /// The full text: lede, then body; without bylines, captions, credits and links to other articles where these are
    /// known.
    pub text: String,
    /// Captions of its pictures: kept apart from the text, searched in a field of their own.
    pub captions: Vec<String>,
    /// Lines on whose work it is: agency tails, picture credits, copyright. Kept and searched as captions are.
    pub credits: Vec<String>,
    /// Place and time of writing.
    pub dateline: Option<Known<Dateline>>,
    /// First publication.
    pub published: Option<Known<PartialDate>>,
    /// The date of publication as the source writes it, when that is no date that can be.
    pub date_as_written: Option<String>,
    /// Last change by the publisher.
    pub updated: Option<Known<PartialDate>>,
    /// Not to be shown before.
    pub embargo: Option<Known<PartialDate>>,
    /// The newspaper or agency that published it.
    pub source: Option<Known<String>>,
    /// The agency whose copy it is, when it is not the one that published it: AFP, Reuters.
    pub agency: Option<Known<String>>,
    /// Section (rubrique).
    pub section: Option<Known<String>>,
    /// Authors in the order of the byline.
    pub authors: Option<Known<Vec<String>>>,
    /// Editors' keywords.
    pub tags: Option<Known<Vec<String>>>,
    /// Subjects of a classification.
    pub subjects: Option<Known<Vec<Subject>>>,
    /// Language of the text.
    pub language: Option<Known<Language>>,
    /// Canonical address on the web.
    pub url: Option<Known<String>>,
    /// Who holds the rights, and what may be done.
    pub rights: Option<Known<String>>,
    /// Usable, withheld or canceled.
    pub status: Status,
    /// Whether the source shows only the beginning, as pages for subscribers do.
    pub is_excerpt: bool,
    /// Whether the text was read from pictures of pages by a machine.
    pub is_scan: bool,
    /// Of a scan: how many of a hundred words its language knows. Enrichment tells.
    pub legibility: Option<u8>,
    /// The latest day on which the source can have been written, when it says so: of a crawl, a feed, an export. No
    /// publication is later.
    pub latest: Option<PartialDate>,
    /// The 1-based line of the file at which `text` begins, when the lines of `text` are lines of that file.
    pub first_line: Option<u32>,
}

impl Article {
    /// The authors; none when they are not known.
    pub fn authors(&self) -> &[String] {
        self.authors.as_ref().map_or(&[], |authors| &authors.value)
    }

    /// The editors' keywords; none when there are none.
    pub fn tags(&self) -> &[String] {
        self.tags.as_ref().map_or(&[], |tags| &tags.value)
    }

    /// The subjects; none when there are none.
    pub fn subjects(&self) -> &[Subject] {
        self.subjects.as_ref().map_or(&[], |subjects| &subjects.value)
    }

    /// The page on which `byte` of the text stands, when pages are known.
    pub fn page_at(&self, byte: usize) -> Option<&str> {
        let inside = self.page_starts.iter().take_while(|start| start.byte_start <= byte).last();
        inside.map(|start| start.page.as_str()).or_else(|| self.page.as_ref().map(|page| page.value.as_str()))
    }
}
