//! `depeche watch`: refreshes an archive as its folders change. When a change is quiet enough to be read says `schedule::Changes`;
//! how changes are learnt of, `eyes`.

mod eyes;
mod mounts;
mod rounds;

use std::time::Duration;

use depeche::config::{Kind, Value};

use super::alert::AlertsOfRun;
use super::arrangement;
use super::engine;
use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::interrupt;
use super::place::place_of;
use super::settings;
use super::shared::Shared;
use super::ui::Ui;
use depeche::index::{Access, Archive};
use depeche::ingest::IngestOptions;

use eyes::Eyes;
use rounds::Rounds;

/// Refresh the archive as its folders change, until stopped.
///
/// A new article is found within two seconds. Files that are being written are read when they are closed. Folders on network
/// shares, which tell of no changes, are looked through at intervals. What goes away at once, such as an unmounted share,
/// is kept as in every run.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche watch                     the archive's folders, refreshed first
  depeche watch --archive presse --poll 5m

Exit status: 0 stopped by Ctrl-C or SIGTERM · 2 could not be done")]
pub struct Args {
    /// Look through folders that tell of no changes this often
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    poll: Duration,
    /// Look through all folders at this interval instead of waiting for what they tell
    #[arg(long)]
    only_poll: bool,
}

/// A whole look for what no event told of.
const WHOLE_LOOK_EVERY: Duration = Duration::from_secs(3600);

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let _guard = interrupt::Guard::begin();
    let place = place_of(shared, environment)?;
    let all = settings::load(shared, environment)?;
    let entry = all.archives.get(&place.name).filter(|_| shared.index.is_none());
    let mut archive = match entry.filter(|entry| entry.folders.is_some()) {
        Some(entry) => {
            let mut archive = engine::open_or_create(&place, Access::Private)?;
            arrangement::arrange(&mut archive, entry)?;
            archive
        }
        None => {
            let mut archive = engine::open(&place)?;
            entry.map_or(Ok(()), |entry| arrangement::select(&mut archive, entry))?;
            archive
        }
    };
    if archive.settings().folders.is_empty() {
        let failure = Failure::usage(format!("the archive `{}` has no folder to watch", place.name));
        return Err(failure.hint("`depeche index FOLDER` adds one"));
    }
    let mut options = IngestOptions::default();
    options.commands = settings::commands(shared, environment)?;
    options.num_jobs = all.num_jobs;
    options.max_memory_bytes = all.memory_bytes_of(&place.name);
    // Watching begins before the first look: what changes meanwhile is told of.
    let eyes = Eyes::open(&folders_of(&archive), archive.root(), args.only_poll);
    for sentence in eyes.sentences(args.poll) {
        ui.note(&sentence);
    }
    let alerts = AlertsOfRun::of(&all, &place, shared, environment);
    let rounds = Rounds::new(&place, eyes, options, &all, &alerts, args.poll, WHOLE_LOOK_EVERY);
    rounds.live(&mut archive, ui, environment)?;
    ui.note("stopped");
    Ok(Exit::Done)
}

fn folders_of(archive: &Archive) -> Vec<(std::path::PathBuf, bool)> {
    let folders = archive.settings().folders.iter();
    folders.map(|folder| (folder.path.clone(), folder.settings.follow_links)).collect()
}

fn duration(text: &str) -> Result<Duration, depeche::config::Unfit> {
    match Kind::Duration.read_typed(text)? {
        Value::Seconds(seconds) => Ok(Duration::from_secs(seconds)),
        _ => Err(depeche::config::Unfit::Must("a stretch of time such as 60s or 5m")),
    }
}
