//! A plan: when to run, in which time zone. Says which moment comes next; whether that run happened is not its business.
//!
//! Times of day on the two nights on which clocks change: a time that the night leaves out is the first moment after the gap; one
//! that comes twice is the first of the two. A plan of every hour goes on by real hours. (As in Vixie cron and its heirs.)

use std::fmt;

use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::cron::Cron;

/// What a plan says of times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timing {
    /// So many seconds after the last run began.
    Every {
        /// Seconds; not 0.
        seconds: u64,
    },
    /// Every day at one time.
    Daily(Time),
    /// At the times of five fields.
    Cron(Cron),
}

/// When to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The times.
    pub timing: Timing,
    /// Where their times of day are meant.
    pub zone: TimeZone,
}

impl Plan {
    /// The first moment after `last` at which to run, `last` being the moment at which the run before began, or the plan was made.
    pub fn next_after(&self, last: Timestamp) -> Option<Timestamp> {
        match &self.timing {
            Timing::Every { seconds } => {
                let duration = SignedDuration::from_secs(i64::try_from(*seconds).ok()?);
                last.checked_add(duration).ok()
            }
            Timing::Daily(time) => self.by_calendar(&Cron::daily(time.hour(), time.minute()), last),
            Timing::Cron(cron) if cron.is_of_every_hour() => self.by_hours(cron, last),
            Timing::Cron(cron) => self.by_calendar(cron, last),
        }
    }

    /// The longest time that passes between two runs around `now`: after it something is wrong.
    pub fn interval_around(&self, now: Timestamp) -> Option<SignedDuration> {
        let next = self.next_after(now)?;
        Some(self.next_after(next)?.duration_since(next).max(next.duration_since(now)))
    }

    fn by_calendar(&self, cron: &Cron, last: Timestamp) -> Option<Timestamp> {
        let mut from = after(self.zone.to_datetime(last))?;
        // A time of day that comes twice, or falls into a gap that is over, may lie before `last`: then the next is meant.
        for _ in 0..MAX_TRIES {
            let civil = cron.next_from(from)?;
            let moment = self.moment_of(civil)?;
            if moment > last {
                return Some(moment);
            }
            from = after(civil)?;
        }
        None
    }

    /// The moment at which it is this time of day: the first, or the end of the gap.
    fn moment_of(&self, civil: DateTime) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(civil);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => {
                let beyond = ambiguous.later().ok()?;
                let gap = self.zone.preceding(beyond).next()?;
                Some(gap.timestamp())
            }
            _ => ambiguous.earlier().ok(),
        }
    }

    /// By the clock that holds at `last`, and from a change of clocks on by the new one.
    fn by_hours(&self, cron: &Cron, last: Timestamp) -> Option<Timestamp> {
        let mut from = after(self.zone.to_datetime(last))?;
        let mut since = last;
        for _ in 0..MAX_TRIES {
            let offset = self.zone.to_offset(since);
            let moment = offset.to_timestamp(cron.next_from(from)?).ok()?;
            match self.zone.following(since).next() {
                Some(change) if change.timestamp() <= moment => {
                    since = change.timestamp();
                    from = self.zone.to_datetime(since);
                }
                _ => return Some(moment),
            }
        }
        None
    }
}

/// Changes of clocks, or times that come twice, before a moment is found.
const MAX_TRIES: usize = 400;

/// The next minute.
fn after(civil: DateTime) -> Option<DateTime> {
    let minute = civil.with().second(0).subsec_nanosecond(0).build().ok()?;
    minute.checked_add(jiff::Span::new().minutes(1)).ok()
}

impl fmt::Display for Plan {
    /// As people say it: `every 15m`, `daily at 02:30 (Europe/Paris)`, `cron 30 2 * * *`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.timing {
            Timing::Every { seconds } => return write!(f, "every {}", duration_text(*seconds)),
            Timing::Daily(time) => write!(f, "daily at {:02}:{:02}", time.hour(), time.minute())?,
            Timing::Cron(cron) => write!(f, "cron {cron}")?,
        }
        match self.zone.iana_name() {
            Some(name) => write!(f, " ({name})"),
            None => Ok(()),
        }
    }
}

