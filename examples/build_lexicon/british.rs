//! British and American spellings of one word. Two spellings are one word when WordNet has them in one set of synonyms and
//! one of these rules leads from the one to the other; -ise for -ize needs no second witness.

use std::collections::HashMap;

use crate::wordnet::WordNet;

/// Anywhere in the word: British, American.
const INSIDE: [(&str, &str); 18] = [
    ("our", "or"),
    ("ae", "e"),
    ("oe", "e"),
    ("lla", "la"),
    ("lle", "le"),
    ("lli", "li"),
    ("llo", "lo"),
    ("lful", "llful"),
    ("isation", "ization"),
    ("yse", "yze"),
    ("grey", "gray"),
    ("oul", "ol"),
    ("ough", "ow"),
    ("sulph", "sulf"),
    ("sc", "sk"),
    ("artef", "artif"),
    ("gement", "gment"),
    ("pyj", "paj"),
];

/// At the end: British, American.
const AT_END: [(&str, &str); 14] = [
    ("re", "er"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("ise", "ize"),
    ("iser", "izer"),
    ("amme", "am"),
    ("l", "ll"),
    ("lment", "llment"),
    ("c", "k"),
    ("ium", "um"),
    ("eable", "able"),
    ("er", "or"),
    ("ette", "et"),
    ("ection", "exion"),
];

/// Pairs that follow a rule, share a meaning, and are two words all the same; the British side.
const TWO_WORDS: [&str; 16] = [
    "better", "bise", "boulle", "caster", "coquette", "eagre", "jolliet", "louvre", "maigre", "narc", "porc",
    "prise", "spic", "taegu", "timbre", "toilette",
];

/// American spelling → British spelling.
pub fn spellings(wordnet: &WordNet) -> HashMap<String, String> {
    let mut spellings = HashMap::new();
    for word in wordnet.words.keys().filter(|word| !TWO_WORDS.contains(&word.as_str())) {
        for american in american(word) {
            if wordnet.synonyms.contains(&(word.clone(), american.clone())) {
                spellings.insert(american, word.clone());
            }
        }
        if let Some(british) = with_s_for_z(word).filter(|british| !wordnet.words.contains_key(british)) {
            spellings.insert(word.clone(), british);
        }
    }
    // A chain has one end.
    let ends: HashMap<String, String> = spellings
        .iter()
        .map(|(american, british)| (american.clone(), spellings.get(british).unwrap_or(british).clone()))
        .filter(|(american, british)| american != british)
        .collect();
    ends
}

fn american(british: &str) -> Vec<String> {
    let inside = INSIDE.iter().flat_map(|(from, to)| {
        british
            .match_indices(from)
            .map(move |(at, _)| format!("{}{to}{}", &british[..at], &british[at + from.len()..]))
    });
    let at_end = AT_END.iter().filter_map(|(from, to)| {
        british.strip_suffix(from).filter(|stem| !stem.is_empty()).map(|stem| format!("{stem}{to}"))
    });
    inside.chain(at_end).filter(|american| american != british).collect()
}

/// `organised` of `organized`; the word must be long enough not to be `size` or `seizing`.
pub fn with_s_for_z(word: &str) -> Option<String> {
    const ENDINGS: [&str; 14] = [
        "ize",
        "izes",
        "ized",
        "izing",
        "izer",
        "izers",
        "ization",
        "izations",
        "izational",
        "izable",
        "yze",
        "yzes",
        "yzed",
        "yzing",
    ];
    let ending = ENDINGS.iter().filter(|ending| word.ends_with(*ending)).max_by_key(|ending| ending.len())?;
    let stem = &word[..word.len() - ending.len()];
    let is_long = stem.len() >= 4 || (stem.len() == 3 && !matches!(stem, "cap" | "out" | "ass"));
    is_long.then(|| format!("{stem}{}", ending.replace('z', "s")))
}
