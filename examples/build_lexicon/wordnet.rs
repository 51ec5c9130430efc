//! The English words of WordNet: which parts of speech a word has, how often its readers met it, and which words mean the same.
//! Only single words; their forms are made by `english`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

/// Part of speech, in the order of the digits in WordNet's sense keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Noun,
    Verb,
    Adjective,
    Adverb,
}

const FILES: [(Kind, &str); 4] =
    [(Kind::Noun, "noun"), (Kind::Verb, "verb"), (Kind::Adjective, "adj"), (Kind::Adverb, "adv")];

/// What WordNet says of one spelling.
#[derive(Debug, Default)]
pub struct Word {
    /// How often each part of speech was met in the texts that WordNet's makers read.
    pub counts: HashMap<Kind, u32>,
    /// Whether it is never written without a capital.
    pub is_name: bool,
}

impl Word {
    pub fn is(&self, kind: Kind) -> bool {
        self.counts.contains_key(&kind)
    }

    pub fn count(&self) -> u32 {
        self.counts.values().sum()
    }
}

/// The database.
#[derive(Default)]
pub struct WordNet {
    pub words: BTreeMap<String, Word>,
    /// Irregular form, part of speech, base.
    pub irregular: Vec<(String, Kind, String)>,
    /// Pairs of single words that stand in one set of synonyms.
    pub synonyms: HashSet<(String, String)>,
}

impl WordNet {
    /// Reads the files `data.*`, `*.exc` and `cntlist.rev` of `directory`.
    pub fn read(directory: &Path) -> std::io::Result<WordNet> {
        let mut wordnet = WordNet::default();
        for (kind, name) in FILES {
            let data = fs::read_to_string(directory.join(format!("data.{name}")))?;
            data.lines().filter(|line| !line.starts_with(' ')).for_each(|line| wordnet.add_set(line, kind));
            let exceptions = fs::read_to_string(directory.join(format!("{name}.exc")))?;
            for line in exceptions.lines() {
                let mut fields = line.split(' ').map(spelled);
                if let Some(Some(form)) = fields.next() {
                    let bases = fields.flatten().map(|base| (form.clone(), kind, base));
                    wordnet.irregular.extend(bases);
                }
            }
        }
        for line in fs::read_to_string(directory.join("cntlist.rev"))?.lines() {
            wordnet.add_count(line);
        }
        Ok(wordnet)
    }

    fn add_set(&mut self, line: &str, kind: Kind) {
        let mut fields = line.split(' ').skip(3);
        let num_words = fields.next().and_then(|number| usize::from_str_radix(number, 16).ok()).unwrap_or(0);
        // A word and its number within the file, in turn. `galore(ip)`: where an adjective may stand.
        let written = fields.step_by(2).take(num_words).map(|word| word.split('(').next().unwrap_or(word));
        let mut set = Vec::new();
        for word in written {
            let Some(spelled) = spelled(word) else { continue };
            let is_name = word.starts_with(char::is_uppercase);
            let entry = self.words.entry(spelled.clone()).or_insert(Word { counts: HashMap::new(), is_name });
            entry.is_name &= is_name;
            entry.counts.entry(kind).or_insert(0);
            set.push(spelled);
        }
        for one in &set {
            let others = set.iter().filter(|other| *other != one);
            self.synonyms.extend(others.map(|other| (one.clone(), other.clone())));
        }
    }

    /// A line `hold%2:35:00:: 2 115`: sense key, number of the sense, how often.
    fn add_count(&mut self, line: &str) {
        let Some((key, rest)) = line.split_once('%') else { return };
        let kind = match rest.as_bytes().first() {
            Some(b'1') => Kind::Noun,
            Some(b'2') => Kind::Verb,
            Some(b'4') => Kind::Adverb,
            _ => Kind::Adjective,
        };
        let count: u32 = rest.rsplit(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
        if let Some(word) = spelled(key).and_then(|key| self.words.get_mut(&key)) {
            *word.counts.entry(kind).or_insert(0) += count;
        }
    }
}

/// As the analyzer spells terms: lower case, hyphenated words joined. `None` for several words, figures, single letters.
fn spelled(word: &str) -> Option<String> {
    let is_word = word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic() || c == '-' || c == '\'');
    is_word.then(|| word.to_lowercase().replace('-', ""))
}
