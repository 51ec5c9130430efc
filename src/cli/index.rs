//! `index`: adds folders, refreshes what is indexed, and reports what became of every file.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use depeche::index::{Access, Archive};
use depeche::ingest::{self, IngestOptions, Mode, Observer, Outcome, Phase, Progress, Report};
use depeche::model::{DatePath, FolderSettings};
use depeche::render::{wire, write_json, write_report};
use indicatif::{ProgressBar, ProgressStyle};

use super::Shared;
use super::archive::{self, SystemClock};
use super::exit::{Exit, Failure};
use super::terminal;

/// Index folders of articles, or refresh what is indexed.
///
/// `index FOLDER` adds the folder to the archive and reads it; `index` alone refreshes all folders; a sub-folder refreshes
/// that part. Only what changed is read. The articles' files are never written to.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  depeche index ~/presse\n  depeche index\n  depeche index ~/archives/courrier --set source=\"Le Courrier\" --set lang=fr --date-path '{yyyy}/{mm}/{dd}'\n\nExit status: 0 done; 3 files failed for the first time; 4 removals held back; 2 otherwise."
)]
pub struct Args {
    /// Folders to add or refresh.
    folders: Vec<PathBuf>,
    /// Read every file again.
    #[arg(long)]
    full: bool,
    /// Compare the content of files that look unchanged.
    #[arg(long, conflicts_with = "full")]
    verify: bool,
    /// Threads that read and analyse; one per core unless told otherwise.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    jobs: usize,
    /// Bound on the memory of the run, in megabytes.
    #[arg(long, value_name = "MB", default_value_t = 256)]
    memory: u64,
    /// Exit with 3 when any file failed, also those that failed before.
    #[arg(long)]
    strict: bool,
    /// Take out the articles that the guard holds back in this folder.
    #[arg(long, value_name = "FOLDER")]
    allow_removals: Vec<PathBuf>,
    /// Take a folder out of the archive, with its articles.
    #[arg(long, value_name = "FOLDER")]
    forget: Option<PathBuf>,
    /// The folder OLD is now at NEW; its articles keep their ids.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    moved: Option<Vec<PathBuf>>,
    /// What holds for all articles of the folder: source=, section=, lang=, encoding=. Remembered.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// How the folder's paths spell dates, such as {yyyy}/{mm}/{dd}. Remembered.
    #[arg(long, value_name = "PATTERN")]
    date_path: Option<String>,
    /// Follow symbolic links. Remembered.
    #[arg(long)]
    follow_links: bool,
    /// Let the group read a new archive.
    #[arg(long)]
    shared: bool,
    /// Print the report as JSON (schema depeche.index/1).
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(shared: &Shared, args: &Args) -> Result<Exit, Failure> {
    let access = if args.shared { Access::Shared } else { Access::Private };
    let mut archive = archive::open_or_create(shared, access)?;
    if let Some(moved) = &args.moved {
        archive.move_folder(&absolute(&moved[0])?, &real(&moved[1])?)?;
    }
    if let Some(folder) = &args.forget {
        archive.forget_folder(&absolute(folder)?)?;
    }
    let mut only = Vec::new();
    for folder in &args.folders {
        only.push(add_folder(&mut archive, args, folder)?);
    }
    let options = options(args, only)?;
    let mut watch = Watch::new(shared.quiet);
    let report = ingest::run(&mut archive, &options, &SystemClock, &mut watch)?;
    watch.finish();
    print_report(shared, args, &report)?;
    Ok(exit_of(args, &report))
}

fn options(args: &Args, only: Vec<PathBuf>) -> Result<IngestOptions, Failure> {
    let mut options = IngestOptions::default();
    options.mode = match (args.full, args.verify) {
        (true, _) => Mode::Full,
        (_, true) => Mode::Verify,
        _ => Mode::Update,
    };
    options.only = only;
    options.allow_removals =
        args.allow_removals.iter().map(|path| absolute(path)).collect::<Result<_, _>>()?;
    options.num_jobs = args.jobs;
    options.max_memory_bytes = args.memory.max(64) * 1024 * 1024;
    Ok(options)
}

/// Adds the folder unless the archive has it or a folder around it, and remembers what was said of it.
fn add_folder(archive: &mut Archive, args: &Args, folder: &Path) -> Result<PathBuf, Failure> {
    let path = real(folder)?;
    let known = archive.settings().folder_around(&path).cloned();
    match known {
        Some(known) => {
            let settings = settings(args, known.settings.clone())?;
            if settings != known.settings {
                archive.set_folder_settings(&known.path, settings)?;
            }
        }
        None => drop(archive.add_folder(&path, settings(args, FolderSettings::default())?)?),
    }
    Ok(path)
}

fn settings(args: &Args, mut settings: FolderSettings) -> Result<FolderSettings, Failure> {
    for setting in &args.settings {
        let (key, value) = setting.split_once('=').ok_or_else(|| {
            Failure::usage(format!("--set {setting}: write key=value, such as source=\"Le Courrier\""))
        })?;
        let value = (!value.is_empty()).then(|| value.to_string());
        match key {
            "source" => settings.source = value,
            "section" => settings.section = value,
            "encoding" => settings.encoding = value,
            "lang" => {
                settings.lang = value
                    .map(|code| code.parse())
                    .transpose()
                    .map_err(|error| Failure::usage(format!("--set {setting}: {error}")))?;
            }
            other => {
                let known = "source, section, lang and encoding";
                return Err(Failure::usage(format!(
                    "--set {other}=…: there is no such setting; there are {known}"
                )));
            }
        }
    }
    if let Some(pattern) = &args.date_path {
        let pattern = DatePath::try_from(pattern.clone());
        settings.date_path = Some(pattern.map_err(|error| Failure::usage(error.to_string()))?);
    }
    settings.follow_links |= args.follow_links;
    Ok(settings)
}

fn real(path: &Path) -> Result<PathBuf, Failure> {
    std::fs::canonicalize(path).map_err(|error| {
        Failure::usage(format!(
            "{}: {error}; name a folder of articles that is there",
            depeche::render::path_text(path)
        ))
    })
}

/// The absolute path also of a folder that is no longer there.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .map_err(|error| Failure::usage(format!("{}: {error}", depeche::render::path_text(path))))
}

