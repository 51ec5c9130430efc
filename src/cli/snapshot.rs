//! `depeche snapshot`: make images of an archive, list them, verify them, put one back.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use depeche::index::Archive;
use depeche::index::snapshot::{self, Snapshot, SnapshotOptions};
use depeche::model::Clock;
use depeche::render::{bytes_text, count_text, path_text, printable, wire, write_json};

use super::check;
use super::engine;
use super::environment::{Environment, SystemClock};
use super::exit::Exit;
use super::failure::Failure;
use super::index::absolute;
use super::place::{place_of, snapshots_of};
use super::shared::Shared;
use super::ui::Ui;

/// Make snapshots of an archive, and put one back.
///
/// A snapshot is an image of the last commit; making one waits for nobody and takes little space where files can be linked.
/// It is itself an archive's directory that can only be read: `depeche --index SNAPSHOT query` works on it, from a
/// read-only mount too. Snapshots lie in `snapshots` beside the archives, those of an archive at a place of its own in
/// `DIR.snapshots`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche snapshot create --keep 7                  one more, at most seven
  depeche snapshot create --to /mnt/backup/depeche
  depeche snapshot list
  depeche snapshot list /mnt/backup/depeche
  depeche snapshot verify default-20261120T023004Z
  depeche snapshot restore default-20261120T023004Z --archive presse
  depeche snapshot remove default-20261120T023004Z

Exit status: 0 done · 1 verify: the snapshot is damaged · 2 could not be done")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a snapshot of the last commit, also while the archive is indexed
    Create {
        /// Its name [default: the archive's and the time in UTC]
        name: Option<String>,
        /// The directory to keep it in
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// Delete the oldest snapshots of this archive there, but for so many
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        keep: Option<u16>,
        /// Print JSON (schema depeche.snapshots/1)
        #[arg(long)]
        json: bool,
    },
    /// List snapshots, the oldest first
    List {
        /// The directory that they are kept in [default: that of the archive's own]
        #[arg(value_name = "DIR")]
        directory: Option<PathBuf>,
        /// The same
        #[arg(long, value_name = "DIR", conflicts_with = "directory", hide = true)]
        from: Option<PathBuf>,
        /// Print JSON (schema depeche.snapshots/1)
        #[arg(long)]
        json: bool,
    },
    /// Compare the files of a snapshot with their hashes, and check it as an archive
    Verify {
        /// Its name, or its directory
        snapshot: PathBuf,
        /// Compare the words of all articles with their texts
        #[arg(long)]
        thorough: bool,
        /// Print JSON (schema depeche.check/1)
        #[arg(long)]
        json: bool,
    },
    /// Copy a snapshot back, to the archive that --archive or --index names
    Restore {
        /// Its name, or its directory
        snapshot: PathBuf,
        /// Replace the archive that is there; it stays until the new one is whole
        #[arg(long)]
        force: bool,
    },
    /// Delete a snapshot
    Remove {
        /// Its name, or its directory
        snapshot: PathBuf,
    },
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let shelf = || snapshots_of(shared, environment);
    let find = |named: &Path| find(named, &shelf()?);
    match &args.action {
        Action::Create { name, to, keep, json } => {
            if let Some(to) = to {
                refuse_in_folder(to, &engine::open(&place_of(shared, environment)?)?)?;
            }
            let shelf = to.clone().map_or_else(shelf, Ok)?;
            create(&shelf, name.as_deref(), *keep, *json, shared, ui, environment)
        }
        Action::List { directory, from, json } => {
            let named = directory.as_ref().or(from.as_ref());
            list(&named.cloned().map_or_else(shelf, Ok)?, *json, ui)
        }
        Action::Verify { snapshot, thorough, json } => verify(&find(snapshot)?, *thorough, *json, ui),
        Action::Restore { snapshot, force } => restore(&find(snapshot)?, *force, shared, ui, environment),
        Action::Remove { snapshot } => {
            let snapshot = find(snapshot)?;
            snapshot::remove(&snapshot)?;
            ui.note(&format!("The snapshot {} is deleted.", snapshot.name));
            Ok(Exit::Done)
        }
    }
}

/// A snapshot by its directory, or by its name among those of the archive.
fn find(named: &Path, shelf: &Path) -> Result<Snapshot, Failure> {
    let is_path =
        named.components().count() > 1 || named.is_absolute() || named.join("snapshot.json").is_file();
    Ok(match named.to_str().filter(|_| !is_path) {
        Some(name) => snapshot::open(shelf, name)?,
        None => Snapshot::open(named)?,
    })
}

