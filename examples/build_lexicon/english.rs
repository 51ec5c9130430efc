//! English forms and their lemmas: the inflections of every word of WordNet by the rules of English grammar, British and
//! American spellings under one lemma, and which of several lemmas of a form are worth keeping. Derivation (`organ`,
//! `organization`) is left alone: WordNet lists its results as words of their own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::british;
use crate::wordnet::{Kind, Word, WordNet};

/// How a form is made of its lemma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Inflection {
    /// Plural of a noun, third person of a verb.
    WithS,
    /// Past and participles, irregular ones too.
    Past,
    Ing,
    /// Comparative and superlative.
    Degree,
}

/// The lemmas of every form, the preferred one first.
pub fn lexicon(wordnet: &WordNet) -> BTreeMap<String, Vec<String>> {
    let mut forms: BTreeMap<String, BTreeSet<(String, Inflection)>> = BTreeMap::new();
    let mut push = |form: String, base: &str, inflection| {
        if form != base {
            forms.entry(form).or_default().insert((base.to_string(), inflection));
        }
    };
    let irregular = past_forms(wordnet);
    for (base, word) in &wordnet.words {
        for (form, inflection) in regular_forms(base, word) {
            // `see` makes no `seed`, `be` no `bed`; `showed` stands beside `shown`.
            let is_other_word = inflection == Inflection::Past
                && irregular.contains(base)
                && wordnet.words.get(&form).is_some_and(|word| word.is(Kind::Noun));
            if !is_other_word {
                push(form, base, inflection);
            }
        }
    }
    for (form, kind, base) in &wordnet.irregular {
        // `deeper` is of `deep`, not of `deeply`.
        if wordnet.words.contains_key(base) && *kind != Kind::Adverb {
            push(form.clone(), base, inflection_of(form, *kind));
        }
    }
    let mut lexicon: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let with_forms: HashSet<String> = forms.values().flatten().map(|(base, _)| base.clone()).collect();
    for (form, bases) in &forms {
        lexicon.insert(form.clone(), chosen(form, bases, wordnet, &with_forms));
    }
    for word in wordnet.words.keys() {
        lexicon.entry(word.clone()).or_insert_with(|| vec![word.clone()]);
    }
    unify_spellings(lexicon, &british::spellings(wordnet))
}

/// Verbs whose past has a form of its own; a doubled consonant is none.
fn past_forms(wordnet: &WordNet) -> HashSet<String> {
    let is_irregular = |(form, kind, _): &&(String, Kind, String)| {
        *kind == Kind::Verb && !form.ends_with("ed") && !form.ends_with("ing") && !form.ends_with('s')
    };
    wordnet.irregular.iter().filter(is_irregular).map(|(_, _, base)| base.clone()).collect()
}

fn inflection_of(form: &str, kind: Kind) -> Inflection {
    match kind {
        Kind::Noun => Inflection::WithS,
        Kind::Verb if form.ends_with("ing") => Inflection::Ing,
        Kind::Verb if form.ends_with('s') => Inflection::WithS,
        Kind::Verb => Inflection::Past,
        Kind::Adjective | Kind::Adverb => Inflection::Degree,
    }
}

fn regular_forms(base: &str, word: &Word) -> Vec<(String, Inflection)> {
    let mut forms = Vec::new();
    let of = |kind| word.counts.get(&kind).copied().unwrap_or(0);
    // `as`, `la`, `ga`: chemical symbols and abbreviations of states, not words that are inflected.
    if base.len() < 3 && of(Kind::Noun) + of(Kind::Verb) == 0 {
        return forms;
    }
    if word.is(Kind::Noun) || word.is(Kind::Verb) {
        forms.extend(with_s(base).into_iter().map(|form| (form, Inflection::WithS)));
    }
    if word.is(Kind::Verb) {
        for stem in stems(base) {
            let past = if base.ends_with('e') { format!("{base}d") } else { format!("{stem}ed") };
            forms.push((past, Inflection::Past));
            forms.push((format!("{stem}ing"), Inflection::Ing));
        }
    }
    if word.is(Kind::Adjective) && takes_degrees(base) {
        for stem in stems(base) {
            let stem = if base.ends_with("ie") { base.trim_end_matches('e') } else { &stem };
            let stem = consonant_y(stem).unwrap_or_else(|| stem.to_string());
            forms.extend(["er", "est"].map(|ending| (format!("{stem}{ending}"), Inflection::Degree)));
        }
    }
    for (form, inflection) in &mut forms {
        if let (Inflection::Past, Some(stem)) = (*inflection, consonant_y(base)) {
            *form = format!("{stem}ed");
        }
    }
    forms
}

/// `carri` of `carry`.
fn consonant_y(base: &str) -> Option<String> {
    let stem = base.strip_suffix('y')?;
    stem.ends_with(is_consonant).then(|| format!("{stem}i"))
}

fn with_s(base: &str) -> Vec<String> {
    if let Some(stem) = consonant_y(base) {
        return vec![format!("{stem}es")];
    }
    if ["s", "x", "z", "ch", "sh"].iter().any(|ending| base.ends_with(ending)) {
        let plain = format!("{base}es");
        // `quizzes`, `buses` and `busses`.
        let doubled = format!("{base}{}es", &base[base.len() - 1..]);
        return if base.ends_with(['s', 'z']) && is_short(base) { vec![plain, doubled] } else { vec![plain] };
    }
    if base.ends_with('o') {
        return vec![format!("{base}s"), format!("{base}es")];
    }
    if let Some(stem) = base.strip_suffix("man").filter(|stem| stem.len() > 1) {
        return vec![format!("{base}s"), format!("{stem}men")];
    }
    vec![format!("{base}s")]
}

