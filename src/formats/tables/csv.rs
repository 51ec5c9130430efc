//! CSV and its kin: a table with a header, an article a row. Streamed: the file may be larger than memory.

use std::borrow::Cow;
use std::io::Cursor;

use csv::ByteRecord;

use crate::diagnostics::Code;
use crate::text::decode::{decode, is_utf_16};

use super::dialect::{Dialect, said_separator};
use super::header::Header;
use super::rows::{Count, Counted, Endless};
use crate::formats::columns::Columns;
use crate::formats::metadata::Doubts;
use crate::formats::record::{Record, Value};
use crate::formats::record_fields::Role;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, ReadOptions, Source};

/// Bytes of the start that the way of reading is found from.
const START_BYTES: usize = 64 * 1024;

/// `.csv`, `.tsv`, `.tab`.
pub(in crate::formats) struct Csv;

impl Format for Csv {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "csv",
            version: 1,
            extensions: &["csv", "tsv", "tab"],
            is_container: true,
            is_binary: false,
            reads: "one article a row, by the names of the columns",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.has_extension(self.info().extensions)
            || head.has_extension(&["txt", "text", ""]) && opens_table(head)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        if !source.stream.fill_buf().is_ok_and(is_utf_16) {
            return read_table(source, output);
        }
        // Quotes and separators cannot be found in UTF-16 bytes: such a file is decoded whole, within the limit for that.
        let mut stream = Cursor::new(source.text(u64::MAX, |_| None)?.text);
        let options = source.options;
        let mut decoded = Source::of_stream(&mut stream, options);
        read_table(&mut decoded, output)
    }
}

/// Whether a text of another name is a table beyond doubt: its first line is a header, and the next has separators too.
fn opens_table(head: &Head<'_>) -> bool {
    let start = head.bytes.trim_ascii_start();
    let mut lines = start.split(|byte| *byte == b'\n');
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let columns = Columns::new(&ReadOptions::default());
    let said = said_separator(first);
    let table = if said.is_some() { start.get(first.len() + 1..).unwrap_or_default() } else { start };
    let found = Dialect::of(table, head.is_whole, said, &columns);
    found.is_some_and(|(dialect, header)| second.contains(&dialect.separator) && header.is_certain())
}

fn read_table(source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
    let options = source.options;
    let columns = Columns::new(options);
    if source.stream.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        source.stream.consume(3);
    }
    let mut num_lines_before = 0;
    let first_line = source.stream.fill_buf()?.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let said = said_separator(first_line);
    if said.is_some() {
        source.next_line(&mut Vec::new())?;
        num_lines_before = 1;
    }
    let start = source.stream.fill_buf()?;
    let (start, is_whole) = (&start[..start.len().min(START_BYTES)], start.len() < START_BYTES - 64);
    let encoding = encoding_of(start, options.encoding.as_deref());
    let decoded_start = decode(start.to_vec(), encoding).text;
    let Some((dialect, header)) = Dialect::of(decoded_start.as_bytes(), is_whole, said, &columns) else {
        return Err(Failure::skipped(Code::Empty, "holds no row"));
    };
    if !header.has_text() {
        let message = format!(
            "no column is known to hold the text; the columns of its first row are {}; `--set column.text=NAME` says which it is",
            header.names()
        );
        return Err(Failure::skipped(Code::NoText, message));
    }
    let limits = options.limits;
    let count = Count::default();
    let rows = Counted { inner: &mut *source.stream, count: &count, max_row_bytes: limits.max_line_bytes };
    let table = Table { separator: dialect.separator, header, columns: &columns, encoding };
    let mut reader = dialect.builder().buffer_capacity(64 * 1024).from_reader(rows);
    let mut row = ByteRecord::new();
    let mut is_header = true;
    let (mut last_line, mut ends_in_breaks) = (0, false);
    loop {
        count.start_row();
        match reader.read_byte_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => return Err(failure(error, last_line, limits.max_line_bytes)),
        }
        // Where the row starts, or blank lines before it.
        last_line = row.position().map_or(0, csv::Position::line) + num_lines_before;
        ends_in_breaks = row.iter().next_back().is_some_and(|value| value.contains(&b'\n'));
        if !std::mem::take(&mut is_header) {
            table.read_row(&row, last_line, output);
        }
        if output.is_stopped {
            return Ok(());
        }
    }
    if dialect.is_quoted && count.has_open_quote() && ends_in_breaks {
        let message = "a quotation mark that opens here is closed nowhere: what follows may be several rows";
        output.doubt(Some(&format!("line {last_line}")), Code::Truncated, message);
    }
    columns.report_missing(output);
    Ok(())
}

fn failure(error: csv::Error, last_line: u64, max_bytes: u64) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<Endless>()) => {
            let message = format!(
                "the row after line {last_line} has more than {} MiB; is a quotation mark in it never closed?",
                max_bytes >> 20
            );
            Failure::failed(Code::TooLarge, message)
        }
        csv::ErrorKind::Io(error) => Failure::from(error),
        _ => Failure::failed(Code::Malformed, format!("the row after line {last_line} cannot be read")),
    }
}

