//! The articles of an answer, in its order, read and quoted one by one as they are asked for: a long answer is never in memory
//! whole.

use super::context::surround;
use super::engine::{Engine, Locate};
use super::error::Error;
use super::plan::Plan;
use super::quote::quote;
use super::read_article::ReadArticle;
use super::request::{Match, SearchRequest, Totals};
use super::response::Hit;
use super::tier::Ranked;
use super::weight::Weights;
use crate::index::StoredArticle;
use crate::query::Query;

/// Articles of an answer that are not read yet.
pub(super) struct Listing {
    plan: Plan,
    weights: Weights,
    request: SearchRequest,
    /// How many articles of the answer stand before these.
    first: usize,
    ranked: Vec<Ranked>,
}

impl Listing {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ranked.len()
    }

    /// Reads and quotes the one in that place, from 0; `None` behind the last.
    pub fn read(
        &self,
        engine: &Engine,
        place: usize,
        locate: &Locate,
    ) -> Result<Option<(Hit, StoredArticle)>, Error> {
        let Some(&ranked) = self.ranked.get(place) else { return Ok(None) };
        let read = ReadArticle::of(engine.article(ranked.address)?);
        let place = (self.first + place, ranked);
        let hit = hit_of(&self.plan, &self.weights, &read, place, &self.request, locate);
        Ok(Some((hit, read.stored)))
    }
}

/// An article with its best passages; `place`, from 0, is that in the whole list.
pub(super) fn hit_of(
    plan: &Plan,
    weights: &Weights,
    read: &ReadArticle,
    (place, ranked): (usize, Ranked),
    request: &SearchRequest,
    locate: &Locate,
) -> Hit {
    let quotation = quote(plan, weights, read, ranked, request.num_passages);
    let mut passages = quotation.passages;
    if request.num_passages == SearchRequest::ALL {
        passages.sort_by_key(|passage| passage.span);
    }
    surround(&mut passages, &read.stored.article, request.num_context);
    Hit {
        rank: place + 1,
        score: ranked.score,
        matched: ranked.matched,
        article: locate(&read.stored),
        title_highlights: quotation.title_highlights,
        passages,
    }
}

impl Engine {
    /// All articles that the answer to `query` counts, in its order, with what is needed to quote them. No text is read.
    pub fn listing(&self, query: &Query, request: &SearchRequest) -> Result<Listing, Error> {
        let plan = self.plan(query, request)?;
        let weakest = request.weakest.unwrap_or(Match::Related);
        let request = SearchRequest { weakest: Some(weakest), totals: Totals::Skip, ..self.bounded(request) };
        let mut ranked = self.tiers(&plan, &request)?.ranked;
        let first = request.offset.min(ranked.len());
        let ranked = ranked.split_off(first);
        let weights = Weights::of(&self.searcher, &plan)?;
        Ok(Listing { plan, weights, request, first, ranked })
    }
}
