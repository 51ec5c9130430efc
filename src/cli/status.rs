//! `depeche status`: what is indexed, when it was last refreshed, what failed, what needs attention.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use depeche::corpus::base_of;
use depeche::history::{RunLog, RunOutcome, RunRecord};
use depeche::index::{
    self, Archive, FolderStatus, IndexState, LOW_LEGIBILITY, ProblemStatus, ScanStatus, Status,
};
use depeche::model::path_from_bytes;
use depeche::render::{bytes_text, count_text, path_text, printable, shell_word, wire, write_json};
use depeche::search::{LocalSearcher, UnshownCounts};

use super::arrangement;
use super::condition::{self, Condition};
use super::engine;
use super::environment::{Environment, now};
use super::exit::Exit;
use super::failure::Failure;
use super::fault;
use super::metrics;
use super::place::place_of;
use super::remembered::{Failing, Remembered};
use super::schedule;
use super::settings;
use super::shared::Shared;
use super::ui::Ui;

/// Say what is indexed and what needs attention.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche status
  depeche status --failed     the files that could not be read, and why
  depeche status --skipped    the files that were left out, and why
  depeche status --runs       the last runs, and what they did
  depeche status --json       for monitoring (schema depeche.status/1)
  depeche status --metrics /var/lib/node_exporter/presse.prom

An archive needs attention when files failed, removals are held back, runs
fail, or a run that its schedule wants did not come.

Exit status: 0 all is well · 1 something needs attention · 2 cannot tell")]
pub struct Args {
    /// List the files that failed
    #[arg(long)]
    failed: bool,
    /// List the files that were skipped
    #[arg(long)]
    skipped: bool,
    /// List the newest runs, 20 when no number is given
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20", require_equals = true)]
    runs: Option<usize>,
    /// Write figures for Prometheus to FILE
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let failing = Remembered::of(&place.root, environment).failing().cloned();
    let archive = engine::open(&place).map_err(|failure| match (&failure.hint, &failing) {
        (None, Some(failing)) => failure.hint(failing.sentence()),
        _ => failure,
    })?;
    let settings = settings::load(shared, environment)?;
    let condition = Condition { failing, ..condition::of(&archive, &settings)? };
    if let Some(file) = &args.metrics {
        metrics::write(file, &condition)?;
    }
    let status = &condition.status;
    let entry = settings.archives.get(&place.name).filter(|_| shared.index.is_none());
    let arranged = entry.filter(|entry| entry.folders.is_some()).map(arrangement::origin);
    let mut attention = attention(status, arranged.as_deref());
    attention.extend(attention_of_runs(&condition, shared, environment));
    // An index that cannot answer hides nothing that could be counted; its state is said above all.
    let opened = fault::guarded(environment.wants_trace, || Ok(LocalSearcher::open(&archive)?));
    let hidden = opened.ok().map(|searcher| searcher.num_unshown(now()));
    let is_asked_for = |problem: &&ProblemStatus| if problem.is_failure { args.failed } else { args.skipped };
    let problems: Vec<_> = status.problems.iter().filter(is_asked_for).collect();
    if args.json {
        let runs = recent_runs(&archive, args.runs.unwrap_or(0))?;
        let shape = wire::ArchiveStatus::new(status, archive.root(), hidden, problems, &attention)
            .with_health(&condition.health, condition.plan.as_ref(), condition.is_paused, &runs);
        ui.answer(|out| write_json(out, &shape))?;
    } else {
        ui.long_answer(|out| {
            write_status(out, status, hidden.unwrap_or_default(), archive.root())?;
            write_health(out, &condition)?;
            // Not wrapped: a sentence ends with a command to copy.
            attention.iter().try_for_each(|sentence| writeln!(out, "! {sentence}"))?;
            problems.iter().try_for_each(|problem| write_problem(out, problem, status))?;
            match args.runs {
                Some(num) => recent_runs(&archive, num)
                    .unwrap_or_default()
                    .iter()
                    .try_for_each(|run| write_run(out, run)),
                None => Ok(()),
            }
        })?;
    }
    Ok(if attention.is_empty() { Exit::Done } else { Exit::Nothing })
}

/// What needs attention, a sentence each, with the command that helps. `arranged`: where the folders stand in the settings.
fn attention(status: &Status, arranged: Option<&str>) -> Vec<String> {
    let mut sentences = Vec::new();
    if status.stamp.state != IndexState::Current {
        sentences.push(status.stamp.state.sentence().to_string());
    }
    for folder in &status.folders {
        sentences.extend(attention_of(folder, arranged));
    }
    sentences
}

