//! All articles that an answer counts, read one by one with their texts: memory stays the same however many there are. Not
//! a form on paper: see `render`.

use super::error::Error;
use super::listing::Listing;
use super::local::LocalSearcher;
use super::request::{Level, SearchRequest};
use super::response::{Hit, SearchResponse};
use super::searcher::Searcher;
use crate::query::parse;

/// The articles of an answer in their order, each read when it is asked for. It stays with the state of the archive that
/// its searcher has open.
pub struct Export<'a> {
    searcher: &'a LocalSearcher,
    listing: Listing,
    next: usize,
    response: SearchResponse,
}

/// An article of an answer with its text.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ExportedArticle {
    /// The article, its place in the answer, its passages.
    pub hit: Hit,
    /// Its full text as stored.
    pub text: String,
}

impl ExportedArticle {
    /// An article with its text.
    pub fn new(hit: Hit, text: String) -> Self {
        ExportedArticle { hit, text }
    }
}

impl LocalSearcher {
    /// The articles that the answer to `request` counts: those in [`Total::articles`](super::Total), or with
    /// [`weakest`](SearchRequest::weakest) those that it names. At most `num_hits` of them, behind the first `offset`;
    /// [`SearchRequest::ALL`] for every one.
    pub fn export(&self, request: &SearchRequest) -> Result<Export<'_>, Error> {
        let request = SearchRequest { level: Level::Article, ..request.clone() };
        let listing = self.engine.listing(&parse(&request.text).query, &request)?;
        let response = self.search(&SearchRequest { num_hits: 0, offset: 0, ..request })?;
        Ok(Export { searcher: self, listing, next: 0, response })
    }
}

impl Export<'_> {
    /// The answer without its hits: reading, totals, archive.
    pub fn response(&self) -> &SearchResponse {
        &self.response
    }

    /// How many articles it has in all, those read included.
    pub fn num_articles(&self) -> usize {
        self.listing.len()
    }
}

impl Iterator for Export<'_> {
    type Item = Result<ExportedArticle, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.listing.read(&self.searcher.engine, self.next, &|stored| self.searcher.head(stored));
        self.next += 1;
        let exported = read.transpose()?;
        Some(exported.map(|(hit, stored)| ExportedArticle { hit, text: stored.article.text }))
    }
}
