//! Options of `depeche query` that do not go together, beyond what the table of arguments says. Refuses; mends nothing.

use super::args::Args;
use super::choices::{LevelOf, OffsetsIn, SortBy};
use super::format::Format;
use crate::cli::failure::Failure;

impl Args {
    /// Refuses what cannot be done.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.fresh.is_some() && (self.sort != SortBy::Relevance || self.level == LevelOf::Passage) {
            let failure = Failure::usage("--fresh changes the order of articles by relevance, and no other");
            return Err(failure.hint("leave out --sort and --level, or --fresh"));
        }
        self.check_export()
    }

    /// Refuses what exports cannot have.
    fn check_export(&self) -> Result<(), Failure> {
        let is_run = self.format() == Format::Trec;
        if self.cursor.is_some() && (is_run || self.export_form().is_some() || self.level == LevelOf::Passage)
        {
            return Err(Failure::usage("--cursor goes with pages of articles, as text, json or jsonl"));
        }
        let Some(form) = self.export_form() else {
            let formats = "csv, tsv, markdown, bibtex, jsonl and iramuteq";
            return match self.export.are_used() {
                true => Err(Failure::usage(format!(
                    "--fields, --output and --manifest go with --format {formats}"
                ))
                .hint("--format csv --output FILE.csv")),
                false => Ok(()),
            };
        };
        let name = form.format.as_str();
        match () {
            () if self.level == LevelOf::Passage => {
                Err(Failure::usage("exports are of articles, and --level passage is not")
                    .hint("--fields id,title,passages, or --format jsonl without --output"))
            }
            () if self.export.are_one_file() => {
                Err(Failure::usage("--output and --manifest name the same file").hint("leave --manifest out"))
            }
            () if !form.fields.is_empty() && !form.format.takes_fields() => Err(Failure::usage(format!(
                "{name} has its own fields; --fields goes with csv, tsv, jsonl and iramuteq"
            ))),
            () if self.batch_file().is_some() && self.export.have_file() => Err(Failure::usage(
                "the answers of a batch go to stdout; --output and --manifest are of one query",
            )
            .hint("query --batch FILE --format csv > answers.csv")),
            () if self.offsets == OffsetsIn::Chars => {
                Err(Failure::usage("offsets in exports count bytes; --offsets chars goes with --json"))
            }
            () if self.count => Err(Failure::usage("--count prints a number, and an export is all articles")),
            () => Ok(()),
        }
    }
}
