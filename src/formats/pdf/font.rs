//! A font of a PDF: how a text is cut into codes, and for each its letters and its width. Draws nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use lopdf::{Dictionary, Document, Object};

use super::to_unicode::ToUnicode;

/// Widths of the fonts that need not be described.
const STANDARD_WIDTHS: &str = include_str!("standard_widths.tsv");

/// Bytes that the table of letters of one font may unpack to.
const MAX_TABLE_BYTES: usize = 4 << 20;
/// Entries of a font's list of widths that are looked at.
const MAX_WIDTHS: usize = 70_000;

/// For each letter its width in Helvetica, Times and their bold and slanted kinds.
static STANDARD: LazyLock<HashMap<char, [f32; 6]>> = LazyLock::new(|| {
    let rows = STANDARD_WIDTHS.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let (code, widths) = row.split_once('\t')?;
        let letter = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        let mut numbers = widths.split('\t').map(|width| width.parse().unwrap_or(500.0));
        Some((letter, std::array::from_fn(|_| numbers.next().unwrap_or(500.0))))
    })
    .collect()
});

/// One code of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code<'a> {
    /// Its letters; `None`: the file does not say which.
    pub(super) text: Option<&'a str>,
    /// Its width as a share of the font size.
    pub(super) width: f32,
    /// Whether it is the one-byte code 32, to which word spacing applies.
    pub(super) is_space: bool,
}

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    /// Bytes of a code: 1, or 2 in fonts of many glyphs.
    num_code_bytes: usize,
    letters: ToUnicode,
    /// Letters of one-byte codes by encoding, where the table above does not know them.
    encoded: Vec<Option<Box<str>>>,
    /// Whether codes that no table knows are UTF-16.
    is_utf_16: bool,
    utf_16: HashMap<u32, Box<str>>,
    widths: HashMap<u32, f32>,
    default_width: f32,
    /// Whether its name says so.
    pub(super) is_bold: bool,
}

impl Font {
    /// Reads the font that `dictionary` describes.
    pub(super) fn read(document: &Document, dictionary: &Dictionary) -> Font {
        let name = name(document, dictionary, b"BaseFont");
        let letters = stream(document, dictionary, b"ToUnicode").map(|program| ToUnicode::parse(&program));
        let mut font = Font {
            num_code_bytes: 1,
            letters: letters.unwrap_or_default(),
            encoded: Vec::new(),
            is_utf_16: false,
            utf_16: HashMap::new(),
            widths: HashMap::new(),
            default_width: 0.5,
            is_bold: ["bold", "black", "heavy", "demi"]
                .iter()
                .any(|weight| name.to_lowercase().contains(weight)),
        };
        let is_composite =
            dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        if is_composite {
            font.read_composite(document, dictionary);
        } else {
            font.encoded = encoded(document, dictionary);
            font.read_widths(document, dictionary, &name);
        }
        font
    }

