//! `depeche query`: words → passages. What was typed becomes a request; the answer goes out in the format asked for.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use depeche::eval::search_answers;
use depeche::history::Trigger;
use depeche::ingest::IngestOptions;
use depeche::query::join_arguments;
use depeche::render::{
    ExportFormat, Offsets, count_text, path_text, shell_word, wire, write_advice, write_explanation,
    write_hits, write_json, write_line, write_summary, write_trec,
};
use depeche::search::{
    Cursor, Level, LocalSearcher, Match, SearchRequest, SearchResponse, Searcher, Sort, Totals,
};
use jiff::Timestamp;

use super::environment::Environment;
use super::exit::Exit;
use super::export::{self, Destination};
use super::failure::Failure;
use super::filters::Filters;
use super::index::absolute;
use super::place::{self, Place};
use super::refresh::{Refresh, Work};
use super::settings;
use super::shared::Shared;
use super::thesaurus::OwnEntries;
use super::ui::Ui;
use super::{batch, engine, prompt, typing};

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
    text: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    /// Order of the answer
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = SortBy::Relevance)]
    sort: SortBy,
    /// Favour new articles: a score falls to a half with every DAYS of age [default of DAYS: 30]
    #[arg(long, value_name = "DAYS", num_args = 0..=1, require_equals = true, default_missing_value = "30", value_parser = clap::value_parser!(u32).range(1..))]
    fresh: Option<u32>,
    /// Most hits, or `all` [default: 10; 100 in TREC runs; all in exports]
    #[arg(short, long = "hits", value_name = "N", value_parser = number_or_all)]
    n: Option<usize>,
    /// Hits to leave out first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// The next page: the `next` of an answer in JSON, with the same query and filters
    #[arg(long, value_name = "NEXT", conflicts_with_all = ["offset", "batch", "batch_lines", "count"])]
    cursor: Option<Cursor>,
    /// Most passages of an article, the best first; `all`: every one that matches, in its order
    #[arg(long, value_name = "N", default_value = "3", value_parser = number_or_all)]
    passages: usize,
    /// Show so many sentences before and behind each passage
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    context: usize,
    /// Rank articles with their best passages, or single passages
    #[arg(long, value_enum, default_value_t = LevelOf::Article)]
    level: LevelOf,
    /// The weakest match listed: every word, related words, or some of the words
    /// [default: as weak as needed to fill the answer]
    #[arg(long, value_enum)]
    r#match: Option<MatchOf>,
    /// Widen every word to what the thesaurus calls the same thing (one word: ~word)
    #[arg(long)]
    expand: bool,
    #[command(flatten)]
    own_entries: OwnEntries,
    /// Print only how many articles match
    #[arg(long, conflicts_with_all = ["offset", "n"])]
    count: bool,
    /// Count exactly, whatever it costs; usually beyond 100,000 a lower bound is given
    #[arg(long)]
    exact_total: bool,
    /// Instead of the answer, say how the query is understood: its tree, the words of the archive that it stands for, and
    /// how many articles each step looks at (text, or --json)
    #[arg(long, conflicts_with_all = ["batch", "count"])]
    explain: bool,
    /// Format of the answer
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Short for --format json (schema depeche.search/1)
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    export: export::Options,
    /// What offsets in JSON count: UTF-8 bytes or Unicode code points
    #[arg(long, value_enum, default_value_t = OffsetsIn::Bytes)]
    offsets: OffsetsIn,
    /// Answer many queries: lines `qid TAB text` of FILE, or of stdin when FILE is `-`
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    batch: Option<PathBuf>,
    /// The same for a plain list: every line of FILE is a query, and its number is its qid
    #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "batch"])]
    batch_lines: Option<PathBuf>,
    /// Say how long each answer took
    #[arg(long)]
    timing: bool,
    /// Ask this folder: it gets an archive of its own, refreshed first
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["archive", "index"])]
    folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortBy {
    Relevance,
    Newest,
    Oldest,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OffsetsIn {
    Bytes,
    Chars,
}

/// A format of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// A JSON line per hit, then one that ends the answer.
    Jsonl,
    /// Lines of a TREC run, without texts and totals; of passages: qid, rank, name, first byte, end.
    Trec,
    /// Export: a table for spreadsheets.
    Csv,
    /// Export: a table for programs, a line a row.
    Tsv,
    /// Export: a list to cite from, with passages.
    Markdown,
    /// Export: entries of a bibliography.
    Bibtex,
    /// Export: a corpus for textometry.
    Iramuteq,
}

