//! RTF cut into groups, control words and bytes of text. Knows no control word but the two that say how long they are.

/// Letters of the longest control word.
const MAX_WORD_BYTES: usize = 32;

/// A piece of RTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\par`, `\u233`
    Word(&'a str, Option<i32>),
    /// `\~`, `\*`
    Symbol(u8),
    /// `\'e9`
    Byte(u8),
    /// Text as it stands.
    Bytes(&'a [u8]),
}

/// The pieces of `bytes`, in order.
pub(super) struct Tokens<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        // Line ends are there for editors; zeros fill the end of some files.
        let start = self.bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n' | 0))?;
        self.bytes = &self.bytes[start..];
        match self.bytes[0] {
            b'{' => Some(self.take(1, Token::Open)),
            b'}' => Some(self.take(1, Token::Close)),
            b'\\' => self.control(),
            _ => {
                let is_end = |byte: &u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                let end = self.bytes.iter().position(is_end).unwrap_or(self.bytes.len());
                let (text, rest) = self.bytes.split_at(end);
                self.bytes = rest;
                Some(Token::Bytes(text))
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn take(&mut self, num_bytes: usize, token: Token<'a>) -> Token<'a> {
        self.bytes = self.bytes.get(num_bytes..).unwrap_or_default();
        token
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let sign = *self.bytes.get(1)?;
        if sign.is_ascii_alphabetic() {
            return Some(self.word());
        }
        Some(match sign {
            b'\'' => {
                let digits = self.bytes.get(2..4).and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(byte) => self.take(4, Token::Byte(byte)),
                    None => self.take(2, Token::Symbol(b'\'')),
                }
            }
            b'\r' | b'\n' => self.take(2, Token::Word("par", None)),
            sign => self.take(2, Token::Symbol(sign)),
        })
    }

    fn word(&mut self) -> Token<'a> {
        let rest = &self.bytes[1..];
        let length = rest.iter().take(MAX_WORD_BYTES).take_while(|byte| byte.is_ascii_alphabetic()).count();
        // Letters only, so it is UTF-8.
        let word = std::str::from_utf8(&rest[..length]).unwrap_or_default();
        let rest = &rest[length..];
        let num_signs =
            usize::from(rest.first() == Some(&b'-') && rest.get(1).is_some_and(u8::is_ascii_digit));
        let num_digits = rest[num_signs..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let digits = std::str::from_utf8(&rest[..num_signs + num_digits]).unwrap_or_default();
        let number = digits.parse::<i64>().ok().map(|number| number.clamp(i32::MIN.into(), i32::MAX.into()));
        let number = number.and_then(|number| i32::try_from(number).ok());
        let rest = &rest[num_signs + num_digits..];
        self.bytes = rest.strip_prefix(b" ").unwrap_or(rest);
        if word == "bin" {
            let num_binary = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
            self.bytes = self.bytes.get(num_binary..).unwrap_or_default();
        }
        Token::Word(word, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found() {
        let tokens: Vec<Token> =
            Tokens { bytes: b"{\\rtf1 a\r\nb\\'e9\\~\\u-12 c\\\n\\bin3 }}}\\'zz}" }.collect();
        let expected = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Bytes(b"a"),
            Token::Bytes(b"b"),
            Token::Byte(0xE9),
            Token::Symbol(b'~'),
            Token::Word("u", Some(-12)),
            Token::Bytes(b"c"),
            Token::Word("par", None),
            Token::Word("bin", Some(3)),
            Token::Symbol(b'\''),
            Token::Bytes(b"zz"),
            Token::Close,
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn what_is_cut_ends() {
        for cut in ["\\", "\\'", "\\'e", "\\bin99 x", "\\u99999999999999 ", "\\abc-"] {
            assert!(Tokens { bytes: cut.as_bytes() }.count() <= 3, "{cut}");
        }
    }
}
