//! `depeche kwic`: every place where what is looked for stands, in its context; and the words that stand near.

use clap::ValueEnum;
use depeche::render::{
    Separator, wire, write_collocate_rows, write_collocates, write_concordance, write_concordance_rows,
    write_json, write_line,
};
use depeche::search::{CollocateRequest, ConcordanceRequest, ConcordanceSort, LocalSearcher};

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::question::Question;
use super::shared::Shared;
use super::ui::Ui;

/// Every place where the words stand, in a column, with what is around them.
///
/// The articles are those that `query` counts for the same words and filters; the places are those of all that makes them
/// match, related words included (`--match all`: the words themselves). ¶ stands where a paragraph ends.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche kwic 'cessez-le-feu'
  depeche kwic '\"conseil de sécurité\"' --sort right    by the words behind
  depeche kwic 'grève' --sort date -n 200 --width 20
  depeche kwic 'grève' --collocates 30                 the words near it
  depeche kwic 'grève' --collocates 30 --window 1,0    the word just before it
  depeche kwic 'grève' --format csv > places.csv

Exit status: 0 there is a place · 1 there is none · 2 could not be answered")]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// Words on each side
    #[arg(long, value_name = "N", default_value_t = 12)]
    width: usize,
    /// Order of the lines: as `query` lists the articles, by date, or by the words before or behind
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = SortOf::Relevance)]
    sort: SortOf,
    /// Most lines
    #[arg(short, long = "lines", value_name = "N", default_value_t = 50)]
    n: usize,
    /// Most articles read; it is said when there are more
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    max_articles: usize,
    /// Instead of lines the N words that stand near most remarkably, by log-likelihood ratio
    #[arg(long, value_name = "N", conflicts_with_all = ["width", "sort", "n"])]
    collocates: Option<usize>,
    /// Words before and behind that count as near: N, or N,N
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "5", requires = "collocates")]
    window: Vec<usize>,
    /// A word must stand near at least so often
    #[arg(long, value_name = "N", default_value_t = 3, requires = "collocates")]
    min_count: u64,
    /// Format of the answer
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortOf {
    Relevance,
    Date,
    Left,
    Right,
}

impl From<SortOf> for ConcordanceSort {
    fn from(sort: SortOf) -> ConcordanceSort {
        match sort {
            SortOf::Relevance => ConcordanceSort::Relevance,
            SortOf::Date => ConcordanceSort::Date,
            SortOf::Left => ConcordanceSort::Left,
            SortOf::Right => ConcordanceSort::Right,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// A JSON line per place, then one that ends the answer.
    Jsonl,
    /// Rows with commas, a header first.
    Csv,
    /// Rows with tabs, a header first.
    Tsv,
}

impl Args {
    fn format(&self) -> Format {
        self.format.unwrap_or(if self.json { Format::Json } else { Format::Text })
    }
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    if args.question.text().trim().is_empty() {
        return Err(Failure::usage("there is nothing to look for").hint("depeche kwic 'WORDS'"));
    }
    let searcher = args.question.searcher(shared, ui, environment)?;
    let num_places = match args.collocates {
        Some(num) => collocates(args, num, &searcher, ui)?,
        None => concordance(args, &searcher, ui)?,
    };
    Ok(if num_places > 0 { Exit::Done } else { Exit::Nothing })
}

fn concordance(args: &Args, searcher: &LocalSearcher, ui: &Ui) -> Result<u64, Failure> {
    let wanted = ConcordanceRequest {
        num_words: args.width,
        sort: args.sort.into(),
        num_lines: args.n,
        max_articles: args.max_articles,
    };
    let concordance = searcher.concordance(&args.question.request(), &wanted)?;
    match args.format() {
        Format::Text => ui.long_answer(|out| write_concordance(out, &concordance, &ui.look))?,
        Format::Json => ui.answer(|out| write_json(out, &wire::ConcordanceShape::new(&concordance)))?,
        Format::Jsonl => ui.answer(|out| {
            let mut lines = concordance.lines.iter();
            lines.try_for_each(|line| write_line(out, &wire::TypedLine::new(line)))?;
            write_line(out, &wire::ConcordanceEnd::new(&concordance))
        })?,
        Format::Csv => ui.answer(|out| write_concordance_rows(out, &concordance, Separator::Comma))?,
        Format::Tsv => ui.answer(|out| write_concordance_rows(out, &concordance, Separator::Tab))?,
    }
    Ok(concordance.num_occurrences)
}

fn collocates(args: &Args, num: usize, searcher: &LocalSearcher, ui: &Ui) -> Result<u64, Failure> {
    let [num_left, num_right] = match args.window.as_slice() {
        [both] => [*both, *both],
        [left, right] => [*left, *right],
        _ => return Err(Failure::usage("a window is one number of words, or two: before, behind")),
    };
    let wanted = CollocateRequest {
        num_left,
        num_right,
        min_count: args.min_count,
        num_collocates: num,
        max_articles: args.max_articles,
    };
    if args.format() == Format::Jsonl {
        let failure = Failure::usage("collocates are not written as jsonl");
        return Err(failure.hint("--format json, csv or tsv"));
    }
    let collocates = searcher.collocates(&args.question.request(), &wanted)?;
    match args.format() {
        Format::Csv => ui.answer(|out| write_collocate_rows(out, &collocates, Separator::Comma))?,
        Format::Tsv => ui.answer(|out| write_collocate_rows(out, &collocates, Separator::Tab))?,
        Format::Json => ui.answer(|out| write_json(out, &wire::CollocateList::new(&collocates)))?,
        Format::Text | Format::Jsonl => ui.long_answer(|out| write_collocates(out, &collocates, &ui.look))?,
    }
    Ok(collocates.num_occurrences)
}
