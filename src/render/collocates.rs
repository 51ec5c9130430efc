//! Words near others as a table for people and as rows. What the figures mean is said where they are made.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::printable::printable_words;
use super::report::grouped;
use super::text::write_reading;
use super::{Look, Separator, count_text, wrap, write_table};
use crate::search::{Collocate, Collocates};

/// Writes what was counted, then a line for each word.
pub fn write_collocates(out: &mut dyn Write, collocates: &Collocates, look: &Look) -> io::Result<()> {
    let Collocates { reading, num_read, num_occurrences, window: (left, right), .. } = collocates;
    let of = match reading.num_articles {
        num if num == *num_read => count_text(num, "article"),
        num => format!("the newest {} of {}", grouped(*num_read), count_text(num, "article")),
    };
    let about = format!(
        "{} in {of}; words up to {left} before and {right} behind, by log-likelihood ratio",
        count_text(*num_occurrences, "place"),
    );
    write_reading(out, reading, &about, look)?;
    if reading.num_articles == 0 {
        return Ok(());
    }
    if collocates.words.is_empty() {
        let none = format!(
            "no word stands near {} or more often than by chance; --min-count takes rarer ones",
            count_text(collocates.min_count, "time"),
        );
        return write!(out, "{}", wrap(&none, &[], look, 0));
    }
    let word =
        collocates.words.iter().map(|word| printable_words(&word.word).width()).max().unwrap_or(0).max(4);
    let head = format!("\n{}word  {:>9}  {:>11}  {:>9}", " ".repeat(word - 4), "near", "by chance", "ratio");
    writeln!(out, "{}", look.dim(&head))?;
    for each in &collocates.words {
        let shown = printable_words(&each.word);
        let indent = " ".repeat(word - shown.width());
        let (near, expected, ratio) = (grouped(each.observed), each.expected, each.log_likelihood);
        writeln!(out, "{indent}{}  {near:>9}  {expected:>11.1}  {ratio:>9.1}", look.bold(&shown))?;
    }
    Ok(())
}

/// Writes a row for each word.
pub fn write_collocate_rows(
    out: &mut dyn Write,
    collocates: &Collocates,
    separator: Separator,
) -> io::Result<()> {
    let row = |word: &Collocate| {
        vec![
            word.word.clone(),
            word.lemma.clone(),
            word.observed.to_string(),
            word.expected.to_string(),
            word.num_all.to_string(),
            word.log_likelihood.to_string(),
        ]
    };
    let header = ["word", "lemma", "observed", "expected", "all", "log_likelihood"];
    write_table(out, separator, &header, collocates.words.iter().map(row))
}