/// A number, or as many as there are.
fn number_or_all(text: &str) -> Result<usize, std::num::ParseIntError> {
    if text == "all" { Ok(SearchRequest::ALL) } else { text.parse() }
}

impl Args {
    /// The file of a batch, and whether its lines are queries without ids.
    fn batch_file(&self) -> Option<(&Path, bool)> {
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

    /// The number of hits asked for.
    #[cfg(test)]
    pub fn num_hits(&self) -> Option<usize> {
        self.n
    }

    fn format(&self) -> Format {
        let usual = if self.batch_file().is_some() { Format::Jsonl } else { Format::Text };
        self.format.unwrap_or(if self.json { Format::Json } else { usual })
    }

    /// The form of an export; `None`: the answer is none. JSON lines are one when they go to a file, or all are wanted.
    pub fn export_form(&self) -> Option<export::Form> {
        let format = match self.format() {
            Format::Csv => ExportFormat::Csv,
            Format::Tsv => ExportFormat::Tsv,
            Format::Markdown => ExportFormat::Markdown,
            Format::Bibtex => ExportFormat::Bibtex,
            Format::Iramuteq => ExportFormat::Iramuteq,
            Format::Jsonl if self.export.are_used() || self.n == Some(SearchRequest::ALL) => {
                ExportFormat::Jsonl
            }
            Format::Jsonl | Format::Text | Format::Json | Format::Trec => return None,
        };
        Some(export::Form { format, fields: self.export.fields().to_vec() })
    }

    /// The request for `text` under these options.
    pub fn request(&self, text: String) -> SearchRequest {
        let is_run = self.format() == Format::Trec;
        let form = self.export_form();
        let usual_hits = match form {
            Some(_) => SearchRequest::ALL,
            None if is_run => 100,
            None => 10,
        };
        let mut request = SearchRequest::new(text);
        self.filters.fill(&mut request);
        request.expands = self.expand;
        request.level = self.level.into();
        request.sort = match self.sort {
            SortBy::Relevance => Sort::Relevance,
            SortBy::Newest => Sort::Newest,
            SortBy::Oldest => Sort::Oldest,
        };
        request.half_life_days = self.fresh;
        request.weakest = self.r#match.map(Match::from);
        request.num_hits = if self.count { 0 } else { self.n.unwrap_or(usual_hits) };
        request.offset = self.offset;
        request.cursor = self.cursor;
        let takes_passages = match form {
            Some(form) => self.export.quotes(form.format),
            None => !is_run || request.level == Level::Passage,
        };
        request.num_passages = if takes_passages { self.passages } else { 0 };
        request.num_context = self.context;
        request.totals = match () {
            () if is_run => Totals::Skip,
            () if self.exact_total => Totals::Exact,
            () => Totals::Usual,
        };
        request
    }

    /// Refuses what exports cannot have.
    fn check_export(&self) -> Result<(), Failure> {
        let is_run = self.format() == Format::Trec;
        if self.cursor.is_some() && (is_run || self.export_form().is_some() || self.level == LevelOf::Passage)
        {
            return Err(Failure::usage("--cursor goes with pages of articles, as text, json or jsonl"));
        }
        let Some(form) = self.export_form() else {
            let formats = "csv, tsv, markdown, bibtex, jsonl and iramuteq";
            return match self.export.are_used() {
                true => Err(Failure::usage(format!(
                    "--fields, --output and --manifest go with --format {formats}"
                ))
                .hint("--format csv --output FILE.csv")),
                false => Ok(()),
            };
        };
        let name = form.format.as_str();
        match () {
            () if self.level == LevelOf::Passage => {
                Err(Failure::usage("exports are of articles, and --level passage is not")
                    .hint("--fields id,title,passages, or --format jsonl without --output"))
            }
            () if self.export.are_one_file() => {
                Err(Failure::usage("--output and --manifest name the same file").hint("leave --manifest out"))
            }
            () if !form.fields.is_empty() && !form.format.takes_fields() => Err(Failure::usage(format!(
                "{name} has its own fields; --fields goes with csv, tsv, jsonl and iramuteq"
            ))),
            () if self.batch_file().is_some() && self.export.have_file() => Err(Failure::usage(
                "the answers of a batch go to stdout; --output and --manifest are of one query",
            )
            .hint("query --batch FILE --format csv > answers.csv")),
            () if self.offsets == OffsetsIn::Chars => {
                Err(Failure::usage("offsets in exports count bytes; --offsets chars goes with --json"))
            }
            () if self.count => Err(Failure::usage("--count prints a number, and an export is all articles")),
            () => Ok(()),
        }
    }

    /// The command that asks the same archive under the same filters; a text is to follow.
    fn command(&self, shared: &Shared) -> String {
        let mut words = vec!["depeche query".to_string()];
        let mut option = |name: &str, value: String| words.push(format!("{name} {}", shell_word(&value)));
        match (&self.folder, &shared.index) {
            (Some(folder), _) => option("--folder", path_text(folder)),
            (None, Some(index)) => option("--index", path_text(index)),
            (None, None) => {
                if let Some(archive) = &shared.archive {
                    option("--archive", archive.clone());
                }
            }
        }
        words.extend(self.filters.words());
        words.extend(self.expand.then(|| "--expand".to_string()));
        words.extend(self.fresh.map(|days| format!("--fresh={days}")));
        words.join(" ")
    }

    /// Whether answers say how long they took.
    pub fn timing(&self) -> bool {
        self.timing
    }

    /// What the offsets of `response` count.
    pub fn offsets(&self, searcher: &LocalSearcher, response: &SearchResponse) -> Result<Offsets, Failure> {
        if self.offsets == OffsetsIn::Bytes {
            return Ok(Offsets::Bytes);
        }
        let mut texts = HashMap::new();
        for hit in response.hits.iter().filter(|hit| !hit.passages.is_empty()) {
            let article = searcher.article(hit.article.id.as_str())?;
            texts.insert(hit.article.id, article.text);
        }
        Ok(Offsets::Chars(texts))
    }
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let text = args.typed_text();
    let asks = !text.trim().is_empty() || !args.filters.is_empty();
    let is_dialogue = environment.stdin_is_terminal && environment.stdout_is_terminal;
    if !asks && args.batch_file().is_none() && !is_dialogue {
        let failure = Failure::usage("there is nothing to look for");
        return Err(failure.hint("depeche query 'WORDS', or a filter such as --from 2023-09"));
    }
    if args.fresh.is_some() && (args.sort != SortBy::Relevance || args.level == LevelOf::Passage) {
        let failure = Failure::usage("--fresh changes the order of articles by relevance, and no other");
        return Err(failure.hint("leave out --sort and --level, or --fresh"));
    }
    args.check_export()?;
    // First: a mistake in it should not wait for a folder to be looked through.
    let thesaurus = args.own_entries.thesaurus(environment)?;
    let has_own_entries = thesaurus.is_some();
    let place = prepare(args, shared, ui, environment)?;
    let mut searcher = engine::searcher(&place, thesaurus, ui)?;
    if let Some(file) = args.batch_file() {
        return batch::run(file, args, args.format(), &mut searcher, ui);
    }
    if !asks {
        return prompt::run(args, &searcher, ui);
    }
    if args.explain {
        return explain(args, &searcher, text, ui);
    }
    if args.format() == Format::Trec {
        return write_run(args, &searcher, text, ui);
    }
    if let Some(form) = args.export_form() {
        let destination = Destination::of(&args.export);
        destination.warn_if_indexed(&engine::open(&place)?, ui);
        let request = args.request(text);
        let written = export::write(&searcher, &request, &form, has_own_entries, &destination, &mut |_| {})?;
        export::report(&written, &destination, ui);
        return Ok(if written.num_articles > 0 { Exit::Done } else { Exit::Nothing });
    }
    advise_on_phrase(args, ui);
    let response = searcher.search(&args.request(text))?;
    say_if_old(&response, ui);
    write(args, shared, &searcher, &response, ui)?;
    if args.timing && args.format() == Format::Text {
        ui.note(&format!("took {:.1} ms", response.took_us as f64 / 1000.0));
    }
    if response.hits.is_empty() && response.total.articles == 0 && !args.count {
        advise_on_nothing(args, &searcher, &response, ui)?;
    }
    Ok(exit_of(&response))
}

/// Says how the query is understood and answered.
fn explain(args: &Args, searcher: &LocalSearcher, text: String, ui: &Ui) -> Result<Exit, Failure> {
    let explanation = searcher.explain(&args.request(text))?;
    match args.format() {
        Format::Text => ui.long_answer(|out| write_explanation(out, &explanation, &ui.look))?,
        Format::Json => ui.answer(|out| write_json(out, &wire::Explain::new(&explanation)))?,
        _ => return Err(Failure::usage("a query is explained as text or JSON").hint("--explain --json")),
    }
    Ok(Exit::Done)
}

/// 0 when an article matches fully or through related words.
pub fn exit_of(response: &SearchResponse) -> Exit {
    if response.total.articles > 0 { Exit::Done } else { Exit::Nothing }
}

/// Writes an answer for people. `command` stands before other queries that are offered.
pub fn write_text(out: &mut dyn Write, response: &SearchResponse, command: &str, ui: &Ui) -> io::Result<()> {
    write_summary(out, response, &ui.look)?;
    if !ui.is_quiet {
        write_advice(out, &response.advice, command, &ui.look)?;
    }
    write_hits(out, response, &ui.look)
}

/// The archive to ask; with `--folder` the folder's own, brought up to date.
fn prepare(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Place, Failure> {
    let Some(folder) = &args.folder else { return place::place_of(shared, environment) };
    if !folder.exists() {
        return Err(Failure::usage(format!("there is no file or folder {}", path_text(folder))));
    }
    let folder = absolute(folder);
    let place = place::with_list(place::of_folder(&folder, environment)?, shared, environment);
    let mut archive = engine::open_or_create(&place, depeche::index::Access::Private)?;
    archive.add_folder(&folder, depeche::model::FolderSettings::default())?;
    let mut options = IngestOptions::default();
    options.commands = settings::commands(shared, environment)?;
    let settings = settings::load(shared, environment)?;
    let refresh = Refresh {
        place: &place,
        work: Work::Refresh,
        trigger: Trigger::Query,
        options: &options,
        settings: &settings,
        alerts: None,
        metrics: None,
    };
    match refresh.run(&mut archive, ui, environment) {
        Ok(None) => {}
        Ok(Some(report)) => {
            let status = format!("depeche status --archive {}", shell_word(&place.name));
            let held_back = report.held_back.iter().map(|held_back| held_back.num_articles).sum::<u64>();
            if held_back > 0 {
                let are = if held_back == 1 { "is" } else { "are" };
                let articles = count_text(held_back, "article");
                ui.warn(&format!("{articles} gone from the folder {are} kept; `{status}` says why"));
            }
            if !report.failed.is_empty() {
                let files = count_text(report.failed.len() as u64, "file");
                ui.warn(&format!("{files} could not be read; `{status} --failed` lists them"));
            }
            if report.interrupted {
                ui.warn("stopped before the end: the answer covers what was read");
            }
        }
        // Another process is doing the work: answer from what is committed.
        Err(failure) if failure.code == "locked" => ui.warn(&failure.message),
        Err(failure) => return Err(failure),
    }
    Ok(place)
}

fn write(
    args: &Args,
    shared: &Shared,
    searcher: &LocalSearcher,
    response: &SearchResponse,
    ui: &Ui,
) -> Result<(), Failure> {
    let offsets = args.offsets(searcher, response)?;
    // A bare number cannot say how the query was read.
    if args.count && args.format() == Format::Text {
        response.remarks.iter().for_each(|remark| ui.note(&remark.message));
    }
    match args.format() {
        Format::Text if args.count => ui.answer(|out| writeln!(out, "{}", counted(args, response))),
        Format::Text => ui.long_answer(|out| write_text(out, response, &args.command(shared), ui)),
        Format::Json => ui.answer(|out| write_json(out, &wire::Search::new(response, &offsets, args.timing))),
        _ => ui.answer(|out| write_lines(out, response, None, &offsets, args.timing)),
    }
}

/// A run of one query, called 1.
fn write_run(args: &Args, searcher: &LocalSearcher, text: String, ui: &Ui) -> Result<Exit, Failure> {
    let answers = search_answers(searcher, &args.request(text))?;
    ui.answer(|out| write_trec(out, "1", &answers))?;
    Ok(if answers.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// Writes an answer as JSON lines.
pub fn write_lines(
    out: &mut dyn Write,
    response: &SearchResponse,
    qid: Option<&str>,
    offsets: &Offsets,
    timing: bool,
) -> io::Result<()> {
    for hit in &response.hits {
        write_line(out, &wire::TypedHit::new(hit, qid, offsets))?;
    }
    write_line(out, &wire::End::new(response, qid, offsets, timing))
}

/// The number that `--count` prints: what `--match` keeps, by default all and related.
pub fn counted(args: &Args, response: &SearchResponse) -> u64 {
    match args.r#match {
        Some(MatchOf::All) => response.total.all,
        Some(MatchOf::Some) => response.total.articles + response.total.some,
        Some(MatchOf::Related) | None => response.total.articles,
    }
}

/// Shells take quotes away: who typed "le cessez-le-feu" may have meant the phrase.
fn advise_on_phrase(args: &Args, ui: &Ui) {
    let [typed] = args.text.as_slice() else { return };
    let text = typing::unmark(typed);
    let is_plain =
        text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '\'' | '’'));
    if is_plain && text.split_whitespace().count() > 1 && !text.starts_with('-') {
        ui.hint_once(&format!("these are words in any order; for the phrase type '\"{text}\"'"));
    }
}

/// Says which filter keeps the matches out, or where else to look.
fn advise_on_nothing(
    args: &Args,
    searcher: &LocalSearcher,
    response: &SearchResponse,
    ui: &Ui,
) -> Result<(), Failure> {
    if ui.is_quiet || args.format() != Format::Text {
        return Ok(());
    }
    let is_filtered = !args.filters.is_empty();
    let mut request = SearchRequest::new(response.text.as_str());
    request.num_hits = 0;
    let elsewhere = if is_filtered { searcher.search(&request)?.total.articles } else { 0 };
    ui.note(&match () {
        () if elsewhere > 0 => {
            let dates =
                if args.filters.is_dated() { "; articles without a date are in no period" } else { "" };
            format!(
                "without the filters {}{dates}",
                match elsewhere {
                    1 => "1 article matches".to_string(),
                    n => format!("{n} articles match"),
                }
            )
        }
        () if !response.advice.offers_nothing() => return Ok(()),
        () if response.understood.split_whitespace().count() > 1 => {
            "try fewer words, or --match some to see articles that have only some of them".to_string()
        }
        () => "`depeche inspect terms BEGINNING` lists the words of the archive that begin so".to_string(),
    });
    Ok(())
}

/// An archive that nobody refreshes says so to people.
fn say_if_old(response: &SearchResponse, ui: &Ui) {
    let stamp = &response.archive;
    let Ok(looked) = stamp.refreshed.as_ref().unwrap_or(&stamp.updated).parse::<Timestamp>() else { return };
    let days = Timestamp::now().duration_since(looked).as_hours() / 24;
    if days >= 7 {
        ui.hint_once(&format!(
            "the archive was not refreshed for {days} days; `depeche index` brings it up to date"
        ));
    }
}
