//! A choice of articles in which an answer is looked for, such as those that came since yesterday. Who chooses is the caller.

use tantivy::query::Query;
use tantivy::{DocAddress, Searcher};

use super::error::Error;
use super::listed::{Listed, ListedQuery};
use super::local::{LocalSearcher, minute};
use crate::model::{ArticleId, PartialDate};

/// Some of the articles that a searcher answers from. It holds for the state that the searcher had open, and names no article
/// of another.
#[derive(Debug, Clone)]
pub struct Among(ListedQuery);

impl Among {
    /// The articles at these places of `searcher`.
    pub(super) fn new(addresses: impl Iterator<Item = DocAddress>, searcher: &Searcher) -> Among {
        let listed = Listed::new(addresses).unwrap_or_else(Listed::none);
        Among(ListedQuery::new(listed, searcher))
    }

    /// Finds them.
    pub(super) fn query(&self) -> Box<dyn Query> {
        Box::new(self.0.clone())
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
