//! Whether an archive is kept current: told by its history, its plan and the present moment.

use jiff::{SignedDuration, Timestamp};

use super::run_record::RunRecord;
use crate::schedule::Plan;

/// A run that is due is late after this, or after a tenth of its interval when that is longer: machines start up, others are at work.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// A run at work excuses that the next does not come for so long, or for an interval when that is longer: then it hangs, or the plan
/// asks for too much.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// How an archive is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// The newest run.
    pub last: Option<RunRecord>,
    /// When the newest run that was no failure began.
    pub last_success: Option<Timestamp>,
    /// Whether a run is at work.
    pub is_running: bool,
    /// When the first of the failures in a row began, when the newest run failed.
    pub failing_since: Option<Timestamp>,
    /// How many they are.
    pub num_failures: u64,
    /// When it runs next; `None` without a plan.
    pub next: Option<Timestamp>,
    /// Since when a run is due that did not come.
    pub overdue_since: Option<Timestamp>,
}

/// Tells how an archive is kept: its `runs`, oldest first, its `plan` unless it rests, since when it is `planned` (for one that
/// never ran), and whether somebody writes to it.
pub fn health(
    runs: &[RunRecord],
    plan: Option<&Plan>,
    planned: Timestamp,
    is_running: bool,
    now: Timestamp,
) -> Health {
    let is_failure = |run: &RunRecord| run.outcome.is_some_and(|outcome| outcome.is_failure());
    let ended: Vec<&RunRecord> = runs.iter().filter(|run| run.outcome.is_some()).collect();
    let failures = ended.iter().rev().take_while(|run| is_failure(run));
    let last_start = runs.iter().rev().find(|run| run.serves_schedule()).map_or(planned, |run| run.started);
    // A clock that went back must not put the next run off.
    let last_start = last_start.min(now);
    let next = plan.and_then(|plan| plan.next_after(last_start));
    let overdue_since = next.filter(|next| {
        let interval = plan.and_then(|plan| plan.interval_around(*next)).unwrap_or(GRACE);
        let excused = if is_running { PATIENCE.max(interval) } else { GRACE.max(interval / 10) };
        now.duration_since(*next) > excused
    });
    Health {
        last: runs.last().cloned(),
        last_success: ended.iter().rev().find(|run| !is_failure(run)).map(|run| run.started),
        is_running,
        failing_since: failures.clone().last().map(|run| run.started),
        num_failures: failures.count() as u64,
        next,
        overdue_since,
    }
}

#[cfg(test)]
mod tests {
    use super::super::run_record::{RunOutcome, Trigger};
    use super::*;
    use crate::schedule::Timing;
    use jiff::civil::Time;
    use jiff::tz::TimeZone;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    fn run(started: &str, outcome: RunOutcome) -> RunRecord {
        RunRecord {
            run: 1,
            trigger: Trigger::Schedule,
            mode: "update".into(),
            started: at(started),
            ended: Some(at(started)),
            outcome: Some(outcome),
            took_ms: Some(0),
            generation: None,
            counts: None,
            failures: Vec::new(),
            process: 1,
        }
    }

    fn daily() -> Plan {
        Plan { timing: Timing::Daily(Time::constant(2, 30, 0, 0)), zone: TimeZone::UTC }
    }

    #[test]
    fn a_run_that_did_not_come_is_overdue() {
        let runs = [run("20T02:30", RunOutcome::Done)];
        let told = |now: &str| health(&runs, Some(&daily()), at("01T00:00"), false, at(now));
        assert_eq!(told("20T12:00").next, Some(at("21T02:30")));
        assert_eq!(told("21T04:00").overdue_since, None, "within the grace");
        assert_eq!(told("21T06:00").overdue_since, Some(at("21T02:30")));
        assert_eq!(health(&runs, Some(&daily()), at("01T00:00"), true, at("21T06:00")).overdue_since, None);
        assert_eq!(health(&runs, None, at("01T00:00"), false, at("21T06:00")).overdue_since, None);
        // A clock that went back a month: the next run is tomorrow, not in a month.
        assert_eq!(told("02T00:00").next, Some(at("02T02:30")));
    }

    #[test]
    fn a_run_that_hangs_is_no_excuse_for_ever() {
        let mut runs = [run("20T02:30", RunOutcome::Done)];
        (runs[0].outcome, runs[0].ended) = (None, None);
        let told = |now: &str| health(&runs, Some(&daily()), at("01T00:00"), true, at(now)).overdue_since;
        assert_eq!(told("21T23:00"), None);
        assert_eq!(told("22T06:00"), Some(at("21T02:30")));
    }

    #[test]
    fn what_looks_at_no_folder_puts_no_run_off() {
        let mut runs = [run("20T02:30", RunOutcome::Done), run("21T05:00", RunOutcome::Done)];
        for (trigger, mode) in [(Trigger::Watch, "update"), (Trigger::Manual, "reanalyze")] {
            (runs[1].trigger, runs[1].mode) = (trigger, mode.to_string());
            let told = health(&runs, Some(&daily()), at("01T00:00"), false, at("21T06:00"));
            assert_eq!(told.overdue_since, Some(at("21T02:30")), "{mode}");
            assert_eq!(told.last.unwrap().started, at("21T05:00"));
        }
    }

    #[test]
    fn an_archive_that_never_ran_is_overdue_after_its_first_time() {
        let told = |now: &str| health(&[], Some(&daily()), at("20T12:00"), false, at(now));
        assert_eq!(told("20T23:00").overdue_since, None);
        assert_eq!(told("21T12:00").overdue_since, Some(at("21T02:30")));
    }

    #[test]
    fn failures_are_counted_from_the_first_in_a_row() {
        let runs = [
            run("17T02:30", RunOutcome::Failed),
            run("18T02:30", RunOutcome::Done),
            run("19T02:30", RunOutcome::Failed),
            run("20T02:30", RunOutcome::BrokenOff),
        ];
        let told = health(&runs, None, at("01T00:00"), false, at("20T03:00"));
        assert_eq!((told.failing_since, told.num_failures), (Some(at("19T02:30")), 2));
        assert_eq!(told.last_success, Some(at("18T02:30")));
        let well = health(&runs[..2], None, at("01T00:00"), false, at("20T03:00"));
        assert_eq!((well.failing_since, well.num_failures), (None, 0));
        let with_held_back = [run("19T02:30", RunOutcome::HeldBack)];
        assert_eq!(health(&with_held_back, None, at("01T00:00"), false, at("20T03:00")).failing_since, None);
    }
}
