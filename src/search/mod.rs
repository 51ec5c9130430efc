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
mod expansion;
mod family;
mod filter;
mod glob;
mod group;
mod hidden;
mod highlight;
mod known_values;
mod local;
mod matching;
mod nearness;
mod neighbourhood;
mod passage;
mod placed_query;
mod places;
mod plan;
mod planned;
mod proof;
mod quote;
mod ranking;
#[cfg(test)]
mod reference;
mod request;
mod response;
mod rewording;
mod searcher;
mod sequence;
mod slot;
mod spelling;
mod tier;
mod unit;
mod unshown;
mod way;
mod weight;
mod widen;

pub use advice::{Advice, Alternative, NearWord, Obstacle, ObstacleKind};
pub use concept::named_concepts;
pub use error::Error;
pub use local::{ArticleText, LocalSearcher, RankedId, RankedSpan, TermCount};
pub use request::{Level, Match, SearchRequest, Sort, Totals};
pub use response::{ArchiveStamp, ArticleHead, Hit, LineOf, PassageHit, SearchResponse, Total};
pub use searcher::Searcher;
pub use unshown::{Unshown, UnshownCounts};
