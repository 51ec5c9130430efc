//! The dateline that an agency states in a field of its own → place and time of writing. Not datelines in a text.

use crate::formats::exports::date_line::{is_month, opens_with_weekday};
use crate::formats::metadata::one_line;
use crate::model::Dateline;
use crate::text::written_date;

/// A longer line is no dateline.
const MAX_BYTES: usize = 200;

/// Reads `Paris, 21 jan 2019 (AFP) -`, `Athen (dpa) -`, `New York, NY`; `None` when it names no place.
pub(super) fn read(line: &str) -> Option<Dateline> {
    let line = one_line(line);
    if line.len() > MAX_BYTES {
        return None;
    }
    let line = without_sign(line.trim_end_matches(['-', '–', '—', ':', '=', ' ', '\u{A0}']));
    let cut = line.match_indices(',').find(|(at, _)| opens_a_date(line[at + 1..].trim_start()));
    let (place, time) = match cut {
        Some((at, _)) => (&line[..at], written_date::parse(line[at + 1..].trim()).ok().flatten()),
        None => (line, None),
    };
    let place = place.trim();
    place.chars().any(char::is_alphabetic).then(|| Dateline { place: Some(place.to_string()), time })
}

/// The line without `(AFP)` at its end.
fn without_sign(line: &str) -> &str {
    match line.rfind('(') {
        Some(start) if line.ends_with(')') => line[..start].trim_end(),
        _ => line,
    }
}

fn opens_a_date(text: &str) -> bool {
    let first = text.split([' ', '.']).next().unwrap_or("");
    text.starts_with(|c: char| c.is_ascii_digit()) || opens_with_weekday(text) || is_month(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_and_time_are_told_apart() {
        let cases = [
            ("Paris, 21 jan 2019 (AFP) -", "Paris", Some("2019-01-21")),
            ("Athen (dpa) - ", "Athen", None),
            ("MOSCOW, Monday (Reuters)", "MOSCOW", None),
            ("ROME, JUL 11", "ROME", None),
            ("New York, NY", "New York, NY", None),
            ("Vaubrune (75), 3 mai 2021 (AH)", "Vaubrune (75)", Some("2021-05-03")),
            ("Kiova/Washington", "Kiova/Washington", None),
        ];
        for (line, place, time) in cases {
            let read = read(line).unwrap();
            assert_eq!(read.place.as_deref(), Some(place), "{line}");
            assert_eq!(read.time.map(|time| time.to_string()).as_deref(), time, "{line}");
        }
        assert_eq!((read(""), read("(AFP) -"), read("-")), (None, None, None));
    }
}