/// A snapshot in a folder of the archive would be read as articles by the next run.
fn refuse_in_folder(shelf: &Path, archive: &Archive) -> Result<(), Failure> {
    // It need not be there yet: the nearest directory that is tells where it will be.
    let whole = std::path::absolute(shelf).unwrap_or_else(|_| shelf.to_path_buf());
    let there = whole.ancestors().find(|directory| directory.exists()).unwrap_or(&whole);
    let Some(folder) = archive.settings().folder_around(&absolute(there)) else { return Ok(()) };
    let (shelf, folder) = (path_text(shelf), path_text(&folder.path));
    let message = format!(
        "{shelf} lies in {folder}, a folder of the archive: the next run would read the snapshot as articles"
    );
    Err(Failure::usage(message).hint("name a directory outside of it"))
}

fn create(
    shelf: &Path,
    name: Option<&str>,
    keep: Option<u16>,
    json: bool,
    shared: &Shared,
    ui: &Ui,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let archive = engine::open(&place_of(shared, environment)?)?;
    let mut options = SnapshotOptions::default();
    options.name = name.map(str::to_string);
    let made = snapshot::create(&archive, shelf, &options, SystemClock.now())?;
    if let Err(error) = archive.remember_shelf(shelf) {
        ui.warn(&not_remembered(&error));
    }
    if let Some(keep) = keep {
        for gone in snapshot::thin_out(shelf, &archive.settings().name, usize::from(keep))? {
            ui.note(&format!("The snapshot {} is deleted.", gone.name));
        }
    }
    let made = [made];
    ui.answer(|out| match json {
        true => write_json(out, &wire::SnapshotList::new(&made)),
        false => write_lines(out, &made),
    })?;
    Ok(Exit::Done)
}

fn not_remembered(error: &depeche::index::Error) -> String {
    format!(
        "where the snapshot lies is not remembered, and a purge will not name it when it holds what was purged: {error}"
    )
}

fn list(shelf: &Path, json: bool, ui: &Ui) -> Result<Exit, Failure> {
    let snapshots = snapshot::list(shelf)?;
    if json {
        ui.answer(|out| write_json(out, &wire::SnapshotList::new(&snapshots)))?;
        return Ok(Exit::Done);
    }
    if snapshots.is_empty() {
        ui.note(&format!(
            "There is no snapshot in {}; `depeche snapshot create` makes one.",
            shelf.display()
        ));
    }
    ui.answer(|out| write_lines(out, &snapshots))?;
    Ok(Exit::Done)
}

fn write_lines(out: &mut dyn Write, snapshots: &[Snapshot]) -> io::Result<()> {
    snapshots.iter().try_for_each(|snapshot| {
        let manifest = &snapshot.manifest;
        let articles = count_text(manifest.num_articles, "article");
        let (own, all) = (bytes_text(snapshot.num_own_bytes), bytes_text(snapshot.num_bytes));
        let (name, path) = (printable(&snapshot.name), path_text(&snapshot.path));
        writeln!(out, "{name}  {}  {articles}  {own} of its own, {all} in all  {path}", manifest.created_at)
    })
}

fn verify(snapshot: &Snapshot, is_thorough: bool, json: bool, ui: &Ui) -> Result<Exit, Failure> {
    let faults = snapshot.faults()?;
    let report = check::check_of(&Archive::open(&snapshot.path)?, is_thorough, ui)?.with_faults(faults);
    ui.answer(|out| match json {
        true => write_json(out, &wire::CheckShape::new(&report, None)),
        false => check::write_report(out, &report),
    })?;
    Ok(check::exit_of(&report))
}

fn restore(
    snapshot: &Snapshot,
    is_forced: bool,
    shared: &Shared,
    ui: &Ui,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let known = Archive::open(&place.root).map(|archive| archive.shelves()).unwrap_or_default();
    let restored = snapshot::restore(snapshot, &place.root, &place.name, is_forced, SystemClock.now());
    let archive = restored.map_err(|error| match error {
        depeche::index::Error::Exists(_) => Failure::from(error)
            .hint("`--force` replaces it, `--archive NAME` or `--index DIR` restores to another place"),
        error => error.into(),
    })?;
    // The list of such places in a snapshot is older than it.
    let shelves = known.iter().map(PathBuf::as_path).chain(snapshot.path.parent());
    if let Err(error) = { shelves }.try_for_each(|shelf| archive.remember_shelf(shelf)) {
        ui.warn(&not_remembered(&error));
    }
    let articles = count_text(snapshot.manifest.num_articles, "article");
    let name = printable(&place.name).into_owned();
    ui.note(&format!(
        "The archive {name} is as it was at {}, with {articles}; `depeche index` brings it up to date.",
        snapshot.manifest.created_at
    ));
    for folder in archive.settings().folders.iter().filter(|folder| !folder.path.exists()) {
        ui.warn(&format!(
            "there is nothing at {}; its articles are kept until it is there, or `depeche index --moved` says where it is",
            path_text(&folder.path)
        ));
    }
    Ok(Exit::Done)
}
