//! What every look at all articles of an answer says first: who answered, how the query was read, how many articles it is
//! about. What is seen in them is each look's own.

use super::response::ArchiveStamp;
use crate::query::Remark;

/// How a query was read, for looks at all the articles that its answer counts.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reading {
    /// The archive that answered.
    pub archive: ArchiveStamp,
    /// The query as typed.
    pub text: String,
    /// The query as understood, in the query language itself.
    pub understood: String,
    /// What a person should know about the reading.
    pub remarks: Vec<Remark>,
    /// The articles looked at: as many as `query` counts for the same request.
    pub num_articles: u64,
}
