//! `alert list`: every alert, where it goes, and how it stands.

use std::io::{self, Write};

use depeche::alert::{Alert, Standing, standings};
use depeche::render::{count_text, printable, wire, write_json};

use super::super::environment::Environment;
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::place::place_of;
use super::super::shared::Shared;
use super::super::status::time_text;
use super::super::ui::Ui;
use super::super::{engine, settings};
use super::of_archive::{alert_of, entry_of};

/// List the alerts of an archive and how they stand
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON (schema depeche.alerts/1)
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let settings = settings::load(shared, environment)?;
    let archive = engine::open(&place)?;
    let entries = entry_of(&settings, &place, shared).map(|(_, entry)| &entry.alerts);
    let entries = entries.into_iter().flatten();
    let (alerts, resting): (Vec<Alert>, Vec<bool>) =
        entries.map(|(name, entry)| (alert_of(name, entry), entry.is_paused)).unzip();
    let standings = standings(&archive, &alerts)?;
    if args.json {
        let all = alerts.iter().zip(&standings).zip(&resting);
        let all = all.map(|((alert, standing), is_paused)| (alert, standing, *is_paused));
        ui.answer(|out| write_json(out, &wire::AlertList::new(&archive.settings().name, all)))?;
        return Ok(Exit::Done);
    }
    if alerts.is_empty() {
        ui.note("This archive has no alerts; `depeche alert add NAME 'QUERY' --rss FILE` sets one up.");
        return Ok(Exit::Done);
    }
    ui.answer(|out| {
        let mut all = alerts.iter().zip(&standings).zip(&resting);
        all.try_for_each(|((alert, standing), is_paused)| write_alert(out, alert, standing, *is_paused))
    })?;
    Ok(Exit::Done)
}

fn write_alert(out: &mut dyn Write, alert: &Alert, standing: &Standing, is_paused: bool) -> io::Result<()> {
    writeln!(out, "{}: {}", printable(&alert.name), printable(&alert.query))?;
    for destination in &alert.destinations {
        writeln!(out, "    {} {}", destination.kind(), printable(&destination.target()))?;
    }
    let last = match standing.delivered_at {
        Some(time) => {
            let delivered = count_text(standing.num_delivered, "article");
            format!("{delivered} delivered, last {}", time_text(time))
        }
        None if standing.is_new => "begins with the next run".to_string(),
        None => "nothing delivered yet".to_string(),
    };
    let waits = match () {
        () if is_paused => "; rests",
        () if standing.is_behind => "; news wait, `depeche alert run` delivers them",
        () => "",
    };
    writeln!(out, "    {last}{waits}")?;
    for (destination, reason, since) in &standing.failing {
        writeln!(out, "    {} fails since {}: {}", destination.kind(), time_text(*since), printable(reason))?;
    }
    Ok(())
}
