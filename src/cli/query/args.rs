//! What can be typed after `depeche query`. What is asked for with it is a `request`.

use std::path::{Path, PathBuf};

use depeche::query::join_arguments;
use depeche::search::{Cursor, SearchRequest};

use super::choices::{LevelOf, MatchOf, OffsetsIn, SortBy};
use super::format::Format;
use crate::cli::export;
use crate::cli::filters::Filters;
use crate::cli::thesaurus::OwnEntries;
use crate::cli::typing;

/// Find the passages that speak of something.
///
/// Words are all meant, in any form: `accord` finds `l'accord` and `accords`. `-word` leaves out, OR (OU) and
/// parentheses choose, quotes inside quotes make a phrase, `=word` is that very form. `a NEAR/5 b` and `a W/5 b` (in
/// this order) stand near each other, `a /s b` in one sentence, `a /p b` in one paragraph. `négoci*`, `word~`,
/// `atleast5 word`; `titre:word`, `auteur:name`, `source:name`, `date:2023-09`, `date:7j` … `--explain` says how a query
/// is understood; whatever is typed is answered.
///
/// When too few articles have every word, those that have some follow. Without words, `--from`, `--to`,
/// `--source` or `--lang` list all the articles they keep, newest first. On a terminal, `depeche query` alone asks for
/// queries, one a line.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche query 'cessez-le-feu Karabakh'
  depeche query '\"trêve des confiseurs\"'            a phrase: quotes in quotes
  depeche query 'pourparlers' -guerre -n 5            without guerre, 5 hits
  depeche query 'trêve' --from 2022-04 --to 2022-08   whole months
  depeche query --source 'Le Monde' --sort oldest     all of a publication
  depeche query 'grève' --fresh=14                    new articles first
  depeche query 'titre:grève date:2018..2019 -SNCF'
  depeche query '(trêve OU cessez-le-feu) /p (pourparlers OU négociations)'
  depeche query --explain 'négoci* /s trêve'          how it is understood
  depeche query --folder ~/presse 'séisme'            index a folder, and ask
  depeche query 'trêve' --json                        for programs
  depeche query 'trêve' --format csv --output t.csv   take all of it away

Exit status: 0 an article has every word or related ones · 1 none has ·
2 could not be answered")]
pub struct Args {
    /// What to look for; several arguments are one query
    #[arg(value_name = "TEXT")]
    pub(super) text: Vec<String>,
    #[command(flatten)]
    pub(super) filters: Filters,
    /// Order of the answer
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = SortBy::Relevance)]
    pub(super) sort: SortBy,
    /// Favour new articles: a score falls to a half with every DAYS of age [default of DAYS: 30]
    #[arg(long, value_name = "DAYS", num_args = 0..=1, require_equals = true, default_missing_value = "30", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) fresh: Option<u32>,
    /// Most hits, or `all` [default: 10; 100 in TREC runs; all in exports]
    #[arg(short, long = "hits", value_name = "N", value_parser = number_or_all)]
    pub(super) n: Option<usize>,
    /// Hits to leave out first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// The next page: the `next` of an answer in JSON, with the same query and filters
    #[arg(long, value_name = "NEXT", conflicts_with_all = ["offset", "batch", "batch_lines", "count"])]
    pub(super) cursor: Option<Cursor>,
    /// Most passages of an article, the best first; `all`: every one that matches, in its order
    #[arg(long, value_name = "N", default_value = "3", value_parser = number_or_all)]
    pub(super) passages: usize,
    /// Show so many sentences before and behind each passage
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) context: usize,
    /// Rank articles with their best passages, or single passages
    #[arg(long, value_enum, default_value_t = LevelOf::Article)]
    pub(super) level: LevelOf,
    /// The weakest match listed: every word, related words, or some of the words
    /// [default: as weak as needed to fill the answer]
    #[arg(long, value_enum)]
    pub(super) r#match: Option<MatchOf>,
    /// Widen every word to what the thesaurus calls the same thing (one word: ~word)
    #[arg(long)]
    pub(super) expand: bool,
    #[command(flatten)]
    pub(super) own_entries: OwnEntries,
    /// Print only how many articles match
    #[arg(long, conflicts_with_all = ["offset", "n"])]
    pub(super) count: bool,
    /// Count exactly, whatever it costs; usually beyond 100,000 a lower bound is given
    #[arg(long)]
    pub(super) exact_total: bool,
    /// Instead of the answer, say how the query is understood: its tree, the words of the archive that it stands for, and
    /// how many articles each step looks at (text, or --json)
    #[arg(long, conflicts_with_all = ["batch", "count"])]
    pub(super) explain: bool,
    /// Format of the answer
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
    /// Short for --format json (schema depeche.search/1)
    #[arg(long, conflicts_with = "format")]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) export: export::Options,
    /// What offsets in JSON count: UTF-8 bytes or Unicode code points
    #[arg(long, value_enum, default_value_t = OffsetsIn::Bytes)]
    pub(super) offsets: OffsetsIn,
    /// Answer many queries: lines `qid TAB text` of FILE, or of stdin when FILE is `-`
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pub(super) batch: Option<PathBuf>,
    /// The same for a plain list: every line of FILE is a query, and its number is its qid
    #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "batch"])]
    pub(super) batch_lines: Option<PathBuf>,
    /// Say how long each answer took
    #[arg(long)]
    pub(super) timing: bool,
    /// Ask this folder: it gets an archive of its own, refreshed first
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["archive", "index"])]
    pub(super) folder: Option<PathBuf>,
}

/// A number, or as many as there are.
fn number_or_all(text: &str) -> Result<usize, std::num::ParseIntError> {
    if text == "all" { Ok(SearchRequest::ALL) } else { text.parse() }
}

impl Args {
    /// The file of a batch, and whether its lines are queries without ids.
    pub(super) fn batch_file(&self) -> Option<(&Path, bool)> {
        let with_ids = self.batch.as_deref().map(|file| (file, false));
        with_ids.or(self.batch_lines.as_deref().map(|file| (file, true)))
    }

    /// Whether only numbers are printed: a format asked for has them in its own way.
    pub fn counts_only(&self) -> bool {
        self.count && self.format.is_none() && !self.json
    }

    /// The query text.
    pub fn typed_text(&self) -> String {
        let words: Vec<String> = self.text.iter().map(|word| typing::unmark(word).to_string()).collect();
        join_arguments(&words)
    }

    /// Whether there is something to look for.
    pub(super) fn asks(&self) -> bool {
        !self.typed_text().trim().is_empty() || !self.filters.is_empty()
    }

    /// The number of hits asked for.
    #[cfg(test)]
    pub fn num_hits(&self) -> Option<usize> {
        self.n
    }

    /// The format asked for, or the usual one.
    pub(super) fn format(&self) -> Format {
        let usual = if self.batch_file().is_some() { Format::Jsonl } else { Format::Text };
        self.format.unwrap_or(if self.json { Format::Json } else { usual })
    }

    /// Whether answers say how long they took.
    pub fn timing(&self) -> bool {
        self.timing
    }
}