/// What -ing, -ed and -er hang on: one or, where usage or the Atlantic divides, two.
fn stems(base: &str) -> Vec<String> {
    if let Some(stem) = base.strip_suffix("ie") {
        return vec![format!("{stem}y")];
    }
    if let Some(stem) = base.strip_suffix('e').filter(|stem| !stem.ends_with(['e', 'o', 'y'])) {
        return vec![stem.to_string()];
    }
    let mut last = base.chars().rev();
    let (c, b, a) = (last.next(), last.next(), last.next());
    let is_closed = c.is_some_and(|c| is_consonant(c) && !matches!(c, 'w' | 'x' | 'y' | 'h'))
        && b.is_some_and(is_vowel)
        && (a.is_none_or(is_consonant) || base.contains("qu"));
    match (is_closed, c) {
        (true, Some(c)) if is_short(base) => vec![format!("{base}{c}")],
        (true, Some(c)) => vec![base.to_string(), format!("{base}{c}")],
        _ if base.ends_with('c') => vec![format!("{base}k"), base.to_string()],
        _ => vec![base.to_string()],
    }
}

fn takes_degrees(base: &str) -> bool {
    is_short(base) || (base.len() <= 8 && ["y", "le", "ow"].iter().any(|ending| base.ends_with(ending)))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn is_consonant(c: char) -> bool {
    !is_vowel(c)
}

/// Of one syllable, a silent e left aside.
fn is_short(base: &str) -> bool {
    let sounded = base.strip_suffix('e').unwrap_or(base).replace("qu", "q");
    let mut groups = 0;
    let mut was_vowel = false;
    for (number, c) in sounded.chars().enumerate() {
        let vowel = is_vowel(c) || (c == 'y' && number > 0);
        groups += usize::from(vowel && !was_vowel);
        was_vowel = vowel;
    }
    groups <= 1
}

/// Which lemmas a form keeps, when it is a form of `bases` and perhaps a word itself.
fn chosen(
    form: &str,
    bases: &BTreeSet<(String, Inflection)>,
    wordnet: &WordNet,
    with_forms: &HashSet<String>,
) -> Vec<String> {
    let count = |base: &str| wordnet.words.get(base).map_or(0, Word::count);
    let own = wordnet.words.get(form);
    // Of several words of which it may be a form, those that nobody met go, and names: `uses` is not of `US`.
    let best = bases.iter().map(|(base, _)| count(base)).max().unwrap_or(0);
    let is_name = |base: &str| base.len() < 3 || wordnet.words.get(base).is_some_and(|word| word.is_name);
    let all_names = bases.iter().all(|(base, _)| is_name(base));
    let mut kept: Vec<(&str, Inflection)> = bases
        .iter()
        .map(|(base, inflection)| (base.as_str(), *inflection))
        .filter(|(base, _)| (best == 0 || count(base) > 0) && (all_names || !is_name(base)))
        .filter(|(base, inflection)| own.is_none_or(|own| is_better(base, *inflection, own, wordnet)))
        .collect();
    kept.sort_by_key(|(base, _)| std::cmp::Reverse(count(base)));
    let mut lemmas: Vec<String> = Vec::new();
    for (base, _) in &kept {
        if !lemmas.iter().any(|lemma| lemma == base) {
            lemmas.push(base.to_string());
        }
    }
    // A word of its own says more than its base only when it has forms too: `buildings` are no `build`.
    let is_own = own.is_some_and(|own| {
        let is_inflected = with_forms.contains(form) && (own.is(Kind::Noun) || own.is(Kind::Verb));
        is_inflected && !own.is_name && own.count() > 0 && kept.iter().any(|(_, i)| *i != Inflection::WithS)
    });
    if lemmas.is_empty() || is_own {
        lemmas.insert(0, form.to_string());
    }
    lemmas
}

/// Whether a form that is a word itself is also meant as a form of `base`.
fn is_better(base: &str, inflection: Inflection, own: &Word, wordnet: &WordNet) -> bool {
    let Some(word) = wordnet.words.get(base) else { return false };
    let of = |kind| word.counts.get(&kind).copied().unwrap_or(0);
    match inflection {
        // `number` is not `numb`, `stranger` not `strange`; `larger` is `large`.
        Inflection::Degree => !own.is(Kind::Noun) && !own.is(Kind::Verb),
        // `housing` is not what a house does, though to house is a verb.
        Inflection::Ing if own.is(Kind::Noun) && own.count() > 0 => of(Kind::Verb) > of(Kind::Noun),
        // `Wales` is no plural of a word that nobody uses.
        _ => word.count() > 0 || (own.count() == 0 && !own.is_name),
    }
}

/// Gives British and American spellings the British lemma, and adds the forms that WordNet has in one of them only.
fn unify_spellings(
    lexicon: BTreeMap<String, Vec<String>>,
    spellings: &HashMap<String, String>,
) -> BTreeMap<String, Vec<String>> {
    let mut unified: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (form, lemmas) in &lexicon {
        let mut kept: Vec<String> = Vec::new();
        for lemma in lemmas {
            let lemma = spellings.get(lemma).unwrap_or(lemma);
            if !kept.contains(lemma) {
                kept.push(lemma.clone());
            }
        }
        if let Some(other) = british::with_s_for_z(form).filter(|other| !lexicon.contains_key(other)) {
            unified.insert(other, kept.clone());
        }
        unified.insert(form.clone(), kept);
    }
    unified
}
