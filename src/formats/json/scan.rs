//! Where the values of a JSON text begin and end, found without parsing them and without recursion.

use std::ops::Range;

/// Why a value has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::formats) enum ScanError {
    /// The text ends inside it.
    #[error("ends in the middle of a value")]
    Cut,
    /// Something else stands where a value, a comma or a colon belongs.
    #[error("is no JSON at byte {0}")]
    Malformed(usize),
}

/// The first byte at or after `at` that is not white space.
pub(in crate::formats) fn skip_space(json: &[u8], at: usize) -> usize {
    let rest = json.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// One past the last byte of the value that starts at `start`. What is inside is not checked.
pub(in crate::formats) fn value_end(json: &[u8], start: usize) -> Result<usize, ScanError> {
    match json.get(start) {
        None => Err(ScanError::Cut),
        Some(b'"') => string_end(json, start),
        Some(b'{' | b'[') => nested_end(json, start),
        Some(b'}' | b']' | b',' | b':') => Err(ScanError::Malformed(start)),
        Some(_) => {
            let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b':') || byte.is_ascii_whitespace();
            Ok(json[start..].iter().position(is_end).map_or(json.len(), |len| start + len))
        }
    }
}

fn string_end(json: &[u8], start: usize) -> Result<usize, ScanError> {
    let mut at = start + 1;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return Ok(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    Err(ScanError::Cut)
}

fn nested_end(json: &[u8], start: usize) -> Result<usize, ScanError> {
    let (mut depth, mut at) = (0_usize, start);
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => {
                at = string_end(json, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return Ok(at + 1),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    Err(ScanError::Cut)
}

/// The values of an array, or values that simply follow each other, one after the other.
pub(in crate::formats) struct Elements<'a> {
    json: &'a [u8],
    at: usize,
    is_array: bool,
    is_done: bool,
}

impl<'a> Elements<'a> {
    /// The values of the array that starts at `start`.
    pub(in crate::formats) fn of_array(json: &'a [u8], start: usize) -> Self {
        Elements { json, at: start + 1, is_array: true, is_done: false }
    }

    /// The values that follow each other from `start` to the end of the text.
    pub(in crate::formats) fn of_sequence(json: &'a [u8], start: usize) -> Self {
        Elements { json, at: start, is_array: false, is_done: false }
    }

    fn next_range(&mut self) -> Result<Option<Range<usize>>, ScanError> {
        let mut at = skip_space(self.json, self.at);
        while self.json.get(at) == Some(&b',') {
            at = skip_space(self.json, at + 1);
        }
        match self.json.get(at) {
            None if !self.is_array => return Ok(None),
            Some(b']') if self.is_array => return Ok(None),
            _ => {}
        }
        self.at = value_end(self.json, at)?;
        Ok(Some(at..self.at))
    }
}

impl Iterator for Elements<'_> {
    type Item = Result<Range<usize>, ScanError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let range = self.next_range().transpose();
        self.is_done = !matches!(range, Some(Ok(_)));
        range
    }
}

/// The members of the object that starts at `start`: where name (with its quotes) and value stand.
///
/// Stops without an error where the object is malformed: whoever parses it says why.
pub(in crate::formats) fn members(json: &[u8], start: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let mut members = Vec::new();
    let mut at = start + 1;
    while let Some((name, value)) = member(json, at) {
        at = value.end;
        members.push((name, value));
    }
    members
}

fn member(json: &[u8], at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let mut name_start = skip_space(json, at);
    if json.get(name_start) == Some(&b',') {
        name_start = skip_space(json, name_start + 1);
    }
    if json.get(name_start) != Some(&b'"') {
        return None;
    }
    let name_end = string_end(json, name_start).ok()?;
    let colon = skip_space(json, name_end);
    if json.get(colon) != Some(&b':') {
        return None;
    }
    let value_start = skip_space(json, colon + 1);
    let value_end = value_end(json, value_start).ok()?;
    Some((name_start..name_end, value_start..value_end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(json: &str) -> Vec<Result<&str, ScanError>> {
        Elements::of_array(json.as_bytes(), 0).map(|range| range.map(|range| &json[range])).collect()
    }

    #[test]
    fn finds_elements_and_members() {
        let json = r#"[ {"a": "]}\"" }, 12 ,"x", [[1]] ]"#;
        assert_eq!(elements(json), [Ok(r#"{"a": "]}\"" }"#), Ok("12"), Ok("\"x\""), Ok("[[1]]")]);
        let json = r#"{"a" : [1], "b":{"c":2}}"#;
        let found: Vec<_> = members(json.as_bytes(), 0)
            .into_iter()
            .map(|(name, value)| (&json[name], &json[value]))
            .collect();
        assert_eq!(found, [("\"a\"", "[1]"), ("\"b\"", r#"{"c":2}"#)]);
        let two: Vec<_> = Elements::of_sequence(b"{} {}", 0).collect();
        assert_eq!(two, [Ok(0..2), Ok(3..5)]);
    }

    #[test]
    fn a_cut_text_is_told_from_a_wrong_one() {
        assert_eq!(elements("[1, {\"a\": \"x").last(), Some(&Err(ScanError::Cut)));
        assert_eq!(elements("[1, }").last(), Some(&Err(ScanError::Malformed(4))));
        assert_eq!(elements("[1").last(), Some(&Err(ScanError::Cut)));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(value_end(deep.as_bytes(), 0), Err(ScanError::Cut));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(json: Vec<u8>) {
            let _ = Elements::of_array(&json, 0).count();
            let _ = Elements::of_sequence(&json, 0).count();
            let _ = members(&json, 0);
        }
    }
}
