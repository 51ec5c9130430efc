//! Dates as people and programs write them in metadata → `PartialDate`. Not dates inside running text.

mod token;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::{DateError, PartialDate, TimeOfDay};

use token::{Token, tokens};

/// One month a line, its number first.
const MONTHS: &str = include_str!("months.tsv");
/// What stands in a date field when there is no date.
const NO_DATE: &str = include_str!("no_date.txt");

/// A longer text is no date.
const MAX_DATE_BYTES: usize = 120;

static MONTH_NUMBERS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let numbered = MONTHS.lines().filter_map(|line| line.split_once('\t'));
    numbered
        .filter_map(|(number, names)| Some((number.parse().ok()?, names)))
        .flat_map(|(number, names)| names.split('\t').map(move |name| (name, number)))
        .collect()
});

static NO_DATES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| NO_DATE.lines().collect());

/// Reads a date field: ISO 8601, RFC 2822, `20/09/2023` (day first), `20.09.2023`,
/// `mercredi 20 septembre 2023 à 13h05`, `September 20, 2023`, and so in the other languages of the month list.
///
/// `Ok(None)`: the field says that there is no date (empty, `NA`, `null`…). Fails when it says something that is no
/// date or a day that does not exist. Where day and month cannot be told apart, the day is first.
pub fn parse(text: &str) -> Result<Option<PartialDate>, DateError> {
    let text = text.trim();
    if text.is_empty() || (text.len() <= 20 && NO_DATES.contains(text.to_lowercase().as_str())) {
        return Ok(None);
    }
    if let Ok(date) = text.parse() {
        return Ok(Some(date));
    }
    let date = if text.len() <= MAX_DATE_BYTES { parse_written(&tokens(text)) } else { None };
    date.map(Some).ok_or_else(|| DateError(shortened(text)))
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
    date.map(Some).ok_or_else(fail)
}