    /// The codes of a text that is shown in this font.
    pub(super) fn codes<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Code<'a>> {
        bytes.chunks(self.num_code_bytes).map(|bytes| {
            let code = bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let width = self.widths.get(&code).copied().unwrap_or(self.default_width);
            Code { text: self.text_of(code), width, is_space: bytes == b" " }
        })
    }

    fn text_of(&self, code: u32) -> Option<&str> {
        let text = match self.letters.get(code) {
            Some(text) => Some(text),
            None if self.is_utf_16 => self.utf_16.get(&code).map(AsRef::as_ref),
            None => self.encoded.get(code as usize).and_then(|text| text.as_deref()),
        };
        text.filter(|text| text.chars().all(is_letter_or_sign))
    }

    fn read_composite(&mut self, document: &Document, dictionary: &Dictionary) {
        self.num_code_bytes = 2;
        self.default_width = 1.0;
        let encoding = name(document, dictionary, b"Encoding");
        if self.letters.is_empty() && (encoding.contains("UCS2") || encoding.contains("UTF16")) {
            self.is_utf_16 = true;
            let basic = (0x20..0xD800_u32).chain(0xF900..0xFFFE);
            self.utf_16 = basic
                .filter_map(|code| Some((code, char::from_u32(code)?.to_string().into_boxed_str())))
                .collect();
        }
        let descendants = dictionary.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
        let descendant = descendants.ok().and_then(|list| dictionary_of(document, list.first()?));
        let Some(descendant) = descendant else { return };
        if let Some(width) =
            descendant.get_deref(b"DW", document).ok().and_then(|width| width.as_float().ok())
        {
            self.default_width = width / 1000.0;
        }
        if let Ok(list) = descendant.get_deref(b"W", document).and_then(Object::as_array) {
            self.read_runs_of_widths(document, list);
        }
    }

    /// `first [w w …]` or `first last w`.
    fn read_runs_of_widths(&mut self, document: &Document, list: &[Object]) {
        let value = |object: &Object| {
            document.dereference(object).ok().and_then(|(_, object)| object.as_float().ok())
        };
        let mut items = list.iter();
        while let Some(first) = items.next().and_then(value) {
            let first = first.max(0.0) as u32;
            let Some((_, second)) = items.next().and_then(|object| document.dereference(object).ok()) else {
                return;
            };
            if let Ok(widths) = second.as_array() {
                for (code, width) in (first..).zip(widths.iter().filter_map(value)) {
                    self.put_width(code, width / 1000.0);
                }
            } else if let (Ok(last), Some(width)) = (second.as_float(), items.next().and_then(value)) {
                for code in first..=(last.max(0.0) as u32).min(first.saturating_add(0xFFFF)) {
                    if !self.put_width(code, width / 1000.0) {
                        return;
                    }
                }
            } else {
                return;
            }
        }
    }

    fn put_width(&mut self, code: u32, width: f32) -> bool {
        let is_room = self.widths.len() < MAX_WIDTHS;
        if is_room {
            self.widths.insert(code, width);
        }
        is_room
    }

    fn read_widths(&mut self, document: &Document, dictionary: &Dictionary, name: &str) {
        let number = |dictionary: &Dictionary, key: &[u8]| {
            dictionary.get_deref(key, document).ok().and_then(|number| number.as_float().ok())
        };
        // The letters of a Type 3 font are drawn in a space of their own.
        let scale = match dictionary.get_deref(b"FontMatrix", document).and_then(Object::as_array) {
            Ok(matrix) => matrix.first().and_then(|scale| scale.as_float().ok()).unwrap_or(0.001),
            Err(_) => 0.001,
        };
        let Ok(list) = dictionary.get_deref(b"Widths", document).and_then(Object::as_array) else {
            return self.take_standard_widths(name);
        };
        let first = number(dictionary, b"FirstChar").unwrap_or(0.0).max(0.0) as u32;
        for (code, width) in (first..).zip(list.iter().take(256)) {
            if let Some(width) = document.dereference(width).ok().and_then(|(_, width)| width.as_float().ok())
            {
                self.widths.insert(code, width * scale);
            }
        }
        let descriptor =
            dictionary.get(b"FontDescriptor").ok().and_then(|object| dictionary_of(document, object));
        self.default_width =
            descriptor.and_then(|descriptor| number(descriptor, b"MissingWidth")).unwrap_or(0.0) * scale;
    }

    fn take_standard_widths(&mut self, name: &str) {
        let name = name.to_lowercase();
        if name.contains("courier") || name.contains("mono") {
            self.default_width = 0.6;
            return;
        }
        let is_slanted = name.contains("italic") || name.contains("oblique");
        let kind = match (name.contains("times") || name.contains("serif"), self.is_bold, is_slanted) {
            (false, bold, _) => usize::from(bold),
            (true, bold, slanted) => 2 + usize::from(bold) + 2 * usize::from(slanted),
        };
        for (code, text) in (0..).zip(&self.encoded) {
            let letter = text.as_deref().and_then(|text| text.chars().next());
            if let Some(widths) = letter.and_then(|letter| STANDARD.get(&letter)) {
                self.widths.insert(code, widths[kind] / 1000.0);
            }
        }
    }
}

