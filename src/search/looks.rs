//! Looks at all articles of an answer, asked of an archive on this machine. How each is done is in its own file; here the
//! query is read for all of them.

use tantivy::query::Query;

use super::collect;
use super::error::Error;
use super::facet::{self, FacetRequest, Facets};
use super::local::{LocalSearcher, embargo_remark};
use super::plan::Plan;
use super::planned::Planned;
use super::reading::Reading;
use super::request::{Match, SearchRequest};
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
        let without_words = SearchRequest { text: String::new(), weakest: None, ..request.clone() };
        let all = self.engine.counted(&Default::default(), &without_words)?;
        let ways = if wanted.measure == Measure::Words { ways(&plan, request) } else { Vec::new() };
        let searcher = self.engine.searcher();
        let spread = timeline::spread(searcher, articles.as_ref(), all.as_ref(), wanted.by, &ways)?;
        let units = units::units(&self.engine, articles.as_ref(), reading.num_articles)?;
        let Spread { by, bars, coarse, undated } = spread;
        Ok(Timeline { reading, by, measure: wanted.measure, units, bars, coarse, undated })
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
