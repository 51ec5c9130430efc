//! Where an archive's alerts are looked after: what must be noted before a run, and a round of answers after it. How a round is
//! made is `round`'s to say.

use std::ffi::OsString;
use std::sync::Arc;

use jiff::Timestamp;

use super::error::{Error, Undelivered};
use super::forms::Forms;
use super::memory::{Memory, Progress, Quiet};
use super::round::Round;
use super::saved::{Alert, Destination};
use crate::index::Archive;
use crate::model::Clock;
use crate::search::LocalSearcher;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// It takes in what is new.
    Usual,
    /// It reads everything again: what it brings is no news.
    Anew,
}

/// What alerts are answered with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its alerts.
    pub alerts: &'a [Alert],
    /// How deliveries are written.
    pub forms: &'a dyn Forms,
    /// What commands see of the environment.
    pub environment: &'a [(OsString, OsString)],
    /// The time.
    pub clock: &'a dyn Clock,
}

/// What a round did.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Every alert that was answered, in the order of the settings.
    pub alerts: Vec<AnsweredAlert>,
    /// What did not arrive; it is tried again with the next round.
    pub failures: Vec<Failed>,
}

impl Summary {
    /// Articles delivered, to however many destinations of an alert.
    pub fn num_hits(&self) -> u64 {
        self.alerts.iter().map(|alert| alert.num_hits).sum()
    }
}

/// An alert after a round.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnsweredAlert {
    /// Its name.
    pub name: String,
    /// Articles that it delivered; those of the destination that got most.
    pub num_hits: u64,
}

/// A delivery that did not arrive.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed {
    /// Name of the alert.
    pub alert: String,
    /// Where it was to go; `None`: it was not answered at all.
    pub destination: Option<Destination>,
    /// Why it did not.
    pub why: Arc<Undelivered>,
}

/// Notes before a run what it must not be forgotten to be: an alert begins with it, or nothing of it is news. Does nothing
/// for an archive without alerts.
pub fn before_run(
    archive: &Archive,
    alerts: &[Alert],
    kind: RunKind,
    clock: &dyn Clock,
) -> Result<(), Error> {
    if alerts.is_empty() && !Memory::is_there(archive) {
        return Ok(());
    }
    let now = clock.now();
    // While another process writes, this run will be refused: nothing is known of where it would begin.
    let Ok(writer) = archive.lock(now) else { return Ok(()) };
    let _lock = Memory::lock(archive)?;
    let mut memory = Memory::load(archive)?;
    let before = memory.clone();
    let payload = archive.payload().ok().flatten();
    let generation = payload.as_ref().map_or(0, |payload| payload.generation);
    // An index that is not there, yet or any more, is made new, whatever the run is called: that is no news.
    let is_lost = payload.is_none();
    memory.go_back_to(generation);
    if payload.is_some_and(|payload| !payload.is_interrupted) {
        memory.end_quiet(generation);
    }
    if (is_lost || kind == RunKind::Anew) && memory.quiet.iter().all(|quiet| quiet.until.is_some()) {
        memory.quiet.push(Quiet { after: generation, until: None });
    }
    begin_new(&mut memory, alerts, generation, now);
    if memory != before {
        memory.save(archive)?;
    }
    drop(writer);
    Ok(())
}

/// Alerts and destinations that nothing is remembered of begin behind the commit `generation`; destinations that an alert has
/// no more are forgotten.
fn begin_new(memory: &mut Memory, alerts: &[Alert], generation: u64, now: Timestamp) {
    for alert in alerts {
        let known = memory.alerts.entry(alert.name.clone()).or_default();
        let keys: Vec<String> = alert.destinations.iter().map(Destination::key).collect();
        known.retain(|key, _| keys.contains(key));
        for key in keys {
            known.entry(key).or_insert_with(|| Progress::beginning(generation, now));
        }
    }
}

impl Desk<'_> {
    /// Answers all alerts over what came since each was answered, and delivers. What could not be delivered is in the summary
    /// and no error. `only`: the alert of that name alone.
    ///
    /// # Errors
    /// When the archive cannot be read, or what was delivered cannot be noted.
    pub fn answer(&self, only: Option<&str>) -> Result<Summary, Error> {
        if self.alerts.is_empty() {
            return Ok(Summary::default());
        }
        let _lock = Memory::lock(self.archive)?;
        let mut memory = Memory::load(self.archive)?;
        let searcher = LocalSearcher::open(self.archive)?;
        let now = self.clock.now();
        let Some(payload) = self.archive.payload()? else { return Ok(Summary::default()) };
        let before = memory.clone();
        let generation = searcher.stamp().generation;
        memory.go_back_to(generation);
        if !payload.is_interrupted {
            memory.end_quiet(generation);
        }
        begin_new(&mut memory, self.alerts, generation, now);
        if memory != before {
            memory.save(self.archive)?;
        }
        let round = Round::new(*self, searcher, now);
        let summary = round.run(only, &mut memory)?;
        memory.forget_passed();
        if memory != before {
            memory.save(self.archive)?;
        }
        Ok(summary)
    }
}
