//! `alert run`: answers alerts now, for deliveries that did not arrive and runs that were made without these settings.

use depeche::render::{count_text, printable};

use super::super::environment::Environment;
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::place::place_of;
use super::super::shared::Shared;
use super::super::ui::Ui;
use super::super::{engine, settings};
use super::of_archive::{entry_of, named};
use super::of_run::{AlertsOfRun, answered};

/// Deliver now what waits; `depeche index` does so after each run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// This alert only
    name: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let settings = settings::load(shared, environment)?;
    if let Some(name) = &args.name {
        named(entry_of(&settings, &place, shared).map(|(_, entry)| entry), name)?;
    }
    let archive = engine::open(&place)?;
    let alerts = AlertsOfRun::of(&settings, &place, shared, environment);
    let summary = alerts.answer(&archive, args.name.as_deref())?;
    let answered = answered(&summary);
    answered.failures.iter().for_each(|sentence| ui.warn(sentence));
    ui.answer(|out| {
        summary.alerts.iter().try_for_each(|alert| {
            writeln!(out, "{}: {}", printable(&alert.name), count_text(alert.num_hits, "article"))
        })
    })?;
    Ok(if answered.failures.is_empty() { Exit::Done } else { Exit::Nothing })
}
