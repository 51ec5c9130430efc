//! Who wrote a page's article, among what it says of its authors in several places. Not who published it.

use crate::formats::exports::byline::without_opening;
use crate::formats::metadata::{known_list, one_line, people};
use crate::model::Known;

/// Words between two names of a list, one a line.
const JOINTS: &str = include_str!("author_joints.txt");

/// A short sign in parentheses behind a name: that of an editor.
const MAX_SIGN_BYTES: usize = 6;

/// The authors that the first of `places` names, most trusted first; one that names no one but a publisher of
/// `publishers` gives way to one that names people.
pub(super) fn authors(places: Vec<(Vec<String>, String)>, publishers: &[&str]) -> Option<Known<Vec<String>>> {
    let mut named = places
        .into_iter()
        .filter_map(|(values, place)| known_list(names_in(values), place))
        .collect::<Vec<_>>();
    let is_publisher =
        |name: &String| publishers.iter().any(|publisher| publisher.eq_ignore_ascii_case(name));
    let best = named.iter().position(|known| !known.value.iter().all(is_publisher)).unwrap_or(0);
    (best < named.len()).then(|| named.swap_remove(best))
}

/// The names in what a place says.
fn names_in(values: Vec<String>) -> Vec<String> {
    let values = values.iter().map(|value| one_line(value)).filter(|value| !is_no_name(value));
    people(
        values
            .flat_map(|value| split(without_opening(&value)))
            .map(|name| without_sign(&name).to_string())
            .collect(),
    )
}

/// Addresses, accounts, credits of pictures.
fn is_no_name(value: &str) -> bool {
    value.starts_with("http")
        || value.starts_with(['(', '@', '©'])
        || value.contains([':', '©'])
        || value.len() > 200
}

/// `Anne Née et Bruno Or, Lu Bo` → three names, when two of them have two words or more: `Pierre et Marie Curie` stays.
fn split(list: &str) -> Vec<String> {
    let parts = parts_of(list);
    let num_whole = parts.iter().filter(|part| part.contains(' ')).count();
    let has_joint = parts.join(", ") != list;
    if has_joint && num_whole >= 2 && parts.iter().all(|part| is_name(part)) {
        parts
    } else {
        vec![list.to_string()]
    }
}

/// Whether `list` is a name of two words or more, or several.
pub(super) fn is_list_of_names(list: &str) -> bool {
    let parts = parts_of(list);
    !parts.is_empty() && parts.iter().all(|part| is_name(part) && part.contains(' '))
}

fn parts_of(list: &str) -> Vec<String> {
    let mut marked = format!(" {list} ");
    for joint in JOINTS.lines() {
        marked = marked.replace(&format!(" {joint} "), " , ");
    }
    marked.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_string).collect()
}

/// Few words, without figures; the first and the last have capitals.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let has_capital = |word: Option<&&str>| word.is_some_and(|word| word.contains(char::is_uppercase));
    (1..=5).contains(&words.len())
        && has_capital(words.first())
        && has_capital(words.last())
        && !text.contains(|c: char| c.is_ascii_digit())
}

/// `Anne Née (ane)` → `Anne Née`.
fn without_sign(name: &str) -> &str {
    let Some((before, sign)) = name.rsplit_once('(') else { return name };
    let is_sign = sign.ends_with(')') && sign.len() <= MAX_SIGN_BYTES + 1 && !before.trim().is_empty();
    if is_sign { before.trim() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(places: &[&[&str]]) -> Vec<String> {
        let places = places
            .iter()
            .map(|values| (values.iter().map(|value| value.to_string()).collect(), "p".to_string()));
        authors(places.collect(), &["Le Courrier"]).map(|known| known.value).unwrap_or_default()
    }

    #[test]
    fn people_come_before_publishers() {
        assert_eq!(found(&[&["Le Courrier"], &["Anne Née"]]), ["Anne Née"]);
        assert_eq!(found(&[&["LE COURRIER"], &["https://exemple.org/a"]]), ["LE COURRIER"]);
        assert!(found(&[&[], &["(Image: Ivo)"]]).is_empty());
    }

    #[test]
    fn lists_are_split_where_they_are_lists() {
        assert_eq!(found(&[&["Par Anne Née et Bruno d'Or"]]), ["Anne Née", "Bruno d'Or"]);
        assert_eq!(found(&[&["Anne Née und Bo Or, Vaubrune"]]), ["Anne Née", "Bo Or", "Vaubrune"]);
        for name in [
            "Pierre et Marie Curie",
            "Anne Née, envoyée spéciale",
            "Née, Anne",
            "AH avec Le Courrier",
            "Rand and Sons",
        ] {
            assert_eq!(found(&[&[name]]), [name]);
        }
        assert_eq!(
            found(&[&["Anne Née (ane)", "Bo Or (bor.)", "Lu (Vaubrune)"]]),
            ["Anne Née", "Bo Or", "Lu (Vaubrune)"]
        );
    }
}
