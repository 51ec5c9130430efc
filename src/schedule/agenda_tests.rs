//! The agenda on a false clock: nights on which clocks change, clocks that are set, sleep, many archives, other settings.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Agenda, Ending, Moment, Plan, Timing};

fn plan(timing: &str) -> Plan {
    let timing = match timing.split_once(' ') {
        Some(("every", seconds)) => Timing::Every { seconds: seconds.parse().unwrap() },
        Some(("daily", time)) => Timing::Daily(time.parse().unwrap()),
        _ => Timing::Cron(timing.parse().unwrap()),
    };
    Plan { timing, zone: TimeZone::get("Europe/Paris").unwrap() }
}

/// A machine with two clocks.
struct Machine {
    now: Moment,
    agenda: Agenda,
    /// Runs with the hour at which they began, in UTC.
    runs: Vec<String>,
}

impl Machine {
    fn new(at: &str, plans: &[(&str, &str)]) -> Machine {
        let now = Moment { wall: at.parse().unwrap(), steady: Duration::from_secs(1000) };
        let mut agenda = Agenda::new(1);
        agenda.set_plans(plans.iter().map(|(name, timing)| ((*name).to_string(), plan(timing))), now);
        Machine { now, agenda, runs: Vec::new() }
    }

    fn told(mut self, archive: &str, start: &str) -> Machine {
        self.agenda.learn_start(archive, start.parse().unwrap(), self.now);
        self
    }

    fn pass(&mut self, seconds: u64) {
        self.now.steady += Duration::from_secs(seconds);
        self.set(SignedDuration::try_from(Duration::from_secs(seconds)).unwrap());
    }

    /// Moves the clock on the wall alone.
    fn set(&mut self, by: SignedDuration) {
        self.now.wall += by;
    }

    fn work(&mut self) {
        loop {
            let started = self.agenda.start_due(self.now);
            if started.is_empty() {
                return;
            }
            for name in started {
                self.runs.push(format!("{name} {}", self.now.wall.strftime("%d %H:%M")));
                self.agenda.ended(&name, Ending::Over, self.now);
            }
        }
    }

    /// Works for so long, sleeping as the agenda says.
    fn live(&mut self, seconds: u64) {
        let end = self.now.steady + Duration::from_secs(seconds);
        self.work();
        while self.now.steady < end {
            let sleep = self.agenda.sleep(self.now).min(end - self.now.steady);
            self.pass(sleep.as_secs().max(1));
            self.work();
        }
    }

    fn took(&mut self) -> Vec<String> {
        std::mem::take(&mut self.runs)
    }
}

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

#[test]
fn a_stretch_counts_from_the_begin_of_the_last_run() {
    let mut machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "every 3600")]);
    machine.live(2 * HOUR + 60);
    assert_eq!(machine.took(), ["a 29 10:00", "a 29 11:00", "a 29 12:00"]);
    let mut told =
        Machine::new("2026-11-29T10:00:00Z", &[("a", "every 3600")]).told("a", "2026-11-29T09:30:00Z");
    told.live(HOUR);
    assert_eq!(told.took(), ["a 29 10:30"]);
}

#[test]
fn a_run_by_hand_counts() {
    let mut machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "every 3600")]);
    machine.live(HOUR / 2);
    let by_hand = machine.now.wall;
    machine.agenda.learn_start("a", by_hand, machine.now);
    machine.live(HOUR);
    assert_eq!(machine.took(), ["a 29 10:00", "a 29 11:30"]);
}

#[test]
fn an_archive_that_is_locked_is_tried_again_until_the_other_run_is_known() {
    let mut machine =
        Machine::new("2026-11-29T10:00:00Z", &[("a", "every 3600")]).told("a", "2026-11-29T09:00:00Z");
    for _ in 0..3 {
        assert_eq!(machine.agenda.start_due(machine.now), ["a"]);
        machine.pass(1);
        machine.agenda.ended("a", Ending::Locked, machine.now);
        assert!(machine.agenda.due(machine.now).is_empty(), "not at once");
        machine.pass(40);
    }
    machine.agenda.learn_start("a", "2026-11-29T09:50:00Z".parse().unwrap(), machine.now);
    machine.live(HOUR);
    assert_eq!(machine.took(), ["a 29 10:50"]);
}

