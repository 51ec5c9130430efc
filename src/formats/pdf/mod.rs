//! PDF: the text layer in the order in which people read it. Its extraction runs in a process of its own, because a
//! PDF is a program that draws and can be made to cost anything; here its pages become articles.

mod column;
mod content;
mod extract;
mod font;
mod furniture;
mod hyphen;
mod info;
mod limits;
mod line;
mod matrix;
mod paragraph;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod to_unicode;
mod wire;
mod word;

pub use extract::{PdfError, PdfPage, PdfText, pdf_text};
pub use info::PdfInfo;
pub use limits::PdfLimits;
pub use wire::extract_pdf;

use std::time::Duration;

use crate::diagnostics::Code;
use crate::formats::command::{Bounds, run};
use crate::formats::exports::hand_over_articles;
use crate::formats::metadata::{self, Doubts};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, PageStart, Unit};

/// A file of so many pages is one article; of more, each page is one.
const MAX_PAGES_OF_ARTICLE: usize = 8;

/// What the process may cost. Its own limits end it earlier, with what it has.
const BOUNDS: Bounds =
    Bounds { max_time: Duration::from_secs(60), max_memory_bytes: 300 << 20, max_output_bytes: 64 << 20 };

/// `.pdf`.
pub(super) struct Pdf;

impl Format for Pdf {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "pdf",
            version: 1,
            extensions: &["pdf"],
            is_container: true,
            is_binary: true,
            reads: "the text layer in reading order, without running heads; one article, or one a page",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        // The specification lets other bytes stand before it; readers look at the first 1024.
        let start = &head.bytes[..head.bytes.len().min(1024)];
        start.starts_with(b"%PDF-")
            || head.has_extension(&["pdf"]) && start.windows(5).any(|window| window == b"%PDF-")
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let commands = &source.options.commands;
        let Some(words) = &commands.pdf else {
            let message = "PDF files are read by a command, and the program that calls depeche gave none (`Commands::pdf`)";
            return Err(Failure::skipped(Code::UnsupportedFormat, message));
        };
        let mut stream = &mut *source.stream;
        let bytes = run(words, &commands.environment, Some(&mut stream), &BOUNDS)?;
        let text = wire::read(&bytes)
            .ok_or_else(|| {
                Failure::failed(Code::Malformed, "what the command for PDF wrote cannot be understood")
            })?
            .map_err(|error| Failure::failed(Code::Malformed, error.to_string()))?;
        put(text, output)
    }
}

/// Makes articles of the pages.
fn put(text: PdfText, output: &mut Output<'_>) -> Result<(), Failure> {
    if text.pages.iter().all(|page| page.text.is_empty()) {
        return Err(without_text(&text));
    }
    if text.is_cut {
        let message = match text.num_pages - text.pages.len() {
            0 => "it is larger than the limits allow; parts of pages were left out".to_string(),
            left => format!(
                "only the first {} of its {} pages were read: {left} are over the limits",
                text.pages.len(),
                text.num_pages
            ),
        };
        output.doubt(None, Code::TooLarge, message);
    }
    if text.num_unreadable > 0 {
        let message = format!(
            "{} of {} pages have fonts that do not say which letters they show; these pages are left out",
            text.num_unreadable, text.num_pages
        );
        output.doubt(None, Code::NoText, message);
    }
    // Databases of the press print their articles one behind the other.
    let (whole, _) = text.whole();
    if hand_over_articles(&whole.split("\n\n").collect::<Vec<_>>(), output)? {
        return Ok(());
    }
    let mut doubts = Doubts::default();
    let about = about(&text, &mut doubts);
    for (code, message) in doubts.0 {
        output.doubt(None, code, message);
    }
    if text.num_pages <= MAX_PAGES_OF_ARTICLE {
        let (whole, starts) = text.whole();
        let page_starts = starts
            .into_iter()
            .map(|(byte_start, number)| PageStart { byte_start, page: number.to_string() })
            .collect();
        output.single = Some(Article { text: whole, page_starts, ..about });
        return Ok(());
    }
    output.is_container = true;
    for page in text.pages.into_iter().filter(|page| !page.text.is_empty()) {
        let number = page.number.to_string();
        let key = format!("p{number}");
        let content_hash = ContentHash::of(page.text.as_bytes());
        let article = Article {
            source_id: Some(key.clone()),
            unit: Unit::Page,
            page: Some(metadata::known(number, "PDF page")),
            // It is the title of the whole, not of the page.
            title: None,
            text: page.text,
            ..about.clone()
        };
        output.member(&key, content_hash, article);
        if output.is_stopped {
            break;
        }
    }
    Ok(())
}

/// An article with what the file says of itself.
fn about(text: &PdfText, doubts: &mut Doubts) -> Article {
    let stated = |value: &Option<String>| value.as_deref().and_then(metadata::stated);
    let authors = stated(&text.info.author).map(|author| metadata::people(vec![author]));
    Article {
        title: stated(&text.info.title).map(|title| metadata::title(&title, "PDF title")),
        authors: authors.and_then(|authors| metadata::known_list(authors, "PDF author")),
        latest: stated(&text.info.latest)
            .and_then(|day| metadata::other_date(&day, "PDF date of change", doubts))
            .map(|date| date.value),
        is_scan: text.is_scan,
        ..Article::default()
    }
}

fn without_text(text: &PdfText) -> Failure {
    let message = match () {
        () if text.num_unreadable > 0 => "its fonts do not say which letters they show",
        () if text.num_pictured > 0 => "scan without text layer",
        () => "holds no text",
    };
    Failure::skipped(Code::NoText, message)
}
