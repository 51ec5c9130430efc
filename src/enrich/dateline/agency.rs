//! Names of news agencies → the name under which an agency is known here. What they sent is not looked at.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// An agency a line: the name it gets here, then other spellings.
const AGENCIES: &str = include_str!("agencies.tsv");
/// What stands in parentheses behind capitals and is no agency: parties, leagues, countries.
const OTHERS: &str = include_str!("not_agencies.txt");

static NAMES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = AGENCIES.lines().filter_map(|line| Some((line.split('\t').next()?, line)));
    lines
        .flat_map(|(name, line)| line.split('\t').map(move |spelling| (spelling.to_lowercase(), name)))
        .collect()
});

static NOT_AGENCIES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| OTHERS.lines().collect());

/// A longer text names no agency.
const MAX_NAME_BYTES: usize = 60;

/// The agency that `text` names; the first of several (`AFP/Reuters`, `AFP et AP`).
pub(super) fn known(text: &str) -> Option<&'static str> {
    if text.len() > MAX_NAME_BYTES {
        return None;
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let whole = NAMES.get(text.as_str());
    whole.copied().or_else(|| {
        let parts = text.replace(" et ", "/").replace(" and ", "/").replace(" und ", "/");
        if !parts.contains(['/', ',', '&', '+']) {
            return None;
        }
        parts.split(['/', ',', '&', '+']).find_map(|part| NAMES.get(part.trim()).copied())
    })
}

/// Whether `text` may be the initials of an agency that nobody listed: two to six capitals.
pub(super) fn may_be_initials(text: &str) -> bool {
    let num_letters = text.chars().count();
    (2..=6).contains(&num_letters)
        && text.chars().all(char::is_uppercase)
        && !NOT_AGENCIES.contains(text.to_lowercase().as_str())
}