/// Deliveries of alerts that failed are named up to this number.
const MAX_FAILURES: usize = 5;

/// What is wrong with how it is kept.
fn attention_of_runs(condition: &Condition, shared: &Shared, environment: &Environment) -> Vec<String> {
    let health = &condition.health;
    let mut sentences: Vec<String> = condition.failing.iter().map(Failing::sentence).collect();
    if let Some(since) = health.failing_since {
        let last = health.last.as_ref();
        let reason = last.and_then(|run| run.failures.first()).map_or_else(
            || "the last one was broken off".to_string(),
            |reason| format!("the last one says: {}", printable(reason)),
        );
        let runs = count_text(health.num_failures, "run");
        sentences.push(format!("{runs} failed since {}; {reason}", time_text(since)));
    }
    let last = health.last.as_ref().filter(|_| health.failing_since.is_none());
    for failure in last.iter().flat_map(|run| &run.failures).take(MAX_FAILURES) {
        sentences.push(format!("the last run: {}", printable(failure)));
    }
    if let (Some(since), Some(plan)) = (health.overdue_since, &condition.plan) {
        let archive = &condition.status.stamp.name;
        let drivers = schedule::drivers_of(archive, shared, environment);
        let advice = match drivers.as_slice() {
            _ if health.is_running => {
                "another is at work all that time: if it hangs, stop it (`depeche status --runs` says when it began)"
                    .to_string()
            }
            [] => {
                "nothing starts it: `depeche schedule install` or `depeche schedule daemon` does".to_string()
            }
            drivers => {
                format!("installed is: {}; it has not fired, or could not start depeche", drivers.join(", "))
            }
        };
        sentences.push(format!("a run was due at {} ({plan}) and did not come; {advice}", time_text(since)));
    }
    sentences
}

fn write_health(out: &mut dyn Write, condition: &Condition) -> io::Result<()> {
    let health = &condition.health;
    if let Some(last) = &health.last {
        write!(out, "Runs: ")?;
        write_run(out, last)?;
    }
    match (&condition.plan, health.next) {
        (Some(plan), _) if condition.is_paused => {
            writeln!(out, "  next: none, the schedule is paused ({plan})")
        }
        (Some(plan), Some(next)) => writeln!(out, "  next: {} ({plan})", time_text(next)),
        _ => Ok(()),
    }
}

/// The newest runs, newest first.
fn recent_runs(archive: &Archive, num: usize) -> Result<Vec<RunRecord>, Failure> {
    let mut runs = RunLog::of(archive).read().map_err(|error| Failure::new("io", error.to_string()))?;
    runs.reverse();
    runs.truncate(num);
    Ok(runs)
}

fn write_run(out: &mut dyn Write, run: &RunRecord) -> io::Result<()> {
    let outcome = match run.outcome {
        None => "at work",
        Some(RunOutcome::FilesFailed) => "done, files failed",
        Some(RunOutcome::HeldBack) => "done, removals held back",
        Some(RunOutcome::BrokenOff) => "broken off",
        Some(other) => other.as_str(),
    };
    write!(
        out,
        "{} ({}, {}): {outcome}",
        time_text(run.started),
        run.trigger.as_str(),
        printable(&run.mode)
    )?;
    if let Some(ms) = run.took_ms {
        write!(out, " in {}.{} s", ms / 1000, ms % 1000 / 100)?;
    }
    if let Some(counts) = &run.counts {
        for (num, word) in [
            (counts.articles_added, "added"),
            (counts.articles_updated, "updated"),
            (counts.articles_removed, "removed"),
        ] {
            if num > 0 {
                write!(out, ", {} {word}", count_text(num, "article"))?;
            }
        }
        if counts.alert_hits > 0 {
            write!(out, ", {} alerted", count_text(counts.alert_hits, "article"))?;
        }
    }
    writeln!(out)?;
    run.failures.iter().try_for_each(|failure| writeln!(out, "    {}", printable(failure)))
}

