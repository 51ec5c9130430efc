//! A searcher over an archive on this machine: opens it, reads queries, asks the engine, says where articles are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use tantivy::Term;

use super::adviser::advise;
use super::cursor::Cursor;
use super::engine::{Answer, Engine};
use super::error::Error;
use super::explanation::{Explanation, explain};
use super::freshness;
use super::request::{Level, Match, SearchRequest, Sort, Totals};
use super::response::{ArchiveStamp, ArticleHead, Hit, SearchResponse};
use super::searcher::Searcher;
use super::unshown::{Unshown, UnshownCounts};
use crate::corpus::base_of;
use crate::index::{
    Archive, Fields, FileOrigin, IndexReader, ListsStamp, StoredArticle, Withdrawal, Withdrawals,
};
use crate::model::{ArticleId, PartialDate, Span, path_bytes, path_from_bytes};
use crate::query::{Remark, parse};
use crate::thesaurus::Thesaurus;

/// The longest id: prefixes are looked up in the index, whole ids also among the old ids of moved files.
const ID_LENGTH: usize = 12;
/// So many ids are named when a prefix fits several.
const MAX_NAMED_IDS: usize = 5;
/// What a run adds to the score of articles that have every word, so that scores fall along the list.
const TIER_STEP: f32 = 1_000.0;

/// Answers requests from one archive on disk.
pub struct LocalSearcher {
    reader: IndexReader,
    withdrawn: Withdrawals,
    /// The state of the lists from which `withdrawn` was read.
    lists: ListsStamp,
    pub(super) engine: Engine,
    /// `None`: the program's own.
    thesaurus: Option<Arc<Thesaurus>>,
}

/// An article whole.
#[derive(Debug, Clone)]
pub struct ArticleText {
    /// What is known of it.
    pub head: ArticleHead,
    /// Its full text as stored.
    pub text: String,
    /// The passages it is cut into: spans of `text`.
    pub passages: Vec<Span>,
}

/// An exact form of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCount {
    /// The form: lower case, accents kept.
    pub term: String,
    /// Articles that hold it (deleted ones count until their segment is merged).
    pub num_articles: u64,
}

/// An article in a run: named, not read.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedId {
    /// The id that its source gave it, else the archive's.
    pub id: String,
    /// Falls along the list.
    pub score: f32,
}

/// A passage in a run: where it stands, without its text.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedSpan {
    /// The id that the article's source gave it, else the archive's.
    pub id: String,
    /// Bytes of the article's stored text.
    pub span: Span,
    /// Falls along the list.
    pub score: f32,
}

impl LocalSearcher {
    /// Opens the last commit of `archive`.
    pub fn open(archive: &Archive) -> Result<LocalSearcher, Error> {
        let reader = IndexReader::open(archive)?;
        // Looked at before the lists are read: a change in between is one more reason to read them again.
        let lists = archive.withdrawals_stamp();
        let withdrawn = archive.withdrawals()?;
        let engine = Engine::new(reader.searcher().clone(), &withdrawn, None)?;
        Ok(LocalSearcher { reader, withdrawn, lists, engine, thesaurus: None })
    }

    /// Widens queries by `thesaurus` instead of the program's own.
    pub fn with_thesaurus(mut self, thesaurus: Thesaurus) -> Result<LocalSearcher, Error> {
        self.thesaurus = Some(Arc::new(thesaurus));
        self.open_engine()?;
        Ok(self)
    }

    /// Goes on with the newest commit, and without what was withdrawn since; says whether anything was newer.
    pub fn reload_if_changed(&mut self) -> Result<bool, Error> {
        let lists = self.reader.archive().withdrawals_stamp();
        let is_new = self.reader.reload_if_changed()? | (lists != self.lists);
        if is_new {
            self.withdrawn = self.reader.archive().withdrawals()?;
            self.lists = lists;
            self.open_engine()?;
        }
        Ok(is_new)
    }

    fn open_engine(&mut self) -> Result<(), Error> {
        let (searcher, thesaurus) = (self.reader.searcher().clone(), self.thesaurus.clone());
        self.engine = Engine::new(searcher, &self.withdrawn, thesaurus)?;
        Ok(())
    }

    /// Everything that was withdrawn from the archive.
    pub fn withdrawals(&self) -> &Withdrawals {
        &self.withdrawn
    }