#[test]
fn what_is_running_is_not_started_again() {
    let mut machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "every 60"), ("b", "every 60")]);
    assert_eq!(machine.agenda.start_due(machine.now), ["a"], "one at once");
    for _ in 0..10 {
        machine.pass(60);
        assert!(machine.agenda.start_due(machine.now).is_empty());
    }
    machine.agenda.ended("a", Ending::Over, machine.now);
    assert_eq!(machine.agenda.start_due(machine.now), ["b"], "the longest overdue first");
    machine.agenda.ended("b", Ending::Over, machine.now);
    assert_eq!(machine.agenda.start_due(machine.now), ["a"], "what was missed meanwhile is one run");
}

#[test]
fn missed_runs_are_caught_up_once() {
    // Off since the 20th.
    let off = Machine::new(
        "2026-11-29T10:00:00Z",
        &[("a", "daily 02:30:00"), ("b", "every 900"), ("c", "0 * * * *")],
    );
    let start = "2026-11-20T01:30:00Z";
    let mut machine = off.told("a", start).told("b", start).told("c", start);
    machine.live(60);
    let mut took = machine.took();
    took.sort();
    assert_eq!(took, ["a 29 10:00", "b 29 10:00", "c 29 10:00"]);
    machine.live(16 * HOUR);
    assert_eq!(machine.took().iter().filter(|run| run.starts_with('a')).collect::<Vec<_>>(), ["a 30 01:30"]);
}

#[test]
fn a_week_asleep_makes_one_run() {
    let mut machine = Machine::new("2026-11-01T10:00:00Z", &[("a", "daily 02:30:00"), ("b", "every 60")]);
    machine.live(DAY);
    machine.took();
    machine.set(SignedDuration::from_hours(7 * 24));
    machine.work();
    assert_eq!(machine.took(), ["b 09 10:00", "a 09 10:00"], "the longest overdue first");
    machine.live(30);
    assert!(machine.took().is_empty());
}

#[test]
fn a_time_of_day_that_never_ran_waits_for_its_hour() {
    let mut machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "daily 02:30:00")]);
    machine.live(DAY);
    assert_eq!(machine.took(), ["a 30 01:30"]);
}

#[test]
fn nights_on_which_clocks_change_have_one_run() {
    let mut spring = Machine::new("2026-03-28T00:00:00Z", &[("a", "daily 02:30:00")]);
    spring.live(2 * DAY + HOUR);
    assert_eq!(spring.took(), ["a 28 01:30", "a 29 01:00", "a 30 00:30"]);
    let mut autumn = Machine::new("2026-10-24T00:00:00Z", &[("a", "daily 02:30:00"), ("b", "0 * * * *")]);
    autumn.live(3 * DAY);
    let took = autumn.took();
    let of = |name: char| took.iter().filter(|run| run.starts_with(name)).cloned().collect::<Vec<_>>();
    assert_eq!(of('a'), ["a 24 00:30", "a 25 00:30", "a 26 01:30"]);
    assert_eq!(of('b').len(), 72, "every hour goes on by real hours");
}

#[test]
fn a_clock_set_forward_makes_one_run() {
    let mut machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "every 3600")]);
    machine.live(60);
    machine.took();
    machine.set(SignedDuration::from_hours(24 * 400));
    machine.live(60);
    assert_eq!(machine.took().len(), 1);
    // And back again: the run then counts by the time that is right.
    machine.set(SignedDuration::from_hours(-24 * 400));
    machine.live(2 * HOUR);
    assert_eq!(machine.took().len(), 2);
}