fn from_epoch_seconds(seconds: i64) -> Option<PartialDate> {
    let time = jiff::Timestamp::from_second(seconds).ok()?.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).ok();
    let day = PartialDate::day(u16::try_from(time.year()).ok()?, small(time.month())?, small(time.day())?)?;
    let (hour, minute, second) = (small(time.hour())?, small(time.minute())?, small(time.second())?);
    Some(day.at(TimeOfDay { hour, minute, second, utc_offset_min: Some(0) }))
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Finds the day in any of its written orders, then a time behind it.
fn parse_written(tokens: &[Token<'_>]) -> Option<PartialDate> {
    let words: Vec<&Token> = tokens.iter().filter(|token| !token.is_filler()).collect();
    for start in 0..words.len() {
        if let Some((date, num_used)) = day_at(&words[start..]) {
            let date = date?;
            return Some(match time_in(&words[start + num_used..]) {
                Some(time) => date.at(time),
                None => date,
            });
        }
    }
    None
}

/// `None`: no date here. `Some((None, _))`: a date that does not exist.
fn day_at(words: &[&Token<'_>]) -> Option<(Option<PartialDate>, usize)> {
    let month_at = |at: usize| words.get(at).and_then(|word| month(word));
    let number_at = |at: usize, max_digits| words.get(at).and_then(|word| word.number(max_digits));
    let year_at = |at: usize| words.get(at).and_then(|word| word.year());
    if let (Some(day), Some(month), Some(year)) = (number_at(0, 2), month_at(1), year_at(2)) {
        return Some((day_of(year, month, day), 3));
    }
    if let (Some(month), Some(day), Some(year)) = (month_at(0), number_at(1, 2), year_at(2)) {
        return Some((day_of(year, month, day), 3));
    }
    // `Wed Sep 20 13:05:00 2023`, as the C library writes it.
    if let (Some(month), Some(day), Some(year)) =
        (month_at(0), number_at(1, 2), words.last().and_then(|word| word.year()))
    {
        return Some((day_of(year, month, day), 2));
    }
    if let (Some(month), Some(year)) = (month_at(0), year_at(1)) {
        return Some((PartialDate::month(year, month), 2));
    }
    if let (Some(year), Some(month), Some(day)) = (year_at(0), number_at(1, 2), number_at(2, 2)) {
        return Some((year_first(year, month, day), 3));
    }
    if let (Some(day), Some(month), Some(year)) = (number_at(0, 2), number_at(1, 2), year_at(2)) {
        return Some((day_first(day, month, year), 3));
    }
    let (month, year) = (number_at(0, 2)?, year_at(1)?);
    let is_alone = words.len() == 2;
    is_alone.then(|| (u8::try_from(month).ok().and_then(|month| PartialDate::month(year, month)), 2))
}

fn day_of(year: u16, month: u8, day: u32) -> Option<PartialDate> {
    PartialDate::day(year, month, u8::try_from(day).ok()?)
}

/// Databases write zeros for a day or month that is not known.
fn year_first(year: u16, month: u32, day: u32) -> Option<PartialDate> {
    match (u8::try_from(month).ok()?, u8::try_from(day).ok()?) {
        (0, 0) => PartialDate::year(year),
        (month, 0) => PartialDate::month(year, month),
        (month, day) => PartialDate::day(year, month, day),
    }
}

/// The day comes first, except where only the American order gives a day that exists.
fn day_first(day: u32, month: u32, year: u16) -> Option<PartialDate> {
    let (day, month) = (u8::try_from(day).ok()?, u8::try_from(month).ok()?);
    PartialDate::day(year, month, day)
        .or_else(|| if month > 12 { PartialDate::day(year, day, month) } else { None })
}

fn month(word: &Token<'_>) -> Option<u8> {
    let Token::Word(name) = word else { return None };
    MONTH_NUMBERS.get(name.to_lowercase().as_str()).copied()
}

/// `13:05`, `13:05:09`, `13h05`, `13 h`, `1:05 PM`, with `Z`, `GMT`, `+0200` behind.
fn time_in(words: &[&Token<'_>]) -> Option<TimeOfDay> {
    let at = words.windows(2).position(|pair| pair[0].number(2).is_some() && pair[1].is_hour_mark())?;
    let hour = u8::try_from(words[at].number(2)?).ok()?;
    let small = |at: usize| {
        words.get(at).and_then(|word| word.number(2)).and_then(|number| u8::try_from(number).ok())
    };
    let minute = small(at + 2).unwrap_or(0);
    let has_seconds =
        words.get(at + 3).is_some_and(|word| word.is_hour_mark() || matches!(word, Token::Word("min" | "m")));
    let second = if has_seconds { small(at + 4).unwrap_or(0).min(59) } else { 0 };
    let rest = &words[(at + 3).min(words.len())..];
    let has_word = |name: &str| {
        rest.iter().any(|word| matches!(word, Token::Word(word) if word.eq_ignore_ascii_case(name)))
    };
    let hour = match hour {
        12 if has_word("am") => 0,
        1..=11 if has_word("pm") => hour + 12,
        _ => hour,
    };
    let is_utc = ["z", "utc", "gmt", "ut"].into_iter().any(has_word);
    let utc_offset_min = rest.iter().find_map(|word| word.utc_offset_min()).or(is_utc.then_some(0));
    Some(TimeOfDay { hour, minute, second, utc_offset_min })
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
        ];
        for (text, expected) in cases {
            assert_reads(text, expected);
        }
    }

    #[test]
    fn knows_what_stands_for_no_date() {
        for text in ["", "  ", "NA", "null", "N/A", "0000-00-00", "s.d.", "-"] {
            assert_eq!(parse(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in
            ["31/02/2023", "2023-02-30", "hier", "32 septembre 2023", "20/09/23", "12345678901234567890", "à"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"2023 ".repeat(100)).is_err());
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
        }
    }
}
