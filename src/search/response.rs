//! What a searcher answers: totals, hits, passages, highlights. Plain data; `render` gives it a shape.

use std::path::PathBuf;

use super::advice::Advice;
use super::cursor::Cursor;
use super::request::Match;
use crate::index::StoredArticle;
use crate::model::{
    ArticleId, Dateline, Known, Language, PartialDate, Span, Status, Subject, Unit, path_from_bytes,
};
use crate::query::Remark;

/// The answer to one request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SearchResponse {
    /// The archive that answered.
    pub archive: ArchiveStamp,
    /// The query as typed.
    pub text: String,
    /// The query as understood, in the query language itself.
    pub understood: String,
    /// What a person should know about the reading.
    pub remarks: Vec<Remark>,
    /// Which words keep articles out, and what else may be asked; empty when there is enough.
    pub advice: Advice,
    /// How many articles match.
    pub total: Total,
    /// The part of the hits asked for, best first.
    pub hits: Vec<Hit>,
    /// Where the next page begins; `None` when nothing more is counted.
    pub next: Option<Cursor>,
    /// Wall time inside the searcher, in microseconds.
    pub took_us: u64,
}

/// Which state of which archive gave an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveStamp {
    /// Name of the archive.
    pub name: String,
    /// Counts the commits since the archive was made.
    pub generation: u64,
    /// Time of the last commit, as `2026-11-20T02:30:04Z`.
    pub updated: String,
    /// Time of the last run that looked through all folders; `None` when no such run ended.
    pub refreshed: Option<String>,
    /// State word, as in [`crate::index::IndexState`].
    pub state: &'static str,
}

/// Numbers of matching articles (never of passages).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// `all + related`.
    pub articles: u64,
    /// Every word, as typed or inflected.
    pub all: u64,
    /// Every word, some through derivation or the thesaurus.
    pub related: u64,
    /// Articles that lack words: a courtesy of the relevance list, in no other figure. 0 when they were not looked for.
    pub some: u64,
    /// Whether the numbers are exact; else they are lower bounds.
    pub exact: bool,
}

/// One article of the answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Hit {
    /// Place in the whole list, from 1.
    pub rank: usize,
    /// Comparable inside one answer only.
    pub score: f32,
    /// How much of the query it satisfies.
    pub matched: Match,
    /// The article.
    pub article: ArticleHead,
    /// The matched words of the title: spans of the title.
    pub title_highlights: Vec<Span>,
    /// Best passages, best first.
    pub passages: Vec<PassageHit>,
}

/// What is known of an article, without its text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ArticleHead {
    /// Its id.
    pub id: ArticleId,
    /// The id that its source gave it.
    pub source_id: Option<String>,
    /// Label of the folder it is in.
    pub folder: String,
    /// Where that folder is; the directory it lies in when it is a single file.
    pub folder_path: PathBuf,
    /// Path inside the folder.
    pub path: PathBuf,
    /// Key of the member when the file is a container.
    pub member: Option<String>,
    /// Article, page or chapter.
    pub unit: Unit,
    /// Page, as the source writes it.
    pub page: Option<String>,
    /// Title, always known after enrichment.
    pub title: Option<Known<String>>,
    /// First publication.
    pub published: Option<Known<PartialDate>>,
    /// Last change by the publisher.
    pub updated: Option<Known<PartialDate>>,
    /// Publication (newspaper or agency).
    pub source: Option<Known<String>>,
    /// Section.
    pub section: Option<Known<String>>,
    /// Authors.
    pub authors: Vec<String>,
    /// Editors' keywords.
    pub tags: Vec<String>,
    /// Language.
    pub language: Option<Known<Language>>,
    /// Address on the web.
    pub url: Option<String>,
    /// Usable, withheld or canceled.
    pub status: Status,
    /// The line of the file where the text begins, when its lines are lines of the file.
    pub first_line: Option<u32>,
    /// Version of the item.
    pub version: Option<u64>,
    /// Place and time of writing.
    pub dateline: Option<Known<Dateline>>,
    /// The agency whose copy it is.
    pub agency: Option<Known<String>>,
    /// Who holds the rights.
    pub rights: Option<Known<String>>,
    /// Subjects of a classification.
    pub subjects: Vec<Subject>,
    /// Not to be shown before.
    pub embargo: Option<Known<PartialDate>>,
    /// Whether the source shows only the beginning.
    pub is_excerpt: bool,
    /// Of a scan: how many of a hundred words its language knows.
    pub legibility: Option<u8>,
    /// Captions of its pictures.
    pub captions: Vec<String>,
    /// Agency tails, picture credits, copyright.
    pub credits: Vec<String>,
}

/// One passage of a hit.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PassageHit {
    /// Its text, a part of the article's stored text.
    pub text: String,
    /// Where it stands in the article's stored text.
    pub span: Span,
    /// Page on which it begins, as the source writes it.
    pub page: Option<String>,
    /// Paragraph in which it begins, from 1.
    pub paragraph: usize,
    /// Line on which it begins, from 1.
    pub line: usize,
    /// What `line` counts in.
    pub line_of: LineOf,
    /// Comparable inside one answer only.
    pub score: f32,
    /// The matched words: spans of `text` (the passage's, not the article's).
    pub highlights: Vec<Span>,
    /// The sentences before it, when they were asked for and there are any.
    pub before: Option<Surrounding>,
    /// The sentences behind it.
    pub after: Option<Surrounding>,
}

/// Sentences beside a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surrounding {
    /// Their text, a part of the article's stored text.
    pub text: String,
    /// Where they stand in it.
    pub span: Span,
}

/// What a line number counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineOf {
    /// The file at `path`: an editor can jump to it.
    File,
    /// The article's stored text.
    Text,
}

impl SearchResponse {
    /// An answer that lists nothing.
    pub fn without_hits(
        archive: ArchiveStamp,
        text: &str,
        understood: &str,
        advice: Advice,
        total: Total,
    ) -> SearchResponse {
        let (text, understood) = (text.to_string(), understood.to_string());
        SearchResponse {
            archive,
            text,
            understood,
            remarks: Vec::new(),
            advice,
            total,
            hits: Vec::new(),
            next: None,
            took_us: 0,
        }
    }
}

impl ArticleHead {
    /// The head of a stored article whose folder is at `folder_path` now.
    pub(super) fn new(stored: &StoredArticle, folder_path: PathBuf) -> Self {
        let (origin, article) = (&stored.origin, &stored.article);
        ArticleHead {
            id: origin.id,
            source_id: article.source_id.clone(),
            folder: origin.folder.clone(),
            folder_path,
            path: path_from_bytes(&origin.path),
            member: origin.member.clone(),
            unit: article.unit,
            page: article.page.as_ref().map(|page| page.value.clone()),
            title: article.title.clone(),
            published: article.published.clone(),
            updated: article.updated.clone(),
            source: article.source.clone(),
            section: article.section.clone(),
            authors: article.authors().to_vec(),
            tags: article.tags().to_vec(),
            language: article.language.clone(),
            url: article.url.as_ref().map(|url| url.value.clone()),
            status: article.status,
            first_line: article.first_line,
            version: article.version,
            dateline: article.dateline.clone(),
            agency: article.agency.clone(),
            rights: article.rights.clone(),
            subjects: article.subjects().to_vec(),
            embargo: article.embargo.clone(),
            is_excerpt: article.is_excerpt,
            legibility: article.legibility,
            captions: article.captions.clone(),
            credits: article.credits.clone(),
        }
    }
}
