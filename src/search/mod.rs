//! Requests → responses: matching, ranking, passages, highlights. Not parsing (`query`) and not printing (`render`).

mod request;
mod response;

pub use request::{Level, Match, SearchRequest, Sort, Totals};
pub use response::{ArchiveStamp, ArticleHead, Hit, LineOf, PassageHit, SearchResponse, Total};
