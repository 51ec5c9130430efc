//! JSON files: one object is one article; an array of objects, or an object around one, is a container.

use std::io::Cursor;
use std::ops::Range;

use crate::diagnostics::Code;

use super::lines::{looks_like_lines, read_lines};
use super::object::read_record;
use super::scan::{Elements, ScanError, members, skip_space, value_end};
use crate::formats::columns::Columns;
use crate::formats::metadata::Doubts;
use crate::formats::record_fields::Role;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};

/// How many objects may stand around the array of articles: `{"response": {"docs": […]}}` has two.
const MAX_WRAPPERS: usize = 4;

/// `.json`, and `.jsonl` files that hold one JSON text all the same.
pub(in crate::formats) struct Json;

impl Format for Json {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "json",
            version: 2,
            extensions: &["json"],
            is_container: true,
            is_binary: false,
            reads: "one object as one article, an array of objects as one article each, by the names of their members",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let opens_json = matches!(head.trimmed().first(), Some(b'{' | b'['));
        let names_json = head.has_extension(&["json", "jsonl", "ndjson"]);
        names_json && (opens_json || head.extension == "json")
            || head.extension.is_empty() && opens_article(head)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let decoded = source.text(u64::MAX, |_| None)?;
        if decoded.has_replacements {
            output.doubt(
                None,
                Code::BadEncoding,
                format!("some bytes are not {} and were replaced", decoded.encoding),
            );
        }
        if looks_like_lines(decoded.text.as_bytes(), true) {
            output.is_container = true;
            let mut stream = Cursor::new(decoded.text);
            return read_lines(&mut Source::of_stream(&mut stream, source.options), output);
        }
        read_json(&decoded.text, &Columns::new(source.options), output)
    }
}

/// A file without an extension is JSON only when it opens like an object with a name in it.
fn opens_article(head: &Head<'_>) -> bool {
    let mut bytes = head.trimmed();
    bytes = bytes.strip_prefix(b"[").unwrap_or(bytes).trim_ascii_start();
    bytes.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""))
}

fn read_json(json: &str, columns: &Columns, output: &mut Output<'_>) -> Result<(), Failure> {
    let bytes = json.as_bytes();
    let start = skip_space(bytes, 0);
    if bytes[start] == b'[' {
        return read_elements(json, Elements::of_array(bytes, start), columns, output);
    }
    let end = value_end(bytes, start).map_err(failure)?;
    if skip_space(bytes, end) < bytes.len() {
        return read_elements(json, Elements::of_sequence(bytes, start), columns, output);
    }
    match articles_inside(bytes, start, columns) {
        Some(array) => read_elements(json, Elements::of_array(bytes, array), columns, output),
        None => read_single(&json[start..end], columns, output),
    }
}

fn failure(error: ScanError) -> Failure {
    let code = if error == ScanError::Cut { Code::Truncated } else { Code::Malformed };
    Failure::failed(code, format!("the file {error}"))
}

fn read_single(json: &str, columns: &Columns, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut doubts = Doubts::default();
    let article = read_record(json, columns, &mut doubts)
        .map_err(|error| Failure::failed(error.code, error.message))?;
    for (code, message) in doubts.0 {
        output.doubt(None, code, message);
    }
    output.single = Some(article);
    Ok(())
}

fn read_elements(
    json: &str,
    elements: Elements<'_>,
    columns: &Columns,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    output.is_container = true;
    for (number, range) in (1_u64..).zip(elements) {
        let element = json.get(range.map_err(failure)?).unwrap_or("");
        let place = format!("element {number}");
        let mut doubts = Doubts::default();
        match read_record(element, columns, &mut doubts) {
            Err(error) => output.failed_member(&place, error.code, error.message),
            Ok(article) => {
                for (code, message) in doubts.0 {
                    output.doubt(Some(article.source_id.as_deref().unwrap_or(&place)), code, message);
                }
                output.member(&place, ContentHash::of(element.as_bytes()), article);
            }
        }
        if output.is_stopped {
            return Ok(());
        }
    }
    columns.report_missing(output);
    Ok(())
}

/// Where the array of articles starts inside the object at `start`; `None` when the object is an article itself or
/// has no such array.
fn articles_inside(json: &[u8], mut start: usize, columns: &Columns) -> Option<usize> {
    for _ in 0..MAX_WRAPPERS {
        let members = members(json, start);
        if members.iter().any(|(name, value)| is_text(json, name, value, columns)) {
            return None;
        }
        let arrays: Vec<usize> =
            members.iter().filter_map(|(_, value)| array_of_objects(json, value)).collect();
        if let [array] = arrays[..] {
            return Some(array);
        }
        let mut objects = members.iter().filter(|(_, value)| json[value.start] == b'{');
        let (Some((_, inner)), None) = (objects.next(), objects.next()) else { return None };
        start = inner.start;
    }
    None
}

fn is_text(json: &[u8], name: &Range<usize>, value: &Range<usize>, columns: &Columns) -> bool {
    let name = std::str::from_utf8(&json[name.start + 1..name.end - 1]).unwrap_or("");
    let is_string = json[value.start] == b'"' && value.len() > 2;
    is_string && columns.role_of(name).is_some_and(|(role, _)| role == Role::Text)
}

fn array_of_objects(json: &[u8], value: &Range<usize>) -> Option<usize> {
    let is_array =
        json[value.start] == b'[' && json[skip_space(json, value.start + 1)..].first() == Some(&b'{');
    is_array.then_some(value.start)
}
