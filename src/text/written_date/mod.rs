//! Dates as people and programs write them in metadata → `PartialDate`. Not dates inside running text.

mod clock;
mod day;
mod token;

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::model::{DateError, PartialDate, TimeOfDay};

use clock::{is_time, time_in};
use day::{Day, day_at};
use token::{Piece, pieces};

/// What stands in a date field when there is no date.
const NO_DATE: &str = include_str!("no_date.txt");
/// Names of days of the week.
const WEEKDAY_NAMES: &str = include_str!("weekdays.txt");

/// A longer text is no date.
const MAX_DATE_BYTES: usize = 120;
/// A longer text does not say that there is none.
const MAX_NO_DATE_BYTES: usize = 32;

static NO_DATES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| NO_DATE.lines().collect());
static WEEKDAYS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| WEEKDAY_NAMES.split_whitespace().collect());

/// Reads a date field: ISO 8601, RFC 2822, `20/09/2023` (day first), `20.09.2023`,
/// `mercredi 20 septembre 2023 à 13h05`, `September 20, 2023`, and so in the other languages of the month list.
///
/// `Ok(None)`: the field says that there is no date (empty, `NA`, `null`…). Fails when it says something that is no
/// date or a day that does not exist, or a year before 1600 or after 2099. Where day and month cannot be told apart,
/// the day is first; years of two digits are those of 1950–2049. [`other_readings`] gives what else may be meant.
pub fn parse(text: &str) -> Result<Option<PartialDate>, DateError> {
    let text = text.trim();
    if text.is_empty() || (text.len() <= MAX_NO_DATE_BYTES && NO_DATES.contains(text.to_lowercase().as_str()))
    {
        return Ok(None);
    }
    let date = match text.parse::<PartialDate>() {
        Ok(date) => Some(date).filter(|date| day::is_plausible(*date)).map(without_empty_time),
        Err(_) => written(text).and_then(|written| written.date()),
    };
    date.map(Some).ok_or_else(|| DateError(shortened(text)))
}

/// Other dates that the same text may mean, likely ones first: month before day (`05/11/2019`), the century before
/// (`20/09/23`).
pub fn other_readings(text: &str) -> Vec<PartialDate> {
    let text = text.trim();
    let written = if text.parse::<PartialDate>().is_ok() { None } else { written(text) };
    written.map_or(Vec::new(), |written| {
        written.day.other_dates().into_iter().map(|date| written.at_time(date)).collect()
    })
}

/// A day that may be written without its year, as in datelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDay {
    /// 1–31.
    pub day: u8,
    /// 1–12.
    pub month: u8,
    /// The whole date, when the year is written too.
    pub date: Option<PartialDate>,
}

/// Reads a text that is a day and nothing else: `20 sept`, `Sept. 20`, `mercredi 20 septembre 2023`, `20/09`; a time
/// may stand behind it.
pub fn parse_day(text: &str) -> Option<WrittenDay> {
    if text.len() > MAX_DATE_BYTES {
        return None;
    }
    let pieces = pieces(text);
    let is_weekday = |piece: &Piece| piece.word().is_some_and(|word| WEEKDAYS.contains(word.as_str()));
    let start = pieces.iter().position(|piece| !is_weekday(piece))?;
    let (found, num_used) = day_at(&pieces[start..], false)?;
    let behind = &pieces[start + num_used..];
    if !behind.is_empty() && !is_time(behind) {
        return None;
    }
    let (day, month) = found.day_and_month()?;
    let written = Written { day: found, time: time_in(behind) };
    let date = if found.has_year() { Some(written.date()?) } else { None };
    Some(WrittenDay { day, month, date })
}

/// Whether a word in lower case is one that dates are written with: a month, a day of the week, a time zone.
pub fn is_word_of_dates(word: &str) -> bool {
    WEEKDAYS.contains(word) || day::is_month(word) || clock::is_zone(word)
}

/// Reads a date that a program wrote as a number: a year, `yyyymmdd`, or seconds or milliseconds since 1970 (UTC).
///
/// `Ok(None)` for zero, which stands for no date.
pub fn parse_number(number: i64) -> Result<Option<PartialDate>, DateError> {
    let fail = || DateError(number.to_string());
    let date = match number {
        0 => return Ok(None),
        1000..=9999 => u16::try_from(number).ok().and_then(PartialDate::year),
        // As seconds these would be days of 1970, before any archive that counts seconds.
        15_000_101..=21_991_231 => number.to_string().parse().ok(),
        ..=-100_000_000_000 | 100_000_000_000.. => from_epoch_seconds(number.div_euclid(1000)),
        _ => from_epoch_seconds(number),
    };
    date.filter(|date| day::is_plausible(*date)).map(Some).ok_or_else(fail)
}

/// The moment that a number of seconds since 1970 means, in UTC.
pub fn from_epoch_seconds(seconds: i64) -> Option<PartialDate> {
    let time = jiff::Timestamp::from_second(seconds).ok()?.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).ok();
    let day = PartialDate::day(u16::try_from(time.year()).ok()?, small(time.month())?, small(time.day())?)?;
    let (hour, minute, second) = (small(time.hour())?, small(time.minute())?, small(time.second())?);
    Some(day.at(TimeOfDay { hour, minute, second, utc_offset_min: Some(0) }))
}

