//! Responses → bytes: text for people, JSON for programs, TREC runs for evaluation. Nothing here searches or prints.
//!
//! All text that comes from articles, file names or queries passes [`printable`] before it may reach a terminal.

mod advice;
mod alerts;
mod base64;
mod citation;
mod collocates;
mod concordance;
mod evaluation;
mod explanation;
mod export;
mod facets;
mod highlighted;
mod json;
mod look;
mod manifest;
mod metrics;
mod offsets;
mod place;
mod printable;
mod replay;
mod report;
mod similar;
mod table;
mod text;
mod timeline;
mod trec;
pub mod wire;

pub use advice::write_advice;
pub use alerts::AlertForms;
pub use citation::citation;
pub use collocates::{write_collocate_rows, write_collocates};
pub use concordance::{write_concordance, write_concordance_rows};
pub use evaluation::{EvaluationDetail, write_evaluation};
pub use explanation::write_explanation;
pub use export::{ExportFormat, ExportWriter, Field, UnknownField};
pub use facets::{write_facet_rows, write_facets};
pub use highlighted::wrap;
pub use json::{write_json, write_line};
pub use look::Look;
pub use manifest::ManifestWriter;
pub use metrics::{Figures, write_metrics};
pub use offsets::Offsets;
pub use place::{path_text, place_of_article, place_of_passage};
pub use printable::{printable, printable_block};
pub use replay::write_replay;
pub use report::{bytes_text, count_text, reasons_text, shell_word, write_report};
pub use similar::write_similar;
pub use table::{Separator, write_table};
pub use text::{write_article, write_hits, write_summary};
pub use timeline::{write_timeline, write_timeline_rows};
pub use trec::{write_run, write_trec};
