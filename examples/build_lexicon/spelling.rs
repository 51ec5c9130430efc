//! Which headwords are one word in two spellings: the reform of 1990 (`maître`, `maitre`; `évènement`, `événement`).
//! Only what changes accents; other pairs (`clé`, `clef`) are in the table that people edit.

use std::collections::HashMap;

use depeche::analysis::fold;

use crate::reading::Source;

/// Spelling → the spelling that stands for both.
pub fn canonical_spellings(dictionary: &str) -> HashMap<String, String> {
    let mut groups: HashMap<(String, Vec<&str>), Vec<&str>> = HashMap::new();
    for entry in dictionary.lines().skip(1).filter_map(Source::parse) {
        // Of a verb's tag only its group: how it is used is not always said alike.
        let tags = entry.tags.iter().map(|tag| if tag.starts_with("po:v") { &tag[..5] } else { tag });
        let headwords = groups.entry((fold(entry.headword), tags.collect())).or_default();
        if !headwords.contains(&entry.headword) {
            headwords.push(entry.headword);
        }
    }
    let mut canonical = HashMap::new();
    for headwords in groups.values() {
        for (number, one) in headwords.iter().enumerate() {
            for other in &headwords[number + 1..] {
                if let Some((old, new)) = reformed(one, other).or_else(|| reformed(other, one)) {
                    canonical.insert(new.to_string(), old.to_string());
                }
            }
        }
    }
    canonical
}

/// `(old, new)` if `new` is `old` as the reform spells it.
fn reformed<'t>(old: &'t str, new: &'t str) -> Option<(&'t str, &'t str)> {
    let differs = |(a, b): (char, char)| a != b;
    let pairs = [('î', 'i'), ('û', 'u'), ('é', 'è')];
    let pair = |c: (char, char)| pairs.contains(&c);
    let same_length = old.chars().count() == new.chars().count();
    let mut differing = old.chars().zip(new.chars()).filter(|&c| differs(c)).peekable();
    (same_length && differing.peek().is_some() && differing.all(pair)).then_some((old, new))
}
