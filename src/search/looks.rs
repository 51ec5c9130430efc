//! Looks at all articles of an answer, asked of an archive on this machine. How each is done is in its own file; here the
//! query is read for all of them.

use tantivy::DocAddress;
use tantivy::query::Query;

use super::base::base;
use super::collect;
use super::collocate::{CollocateRequest, Collocates, Neighbours};
use super::concordance::{Concordance, ConcordanceRequest, ConcordanceSort, Lines};
use super::error::Error;
use super::facet::{self, FacetRequest, Facets};
use super::highlight::Closeness;
use super::local::{LocalSearcher, embargo_remark};
use super::occurrence::Reach;
use super::plan::Plan;
use super::planned::Planned;
use super::reading::Reading;
use super::request::{Level, Match, SearchRequest, Sort, Totals};
use super::similar::{self, Similar};
use super::timeline::{self, Measure, Spread, Timeline, TimelineRequest};
use super::units;
use super::way::Way;
use crate::query::parse;

/// A request, read: what it says, what it means, and the articles that its answer counts.
struct Read {
    reading: Reading,
    plan: Plan,
    articles: Box<dyn Query>,
}

impl LocalSearcher {
    /// How the articles that the answer to `request` counts are spread over the values of fields.
    pub fn facets(&self, request: &SearchRequest, wanted: &FacetRequest) -> Result<Facets, Error> {
        let Read { reading, articles, .. } = self.read(request)?;
        let facets = facet::facets(&self.engine, articles.as_ref(), wanted)?;
        Ok(Facets { reading, facets })
    }

    /// How the articles that the answer to `request` counts are spread over time, beside all that its filters keep.
    pub fn timeline(&self, request: &SearchRequest, wanted: &TimelineRequest) -> Result<Timeline, Error> {
        let Read { reading, plan, articles } = self.read(request)?;
        let all = base(&plan, request, self.engine.hidden(request));
        let ways = if wanted.measure == Measure::Words { ways(&plan, request) } else { Vec::new() };
        let searcher = self.engine.searcher();
        let spread = timeline::spread(searcher, articles.as_ref(), all.as_ref(), wanted.by, &ways)?;
        let units = units::units(&self.engine, articles.as_ref(), reading.num_articles)?;
        let Spread { by, bars, coarse, undated } = spread;
        Ok(Timeline { reading, by, measure: wanted.measure, units, bars, coarse, undated })
    }

    /// Every place in the articles that the answer to `request` counts where what is looked for stands.
    pub fn concordance(
        &self,
        request: &SearchRequest,
        wanted: &ConcordanceRequest,
    ) -> Result<Concordance, Error> {
        let Read { reading, plan, articles } = self.read(request)?;
        let mut limit = wanted.max_articles.min(usize::try_from(reading.num_articles).unwrap_or(usize::MAX));
        // Filters and exclusions stand nowhere: no text need be read.
        if plan.positive.is_empty() {
            limit = 0;
        }
        let addresses = match wanted.sort {
            ConcordanceSort::Relevance => self.best(&plan, request, limit)?,
            ConcordanceSort::Date => self.engine.by_date(articles.as_ref(), Sort::Oldest, limit)?,
            ConcordanceSort::Left | ConcordanceSort::Right => self.newest(articles.as_ref(), limit)?,
        };
        let mut lines = Lines::new(&plan, reach(request), wanted);
        for address in addresses {
            lines.add(&self.engine.article(address)?);
        }
        Ok(lines.finish(reading))
    }

    /// The words that stand near what is looked for more often than by chance.
    pub fn collocates(
        &self,
        request: &SearchRequest,
        wanted: &CollocateRequest,
    ) -> Result<Collocates, Error> {
        let Read { reading, plan, articles } = self.read(request)?;
        let mut neighbours = Neighbours::new(&plan, reach(request), wanted);
        let limit = if plan.positive.is_empty() { 0 } else { wanted.max_articles };
        for address in self.newest(articles.as_ref(), limit)? {
            neighbours.add(&self.engine.article(address)?.article);
        }
        Ok(neighbours.finish(reading))
    }

    /// The articles most like the one of that id, or of the beginning of an id: those that the filters of `request` keep. Its
    /// text plays no part.
    pub fn similar(&self, id: &str, request: &SearchRequest) -> Result<Similar, Error> {
        let article = self.article(id)?.head;
        let address = self.engine.address(article.id)?;
        let address = address.ok_or_else(|| Error::UnknownArticle(id.to_string()))?;
        let found = similar::similar(&self.engine, address, request, &|stored| self.head(stored))?;
        let similar::Found { terms, duplicates, hits } = found;
        Ok(Similar { archive: self.stamp(), article, terms, duplicates, hits })
    }

    /// The best of the articles that the answer counts.
    fn best(&self, plan: &Plan, request: &SearchRequest, limit: usize) -> Result<Vec<DocAddress>, Error> {
        let listed = SearchRequest {
            level: Level::Article,
            sort: Sort::Relevance,
            weakest: Some(request.weakest.unwrap_or(Match::Related)),
            num_hits: limit,
            offset: 0,
            totals: Totals::Skip,
            ..request.clone()
        };
        let tiers = self.engine.tiers(plan, &listed)?;
        Ok(tiers.ranked.into_iter().map(|ranked| ranked.address).collect())
    }

    /// The newest articles, in the order in which they are stored: a block of the store is then unpacked once.
    fn newest(&self, articles: &dyn Query, limit: usize) -> Result<Vec<DocAddress>, Error> {
        let mut addresses = self.engine.by_date(articles, Sort::Newest, limit)?;
        addresses.sort_unstable();
        Ok(addresses)
    }

    fn read(&self, request: &SearchRequest) -> Result<Read, Error> {
        let parsed = parse(&request.text);
        let articles = self.engine.counted(&parsed.query, request)?;
        let num_articles = collect::count(self.engine.searcher(), articles.as_ref())?;
        let Planned { plan, query, remarks } = self.engine.planned(&parsed.query, request)?;
        let query = query.without_words(&plan.left_out);
        let num_embargoed = self.engine.num_embargoed(&query, request)?;
        let remarks = parsed.remarks.into_iter().chain(remarks).chain(embargo_remark(num_embargoed));
        let reading = Reading {
            archive: self.stamp(),
            text: request.text.clone(),
            understood: if query == parsed.query { parsed.understood } else { query.to_string() },
            remarks: remarks.collect(),
            num_articles,
        };
        Ok(Read { reading, plan, articles })
    }
}

/// All ways to say what is wanted, as far from the words typed as the request counts articles.
fn ways(plan: &Plan, request: &SearchRequest) -> Vec<Way> {
    let units = plan.positive.iter().map(|&number| &plan.units[number]);
    match request.weakest {
        Some(Match::All) => units.flat_map(|unit| unit.ways()).collect(),
        _ => units.flat_map(|unit| unit.related_ways()).collect(),
    }
}

/// How far from the words typed a word may be to be a place: as far as makes an article match.
fn reach(request: &SearchRequest) -> Reach {
    let weakest = if request.weakest == Some(Match::All) { Closeness::Inflected } else { Closeness::Related };
    Reach { weakest, lacks_words: request.weakest == Some(Match::Some) }
}
