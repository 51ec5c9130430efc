//! Bytes → articles: one reader a format, one list of them. Not enrichment: titles and dates are not guessed here.
//!
//! To add a format: copy `example.rs`, put the reader into `FORMATS`, describe it in docs/formats.md.

mod agency;
#[cfg(test)]
mod battery;
mod budget;
mod columns;
mod command;
mod containers;
mod content_hash;
mod converted;
mod detect;
#[cfg(test)]
mod example;
mod exports;
mod feeds;
mod html;
mod inner;
mod json;
mod lede;
mod mail;
mod metadata;
#[cfg(test)]
mod mutation;
mod office;
mod options;
mod outcome;
mod output;
mod pdf;
mod plain;
mod read;
mod reader_tag;
mod record;
mod record_fields;
mod remark;
mod scans;
mod sibling;
mod source;
mod stored;
mod tables;
mod unpack;
mod window;
mod xml;

use std::path::Path;

pub use command::Commands;
pub(crate) use command::{Bounds, run as run_command};
pub use content_hash::{ContentHash, HashError, hash_file};
pub use detect::extension_of;
pub use options::{Limits, ReadOptions};
pub use outcome::{FileRead, Flow, Member, ReadError, Refusal};
pub use pdf::{PdfError, PdfInfo, PdfLimits, PdfPage, PdfText, extract_pdf, pdf_text};
pub use read::read_file;
pub use reader_tag::{is_by_command, reader_tags};
pub use record_fields::column_fields;
pub(crate) use scans::may_describe_issue;

use detect::{Head, unpacked_extension};
use outcome::Failure;
use output::Output;
use source::Source;

/// What a format is, for people and for detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatInfo {
    /// Its name in reports, such as `json-lines`.
    pub name: &'static str,
    /// Raised when the reader starts to read something else from the same bytes: files are then read again.
    pub version: u32,
    /// File name extensions in lower case, without the full stop.
    pub extensions: &'static [&'static str],
    /// Whether one file may hold several articles.
    pub is_container: bool,
    /// Whether its bytes are no text: it is then asked before the signatures of foreign formats are looked at.
    pub is_binary: bool,
    /// One clause: what is read.
    pub reads: &'static str,
}

/// A reader of one format.
trait Format: Sync {
    /// What it is.
    fn info(&self) -> FormatInfo;

    /// Whether a file that starts so is of this format. Asked in the order of [`FORMATS`]; the first yes counts.
    fn recognises(&self, head: &Head<'_>) -> bool;

    /// Whether it may hold files that other readers read: then it changes when any of them does, and its files are
    /// read one after the other inside other containers.
    fn holds_files(&self) -> bool {
        false
    }

    /// Reads all articles of `source` into `output`, in the order of the file.
    ///
    /// A member that cannot be used is reported to `output` and the rest goes on; an error ends the file.
    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure>;
}

/// All readers; detection asks them in this order.
#[rustfmt::skip]
static FORMATS: &[&dyn Format] = &[
    &exports::Europresse,
    &scans::Mets,
    &scans::Alto,
    &scans::Gallica,
    &exports::FactivaHtml,
    &exports::FactivaXml,
    &exports::LexisNexisHtml,
    &exports::LexisNexisText,
    &office::Docx,
    &office::Odt,
    &office::Rtf,
    &pdf::Pdf,
    &agency::NewsMl1,
    &agency::NewsMlG2,
    &agency::Nitf,
    &agency::Ninjs,
    &agency::WireText,
    &feeds::Rss,
    &feeds::Atom,
    &feeds::JsonFeed,
    &mail::Mbox,
    &html::Mhtml,
    &mail::Eml,
    &containers::Zip,
    &containers::Tar,
    &containers::Warc,
    &html::Html,
    &tables::Csv,
    &json::JsonLines,
    &json::Json,
    &plain::Markdown,
    &plain::PlainText,
];

/// The formats that can be read, each also inside `.gz`, `.zst`, `.xz` and `.bz2`.
pub fn format_list() -> Vec<FormatInfo> {
    FORMATS.iter().map(|format| format.info()).collect()
}

/// Whether files of the format of this name may hold files that other readers read.
pub fn holds_files(format: &str) -> bool {
    FORMATS.iter().any(|known| known.info().name == format && known.holds_files())
}

/// Whether a file of this name is probably readable, judged without opening it.
///
/// For estimates: reading looks at the content first and may find HTML in a `.php` file or a picture in a `.txt`.
pub fn may_read(path: &Path, commands: &Commands) -> bool {
    let extension = extension_of(path);
    let inner = unpacked_extension(&extension);
    let is_known =
        |format: &&dyn Format| format.info().extensions.contains(&inner) && format.info().name != "pdf";
    inner.is_empty()
        || inner == "pdf" && commands.pdf.is_some()
        || commands.converters.contains_key(inner)
        || FORMATS.iter().any(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_may_be_read() {
        for name in [
            "a.txt",
            "a.TXT",
            "a.jsonl.gz",
            "a.ndjson",
            "LISEZMOI",
            "a.gz",
            "M. Dupont répond",
            "a.txt.bz2",
            "a.tar.xz",
            "a.tgz",
            "a.zip",
        ] {
            assert!(may_read(Path::new(name), &Commands::default()), "{name}");
        }
        for name in ["a.exe", "photo.jpg", "a.jar", "a.pdf"] {
            assert!(!may_read(Path::new(name), &Commands::default()), "{name}");
        }
    }

    #[test]
    fn formats_have_names_of_their_own() {
        let mut names: Vec<&str> = format_list().iter().map(|info| info.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FORMATS.len());
    }
}
