//! Names of publications without the number of the issue. Not a list of newspapers.

use crate::formats::metadata::one_line;

/// What stands between a name and the number of its issue, one a line.
const ISSUE_MARKS: &str = include_str!("issue_marks.txt");

/// `La Croix` of `La Croix, no. 43018`.
pub(super) fn without_issue(name: &str) -> String {
    let name = one_line(name);
    let end = ISSUE_MARKS.lines().filter_map(|mark| {
        name.match_indices(mark).map(|(at, _)| at).find(|at| {
            let rest = name[at + mark.len()..].trim_start_matches(['.', ' ', '\u{A0}', '°']);
            rest.starts_with(|c: char| c.is_ascii_digit())
        })
    });
    let end = end.filter(|end| *end > 0).min().unwrap_or(name.len());
    name[..end].trim_end_matches([',', ' ', '-', '\u{A0}']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issue_numbers_go() {
        let cases = [
            ("La Croix, no. 43018", "La Croix"),
            ("Le Soir  ", "Le Soir"),
            ("Acme Law Review, Vol. 14, no 4", "Acme Law Review"),
            ("Le Quotidien, n° 12", "Le Quotidien"),
            ("20 minutes, no 3", "20 minutes"),
            ("Le Nouvel, Observateur", "Le Nouvel, Observateur"),
        ];
        for (written, name) in cases {
            assert_eq!(without_issue(written), name);
        }
    }
}
