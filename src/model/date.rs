//! Dates as precise as they are known, and the periods people ask for. Not a clock: nothing here knows today.
//!
//! Only ISO 8601 is read here; the many ways in which the press writes dates belong to `enrich`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
    /// The day and the time of day.
    Time,
}

impl Precision {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Time => "time",
        }
    }
}

/// A time of day, as the source wrote it, with its offset from UTC when the source gave one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
    /// 0–59; a leap second is written as 59.
    pub second: u8,
    /// Minutes east of UTC; `None` when the source does not say.
    pub utc_offset_min: Option<i16>,
}

/// A date of the Gregorian calendar with what is known of it: year, month, day, time.
///
/// Invariants: years 1000–9999; the day exists in its month. The day is the one that the source wrote, in its own zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
    time: Option<TimeOfDay>,
}

/// The text is not a date, or not a day that exists.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; write 2023, 2023-09 or 2023-09-20")]
pub struct DateError(pub String);

impl PartialDate {
    /// A year alone. `None` outside 1000–9999.
    pub fn year(year: u16) -> Option<Self> {
        (1000..=9999).contains(&year).then_some(PartialDate { year, month: None, day: None, time: None })
    }

    /// A month of a year. `None` when it does not exist.
    pub fn month(year: u16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(())?;
        Self::year(year).map(|date| PartialDate { month: Some(month), ..date })
    }

    /// A day. `None` when it does not exist, such as 31 April.
    pub fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        let date = Self::month(year, month)?;
        (1..=days_in_month(year, month)).contains(&day).then_some(PartialDate { day: Some(day), ..date })
    }

    /// The same day with a time. A month or year alone is returned unchanged, and so is an impossible time.
    pub fn at(self, time: TimeOfDay) -> Self {
        let possible = time.hour < 24 && time.minute < 60 && time.second < 60;
        if self.day.is_some() && possible { PartialDate { time: Some(time), ..self } } else { self }
    }

    /// How much is known.
    pub fn precision(&self) -> Precision {
        match (self.month, self.day, self.time) {
            (_, _, Some(_)) => Precision::Time,
            (_, Some(_), None) => Precision::Day,
            (Some(_), None, None) => Precision::Month,
            (None, None, None) => Precision::Year,
        }
    }

    /// The year as a number, 1000–9999.
    pub fn yyyy(&self) -> u64 {
        u64::from(self.year)
    }

    /// `yyyymm`; `None` when only the year is known.
    pub fn yyyymm(&self) -> Option<u64> {
        self.month.map(|month| self.yyyy() * 100 + u64::from(month))
    }

    /// The first day it may be, as `yyyymmdd`.
    pub fn first_day(&self) -> u64 {
        let month = u64::from(self.month.unwrap_or(1));
        (self.yyyy() * 100 + month) * 100 + u64::from(self.day.unwrap_or(1))
    }

    /// The last day it may be, as `yyyymmdd`.
    pub fn last_day(&self) -> u64 {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| days_in_month(self.year, month));
        (self.yyyy() * 100 + u64::from(month)) * 100 + u64::from(day)
    }

    /// The first minute it may be, in UTC, counted from the first of the year 1; without a zone, the written time is
    /// taken for UTC.
    pub fn first_minute(&self) -> u64 {
        let days = days_before(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        let time = self.time.map_or(0, |time| {
            let minutes = i64::from(time.hour) * 60 + i64::from(time.minute);
            minutes - i64::from(time.utc_offset_min.unwrap_or(0))
        });
        // Years begin at 1000: an offset of hours cannot lead below zero.
        (days * 24 * 60).saturating_add_signed(time)
    }

    /// The last minute that its days, as they are written, may have.
    pub fn last_minute(&self) -> u64 {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| days_in_month(self.year, month));
        days_before(self.year, month, day) * 24 * 60 + 24 * 60 - 1
    }

    /// The period of the same length that follows: the next day, month or year. `None` after 9999.
    pub fn next(self) -> Option<Self> {
        let (year, month) = match self.month {
            Some(month) if month < 12 => (self.year, month + 1),
            _ => (self.year + 1, 1),
        };
        match (self.month, self.day) {
            (Some(this), Some(day)) if day < days_in_month(self.year, this) => {
                PartialDate::day(self.year, this, day + 1)
            }
            (Some(_), Some(_)) => PartialDate::day(year, month, 1),
            (Some(_), None) => PartialDate::month(year, month),
            (None, _) => PartialDate::year(self.year + 1),
        }
    }

    /// The period of the same length before. `None` before 1000.
    pub fn previous(self) -> Option<Self> {
        let (year, month) = match self.month {
            Some(month) if month > 1 => (self.year, month - 1),
            _ => (self.year - 1, 12),
        };
        match (self.month, self.day) {
            (Some(this), Some(day)) if day > 1 => PartialDate::day(self.year, this, day - 1),
            (Some(_), Some(_)) => PartialDate::day(year, month, days_in_month(year, month)),
            (Some(_), None) => PartialDate::month(year, month),
            (None, _) => PartialDate::year(self.year - 1),
        }
    }

    /// The time of day, when known.
    pub fn time(&self) -> Option<TimeOfDay> {
        self.time
    }

    /// The same date without its time of day.
    pub fn without_time(self) -> Self {
        PartialDate { time: None, ..self }
    }
}

