//! Days, ISO weeks, months and years as numbers in a row, with their names and bounds. Knows days as `yyyymmdd`, as the index
//! has them; counts nothing.

use std::str::FromStr;

use crate::model::PartialDate;

/// How long the periods of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Days.
    Day,
    /// Weeks of ISO 8601, which begin on Monday.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

impl Period {
    /// All, the shortest first.
    pub const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

    /// The word used on the command line and in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }

    /// The number of the period in which a day is; successive periods have successive numbers.
    pub(super) fn number_of(self, day: u64) -> u64 {
        match self {
            Period::Day => day_number(day),
            // The first day of the year 1 is a Monday.
            Period::Week => day_number(day) / 7,
            Period::Month => day / 10_000 * 12 + (day / 100 % 100).saturating_sub(1),
            Period::Year => day / 10_000,
        }
    }

    /// First and last day of the period with that number.
    pub(super) fn bounds(self, number: u64) -> (u64, u64) {
        match self {
            Period::Day => (day_of(number), day_of(number)),
            Period::Week => (day_of(number * 7), day_of(number * 7 + 6)),
            Period::Month => {
                let (first, next) = (first_of_month(number), first_of_month(number + 1));
                (first, day_of(day_number(next) - 1))
            }
            Period::Year => (number * 10_000 + 101, number * 10_000 + 1231),
        }
    }

    /// `2023-09-20`, `2023-W38`, `2023-09`, `2023`.
    pub(super) fn label(self, number: u64) -> String {
        let (first, _) = self.bounds(number);
        let (year, month) = (first / 10_000, first / 100 % 100);
        match self {
            Period::Day => iso(first),
            Period::Week => civil(first).map_or_else(String::new, |date| {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }),
            Period::Month => format!("{year:04}-{month:02}"),
            Period::Year => format!("{year:04}"),
        }
    }
}

/// The text names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of day, week, month, year")]
pub struct PeriodError(pub String);

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Period::ALL.into_iter().find(|period| period.as_str() == text.trim().to_lowercase());
        found.ok_or_else(|| PeriodError(text.to_string()))
    }
}

/// A day of the index as people write it: `2023-09-20`.
pub(super) fn iso(day: u64) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

/// Days from the first of the year 1.
pub(super) fn day_number(day: u64) -> u64 {
    let part = |number: u64| u8::try_from(number).unwrap_or(0);
    let year = u16::try_from(day / 10_000).unwrap_or(0);
    let date = PartialDate::day(year, part(day / 100 % 100), part(day % 100));
    date.map_or(0, |date| date.first_minute() / (24 * 60))
}

fn day_of(number: u64) -> u64 {
    let days = i64::try_from(number).unwrap_or(0);
    let date = jiff::Span::new().try_days(days).ok().and_then(|days| FIRST.checked_add(days).ok());
    date.map_or(0, |date| date.year() as u64 * 10_000 + date.month() as u64 * 100 + date.day() as u64)
}

const FIRST: jiff::civil::Date = jiff::civil::date(1, 1, 1);

fn civil(day: u64) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new((day / 10_000) as i16, (day / 100 % 100) as i8, (day % 100) as i8).ok()
}

fn first_of_month(number: u64) -> u64 {
    number / 12 * 10_000 + (number % 12 + 1) * 100 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(period: Period, day: u64) -> (String, u64, u64) {
        let number = period.number_of(day);
        let (first, last) = period.bounds(number);
        (period.label(number), first, last)
    }

    #[test]
    fn periods_have_names_and_bounds() {
        assert_eq!(read(Period::Day, 20230920), ("2023-09-20".into(), 20230920, 20230920));
        assert_eq!(read(Period::Month, 20240210), ("2024-02".into(), 20240201, 20240229));
        assert_eq!(read(Period::Month, 20231231), ("2023-12".into(), 20231201, 20231231));
        assert_eq!(read(Period::Year, 18390503), ("1839".into(), 18390101, 18391231));
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        // The year of a week is that of its Thursday.
        assert_eq!(read(Period::Week, 20210103), ("2020-W53".into(), 20201228, 20210103));
        assert_eq!(read(Period::Week, 20241230), ("2025-W01".into(), 20241230, 20250105));
        assert_eq!(read(Period::Week, 20230920).0, "2023-W38");
    }

    #[test]
    fn successive_periods_have_successive_numbers() {
        let pairs = [
            (Period::Day, 20240229, 20240301),
            (Period::Week, 20241229, 20241230),
            (Period::Month, 20231215, 20240101),
            (Period::Year, 20231231, 20240101),
        ];
        for (period, day, next) in pairs {
            assert_eq!(period.number_of(day) + 1, period.number_of(next), "{period:?}");
        }
    }
}
