//! What can answer requests. Local archives do; a distributed engine may stand behind the same trait later.

use super::error::Error;
use super::request::SearchRequest;
use super::response::SearchResponse;

/// Answers requests.
pub trait Searcher {
    /// Answers one request. Every query text is valid: errors come from the archive only.
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, Error>;
}
