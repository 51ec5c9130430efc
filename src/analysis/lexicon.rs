//! Which lemmas a form has: a compiled lexicon (an fst read where it lies, and rules), and tables that people edit, which
//! have the last word. Knows no language; what to do with words it does not know is the filter's affair.
//!
//! The fst gives for each form (lower case, accents kept) the number of a line of the rules; the line has for each lemma
//! how many bytes to cut from the form and what to append. `examples/build_lexicon` writes both.

use std::collections::HashMap;

use tantivy_fst::raw::Fst;

use super::filter::fold;

/// What a plain letter may stand for when accents were left out.
fn accented(plain: char) -> &'static [char] {
    match plain {
        'a' => &['à', 'â', 'ä'],
        'c' => &['ç'],
        'e' => &['é', 'è', 'ê', 'ë'],
        'i' => &['î', 'ï'],
        'n' => &['ñ'],
        'o' => &['ô', 'ö'],
        'u' => &['ù', 'û', 'ü'],
        'y' => &['ÿ'],
        _ => &[],
    }
}

/// The lexicon of one language.
pub struct Lexicon {
    forms: Fst<&'static [u8]>,
    rules: Vec<&'static str>,
    /// Forms whose lemmas a table gives, instead of the compiled ones.
    readings: HashMap<&'static str, Vec<&'static str>>,
    /// Forms of `readings` by their folded spelling.
    folded_readings: HashMap<String, Vec<&'static str>>,
    /// Spellings of one lemma → the one that stands for all.
    variants: HashMap<&'static str, &'static str>,
}

impl Lexicon {
    /// `forms` and `rules`: what the builder wrote. `readings`: lines `form: lemma, lemma`. `variants`: lines
    /// `spelling: lemma`. In both, several forms may share a line, and `#` begins a remark.
    pub fn new(
        forms: &'static [u8],
        rules: &'static str,
        readings: &'static str,
        variants: &'static str,
    ) -> Self {
        let forms = Fst::new(forms).expect("the compiled lexicon is an fst; a test opens it");
        let readings: HashMap<&str, Vec<&str>> = entries(readings).collect();
        let mut folded_readings: HashMap<String, Vec<&str>> = HashMap::new();
        for form in readings.keys() {
            folded_readings.entry(fold(form)).or_default().push(form);
        }
        let variants =
            entries(variants).filter_map(|(form, lemmas)| Some((form, *lemmas.first()?))).collect();
        Lexicon { forms, rules: rules.lines().collect(), readings, folded_readings, variants }
    }

    /// The lemmas of `form` as it is spelled, the preferred one first; none when it is unknown.
    pub fn lemmas(&self, form: &str) -> Vec<String> {
        if let Some(lemmas) = self.readings.get(form) {
            return lemmas.iter().map(|lemma| self.unified(lemma)).collect();
        }
        match self.forms.get(form) {
            Some(number) => self.by_rules(form, number.value()),
            // A table may know a variant of which the lexicon knows nothing.
            None => self.variants.get(form).map(|lemma| lemma.to_string()).into_iter().collect(),
        }
    }

    /// Whether `word` is a lemma here, and not only looks like a form.
    pub fn has_lemma(&self, word: &str) -> bool {
        self.lemmas(word).iter().any(|lemma| lemma == word)
    }

    /// The lemmas of every form that `spelling` may be when accents were left out. A letter that has its accent is meant.
    pub fn lemmas_without_accents(&self, spelling: &str) -> Vec<String> {
        let mut found = Vec::new();
        let root = self.forms.root().addr();
        self.complete(spelling, &mut String::with_capacity(spelling.len() + 4), root, &mut found);
        if let Some(forms) = self.folded_readings.get(spelling) {
            found.extend(forms.iter().map(ToString::to_string));
        }
        let mut lemmas: Vec<String> = Vec::new();
        for lemma in found.iter().flat_map(|form| self.lemmas(form)) {
            if !lemmas.contains(&lemma) {
                lemmas.push(lemma);
            }
        }
        lemmas
    }