#[test]
fn a_clock_set_back_repeats_nothing_and_stops_nothing() {
    for back in
        [SignedDuration::from_mins(20), SignedDuration::from_hours(1), SignedDuration::from_hours(24 * 3)]
    {
        let mut machine =
            Machine::new("2026-11-29T00:00:00Z", &[("a", "daily 02:30:00"), ("b", "every 3600")]);
        machine.live(HOUR * 3 / 2 + 300);
        let took = machine.took();
        assert_eq!(took.last().map(String::as_str), Some("a 29 01:30"), "{took:?}");
        machine.set(-back);
        // The next run of `b` is due an hour after the last by any clock.
        machine.live(HOUR);
        let took = machine.took();
        assert_eq!(took.iter().filter(|run| run.starts_with('b')).count(), 1, "{back}: {took:?}");
        assert!(!took.iter().any(|run| run.starts_with('a')), "{back}: {took:?}");
        machine.live(DAY);
        let took = machine.took();
        assert_eq!(took.iter().filter(|run| run.starts_with('a')).count(), 1, "{back}: {took:?}");
        assert_eq!(took.iter().filter(|run| run.starts_with('b')).count(), 24, "{back}: {took:?}");
    }
}

#[test]
fn a_run_in_the_future_does_not_stop_runs() {
    let machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "every 3600"), ("b", "daily 02:30:00")]);
    let mut machine = machine.told("a", "2036-01-01T00:00:00Z").told("b", "2036-01-01T00:00:00Z");
    machine.live(DAY);
    let took = machine.took();
    assert_eq!(took.iter().filter(|run| run.starts_with('a')).count(), 24);
    assert_eq!(took.iter().filter(|run| run.starts_with('b')).count(), 1);
}

#[test]
fn other_settings_keep_what_is_known() {
    let mut machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "every 3600"), ("b", "every 3600")]);
    machine.live(60);
    machine.took();
    // `b` goes while it runs, `a` gets another plan, `c` comes.
    machine.pass(HOUR);
    let started = machine.agenda.start_due(machine.now);
    assert_eq!(started, ["a"]);
    let plans = [("a", "every 7200"), ("c", "daily 02:30:00"), ("d", "daily 11:00:00")];
    machine.agenda.set_plans(plans.map(|(name, timing)| (name.to_string(), plan(timing))), machine.now);
    assert_eq!(machine.agenda.running().collect::<Vec<_>>(), ["a"]);
    machine.agenda.ended("a", Ending::Over, machine.now);
    machine.live(2 * HOUR + 60);
    assert_eq!(machine.took(), ["a 29 13:01"]);
    // A time of day that is over when it is set was not missed.
    let plans = [("a", "daily 04:00:00"), ("c", "daily 05:00:00")];
    machine.agenda.set_plans(plans.map(|(name, timing)| (name.to_string(), plan(timing))), machine.now);
    machine.live(HOUR);
    assert!(machine.took().is_empty());
}

#[test]
fn an_archive_that_goes_while_it_runs_keeps_its_place_until_it_ends() {
    let mut machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "every 60")]);
    assert_eq!(machine.agenda.start_due(machine.now), ["a"]);
    machine.agenda.set_plans([("b".to_string(), plan("every 60"))], machine.now);
    assert!(machine.agenda.start_due(machine.now).is_empty(), "one at once");
    machine.agenda.ended("a", Ending::Over, machine.now);
    assert_eq!(machine.agenda.start_due(machine.now), ["b"]);
}

#[test]
fn five_hundred_archives_have_their_turns() {
    let names: Vec<String> = (0..500).map(|number| format!("a{number:03}")).collect();
    let plans: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "*/10 * * * *")).collect();
    let mut machine = Machine::new("2026-11-29T10:05:00Z", &plans);
    let began = std::time::Instant::now();
    machine.live(HOUR);
    assert_eq!(machine.took().len(), 500 * 6);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(machine.agenda.sleep(machine.now) <= Duration::from_secs(30));
}

#[test]
fn the_next_runs_are_told() {
    let machine = Machine::new("2026-11-29T10:00:00Z", &[("a", "daily 02:30:00"), ("b", "every 60")]);
    let next: Vec<(&str, Timestamp)> = machine.agenda.next_runs().collect();
    assert_eq!(next[0], ("a", "2026-11-30T01:30:00Z".parse().unwrap()));
    assert_eq!(next[1], ("b", machine.now.wall));
}
