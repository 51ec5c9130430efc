//! The words that options of `depeche query` take, and what they are called in a request. Formats are `format`'s.

use clap::ValueEnum;
use depeche::search::{Level, Match, Sort};

/// The order of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortBy {
    Relevance,
    Newest,
    Oldest,
}

impl From<SortBy> for Sort {
    fn from(sort: SortBy) -> Sort {
        match sort {
            SortBy::Relevance => Sort::Relevance,
            SortBy::Newest => Sort::Newest,
            SortBy::Oldest => Sort::Oldest,
        }
    }
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LevelOf {
    Article,
    Passage,
}

impl From<LevelOf> for Level {
    fn from(level: LevelOf) -> Level {
        match level {
            LevelOf::Article => Level::Article,
            LevelOf::Passage => Level::Passage,
        }
    }
}

/// The weakest match that is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MatchOf {
    All,
    Related,
    Some,
}

impl From<MatchOf> for Match {
    fn from(weakest: MatchOf) -> Match {
        match weakest {
            MatchOf::All => Match::All,
            MatchOf::Related => Match::Related,
            MatchOf::Some => Match::Some,
        }
    }
}

/// What offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OffsetsIn {
    Bytes,
    Chars,
}