    /// Walks the fst along every way to put accents on `rest`, and collects the forms at the ends of the ways. `form` is
    /// the way so far, and is left as it was.
    fn complete(&self, rest: &str, form: &mut String, address: usize, found: &mut Vec<String>) {
        let Some(letter) = rest.chars().next() else {
            if self.forms.node(address).is_final() {
                found.push(form.clone());
            }
            return;
        };
        let behind = &rest[letter.len_utf8()..];
        for &choice in std::iter::once(&letter).chain(accented(letter)) {
            self.step(choice, behind, form, address, found);
        }
        for (pair, ligature) in [("oe", 'œ'), ("ae", 'æ')] {
            if let Some(behind) = rest.strip_prefix(pair) {
                self.step(ligature, behind, form, address, found);
            }
        }
    }

    fn step(&self, letter: char, rest: &str, form: &mut String, mut address: usize, found: &mut Vec<String>) {
        for &byte in letter.encode_utf8(&mut [0; 4]).as_bytes() {
            let node = self.forms.node(address);
            match node.find_input(byte) {
                Some(transition) => address = node.transition_addr(transition),
                None => return,
            }
        }
        form.push(letter);
        self.complete(rest, form, address, found);
        form.pop();
    }

    fn by_rules(&self, form: &str, number: u64) -> Vec<String> {
        let line = self.rules.get(number as usize).copied().unwrap_or_default();
        line.split(' ')
            .filter_map(|rule| {
                let digits = rule.bytes().take_while(u8::is_ascii_digit).count();
                let kept = form.len().checked_sub(rule[..digits].parse().ok()?)?;
                Some(self.unified(&format!("{}{}", form.get(..kept)?, &rule[digits..])))
            })
            .collect()
    }

    fn unified(&self, lemma: &str) -> String {
        self.variants.get(lemma).copied().unwrap_or(lemma).to_string()
    }
}

/// The forms of a table with what stands behind their colon.
fn entries(table: &'static str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    table
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default())
        .filter_map(|line| line.split_once(':'))
        .flat_map(|(forms, lemmas)| {
            let lemmas: Vec<&str> = lemmas.split(',').map(str::trim).collect();
            forms.split_whitespace().map(move |form| (form, lemmas.clone()))
        })
}

/// The forms that a table of readings or variants decides, and those among them that stand on two lines: one would be dead.
#[cfg(test)]
pub(super) fn decided_forms(table: &'static str) -> (usize, Vec<&'static str>) {
    let mut forms: Vec<&str> = entries(table).map(|(form, _)| form).collect();
    forms.sort_unstable();
    let twice = forms.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    (forms.len(), twice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let mut forms = tantivy_fst::MapBuilder::memory();
        for (form, number) in [("cœurs", 0), ("eleve", 2), ("promu", 1), ("élevé", 3), ("élève", 2)] {
            forms.insert(form, number).unwrap();
        }
        Lexicon::new(forms.into_inner().unwrap().leak(), "1\n1ouvoir\n0 0r\n2er", "", "")
    }

    #[test]
    fn rules_cut_and_append() {
        assert_eq!(lexicon().lemmas("cœurs"), ["cœur"]);
        assert_eq!(lexicon().lemmas("promu"), ["promouvoir"]);
        assert_eq!(lexicon().lemmas("élève"), ["élève", "élèver"]);
        assert!(lexicon().lemmas("prom").is_empty());
    }

    #[test]
    fn accents_and_ligatures_are_completed_where_they_were_left_out() {
        assert_eq!(lexicon().lemmas_without_accents("coeurs"), ["cœur"]);
        assert_eq!(
            lexicon().lemmas_without_accents("eleve"),
            ["eleve", "elever", "élever", "élève", "élèver"]
        );
        // What is accented is meant so.
        assert_eq!(lexicon().lemmas_without_accents("élevè"), Vec::<String>::new());
        assert_eq!(lexicon().lemmas_without_accents("elevé"), ["élever"]);
    }
}