    /// The best articles by name and score only; reads no text.
    pub fn search_ids(&self, request: &SearchRequest) -> Result<Vec<RankedId>, Error> {
        let parsed = parse(&request.text);
        let ranked = self.engine.rank(&parsed.query, request)?;
        let name =
            |(id, score, matched): (String, f32, Match)| RankedId { id, score: score + tier_step(matched) };
        Ok(ranked.into_iter().map(name).collect())
    }

    /// The best passages by place and score only, whatever level the request names.
    pub fn search_spans(&self, request: &SearchRequest) -> Result<Vec<RankedSpan>, Error> {
        let parsed = parse(&request.text);
        let request = SearchRequest { level: Level::Passage, totals: Totals::Skip, ..request.clone() };
        let answer = self.engine.search(&parsed.query, &request, &|stored| self.head(stored))?;
        let place = |hit: Hit| {
            let id = hit.article.source_id.unwrap_or_else(|| hit.article.id.to_string());
            let score = tier_step(hit.matched);
            let spans = hit.passages.into_iter();
            spans.map(move |passage| RankedSpan {
                id: id.clone(),
                span: passage.span,
                score: passage.score + score,
            })
        };
        Ok(answer.hits.into_iter().flat_map(place).collect())
    }

    /// How the text of `request` is understood and answered; the answer is not part of it.
    pub fn explain(&self, request: &SearchRequest) -> Result<Explanation, Error> {
        let parsed = parse(&request.text);
        let mut explanation = explain(&self.engine, &parsed.query, request)?;
        explanation.remarks.splice(..0, parsed.remarks);
        Ok(explanation)
    }

    /// The names that runs give to the articles of the archive, in no particular order.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        self.engine.names()
    }

    /// The article of an id, or of the beginning of an id that fits only one; old ids of moved files lead to the new.
    pub fn article(&self, id: &str) -> Result<ArticleText, Error> {
        let unknown = || Error::UnknownArticle(id.to_string());
        let prefix = id.trim().to_ascii_lowercase();
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(unknown());
        }
        let ids = self.engine.ids(&prefix, usize::MAX)?;
        match ids.as_slice() {
            [] if prefix.len() == ID_LENGTH => {
                let table = self.reader.archive().file_table()?;
                let old: ArticleId = prefix.parse().map_err(|_| unknown())?;
                let new = table.resolve_alias(old).ok_or_else(unknown)?;
                self.article_of(new)?.ok_or_else(unknown)
            }
            [] => Err(unknown()),
            [id] => self.article_of(*id)?.ok_or_else(unknown),
            ids => Err(Error::AmbiguousId {
                prefix,
                num: ids.len(),
                first: ids.iter().take(MAX_NAMED_IDS).map(ArticleId::to_string).collect(),
            }),
        }
    }

    /// The ids of the articles of a file, given by its absolute path; empty when no folder of the archive holds it.
    pub fn articles_at(&self, path: &Path) -> Result<Vec<ArticleId>, Error> {
        let Some(folder) = self.reader.archive().settings().folder_around(path) else {
            return Ok(Vec::new());
        };
        // A folder that is a single file knows it by its name.
        let inside = match path.strip_prefix(&folder.path) {
            Ok(inside) if !inside.as_os_str().is_empty() => inside.to_path_buf(),
            _ => path.file_name().map(PathBuf::from).unwrap_or_default(),
        };
        let term = FileOrigin::file_term(&folder.label, path_bytes(&inside));
        let addresses = self.engine.addresses(&Term::from_field_text(Fields::get().file, &term))?;
        addresses.into_iter().map(|address| Ok(self.engine.article(address)?.origin.id)).collect()
    }

    /// The withdrawal by which a person keeps the article of that id out of answers at `now`. It may have been purged, and be in no
    /// index any more.
    pub fn withdrawal_of(&self, id: ArticleId, now: Option<PartialDate>) -> Option<&Withdrawal> {
        self.withdrawn.of(id).filter(|one| one.hides_at(minute(now)))
    }

    /// How many articles of the archive no answer shows to who asks at `now`, in UTC; `None`: before every embargo ends.
    pub fn num_unshown(&self, now: Option<PartialDate>) -> UnshownCounts {
        self.engine.num_unshown(minute(now))
    }

    /// Why no answer shows the article of that id at `now`, and which one is shown in its place. `None`: answers show it.
    pub fn why_unshown(
        &self,
        id: ArticleId,
        now: Option<PartialDate>,
    ) -> Result<Option<(Unshown, Option<ArticleId>)>, Error> {
        let Some(address) = self.engine.address(id)? else { return Ok(None) };
        let Some((why, successor)) = self.engine.why_unshown(address, minute(now)) else { return Ok(None) };
        let successor = successor.map(|address| self.engine.article(address)).transpose()?;
        Ok(Some((why, successor.map(|stored| stored.origin.id))))
    }

    /// The exact forms of the archive that begin with `prefix`, in order; at most `limit`.
    pub fn terms(&self, prefix: &str, limit: usize) -> Result<Vec<TermCount>, Error> {
        let terms = self.engine.terms(&prefix.to_lowercase(), limit)?;
        Ok(terms.into_iter().map(|(term, num_articles)| TermCount { term, num_articles }).collect())
    }

    fn article_of(&self, id: ArticleId) -> Result<Option<ArticleText>, Error> {
        let Some(address) = self.engine.address(id)? else { return Ok(None) };
        let stored = self.engine.article(address)?;
        let (head, passages) = (self.head(&stored), self.engine.passages_of(&stored));
        Ok(Some(ArticleText { head, text: stored.article.text, passages }))
    }

    pub(super) fn head(&self, stored: &StoredArticle) -> ArticleHead {
        let folder = self.reader.archive().settings().folder(&stored.origin.folder);
        let path = path_from_bytes(&stored.origin.path);
        let base = folder.map(|folder| base_of(&folder.path, &path).to_path_buf());
        ArticleHead::new(stored, base.unwrap_or_default())
    }

    /// Which state of which archive answers.
    pub fn stamp(&self) -> ArchiveStamp {
        let stamp = self.reader.stamp();
        ArchiveStamp {
            name: self.reader.archive().settings().name.clone(),
            generation: stamp.generation,
            updated: stamp.updated.clone().unwrap_or_default(),
            refreshed: stamp.refreshed.clone(),
            state: stamp.state.as_str(),
        }
    }
}

