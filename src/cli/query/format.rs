//! The formats of an answer, by name. How each is written is known to `answer` and to the library.

use clap::ValueEnum;

/// A format of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// A JSON line per hit, then one that ends the answer.
    Jsonl,
    /// Lines of a TREC run, without texts and totals; of passages: qid, rank, name, first byte, end.
    Trec,
    /// Export: a table for spreadsheets.
    Csv,
    /// Export: a table for programs, a line a row.
    Tsv,
    /// Export: a list to cite from, with passages.
    Markdown,
    /// Export: entries of a bibliography.
    Bibtex,
    /// Export: a corpus for textometry.
    Iramuteq,
}