/// A moment as people read it, in local time.
pub fn time_text(time: jiff::Timestamp) -> String {
    time.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

fn attention_of(folder: &FolderStatus, arranged: Option<&str>) -> Vec<String> {
    let label = printable(&folder.label);
    let mut sentences = Vec::new();
    if !folder.is_present {
        let path = path_text(&folder.path);
        let advice = match arranged {
            Some(origin) => format!("change its line in your settings, {origin}"),
            None => format!("say where it is: depeche index --moved {} NEW", shell_word(&path)),
        };
        sentences.push(format!("{label}: there is nothing at {path}; mount it, or {advice}"));
    }
    for held_back in &folder.held_back {
        let part = path_from_bytes(&index::unescape_path(&held_back.part));
        let place = if held_back.part.is_empty() { folder.path.clone() } else { folder.path.join(part) };
        sentences.push(format!(
            "{label}: the removal of {} is held back ({}); if they are to go: depeche index --allow-removals {}",
            count_text(held_back.num_articles, "article"),
            printable(&held_back.reason),
            shell_word(&path_text(&place)),
        ));
    }
    if folder.num_failed > 0 {
        let files = count_text(folder.num_failed, "file");
        sentences.push(format!("{label}: {files} could not be read; `depeche status --failed` lists them"));
    }
    sentences
}

fn write_status(out: &mut dyn Write, status: &Status, hidden: UnshownCounts, root: &Path) -> io::Result<()> {
    let stamp = &status.stamp;
    writeln!(out, "Archive {}: {}", printable(&stamp.name), stamp.state.sentence())?;
    let undated = match stamp.num_undated {
        0 => String::new(),
        n => format!(", {n} of them undated"),
    };
    writeln!(out, "  {}{undated}", count_text(stamp.num_articles, "article"))?;
    if let Some(updated) = &stamp.updated {
        writeln!(out, "  last changed {updated}, generation {}", stamp.generation)?;
    }
    if let Some(refreshed) = &stamp.refreshed {
        writeln!(out, "  last refreshed {refreshed}")?;
    }
    if let Some(scans) = &status.scans {
        writeln!(out, "  {}", scans_text(scans))?;
    }
    if status.num_refused_dates > 0 {
        let dates = count_text(status.num_refused_dates, "article");
        writeln!(out, "  refused dates: {dates}; `depeche inspect file` shows them as written")?;
    }
    if let Some(text) = hidden_text(hidden) {
        writeln!(out, "  {text}")?;
    }
    writeln!(out, "  {} at {}", bytes_text(status.index_bytes), path_text(root))?;
    for folder in &status.folders {
        writeln!(out, "Folder {}: {}", printable(&folder.label), path_text(&folder.path))?;
        writeln!(
            out,
            "  {} from {} of {}; {} skipped, {} failed",
            count_text(folder.num_articles, "article"),
            folder.num_searchable_files,
            count_text(folder.num_files, "file"),
            folder.num_skipped,
            folder.num_failed,
        )?;
    }
    Ok(())
}

/// What is in the index and in no answer; `None`: nothing.
fn hidden_text(hidden: UnshownCounts) -> Option<String> {
    let reasons = [
        (hidden.embargoed, "under embargo"),
        (hidden.replaced, "replaced"),
        (hidden.withdrawn, "withdrawn"),
        (hidden.taken_down, "taken down (`depeche withdraw list`)"),
    ];
    let said = reasons.iter().filter(|(num, _)| *num > 0).map(|(num, why)| format!("{num} {why}"));
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| format!("hidden from answers: {}", said.join(", ")))
}

fn scans_text(scans: &ScanStatus) -> String {
    let articles = count_text(scans.num_articles, "article");
    if scans.num_measured == 0 {
        return format!("scans: {articles}, legibility not known");
    }
    let unknown = match scans.num_articles - scans.num_measured {
        0 => String::new(),
        n => format!(", {n} of unknown legibility"),
    };
    let (median, num_low) = (scans.median_legibility, scans.num_low);
    format!("scans: {articles}, legibility median {median} %, {num_low} under {LOW_LEGIBILITY} %{unknown}")
}

fn write_problem(out: &mut dyn Write, problem: &ProblemStatus, status: &Status) -> io::Result<()> {
    let word = if problem.is_failure { "failed" } else { "skipped" };
    let folder = status.folders.iter().find(|folder| folder.label == problem.folder);
    let inside = path_from_bytes(&index::unescape_path(&problem.path));
    let path = folder.map_or_else(|| inside.clone(), |folder| base_of(&folder.path, &inside).join(&inside));
    writeln!(out, "{word}: {}: {} [{}]", path_text(&path), printable(&problem.message), problem.code.as_str())
}
