//! Which archives are to be refreshed now, and how long one may sleep: plans, the moments at which runs began, and what is running.
//! Starts nothing and reads no clock.
//!
//! Two clocks come in together, for the one on the wall may be set. Set forward it makes runs due, each once, as a night asleep does.
//! Set back it is a correction: the last runs are dated by the new time, and times of day that were served are not served again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::plan::Plan;

/// The present, by two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The time of day, which may jump.
    pub wall: Timestamp,
    /// Time since some beginning, which never jumps back; it may stand still while the machine is asleep.
    pub steady: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It did its work, or could not: the plan goes on either way.
    Over,
    /// Another process writes to the archive: it has not begun, and is tried again.
    Locked,
}

/// Longest sleep: a clock that was set, or a machine that woke, is noticed after it.
const MAX_SLEEP: Duration = Duration::from_secs(30);
/// After which an archive that another process writes to is tried again.
const RETRY: Duration = Duration::from_secs(30);
/// A clock is corrected by so much all the time.
const MAX_DRIFT: SignedDuration = SignedDuration::from_secs(2);
/// Moments of a plan that are looked at to find its shortest distance.
const NUM_LOOKED_AHEAD: usize = 8;

/// All archives with a plan.
#[derive(Debug, Clone)]
pub struct Agenda {
    entries: BTreeMap<String, Entry>,
    running: BTreeSet<String>,
    max_running: usize,
    seen: Option<Moment>,
}

#[derive(Debug, Clone)]
struct Entry {
    plan: Plan,
    last: Last,
    /// What was known before the run that was started: one that found the archive locked has not begun.
    before: Last,
    /// The begin of the last run as it was told: what is told twice is learnt once.
    told: Option<Timestamp>,
    /// By the steady clock; not tried before.
    retry_at: Option<Duration>,
    /// When it is due: counted anew whenever plan or last run change.
    next: Option<Timestamp>,
}

/// The last run of an archive.
#[derive(Debug, Clone, Copy)]
struct Last {
    /// When it began, by the clock as it is set now; before any run, when the plan was made.
    at: Timestamp,
    is_known: bool,
    /// After a clock was set back: what lies too near was served by it.
    was_set_back: bool,
}

impl Agenda {
    /// An empty agenda that lets so many archives run at once; 0 means 1.
    pub fn new(max_running: usize) -> Agenda {
        Agenda {
            entries: BTreeMap::new(),
            running: BTreeSet::new(),
            max_running: max_running.max(1),
            seen: None,
        }
    }

    /// Takes these plans in place of all before. What is known of archives that stay is kept.
    pub fn set_plans(&mut self, plans: impl IntoIterator<Item = (String, Plan)>, now: Moment) {
        self.notice(now);
        let mut before = std::mem::take(&mut self.entries);
        for (name, plan) in plans {
            let mut entry = match before.remove(&name) {
                Some(mut entry) => {
                    // A time of day that is new in the plan and over for today is not one that was missed.
                    let is_changed = entry.plan != plan;
                    if is_changed && !plan.is_stretch() {
                        entry.last.at = entry.last.at.max(now.wall);
                    }
                    Entry { plan, ..entry }
                }
                None => {
                    let last = Last { at: now.wall, is_known: false, was_set_back: false };
                    Entry { plan, last, before: last, told: None, retry_at: None, next: None }
                }
            };
            entry.count();
            self.entries.insert(name, entry);
        }
    }

    /// A run of `archive` began at `start`, whoever started it. Told again and again, it is learnt once.
    pub fn learn_start(&mut self, archive: &str, start: Timestamp, now: Moment) {
        self.notice(now);
        let Some(entry) = self.entries.get_mut(archive) else { return };
        if entry.told == Some(start) {
            return;
        }
        // A run in the future was written down by a clock that was wrong, and must not stop all runs until then.
        let last = if start > now.wall { now.wall } else { start };
        entry.told = Some(start);
        if !entry.last.is_known || last > entry.last.at {
            entry.last.at = last;
            entry.last.is_known = true;
            entry.count();
        }
    }

