//! `depeche eval`: queries and judgments → figures, beside an earlier run the differences. What they mean is `eval`'s.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use depeche::diagnostics::Diagnostic;
use depeche::error::AtPath;
use depeche::eval::{Comparison, Evaluation, Judgments, NothingToEvaluate, Queries, Report, Run, search_run};
use depeche::model::Language;
use depeche::render::{
    EvaluationDetail, count_text, path_text, wire, write_evaluation, write_json, write_run,
};
use depeche::search::{Level, LocalSearcher, Match, SearchRequest, Totals};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::engine;
use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::place::place_of;
use super::query::{LevelOf, MatchOf};
use super::shared::Shared;
use super::thesaurus::OwnEntries;
use super::ui::Ui;

/// Bad lines and missing articles are named one by one up to this number.
const MAX_NAMED: usize = 10;
/// What takes longer shows how far it is.
const SHOW_AFTER: Duration = Duration::from_secs(1);

/// Say how good the answers are, by queries with judgments.
///
/// Asks the archive every query and holds the answers against what people judged relevant: nDCG@10, MRR@10, P@5,
/// recall@100, MAP, each with a 95 % interval, and the share of answers that nobody judged. With `--against`, the same
/// for an earlier run, query by query: what a change of word lists, thesaurus or version did. `--evaluate` takes a run
/// from anywhere instead of asking; no archive is needed then.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche eval --queries q.tsv --qrels judged.tsv --run before.run
  depeche eval --queries q.tsv --qrels judged.tsv --against before.run
  depeche eval --queries q.tsv --qrels passages.tsv --level passage
  depeche eval --evaluate lucene.run --against before.run --qrels judged.tsv

Files, also packed with gzip or zstd; a first line `qid …` is headings:
  queries        qid TAB text
  judgments      qid TAB docid TAB grade
  as TREC has it qid 0 docid grade
  of passages    qid TAB docid TAB byte_start TAB byte_end TAB grade
  a run          qid Q0 docid rank score tag
  of passages    qid TAB rank TAB docid TAB byte_start TAB byte_end
Grades: 0 not relevant, 1 and more relevant. A docid is the id that the source
gave the article, or that of the archive: what `query --format trec` prints.

Exit status: 0 done · 1 done, but bad lines were left out · 2 not done")]
pub struct Args {
    /// The queries: lines `qid TAB text`
    #[arg(long, value_name = "FILE", required_unless_present = "evaluate")]
    queries: Option<PathBuf>,
    /// The judgments: which articles or passages answer which query
    #[arg(long, value_name = "FILE")]
    qrels: PathBuf,
    /// What was judged; judged passages serve at article level too
    #[arg(long, value_enum, default_value_t = LevelOf::Article)]
    level: LevelOf,
    /// Answers looked at of each query
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    depth: usize,
    /// Keep the archive's answers in this file
    #[arg(long, value_name = "FILE", conflicts_with = "evaluate")]
    run: Option<PathBuf>,
    /// Compare with this earlier run, query by query
    #[arg(long, value_name = "RUN")]
    against: Option<PathBuf>,
    /// Evaluate this run instead of asking the archive
    #[arg(long, value_name = "RUN", conflicts_with_all = ["archive", "index", "lang", "match", "thesaurus"])]
    evaluate: Option<PathBuf>,
    /// Ask for articles of this language only; may be repeated
    #[arg(long, value_name = "CODE")]
    lang: Vec<Language>,
    /// The weakest match taken [default: as weak as needed to fill the answer]
    #[arg(long, value_enum)]
    r#match: Option<MatchOf>,
    #[command(flatten)]
    own_entries: OwnEntries,
    /// Most queries listed that changed
    #[arg(long, value_name = "N", default_value_t = 10)]
    changes: usize,
    /// Give the figures of every query
    #[arg(long)]
    per_query: bool,
    /// Format of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Short for --format json (schema depeche.eval/1)
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    if args.depth == 0 {
        return Err(Failure::usage("with --depth 0 no answer is looked at; 1 is the least"));
    }
    let inputs = Inputs::read(args)?;
    warn_of_findings(&inputs.findings, ui);
    if !inputs.judgments.can_judge(inputs.queries.as_ref()) {
        // Said before the asking, which may take long.
        return Err(nothing_to_evaluate(NothingToEvaluate, args));
    }
    let (run, archive) = match &inputs.run {
        Some(run) => (run.clone(), None),
        None => {
            let thesaurus = args.own_entries.thesaurus(environment)?;
            let searcher = engine::searcher(&place_of(shared, environment)?, thesaurus, ui)?;
            (ask(args, &searcher, &inputs, ui)?, Some(searcher))
        }
    };
    let report = report(args, inputs, &run, archive.as_ref())?;
    if args.json || args.format == Format::Json {
        ui.answer(|out| write_json(out, &wire::Evaluation::new(&report)))?;
    } else {
        let detail = EvaluationDetail { num_changes: args.changes, per_query: args.per_query };
        ui.long_answer(|out| write_evaluation(out, &report, detail, &ui.look))?;
    }
    Ok(if report.findings.is_empty() { Exit::Done } else { Exit::Nothing })
}

