//! How a query was understood, as text for people. Programs read JSON instead.

use std::io::{self, Write};

use super::{Look, count_text, printable, wrap};
use crate::search::{ExplainedTerms, ExplainedWord, Explanation};

/// Writes an explanation: reading, tree, words of the archive, filters, steps.
pub fn write_explanation(out: &mut dyn Write, explanation: &Explanation, look: &Look) -> io::Result<()> {
    write!(out, "{}", wrap(&format!("read as: {}", explanation.understood), &[], look, 0))?;
    for remark in &explanation.remarks {
        write!(out, "{}", wrap(&format!("note: {}", remark.message), &[], look, 0))?;
    }
    section(out, "Tree", look)?;
    for line in &explanation.tree {
        writeln!(out, "  {}", printable(line))?;
    }
    if !explanation.words.is_empty() {
        section(out, "Words, with the articles of the archive that have them", look)?;
        explanation.words.iter().try_for_each(|word| write_word(out, word, look))?;
    }
    if !explanation.filters.is_empty() {
        section(out, "Filters", look)?;
    }
    for filter in &explanation.filters {
        let articles = count_text(filter.num_articles, "article");
        let values = match filter.num_values {
            0 => String::new(),
            n => format!(", {}", count_text(n as u64, "value")),
        };
        writeln!(out, "  {}: {articles}{values}", printable(&filter.filter))?;
    }
    section(out, "Steps", look)?;
    for step in &explanation.steps {
        let line = format!(
            "{}: {} match, {} scored, the best {} ranked",
            step.name, step.num_matching, step.num_scored, step.num_rescored
        );
        write!(out, "{}", wrap(&line, &[], look, 2))?;
    }
    if explanation.steps.is_empty() {
        writeln!(out, "  no words to rank by: the articles are listed by date")?;
    }
    Ok(())
}

fn section(out: &mut dyn Write, title: &str, look: &Look) -> io::Result<()> {
    writeln!(out, "\n{}", look.bold(title))
}

fn write_word(out: &mut dyn Write, word: &ExplainedWord, look: &Look) -> io::Result<()> {
    let excluded = if word.role == "excluded" { ", excluded" } else { "" };
    let articles = count_text(word.num_articles, "article");
    writeln!(out, "  {}: {articles}{excluded}", printable(&word.word))?;
    for (number, terms) in word.positions.iter().enumerate() {
        let place = if word.positions.len() > 1 { format!("{}. ", number + 1) } else { String::new() };
        write!(out, "{}", wrap(&format!("{place}{}", named(terms)), &[], look, 4))?;
    }
    if let Some(derived) = &word.derived {
        write!(out, "{}", wrap(&format!("derived, as related: {}", terms_text(derived)), &[], look, 4))?;
    }
    if !word.concept.is_empty() {
        let concept = format!("called, as related: {}", word.concept.join(", "));
        write!(out, "{}", wrap(&concept, &[], look, 4))?;
    }
    Ok(())
}

fn named(terms: &ExplainedTerms) -> String {
    let what = if terms.field == "exact" { "forms" } else { "lemmas" };
    format!("{what}: {}", terms_text(terms))
}

fn terms_text(terms: &ExplainedTerms) -> String {
    let named: Vec<String> = terms.terms.iter().map(|(term, num)| format!("{term} {num}")).collect();
    let more = match terms.num_more {
        0 => String::new(),
        n => format!(", {n} more"),
    };
    if named.is_empty() { "none".to_string() } else { format!("{}{more}", named.join(", ")) }
}
