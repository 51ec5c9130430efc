//! What extracting the text of one PDF may cost.

use std::time::Duration;

/// Bounds on the work for one PDF. What lies beyond them is left out, and the result says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfLimits {
    /// Pages read. Default 5,000.
    pub max_pages: usize,
    /// Glyphs drawn on one page, seen or not. Default 200,000: a full page of a broadsheet has 30,000.
    pub max_page_glyphs: usize,
    /// Drawing operators of one page. Default 2,000,000.
    pub max_page_operations: usize,
    /// Bytes that the content of one page unpacks to, and as much again for its forms. Default 16 MiB.
    pub max_page_bytes: usize,
    /// Bytes that any stream unpacks to when the file is loaded. Default 32 MiB.
    pub max_stream_bytes: usize,
    /// Fonts kept for the next page. Default 500.
    pub max_fonts: usize,
    /// Bytes of text of all pages together. Default 32 MiB.
    pub max_text_bytes: usize,
    /// Time after which no other page is begun. Default 40 seconds.
    pub max_time: Duration,
}

impl Default for PdfLimits {
    fn default() -> Self {
        PdfLimits {
            max_pages: 5_000,
            max_page_glyphs: 200_000,
            max_page_operations: 2_000_000,
            max_page_bytes: 16 << 20,
            max_stream_bytes: 32 << 20,
            max_fonts: 500,
            max_text_bytes: 32 << 20,
            max_time: Duration::from_secs(40),
        }
    }
}
