//! A written date cut into numbers, words and signs. Does not know which of them make a date.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Little words that may stand between day, month, year and time.
const BETWEEN: &str = include_str!("between.txt");

static FILLERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| BETWEEN.lines().collect());

/// What one piece of a written date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// ASCII digits.
    Digits(&'a str),
    /// Letters.
    Word(&'a str),
    /// Between hours and minutes.
    Colon,
    /// A sign of an offset from UTC with its digits, in minutes: `+0200`, `-05:00`, `+2`.
    Offset(i16),
}

/// A token and the sign before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) token: Token<'a>,
    /// The last sign between this piece and the one before, white space apart.
    pub(super) sign_before: Option<char>,
}

impl<'a> Piece<'a> {
    /// The number, when it has at most `max_digits` digits.
    pub(super) fn number(&self, max_digits: usize) -> Option<u32> {
        match self.token {
            Token::Digits(digits) if digits.len() <= max_digits => digits.parse().ok(),
            _ => None,
        }
    }

    /// The word in lower case.
    pub(super) fn word(&self) -> Option<String> {
        if let Token::Word(word) = self.token { Some(word.to_lowercase()) } else { None }
    }

    /// How many digits it is written with; 0 for what is no number.
    pub(super) fn num_digits(&self) -> usize {
        if let Token::Digits(digits) = self.token { digits.len() } else { 0 }
    }

    /// Between hour and minute: `13:05`, `13h05`, `13 heures 05`, `13 Uhr`.
    pub(super) fn is_hour_mark(&self) -> bool {
        match self.token {
            Token::Colon => true,
            Token::Word(word) => ["h", "H", "heures", "heure", "Uhr", "uur", "hs", "hrs"].contains(&word),
            _ => false,
        }
    }
}

/// Cuts `text` and leaves out little words; white space only separates.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut rest, mut sign_before) = (text.trim_start(), None);
    while let Some(first) = rest.chars().next() {
        let (token, len) = match piece_at(rest, first, &pieces) {
            Ok(found) => found,
            Err(sign) => {
                sign_before = Some(sign);
                rest = rest[sign.len_utf8()..].trim_start();
                continue;
            }
        };
        let is_filler = matches!(token, Token::Word(word) if FILLERS.contains(word.to_lowercase().as_str()))
            && !is_half(rest);
        if !is_filler {
            pieces.push(Piece { token, sign_before });
            sign_before = None;
        }
        rest = rest[len..].trim_start();
    }
    pieces
}

/// The token at the start of `rest` with its bytes; a sign that is no token comes back as an error.
fn piece_at<'a>(rest: &'a str, first: char, before: &[Piece<'_>]) -> Result<(Token<'a>, usize), char> {
    if let Some(len) = old_month(rest) {
        return Ok((Token::Word(&rest[..len]), len));
    }
    if is_half(rest) {
        // `a.m.` and `p.m.` are one word.
        return Ok((Token::Word(&rest[..1]), 3));
    }
    if first.is_ascii_digit() {
        let len = run(rest, |c| c.is_ascii_digit());
        return Ok((Token::Digits(&rest[..len]), len));
    }
    if first.is_alphabetic() {
        let len = run(rest, char::is_alphabetic);
        return Ok((Token::Word(&rest[..len]), len));
    }
    if first == ':' {
        return Ok((Token::Colon, 1));
    }
    match offset(rest).filter(|_| has_time(before)) {
        Some((minutes, len)) => Ok((Token::Offset(minutes), len)),
        None => Err(first),
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Whether it is `a.m` or `p.m`, full stop behind or not.
fn is_half(text: &str) -> bool {
    let start = text.as_bytes().get(..3);
    let is_start = start.is_some_and(|start| {
        matches!(start[0] | 0x20, b'a' | b'p') && start[1] == b'.' && start[2] | 0x20 == b'm'
    });
    is_start && !text[3..].starts_with(char::is_alphabetic)
}

/// Bytes of `7bre` (September), `8bre`, `9bre`, `10bre` as the press of old wrote them.
fn old_month(text: &str) -> Option<usize> {
    let digits = ["7", "8", "9", "10"].into_iter().find(|digits| text.starts_with(digits))?;
    let len =
        digits.len() + ["bre", "bris"].into_iter().find(|end| text[digits.len()..].starts_with(end))?.len();
    (!text[len..].starts_with(char::is_alphabetic)).then_some(len)
}

/// A hyphen is an offset only behind a time: `20-09-2023` has none.
fn has_time(before: &[Piece<'_>]) -> bool {
    before.iter().any(Piece::is_hour_mark)
}

fn offset(text: &str) -> Option<(i16, usize)> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let rest = &text[1..];
    let len = run(rest, |c| c.is_ascii_digit());
    let number = |digits: &str| digits.parse::<i16>().ok();
    let (hours, minutes, len) = match len {
        4 => (number(&rest[..2])?, number(&rest[2..4])?, 4),
        1 | 2 => {
            let behind =
                rest[len..].strip_prefix(':').filter(|behind| run(behind, |c| c.is_ascii_digit()) == 2);
            match behind {
                Some(minutes) => (number(&rest[..len])?, number(&minutes[..2])?, len + 3),
                None => (number(&rest[..len])?, 0, len),
            }
        }
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some((sign * (hours * 60 + minutes), len + 1))
}
