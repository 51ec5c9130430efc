//! Plans in the notations of other schedulers: systemd's calendar (systemd.time(7)), crontabs, launchd's intervals. Installs nothing.

use super::cron::{Cron, Fields};
use super::plan::{Plan, Timing};

/// A plan as systemd's `OnCalendar=` lines; none: it is no times of day but a stretch of time.
pub fn systemd_calendar(plan: &Plan) -> Vec<String> {
    let Some(cron) = times_of(plan) else { return Vec::new() };
    let zone = plan.zone.iana_name().map(|name| format!(" {name}")).unwrap_or_default();
    let fields = cron.fields();
    let time = format!("{}:{}:00", numbers(&fields.hours, 24, 2), numbers(&fields.minutes, 60, 2));
    let months = numbers(&fields.months, 12, 2);
    let all_days = "*".to_string();
    let (days, weekdays) = (numbers(&fields.days, 31, 2), weekday_names(&fields));
    let line = |weekdays: &str, days: &str| format!("{weekdays}*-{months}-{days} {time}{zone}");
    if fields.either_day_will_do {
        return vec![line("", &days), line(&weekdays, &all_days)];
    }
    vec![line(&weekdays, &days)]
}

/// A plan as the five fields of a crontab; `None`: they cannot say it.
pub fn crontab_fields(plan: &Plan) -> Option<String> {
    match &plan.timing {
        Timing::Cron(cron) => Some(cron.to_string()),
        Timing::Daily(time) => Some(format!("{} {} * * *", time.minute(), time.hour())),
        Timing::Every { seconds } => match (seconds / 60, seconds % 60) {
            (1, 0) => Some("* * * * *".to_string()),
            (minutes, 0) if minutes > 0 && minutes < 60 && 60 % minutes == 0 => {
                Some(format!("*/{minutes} * * * *"))
            }
            (60, 0) => Some("0 * * * *".to_string()),
            (minutes, 0) if minutes % 60 == 0 && minutes < 1440 && 1440 % minutes == 0 => {
                Some(format!("0 */{} * * *", minutes / 60))
            }
            (1440, 0) => Some("0 0 * * *".to_string()),
            (10_080, 0) => Some("0 0 * * 0".to_string()),
            _ => None,
        },
    }
}

/// One time as launchd lists them; `None` stands for any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Fired {
    pub minute: u8,
    pub hour: Option<u8>,
    pub day: Option<u8>,
    pub month: Option<u8>,
    pub weekday: Option<u8>,
}

/// A plan as a list of times; `None`: it is a stretch of time, or more times than anybody would list.
pub fn fired_times(plan: &Plan) -> Option<Vec<Fired>> {
    let fields = times_of(plan)?.fields();
    let any_or = |numbers: &[u8], num_all: usize| -> Vec<Option<u8>> {
        if numbers.len() == num_all { vec![None] } else { numbers.iter().copied().map(Some).collect() }
    };
    let (hours, months) = (any_or(&fields.hours, 24), any_or(&fields.months, 12));
    let (days, weekdays) = (any_or(&fields.days, 31), any_or(&fields.weekdays, 7));
    let mut day_pairs: Vec<(Option<u8>, Option<u8>)> = Vec::new();
    if fields.either_day_will_do {
        day_pairs.extend(days.iter().map(|day| (*day, None)));
        day_pairs.extend(weekdays.iter().map(|weekday| (None, *weekday)));
    } else {
        day_pairs.extend(days.iter().flat_map(|day| weekdays.iter().map(|weekday| (*day, *weekday))));
    }
    let num_all = fields.minutes.len() * hours.len() * months.len() * day_pairs.len();
    if num_all > MAX_FIRED {
        return None;
    }
    let mut all = Vec::with_capacity(num_all);
    for month in &months {
        for (day, weekday) in &day_pairs {
            for hour in &hours {
                for minute in &fields.minutes {
                    all.push(Fired {
                        minute: *minute,
                        hour: *hour,
                        day: *day,
                        month: *month,
                        weekday: *weekday,
                    });
                }
            }
        }
    }
    Some(all)
}

/// Times that are listed one by one.
const MAX_FIRED: usize = 300;

fn times_of(plan: &Plan) -> Option<Cron> {
    match &plan.timing {
        Timing::Every { .. } => None,
        Timing::Daily(time) => Some(Cron::daily(time.hour(), time.minute())),
        Timing::Cron(cron) => Some(cron.clone()),
    }
}

