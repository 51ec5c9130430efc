//! `depeche archives`: which archives there are, and how to delete one with every trace.

use std::io;
use std::path::PathBuf;

use depeche::error::AtPath;
use depeche::index::{Archive, Stamp};
use depeche::model::Clock;
use depeche::render::{count_text, path_text, printable, wire, write_json};

use super::environment::{Environment, SystemClock};
use super::exit::Exit;
use super::failure::Failure;
use super::place::{all_archives, place_of};
use super::remembered::Remembered;
use super::shared::Shared;
use super::ui::{Ui, write_message};

/// List your archives, or delete one.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche archives list
  depeche archives remove essai              asks first, on a terminal
  depeche --index ~/essai archives remove    an archive at a place of its own")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List the archives under your data directory
    List {
        /// Print JSON (schema depeche.archives/1)
        #[arg(long)]
        json: bool,
    },
    /// Delete an archive: its index, the texts stored in it, its settings. The folders of articles are not touched
    Remove {
        /// Its name; without one, the directory given with --index
        name: Option<String>,
        /// Do not ask on a terminal
        #[arg(long)]
        yes: bool,
    },
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    match &args.action {
        None => list(false, ui, environment),
        Some(Action::List { json }) => list(*json, ui, environment),
        Some(Action::Remove { name, yes }) => {
            let place = match (name, &shared.index) {
                (Some(name), _) => {
                    let named_so = Shared { archive: Some(name.clone()), index: None, ..shared.clone() };
                    place_of(&named_so, environment)?
                }
                (None, Some(_)) => place_of(shared, environment)?,
                (None, None) => {
                    let failure = Failure::usage("say which archive is to go");
                    return Err(failure.hint("`depeche archives list` lists them"));
                }
            };
            let archive = Archive::open(&place.root)?;
            let articles = count_text(archive.stamp().num_articles, "article");
            let question =
                format!("Delete the archive {} with its {articles}? [y/N] ", printable(&place.name));
            let must_ask = environment.stdin_is_terminal && environment.stderr_is_terminal && !yes;
            if must_ask && !is_agreed(&question)? {
                ui.note("Nothing was deleted.");
                return Ok(Exit::Nothing);
            }
            Archive::remove(&place.root, SystemClock.now())?;
            Remembered::of(&place.root, environment).forget();
            ui.note(&format!("The archive {} is deleted.", place.name));
            if let Some(list) = place.withdrawn_list.filter(|list| list.exists()) {
                let list = path_text(&list);
                ui.note(&format!(
                    "What was withdrawn from it stays out of a new archive of that name: {list} is kept."
                ));
            }
            Ok(Exit::Done)
        }
    }
}

fn is_agreed(question: &str) -> Result<bool, Failure> {
    write_message(question);
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "o" | "oui"))
}

fn list(json: bool, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let archives = all(environment)?;
    if json {
        let pairs = archives.iter().map(|(stamp, root)| (stamp, root.as_path()));
        ui.answer(|out| write_json(out, &wire::Listing::new(pairs)))?;
        return Ok(Exit::Done);
    }
    if archives.is_empty() {
        ui.note("There is no archive yet; `depeche index FOLDER` makes one.");
    }
    ui.answer(|out| {
        archives.iter().try_for_each(|(stamp, root)| {
            let updated = stamp.updated.as_deref().unwrap_or("never refreshed");
            let articles = count_text(stamp.num_articles, "article");
            let name = printable(&stamp.name);
            writeln!(out, "{name}  {articles}  {}  {updated}  {}", stamp.state.as_str(), path_text(root))
        })
    })?;
    Ok(Exit::Done)
}

/// The archives that can be opened, by name.
fn all(environment: &Environment) -> Result<Vec<(Stamp, PathBuf)>, Failure> {
    let directory = all_archives(environment)?;
    let entries = match std::fs::read_dir(&directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.at(&directory)?,
    };
    let mut roots: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|root| Archive::is_at(root)).collect();
    roots.sort();
    let opened = |root: PathBuf| Archive::open(&root).ok().map(|archive| (archive.stamp(), root));
    Ok(roots.into_iter().filter_map(opened).collect())
}
