//! Where archives are on this machine: `archives list|remove`, and opening the one a command works on.

use std::path::PathBuf;

use depeche::index::{Access, Archive};
use depeche::model::Clock;
use etcetera::{BaseStrategy, choose_base_strategy};

use super::Shared;
use super::exit::{Exit, Failure};
use super::terminal;

/// List the archives of this user, or remove one.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List the archives.
    List,
    /// Remove an archive and every trace of its index. The articles' files are not touched.
    Remove {
        /// Its name.
        name: String,
    },
}

/// Runs the command.
pub fn run(_: &Shared, args: &Args) -> Result<Exit, Failure> {
    match &args.action {
        None | Some(Action::List) => list(),
        Some(Action::Remove { name }) => {
            let root = directory_of(name)?;
            Archive::remove(&root, SystemClock.now())?;
            terminal::write_all(format!("The archive {name} is removed.\n").as_bytes())?;
            Ok(Exit::Done)
        }
    }
}

fn list() -> Result<Exit, Failure> {
    let base = archives_directory()?;
    let mut names: Vec<String> = std::fs::read_dir(&base)
        .map(|entries| entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
        .unwrap_or_default();
    names.retain(|name| Archive::is_at(&base.join(name)));
    names.sort();
    for name in &names {
        let stamp = Archive::open(&base.join(name))?.stamp();
        let line = format!("{name}\t{} articles\t{}\n", stamp.num_articles, stamp.state.as_str());
        terminal::write_all(line.as_bytes())?;
    }
    if names.is_empty() {
        eprintln!("There is no archive yet; `depeche index FOLDER` makes one.");
    }
    Ok(Exit::Done)
}

/// The time of this machine.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

fn archives_directory() -> Result<PathBuf, Failure> {
    let strategy = choose_base_strategy().map_err(|_| {
        Failure::usage("no home directory is known: set HOME, or name a directory with --index DIR")
    })?;
    Ok(strategy.data_dir().join("depeche").join("archives"))
}

fn directory_of(name: &str) -> Result<PathBuf, Failure> {
    let is_plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    if !is_plain {
        return Err(Failure::usage(format!(
            "`{name}` can not be the name of an archive: it is one word, no path"
        )));
    }
    Ok(archives_directory()?.join(name))
}

/// The directory a command works on.
pub fn root(shared: &Shared) -> Result<PathBuf, Failure> {
    match &shared.index {
        Some(directory) => Ok(directory.clone()),
        None => directory_of(&shared.archive),
    }
}

/// Opens the archive that the command names.
pub fn open(shared: &Shared) -> Result<Archive, Failure> {
    Ok(Archive::open(&root(shared)?)?)
}

/// Opens the archive, or makes it.
pub fn open_or_create(shared: &Shared, access: Access) -> Result<Archive, Failure> {
    let root = root(shared)?;
    if Archive::is_at(&root) {
        return Ok(Archive::open(&root)?);
    }
    if let Some(parent) = root.parent() {
        std::fs::create_dir_all(parent)
            .map_err(|error| Failure::usage(format!("{} can not be made: {error}", parent.display())))?;
    }
    Ok(Archive::create(&root, &shared.archive, access)?)
}