    /// What to start now, the longest overdue first; it counts as running from here on.
    pub fn start_due(&mut self, now: Moment) -> Vec<String> {
        let mut due = self.due(now);
        due.truncate(self.max_running.saturating_sub(self.running.len()));
        for name in &due {
            if let Some(entry) = self.entries.get_mut(name) {
                entry.before = entry.last;
                entry.last = Last { at: now.wall, is_known: true, was_set_back: false };
                entry.retry_at = None;
                entry.count();
            }
            self.running.insert(name.clone());
        }
        due
    }

    /// What is due, the longest overdue first, whether it may start or not.
    pub fn due(&mut self, now: Moment) -> Vec<String> {
        self.notice(now);
        let is_free = |name: &str, entry: &Entry| {
            !self.running.contains(name) && entry.retry_at.is_none_or(|at| at <= now.steady)
        };
        let mut due: Vec<(Timestamp, &String)> = self
            .entries
            .iter()
            .filter(|(name, entry)| is_free(name, entry))
            .filter_map(|(name, entry)| Some((entry.next?, name)))
            .filter(|(next, _)| *next <= now.wall)
            .collect();
        due.sort();
        due.into_iter().map(|(_, name)| name.clone()).collect()
    }

    /// The run of `archive` that was started is over.
    pub fn ended(&mut self, archive: &str, ending: Ending, now: Moment) {
        self.notice(now);
        self.running.remove(archive);
        if let (Some(entry), Ending::Locked) = (self.entries.get_mut(archive), ending) {
            entry.retry_at = Some(now.steady + RETRY);
            entry.last = entry.before;
            entry.count();
        }
    }

    /// How long there is nothing to start, at most half a minute.
    pub fn sleep(&mut self, now: Moment) -> Duration {
        self.notice(now);
        let is_full = self.running.len() >= self.max_running;
        let waits = self.entries.iter().filter(|(name, _)| !self.running.contains(*name) && !is_full);
        let waits = waits.filter_map(|(_, entry)| {
            let wait = Duration::try_from(entry.next?.duration_since(now.wall)).unwrap_or_default();
            Some(entry.retry_at.map_or(wait, |at| wait.max(at.saturating_sub(now.steady))))
        });
        waits.min().unwrap_or(MAX_SLEEP).min(MAX_SLEEP)
    }

    /// When each archive is due next.
    pub fn next_runs(&self) -> impl Iterator<Item = (&str, Timestamp)> + '_ {
        self.entries.iter().filter_map(|(name, entry)| Some((name.as_str(), entry.next?)))
    }

    /// What is running.
    pub fn running(&self) -> impl Iterator<Item = &str> + '_ {
        self.running.iter().map(String::as_str)
    }

    /// Compares the two clocks, and dates the last runs anew when the one on the wall was set back.
    fn notice(&mut self, now: Moment) {
        let Some(seen) = self.seen.replace(now) else { return };
        let by_steady = SignedDuration::try_from(now.steady.saturating_sub(seen.steady)).unwrap_or_default();
        let jump = now.wall.duration_since(seen.wall).saturating_sub(by_steady);
        if jump >= -MAX_DRIFT {
            return;
        }
        for entry in self.entries.values_mut() {
            for last in [&mut entry.last, &mut entry.before] {
                last.at = last.at.checked_add(jump).unwrap_or(last.at);
                last.was_set_back = true;
            }
            entry.count();
        }
    }
}

impl Entry {
    fn count(&mut self) {
        self.next = self.next_run();
    }

    fn next_run(&self) -> Option<Timestamp> {
        // A stretch of time after no run at all has passed.
        if !self.last.is_known && self.plan.is_stretch() {
            return Some(self.last.at);
        }
        let mut next = self.plan.next_after(self.last.at)?;
        if !self.last.was_set_back {
            return Some(next);
        }
        // Less than half the shortest distance after a run is the same run again.
        let least = self.shortest_distance(next)? / 2;
        while next.duration_since(self.last.at) < least {
            next = self.plan.next_after(next)?;
        }
        Some(next)
    }

    fn shortest_distance(&self, from: Timestamp) -> Option<SignedDuration> {
        let mut moment = from;
        let mut shortest = SignedDuration::MAX;
        for _ in 0..NUM_LOOKED_AHEAD {
            let next = self.plan.next_after(moment)?;
            shortest = shortest.min(next.duration_since(moment));
            moment = next;
        }
        Some(shortest)
    }
}