/// Days from 1 January of the year 1 to the day, in the Gregorian calendar.
fn days_before(year: u16, month: u8, day: u8) -> u64 {
    let years = u64::from(year) - 1;
    let in_years = years * 365 + years / 4 - years / 100 + years / 400;
    let in_months: u64 = (1..month).map(|month| u64::from(days_in_month(year, month))).sum();
    in_years + in_months + u64::from(day) - 1
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for PartialDate {
    /// ISO 8601: `2023`, `2023-09`, `2023-09-20`, `2023-09-20T13:00:00+04:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        let Some(time) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.hour, time.minute, time.second)?;
        match time.utc_offset_min {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads ISO 8601 dates and date-times: `2023`, `2023-09`, `2023-09-20`, `20230920`,
    /// `2023-09-20T09:00Z`, `2023-09-20 09:00:00.123+02:00`, `20230920T090000Z`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_iso(text.trim()).ok_or_else(|| DateError(text.to_string()))
    }
}

fn parse_iso(text: &str) -> Option<PartialDate> {
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(time.trim())),
        None => (text, None),
    };
    let date = parse_iso_day(date)?;
    match time {
        None | Some("") => Some(date),
        Some(time) if date.day.is_some() => Some(date.at(parse_iso_time(time)?)),
        Some(_) => None,
    }
}

fn parse_iso_day(text: &str) -> Option<PartialDate> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return PartialDate::day(number(&text[..4])?, number(&text[4..6])?, number(&text[6..])?);
    }
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next(), parts.next());
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let year = number(year)?;
    match (month, day) {
        (None, _) => PartialDate::year(year),
        (Some(month), None) => PartialDate::month(year, number(month)?),
        (Some(month), Some(day)) => PartialDate::day(year, number(month)?, number(day)?),
    }
}

fn parse_iso_time(text: &str) -> Option<TimeOfDay> {
    let zone_start = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = (text[..zone_start].trim(), &text[zone_start..]);
    if let Some((hour, minute, second)) = compact_time(clock) {
        return Some(TimeOfDay { hour, minute, second, utc_offset_min: parse_zone(zone)? });
    }
    let mut parts = clock.split(':');
    let hour = number(parts.next()?)?;
    let minute = number(parts.next()?)?;
    let second = match parts.next() {
        // A fraction of a second says nothing about an article; 60 is a leap second.
        Some(second) => number::<u8>(second.split(['.', ',']).next()?)?.min(59),
        None => 0,
    };
    let possible = hour < 24 && minute < 60 && parts.next().is_none();
    possible.then_some(TimeOfDay { hour, minute, second, utc_offset_min: parse_zone(zone)? })
}

/// `155000`, `1550`, as in the dates of agency formats.
fn compact_time(clock: &str) -> Option<(u8, u8, u8)> {
    let second = match clock.len() {
        4 => 0,
        6 => number::<u8>(clock.get(4..)?)?.min(59),
        _ => return None,
    };
    let (hour, minute) = (number(clock.get(..2)?)?, number(clock.get(2..4)?)?);
    (hour < 24 && minute < 60).then_some((hour, minute, second))
}

