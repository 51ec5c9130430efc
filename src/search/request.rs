//! What a caller asks of a searcher. Not the query language: see `query`.

use super::among::Among;
use super::cursor::Cursor;
use super::facet_field::FacetValue;
use crate::model::{DateRange, Language, PartialDate};

/// What one hit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// An article with its best passages.
    #[default]
    Article,
    /// One passage; several of one article may stand in the list.
    Passage,
}

impl Level {
    /// The word used on the command line and in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Article => "article",
            Level::Passage => "passage",
        }
    }
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best match first, tier by tier.
    #[default]
    Relevance,
    /// Latest first; undated articles last.
    Newest,
    /// Earliest first; undated articles last.
    Oldest,
}

impl Sort {
    /// The word used on the command line and in manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
        }
    }
}

/// How much of the query an article must satisfy to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Every word, as typed or inflected.
    All,
    /// Every word, through derivation or the thesaurus where needed.
    Related,
    /// At least one word.
    Some,
}

impl Match {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Match::All => "all",
            Match::Related => "related",
            Match::Some => "some",
        }
    }
}

/// How exact the totals must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Totals {
    /// Exact up to 100,000 articles, a lower bound beyond.
    #[default]
    Usual,
    /// Exact whatever it costs.
    Exact,
    /// Not computed, for callers that rank only.
    Skip,
}

/// A request: query text, filters, and the part of the answer wanted.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// The query as typed. Empty: every article that the filters keep, newest first.
    pub text: String,
    /// Look only among these articles. `None`: among all.
    pub among: Option<Among>,
    /// Publication period; undated articles are left out when it is limited.
    pub dates: DateRange,
    /// Keep only these publications, compared without case or accents. Empty: all.
    pub sources: Vec<String>,
    /// Keep only articles in these languages. Empty: all.
    pub languages: Vec<Language>,
    /// Keep only articles with one of these values in each field that is named. Empty: all.
    pub kept: Vec<FacetValue>,
    /// Leave out articles with any of these values.
    pub left_out: Vec<FacetValue>,
    /// Keep only articles with all these words, in any form, in captions and credits. Empty: all.
    pub captions: String,
    /// Leave out scans of which fewer of a hundred words are known. 0: none.
    pub min_legibility: u8,
    /// The time of asking, in UTC: embargoes that end later hide their articles. `None`: every embargo does.
    pub now: Option<PartialDate>,
    /// The day from which ages and dates such as `7d` count. `None`: that of `now`.
    pub today: Option<PartialDate>,
    /// Whether articles under embargo are shown all the same.
    pub shows_embargoed: bool,
    /// Whether all words are widened to what the thesaurus calls the same thing. Words that the archive does not say always
    /// are.
    pub expands: bool,
    /// Articles or passages.
    pub level: Level,
    /// Order of the hits.
    pub sort: Sort,
    /// Scores fall to a half with so many days of age. Only `Sort::Relevance` has scores, and only with `now` is there an age.
    /// `None`: age does not matter.
    pub half_life_days: Option<u32>,
    /// The weakest match listed. `None`: as weak as needed to fill the answer under `Sort::Relevance`, else `Related`.
    pub weakest: Option<Match>,
    /// Most hits wanted.
    pub num_hits: usize,
    /// Hits to leave out first.
    pub offset: usize,
    /// Goes on where an earlier answer ended, instead of at `offset`.
    pub cursor: Option<Cursor>,
    /// Most passages per article; 0: none, and no text is read; [`SearchRequest::ALL`]: every one that matches.
    pub num_passages: usize,
    /// Sentences shown before and behind each passage.
    pub num_context: usize,
    /// How exact the totals must be.
    pub totals: Totals,
}

impl Default for SearchRequest {
    fn default() -> Self {
        SearchRequest {
            text: String::new(),
            among: None,
            dates: DateRange::default(),
            sources: Vec::new(),
            languages: Vec::new(),
            kept: Vec::new(),
            left_out: Vec::new(),
            captions: String::new(),
            min_legibility: 0,
            now: None,
            today: None,
            shows_embargoed: false,
            expands: false,
            level: Level::Article,
            sort: Sort::Relevance,
            half_life_days: None,
            weakest: None,
            num_hits: 10,
            offset: 0,
            cursor: None,
            num_passages: 3,
            num_context: 0,
            totals: Totals::Usual,
        }
    }
}

impl SearchRequest {
    /// As many as there are, of hits and of passages. All passages of an article stand in its order, not the best first.
    pub const ALL: usize = usize::MAX;

    /// The day from which ages and relative dates count.
    pub(super) fn day(&self) -> Option<PartialDate> {
        self.today.or(self.now)
    }

    /// The minute up to which embargoes count as ended.
    pub(super) fn minute(&self) -> u64 {
        match self.now {
            _ if self.shows_embargoed => u64::MAX,
            Some(now) => now.first_minute(),
            None => 0,
        }
    }

    /// A request for the ten best articles for `text`.
    pub fn new(text: impl Into<String>) -> Self {
        SearchRequest { text: text.into(), ..Default::default() }
    }
}
