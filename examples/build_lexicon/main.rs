//! Builds a lexicon that is compiled in (`lexicon.fst`, `lexicon_rules.txt`, `lexicon_id.txt` of a language's folder): that of French from a
//! hunspell dictionary, that of English from WordNet. Only for whoever changes a lexicon: the results are committed, and no
//! build needs this program.
//!
//! The French files come from the Debian package `hunspell-fr-comprehensive` 1:7.0-1 (the dictionary “Toutes variantes” v7.0 of
//! Dicollecte, MPL-2.0), the English ones from `wordnet-base` 1:3.0-37 (WordNet 3.0 of Princeton University, WordNet licence):
//!
//! ```text
//! apt-get download hunspell-fr-comprehensive wordnet-base
//! for package in *.deb; do dpkg-deb -x $package dictionary; done
//! cargo run --release --example build_lexicon -- fr dictionary/usr/share/hunspell/fr.aff \
//!     dictionary/usr/share/hunspell/fr.dic src/analysis/fr
//! cargo run --release --example build_lexicon -- en dictionary/usr/share/wordnet src/analysis/en
//! ```
//!
//! One more argument names a file for a readable list, a form and its lemmas a line.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod affix;
mod british;
mod english;
mod reading;
mod spelling;
mod wordnet;

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use affix::Affixes;
use reading::{Readings, Source};
use tantivy_fst::MapBuilder;
use wordnet::WordNet;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = build(&arguments) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn build(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (lexicon, rest) = match arguments.as_slice() {
        ["fr", affixes, dictionary, rest @ ..] => (french(affixes, dictionary)?, rest),
        ["en", database, rest @ ..] => (english::lexicon(&WordNet::read(Path::new(database))?), rest),
        _ => return Err("give a language, fr or en, the sources and the directory for the results".into()),
    };
    let [directory, rest @ ..] = rest else { return Err("give the directory for the results".into()) };
    if let Some(list) = rest.first() {
        let mut text = String::new();
        for (form, lemmas) in &lexicon {
            writeln!(text, "{form}\t{}", lemmas.join(" "))?;
        }
        fs::write(list, text)?;
    }
    write(&lexicon, Path::new(directory))
}

fn french(affixes: &str, dictionary: &str) -> Result<BTreeMap<String, Vec<String>>, Box<dyn Error>> {
    let affixes = Affixes::read(&fs::read_to_string(affixes)?);
    let mut readings = Readings::default();
    let dictionary = fs::read_to_string(dictionary)?;
    let canonical = spelling::canonical_spellings(&dictionary);
    // The first line is the number of entries.
    for entry in dictionary.lines().skip(1).filter_map(Source::parse) {
        readings.add(&entry, &affixes, &canonical);
    }
    Ok(readings.choose())
}

/// Writes the fst (form → number of a line of rules) and the rules: for each lemma, how many bytes to cut from the form
/// and what to append. Frequent lines get small numbers, which take less room in the fst.
fn write(lexicon: &BTreeMap<String, Vec<String>>, directory: &Path) -> Result<(), Box<dyn Error>> {
    let lines: Vec<(&String, String)> =
        lexicon.iter().map(|(form, lemmas)| (form, rules(form, lemmas))).collect();
    let mut frequencies: HashMap<&str, usize> = HashMap::new();
    for (_, line) in &lines {
        *frequencies.entry(line).or_default() += 1;
    }
    let mut by_frequency: Vec<(&str, usize)> = frequencies.into_iter().collect();
    by_frequency.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let numbers: HashMap<&str, u64> =
        by_frequency.iter().enumerate().map(|(number, (line, _))| (*line, number as u64)).collect();
    let mut fst = MapBuilder::memory();
    for (form, line) in &lines {
        fst.insert(form, numbers[line.as_str()])?;
    }
    let fst = fst.into_inner()?;
    let table: String = by_frequency.iter().map(|(line, _)| format!("{line}\n")).collect();
    println!(
        "{} forms, {} lines of rules, fst of {} bytes, rules of {} bytes",
        lines.len(),
        by_frequency.len(),
        fst.len(),
        table.len()
    );
    let id = blake3::Hasher::new().update(&fst).update(table.as_bytes()).finalize();
    fs::write(directory.join("lexicon.fst"), fst)?;
    fs::write(directory.join("lexicon_rules.txt"), table)?;
    fs::write(directory.join("lexicon_id.txt"), format!("{}\n", id.to_hex()))?;
    Ok(())
}

/// `accords` → `1` (cut one byte), `promu` → `1ouvoir`; the rules of several lemmas are parted by blanks.
fn rules(form: &str, lemmas: &[String]) -> String {
    let rule = |lemma: &String| {
        let same: usize =
            form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        format!("{}{}", form.len() - same, &lemma[same..])
    };
    lemmas.iter().map(rule).collect::<Vec<_>>().join(" ")
}
