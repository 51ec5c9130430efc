//! JSON that is safe on a terminal too: control characters and direction overrides inside strings are `\u` escapes.
//!
//! The value a program reads is the same; what a person sees cannot act on the terminal. Not the shapes: see `wire`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::printable::is_unsafe;

/// Writes `value` over several lines, with a line feed after it.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let formatter = Safe(PrettyFormatter::new());
    value.serialize(&mut Serializer::with_formatter(&mut *out, formatter))?;
    out.write_all(b"\n")
}

/// Writes `value` on one line, with a line feed after it.
pub fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let formatter = Safe(CompactFormatter);
    value.serialize(&mut Serializer::with_formatter(&mut *out, formatter))?;
    out.write_all(b"\n")
}

/// A formatter that lays out as the one inside, but escapes more characters.
struct Safe<F>(F);

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut byte_done = 0;
        for (start, character) in fragment.char_indices().filter(|(_, c)| is_unsafe(*c)) {
            out.write_all(&fragment.as_bytes()[byte_done..start])?;
            // Every unsafe character lies in the Basic Multilingual Plane: one escape is enough.
            write!(out, "\\u{:04x}", character as u32)?;
            byte_done = start + character.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[byte_done..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }
    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }
    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }
    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }
    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }
    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }
    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_as_the_same_value_and_holds_no_control_character() {
        let text = "\x1b[2J \u{9b}31m \u{202e} \u{7f} é\n«»";
        let mut out = Vec::new();
        write_line(&mut out, &[text]).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
        assert!(!json.trim_end().contains(is_unsafe), "{json:?}");
    }

    #[test]
    fn lays_out_over_lines() {
        let mut out = Vec::new();
        write_json(&mut out, &serde_json::json!({"a": [1, {"b": null}], "c": []})).unwrap();
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": []\n}\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