/// Programs that keep days write midnight behind them, without a zone: that is no time.
fn without_empty_time(date: PartialDate) -> PartialDate {
    let is_empty =
        |time: TimeOfDay| (time.hour, time.minute, time.second, time.utc_offset_min) == (0, 0, 0, None);
    if date.time().is_some_and(is_empty) { date.without_time() } else { date }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A day with the time beside it, as they are written.
struct Written {
    day: Day,
    time: Option<TimeOfDay>,
}

impl Written {
    fn date(&self) -> Option<PartialDate> {
        self.day.date().map(|date| self.at_time(date))
    }

    fn at_time(&self, date: PartialDate) -> PartialDate {
        self.time.map_or(date, |time| without_empty_time(date.at(time)))
    }
}

/// Finds the day in any of its written orders, and a time behind it, else before it.
fn written(text: &str) -> Option<Written> {
    if text.len() > MAX_DATE_BYTES {
        return None;
    }
    let pieces = pieces(text);
    (0..pieces.len()).find_map(|start| {
        let (day, num_used) = day_at(&pieces[start..], true)?;
        let time = time_in(&pieces[start + num_used..]).or_else(|| time_in(&pieces[..start]));
        Some(Written { day, time })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_reads(text: &str, expected: &str) {
        let date = parse(text).unwrap().map(|date| date.to_string());
        assert_eq!(date.as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn reads_dates_as_they_are_written() {
        let cases = [
            ("2023-09-20", "2023-09-20"),
            ("Wed, 20 Sep 2023 13:05:09 +0200", "2023-09-20T13:05:09+02:00"),
            ("20 Sep 2023 13:05 GMT", "2023-09-20T13:05:00Z"),
            ("20/09/2023", "2023-09-20"),
            ("20-09-2023", "2023-09-20"),
            ("20.09.2023 à 09:00", "2023-09-20T09:00:00"),
            ("09/20/2023", "2023-09-20"),
            ("1/2/1998", "1998-02-01"),
            ("2023/09/20 13:05:09", "2023-09-20T13:05:09"),
            ("20 septembre 2023", "2023-09-20"),
            ("mercredi 20 septembre 2023 à 13h05", "2023-09-20T13:05:00"),
            ("Publié le mercredi 20 septembre 2023 à 13 h 05", "2023-09-20T13:05:00"),
            ("1er août 1944", "1944-08-01"),
            ("AOÛT 1944", "1944-08"),
            ("September 20, 2023", "2023-09-20"),
            ("Sept. 20th, 2023 1:05 PM", "2023-09-20T13:05:00"),
            ("20. März 2023", "2023-03-20"),
            ("20 de septiembre de 2023", "2023-09-20"),
            ("Wed Sep 20 13:05:00 2023", "2023-09-20T13:05:00"),
            ("20-Sep-2023", "2023-09-20"),
            ("2023-09-00", "2023-09"),
            ("09/2023", "2023-09"),
            ("2023-09-20 13:05:09 UTC", "2023-09-20T13:05:09Z"),
            ("2023-09-20T13:05:09.000+0000", "2023-09-20T13:05:09Z"),
            // Agencies.
            ("11/01/2019 15:03:02", "2019-01-11T15:03:02"),
            ("11 jan 2019", "2019-01-11"),
            ("20 sept. 2023", "2023-09-20"),
            ("2\u{a0}fév\u{a0}2019", "2019-02-02"),
            ("20171201T155000Z", "2017-12-01T15:50:00Z"),
            ("20171201T155000+0100", "2017-12-01T15:50:00+01:00"),
            ("20171201T1550", "2017-12-01T15:50:00"),
            // Export files.
            ("mardi 14 mars 2006", "2006-03-14"),
            ("Le Journal, no. 19283, mardi 14 mars 2006, p. 16", "2006-03-14"),
            ("Monday, March 14, 2006", "2006-03-14"),
            ("14 March 2006 Tuesday 10:15 AM GMT", "2006-03-14T10:15:00Z"),
            ("March 14, 2006, 9 p.m.", "2006-03-14T21:00:00"),
            ("12:30 a.m., March 14, 2006", "2006-03-14T00:30:00"),
            ("2006-03-14T00:00:00", "2006-03-14"),
            ("2006-03-14T00:00:00Z", "2006-03-14T00:00:00Z"),
            ("14 März 2006", "2006-03-14"),
            ("Dienstag, 14. März 2006, 13.05 Uhr", "2006-03-14T13:05:00"),
            ("14 de marzo de 2006", "2006-03-14"),
            ("14 di marzo 2006", "2006-03-14"),
            ("14 maart 2006", "2006-03-14"),
            ("14 de março de 2006, às 13h05", "2006-03-14T13:05:00"),
            ("2006 March 14", "2006-03-14"),
            ("décembre 1907", "1907-12"),
            // Zones.
            ("Tue, 14 Mar 2006 10:15:00 EST", "2006-03-14T10:15:00-05:00"),
            ("Tue Mar 14 10:15:00 CET 2006", "2006-03-14T10:15:00+01:00"),
            ("20 septembre 2023 13:05 CEST", "2023-09-20T13:05:00+02:00"),
            ("20 septembre 2023 à 13h05 (UTC+2)", "2023-09-20T13:05:00+02:00"),
            ("20/09/2023 13:05 -05:00", "2023-09-20T13:05:00-05:00"),
            ("20 septembre 2023 à 13h05, heure de Paris", "2023-09-20T13:05:00"),
            // Years of two digits: 1950 to 2049.
            ("20/09/23", "2023-09-20"),
            ("20.09.23 13:05", "2023-09-20T13:05:00"),
            ("14-Mar-06", "2006-03-14"),
            ("Tue, 14 Mar 06 10:15:00 GMT", "2006-03-14T10:15:00Z"),
            ("1er mai 68", "1968-05-01"),
            // Old press.
            ("30 May 1631", "1631-05-30"),
            ("le 4. Iuillet 1631", "1631-07-04"),
            ("14 7bre 1750", "1750-09-14"),
            ("10 Xbre 1750", "1750-12-10"),
            ("14 ventôse an II (4 mars 1794)", "1794-03-04"),
        ];
        for (text, expected) in cases {
            assert_reads(text, expected);
        }
    }

    #[test]
    fn words_of_dates_are_known() {
        assert!(["août", "sept", "lundi", "wed", "cest"].iter().all(|word| is_word_of_dates(word)));
        assert!(!["trêve", "publié", ""].iter().any(|word| is_word_of_dates(word)));
    }

    #[test]
    fn knows_what_stands_for_no_date() {
        for text in ["", "  ", "NA", "null", "N/A", "0000-00-00", "s.d.", "-"] {
            assert_eq!(parse(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "31/02/2023",
            "2023-02-30",
            "hier",
            "32 septembre 2023",
            "12345678901234567890",
            "à",
            "1er brumaire an IX",
            "20 sept",
            "20 sept 13:05",
            "sept. 20",
            "12 02 23",
            "0014-03-06",
            "9999-12-31",
            "14 mars 1114",
            "29/02/23",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"2023 ".repeat(100)).is_err());
    }

    #[test]
    fn tells_what_else_may_be_meant() {
        let others = |text: &str| other_readings(text).iter().map(PartialDate::to_string).collect::<Vec<_>>();
        assert_eq!(others("05/11/2019 08:34"), ["2019-05-11T08:34:00"]);
        assert_eq!(others("05/11/19"), ["2019-05-11", "1919-11-05", "1919-05-11"]);
        assert_eq!(others("20 sept. 23"), ["1923-09-20"]);
        for text in ["2019-11-05", "20/09/2023", "5 novembre 2019", "hier", "11/11/2019"] {
            assert!(others(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn days_may_lack_their_year() {
        let day = |text: &str| {
            parse_day(text).map(|day| (day.day, day.month, day.date.map(|date| date.to_string())))
        };
        for text in
            ["20 sept", "Sept. 20", "mercredi 20 septembre", "20. September", "20/09", "le 20 septembre"]
        {
            assert_eq!(day(text), Some((20, 9, None)), "{text}");
        }
        assert_eq!(day("11 jan 2019"), Some((11, 1, Some("2019-01-11".into()))));
        assert_eq!(day("20 sept 2023 13:05 GMT"), Some((20, 9, Some("2023-09-20T13:05:00Z".into()))));
        for text in [
            "20 sept Reuters",
            "11/01/2019 15:03:02 - Paris",
            "20 sept 2023 13:05 Reuters",
            "31 avril",
            "29 février 2023",
            "Marseille",
            "20",
            "mars 2006",
            "",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn reads_numbers() {
        let cases = [
            (1_695_200_709, "2023-09-20T09:05:09Z"),
            (1_695_200_709_123, "2023-09-20T09:05:09Z"),
            (20_230_920, "2023-09-20"),
            (1944, "1944"),
            (-800_000_000, "1944-08-25T17:46:40Z"),
        ];
        for (number, expected) in cases {
            assert_eq!(parse_number(number).unwrap().map(|date| date.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(parse_number(0), Ok(None));
        assert!(parse_number(i64::MAX).is_err() && parse_number(20_231_320).is_err());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}", number: i64) {
            let _ = parse(&text);
            let _ = parse_number(number);
            let _ = (other_readings(&text), parse_day(&text));
        }
    }

    proptest::proptest! {
        #[test]
        fn reads_what_it_can_write(text in "[0-9]{1,4}[ /.:-][0-9a-z]{1,9}[ /.:-][0-9]{1,4}") {
            if let Ok(Some(date)) = parse(&text) {
                proptest::prop_assert_eq!(parse(&date.to_string()), Ok(Some(date)));
            }
        }
    }
}
