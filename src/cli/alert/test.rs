//! `alert test`: shows what an alert would deliver, and delivers nothing.

use depeche::alert::preview;
use depeche::model::{DateRange, PartialDate};
use depeche::render::{count_text, printable, wire, write_hits, write_json};

use super::super::environment::{Environment, SystemClock};
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::place::place_of;
use super::super::shared::Shared;
use super::super::ui::Ui;
use super::super::{engine, settings};
use super::of_archive::{alert_of, entry_of, named};

/// Show what an alert would deliver for what the last run brought; deliver nothing
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The alert
    name: String,
    /// For the articles published since that day, month or year instead
    #[arg(long, value_name = "DATE")]
    since: Option<PartialDate>,
    /// Print JSON (schema depeche.search/1)
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let settings = settings::load(shared, environment)?;
    let entry = entry_of(&settings, &place, shared).map(|(_, entry)| entry);
    let alert = alert_of(&args.name, named(entry, &args.name)?);
    let searcher = engine::searcher(&place, None, ui)?;
    let dates = args.since.map(|from| DateRange { from: Some(from), to: None });
    let response = preview(&engine::open(&place)?, &searcher, &alert, dates, &SystemClock)?;
    if args.json {
        ui.answer(|out| write_json(out, &wire::Search::new(&response, &Default::default(), false)))?;
    } else {
        ui.long_answer(|out| {
            let found = count_text(response.hits.len() as u64, "article");
            let among = match args.since {
                Some(since) => format!("published since {since}"),
                None => "of the last run that brought any".to_string(),
            };
            writeln!(out, "{found} {among}: {}", printable(&response.understood))?;
            write_hits(out, &response, &ui.look)
        })?;
    }
    Ok(if response.hits.is_empty() { Exit::Nothing } else { Exit::Done })
}
