//! `query`: finds articles and passages.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Instant;

use depeche::model::{DateRange, Language, PartialDate};
use depeche::query::join_arguments;
use depeche::render::{Offsets, wire, write_hits, write_json, write_line, write_summary};
use depeche::search::{Level, LocalSearcher, Match, SearchRequest, SearchResponse, Searcher, Sort, Totals};

use super::Shared;
use super::exit::{Exit, Failure};
use super::{archive, shell, terminal};

/// So many articles a query of a run lists unless told otherwise: what evaluations look at.
const TREC_HITS: usize = 100;

/// Find articles and passages.
///
/// Words are all wanted; -word is not; "several words" stand side by side; ET/AND, OU/OR and SAUF/NOT in capitals, with
/// parentheses, say more. Inflections match; =word wants just that form.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  depeche query \"cessez-le-feu Karabakh\"\n  depeche query '\"maintien de la paix\" -Mali' --from 2018 --to 2019\n  depeche query trêve --sort newest -n 20\n  depeche query pourparlers --format jsonl | jq .title"
)]
pub struct Args {
    /// What to look for. Without text a filter alone lists all it keeps, by date.
    text: Vec<String>,
    /// First day, month or year of publication: 2018, 2018-09, 2018-09-20.
    #[arg(long, visible_alias = "since", value_name = "DATE")]
    from: Option<PartialDate>,
    /// Last day, month or year, whole.
    #[arg(long, visible_alias = "until", value_name = "DATE")]
    to: Option<PartialDate>,
    /// Only this newspaper or agency; may be repeated.
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// Only articles in this language; may be repeated.
    #[arg(long, value_name = "CODE")]
    lang: Vec<Language>,
    /// The order of the answer.
    #[arg(long, default_value = "relevance")]
    sort: SortBy,
    /// Most articles shown.
    #[arg(short = 'n', long = "hits", value_name = "NUMBER")]
    num_hits: Option<usize>,
    /// Articles left out first.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    offset: usize,
    /// Most passages shown of an article.
    #[arg(long, default_value_t = 3, value_name = "NUMBER")]
    passages: usize,
    /// Rank articles, or passages across articles.
    #[arg(long, default_value = "article")]
    level: LevelOf,
    /// The weakest match listed: every word, every word or a related one, or some words.
    #[arg(long = "match", value_name = "WEAKEST")]
    weakest: Option<Weakest>,
    /// Print only how many articles have every word.
    #[arg(long)]
    count: bool,
    /// The shape of the answer.
    #[arg(long, default_value = "text")]
    format: Format,
    /// The same as --format json.
    #[arg(long)]
    json: bool,
    /// Answer the queries of a file, lines of `id TAB query`; - reads them from standard input as they come.
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
    /// Say how long each answer took.
    #[arg(long)]
    timing: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum SortBy {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LevelOf {
    Article,
    Passage,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Weakest {
    All,
    Related,
    Some,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Jsonl,
    Trec,
}

impl Args {
    /// Whether failures are told as JSON.
    pub fn wants_json(&self) -> bool {
        matches!(self.format(), Format::Json | Format::Jsonl)
    }

    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    fn request(&self, text: String) -> SearchRequest {
        let is_run = self.format() == Format::Trec;
        SearchRequest {
            text,
            dates: DateRange { from: self.from, to: self.to },
            sources: self.source.clone(),
            languages: self.lang.clone(),
            level: match self.level {
                LevelOf::Article => Level::Article,
                LevelOf::Passage => Level::Passage,
            },
            sort: match self.sort {
                SortBy::Relevance => Sort::Relevance,
                SortBy::Newest => Sort::Newest,
                SortBy::Oldest => Sort::Oldest,
            },
            weakest: self.weakest.map(|weakest| match weakest {
                Weakest::All => Match::All,
                Weakest::Related => Match::Related,
                Weakest::Some => Match::Some,
            }),
            num_hits: if self.count {
                0
            } else {
                self.num_hits.unwrap_or(if is_run { TREC_HITS } else { 10 })
            },
            offset: self.offset,
            num_passages: if is_run { 0 } else { self.passages },
            totals: if is_run { Totals::Skip } else { Totals::Usual },
        }
    }

    fn has_filter(&self) -> bool {
        self.from.is_some() || self.to.is_some() || !self.source.is_empty() || !self.lang.is_empty()
    }
}

/// Runs the command.
pub fn run(shared: &Shared, args: &Args) -> Result<Exit, Failure> {
    let archive = archive::open(shared)?;
    let searcher = LocalSearcher::open(&archive)?;
    if let Some(file) = &args.batch {
        return batch(&searcher, args, file);
    }
    let words: Vec<String> = args.text.iter().map(|text| shell::unprotect(text)).collect();
    let text = join_arguments(&words);
    if text.trim().is_empty() && !args.has_filter() {
        return prompt(shared, &searcher, args);
    }
    answer(shared, &searcher, args, text)
}

/// Answers one query on stdout.
fn answer(shared: &Shared, searcher: &LocalSearcher, args: &Args, text: String) -> Result<Exit, Failure> {
    if args.format() == Format::Trec {
        let mut out = Vec::new();
        run_lines(searcher, args, "1", text, &mut out)?;
        return terminal::write_all(&out).map(|()| Exit::Done);
    }
    let response = searcher.search(&args.request(text))?;
    let found = if response.total.articles > 0 { Exit::Done } else { Exit::Nothing };
    let mut out = Vec::new();
    write_response(shared, args, &response, &mut out).map_err(Failure::output)?;
    match args.format() {
        Format::Text => terminal::write_paged(&out)?,
        _ => terminal::write_all(&out)?,
    }
    if args.timing {
        eprintln!("answered in {:.2} ms", response.took_us as f64 / 1000.0);
    }
    Ok(found)
}

fn write_response(
    shared: &Shared,
    args: &Args,
    response: &SearchResponse,
    out: &mut Vec<u8>,
) -> std::io::Result<()> {
    let offsets = Offsets::Bytes;
    match args.format() {
        _ if args.count => writeln!(out, "{}", response.total.articles),
        Format::Json => write_json(out, &wire::Search::new(response, &offsets, args.timing)),
        Format::Jsonl => write_lines(args, response, None, out),
        Format::Text | Format::Trec => {
            let look = terminal::look(shared.color);
            write_summary(out, response, &look)?;
            write_hits(out, response, &look)
        }
    }
}

fn write_lines(
    args: &Args,
    response: &SearchResponse,
    qid: Option<&str>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let offsets = Offsets::Bytes;
    for hit in &response.hits {
        write_line(out, &wire::TypedHit::new(hit, qid, &offsets))?;
    }
    write_line(out, &wire::End::new(response, qid, &offsets, args.timing))
}

/// A query a line until the end of input; nothing needs quoting.
fn prompt(shared: &Shared, searcher: &LocalSearcher, args: &Args) -> Result<Exit, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            "nothing was asked; write what to look for, as in depeche query \"cessez-le-feu Karabakh\"",
        ));
    }
    let mut found = Exit::Nothing;
    loop {
        eprint!("depeche> ");
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line).map_err(Failure::output)? == 0 {
            return Ok(found);
        }
        if !line.trim().is_empty() {
            found = answer(shared, searcher, args, line.trim().to_string())?;
        }
    }
}

