//! A written date cut into numbers, words and signs. Does not know which of them make a date.

/// One piece of a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// ASCII digits.
    Digits(&'a str),
    /// Letters.
    Word(&'a str),
    /// One other character.
    Sign(char),
    /// A sign of an offset from UTC with its digits: `+0200`, `-05:00`.
    Offset(i16),
}

impl Token<'_> {
    /// Signs and little words between day, month and year: `20 de septiembre de 2023`, `1er`, `20th`, `Sept.`.
    pub(super) fn is_filler(&self) -> bool {
        match self {
            Token::Sign(sign) => *sign != ':',
            Token::Word(word) => {
                let fillers =
                    ["de", "del", "of", "er", "th", "st", "nd", "rd", "à", "at", "um", "le", "the", "T"];
                fillers.contains(word)
            }
            _ => false,
        }
    }

    /// The number, when it has at most `max_digits` digits.
    pub(super) fn number(&self, max_digits: usize) -> Option<u32> {
        match self {
            Token::Digits(digits) if digits.len() <= max_digits => digits.parse().ok(),
            _ => None,
        }
    }

    /// A year of four digits.
    pub(super) fn year(&self) -> Option<u16> {
        match self {
            Token::Digits(digits) if digits.len() == 4 => digits.parse().ok().filter(|year| *year >= 1000),
            _ => None,
        }
    }

    /// Between hour and minute: `13:05`, `13h05`, `13 heures 05`, `13 Uhr`.
    pub(super) fn is_hour_mark(&self) -> bool {
        match self {
            Token::Sign(':') => true,
            Token::Word(word) => ["h", "H", "heures", "heure", "Uhr"].contains(word),
            _ => false,
        }
    }

    /// Minutes east of UTC.
    pub(super) fn utc_offset_min(&self) -> Option<i16> {
        if let Token::Offset(minutes) = self { Some(*minutes) } else { None }
    }
}

/// Cuts `text`; white space only separates.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, len) = if first.is_ascii_digit() {
            let len = run(rest, |c| c.is_ascii_digit());
            (Token::Digits(&rest[..len]), len)
        } else if first.is_alphabetic() {
            let len = run(rest, char::is_alphabetic);
            (Token::Word(&rest[..len]), len)
        } else if let Some((minutes, len)) = offset(rest).filter(|_| has_time(&tokens)) {
            (Token::Offset(minutes), len)
        } else {
            (Token::Sign(first), first.len_utf8())
        };
        tokens.push(token);
        rest = rest[len..].trim_start();
    }
    tokens
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// A hyphen is an offset only behind a time: `20-09-2023` has none.
fn has_time(tokens: &[Token<'_>]) -> bool {
    tokens.contains(&Token::Sign(':'))
}

fn offset(text: &str) -> Option<(i16, usize)> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = |from: usize, to: usize| {
        let part = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<i16>().ok()
    };
    let hours = digits(1, 3).filter(|hours| *hours <= 15)?;
    let minutes_at = if text.as_bytes().get(3) == Some(&b':') { 4 } else { 3 };
    let (minutes, len) = match digits(minutes_at, minutes_at + 2) {
        Some(minutes) if minutes < 60 => (minutes, minutes_at + 2),
        _ => (0, 3),
    };
    Some((sign * (hours * 60 + minutes), len))
}
