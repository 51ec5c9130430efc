//! Bylines of exports → names of authors. Not names in running text.

use crate::formats::metadata::{one_line, people};

/// Words that stand before the names, one a line.
const OPENINGS: &str = include_str!("byline_openings.txt");

/// A longer line is no byline.
pub(super) const MAX_BYLINE_BYTES: usize = 250;

/// The names in `bylines`, without `Par` and the like before them. Several in one are cut at semicolons only.
pub(super) fn authors<'a>(bylines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let short = bylines.into_iter().filter(|byline| byline.len() <= MAX_BYLINE_BYTES);
    people(short.map(|byline| without_opening(&one_line(byline)).to_string()).collect())
}

/// Whether the line opens as only a byline does: `Par Anne Lu`.
pub(in crate::formats) fn without_opening(byline: &str) -> &str {
    let byline = byline.trim();
    for opening in OPENINGS.lines() {
        let Some(start) = byline.get(..opening.len()) else { continue };
        let rest = &byline[opening.len()..];
        if start.to_lowercase() == opening && rest.starts_with([' ', '\u{A0}', ':']) {
            return rest.trim_start_matches([' ', '\u{A0}', ':']);
        }
    }
    byline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_go_and_names_stay() {
        assert_eq!(authors(["Par Anne Née ; Lu B."]), ["Anne Née", "Lu B."]);
        assert_eq!(authors(["BY ANDREW HILL", "Von Karla Berg"]), ["ANDREW HILL", "Karla Berg"]);
        assert_eq!(authors(["Parker, Jane"]), ["Parker, Jane"]);
        assert_eq!(authors(["é", "", &"x".repeat(300)]), ["é"]);
    }
}
