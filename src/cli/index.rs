//! `depeche index`: changes the archive's folders as asked, brings the index up to date, and reports on every file.

use std::path::{Path, PathBuf};

use depeche::config::{ArchiveEntry, FolderSetting, Kind, SettingError, Unfit, Value};
use depeche::history::Trigger;
use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Mode, Report};
use depeche::model::FolderSettings;
use depeche::render::{count_text, path_text, printable, shell_word, wire, write_json, write_report};

use super::alert::AlertsOfRun;
use super::arrangement;
use super::engine;
use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::operator::Operator;
use super::place::{Place, place_of};
use super::refresh::{Refresh, Work, not_begun};
use super::remembered::Remembered;
use super::settings;
use super::shared::Shared;
use super::survey;
use super::ui::{Ui, write_message};

/// Index folders of articles, or bring the index up to date.
///
/// `index FOLDER` adds the folder to the archive and indexes what is in it; `index` alone looks at all folders of the
/// archive and reads what is new or changed; `index` with a sub-folder refreshes that part. The folders are never
/// written to.
///
/// When a folder is suddenly empty, absent or much smaller, its articles are kept and the removals are held back until
/// you allow them: a share that is not mounted costs nothing.
///
/// Formats that depeche does not read, such as old Word files, can be read by a command of yours: `[converters]` in your
/// settings, see docs/settings.md.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche index ~/presse                     index a folder, or refresh it
  depeche index                              refresh all folders of the archive
  depeche index ~/presse/2023                refresh one part
  depeche index --dry-run ~/presse           what is there, what would it take?
  depeche index ~/orsane --set source=\"L'Écho d'Orsane\" --set lang=fr
  depeche index ~/lm --date-path '{yyyy}/{mm}/{dd}'
  depeche index --moved /mnt/old /mnt/new    the folder is elsewhere now
  depeche index --forget ~/brouillons        take a folder out of the archive

Exit status: 0 done · 3 done, files failed for the first time (--strict: any) ·
4 done, removals held back · 2 could not be done · 130 interrupted")]
pub struct Args {
    /// Folders (or single files) to add, or parts of known folders to refresh
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Read every file again, and make the index new if it is damaged
    #[arg(long, conflicts_with_all = ["verify", "reanalyze", "compact", "dry_run"])]
    full: bool,
    /// Say what the folders hold and what indexing them would take; write nothing
    #[arg(long, requires = "folders")]
    dry_run: bool,
    /// Compare the content of files that look unchanged, too
    #[arg(long, conflicts_with_all = ["reanalyze", "compact", "dry_run"])]
    verify: bool,
    /// Analyse the stored texts again after an upgrade; no source file is read
    #[arg(long, conflicts_with_all = ["compact", "dry_run", "folders"])]
    reanalyze: bool,
    /// Merge all parts of the index, so that deleted articles no longer count in scores
    #[arg(long, conflicts_with_all = ["dry_run", "folders"])]
    compact: bool,
    /// Threads that read and analyse [default: one per core, or the setting `jobs`]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Most memory of the whole run, such as 1G [default: 256M, or the setting `memory`]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    memory: Option<u64>,
    /// Longest time between two commits, in milliseconds: the tests of crashes make many
    #[arg(long, hide = true, value_name = "MS")]
    commit_every: Option<u64>,
    /// Exit with status 3 when any file failed, not only for the first time
    #[arg(long)]
    strict: bool,
    /// Apply the removals held back in this folder or part of it
    #[arg(long, value_name = "FOLDER")]
    allow_removals: Vec<PathBuf>,
    /// Take a folder and its articles out of the archive
    #[arg(long, value_name = "FOLDER")]
    forget: Vec<PathBuf>,
    /// Say that a folder is elsewhere now; its articles keep their ids
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    moved: Vec<PathBuf>,
    /// Say what holds for all articles of FOLDER that do not say it themselves: source, section, lang, default-lang, encoding;
    /// or which column of its tables is what: column.title, column.text…; an empty value takes it back
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<FolderSetting>,
    /// How the paths in FOLDER spell dates, such as '{yyyy}/{mm}/{dd}'
    #[arg(long, value_name = "PATTERN")]
    date_path: Option<String>,
    /// Follow symbolic links in FOLDER
    #[arg(long, requires = "folders")]
    follow_links: bool,
    /// Let your group read the archive; only when it is made
    #[arg(long)]
    shared: bool,
    /// Write figures for Prometheus to FILE, also when the run fails [default: the setting `metrics` of the archive]
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// Why the run is made, for the archive's history
    #[arg(long, value_enum, hide = true, default_value_t)]
    trigger: TriggeredBy,
    /// Report as JSON (schema depeche.index/1)
    #[arg(long)]
    json: bool,
}

