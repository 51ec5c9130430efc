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
        match lower.as_str() {
            "none" | "aucune" | "undated" | "sans" => return Some(DateFilter::Undated),
            word if word == "today" || word.starts_with("aujourd") => {
                return Some(DateFilter::Last { number: 1, unit: DateUnit::Day });
            }
            _ => {}
        }
        if let Some(last) = last(&lower) {
            return Some(last);
        }
        for (sign, read) in [
            (">=", since as fn(PartialDate) -> Option<DateFilter>),
            ("≥", since),
            ("<=", until),
            ("≤", until),
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
        // Three dots or one sign for them are typed as often.
        let range = text.split_once("...").or_else(|| text.split_once('…')).or_else(|| text.split_once(".."));
        if let Some((from, to)) = range.or_else(|| years(text)) {
            return period(end(from)?, end(to)?);
        }
        exactly(date(text)?)
    }

    /// Reads what stands behind `until:`, its period whole.
    pub(super) fn read_until(text: &str) -> Option<DateFilter> {
        until(date(text)?)
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

/// From the earlier to the later, whichever was typed first.
fn period(mut from: Option<PartialDate>, mut to: Option<PartialDate>) -> Option<DateFilter> {
    if let (Some(first), Some(last)) = (from, to)
        && first.first_day() > last.last_day()
    {
        (from, to) = (to, from);
    }
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
        "" | "*" | "NOW" | "now" => Some(None),
        text => date(text).map(Some),
    }
}

/// `2018-2019`: two years, for there is no month 2019.
fn years(text: &str) -> Option<(&str, &str)> {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['-', '–']).filter(|(from, to)| is_year(from) && is_year(to))
}

/// `2023`, `2023-09`, `2023-09-20`, and as people write it: `20/09/2023`, `20-09-2023`, `09/2023`, `2023/09/20`,
/// `20 septembre 2023`. No time of day.
fn date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.trim_end_matches("er").parse::<u16>().ok();
    let narrow = |part: &str| number(part).and_then(|number| u8::try_from(number).ok());
    let is_year = |part: &str| number(part).is_some_and(|year| year > 999);
    match parts[..] {
        [day, month, year] if is_year(year) => {
            return PartialDate::day(
                number(year)?,
                narrow(month).or_else(|| named_month(month))?,
                narrow(day)?,
            );
        }
        [month, year] if is_year(year) => {
            return PartialDate::month(number(year)?, narrow(month).or_else(|| named_month(month))?);
        }
        [year, month, day] if is_year(year) && !text.contains('T') => {
            return PartialDate::day(number(year)?, narrow(month)?, narrow(day)?);
        }
        _ => {}
    }
    PartialDate::from_str(text).ok().map(PartialDate::without_time)
}

/// The month of a French or English name, or of its beginning when that is enough.
fn named_month(name: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "janvier january",
        "fevrier february",
        "mars march",
        "avril april",
        "mai may",
        "juin june",
        "juillet july",
        "aout august",
        "septembre september",
        "octobre october",
        "novembre november",
        "decembre december",
    ];
    let name = fold(&name.to_lowercase());
    let begins = |names: &str| names.split(' ').any(|month| month.starts_with(&name));
    let mut months = (1..).zip(NAMES).filter(|(_, names)| name.len() > 2 && begins(names));
    months.next().map(|(month, _)| month).filter(|_| months.next().is_none())
}

/// `7d`, `7j`, `2w`, `2s`, `3m`, `1y`, `1a`, and the same in whole words: `5ans`, `3 mois`.
fn last(lower: &str) -> Option<DateFilter> {
    let num_digits = lower.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = lower.split_at(num_digits);
    let unit = match unit.trim() {
        "d" | "j" | "day" | "days" | "jour" | "jours" => DateUnit::Day,
        "w" | "s" | "week" | "weeks" | "semaine" | "semaines" => DateUnit::Week,
        "m" | "month" | "months" | "mois" => DateUnit::Month,
        "y" | "a" | "year" | "years" | "an" | "ans" => DateUnit::Year,
        _ => return None,
    };
    let number = digits.parse().unwrap_or(MAX_LAST).min(MAX_LAST);
    (num_digits > 0).then_some(DateFilter::Last { number, unit })
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
            ("20-09-2023", "2023-09-20"),
            ("2023/09/20", "2023-09-20"),
            ("20 septembre 2023", "2023-09-20"),
            ("1er août 2018", "2018-08-01"),
            ("Sept 2023", "2023-09"),
            ("2018-2019", "2018..2019"),
            ("2018...2019", "2018..2019"),
            ("2018…", "2018.."),
            ("2019..2018", "2018..2019"),
            ("≥2018", "2018.."),
            ("[2018 TO NOW]", "2018.."),
            ("5ans", "5y"),
            ("aujourd'hui", "1d"),
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
        for text in [
            "", "hier", "2023-13", "..", "[* TO *]", "j", "99", ">", "1e3", "5/5", "2018..x", "ju 2018",
            "01/05/18",
        ] {
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