/// The files, read before any query is asked: what is wrong with them shows at once, and `--run` may replace one of them.
struct Inputs {
    queries: Option<Queries>,
    judgments: Judgments,
    run: Option<Run>,
    against: Option<Run>,
    findings: Vec<Diagnostic>,
}

impl Inputs {
    fn read(args: &Args) -> Result<Inputs, Failure> {
        let level = Level::from(args.level);
        let mut findings = Vec::new();
        let queries = args.queries.as_ref().map(|path| Queries::read(path, &mut findings)).transpose()?;
        let judgments = Judgments::read(&args.qrels, level, &mut findings)?;
        let mut read_run = |path: &Option<PathBuf>| {
            path.as_ref().map(|path| Run::read(path, level, &mut findings)).transpose()
        };
        let (run, against) = (read_run(&args.evaluate)?, read_run(&args.against)?);
        Ok(Inputs { queries, judgments, run, against, findings })
    }
}

fn nothing_to_evaluate(error: NothingToEvaluate, args: &Args) -> Failure {
    let hint = format!("a query must have the same qid in its file and in {}", path_text(&args.qrels));
    Failure::usage(error.to_string()).hint(hint)
}

fn warn_of_findings(findings: &[Diagnostic], ui: &Ui) {
    for finding in findings.iter().take(MAX_NAMED) {
        ui.warn(&finding.to_string());
    }
    if findings.len() > MAX_NAMED {
        ui.warn(&format!(
            "{} more are left out",
            count_text((findings.len() - MAX_NAMED) as u64, "bad line")
        ));
    }
}

fn ask(args: &Args, searcher: &LocalSearcher, inputs: &Inputs, ui: &Ui) -> Result<Run, Failure> {
    // clap has seen to it that there are queries or a run.
    let queries = inputs.queries.as_ref().ok_or_else(|| Failure::usage("eval needs --queries FILE"))?;
    let mut template = SearchRequest::new("");
    template.level = args.level.into();
    template.num_hits = args.depth;
    template.languages.clone_from(&args.lang);
    template.weakest = args.r#match.map(Match::from);
    template.totals = Totals::Skip;
    let view = View::new(queries.len(), ui);
    let run = search_run(searcher, queries, &template, &mut |done| view.show(done));
    view.bar.finish_and_clear();
    let run = run?;
    if let Some(path) = &args.run {
        write_run_file(path, &run)?;
    }
    Ok(run)
}

fn report(
    args: &Args,
    inputs: Inputs,
    run: &Run,
    archive: Option<&LocalSearcher>,
) -> Result<Report, Failure> {
    let Inputs { queries, judgments, against, findings, .. } = inputs;
    let evaluate = |run: &Run| {
        Evaluation::of(run, queries.as_ref(), &judgments, args.depth)
            .map_err(|error| nothing_to_evaluate(error, args))
    };
    let evaluation = evaluate(run)?;
    let earlier = against.as_ref().map(evaluate).transpose()?;
    let missing =
        archive.map(|searcher| Ok::<_, Failure>(judgments.missing(searcher.names()?))).transpose()?;
    Ok(Report {
        archive: archive.map(LocalSearcher::stamp),
        comparison: earlier.map(|earlier| Comparison::of(&evaluation, &earlier)),
        evaluation,
        missing,
        findings,
    })
}

fn write_run_file(path: &Path, run: &Run) -> Result<(), Failure> {
    let mut out = BufWriter::new(File::create(path).at(path)?);
    Ok(write_run(&mut out, run).and_then(|()| out.flush()).at(path)?)
}

/// How far the asking is, once it takes long and a person watches.
struct View {
    bar: ProgressBar,
    began: Instant,
    speaks_to_person: bool,
}

impl View {
    fn new(num_queries: usize, ui: &Ui) -> View {
        let bar = ProgressBar::with_draw_target(Some(num_queries as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} queries, {eta} left") {
            bar.set_style(style);
        }
        View { bar, began: Instant::now(), speaks_to_person: ui.speaks_to_person }
    }

    fn show(&self, num_done: usize) {
        if self.bar.is_hidden() && self.speaks_to_person && self.began.elapsed() > SHOW_AFTER {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        }
        self.bar.set_position(num_done as u64);
    }
}
