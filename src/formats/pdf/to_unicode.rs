//! The table in a font of a PDF that says which letters its codes are (ToUnicode CMap). Not how codes are cut out of a
//! text: see `font.rs`.

use std::collections::HashMap;

/// Most entries read: more than a font has glyphs. Those that come again count too, for they cost as much.
const MAX_ENTRIES: usize = 140_000;

/// Codes and the text that each stands for.
#[derive(Debug, Default)]
pub(super) struct ToUnicode {
    letters: HashMap<u32, Box<str>>,
    num_read: usize,
}

impl ToUnicode {
    /// Reads the program of the table; what cannot be read is left out.
    pub(super) fn parse(program: &[u8]) -> Self {
        let mut table = ToUnicode::default();
        let mut tokens = Tokens(program);
        while let Some(token) = tokens.next().filter(|_| table.has_room()) {
            match token {
                Token::Word(b"beginbfchar") => table.take_chars(&mut tokens),
                Token::Word(b"beginbfrange") => table.take_ranges(&mut tokens),
                _ => {}
            }
        }
        table
    }

    /// The text of a code.
    pub(super) fn get(&self, code: u32) -> Option<&str> {
        self.letters.get(&code).map(AsRef::as_ref)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    fn has_room(&self) -> bool {
        self.num_read <= MAX_ENTRIES
    }

    fn put(&mut self, code: u32, text: String) {
        self.num_read += 1;
        if self.has_room() {
            self.letters.insert(code, text.into_boxed_str());
        }
    }

    /// Pairs: code, text.
    fn take_chars(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(code)) = tokens.next() {
            let Some(Token::Hex(text)) = tokens.next() else { return };
            self.put(number(&code), utf_16(&text));
        }
    }

    /// Triples: first code, last code, text of the first or a list of texts.
    fn take_ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(first)) = tokens.next() {
            let Some(Token::Hex(last)) = tokens.next() else { return };
            let (first, last) = (number(&first), number(&last));
            let last = last.min(first.saturating_add(0xFFFF));
            match tokens.next() {
                Some(Token::Hex(text)) => {
                    for code in first..=last {
                        if !self.has_room() {
                            return;
                        }
                        self.put(code, utf_16(&later(&text, code - first)));
                    }
                }
                Some(Token::Open) => {
                    let mut codes = first..=last;
                    while let Some(Token::Hex(text)) = tokens.next() {
                        if let Some(code) = codes.next() {
                            self.put(code, utf_16(&text));
                        }
                    }
                }
                _ => return,
            }
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The text whose last unit is `by` further.
fn later(bytes: &[u8], by: u32) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut carry = by;
    for byte in bytes.iter_mut().rev() {
        carry += u32::from(*byte);
        *byte = u8::try_from(carry & 0xFF).unwrap_or(0);
        carry >>= 8;
    }
    bytes
}

fn utf_16(bytes: &[u8]) -> String {
    // Some writers give one byte where two are asked for.
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units = bytes.chunks_exact(2).take(32).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Word(&'a [u8]),
}

/// The tokens of a CMap program, as far as they matter.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.0 = self.0.trim_ascii_start();
            let rest = self.0;
            match *rest.first()? {
                b'%' => {
                    let end =
                        rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                    self.0 = &rest[end..];
                }
                b'<' if rest.get(1) != Some(&b'<') => {
                    let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
                    self.0 = &rest[(end + 1).min(rest.len())..];
                    return Some(Token::Hex(hex(&rest[1..end])));
                }
                b'[' => {
                    self.0 = &rest[1..];
                    return Some(Token::Open);
                }
                byte if is_delimiter(byte) => {
                    self.0 = &rest[1..];
                    return Some(Token::Word(&rest[..1]));
                }
                _ => {
                    let is_end = |byte: &u8| byte.is_ascii_whitespace() || is_delimiter(*byte);
                    let end = rest.iter().position(is_end).unwrap_or(rest.len());
                    self.0 = &rest[end..];
                    return Some(Token::Word(&rest[..end]));
                }
            }
        }
    }
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'[' | b']' | b'(' | b')' | b'/' | b'{' | b'}' | b'%')
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let mut values: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok()))
        .take(128)
        .collect();
    if values.len() % 2 == 1 {
        values.push(0);
    }
    values.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_ranges_and_lists_are_read() {
        let table = ToUnicode::parse(
            b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0010> <00660069> endbfchar % fi\n\
              2 beginbfrange <0020> <0022> <00E8> <0030><0031> [<D83D DE00> <0042>] endbfrange\n\
              1 beginbfchar <41> <61> endbfchar",
        );
        let all: Vec<_> = [3, 0x10, 0x20, 0x22, 0x30, 0x31, 0x41].map(|code| table.get(code)).to_vec();
        assert_eq!(all, [Some(" "), Some("fi"), Some("è"), Some("ê"), Some("😀"), Some("B"), Some("a")]);
        assert_eq!(table.get(0x23), None);
    }

    #[test]
    fn a_range_without_end_is_bounded() {
        let program = "1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange ".repeat(50);
        assert!(ToUnicode::parse(program.as_bytes()).letters.len() <= MAX_ENTRIES);
        assert!(ToUnicode::parse(b"beginbfrange <01> <").is_empty());
    }
}