/// That something is kept back is no secret; what it is, is.
pub(super) fn embargo_remark(num_articles: u64) -> Option<Remark> {
    let message = match num_articles {
        0 => return None,
        1 => "One more article matches and is under embargo.".to_string(),
        n => format!("{n} more articles match and are under embargo."),
    };
    Some(Remark { span: Span::new(0, 0), message })
}

/// What favours new articles is said: the list would be read as one by match alone.
fn fresh_remark(request: &SearchRequest) -> Option<Remark> {
    let is_scored = request.sort == Sort::Relevance && !request.text.trim().is_empty();
    let message = freshness::remark(request).filter(|_| is_scored)?;
    Some(Remark { span: Span::new(0, 0), message })
}

pub(super) fn minute(now: Option<PartialDate>) -> u64 {
    now.map_or(0, |now| now.first_minute())
}

fn tier_step(matched: Match) -> f32 {
    if matched == Match::Some { 0.0 } else { TIER_STEP }
}

impl Searcher for LocalSearcher {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, Error> {
        // A stopwatch, not a clock: the answer does not depend on it.
        let began = Instant::now();
        let stamp = self.stamp();
        let resumed = request.cursor.map(|cursor| cursor.resume(request, &stamp)).transpose()?;
        let request = resumed.as_ref().unwrap_or(request);
        let parsed = parse(&request.text);
        let answer = self.engine.search(&parsed.query, request, &|stored| self.head(stored))?;
        let Answer { total, hits, query, remarks } = answer;
        let num_embargoed = self.engine.num_embargoed(&query, request)?;
        let advice = advise(&self.engine, &query, request, &total)?;
        Ok(SearchResponse {
            next: Cursor::behind(request, &stamp, &hits, &total),
            archive: stamp,
            text: request.text.clone(),
            understood: if query == parsed.query { parsed.understood } else { query.to_string() },
            remarks: parsed
                .remarks
                .into_iter()
                .chain(remarks)
                .chain(fresh_remark(request))
                .chain(embargo_remark(num_embargoed))
                .collect(),
            advice,
            total,
            hits,
            took_us: began.elapsed().as_micros() as u64,
        })
    }
}
