//! Text exports of LexisNexis: documents numbered `1 of 3 DOCUMENTS`. Streamed. Not the text of Nexis Uni, which is
//! exported as Word documents.

use std::io::Cursor;

use crate::diagnostics::Code;
use crate::formats::metadata::Doubts;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::PartialDate;
use crate::text::decode::{decode, is_utf_16};

use super::lexisnexis_delimiter::{day_of_request, is_numbering};
use super::lexisnexis_document::read_document;
use super::lexisnexis_label::{Role, Shape, label_of};
use super::member::hand_over;
use super::unwrap;

/// A larger document is no article.
const MAX_DOCUMENT_BYTES: usize = 8 * 1024 * 1024;

/// A longer line numbers no document.
const MAX_NUMBERING_BYTES: usize = 200;

/// The reader of LexisNexis texts.
pub(in crate::formats) struct LexisNexisText;

impl Format for LexisNexisText {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "lexisnexis-text",
            version: 1,
            extensions: &["txt", "text"],
            is_container: true,
            is_binary: false,
            reads: "articles exported from LexisNexis as text, with source, section, page, date, authors and subjects",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        // Every file is asked, and decoding is dear.
        let says_document =
            |word: &[u8]| head.bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
        if !says_document(b"document") && !says_document(b"dokument") && !is_utf_16(head.bytes) {
            return false;
        }
        let text = decode(head.bytes.to_vec(), None).text;
        let mut lines = text.lines().skip_while(|line| !is_numbering(line));
        // An article may say that it is one of three documents; it then has no labels.
        lines.next().is_some()
            && lines
                .any(|line| matches!(label_of(line, Shape::Numbered), Some((role, _)) if role != Role::Other))
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        if !source.stream.fill_buf().is_ok_and(is_utf_16) {
            return read_lines(source, output);
        }
        // Lines cannot be found in UTF-16 bytes: such a file is decoded whole, within the limit for that.
        let mut stream = Cursor::new(source.text(u64::MAX, |_| None)?.text);
        read_lines(&mut Source::of_stream(&mut stream, source.options), output)
    }
}

/// The document that is being read.
#[derive(Default)]
struct Growing {
    bytes: Vec<u8>,
    /// Zero before the first document: the cover.
    number: u64,
    is_too_large: bool,
    latest: Option<PartialDate>,
}

fn read_lines(source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut line = Vec::new();
    let mut growing = Growing::default();
    while let Some(is_complete) = source.next_line(&mut line)? {
        if is_complete && line.len() <= MAX_NUMBERING_BYTES && is_numbering(&String::from_utf8_lossy(&line)) {
            growing.end(source, output);
            if output.is_stopped {
                return Ok(());
            }
            growing.number += 1;
            continue;
        }
        growing.is_too_large |= !is_complete || growing.bytes.len() + line.len() > MAX_DOCUMENT_BYTES;
        if !growing.is_too_large {
            growing.bytes.extend_from_slice(&line);
            growing.bytes.push(b'\n');
        }
    }
    growing.end(source, output);
    Ok(())
}

impl Growing {
    /// Reads the document, if it is one, and makes room for the next.
    fn end(&mut self, source: &Source<'_>, output: &mut Output<'_>) {
        let bytes = std::mem::take(&mut self.bytes);
        let is_too_large = std::mem::take(&mut self.is_too_large);
        let place = format!("document {}", self.number);
        if is_too_large {
            let message = format!("has more than {} MiB", MAX_DOCUMENT_BYTES >> 20);
            output.failed_member(&place, Code::TooLarge, message);
            return;
        }
        // The same document stands elsewhere with other blank lines around it.
        let content_hash = ContentHash::of(bytes.trim_ascii());
        let decoded = decode(bytes, source.options.encoding.as_deref());
        if self.number == 0 {
            self.latest = decoded.text.lines().find_map(day_of_request);
            return;
        }
        let mut doubts = Doubts::default();
        if decoded.has_replacements {
            let message = format!("some bytes are not {} and were replaced", decoded.encoding);
            doubts.0.push((Code::BadEncoding, message));
        }
        let mut article = read_document(&unwrap::blocks(&decoded.text), Shape::Numbered, &mut doubts);
        article.latest = self.latest;
        hand_over(output, &place, content_hash, article, doubts);
    }
}

#[cfg(test)]
#[path = "lexisnexis_text_tests.rs"]
mod tests;
