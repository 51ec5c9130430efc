//! From what was typed to the request that a searcher gets, and back to a command that asks the same. Sends none.

use depeche::render::{ExportFormat, path_text, shell_word};
use depeche::search::{Level, Match, SearchRequest, Totals};

use super::args::Args;
use super::format::Format;
use crate::cli::export;
use crate::cli::shared::Shared;

impl Args {
    /// The form of an export; `None`: the answer is none. JSON lines are one when they go to a file, or all are wanted.
    pub fn export_form(&self) -> Option<export::Form> {
        let format = match self.format() {
            Format::Csv => ExportFormat::Csv,
            Format::Tsv => ExportFormat::Tsv,
            Format::Markdown => ExportFormat::Markdown,
            Format::Bibtex => ExportFormat::Bibtex,
            Format::Iramuteq => ExportFormat::Iramuteq,
            Format::Jsonl if self.export.are_used() || self.n == Some(SearchRequest::ALL) => {
                ExportFormat::Jsonl
            }
            Format::Jsonl | Format::Text | Format::Json | Format::Trec => return None,
        };
        Some(export::Form { format, fields: self.export.fields().to_vec() })
    }

    /// The request for `text` under these options.
    pub fn request(&self, text: String) -> SearchRequest {
        let is_run = self.format() == Format::Trec;
        let form = self.export_form();
        let usual_hits = match form {
            Some(_) => SearchRequest::ALL,
            None if is_run => 100,
            None => 10,
        };
        let mut request = SearchRequest::new(text);
        self.filters.fill(&mut request);
        request.expands = self.expand;
        request.level = self.level.into();
        request.sort = self.sort.into();
        request.half_life_days = self.fresh;
        request.weakest = self.r#match.map(Match::from);
        request.num_hits = if self.count { 0 } else { self.n.unwrap_or(usual_hits) };
        request.offset = self.offset;
        request.cursor = self.cursor;
        let takes_passages = match form {
            Some(form) => self.export.quotes(form.format),
            None => !is_run || request.level == Level::Passage,
        };
        request.num_passages = if takes_passages { self.passages } else { 0 };
        request.num_context = self.context;
        request.totals = match () {
            () if is_run => Totals::Skip,
            () if self.exact_total => Totals::Exact,
            () => Totals::Usual,
        };
        request
    }

    /// The command that asks the same archive under the same filters; a text is to follow.
    pub(super) fn command(&self, shared: &Shared) -> String {
        let mut words = vec!["depeche query".to_string()];
        let mut option = |name: &str, value: String| words.push(format!("{name} {}", shell_word(&value)));
        match (&self.folder, &shared.index) {
            (Some(folder), _) => option("--folder", path_text(folder)),
            (None, Some(index)) => option("--index", path_text(index)),
            (None, None) => {
                if let Some(archive) = &shared.archive {
                    option("--archive", archive.clone());
                }
            }
        }
        words.extend(self.filters.words());
        words.extend(self.expand.then(|| "--expand".to_string()));
        words.extend(self.fresh.map(|days| format!("--fresh={days}")));
        words.join(" ")
    }
}
