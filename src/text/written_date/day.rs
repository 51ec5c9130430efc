//! Day, month and year in the orders in which they are written. Not the time of day.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::model::PartialDate;

use super::token::{Piece, Token};

/// One month a line, its number first.
const MONTHS: &str = include_str!("months.tsv");

/// The first newspapers are of 1605. Later years are those of a program that wrote the highest date it has.
const YEARS: RangeInclusive<u16> = 1600..=2099;

/// Years of two digits up to this one are of our century, the others of the last.
const LAST_SHORT_YEAR: u16 = 49;

static MONTH_NUMBERS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let numbered = MONTHS.lines().filter_map(|line| line.split_once('\t'));
    numbered
        .filter_map(|(number, names)| Some((number.parse().ok()?, names)))
        .flat_map(|(number, names)| names.split('\t').map(move |name| (name, number)))
        .collect()
});

/// Whether `word`, in lower case, is the name of a month.
pub(super) fn is_month(word: &str) -> bool {
    MONTH_NUMBERS.contains_key(word)
}

/// A year as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Year {
    /// With four digits.
    Full(u16),
    /// With two.
    Short(u16),
}

/// A day, month or year as it is written, before it is asked whether it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    year: Option<Year>,
    month: u32,
    /// `None`: the date is a month.
    day: Option<u32>,
    /// Whether day and month are both numbers, and the year stands behind them.
    is_day_first: bool,
}

impl Day {
    fn new(year: Option<Year>, month: u32, day: Option<u32>) -> Self {
        Day { year, month, day, is_day_first: false }
    }

    /// The date, when it exists. The day comes first, except where only the American order gives a day that exists.
    pub(super) fn date(&self) -> Option<PartialDate> {
        let year = match self.year? {
            Year::Full(year) => year,
            Year::Short(year) if year <= LAST_SHORT_YEAR => 2000 + year,
            Year::Short(year) => 1900 + year,
        };
        let date = self.with(year, self.month, self.day);
        date.or_else(|| if self.is_day_first && self.month > 12 { self.swapped(year) } else { None })
    }

    /// Other dates that the same signs may mean, likely ones first: month before day, a century earlier, both.
    pub(super) fn other_dates(&self) -> Vec<PartialDate> {
        let Some(first) = self.date() else { return Vec::new() };
        let year = u16::try_from(first.yyyy()).unwrap_or(0);
        let earlier = matches!(self.year, Some(Year::Short(_))).then(|| year - 100);
        let dates = [
            self.swapped(year),
            earlier.and_then(|year| self.with(year, self.month, self.day)),
            earlier.and_then(|year| self.swapped(year)),
        ];
        dates.into_iter().flatten().filter(|date| *date != first).collect()
    }

    /// Day and month; `None` for months. The year, when it is written with four digits.
    pub(super) fn day_and_month(&self) -> Option<(u8, u8)> {
        let (day, month) = (u8::try_from(self.day?).ok()?, u8::try_from(self.month).ok()?);
        // 2000 has all days that any year has.
        PartialDate::day(2000, month, day).map(|_| (day, month))
    }

    /// Whether a year is written.
    pub(super) fn has_year(&self) -> bool {
        self.year.is_some()
    }

    fn swapped(&self, year: u16) -> Option<PartialDate> {
        self.is_day_first.then_some(())?;
        self.with(year, self.day?, Some(self.month))
    }

    /// Databases write zeros for a day or month that is not known.
    fn with(&self, year: u16, month: u32, day: Option<u32>) -> Option<PartialDate> {
        let small = |number: u32| u8::try_from(number).ok();
        let year = Some(year).filter(|year| YEARS.contains(year))?;
        match (small(month)?, day.map(small)) {
            (0, None | Some(Some(0))) => PartialDate::year(year),
            (month, None | Some(Some(0))) => PartialDate::month(year, month),
            (month, Some(day)) => PartialDate::day(year, month, day?),
        }
    }
}

/// Whether it may be the date of a newspaper.
pub(super) fn is_plausible(date: PartialDate) -> bool {
    u16::try_from(date.yyyy()).is_ok_and(|year| YEARS.contains(&year))
}

