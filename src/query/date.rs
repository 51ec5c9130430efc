//! Conditions on the date of publication, as people type them: `2023-09`, `2018..2019`, `>=2023`, `7d`, `aucune`. What day it
//! is today is the searcher's to know.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::analysis::fold;
use crate::model::PartialDate;

/// When an article must have been published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateFilter {
    /// In a period, both ends whole and included; at least one is given.
    Period {
        /// First day, month or year.
        from: Option<PartialDate>,
        /// Last day, month or year.
        to: Option<PartialDate>,
    },
    /// In the last days, weeks, months or years.
    Last {
        /// How many.
        number: u32,
        /// Of what.
        unit: DateUnit,
    },
    /// At a time that is not known.
    Undated,
}

/// Units of a [`DateFilter::Last`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateUnit {
    /// `d`, `j`.
    Day,
    /// `w`, `s`.
    Week,
    /// `m`.
    Month,
    /// `y`, `a`.
    Year,
}

/// Longest span that `Last` may reach back, in units.
const MAX_LAST: u32 = 9_999;

impl DateFilter {
    /// Reads what stands behind `date:`. `None`: it is no date.
    pub(super) fn read(text: &str) -> Option<DateFilter> {
        let text = text.trim();
        let lower = fold(&text.to_lowercase());
        if matches!(lower.as_str(), "none" | "aucune" | "undated" | "sans") {
            return Some(DateFilter::Undated);
        }
        if let Some(last) = last(&lower) {
            return Some(last);
        }
        for (sign, read) in [
            (">=", since as fn(PartialDate) -> Option<DateFilter>),
            ("<=", until),
            (">", later),
            ("<", before),
            ("=", exactly),
        ] {
            if let Some(date) = text.strip_prefix(sign) {
                return read(self::date(date)?);
            }
        }
        if text.starts_with(['[', '{']) {
            return lucene_range(text);
        }
        if let Some((from, to)) = text.split_once("..") {
            return period(end(from)?, end(to)?);
        }
        exactly(date(text)?)
    }

    /// Reads what stands behind `since:`.
    pub(super) fn read_since(text: &str) -> Option<DateFilter> {
        last(&fold(&text.trim().to_lowercase())).or_else(|| since(date(text)?))
    }

    /// Reads what stands behind `before:`. The date itself is left out, so that `before:2018` and `since:2018` part an archive.
    pub(super) fn read_before(text: &str) -> Option<DateFilter> {
        before(date(text)?)
    }
}

fn exactly(date: PartialDate) -> Option<DateFilter> {
    Some(DateFilter::Period { from: Some(date), to: Some(date) })
}

fn since(date: PartialDate) -> Option<DateFilter> {
    Some(DateFilter::Period { from: Some(date), to: None })
}

fn until(date: PartialDate) -> Option<DateFilter> {
    Some(DateFilter::Period { from: None, to: Some(date) })
}

fn later(date: PartialDate) -> Option<DateFilter> {
    since(date.next()?)
}

fn before(date: PartialDate) -> Option<DateFilter> {
    until(date.previous()?)
}

fn period(from: Option<PartialDate>, to: Option<PartialDate>) -> Option<DateFilter> {
    (from.is_some() || to.is_some()).then_some(DateFilter::Period { from, to })
}

/// `[2018-01-01 TO 2018-06-30]`; the ends beside braces are left out.
fn lucene_range(text: &str) -> Option<DateFilter> {
    let inside = text.strip_prefix(['[', '{'])?.strip_suffix([']', '}'])?;
    let (from, to) = inside.split_once(" TO ").or_else(|| inside.split_once(" to "))?;
    let (mut from, mut to) = (end(from)?, end(to)?);
    if let Some(date) = from.filter(|_| text.starts_with('{')) {
        from = Some(date.next()?);
    }
    if let Some(date) = to.filter(|_| text.ends_with('}')) {
        to = Some(date.previous()?);
    }
    period(from, to)
}

