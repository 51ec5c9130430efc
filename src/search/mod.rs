//! Requests → responses: matching, ranking, passages, highlights. Not parsing (`query`) and not printing (`render`).

mod advice;
mod adviser;
mod bm25;
mod collect;
mod columns;
mod concept;
mod derived;
mod edition;
mod engine;
mod error;
#[cfg(test)]
mod example_index;
mod export;
mod family;
mod filter;
mod group;
mod hidden;
mod highlight;
mod local;
mod matching;
mod passage;
mod plan;
mod planned;
mod quote;
mod ranking;
mod request;
mod response;
mod rewording;
mod searcher;
mod sequence;
mod spelling;
mod tier;
mod unshown;
mod way;
mod weight;
mod widen;

pub use advice::{Advice, Alternative, NearWord, Obstacle, ObstacleKind};
pub use concept::named_concepts;
pub use error::Error;
pub use export::{Export, ExportedArticle};
pub use local::{ArticleText, LocalSearcher, RankedId, RankedSpan, TermCount};
pub use request::{Level, Match, SearchRequest, Sort, Totals};
pub use response::{ArchiveStamp, ArticleHead, Hit, LineOf, PassageHit, SearchResponse, Total};
pub use searcher::Searcher;
pub use unshown::{Unshown, UnshownCounts};
