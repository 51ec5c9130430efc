//! Five fields as in a crontab (POSIX.1-2017, `crontab`), with the names, steps, Sunday as 7 and words such as `@daily` that cron
//! programs know. Knows the calendar and no time zone: see `plan`.
//!
//! Our own because the crate for it brings a second library of times, with time zones of its own, which need not agree with ours.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};

/// Years that are looked through: from a 29th of February to the next there are at most eight, on a given day of the week forty.
const MAX_YEARS: i16 = 41;

/// The times that a line of a crontab means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    text: String,
    minutes: Field,
    hours: Field,
    days: Field,
    months: Field,
    weekdays: Field,
}

/// What is wrong with such a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CronError {
    /// Not five fields.
    #[error("it has {0} fields; it needs five: minute, hour, day of the month, month, day of the week")]
    NumFields(usize),
    /// A word with `@` that is not known.
    #[error("`{0}` is not known; there are @hourly, @daily, @weekly, @monthly, @yearly")]
    Word(String),
    /// A field that cannot be read.
    #[error(
        "`{field}` is not a {name}: write a number from {first} to {last}, `*`, a range `a-b`, a step `*/n`, or several of these with commas"
    )]
    Field {
        /// The field as written.
        field: String,
        /// Which of the five.
        name: &'static str,
        /// Its lowest number.
        first: u8,
        /// Its highest.
        last: u8,
    },
    /// A day that no month has.
    #[error("it never comes: no such month has such a day")]
    Never,
}

/// A set of numbers below 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Field {
    bits: u64,
    /// Whether it was written with a star, which joins days and weekdays otherwise.
    is_star: bool,
}

impl Field {
    fn has(self, number: i8) -> bool {
        u32::try_from(number).is_ok_and(|number| self.bits >> number & 1 == 1)
    }
}

struct Range {
    name: &'static str,
    first: u8,
    last: u8,
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const RANGES: [Range; 5] = [
    Range { name: "minute", first: 0, last: 59, names: &[] },
    Range { name: "hour", first: 0, last: 23, names: &[] },
    Range { name: "day of the month", first: 1, last: 31, names: &[] },
    Range { name: "month", first: 1, last: 12, names: &MONTHS },
    Range { name: "day of the week", first: 0, last: 7, names: &WEEKDAYS },
];

impl Range {
    fn read(&self, text: &str) -> Result<Field, CronError> {
        let mut bits = 0;
        for item in text.split(',') {
            bits |= self.item(item).ok_or_else(|| CronError::Field {
                field: text.to_string(),
                name: self.name,
                first: self.first,
                last: self.last,
            })?;
        }
        Ok(Field { bits, is_star: text.starts_with('*') })
    }

    fn item(&self, item: &str) -> Option<u64> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, step.parse::<usize>().ok().filter(|step| *step > 0)?),
            None => (item, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.first, self.last),
            Some((from, to)) => (self.number(from)?, self.number(to)?),
            None if item.contains('/') => (self.number(range)?, self.last),
            None => (self.number(range)?, self.number(range)?),
        };
        (from <= to).then(|| (from..=to).step_by(step).fold(0, |bits, number| bits | 1 << number))
    }

    fn number(&self, text: &str) -> Option<u8> {
        let text = text.to_lowercase();
        if let Some(place) = self.names.iter().position(|name| *name == text) {
            return u8::try_from(place).ok().map(|place| place + self.first);
        }
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| is_number && (self.first..=self.last).contains(number))
    }
}

