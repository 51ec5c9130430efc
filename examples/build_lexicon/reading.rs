//! The dictionary's entries, the forms they have, and which readings of a form are worth keeping.

use std::collections::{BTreeMap, HashMap, HashSet};

use depeche::analysis::fold;

use crate::affix::Affixes;

/// One line of a `.dic` file.
pub struct Source<'t> {
    /// The word as listed.
    pub headword: &'t str,
    flags: &'t str,
    /// `po:` (part of speech) and `is:` (gender, number) tags.
    pub tags: Vec<&'t str>,
    /// The lemma, where it is not the headword (`st:`).
    stem: Option<&'t str>,
}

impl<'t> Source<'t> {
    /// The entry on a line; `None` for signs, prefixes, numerals in digits and abbreviations.
    pub fn parse(line: &'t str) -> Option<Source<'t>> {
        let mut fields = line.split_whitespace();
        let (headword, flags) = fields.next().map(|word| word.split_once('/').unwrap_or((word, "")))?;
        let (stems, tags): (Vec<&str>, Vec<&str>) = fields.partition(|field| field.starts_with("st:"));
        let is_word =
            headword.chars().all(|c| (c.is_alphabetic() && !is_superscript(c)) || "-'’".contains(c));
        let is_sign = tags.iter().any(|tag| ["po:ponc", "po:sign", "po:pfx"].contains(tag));
        let is_forbidden = flags.contains("{}");
        let is_kept = is_word && !is_sign && !is_forbidden && headword.chars().count() > 1;
        let stem = stems.first().and_then(|stem| stem.strip_prefix("st:"));
        is_kept.then_some(Source { headword, flags, tags, stem })
    }

    fn has_flag(&self, flag: &str) -> bool {
        self.flags().any(|own| own == flag)
    }

    fn flags(&self) -> impl Iterator<Item = &'t str> {
        let boundaries: Vec<usize> =
            self.flags.char_indices().map(|(byte, _)| byte).chain([self.flags.len()]).collect();
        let flags = self.flags;
        (0..boundaries.len() / 2).map(move |n| &flags[boundaries[2 * n]..boundaries[2 * n + 2]])
    }

    fn is_name(&self) -> bool {
        self.headword.starts_with(char::is_uppercase)
    }

    fn is_acronym(&self) -> bool {
        self.headword.chars().filter(|c| c.is_uppercase()).count() > 1
    }
}

fn is_superscript(c: char) -> bool {
    matches!(c, 'ʳ' | 'ᵉ' | 'ˢ' | 'ᵈ' | 'ᵒ' | 'ᵐ')
}

/// How a form is a form of its lemma; the better reading comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Noun, adjective, adverb, particle, name.
    Noun,
    /// Infinitive, participle, third person: what the news writes.
    Verb,
    /// Third person plural of the present, which many nouns and adjectives in -ent look like (`président`).
    VerbInEnt,
    /// First and second person, imperative, imperfect subjunctive.
    RareVerb,
    /// Capitals that spell a word.
    Acronym,
}

/// Form → lemma → how.
#[derive(Default)]
pub struct Readings {
    forms: BTreeMap<String, BTreeMap<String, Kind>>,
}

impl Readings {
    /// Adds the forms of one entry.
    pub fn add(&mut self, entry: &Source, affixes: &Affixes, canonical: &HashMap<String, String>) {
        let lemma = entry.stem.unwrap_or(entry.headword);
        let lemma = term(canonical.get(lemma).map_or(lemma, String::as_str));
        // `()`: the headword alone is no form, a suffix rule makes it.
        if !entry.has_flag("()") {
            self.push(term(entry.headword), &lemma, kind(entry, &[]));
        }
        for rule in entry.flags().flat_map(|flag| affixes.of_flag(flag)) {
            if let Some(form) = rule.form(entry.headword) {
                self.push(term(&form), &lemma, kind(entry, &rule.tags));
            }
        }
    }

    fn push(&mut self, form: String, lemma: &str, kind: Kind) {
        let known = self.forms.entry(form).or_default().entry(lemma.to_string()).or_insert(kind);
        *known = (*known).min(kind);
    }

    /// The lemmas of every form, the preferred one first.
    ///
    /// A rare verb form that a better word becomes when its accents are left out is not listed: `salaries` is `salariés`
    /// typed in haste, not the second person of `salarier`.
    pub fn choose(self) -> BTreeMap<String, Vec<String>> {
        let is_rare = |lemmas: &BTreeMap<String, Kind>| lemmas.values().all(|kind| *kind == Kind::RareVerb);
        let accented = self.forms.iter().filter(|(form, lemmas)| !form.is_ascii() && !is_rare(lemmas));
        let mistaken: HashSet<String> = accented.map(|(form, _)| fold(form)).collect();
        let listed =
            self.forms.into_iter().filter(|(form, lemmas)| !is_rare(lemmas) || !mistaken.contains(form));
        listed.map(|(form, lemmas)| (form.clone(), chosen(&form, lemmas))).collect()
    }
}

/// Keeps the readings of the best kinds: a rare verb form that is also a noun or a common verb form is the latter
/// (`places` is of `place`, not of `placer`); a noun in -ent is no verb.
fn chosen(form: &str, lemmas: BTreeMap<String, Kind>) -> Vec<String> {
    let best = lemmas.values().min().copied().unwrap_or(Kind::Noun);
    let is_headword = lemmas.get(form) == Some(&Kind::Noun);
    let keeps = |kind: Kind| match kind {
        Kind::Noun | Kind::Verb => true,
        Kind::VerbInEnt => !is_headword,
        Kind::RareVerb | Kind::Acronym => best == kind,
    };
    let mut kept: Vec<(String, Kind)> = lemmas.into_iter().filter(|(_, kind)| keeps(*kind)).collect();
    kept.sort_by_key(|(lemma, kind)| (*kind, lemma != form));
    kept.into_iter().map(|(lemma, _)| lemma).collect()
}

/// As the analyzer spells terms: lower case, one apostrophe; a hyphenated word is looked up in its joined spelling.
fn term(word: &str) -> String {
    word.to_lowercase().replace('’', "'").replace('-', "")
}

fn kind(entry: &Source, rule_tags: &[String]) -> Kind {
    let has = |tags: &[&str]| rule_tags.iter().any(|tag| tags.contains(&tag.trim_end_matches('!')));
    let is_verb =
        entry.tags.iter().any(|tag| matches!(tag.as_bytes(), [b'p', b'o', b':', b'v', b'0'..=b'3', ..]));
    if entry.is_acronym() {
        return Kind::Acronym;
    }
    if !is_verb || entry.is_name() {
        return Kind::Noun;
    }
    if rule_tags.is_empty() || has(&["po:infi", "po:ppre", "po:ppas"]) {
        Kind::Verb
    } else if has(&["po:simp"]) || !has(&["po:3sg", "po:3pl"]) {
        Kind::RareVerb
    } else if has(&["po:3pl"]) && has(&["po:ipre"]) {
        Kind::VerbInEnt
    } else {
        Kind::Verb
    }
}