/// Not of the areas that fonts use for themselves, and no sign that stands for something unknown.
fn is_letter_or_sign(letter: char) -> bool {
    !matches!(letter, '\u{FFFD}' | '\u{0}'..='\u{8}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// The letters of the 256 one-byte codes.
fn encoded(document: &Document, dictionary: &Dictionary) -> Vec<Option<Box<str>>> {
    let encoding = dictionary.get_deref(b"Encoding", document).ok();
    let differing = encoding.and_then(|encoding| encoding.as_dict().ok());
    let base = match (encoding.and_then(|encoding| encoding.as_name().ok()), differing) {
        (Some(name), _) => name.to_vec(),
        (_, Some(differing)) => name(document, differing, b"BaseEncoding").into_bytes(),
        _ => Vec::new(),
    };
    let base = if base.is_empty() { b"StandardEncoding".to_vec() } else { base };
    let mut letters: Vec<Option<Box<str>>> =
        (0..=255).map(|code| letter_of(Object::Name(base.clone()), code)).collect();
    let differences =
        differing.and_then(|differing| differing.get_deref(b"Differences", document).ok()?.as_array().ok());
    let mut code = 0;
    for item in differences.into_iter().flatten().take(1024) {
        match item {
            Object::Integer(number) => code = usize::try_from(*number).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(letter) = letters.get_mut(code) {
                    *letter = letters_of_glyph(name);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    letters
}

/// What lopdf knows of a code in this encoding.
fn letter_of(encoding: Object, code: u8) -> Option<Box<str>> {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", encoding);
    let nowhere = Document::new();
    let text = font.get_font_encoding(&nowhere).ok()?.bytes_to_string(&[code]).ok()?;
    (!text.is_empty()).then(|| text.into_boxed_str())
}

/// The letters that the name of a glyph stands for: `eacute`, `uni00E9`, `f_i`, `a.sc`.
fn letters_of_glyph(name: &[u8]) -> Option<Box<str>> {
    let name = std::str::from_utf8(name).ok()?;
    let whole = name.split('.').next().filter(|name| !name.is_empty())?;
    let letters: Option<String> = whole.split('_').take(8).map(letters_of_part).collect();
    letters.map(String::into_boxed_str)
}

fn letters_of_part(name: &str) -> Option<String> {
    let hexadecimal = |digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?).map(String::from);
    if let Some(letter) = name.strip_prefix("uni").filter(|digits| digits.len() == 4).and_then(hexadecimal) {
        return Some(letter);
    }
    if let Some(letter) =
        name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())).and_then(hexadecimal)
    {
        return Some(letter);
    }
    let mut differing = Dictionary::new();
    let names = vec![Object::Integer(1), Object::Name(name.as_bytes().to_vec())];
    differing.set("Differences", Object::Array(names));
    // Code 1 has no letter in the encoding that is fallen back on.
    letter_of(Object::Dictionary(differing), 1).map(String::from)
}

/// The dictionary that an object is or refers to.
pub(super) fn dictionary_of<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    match document.dereference(object).ok()?.1 {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn name(document: &Document, dictionary: &Dictionary, key: &[u8]) -> String {
    let name = dictionary.get_deref(key, document).and_then(Object::as_name);
    String::from_utf8_lossy(name.unwrap_or_default()).into_owned()
}

fn stream(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<Vec<u8>> {
    let stream = dictionary.get_deref(key, document).ok()?.as_stream().ok()?;
    stream.get_plain_content_with_limit(MAX_TABLE_BYTES).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_are_known_by_name() {
        let cases = [
            ("eacute", "é"),
            ("quoteright", "\u{2019}"),
            ("f_f_i", "ffi"),
            ("fi", "\u{FB01}"),
            ("uni0153", "œ"),
            ("u1F600", "😀"),
            ("a.sc", "a"),
            ("Euro", "€"),
        ];
        for (name, letters) in cases {
            assert_eq!(letters_of_glyph(name.as_bytes()).as_deref(), Some(letters), "{name}");
        }
        for name in ["g123", ".notdef", "", "cid:7"] {
            assert_eq!(letters_of_glyph(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn the_standard_fonts_have_widths() {
        assert_eq!(STANDARD[&'é'], [556.0, 556.0, 444.0, 444.0, 444.0, 444.0]);
        assert!(STANDARD.len() > 200);
    }
}