impl FromStr for Cron {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Cron, CronError> {
        let text = text.trim();
        let fields = match text {
            "@hourly" => "0 * * * *",
            "@daily" | "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" | "@annually" => "0 0 1 1 *",
            word if word.starts_with('@') => return Err(CronError::Word(word.to_string())),
            fields => fields,
        };
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields.as_slice() else {
            return Err(CronError::NumFields(fields.len()));
        };
        let [minute, hour, day, month, weekday] = &RANGES;
        let mut weekdays = weekday.read(weekdays)?;
        weekdays.bits |= weekdays.bits >> 7;
        let cron = Cron {
            text: text.to_string(),
            minutes: minute.read(minutes)?,
            hours: hour.read(hours)?,
            days: day.read(days)?,
            months: month.read(months)?,
            weekdays,
        };
        // Any start will do: what comes at all comes within the years that are looked through.
        let start = Date::constant(2000, 1, 1).at(0, 0, 0, 0);
        if cron.next_from(start).is_none() { Err(CronError::Never) } else { Ok(cron) }
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Cron {
    /// Every day at one time.
    pub(super) fn daily(hour: i8, minute: i8) -> Cron {
        let one = |number: i8| Field { bits: 1 << number.unsigned_abs(), is_star: false };
        let any = Field { bits: u64::MAX, is_star: true };
        let text = format!("{minute} {hour} * * *");
        Cron { text, minutes: one(minute), hours: one(hour), days: any, months: any, weekdays: any }
    }

    /// Whether it comes every hour, so that it means stretches of time and not times of day.
    pub(super) fn is_of_every_hour(&self) -> bool {
        (0..24).all(|hour| self.hours.has(hour))
    }

    /// The first time that it means, at or after `from`.
    pub(super) fn next_from(&self, from: DateTime) -> Option<DateTime> {
        let from_minute = if from.second() > 0 || from.subsec_nanosecond() > 0 { 1 } else { 0 };
        let from = from.checked_add(jiff::Span::new().minutes(from_minute)).ok()?;
        let last_year = from.year().checked_add(MAX_YEARS)?;
        let mut date = from.date();
        let mut earliest = (from.hour(), from.minute());
        while date.year() <= last_year {
            if !self.months.has(date.month()) {
                date = date.last_of_month().tomorrow().ok()?;
                earliest = (0, 0);
                continue;
            }
            if self.is_day(date)
                && let Some((hour, minute)) = self.time_from(earliest)
            {
                return Some(date.at(hour, minute, 0, 0));
            }
            date = date.tomorrow().ok()?;
            earliest = (0, 0);
        }
        None
    }

    /// As in every cron: where both day and weekday are given, either will do.
    fn is_day(&self, date: Date) -> bool {
        let is_day = self.days.has(date.day());
        let is_weekday = self.weekdays.has(date.weekday().to_sunday_zero_offset());
        if self.days.is_star || self.weekdays.is_star { is_day && is_weekday } else { is_day || is_weekday }
    }

    fn time_from(&self, (first_hour, first_minute): (i8, i8)) -> Option<(i8, i8)> {
        (first_hour..24).filter(|hour| self.hours.has(*hour)).find_map(|hour| {
            let first = if hour == first_hour { first_minute } else { 0 };
            (first..60).find(|minute| self.minutes.has(*minute)).map(|minute| (hour, minute))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(cron: &str, from: &str) -> String {
        let cron: Cron = cron.parse().unwrap();
        cron.next_from(from.parse().unwrap()).unwrap().strftime("%Y-%m-%d %H:%M %a").to_string()
    }

    #[test]
    fn five_fields_mean_times() {
        // 2026-11-29 is a Sunday.
        for (cron, expected) in [
            ("30 2 * * *", "2026-11-30 02:30 Mon"),
            ("0 12 * * *", "2026-11-29 12:00 Sun"),
            ("*/15 * * * *", "2026-11-29 10:15 Sun"),
            ("5-59/20 9-11 * * *", "2026-11-29 10:05 Sun"),
            ("0 6 * * mon-fri", "2026-11-30 06:00 Mon"),
            ("0 6 * * 7", "2026-12-06 06:00 Sun"),
            ("0 6 * * 0", "2026-12-06 06:00 Sun"),
            ("0 0 1 jan,JUL *", "2027-01-01 00:00 Fri"),
            ("0 0 29 2 *", "2028-02-29 00:00 Tue"),
            ("0 0 13 * 5", "2026-12-04 00:00 Fri"),
            ("0 0 */2 * 1", "2026-12-07 00:00 Mon"),
            ("10/20 10 * * *", "2026-11-29 10:10 Sun"),
            ("@weekly", "2026-12-06 00:00 Sun"),
            ("@hourly", "2026-11-29 11:00 Sun"),
        ] {
            assert_eq!(next(cron, "2026-11-29T10:00:01"), expected, "{cron}");
        }
        assert_eq!(next("0 10 * * *", "2026-11-29T10:00:00"), "2026-11-29 10:00 Sun");
        assert_eq!(next("59 23 31 12 *", "2026-12-31T23:59:30"), "2027-12-31 23:59 Fri");
    }

    #[test]
    fn mistakes_are_told() {
        for (cron, part) in [
            ("30 2 * *", "4 fields"),
            ("", "0 fields"),
            ("60 2 * * *", "`60` is not a minute"),
            ("0 24 * * *", "hour"),
            ("0 0 0 * *", "day of the month"),
            ("0 0 1 13 *", "month"),
            ("0 0 * * 8", "day of the week"),
            ("5-1 * * * *", "range"),
            ("*/0 * * * *", "step"),
            ("+5 * * * *", "`+5`"),
            ("@never", "@hourly"),
            ("0 0 30 2 *", "never comes"),
        ] {
            let error = cron.parse::<Cron>().unwrap_err().to_string();
            assert!(error.contains(part), "{cron}: {error}");
        }
    }
}
