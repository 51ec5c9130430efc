//! `depeche schedule list`: every schedule with its next runs, its last, and who sees to it.

use depeche::history::health;
use depeche::index::Archive;
use depeche::model::Clock;
use depeche::render::{printable, write_json};
use depeche::schedule::Plan;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::daemon;
use super::installed::Drivers;
use super::planned::{self, Planned};
use crate::cli::condition;
use crate::cli::environment::{Environment, SystemClock};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::remembered::{Failing, Remembered};
use crate::cli::settings;
use crate::cli::shared::Shared;
use crate::cli::ui::Ui;

/// Next runs that are listed of each schedule.
const NUM_NEXT: usize = 3;

#[derive(serde::Serialize)]
struct Listing {
    schema: &'static str,
    schedules: Vec<Row>,
}

/// One schedule.
#[derive(serde::Serialize)]
struct Row {
    archive: String,
    plan: String,
    timezone: Option<String>,
    paused: bool,
    /// Where it stands.
    origin: String,
    /// When the last run began, of whatever kind, as `status` has it.
    last: Option<String>,
    /// UTC; none when it rests.
    next: Vec<String>,
    drivers: Vec<&'static str>,
    /// Since when a run is due that did not come, though somebody should see to it.
    missed_since: Option<String>,
}

/// Runs the command.
pub fn run(json: bool, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let settings = settings::load(shared, environment)?;
    let all = planned::all(&settings, environment)?;
    let drivers = Drivers::of(environment, daemon::is_running(shared, environment));
    let now = SystemClock.now();
    let told: Vec<Told> = all.iter().map(|planned| Told::of(planned, &drivers, environment, now)).collect();
    if json {
        let schedules = told.iter().map(Told::row).collect();
        ui.answer(|out| write_json(out, &Listing { schema: "depeche.schedules/1", schedules }))?;
        return Ok(Exit::Done);
    }
    if told.is_empty() {
        ui.note("There is no schedule; `depeche schedule add ARCHIVE --daily 02:30` makes one.");
    }
    ui.answer(|out| told.iter().try_for_each(|told| told.write(out)))?;
    Ok(Exit::Done)
}

struct Told<'a> {
    planned: &'a Planned,
    last: Option<Timestamp>,
    next: Vec<Timestamp>,
    drivers: Vec<&'static str>,
    missed_since: Option<Timestamp>,
    /// Runs that could not begin.
    failing: Option<Failing>,
}

impl<'a> Told<'a> {
    fn of(planned: &'a Planned, drivers: &Drivers, environment: &Environment, now: Timestamp) -> Told<'a> {
        let runs = planned::runs(&planned.place);
        let last = runs.last().map(|run| run.started);
        let drivers = drivers.of_archive(&planned.place.name);
        let is_followed = !planned.is_paused && !drivers.is_empty();
        let is_running = runs.last().is_some_and(|run| run.outcome.is_none());
        // As `status` counts: one that never ran is due since it was made.
        let made = Archive::open(&planned.place.root).map_or(now, |archive| condition::made(&archive));
        let health = health(&runs, Some(&planned.plan).filter(|_| is_followed), made, is_running, now);
        let served = planned::last_start(&runs);
        let next = if planned.is_paused { Vec::new() } else { next_runs(&planned.plan, served, now) };
        let failing = Remembered::of(&planned.place.root, environment).failing().cloned();
        Told { planned, last, next, drivers, missed_since: health.overdue_since, failing }
    }

    fn row(&self) -> Row {
        let utc = |moment: &Timestamp| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let schedule = self.planned.entry.schedule.as_ref();
        Row {
            archive: self.planned.place.name.clone(),
            plan: self.planned.plan.to_string(),
            timezone: self.planned.plan.zone.iana_name().map(str::to_string),
            paused: self.planned.is_paused,
            origin: schedule.map(|schedule| schedule.origin.to_string()).unwrap_or_default(),
            last: self.last.as_ref().map(utc),
            next: self.next.iter().map(utc).collect(),
            drivers: self.drivers.clone(),
            missed_since: self.missed_since.as_ref().map(utc),
        }
    }

    fn write(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        let plan = &self.planned.plan;
        let paused = if self.planned.is_paused { ", paused" } else { "" };
        writeln!(out, "{}  {plan}{paused}", printable(&self.planned.place.name))?;
        let here = TimeZone::system();
        let is_elsewhere = !plan.is_stretch() && plan.zone.iana_name() != here.iana_name();
        let text = |moment: &Timestamp| {
            let local = moment.to_zoned_datetime(here.clone());
            let own = moment.to_zoned_datetime(plan.zone.clone());
            match is_elsewhere {
                true => {
                    format!("{} ({} here)", own.strftime("%a %Y-%m-%d %H:%M %Z"), local.strftime("%H:%M"))
                }
                false => local.strftime("%a %Y-%m-%d %H:%M").to_string(),
            }
        };
        let next: Vec<String> = self.next.iter().map(text).collect();
        if !next.is_empty() {
            writeln!(out, "  next: {}", next.join(", "))?;
        }
        let last = self
            .last
            .map(|last| last.to_zoned_datetime(here.clone()).strftime("%a %Y-%m-%d %H:%M").to_string());
        writeln!(out, "  last: {}", last.as_deref().unwrap_or("never"))?;
        let drivers: Vec<&str> = self.drivers.iter().map(|word| driver_text(word)).collect();
        match drivers.is_empty() {
            true => writeln!(
                out,
                "  nobody follows it: `depeche schedule install`, or `depeche schedule daemon`"
            )?,
            false => writeln!(out, "  followed by {}", drivers.join(", "))?,
        }
        if let Some(since) = &self.missed_since {
            writeln!(
                out,
                "  ! it should have run at {} and did not; is the scheduler running?",
                text(since)
            )?;
        }
        match &self.failing {
            Some(failing) => writeln!(out, "  ! {}", failing.sentence()),
            None => Ok(()),
        }
    }
}

fn driver_text(word: &str) -> &'static str {
    match word {
        "daemon" => "a running daemon",
        "systemd" => "a timer of systemd",
        "systemd-daemon" => "the daemon that systemd keeps",
        "cron" => "cron",
        _ => "launchd",
    }
}

/// The next runs; the first may be due already.
fn next_runs(plan: &Plan, last: Option<Timestamp>, now: Timestamp) -> Vec<Timestamp> {
    let from = if plan.is_stretch() { last.unwrap_or(now) } else { now };
    let first = match (plan.is_stretch(), last) {
        (true, None) => Some(now),
        _ => plan.next_after(from).map(|next| next.max(now)),
    };
    std::iter::successors(first, |moment| plan.next_after(*moment)).take(NUM_NEXT).collect()
}