/// Who starts a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum TriggeredBy {
    #[default]
    Manual,
    Schedule,
    /// The daemon, which tries again by itself when the archive is locked.
    Daemon,
    Install,
}

impl From<TriggeredBy> for Trigger {
    fn from(by: TriggeredBy) -> Trigger {
        match by {
            TriggeredBy::Manual => Trigger::Manual,
            TriggeredBy::Schedule | TriggeredBy::Daemon => Trigger::Schedule,
            TriggeredBy::Install => Trigger::Install,
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let changes = args.all_settings()?;
    let commands = settings::commands(shared, environment)?;
    if args.dry_run {
        return survey::run(&args.folders, &changes, &commands, args.json, ui);
    }
    let place = place_of(shared, environment)?;
    let all_settings = settings::load(shared, environment)?;
    let mut options = args.options();
    options.commands = commands;
    options.num_jobs = args.jobs.unwrap_or(all_settings.num_jobs);
    options.max_memory_bytes = args.memory.unwrap_or_else(|| all_settings.memory_bytes_of(&place.name));
    let entry = all_settings.archives.get(&place.name).filter(|_| shared.index.is_none());
    let opened = match entry.filter(|entry| entry.folders.is_some()) {
        Some(entry) => args.open_arranged(&place, entry, ui, environment),
        None => args.open_told(&place, entry, &changes),
    };
    let (mut archive, only) = opened.inspect_err(|failure| {
        let operator = Operator { place: &place, entry, environment };
        not_begun(operator, args.trigger.into(), failure, args.metrics.as_deref(), ui);
    })?;
    options.only = only;
    let work = match () {
        () if args.compact => Work::Compact,
        () if args.reanalyze => Work::Reanalyze,
        () => Work::Refresh,
    };
    let alerts = AlertsOfRun::of(&all_settings, &place, shared, environment);
    let refresh = Refresh {
        place: &place,
        work,
        trigger: args.trigger.into(),
        options: &options,
        settings: &all_settings,
        alerts: Some(&alerts),
        metrics: args.metrics.as_deref(),
    };
    let report = match refresh.run(&mut archive, ui, environment) {
        Err(failure) if failure.code == "locked" && args.trigger == TriggeredBy::Schedule => {
            // Said also when nothing else is: it is all that is seen of this run.
            write_message(&skipped(&failure));
            return Ok(Exit::Done);
        }
        report => report?,
    };
    let Some(report) = report else {
        ui.note("The index is compact.");
        return Ok(Exit::Done);
    };
    ui.answer(|out| match args.json {
        true => write_json(out, &wire::IndexReport::new(&archive.settings().name, &report)),
        false => write_report(out, &report, &ui.look),
    })?;
    Ok(exit_of(&report, args.strict))
}

/// The exit status of a run with this report.
pub fn exit_of(report: &Report, strict: bool) -> Exit {
    let failed = report.failed.iter().any(|problem| strict || !problem.known);
    match () {
        () if report.interrupted => Exit::Interrupted,
        () if !report.held_back.is_empty() => Exit::HeldBack,
        () if failed => Exit::FilesFailed,
        () => Exit::Done,
    }
}

impl Args {
    fn options(&self) -> IngestOptions {
        let mut options = IngestOptions::default();
        options.mode = match (self.full, self.verify) {
            (true, _) => Mode::Full,
            (_, true) => Mode::Verify,
            _ => Mode::Update,
        };
        options.commit_every_ms = self.commit_every.unwrap_or(options.commit_every_ms);
        options.allow_removals = self.allow_removals.iter().map(|path| absolute(path)).collect();
        options
    }

    /// Opens an archive whose folders stand in the settings, or makes it, with these folders; and the parts to refresh.
    fn open_arranged(
        &self,
        place: &Place,
        entry: &ArchiveEntry,
        ui: &Ui,
        environment: &Environment,
    ) -> Result<(Archive, Vec<PathBuf>), Failure> {
        let changes = [
            ("--forget", !self.forget.is_empty()),
            ("--moved", !self.moved.is_empty()),
            ("--set", !self.set.is_empty()),
            ("--date-path", self.date_path.is_some()),
            ("--follow-links", self.follow_links),
        ];
        if let Some((option, _)) = changes.iter().find(|(_, is_given)| *is_given) {
            let message = format!(
                "{option} cannot change the folders of `{}`: they stand in your settings",
                place.name
            );
            return Err(
                Failure::usage(message).hint(format!("change them there: {}", arrangement::origin(entry)))
            );
        }
        // Before anything is made: what is refused leaves nothing behind.
        let only = arrangement::parts(&self.folders, &place.name, entry)?;
        let is_automatic = self.trigger != TriggeredBy::Manual;
        if is_automatic
            && !Archive::is_at(&place.root)
            && Remembered::of(&place.root, environment).was_there()
        {
            return Err(lost(place));
        }
        let mut archive = engine::open_or_create(place, self.access())?;
        arrangement::arrange(&mut archive, entry)?;
        for folder in archive.settings().folders.iter().filter(|folder| !folder.path.exists()) {
            let (path, origin) = (path_text(&folder.path), arrangement::origin(entry));
            ui.warn(&format!("there is nothing at {path}, which stands in your settings ({origin})"));
        }
        Ok((archive, only))
    }

    /// Opens an archive whose folders are told to this command, or makes it; and the parts to refresh.
    fn open_told(
        &self,
        place: &Place,
        entry: Option<&ArchiveEntry>,
        changes: &[FolderSetting],
    ) -> Result<(Archive, Vec<PathBuf>), Failure> {
        let mut archive = self.open(place)?;
        change_folders(&mut archive, self)?;
        let only = add_folders(&mut archive, &self.folders, changes)?;
        entry.map_or(Ok(()), |entry| arrangement::select(&mut archive, entry))?;
        Ok((archive, only))
    }

    /// Only `index FOLDER` makes an archive: a mistyped `--archive` alone must not.
    fn open(&self, place: &Place) -> Result<Archive, Failure> {
        if self.folders.is_empty() {
            return engine::open(place);
        }
        if let Some(missing) = self.folders.iter().find(|folder| !folder.exists()) {
            let known = Archive::open(&place.root).ok();
            if known.is_none_or(|archive| archive.settings().folder_around(&absolute(missing)).is_none()) {
                return Err(Failure::usage(format!("there is no file or folder {}", path_text(missing))));
            }
        }
        engine::open_or_create(place, self.access())
    }

    fn access(&self) -> Access {
        if self.shared { Access::Shared } else { Access::Private }
    }

    /// `--set`, `--date-path` and `--follow-links` in the order in which they count.
    fn all_settings(&self) -> Result<Vec<FolderSetting>, Failure> {
        let mut settings = self.set.clone();
        if let Some(pattern) = &self.date_path {
            let setting = format!("date-path={pattern}").parse();
            settings.push(
                setting.map_err(|error: SettingError| Failure::usage(format!("--date-path: {error}")))?,
            );
        }
        if self.follow_links {
            settings.push(FolderSetting::FollowLinks(true));
        }
        Ok(settings)
    }
}

/// What a run of a schedule says that found another at work: that is no failure, its plan comes again.
fn skipped(failure: &Failure) -> String {
    let who = failure.message.split(';').next().unwrap_or_default();
    format!("skipped: {}\n", printable(who))
}

/// Nobody looks on when a schedule makes an archive anew, and what its alerts had told would be lost.
fn lost(place: &Place) -> Failure {
    let root = path_text(&place.root);
    let failure =
        Failure::new("no-archive", format!("the archive `{}` is not there any more: {root}", place.name));
    failure.hint(format!(
        "mount what it lies on, or put a snapshot back; `depeche index --archive {}` makes it anew",
        shell_word(&place.name)
    ))
}

fn change_folders(archive: &mut Archive, args: &Args) -> Result<(), Failure> {
    if let [old, new] = args.moved.as_slice() {
        archive.move_folder(&absolute_or_label(archive, old), new)?;
    }
    for folder in &args.forget {
        archive.forget_folder(&absolute_or_label(archive, folder))?;
    }
    Ok(())
}

/// Adds the folders that are new, changes the settings of all, and returns the absolute paths to refresh.
fn add_folders(
    archive: &mut Archive,
    folders: &[PathBuf],
    changes: &[FolderSetting],
) -> Result<Vec<PathBuf>, Failure> {
    if folders.is_empty() && !changes.is_empty() {
        let all = &archive.settings().folders;
        let [only] = all.as_slice() else {
            let message =
                format!("the archive has {}: say which one is meant", count_text(all.len() as u64, "folder"));
            return Err(Failure::usage(message).hint("depeche index FOLDER --set source=…"));
        };
        let path = only.path.clone();
        change_settings(archive, &path, changes)?;
        return Ok(Vec::new());
    }
    for folder in folders {
        let path = absolute(folder);
        if archive.settings().folder_around(&path).is_none() {
            archive.add_folder(&path, settings_from(FolderSettings::default(), changes))?;
        } else if !changes.is_empty() {
            change_settings(archive, &path, changes)?;
        }
    }
    Ok(folders.iter().map(|folder| absolute(folder)).collect())
}

/// Settings belong to whole folders of the archive.
fn change_settings(archive: &mut Archive, path: &Path, changes: &[FolderSetting]) -> Result<(), Failure> {
    let around = archive.settings().folder_around(path).cloned();
    match around {
        Some(folder) if folder.path == path => {
            let settings = settings_from(folder.settings, changes);
            Ok(archive.set_folder_settings(path, settings)?)
        }
        Some(folder) => {
            let message = format!("{} is only a part of a folder of the archive", path_text(path));
            Err(Failure::usage(message)
                .hint(format!("settings hold for the whole of {}", path_text(&folder.path))))
        }
        None => Ok(()),
    }
}

/// `settings` with the changes made to them.
pub fn settings_from(mut settings: FolderSettings, changes: &[FolderSetting]) -> FolderSettings {
    changes.iter().for_each(|change| change.apply_to(&mut settings));
    settings
}

/// The path from the root, links resolved where it exists.
pub fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

/// A folder may also be named by its label, which need not be a path that exists.
fn absolute_or_label(archive: &Archive, folder: &Path) -> PathBuf {
    let is_label = folder.to_str().is_some_and(|label| archive.settings().folder(label).is_some());
    if is_label && !folder.exists() { folder.to_path_buf() } else { absolute(folder) }
}

/// Reads a size as the settings do.
fn size(text: &str) -> Result<u64, Unfit> {
    match Kind::Size.read_typed(text)? {
        Value::Number(num_bytes) => Ok(num_bytes),
        _ => Err(Unfit::Must("a size such as 256M or 1G")),
    }
}
