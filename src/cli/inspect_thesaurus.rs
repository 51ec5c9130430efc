//! `depeche inspect thesaurus`: which concepts words name, and all that the entries say of them. Nothing is searched.

use std::io::{self, Write};

use depeche::model::Language;
use depeche::render::printable;
use depeche::search::named_concepts;
use depeche::thesaurus::{Concept, Match, Relation, Term, Thesaurus};

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::thesaurus::{OwnEntries, usual_file};
use super::ui::Ui;

/// Explains what `typed` names.
pub fn run(typed: &[String], own: &OwnEntries, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let own = own.thesaurus(environment)?;
    let thesaurus = own.as_ref().unwrap_or_else(|| Thesaurus::built_in());
    let words: Vec<String> =
        typed.iter().flat_map(|text| text.split_whitespace()).map(str::to_string).collect();
    let found = named_concepts(&words, thesaurus);
    if found.is_empty() {
        return Err(nothing(&words, environment));
    }
    ui.long_answer(|out| {
        let mut explained: Vec<&str> = Vec::new();
        for (number, found) in found.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            write_match(out, &words, found)?;
            if explained.contains(&found.concept.id.as_str()) {
                continue;
            }
            explained.push(&found.concept.id);
            write_concept(out, found.concept, thesaurus)?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn nothing(words: &[String], environment: &Environment) -> Failure {
    let file = usual_file(environment).map(|file| depeche::render::path_text(&file));
    let file = file.unwrap_or_else(|| "a file of your own".to_string());
    Failure::not_found(format!("no entry of the thesaurus has `{}`", words.join(" "))).hint(format!(
        "add one to {file}: `[my-entry]` and below it `fr = \"mot, autre mot\"` and `en = \"word\"`"
    ))
}

/// The words that spell a term, and what this says of the concept.
fn write_match(out: &mut dyn Write, words: &[String], found: &Match<'_>) -> io::Result<()> {
    let typed = words[found.words.clone()].join(" ");
    let Match { concept, term, .. } = found;
    let language = match term.language {
        Some(language) => format!("in {language}"),
        None => "in every language".to_string(),
    };
    let spelling = if term.text == typed { String::new() } else { format!(" as `{}`", term.text) };
    let says = match term.relation {
        Relation::Same => format!("names {}, {language}{spelling}", concept.id),
        Relation::Related => format!("is related to {}, {language}{spelling}", concept.id),
        Relation::NearMiss => {
            format!("looks like {} and means something else, {language}{spelling}", concept.id)
        }
    };
    let ambiguous = if term.is_ambiguous { "; it names something else too" } else { "" };
    writeln!(out, "{} {}{ambiguous}", printable(&typed), printable(&says))
}

/// What the entry holds, language by language.
fn write_concept(out: &mut dyn Write, concept: &Concept, thesaurus: &Thesaurus) -> io::Result<()> {
    let mut languages: Vec<Option<Language>> = Vec::new();
    for term in &concept.terms {
        if !languages.contains(&term.language) {
            languages.push(term.language);
        }
    }
    for language in languages {
        let code = language.map_or_else(|| "all".to_string(), |language| language.to_string());
        let relations =
            [(Relation::Same, "same"), (Relation::Related, "related"), (Relation::NearMiss, "not")];
        for (relation, name) in relations {
            let is_meant = |term: &&Term| term.language == language && term.relation == relation;
            let terms: Vec<String> = concept.terms.iter().filter(is_meant).map(as_entered).collect();
            if !terms.is_empty() {
                write_field(out, &format!("{code} {name}"), &terms.join(", "))?;
            }
        }
    }
    let related: Vec<String> = thesaurus.related(concept).map(named).collect();
    let fields = [
        ("see", (!related.is_empty()).then(|| related.join(", "))),
        ("note", concept.note.clone()),
        ("iptc", concept.media_topic.clone()),
        ("eurovoc", concept.eurovoc.clone()),
        ("theme", Some(concept.theme.clone())),
    ];
    for (name, value) in fields {
        value.iter().try_for_each(|value| write_field(out, name, value))?;
    }
    Ok(())
}

/// `=WHO`, as its entry has it.
fn as_entered(term: &Term) -> String {
    if term.is_as_written { format!("={}", term.text) } else { term.text.clone() }
}

/// The name of an entry, with what it is called.
fn named(concept: &Concept) -> String {
    match concept.name(Language::FR) {
        Some(name) => format!("{} ({name})", concept.id),
        None => concept.id.clone(),
    }
}

fn write_field(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "{name:>12}: {}", printable(value))
}
