//! Articles taken away: one form for each program that goes on with them. Written article by article, so that memory does
//! not grow with their number. Which articles: see `search::Export`.
//!
//! All forms but JSON lines are text that may reach a terminal: control characters of articles are shown, soft hyphens go.

mod bibtex;
mod field;
mod iramuteq;
mod lines;
pub(super) mod markdown;
mod table;

use std::io::{self, Write};

pub use field::{Field, UnknownField};

use crate::search::{Export, ExportedArticle, SearchResponse};

/// A form of exported articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// A table as RFC 4180 has it.
    Csv,
    /// A table whose cells are never quoted.
    Tsv,
    /// A list to cite from, with passages.
    Markdown,
    /// Entries of a bibliography.
    Bibtex,
    /// JSON objects, one a line.
    Jsonl,
    /// A corpus for textometry.
    Iramuteq,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [ExportFormat; 6] = [
        ExportFormat::Csv,
        ExportFormat::Tsv,
        ExportFormat::Markdown,
        ExportFormat::Bibtex,
        ExportFormat::Jsonl,
        ExportFormat::Iramuteq,
    ];

    /// The word used on the command line and in manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Tsv => "tsv",
            ExportFormat::Markdown => "markdown",
            ExportFormat::Bibtex => "bibtex",
            ExportFormat::Jsonl => "jsonl",
            ExportFormat::Iramuteq => "iramuteq",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<ExportFormat> {
        ExportFormat::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Whether it matters which fields are asked for.
    pub fn takes_fields(self) -> bool {
        !matches!(self, ExportFormat::Markdown | ExportFormat::Bibtex)
    }

    /// Whether articles must come with passages when nobody says how many.
    pub fn quotes(self) -> bool {
        matches!(self, ExportFormat::Markdown | ExportFormat::Jsonl)
    }

    /// The fields written when none are named.
    pub fn usual_fields(self) -> &'static [Field] {
        match self {
            ExportFormat::Csv | ExportFormat::Tsv => &[
                Field::Id,
                Field::Published,
                Field::Source,
                Field::Section,
                Field::Title,
                Field::Authors,
                Field::Language,
                Field::Url,
                Field::Path,
            ],
            ExportFormat::Iramuteq => {
                &[Field::Source, Field::Published, Field::Month, Field::Year, Field::Section, Field::Id]
            }
            ExportFormat::Markdown | ExportFormat::Bibtex | ExportFormat::Jsonl => &[],
        }
    }
}

/// Writes articles in one format: first [`begin`](ExportWriter::begin), then every article, then
/// [`end`](ExportWriter::end).
#[derive(Debug, Clone)]
pub struct ExportWriter {
    format: ExportFormat,
    fields: Vec<Field>,
}

impl ExportWriter {
    /// A writer of `fields`; without any, those that the format usually has. Formats that take none pass over them.
    pub fn new(format: ExportFormat, fields: &[Field]) -> ExportWriter {
        let fields = if fields.is_empty() { format.usual_fields() } else { fields };
        ExportWriter { format, fields: fields.to_vec() }
    }

    /// Its format.
    pub fn format(&self) -> ExportFormat {
        self.format
    }

    /// What stands before the first article: `export` is what follows, `None` in a batch, where articles of several queries do,
    /// each with its query's id.
    pub fn begin(&self, out: &mut dyn Write, export: Option<&Export>) -> io::Result<()> {
        match (self.format, export) {
            (ExportFormat::Csv | ExportFormat::Tsv, _) => {
                table::write_heads(out, self.format, &self.fields, export.is_none())
            }
            (ExportFormat::Markdown, Some(export)) => {
                markdown::write_head(out, export.response(), export.num_articles() as u64)
            }
            _ => Ok(()),
        }
    }

    /// One article; `qid` names the query that found it.
    pub fn article(
        &self,
        out: &mut dyn Write,
        article: &ExportedArticle,
        qid: Option<&str>,
    ) -> io::Result<()> {
        match self.format {
            ExportFormat::Csv | ExportFormat::Tsv => {
                table::write_row(out, self.format, &self.fields, article, qid)
            }
            ExportFormat::Markdown => markdown::write_article(out, article),
            ExportFormat::Bibtex => bibtex::write_article(out, &article.hit.article),
            ExportFormat::Jsonl => lines::write_article(out, article, &self.fields, qid),
            ExportFormat::Iramuteq => iramuteq::write_article(out, article, &self.fields),
        }
    }

    /// What stands behind the last article.
    pub fn end(&self, out: &mut dyn Write, response: &SearchResponse, qid: Option<&str>) -> io::Result<()> {
        match self.format {
            ExportFormat::Jsonl => lines::write_end(out, response, qid),
            _ => Ok(()),
        }
    }
}

/// Hand-made values for the tests of this folder.
#[cfg(test)]
pub(super) mod samples {
    use super::super::text::samples;
    use crate::search::ExportedArticle;

    pub(in crate::render) fn article() -> ExportedArticle {
        ExportedArticle::new(samples::hit(), "La trêve tient\n\nÀ l’aube, la trêve\ntenait encore.\n".into())
    }
}
