//! What is asked of an archive by every command that looks at all articles of an answer: words, filters, how far words
//! reach. What is looked for in the articles is each command's own.

use depeche::query::join_arguments;
use depeche::search::{LocalSearcher, Match, SearchRequest};

use super::environment::Environment;
use super::failure::Failure;
use super::filters::Filters;
use super::place::place_of;
use super::query::MatchOf;
use super::shared::Shared;
use super::thesaurus::OwnEntries;
use super::ui::Ui;
use super::{engine, typing};

/// Words and filters: the articles meant are those that `query` counts.
#[derive(Debug, clap::Args)]
pub struct Question {
    /// What to look for, as in `query`; several arguments are one query
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    /// The weakest match counted: every word, related words, or some of the words [default: related]
    #[arg(long, value_enum)]
    r#match: Option<MatchOf>,
    /// Widen every word to what the thesaurus calls the same thing (one word: ~word)
    #[arg(long)]
    expand: bool,
    #[command(flatten)]
    own_entries: OwnEntries,
}

impl Question {
    /// The query text.
    pub fn text(&self) -> String {
        let words: Vec<String> = self.text.iter().map(|word| typing::unmark(word).to_string()).collect();
        join_arguments(&words)
    }

    /// The request for it.
    pub fn request(&self) -> SearchRequest {
        let mut request = SearchRequest::new(self.text());
        self.filters.fill(&mut request);
        request.weakest = self.r#match.map(Match::from);
        request.expands = self.expand;
        request
    }

    /// What answers it.
    pub fn searcher(
        &self,
        shared: &Shared,
        ui: &Ui,
        environment: &Environment,
    ) -> Result<LocalSearcher, Failure> {
        let thesaurus = self.own_entries.thesaurus(environment)?;
        engine::searcher(&place_of(shared, environment)?, thesaurus, ui)
    }
}
