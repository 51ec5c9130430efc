//! `alert remove`: takes an alert out of the settings and forgets what it has delivered. Files that it wrote stay.

use depeche::alert::forget;
use depeche::config::remove_section;
use depeche::render::{path_text, printable};

use super::super::environment::Environment;
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::place::place_of;
use super::super::shared::Shared;
use super::super::ui::Ui;
use super::super::{engine, settings, settings_change};
use super::of_archive::{entry_of, named};

/// Take an alert out; the files that it wrote stay
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The alert
    name: String,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let settings = settings::load(shared, environment)?;
    let found = entry_of(&settings, &place, shared);
    let origin = named(found.map(|(_, entry)| entry), &args.name)?.origin.to_string();
    let archive_name = found.map_or(place.name.as_str(), |(name, _)| name);
    let path = ["archives", archive_name, "alerts", args.name.as_str()];
    let mut was_there = true;
    let file = settings_change::change(shared, environment, |text| {
        let without = remove_section(text, &path)?;
        was_there = without.is_some();
        Ok(without.unwrap_or_else(|| text.to_string()))
    })?;
    if !was_there {
        let message = format!("the alert `{}` does not stand in your file of settings", args.name);
        return Err(Failure::usage(message).hint(format!("take it out at {origin}")));
    }
    // An archive that is not there remembers nothing.
    if let Ok(archive) = engine::open(&place) {
        forget(&archive, &args.name)?;
    }
    ui.answer(|out| writeln!(out, "The alert {} is gone from {}.", printable(&args.name), path_text(&file)))?;
    Ok(Exit::Done)
}