/// Answers each line `qid TAB text`; a line that is none gets an answer that says so, and the rest goes on.
fn batch(searcher: &LocalSearcher, args: &Args, file: &std::path::Path) -> Result<Exit, Failure> {
    let input: Box<dyn BufRead> = if file == std::path::Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let opened = std::fs::File::open(file)
            .map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
        Box::new(std::io::BufReader::new(opened))
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in input.split(b'\n') {
        let line = String::from_utf8_lossy(&line.map_err(Failure::output)?).into_owned();
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            continue;
        }
        let began = Instant::now();
        let (qid, text) = line.split_once('\t').unwrap_or((line, ""));
        answer_line(searcher, args, qid, text, &mut out)?;
        if args.timing {
            eprintln!("{qid}\t{:.3}", began.elapsed().as_secs_f64() * 1000.0);
        }
        if args.format() != Format::Trec {
            out.flush().map_err(Failure::output)?;
        }
    }
    out.flush().map_err(Failure::output)?;
    Ok(Exit::Done)
}

fn answer_line(
    searcher: &LocalSearcher,
    args: &Args,
    qid: &str,
    text: &str,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if text.trim().is_empty() {
        let failure = wire::Failure::new("usage", "the line has no query; write id TAB query", None);
        return write_line(out, &wire::FailedEnd::new(Some(qid), failure)).map_err(Failure::output);
    }
    if args.format() == Format::Trec {
        return run_lines(searcher, args, qid, text.to_string(), out);
    }
    let response = searcher.search(&args.request(text.to_string()))?;
    write_lines(args, &response, Some(qid), out).map_err(Failure::output)
}

fn run_lines(
    searcher: &LocalSearcher,
    args: &Args,
    qid: &str,
    text: String,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let ranked = searcher.search_ids(&args.request(text))?;
    for (place, article) in ranked.iter().enumerate() {
        let docid = article.id.replace(char::is_whitespace, "_");
        writeln!(out, "{qid} Q0 {docid} {} {:.6} depeche", place + 1, article.score)
            .map_err(Failure::output)?;
    }
    Ok(())
}
