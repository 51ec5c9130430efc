//! How the text of a PDF comes from the process that extracts it: a JSON line on the file, then one for each page.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::extract::{PdfError, PdfPage, PdfText, pdf_text};
use super::info::PdfInfo;
use super::limits::PdfLimits;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum First {
    /// What the file is; pages follow.
    File {
        info: PdfInfo,
        num_pages: usize,
        is_cut: bool,
        is_scan: bool,
        num_unreadable: usize,
        num_pictured: usize,
    },
    /// It needs a password.
    Encrypted,
    /// It is damaged.
    Damaged(String),
    /// The reader broke down.
    Fault,
}

#[derive(Serialize, Deserialize)]
struct Page {
    page: usize,
    text: String,
    #[serde(default)]
    goes_on: bool,
}

/// Extracts the text of the PDF that `bytes` are and writes it as JSON lines, as [`read_file`](crate::formats::read_file)
/// expects it of [`Commands::pdf`](crate::formats::Commands).
pub fn extract_pdf(bytes: &[u8], limits: &PdfLimits, out: &mut dyn Write) -> io::Result<()> {
    let text = match pdf_text(bytes, limits) {
        Ok(text) => text,
        Err(error) => {
            let first = match error {
                PdfError::Encrypted => First::Encrypted,
                PdfError::Damaged(reason) => First::Damaged(reason),
                PdfError::Fault => First::Fault,
            };
            return write(&first, out);
        }
    };
    let PdfText { info, pages, num_pages, is_cut, is_scan, num_unreadable, num_pictured } = text;
    write(&First::File { info, num_pages, is_cut, is_scan, num_unreadable, num_pictured }, out)?;
    for PdfPage { number, text, goes_on } in pages {
        write(&Page { page: number, text, goes_on }, out)?;
    }
    Ok(())
}

fn write(line: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Reads what [`extract_pdf`] wrote. `None`: something else did.
pub(super) fn read(bytes: &[u8]) -> Option<Result<PdfText, PdfError>> {
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let first: First = serde_json::from_slice(lines.next()?).ok()?;
    let mut text = match first {
        First::Encrypted => return Some(Err(PdfError::Encrypted)),
        First::Damaged(reason) => return Some(Err(PdfError::Damaged(reason))),
        First::Fault => return Some(Err(PdfError::Fault)),
        First::File { info, num_pages, is_cut, is_scan, num_unreadable, num_pictured } => {
            PdfText { info, pages: Vec::new(), num_pages, is_cut, is_scan, num_unreadable, num_pictured }
        }
    };
    for line in lines {
        let Page { page, text: paragraphs, goes_on } = serde_json::from_slice(line).ok()?;
        text.pages.push(PdfPage { number: page, text: paragraphs, goes_on });
    }
    Some(Ok(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        extract_pdf(b"no PDF", &PdfLimits::default(), &mut bytes).unwrap();
        assert!(matches!(read(&bytes), Some(Err(PdfError::Damaged(_)))));
        assert!(read(b"").is_none() && read(b"Usage: pdftotext\n").is_none());
    }
}