fn print_report(shared: &Shared, args: &Args, report: &Report) -> Result<(), Failure> {
    let mut out = Vec::new();
    if args.json {
        write_json(&mut out, &wire::Named::new("depeche.index/1", report)).map_err(Failure::output)?;
    } else if !shared.quiet {
        write_report(&mut out, report, &terminal::look(shared.color)).map_err(Failure::output)?;
    }
    terminal::write_all(&out)
}

fn exit_of(args: &Args, report: &Report) -> Exit {
    let is_new = |problem: &ingest::Problem| !problem.known || args.strict;
    if report.interrupted {
        Exit::Interrupted
    } else if report.tally(Outcome::HeldBack).files > 0 || !report.held_back.is_empty() {
        Exit::HeldBack
    } else if report.failed.iter().any(is_new) {
        Exit::FilesFailed
    } else {
        Exit::Done
    }
}

/// Shows how far the run is, and stops it when the user says so.
struct Watch {
    bar: Option<ProgressBar>,
    is_cancelled: Arc<AtomicBool>,
}

impl Watch {
    fn new(is_quiet: bool) -> Self {
        let is_cancelled = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_cancelled);
        // A second signal finds the flag set and ends the program at once. Without a handler the run is only less polite.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        });
        let bar = (!is_quiet && std::io::stderr().is_terminal()).then(|| {
            let style = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left";
            let bar = ProgressBar::new(0);
            bar.set_style(
                ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar
        });
        Watch { bar, is_cancelled }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Watch {
    fn phase(&mut self, phase: Phase) {
        let words = match phase {
            Phase::Walking => "Looking what changed",
            Phase::Indexing => "Indexing",
            Phase::Committing => "Writing",
            Phase::Merging => "Tidying up",
        };
        if let Some(bar) = &self.bar {
            bar.set_message(words);
        }
    }

    fn progress(&mut self, progress: &Progress) {
        if let Some(bar) = &self.bar {
            bar.set_length(progress.num_bytes_to_read);
            bar.set_position(progress.num_bytes_read);
        }
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }
}