/// `Some(None)`: no zone given; `None`: not a zone.
fn parse_zone(zone: &str) -> Option<Option<i16>> {
    match zone {
        "" => return Some(None),
        "Z" | "z" => return Some(Some(0)),
        _ => {}
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits = zone.get(1..)?.replace(':', "");
    let (hours, minutes): (i16, i16) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes)))
}

/// Digits only: `+9` and an empty text are not numbers here.
fn number<T: FromStr>(text: &str) -> Option<T> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A period that answers are limited to; both ends are whole periods: `from 2023 to 2023-09` is January to September.
///
/// An article is inside when every day it may be of is: an article dated `2023` is not in `2023-09`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DateRange {
    /// First period, whole. `None`: no lower end.
    pub from: Option<PartialDate>,
    /// Last period, whole. `None`: no upper end.
    pub to: Option<PartialDate>,
}

impl DateRange {
    /// Whether it limits nothing.
    pub fn is_unlimited(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Whether every day that `date` may be lies inside.
    pub fn contains(&self, date: PartialDate) -> bool {
        self.from.is_none_or(|from| from.first_day() <= date.first_day())
            && self.to.is_none_or(|to| date.last_day() <= to.last_day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn prints_what_it_reads() {
        for text in ["1631", "2023-09", "2023-09-20", "2023-09-20T13:00:00+04:00", "2023-09-20T09:00:00Z"] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("20230920").to_string(), "2023-09-20");
        assert_eq!(date("2023-09-20 09:00").to_string(), "2023-09-20T09:00:00");
        assert_eq!(date("20230920T090000+0200").to_string(), "2023-09-20T09:00:00+02:00");
        assert_eq!(date("2015-07-24T05:36:09.123-0100").to_string(), "2015-07-24T05:36:09-01:00");
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in [
            "2023-02-29",
            "2023-13",
            "0999",
            "2023-09-20T25:00",
            "20-09-2023",
            "",
            "2023-9-+1",
            "NA",
            "20230920T2500",
            "20230920T100é0",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
        assert!("2024-02-29".parse::<PartialDate>().is_ok());
        assert!("1900-02-29".parse::<PartialDate>().is_err());
    }

    #[test]
    fn knows_its_first_and_last_day() {
        assert_eq!((date("2023").first_day(), date("2023").last_day()), (20230101, 20231231));
        assert_eq!((date("2024-02").first_day(), date("2024-02").last_day()), (20240201, 20240229));
        assert_eq!(date("2023").yyyymm(), None);
    }

    #[test]
    fn periods_follow_each_other() {
        let pairs = [
            ("2023", "2024"),
            ("2023-11", "2023-12"),
            ("2023-12", "2024-01"),
            ("2023-12-31", "2024-01-01"),
            ("2024-02-28", "2024-02-29"),
            ("2023-02-28", "2023-03-01"),
        ];
        for (first, second) in pairs {
            assert_eq!(date(first).next(), Some(date(second)));
            assert_eq!(date(second).previous(), Some(date(first)));
        }
        assert_eq!((date("9999-12-31").next(), date("1000-01").previous()), (None, None));
    }

    #[test]
    fn minutes_are_counted_in_utc() {
        // 719,162 days lie before 1970.
        assert_eq!(date("1970-01-01").first_minute(), 719_162 * 24 * 60);
        assert_eq!(date("2024-03-01").first_minute() - date("2024-02-28").first_minute(), 2 * 24 * 60);
        assert_eq!(
            date("2023-09-20T13:00:00+04:00").first_minute(),
            date("2023-09-20T09:00:00Z").first_minute()
        );
        assert_eq!(date("2023").first_minute(), date("2023-01-01").first_minute());
    }

    #[test]
    fn ranges_are_whole_periods() {
        let range = DateRange { from: Some(date("2023")), to: Some(date("2023-09")) };
        assert!(range.contains(date("2023-09-30T23:59:00Z")));
        assert!(range.contains(date("2023-01")));
        assert!(!range.contains(date("2023")));
        assert!(!range.contains(date("2023-10-01")));
    }
}
