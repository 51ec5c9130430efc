//! `schedule add`, `remove`, `pause`, `resume`: changes of the user's settings. Nothing is started here.

use depeche::config::{Kind, NewValue, remove_section, set_values};
use depeche::index::Archive;
use depeche::render::{path_text, printable, shell_word};

use super::planned;
use crate::cli::environment::{Environment, SystemClock};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::place::named_in;
use crate::cli::settings;
use crate::cli::settings_file;
use crate::cli::shared::Shared;
use crate::cli::ui::Ui;
use depeche::model::Clock;

/// Say when an archive is refreshed, in place of what was said before
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("timing").required(true))]
pub struct AddArgs {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    name: String,
    /// So long after the last run began: 15m, 6h, 1d
    #[arg(long, value_name = "TIME", group = "timing")]
    every: Option<String>,
    /// At the times of five fields as in a crontab: '30 2 * * mon-fri'
    #[arg(long, value_name = "FIELDS", group = "timing")]
    cron: Option<String>,
    /// Every day at this time: 02:30
    #[arg(long, value_name = "HH:MM", group = "timing")]
    daily: Option<String>,
    /// Where --cron and --daily are meant, such as Europe/Paris [default: the machine's time zone]
    #[arg(long, value_name = "ZONE", conflicts_with = "every")]
    timezone: Option<String>,
}

/// Writes a schedule.
pub fn add(args: &AddArgs, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let name = &args.name;
    must_be_there(name, shared, environment)?;
    let values = [
        ("every", Kind::Duration, &args.every),
        ("cron", Kind::Cron, &args.cron),
        ("daily", Kind::Time, &args.daily),
        ("timezone", Kind::Zone, &args.timezone),
    ];
    let mut new = Vec::new();
    for (key, kind, value) in values {
        new.push((
            key,
            value.as_ref().map_or(NewValue::None, |text| NewValue::Text(text.trim().to_string())),
        ));
        if let Some(text) = value {
            let unfit = |error| Failure::usage(format!("--{key} {}: {error}", shell_word(text)));
            kind.read_typed(text).map_err(unfit)?;
        }
    }
    let file = settings_file::change(shared, environment, |text| {
        set_values(text, &["archives", name, "schedule"], &new)
            .map_err(|error| Failure::usage(error.to_string()))
    })?;
    let settings = settings::load(shared, environment)?;
    let all = planned::all(&settings, environment)?;
    let written = all.iter().find(|planned| planned.place.name == *name);
    let plan = written.map(|planned| planned.plan.to_string()).unwrap_or_default();
    ui.answer(|out| {
        writeln!(out, "{}: {plan}, written to {}", printable(name), path_text(&file))?;
        if written.is_some_and(|planned| planned.is_paused) {
            return writeln!(out, "It is paused: depeche schedule resume {}", shell_word(name));
        }
        let next = written.and_then(|planned| {
            let zone = planned.plan.zone.clone();
            Some(planned.plan.next_after(SystemClock.now())?.to_zoned_datetime(zone))
        });
        if let Some(next) = next.filter(|_| written.is_some_and(|planned| !planned.plan.is_stretch())) {
            writeln!(out, "First at {}", next.strftime("%Y-%m-%d %H:%M %Z"))?;
        }
        writeln!(out, "Nothing follows it yet by itself: have the system do it with")?;
        writeln!(out, "  depeche schedule install --systemd --user {}   (or --cron)", shell_word(name))?;
        writeln!(out, "or keep one process for all archives running:")?;
        writeln!(out, "  depeche schedule daemon   (it is told of changes by SIGHUP)")
    })?;
    Ok(Exit::Done)
}

/// Takes a schedule out.
pub fn remove(name: &str, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let mut is_found = false;
    let file = settings_file::change(shared, environment, |text| {
        let removed = remove_section(text, &["archives", name, "schedule"])
            .map_err(|error| Failure::usage(error.to_string()))?;
        is_found = removed.is_some();
        Ok(removed.unwrap_or_else(|| text.to_string()))
    })?;
    if !is_found {
        return Err(no_schedule(name, shared, environment)?);
    }
    let name_word = shell_word(name);
    ui.answer(|out| {
        writeln!(out, "{}: no schedule any more, taken out of {}", printable(name), path_text(&file))?;
        writeln!(out, "What was installed for it goes with: depeche schedule uninstall {name_word}")
    })?;
    Ok(Exit::Done)
}

/// Lets a schedule rest, or takes it up again.
pub fn set_paused(
    name: &str,
    is_paused: bool,
    shared: &Shared,
    ui: &Ui,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let settings = settings::load(shared, environment)?;
    if settings.archives.get(name).is_none_or(|entry| entry.schedule.is_none()) {
        return Err(no_schedule(name, shared, environment)?);
    }
    let value = if is_paused { NewValue::Flag(true) } else { NewValue::None };
    let file = settings_file::change(shared, environment, |text| {
        set_values(text, &["archives", name, "schedule"], &[("paused", value)])
            .map_err(|error| Failure::usage(error.to_string()))
    })?;
    let state = if is_paused { "paused" } else { "followed again" };
    ui.answer(|out| writeln!(out, "{}: {state}, written to {}", printable(name), path_text(&file)))?;
    Ok(Exit::Done)
}

/// A schedule for an archive that is nowhere is a slip of the keyboard.
fn must_be_there(name: &str, shared: &Shared, environment: &Environment) -> Result<(), Failure> {
    let settings = settings::load(shared, environment)?;
    let place = named_in(&settings, name, environment)?;
    let has_folders = settings.archives.get(name).is_some_and(|entry| entry.folders.is_some());
    if has_folders || Archive::is_at(&place.root) {
        return Ok(());
    }
    let message = format!("there is no archive `{}`", printable(name));
    Err(Failure::new("no-archive", message).hint(format!(
        "`depeche archives list` lists them; `depeche index FOLDER --archive {}` makes it",
        shell_word(name)
    )))
}

fn no_schedule(name: &str, shared: &Shared, environment: &Environment) -> Result<Failure, Failure> {
    let settings = settings::load(shared, environment)?;
    let elsewhere = settings.archives.get(name).and_then(|entry| entry.schedule.as_ref());
    let failure =
        Failure::not_found(format!("`{}` has no schedule in your file of settings", printable(name)));
    Ok(match elsewhere {
        Some(schedule) => failure.hint(format!("it stands at {}", schedule.origin)),
        None => failure.hint("`depeche schedule list` lists what there is"),
    })
}