/// The date that starts at the first of `pieces`, and how many of them it takes.
///
/// With `needs_year`, only what has one.
pub(super) fn day_at(pieces: &[Piece<'_>], needs_year: bool) -> Option<(Day, usize)> {
    let at = Pieces(pieces);
    let with_year = at.with_month_name().or_else(|| at.in_numbers());
    if needs_year { with_year } else { with_year.or_else(|| at.without_year()) }
}

struct Pieces<'p, 'a>(&'p [Piece<'a>]);

impl Pieces<'_, '_> {
    fn with_month_name(&self) -> Option<(Day, usize)> {
        if let (Some(day), Some(month)) = (self.number(0), self.month(1)) {
            return self.year(2).map(|year| (Day::new(Some(year), month, Some(day)), 3));
        }
        if let (Some(year), Some(month), Some(day)) = (self.full_year(0), self.month(1), self.number(2)) {
            return Some((Day::new(Some(year), month, Some(day)), 3));
        }
        let month = self.month(0)?;
        if let Some(day) = self.number(1) {
            let is_apart = |piece: &Piece| matches!(piece.sign_before, Some(',' | '-' | '\'' | '’'));
            let year = self.full_year(2).or_else(|| self.year(2).filter(|_| is_apart(&self.0[2])));
            if let Some(year) = year {
                return Some((Day::new(Some(year), month, Some(day)), 3));
            }
            // `Wed Sep 20 13:05:00 2023`, as the C library writes it.
            let last = self.full_year(self.0.len().checked_sub(1)?);
            return last.map(|year| (Day::new(Some(year), month, Some(day)), 2));
        }
        self.full_year(1).map(|year| (Day::new(Some(year), month, None), 2))
    }

    fn in_numbers(&self) -> Option<(Day, usize)> {
        if let (Some(year), Some(month), Some(day)) = (self.full_year(0), self.number(1), self.number(2)) {
            return Some((Day::new(Some(year), month, Some(day)), 3));
        }
        let (first, second) = (self.number(0)?, self.number(1));
        let Some(second) = second else {
            let year = self.full_year(1)?;
            return (self.0.len() == 2).then(|| (Day::new(Some(year), first, None), 2));
        };
        let sign = self.0[1].sign_before;
        let is_one_sign = matches!(sign, Some('/' | '.' | '-')) && sign == self.0.get(2)?.sign_before;
        let year = self.full_year(2).or_else(|| self.year(2).filter(|_| is_one_sign))?;
        Some((Day { is_day_first: true, ..Day::new(Some(year), second, Some(first)) }, 3))
    }

    fn without_year(&self) -> Option<(Day, usize)> {
        let day = match (self.number(0), self.month(1), self.month(0), self.number(1)) {
            (Some(day), Some(month), ..) | (_, _, Some(month), Some(day)) => Day::new(None, month, Some(day)),
            (Some(day), _, _, Some(month)) if matches!(self.0[1].sign_before, Some('/' | '.')) => {
                Day::new(None, month, Some(day))
            }
            _ => return None,
        };
        Some((day, 2))
    }

    /// A number of one or two digits: a day, or a month.
    fn number(&self, at: usize) -> Option<u32> {
        self.0.get(at)?.number(2)
    }

    fn month(&self, at: usize) -> Option<u32> {
        let name = self.0.get(at)?.word()?;
        MONTH_NUMBERS.get(name.as_str()).map(|month| u32::from(*month))
    }

    fn full_year(&self, at: usize) -> Option<Year> {
        match self.0.get(at)?.token {
            Token::Digits(digits) if digits.len() == 4 => digits.parse().ok().map(Year::Full),
            _ => None,
        }
    }

    /// A year of four digits, or of two that are no hour.
    fn year(&self, at: usize) -> Option<Year> {
        let short = || {
            let piece = self.0.get(at).filter(|piece| piece.num_digits() == 2)?;
            let is_hour = self.0.get(at + 1).is_some_and(Piece::is_hour_mark);
            if is_hour {
                None
            } else {
                piece.number(2).and_then(|year| u16::try_from(year).ok()).map(Year::Short)
            }
        };
        self.full_year(at).or_else(short)
    }
}