/// An end of a range; empty or `*`: open.
fn end(text: &str) -> Option<Option<PartialDate>> {
    match text.trim() {
        "" | "*" => Some(None),
        text => date(text).map(Some),
    }
}

/// `2023`, `2023-09`, `2023-09-20`, as people of French newspapers write it `20/09/2023` and `09/2023`; no time of day.
fn date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let numbers: Vec<u16> =
        text.split(['/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>().unwrap_or_default();
    let narrow = |number: u16| u8::try_from(number).ok();
    match numbers[..] {
        [day, month, year] if year > 999 => return PartialDate::day(year, narrow(month)?, narrow(day)?),
        [month, year] if year > 999 => return PartialDate::month(year, narrow(month)?),
        _ => {}
    }
    PartialDate::from_str(text).ok().map(PartialDate::without_time)
}

/// `7d`, `7j`, `2w`, `2s`, `3m`, `1y`, `1a`.
fn last(lower: &str) -> Option<DateFilter> {
    let unit = match lower.chars().next_back()? {
        'd' | 'j' => DateUnit::Day,
        'w' | 's' => DateUnit::Week,
        'm' => DateUnit::Month,
        'y' | 'a' => DateUnit::Year,
        _ => return None,
    };
    let digits = &lower[..lower.len() - 1];
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().unwrap_or(MAX_LAST).min(MAX_LAST);
    is_number.then_some(DateFilter::Last { number, unit })
}

impl fmt::Display for DateFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateFilter::Period { from: Some(from), to: Some(to) } if from == to => write!(f, "{from}"),
            DateFilter::Period { from, to } => {
                from.iter().try_for_each(|from| write!(f, "{from}"))?;
                f.write_str("..")?;
                to.iter().try_for_each(|to| write!(f, "{to}"))
            }
            DateFilter::Last { number, unit } => {
                let unit = match unit {
                    DateUnit::Day => "d",
                    DateUnit::Week => "w",
                    DateUnit::Month => "m",
                    DateUnit::Year => "y",
                };
                write!(f, "{number}{unit}")
            }
            DateFilter::Undated => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_type_them() {
        let cases = [
            ("2023-09", "2023-09"),
            ("20/09/2023", "2023-09-20"),
            ("09/2023", "2023-09"),
            ("20.09.2023", "2023-09-20"),
            ("2023-09-20T10:00:00Z", "2023-09-20"),
            ("2018..2019", "2018..2019"),
            ("2018..", "2018.."),
            ("..2019-06", "..2019-06"),
            (">=2023", "2023.."),
            (">2023-12", "2024-01.."),
            ("<=2023", "..2023"),
            ("<2023-01-01", "..2022-12-31"),
            ("=2023", "2023"),
            ("[2018-01-01 TO 2018-06-30]", "2018-01-01..2018-06-30"),
            ("{* TO 2018}", "..2017"),
            ("{2018-12-31 TO 2019-02]", "2019-01-01..2019-02"),
            ("7j", "7d"),
            ("2s", "2w"),
            ("3M", "3m"),
            ("1a", "1y"),
            ("aucune", "none"),
            ("None", "none"),
        ];
        for (text, read) in cases {
            let date = DateFilter::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(date.to_string(), read, "{text}");
            assert_eq!(DateFilter::read(read), Some(date), "{read}");
        }
        for text in ["", "hier", "2023-13", "..", "[* TO *]", "j", "99", ">", "1e3", "5/5", "2018..x"] {
            assert_eq!(DateFilter::read(text), None, "{text}");
        }
    }

    #[test]
    fn since_and_before_part_an_archive() {
        assert_eq!(DateFilter::read_since("2018").unwrap().to_string(), "2018..");
        assert_eq!(DateFilter::read_before("2018").unwrap().to_string(), "..2017");
        assert_eq!(DateFilter::read_before("2018-03-01").unwrap().to_string(), "..2018-02-28");
        assert_eq!(DateFilter::read_since("7j").unwrap().to_string(), "7d");
        assert_eq!(DateFilter::read_before("7j"), None);
    }
}
