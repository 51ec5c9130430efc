//! `depeche extract-pdf`, which nobody types: the process that reads one PDF for an index run, so that what goes wrong
//! there goes wrong there.

use std::io::Read;

use depeche::formats::{PdfLimits, extract_pdf};

use super::failure::Failure;
use super::ui::Ui;

/// The name of the command.
pub const NAME: &str = "extract-pdf";

/// Larger files are not read: the process could not hold them.
const MAX_FILE_BYTES: u64 = 128 << 20;

/// Reads a PDF on stdin and writes its text as JSON lines on stdout.
pub fn run(ui: &Ui) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new("io", format!("the PDF could not be read: {error}")))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let message = format!("the PDF has more than {} MiB", MAX_FILE_BYTES >> 20);
        return Err(Failure::new("too-large", message));
    }
    ui.answer(|out| extract_pdf(&bytes, &PdfLimits::default(), out))
}
