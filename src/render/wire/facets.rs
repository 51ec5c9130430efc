//! The shape of counts by field: `facets --json`.

use serde::Serialize;

use super::FACETS_SCHEMA;
use super::reading::Looked;
use crate::search::{Facet, Facets};

/// Counts by field.
#[derive(Debug, Serialize)]
pub struct FacetList<'a> {
    schema: &'static str,
    #[serde(flatten)]
    looked: Looked<'a>,
    facets: Vec<FacetShape<'a>>,
}

impl<'a> FacetList<'a> {
    /// The shape of `facets`.
    pub fn new(facets: &'a Facets) -> Self {
        FacetList {
            schema: FACETS_SCHEMA,
            looked: Looked::from(&facets.reading),
            facets: facets.facets.iter().map(FacetShape::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct FacetShape<'a> {
    field: &'static str,
    values: Vec<ValueShape<'a>>,
    more_values: u64,
    without: u64,
}

impl<'a> From<&'a Facet> for FacetShape<'a> {
    fn from(facet: &'a Facet) -> Self {
        let value = facet.values.iter();
        FacetShape {
            field: facet.field.as_str(),
            values: value
                .map(|value| ValueShape { value: &value.name, articles: value.num_articles })
                .collect(),
            more_values: facet.num_more_values,
            without: facet.num_without,
        }
    }
}

#[derive(Debug, Serialize)]
struct ValueShape<'a> {
    value: &'a str,
    articles: u64,
}
