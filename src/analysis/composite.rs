//! Chunks of several pieces that have one spelling without what stands between them: grouped figures (`20 000`, `20.000`),
//! clock times (`14 h 05`, `14:05`), acronyms with points (`O.N.U.`). Knows no language, and no decimals: those are two
//! figures side by side, whatever is between.
//!
//! Such a chunk keeps its pieces at successive positions, as a hyphenated word does, and has the spelling in one piece
//! at the first. So it is found however it is typed, and a chunk that was none after all (`le 20 300 personnes`) only
//! has a term too many. Query texts are cut by the same rules.

use super::chunk::{Chunk, Part};
use super::scanner::is_apostrophe;

/// Longest groups of figures and longest acronyms, in pieces.
const MAX_PIECES: usize = 8;

/// Blanks inside figures: the plain one, no-break, narrow no-break and thin.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// The length of the composite that `text` begins with. A cheap test goes first: most words are none.
pub(crate) fn composite_len(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [first, ..] if first.is_ascii_digit() => grouped_len(text).or_else(|| time_len(text)),
        [first, second, ..] if first.is_ascii() && *second != b'.' => None,
        _ => acronym_len(text),
    }
}

fn num_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn ends_word(rest: &str) -> bool {
    !rest.chars().next().is_some_and(char::is_alphanumeric)
}

/// `2 000 000`, `20.000`, `20,000`, `20'000`: groups of three behind one to three, one kind of separator.
fn grouped_len(text: &str) -> Option<usize> {
    let mut len = num_digits(text);
    if !(1..=3).contains(&len) || text.starts_with('0') {
        return None;
    }
    let separator = text[len..].chars().next()?;
    let is_separator = |c: char| match separator {
        '.' | ',' => c == separator,
        _ if is_apostrophe(separator) => is_apostrophe(c),
        _ => is_blank(separator) && is_blank(c),
    };
    let mut pieces = 1;
    while let Some(group) = text[len..].strip_prefix(is_separator)
        && num_digits(group) == 3
        && pieces < MAX_PIECES
    {
        len = text.len() - group.len() + 3;
        pieces += 1;
    }
    (pieces > 1 && ends_word(&text[len..])).then_some(len)
}

/// `14 h`, `14 h 05`, `14h 05`, `14:05`. What has nothing between (`14h05`) is one piece, and none of this.
fn time_len(text: &str) -> Option<usize> {
    let digits = num_digits(text);
    let hour: u8 = text[..digits].parse().ok().filter(|_| digits <= 2)?;
    if hour > 24 {
        return None;
    }
    let minutes = |rest: &str| {
        let is_minutes = num_digits(rest) == 2 && rest.as_bytes()[0] < b'6' && ends_word(&rest[2..]);
        is_minutes.then(|| text.len() - rest.len() + 2)
    };
    let rest = &text[digits..];
    if let Some(rest) = rest.strip_prefix(':') {
        return minutes(rest).filter(|&len| !text[len..].starts_with(':'));
    }
    let behind_blank = rest.strip_prefix(is_blank);
    let rest = behind_blank.unwrap_or(rest).strip_prefix(['h', 'H'])?;
    let with_minutes = rest.strip_prefix(is_blank).or(behind_blank.map(|_| rest)).and_then(minutes);
    let whole_hour = || behind_blank.filter(|_| ends_word(rest)).map(|_| text.len() - rest.len());
    with_minutes.or_else(whole_hour)
}

/// `O.N.U.`, `U.S.A`: single letters with points between. The last point is left to the sentence.
fn acronym_len(text: &str) -> Option<usize> {
    let mut len = 0;
    let mut pieces = 0;
    let mut rest = text;
    while let Some(letter) = rest.chars().next().filter(|c| c.is_alphabetic()) {
        let behind = &rest[letter.len_utf8()..];
        // `J.K.Rowling`: the name is a word of its own.
        if !ends_word(behind) || behind.starts_with(is_apostrophe) || pieces == MAX_PIECES {
            break;
        }
        len = text.len() - behind.len();
        pieces += 1;
        let Some(next) = behind.strip_prefix('.') else { break };
        rest = next;
    }
    (pieces > 1).then_some(len)
}