/// The encoding that rows have that are not UTF-8. One row is too short to tell; the start of the file is not.
fn encoding_of<'a>(start: &[u8], set: Option<&'a str>) -> Option<&'a str> {
    // What is cut off in the middle of a character is no sign of another encoding.
    let end = start.iter().rposition(|byte| byte.is_ascii()).map_or(start.len(), |at| at + 1);
    match set {
        Some(set) => Some(set),
        None => Some(decode(start[..end].to_vec(), None).encoding).filter(|name| *name != "UTF-8"),
    }
}

/// What is the same for all rows.
struct Table<'a> {
    separator: u8,
    header: Header,
    columns: &'a Columns,
    encoding: Option<&'a str>,
}

impl Table<'_> {
    fn read_row(&self, row: &ByteRecord, line: u64, output: &mut Output<'_>) {
        let place = format!("line {line}");
        if row.iter().all(<[u8]>::is_empty) {
            return;
        }
        let mut doubts = Doubts::default();
        let encoding = self.encoding_of_row(row);
        let mut has_replacements = false;
        let mut record = Record::with_columns("column", self.columns);
        let joined = self.joined_rest(row);
        let num_columns = self.header.num_columns();
        for (at, ((name, slot), value)) in self.header.columns().iter().zip(row).enumerate() {
            let Some(slot) = *slot else { continue };
            let value = joined.as_deref().filter(|_| at + 1 == num_columns).unwrap_or(value);
            let value = match std::str::from_utf8(value) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => {
                    let decoded = decode(value.to_vec(), encoding);
                    has_replacements |= decoded.has_replacements;
                    Cow::Owned(decoded.text)
                }
            };
            record.put(slot, Cow::Borrowed(name), value_of(value, slot.0));
        }
        if has_replacements {
            let name = encoding.unwrap_or("UTF-8");
            doubts.0.push((Code::BadEncoding, format!("some bytes are not {name} and were replaced")));
        }
        if has_more_than(row, num_columns) {
            let done = if joined.is_some() { "put back into it" } else { "left out" };
            let has = row.len();
            let message =
                format!("has {has} values for {num_columns} columns; those behind the last were {done}");
            doubts.0.push((Code::Malformed, message));
        }
        match record.into_article(&mut doubts) {
            Err(_) => output.failed_member(&place, Code::NoText, "the row has no text"),
            Ok(article) => {
                let member = article.source_id.clone().unwrap_or_else(|| place.clone());
                doubts.0.into_iter().for_each(|(code, message)| output.doubt(Some(&member), code, message));
                output.member(&place, self.hash_of(row), article);
            }
        }
    }

    /// The value of the last column together with what stands behind it, where that column is the text: a text that was
    /// not quoted has separators of its own.
    fn joined_rest(&self, row: &ByteRecord) -> Option<Vec<u8>> {
        let num_columns = self.header.num_columns();
        let (_, last) = self.header.columns().last()?;
        let is_text = last.is_some_and(|(role, _)| role == Role::Text);
        if !is_text || !has_more_than(row, num_columns) {
            return None;
        }
        let values: Vec<&[u8]> = row.iter().skip(num_columns - 1).collect();
        let num_empty = values.iter().rev().take_while(|value| value.is_empty()).count();
        Some(values[..values.len() - num_empty].join(&self.separator))
    }

    /// The encoding of a row that is not UTF-8.
    fn encoding_of_row(&self, row: &ByteRecord) -> Option<&str> {
        let is_other = std::str::from_utf8(row.as_slice()).is_err();
        if is_other && self.encoding.is_none() {
            return Some(decode(row.as_slice().to_vec(), None).encoding);
        }
        self.encoding
    }

    /// Of the values and of what their columns are called: under other names they are another article.
    fn hash_of(&self, row: &ByteRecord) -> ContentHash {
        let names = self.header.columns().iter().map(|(name, _)| name.as_bytes());
        let mut bytes = Vec::with_capacity(row.as_slice().len() + 256);
        for part in names.chain(row) {
            bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part);
        }
        ContentHash::of(&bytes)
    }
}

/// Whether there are values behind those of the columns.
fn has_more_than(row: &ByteRecord, num_columns: usize) -> bool {
    row.len() > num_columns && row.iter().skip(num_columns).any(|value| !value.is_empty())
}

/// Seconds since 1970 are a number; so is nothing else that stands in a table.
fn value_of(value: Cow<'_, str>, role: Role) -> Value<'_> {
    let text = value.trim();
    let is_date = matches!(role, Role::Published | Role::Updated);
    if text == "\\N" {
        return Value::Missing;
    }
    match text.parse() {
        Ok(number) if is_date && text.len() >= 9 => Value::Integer(number),
        _ => Value::Text(value),
    }
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
