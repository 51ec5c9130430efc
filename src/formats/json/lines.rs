//! JSON Lines: one JSON object a line, one article each. Streamed: the file may be larger than memory.

use std::io::Cursor;

use crate::diagnostics::Code;
use crate::text::decode::{decode, is_utf_16};

use super::object::{RecordError, read_record};
use super::scan::value_end;
use crate::formats::columns::Columns;
use crate::formats::metadata::Doubts;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};

/// `.jsonl`, `.ndjson`, and `.json` files whose lines are objects.
pub(in crate::formats) struct JsonLines;

impl Format for JsonLines {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "json-lines",
            version: 2,
            extensions: &["jsonl", "ndjson"],
            is_container: true,
            is_binary: false,
            reads: "one article a line, by the names of its members",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let is_called_lines = head.has_extension(self.info().extensions);
        let may_be_lines = is_called_lines || head.has_extension(&["json", ""]);
        let opens_whole_json = matches!(head.trimmed(), [b'[', ..] | [b'{', b'\r' | b'\n', ..]);
        is_called_lines && !opens_whole_json || may_be_lines && looks_like_lines(head.bytes, head.is_whole)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        if !source.stream.fill_buf().is_ok_and(is_utf_16) {
            return read_lines(source, output);
        }
        // Lines cannot be found in UTF-16 bytes: such a file is decoded whole, within the limit for that.
        let decoded = source.text(u64::MAX, |_| None)?;
        let mut stream = Cursor::new(decoded.text);
        read_lines(&mut Source::of_stream(&mut stream, source.options), output)
    }
}

/// Whether the first line of `start` is an object and the next line starts with another. `is_whole`: there is no more
/// text than `start`.
pub(super) fn looks_like_lines(start: &[u8], is_whole: bool) -> bool {
    let text = start.trim_ascii_start();
    let Some(line_end) = text.iter().position(|byte| *byte == b'\n') else { return false };
    let first = text[..line_end].trim_ascii_end();
    let is_object = first.first() == Some(&b'{') && value_end(first, 0) == Ok(first.len());
    match text[line_end..].trim_ascii_start().first() {
        Some(byte) => is_object && *byte == b'{',
        None => is_object && !is_whole,
    }
}

/// Reads every line; blank lines are nothing, bad ones are reported and counted.
pub(super) fn read_lines(source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
    let columns = Columns::new(source.options);
    let mut line = Vec::new();
    // The error of the line before, when the JSON in it ended too early: fatal only if it was the last.
    let mut cut: Option<u64> = None;
    for number in 1_u64.. {
        let Some(is_complete) = source.next_line(&mut line)? else { break };
        let place = Place { number };
        if !is_complete {
            let limit = source.options.limits.max_line_bytes >> 20;
            output.failed_member(
                &place.to_string(),
                Code::TooLarge,
                format!("the line has more than {limit} MiB"),
            );
            continue;
        }
        let content = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line).trim_ascii();
        if content.is_empty() {
            continue;
        }
        cut = None;
        if let Err(error) = read_line(content, &place, source, &columns, output) {
            cut = error.is_cut.then_some(number);
            output.failed_member(&place.to_string(), error.code, error.message);
        }
        if output.is_stopped {
            return Ok(());
        }
    }
    columns.report_missing(output);
    match cut {
        Some(number) => Err(Failure::failed(
            Code::Truncated,
            match output.num_members {
                0 => format!("ends in the middle of line {number}; no article stands before it"),
                1 => format!("ends in the middle of line {number}; the article before it was read"),
                n => format!("ends in the middle of line {number}; the {n} articles before it were read"),
            },
        )),
        None => Ok(()),
    }
}

struct Place {
    number: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}", self.number)
    }
}

fn read_line(
    line: &[u8],
    place: &Place,
    source: &Source<'_>,
    columns: &Columns,
    output: &mut Output<'_>,
) -> Result<(), RecordError> {
    let mut doubts = Doubts::default();
    let article = match std::str::from_utf8(line) {
        Ok(json) => read_record(json, columns, &mut doubts)?,
        Err(_) => {
            let decoded = decode(line.to_vec(), source.options.encoding.as_deref());
            if decoded.has_replacements {
                let message = format!("some bytes are not {} and were replaced", decoded.encoding);
                doubts.0.push((Code::BadEncoding, message));
            }
            read_record(&decoded.text, columns, &mut doubts)?
        }
    };
    for (code, message) in doubts.0 {
        let member = article.source_id.clone().unwrap_or_else(|| place.to_string());
        output.doubt(Some(&member), code, message);
    }
    output.member(place, ContentHash::of(line), article);
    Ok(())
}
