//! Bylines of agencies → names of people, without `By`, their agency and their office. Not names in running text.

use crate::formats::exports::byline::without_opening;
use crate::formats::metadata;

/// Words between the last two names of a list, one a line.
const JOINTS: &str = include_str!("byline_joints.txt");

/// A longer line is no byline.
const MAX_BYTES: usize = 300;

/// Words that a name may have.
const MAX_WORDS: usize = 6;

/// Letters of particles and the like, which may be small: `van der`, `dit`.
const MAX_PARTICLE_CHARS: usize = 3;

/// The people in `byline`: empty when it names none, as where it is that of an agency or a line about something else.
pub(super) fn people(byline: &str, agency: Option<&str>) -> Vec<String> {
    if byline.len() > MAX_BYTES {
        return Vec::new();
    }
    let line = metadata::one_line(byline);
    let mut names = Vec::new();
    for part in without_opening(&line).split([';', '/', '|']) {
        let (list, is_list) = without_joints(part);
        let parts: Vec<&str> = list.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let is_person = |part: &&str| is_name(part) && !agency.is_some_and(|agency| is_same(agency, part));
        match parts[..] {
            // `Née, Anne` is one name, the other way round.
            [last, first] if !is_list && is_one_word(last) && is_name(first) => {
                names.push(format!("{last}, {first}"))
            }
            _ => names.extend(parts.iter().copied().filter(is_person).map(str::to_string)),
        }
    }
    metadata::people(names)
}

/// A list whose words such as `et` are commas, and whether it had any.
fn without_joints(list: &str) -> (String, bool) {
    let words: Vec<&str> = list.split(' ').collect();
    let is_joint = |word: &str| JOINTS.lines().any(|joint| joint == word);
    let has_joint = words.iter().any(|word| is_joint(word));
    let joined = words.iter().map(|word| if is_joint(word) { "," } else { *word }).collect::<Vec<_>>();
    (joined.join(" "), has_joint)
}

fn is_one_word(text: &str) -> bool {
    is_name(text) && !text.contains(' ')
}

fn is_same(agency: &str, name: &str) -> bool {
    agency.to_lowercase() == name.to_lowercase()
}

/// Whether it is written as a name is: few words, each with a capital unless it is short. Signs of agencies (`dpa`,
/// `AFP`) and accounts (`mdupont`) are no names.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_sign = words.len() == 1
        && (text.chars().count() <= 5 && !text.chars().any(char::is_lowercase)
            || !text.chars().any(char::is_uppercase));
    (1..=MAX_WORDS).contains(&words.len()) && !is_sign && words.iter().all(|word| is_word_of_name(word))
}

fn is_word_of_name(word: &str) -> bool {
    // What stands behind an apostrophe has the capital: `d'Emilio`.
    let core = word.rsplit(['\'', '’']).find(|part| !part.is_empty()).unwrap_or(word);
    let is_short = core.chars().count() <= MAX_PARTICLE_CHARS;
    let has_capital = core.chars().next().is_some_and(|first| !first.is_lowercase() && first.is_alphabetic());
    (has_capital || is_short)
        && core.chars().all(|c| !c.is_ascii_digit() && !matches!(c, '@' | ':' | '(' | ')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_names(byline: &str, expected: &[&str]) {
        assert_eq!(people(byline, Some("dpa")), expected, "{byline}");
    }

    #[test]
    fn names_are_taken_and_the_rest_goes() {
        assert_names("Von Karla Berg, dpa", &["Karla Berg"]);
        assert_names("Par Anne Née et Bruno d'Estrée", &["Anne Née", "Bruno d'Estrée"]);
        assert_names(
            "By Ann LEE, Bob van der Meer and Cy O’Hara",
            &["Ann LEE", "Bob van der Meer", "Cy O’Hara"],
        );
        assert_names("Anne Née, envoyée spéciale à Vaubrune", &["Anne Née"]);
        assert_names("Née, Anne", &["Née, Anne"]);
    }

    #[test]
    fn what_is_no_name_is_left_out() {
        for byline in [
            "dpa",
            "AFP",
            "mdupont",
            "Situation serious, ready for all scenarios says EC",
            "",
            "par",
            "a.b@c.example",
        ] {
            assert_names(byline, &[]);
        }
    }
}
