//! What is looked up in the lists of an index without a query: articles by id or file, words by their beginning, the languages
//! that there are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, Term};

use super::collect;
use super::engine::Engine;
use super::error::Error;
use super::listed::ListedQuery;
use super::matching::restrict;
use crate::index::Fields;
use crate::model::{ArticleId, Language};

impl Engine {
    /// All ids that begin with `prefix`, with their places; at most `limit`.
    pub fn ids(&self, prefix: &str, limit: usize) -> Result<Vec<ArticleId>, Error> {
        let fields = Fields::get();
        let mut ids = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(fields.id)?;
            let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
            while ids.len() < limit && terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let id = std::str::from_utf8(terms.key()).ok().and_then(|id| id.parse::<ArticleId>().ok());
                ids.extend(id.filter(|id| self.address(*id).is_ok_and(|address| address.is_some())));
            }
        }
        Ok(ids.into_iter().take(limit).collect())
    }

    /// Where the article of that id is; `None` when it is not in the index.
    pub fn address(&self, id: ArticleId) -> Result<Option<DocAddress>, Error> {
        let term = Term::from_field_text(Fields::get().id, id.as_str());
        self.first_address(&term)
    }

    fn first_address(&self, term: &Term) -> Result<Option<DocAddress>, Error> {
        Ok(self.addresses(term)?.into_iter().next())
    }

    /// The articles of a file, by the term that names it.
    pub fn addresses(&self, term: &Term) -> Result<Vec<DocAddress>, Error> {
        let query = TermQuery::new(term.clone(), IndexRecordOption::Basic);
        let mut found: Vec<DocAddress> =
            self.searcher.search(&query, &DocSetCollector)?.into_iter().collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Exact forms that begin with `prefix`, with the number of articles that hold them; at most `limit`, in order. What only
    /// withdrawn articles say is left out, as these are where they are counted.
    pub fn terms(&self, prefix: &str, limit: usize) -> Result<Vec<(String, u64)>, Error> {
        let field = Fields::get().exact;
        let hidden = self.editions.taken_down();
        let hidden = hidden.map(|hidden| ListedQuery::new(hidden, &self.searcher));
        let mut counts = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(field)?;
            let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    *counts.entry(term.to_string()).or_insert(0) += u64::from(terms.value().doc_freq);
                }
            }
        }
        let Some(hidden) = hidden else { return Ok(counts.into_iter().take(limit).collect()) };
        let mut shown = Vec::new();
        for (word, _) in counts {
            if shown.len() == limit {
                break;
            }
            let term = Term::from_field_text(field, &word);
            match self.num_shown(&term, &hidden)? {
                0 => {}
                num => shown.push((word, num)),
            }
        }
        Ok(shown)
    }

    /// How many articles that are not `hidden` have the term.
    pub fn num_shown(&self, term: &Term, hidden: &ListedQuery) -> Result<u64, Error> {
        let has = TermQuery::new(term.clone(), IndexRecordOption::Basic);
        let found = restrict(Box::new(has), Vec::new(), vec![Box::new(hidden.clone())]);
        Ok(collect::count(&self.searcher, found.as_ref())?)
    }
}

/// The languages by whose rules articles were analysed, the one of most articles first.
pub(super) fn languages_of(searcher: &Searcher) -> tantivy::Result<Vec<Option<Language>>> {
    let mut num_articles = BTreeMap::new();
    let mut num_unknown = 0_u64;
    for reader in searcher.segment_readers() {
        num_unknown += u64::from(reader.max_doc());
        let index = reader.inverted_index(Fields::get().language)?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            let language =
                std::str::from_utf8(terms.key()).ok().and_then(|code| code.parse::<Language>().ok());
            if let Some(language) = language {
                let num = u64::from(terms.value().doc_freq);
                *num_articles.entry(language).or_insert(0) += num;
                num_unknown = num_unknown.saturating_sub(num);
            }
        }
    }
    // Articles of unknown language are read as French; an archive without any French is not: `plane` would be `plan`.
    if num_unknown > 0 || num_articles.is_empty() {
        *num_articles.entry(Language::FR).or_insert(0) += num_unknown;
    }
    let mut languages: Vec<_> = num_articles.into_iter().collect();
    languages.sort_by_key(|&(language, num)| (Reverse(num), language != Language::FR, language));
    Ok(languages.into_iter().map(|(language, _)| Some(language)).collect())
}
