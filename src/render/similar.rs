//! Articles like one as text for people: by which words they are found, then hits as those of a query.

use std::io::{self, Write};

use super::printable::printable_words;
use super::text::{facts, title, write_hit};
use super::{Look, wrap};
use crate::search::Similar;

/// Writes which article is meant, its telling words, its exact copies, and what is like it.
pub fn write_similar(out: &mut dyn Write, similar: &Similar, look: &Look) -> io::Result<()> {
    let article = &similar.article;
    write!(out, "{}", wrap(&format!("like: {} ({})", title(article), facts(article)), &[], look, 0))?;
    let words: Vec<String> =
        similar.terms.iter().map(|term| printable_words(&term.word).into_owned()).collect();
    let words = match words.as_slice() {
        [] => "it has no words that other articles say".to_string(),
        words => format!("by its words: {}", words.join(", ")),
    };
    write!(out, "{}", wrap(&words, &[], look, 0))?;
    if !similar.duplicates.is_empty() {
        let ids: Vec<String> = similar.duplicates.iter().map(|head| head.id.to_string()).collect();
        write!(out, "{}", wrap(&format!("left out, the same text: {}", ids.join(", ")), &[], look, 0))?;
    }
    if similar.hits.is_empty() {
        writeln!(out, "no article is like it")?;
    }
    for hit in &similar.hits {
        writeln!(out)?;
        write_hit(out, hit, look)?;
    }
    Ok(())
}
