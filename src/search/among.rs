//! A choice of articles in which an answer is looked for, such as those that came since yesterday. Who chooses is the caller.

use std::sync::Arc;

use tantivy::query::Query;
use tantivy::{DocAddress, Searcher};

use super::error::Error;
use super::kept::KeptArticles;
use super::listed::{Listed, ListedQuery};
use super::local::{LocalSearcher, minute};
use crate::model::{ArticleId, PartialDate};

/// Some of the articles that a searcher answers from. It holds for the state that the searcher had open, and names no article
/// of another.
#[derive(Debug, Clone)]
pub struct Among {
    listed: ListedQuery,
    /// `None`: each answer reads its articles anew.
    kept: Option<Arc<KeptArticles>>,
}

impl Among {
    /// The articles at these places of `searcher`.
    pub(super) fn new(addresses: impl Iterator<Item = DocAddress>, searcher: &Searcher) -> Among {
        let listed = Listed::new(addresses).unwrap_or_else(Listed::none);
        Among { listed: ListedQuery::new(listed, searcher), kept: None }
    }

    /// Finds them.
    pub(super) fn query(&self) -> Box<dyn Query> {
        Box::new(self.listed.clone())
    }

    /// Keeps in memory what is read of them, for the next query that is asked with this choice or a clone of it: some 75 MB at
    /// most.
    pub fn keep_read(mut self) -> Among {
        self.kept = Some(Arc::default());
        self
    }

    /// What was read of them so far.
    pub(super) fn kept(&self) -> Option<&KeptArticles> {
        self.kept.as_deref()
    }
}

impl LocalSearcher {
    /// The articles of these ids; of an id that is not in the archive, none.
    pub fn among(&self, ids: impl IntoIterator<Item = ArticleId>) -> Result<Among, Error> {
        let mut addresses = Vec::new();
        for id in ids {
            addresses.extend(self.engine.address(id)?);
        }
        Ok(Among::new(addresses.into_iter(), self.engine.searcher()))
    }

    /// The articles that an embargo hid from who asked at `then`, and does not hide from who asks at `now`, both in UTC.
    pub fn released(&self, then: PartialDate, now: PartialDate) -> Vec<ArticleId> {
        self.engine.released(minute(Some(then)), minute(Some(now)))
    }
}
