//! The date that a path spells: `2023/09/20`, `2023-09`, `20230920`. Not dates in the text.

use crate::model::{DatePath, Known, Origin, PartialDate, Precision};

/// The date in `path_inside` by the folder's `pattern`.
pub(super) fn by_pattern(pattern: Option<&DatePath>, path_inside: &str) -> Option<Known<PartialDate>> {
    let date = pattern?.date_in(path_inside)?;
    Some(Known::new(date, Origin::Path, "date pattern of the folder"))
}

/// The day in the article's web `address`. Numbers in addresses are many: a month alone is not taken for a date.
pub(super) fn in_address(address: &str) -> Option<Known<PartialDate>> {
    let date = usual_date(address).filter(|date| date.precision() == Precision::Day)?;
    Some(Known::new(date, Origin::Metadata, "date in the web address"))
}

/// The date in `path_inside` as paths usually write it.
///
/// The most precise wins; of equals, the last, which is nearest to the file. A year alone counts only as the whole
/// name of a directory, since four digits in a file name are anything.
pub(super) fn in_path(path_inside: &str) -> Option<Known<PartialDate>> {
    Some(Known::new(usual_date(path_inside)?, Origin::Path, "path"))
}

fn usual_date(path: &str) -> Option<PartialDate> {
    let runs = digit_runs(path);
    let mut best: Option<PartialDate> = None;
    for at in 0..runs.len() {
        let Some(date) = date_at(path, &runs[at..]) else { continue };
        if best.is_none_or(|best| best.precision() <= date.precision()) {
            best = Some(date);
        }
    }
    best
}

/// Runs of ASCII digits as byte ranges.
fn digit_runs(path: &str) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in path.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        match runs.last_mut() {
            Some((_, end)) if *end == at => *end = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

fn date_at(path: &str, runs: &[(usize, usize)]) -> Option<PartialDate> {
    let digits = |run: usize| runs.get(run).map(|(start, end)| &path[*start..*end]);
    let first = digits(0)?;
    match first.len() {
        // With a time of day behind: `20230920130500`.
        8 | 12 | 14 => day_in_year(&first[..4], &first[4..6], &first[6..8]),
        4 => separated_date(path, runs),
        _ => None,
    }
}

/// `2023/09/20`, `2023-09-20`, `2023_09_20`, `2023.09.20` and the same without the day; or a directory `2023`.
fn separated_date(path: &str, runs: &[(usize, usize)]) -> Option<PartialDate> {
    let part = |run: usize, len: usize| {
        let (start, end) = *runs.get(run)?;
        let (_, before) = *runs.get(run - 1)?;
        let separator = &path[before..start];
        (end - start == len && matches!(separator, "/" | "-" | "_" | ".")).then(|| &path[start..end])
    };
    let (start, end) = runs[0];
    let year = &path[start..end];
    let by_day = || day_in_year(year, part(1, 2)?, part(2, 2)?);
    let by_month = || PartialDate::month(plausible_year(year)?, part(1, 2)?.parse().ok()?);
    let is_directory = path[end..].starts_with('/') && (start == 0 || path[..start].ends_with('/'));
    by_day()
        .or_else(by_month)
        .or_else(|| if is_directory { PartialDate::year(plausible_year(year)?) } else { None })
}

fn day_in_year(year: &str, month: &str, day: &str) -> Option<PartialDate> {
    PartialDate::day(plausible_year(year)?, month.parse().ok()?, day.parse().ok()?)
}

/// The first newspapers are of 1605; other numbers of four digits are not years of publication.
fn plausible_year(year: &str) -> Option<u16> {
    year.parse().ok().filter(|year| (1600..=2099).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_spells(path: &str, expected: Option<&str>) {
        assert_eq!(usual_date(path).map(|date| date.to_string()).as_deref(), expected, "{path}");
    }

    #[test]
    fn paths_spell_dates_in_the_usual_ways() {
        assert_spells("2023/09/20/depeche.txt", Some("2023-09-20"));
        assert_spells("monde/2023/09/depeche.txt", Some("2023-09"));
        assert_spells("2023-09-20-cessez-le-feu.txt", Some("2023-09-20"));
        assert_spells("une_2023_09_20.html", Some("2023-09-20"));
        assert_spells("20230920_pourparlers.html", Some("2023-09-20"));
        assert_spells("20230920130500.txt", Some("2023-09-20"));
        assert_spells("archives/1944/liberation.txt", Some("1944"));
    }

    #[test]
    fn the_most_precise_and_innermost_wins() {
        assert_spells("2023/09/2023-09-20-a.txt", Some("2023-09-20"));
        assert_spells("2020-01-01/2023/09/20/a.txt", Some("2023-09-20"));
        assert_spells("2023/a-2022-05-01.txt", Some("2022-05-01"));
        assert_spells("2023/09/12/3.txt", Some("2023-09-12"));
    }

    #[test]
    fn addresses_tell_days_only() {
        let day = |address| in_address(address).map(|date| date.value.to_string());
        assert_eq!(day("https://journal.example/monde/2023/09/20/treve.html").as_deref(), Some("2023-09-20"));
        assert_eq!(day("https://journal.example/2023/09/treve.html"), None);
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for path in
            ["article-1789.txt", "8500/a.txt", "id-20231345.txt", "12345678/a.txt", "2023-9-1.txt", "9/9.txt"]
        {
            assert_spells(path, None);
        }
    }
}