/// A stretch of time as settings write it: `90s`, `15m`, `1h30m`, `2d`.
pub fn duration_text(seconds: u64) -> String {
    let mut rest = seconds;
    let mut text = String::new();
    for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] {
        if rest >= length {
            text.push_str(&format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(timing: &str, zone: &str) -> Plan {
        let timing = match timing.split_once(' ') {
            Some(("daily", time)) => Timing::Daily(time.parse().unwrap()),
            Some(("every", seconds)) => Timing::Every { seconds: seconds.parse().unwrap() },
            _ => Timing::Cron(timing.parse().unwrap()),
        };
        Plan { timing, zone: TimeZone::get(zone).unwrap() }
    }

    /// The moments that follow `from`, in UTC.
    fn moments(plan: &Plan, from: &str, num: usize) -> Vec<String> {
        let mut last: Timestamp = from.parse().unwrap();
        let mut moments = Vec::new();
        for _ in 0..num {
            last = plan.next_after(last).unwrap();
            moments.push(last.strftime("%m-%d %H:%M").to_string());
        }
        moments
    }

    #[test]
    fn a_daily_plan_follows_the_clock_of_its_zone() {
        let paris = plan("daily 06:00:00", "Europe/Paris");
        assert_eq!(moments(&paris, "2026-03-27T12:00:00Z", 3), ["03-28 05:00", "03-29 04:00", "03-30 04:00"]);
        assert_eq!(moments(&paris, "2026-10-23T12:00:00Z", 3), ["10-24 04:00", "10-25 05:00", "10-26 05:00"]);
    }

    #[test]
    fn a_time_that_a_night_leaves_out_is_its_first_moment_after() {
        // In Paris 02:00 becomes 03:00 on 29 March 2026, at 01:00 UTC.
        let paris = plan("daily 02:30:00", "Europe/Paris");
        assert_eq!(moments(&paris, "2026-03-28T00:00:00Z", 3), ["03-28 01:30", "03-29 01:00", "03-30 00:30"]);
        let twice = plan("0,30 2 * * *", "Europe/Paris");
        assert_eq!(moments(&twice, "2026-03-28T12:00:00Z", 3), ["03-29 01:00", "03-30 00:00", "03-30 00:30"]);
    }

    #[test]
    fn a_time_that_a_night_has_twice_comes_once() {
        // In Paris 03:00 becomes 02:00 on 25 October 2026, at 01:00 UTC.
        let paris = plan("daily 02:30:00", "Europe/Paris");
        assert_eq!(moments(&paris, "2026-10-24T12:00:00Z", 2), ["10-25 00:30", "10-26 01:30"]);
        assert_eq!(moments(&paris, "2026-10-25T01:10:00Z", 1), ["10-26 01:30"]);
    }

    #[test]
    fn a_plan_of_every_hour_goes_on_by_real_hours() {
        let paris = plan("*/30 * * * *", "Europe/Paris");
        let autumn = moments(&paris, "2026-10-25T00:00:00Z", 6);
        assert_eq!(
            autumn,
            ["10-25 00:30", "10-25 01:00", "10-25 01:30", "10-25 02:00", "10-25 02:30", "10-25 03:00"]
        );
        let spring = moments(&paris, "2026-03-29T00:00:00Z", 4);
        assert_eq!(spring, ["03-29 00:30", "03-29 01:00", "03-29 01:30", "03-29 02:00"]);
    }

    #[test]
    fn zones_with_other_changes_are_met() {
        // Lord Howe changes by half an hour, Casablanca changes around Ramadan, Apia left out a day in 2011.
        let lord_howe = plan("daily 02:15:00", "Australia/Lord_Howe");
        assert_eq!(moments(&lord_howe, "2026-10-03T12:00:00Z", 2), ["10-03 15:30", "10-04 15:15"]);
        let apia = plan("daily 08:00:00", "Pacific/Apia");
        assert_eq!(moments(&apia, "2011-12-29T00:00:00Z", 3), ["12-29 18:00", "12-30 10:00", "12-30 18:00"]);
    }

    #[test]
    fn an_interval_counts_from_the_last_run() {
        let every = plan("every 900", "UTC");
        assert_eq!(moments(&every, "2026-03-29T00:59:00Z", 2), ["03-29 01:14", "03-29 01:29"]);
        assert_eq!(every.to_string(), "every 15m");
        assert_eq!(plan("daily 02:30:00", "Europe/Paris").to_string(), "daily at 02:30 (Europe/Paris)");
        assert_eq!(
            plan("30 2 * * *", "UTC")
                .interval_around("2026-01-01T00:00:00Z".parse().unwrap())
                .unwrap()
                .as_hours(),
            24
        );
    }

    /// Walks through years minute by minute, as a cron program does, and compares.
    #[test]
    fn moments_agree_with_a_slow_cron() {
        for zone in ["Europe/Paris", "America/St_Johns", "UTC"] {
            for cron in ["30 2 * * *", "*/20 * * * *", "15 1,2,3 * * *", "0 3 * * sun"] {
                let plan = plan(cron, zone);
                for (from, to) in [
                    ("2026-03-06T00:00:00Z", "2026-03-10T00:00:00Z"),
                    ("2026-03-27T00:00:00Z", "2026-03-31T00:00:00Z"),
                    ("2026-10-23T00:00:00Z", "2026-11-03T00:00:00Z"),
                ] {
                    let (from, to): (Timestamp, Timestamp) = (from.parse().unwrap(), to.parse().unwrap());
                    let expected = slowly(&plan, from, to);
                    let mut found = Vec::new();
                    let mut last = from;
                    while let Some(next) = plan.next_after(last).filter(|next| *next < to) {
                        found.push(next);
                        last = next;
                    }
                    assert_eq!(found, expected, "{cron} in {zone}");
                }
            }
        }
    }

    fn slowly(plan: &Plan, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
        let Timing::Cron(cron) = &plan.timing else { unreachable!("only such plans are walked") };
        let minute = SignedDuration::from_mins(1);
        let is_meant = |civil: DateTime| cron.next_from(civil) == Some(civil);
        let mut done: std::collections::BTreeSet<DateTime> = std::collections::BTreeSet::new();
        let mut moments = Vec::new();
        let mut before = plan.zone.to_datetime(from);
        let mut at = from + minute;
        while at < to {
            let civil = plan.zone.to_datetime(at);
            // All times of day that went by since the last minute: several where a gap lies between.
            let mut passed = before.checked_add(jiff::Span::new().minutes(1)).unwrap();
            let mut is_due = is_meant(civil) && (cron.is_of_every_hour() || !done.contains(&civil));
            while passed < civil && !cron.is_of_every_hour() {
                is_due |= is_meant(passed);
                passed = passed.checked_add(jiff::Span::new().minutes(1)).unwrap();
            }
            if is_due {
                moments.push(at);
            }
            done.insert(civil);
            before = civil;
            at += minute;
        }
        moments
    }
}