/// The pieces of `surface` and its spelling in one piece, if it is a composite, an elided word before it allowed
/// (`l'O.N.U`).
pub(super) fn chunk(surface: &str) -> Option<Chunk> {
    let is_between = |c: char| c == '.' || c == ',' || c == ':' || is_blank(c);
    if !surface.contains(|c| is_between(c) || is_apostrophe(c)) {
        return None;
    }
    let figures = surface.starts_with(|c: char| c.is_ascii_digit());
    let is_composite = if figures {
        composite_len(surface) == Some(surface.len())
    } else {
        let elided = surface.rfind(is_apostrophe).map_or(0, |at| at + char_len(&surface[at..]));
        composite_len(&surface[elided..]) == Some(surface.len() - elided)
    };
    is_composite.then(|| pieces(surface, |c| is_between(c) || (figures && is_apostrophe(c))))
}

fn char_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn pieces(surface: &str, is_between: impl Fn(char) -> bool) -> Chunk {
    let mut parts = Vec::new();
    let mut joined = String::with_capacity(surface.len());
    let mut push = |byte_start: usize, byte_end: usize| {
        if byte_start < byte_end {
            let exact = surface[byte_start..byte_end].to_string();
            parts.push(Part { exact, byte_start, byte_end, ..Part::default() });
        }
    };
    let mut piece_start = 0;
    for (at, c) in surface.char_indices() {
        if is_between(c) {
            push(piece_start, at);
            piece_start = at + c.len_utf8();
            if c == ':' {
                joined.push('h');
            }
        } else {
            // `14h 05` is three pieces: `14 h 05` must be found by it.
            let is_glued = surface.starts_with(|c: char| c.is_ascii_digit())
                && at > piece_start
                && c.is_ascii_digit() != surface.as_bytes()[at - 1].is_ascii_digit();
            if is_glued {
                push(piece_start, at);
                piece_start = at;
            }
            joined.push(c);
        }
    }
    push(piece_start, surface.len());
    let joined = Part { exact: joined, byte_end: surface.len(), ..Part::default() };
    Chunk { parts, joined: Some(joined) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        composite_len(text).map(|len| &text[..len])
    }

    #[test]
    fn figures_in_groups_of_three() {
        for text in
            ["20 000", "20\u{a0}000", "2\u{202f}000\u{2009}000", "20.000", "1,234,567", "20'000", "20’000"]
        {
            assert_eq!(found(text), Some(text));
        }
        assert_eq!(found("20 000 morts"), Some("20 000"));
        assert_eq!(found("12.500,50"), Some("12.500"));
        for text in [
            "2019 300",
            "20 0000",
            "20 00",
            "3,5",
            "0.500",
            "20/000",
            "20  000",
            "20 000e",
            "20.09.2023",
            "000 000",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(found("1.000 000"), Some("1.000"));
    }

    #[test]
    fn clock_times() {
        for text in ["14 h", "14\u{a0}h\u{a0}05", "14h 05", "14 h05", "14:05", "9 H 30", "0:45"] {
            assert_eq!(found(text), Some(text));
        }
        assert_eq!(found("14 h 5 minutes"), Some("14 h"));
        assert_eq!(found("14 h 75"), Some("14 h"));
        for text in ["14h05", "14h", "14 heures", "35 h", "14:75", "14:05:33", "14:5", "114:05", "14 ha"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn letters_with_points() {
        assert_eq!(found("O.N.U. condamne"), Some("O.N.U"));
        assert_eq!(found("U.S.A"), Some("U.S.A"));
        assert_eq!(found("É.-U."), None);
        assert_eq!(found("J.K.Rowling"), Some("J.K"));
        for text in ["F. Mitterrand", "J.-C. Dupont", "M. Macron", "x.fr", "fin.A", "a.m1", "A"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn pieces_keep_their_places() {
        let read = |surface: &str| {
            let chunk = chunk(surface).unwrap();
            let parts = chunk.parts.iter().map(|part| {
                assert_eq!(part.exact, surface[part.byte_start..part.byte_end]);
                part.exact.clone()
            });
            (parts.collect::<Vec<_>>().join("|"), chunk.joined.unwrap().exact)
        };
        assert_eq!(read("2\u{202f}000 000"), ("2|000|000".into(), "2000000".into()));
        assert_eq!(read("20’000"), ("20|000".into(), "20000".into()));
        assert_eq!(read("14:05"), ("14|05".into(), "14h05".into()));
        assert_eq!(read("14h 05"), ("14|h|05".into(), "14h05".into()));
        assert_eq!(read("14 h"), ("14|h".into(), "14h".into()));
        assert_eq!(read("l’O.N.U"), ("l’O|N|U".into(), "l’ONU".into()));
        for surface in ["14h05", "l'accord", "aujourd'hui", "cessez-le-feu", "accord"] {
            assert_eq!(chunk(surface), None, "{surface}");
        }
    }
}