/// `*`, `02`, `00,15,30,45`, `09..17`.
fn numbers(numbers: &[u8], num_all: usize, width: usize) -> String {
    if numbers.len() == num_all {
        return "*".to_string();
    }
    runs(numbers)
        .iter()
        .map(|(first, last)| run_text(&format!("{first:0width$}"), &format!("{last:0width$}"), last - first))
        .collect::<Vec<_>>()
        .join(",")
}

fn weekday_names(fields: &Fields) -> String {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    if fields.weekdays.len() == 7 {
        return String::new();
    }
    let mut from_monday: Vec<u8> = fields.weekdays.iter().map(|day| (day + 6) % 7).collect();
    from_monday.sort_unstable();
    let name = |day: u8| NAMES[usize::from(day)];
    let runs = runs(&from_monday);
    let texts: Vec<_> =
        runs.iter().map(|(first, last)| run_text(name(*first), name(*last), last - first)).collect();
    format!("{} ", texts.join(","))
}

fn run_text(first: &str, last: &str, distance: u8) -> String {
    match distance {
        0 => first.to_string(),
        1 => format!("{first},{last}"),
        _ => format!("{first}..{last}"),
    }
}

/// Neighbours joined, in order.
fn runs(numbers: &[u8]) -> Vec<(u8, u8)> {
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn plan(timing: &str) -> Plan {
        let timing = match timing.split_once(' ') {
            Some(("daily", time)) => Timing::Daily(time.parse().unwrap()),
            Some(("every", seconds)) => Timing::Every { seconds: seconds.parse().unwrap() },
            _ => Timing::Cron(timing.parse().unwrap()),
        };
        Plan { timing, zone: TimeZone::get("Europe/Paris").unwrap() }
    }

    #[test]
    fn systemd_has_words_for_every_cron_line() {
        for (timing, expected) in [
            ("daily 02:30:00", &["*-*-* 02:30:00 Europe/Paris"][..]),
            ("*/15 * * * *", &["*-*-* *:00,15,30,45:00 Europe/Paris"]),
            ("0 9-17 * * mon-fri", &["Mon..Fri *-*-* 09..17:00:00 Europe/Paris"]),
            ("0 6 * * sun,sat,tue", &["Tue,Sat,Sun *-*-* 06:00:00 Europe/Paris"]),
            ("0 0 1 jan,jul *", &["*-01,07-01 00:00:00 Europe/Paris"]),
            ("0 0 13 * 5", &["*-*-13 00:00:00 Europe/Paris", "Fri *-*-* 00:00:00 Europe/Paris"]),
            ("* * * * *", &["*-*-* *:*:00 Europe/Paris"]),
            ("every 900", &[]),
        ] {
            assert_eq!(systemd_calendar(&plan(timing)), expected, "{timing}");
        }
    }

    #[test]
    fn crontabs_know_stretches_that_divide_hours_and_days() {
        for (timing, expected) in [
            ("every 900", Some("*/15 * * * *")),
            ("every 60", Some("* * * * *")),
            ("every 3600", Some("0 * * * *")),
            ("every 21600", Some("0 */6 * * *")),
            ("every 86400", Some("0 0 * * *")),
            ("every 604800", Some("0 0 * * 0")),
            ("every 420", None),
            ("every 90", None),
            ("every 30", None),
            ("every 18000", None),
            ("daily 02:30:00", Some("30 2 * * *")),
            ("30 2 * * mon-fri", Some("30 2 * * mon-fri")),
        ] {
            assert_eq!(crontab_fields(&plan(timing)).as_deref(), expected, "{timing}");
        }
    }

    #[test]
    fn launchd_lists_times() {
        let any = Fired { minute: 30, hour: Some(2), day: None, month: None, weekday: None };
        assert_eq!(fired_times(&plan("daily 02:30:00")), Some(vec![any]));
        let both = fired_times(&plan("30 2 13 * 5")).unwrap();
        assert_eq!(both, [Fired { day: Some(13), ..any }, Fired { weekday: Some(5), ..any }]);
        assert_eq!(fired_times(&plan("*/15 * * * *")).unwrap().len(), 4);
        assert_eq!(fired_times(&plan("1-59 1-23 * * *")), None);
        assert_eq!(fired_times(&plan("every 60")), None);
    }
}
