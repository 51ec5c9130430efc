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
use super::request::SearchRequest;
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
