//! Finds the chunks of a text: runs of letters and digits, with the apostrophes and hyphens inside them. Knows no language.

use unicode_normalization::char::is_combining_mark;

use super::composite::composite_len;

/// The characters people and programs use as an apostrophe.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | '`' | '´' | '′' | '＇')
}

/// Hyphens inside words. Dashes (– —) part words.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{fe63}' | '\u{ff0d}')
}

/// Where a line ends.
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// Blanks around the end of a line.
pub fn is_line_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// What print and scans have at the end of a line inside a word, and nowhere else: no hyphen of the word's own.
pub fn is_line_end_hyphen(c: char) -> bool {
    matches!(c, '\u{ad}' | '¬')
}

/// How many bytes of `text`, which follows a hyphen, lie before the rest of the word in the next line.
fn line_break_len(text: &str) -> Option<usize> {
    let line_end = text.trim_start_matches(is_line_blank);
    let rest = line_end.strip_prefix("\r\n").or_else(|| line_end.strip_prefix(is_line_break))?;
    let rest = rest.trim_start_matches(is_line_blank);
    rest.starts_with(char::is_alphabetic).then_some(text.len() - rest.len())
}

/// What a character does in a chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Belongs to the character before: combining marks, soft hyphens, joiners.
    Mark,
    Apostrophe,
    Hyphen,
    /// A letter to Unicode, but a sign of numbers: `1º` is an ordinal; `nº123` is `n` and 123.
    OrdinalSign,
    Other,
}

fn class_of(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            '\'' | '`' => Class::Apostrophe,
            '-' => Class::Hyphen,
            _ => Class::Other,
        };
    }
    match c {
        'à'..='ö' | 'ø'..='ÿ' | 'À'..='Ö' | 'Ø'..='Þ' => Class::Letter,
        _ if is_apostrophe(c) => Class::Apostrophe,
        _ if is_hyphen(c) => Class::Hyphen,
        'º' | 'ª' => Class::OrdinalSign,
        '\u{ad}' | '\u{200d}' | '\u{200c}' => Class::Mark,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_alphabetic() => Class::Letter,
        _ if is_combining_mark(c) => Class::Mark,
        _ => Class::Other,
    }
}

/// The chunks of a text in order, each with its first byte.
pub struct Chunks<'t> {
    text: &'t str,
    byte_from: usize,
}

impl<'t> Chunks<'t> {
    /// The chunks of `text`.
    pub fn of(text: &'t str) -> Self {
        Chunks { text, byte_from: 0 }
    }
}

impl<'t> Iterator for Chunks<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let mut start = None;
        // End of the last letter, digit or mark: a chunk never ends with a joiner.
        let mut end = 0;
        let mut last = Class::Other;
        let mut joiner = None;
        // A line break inside a word is passed over up to here.
        let mut goes_on_at = 0;
        for (offset, c) in self.text[self.byte_from..].char_indices() {
            let byte = self.byte_from + offset;
            if byte < goes_on_at {
                continue;
            }
            let class = class_of(c);
            match class {
                Class::Hyphen | Class::Mark | Class::Other
                    if (class == Class::Hyphen || is_line_end_hyphen(c))
                        && start.is_some()
                        && joiner.is_none()
                        && last == Class::Letter
                        && let Some(len) = line_break_len(&self.text[byte + c.len_utf8()..]) =>
                {
                    joiner = Some(Class::Hyphen);
                    goes_on_at = byte + c.len_utf8() + len;
                }
                Class::OrdinalSign if last == Class::Digit && joiner.is_none() => {
                    (end, last) = (byte + c.len_utf8(), Class::Letter);
                }
                Class::Letter | Class::Digit => {
                    let is_elided =
                        joiner == Some(Class::Apostrophe) && (last, class) == (Class::Letter, Class::Letter);
                    if (start.is_none() || is_elided)
                        && let Some(len) = composite_len(&self.text[byte..])
                    {
                        (start, end) = (start.or(Some(byte)), byte + len);
                        break;
                    }
                    let joins = match joiner {
                        Some(Class::Apostrophe) => last == Class::Letter && class == Class::Letter,
                        _ => true,
                    };
                    if start.is_some() && !joins {
                        break;
                    }
                    start.get_or_insert(byte);
                    (end, last, joiner) = (byte + c.len_utf8(), class, None);
                }
                Class::Mark if start.is_some() && joiner.is_none() => end = byte + c.len_utf8(),
                Class::Apostrophe | Class::Hyphen if start.is_some() && joiner.is_none() => {
                    joiner = Some(class)
                }
                _ if start.is_some() => break,
                _ => {}
            }
        }
        let start = start?;
        self.byte_from = end;
        Some((start, &self.text[start..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(text: &str) -> Vec<&str> {
        Chunks::of(text).map(|(_, chunk)| chunk).collect()
    }

    #[test]
    fn keeps_inner_apostrophes_and_hyphens() {
        assert_eq!(
            scan("L’Azerbaïdjan a confirmé qu'un cessez-le-feu…"),
            ["L’Azerbaïdjan", "a", "confirmé", "qu'un", "cessez-le-feu"]
        );
    }

    #[test]
    fn quotes_dashes_and_edges_part_words() {
        assert_eq!(
            scan("'accord' -paix- (09h00 GMT) 5'30 mot--mot Paris–Lyon d'"),
            ["accord", "paix", "09h00", "GMT", "5", "30", "mot", "mot", "Paris", "Lyon", "d"]
        );
    }

    #[test]
    fn words_go_on_in_the_next_line() {
        assert_eq!(scan("le gouver-\nnement"), ["le", "gouver-\nnement"]);
        assert_eq!(scan("gouver\u{ad} \r\n  nement"), ["gouver\u{ad} \r\n  nement"]);
        assert_eq!(scan("gouver¬\nnement"), ["gouver¬\nnement"]);
        assert_eq!(
            scan("fin -\nsuite fin-\n- suite fin-\n\nsuite 20-\nh"),
            ["fin", "suite", "fin", "suite", "fin", "suite", "20", "h"]
        );
    }

    #[test]
    fn composites_are_one_chunk() {
        assert_eq!(
            scan("Le 12.03.2023 à 14 h 05, l’O.N.U. compte 20\u{a0}000 ou 20 000 morts."),
            [
                "Le",
                "12",
                "03",
                "2023",
                "à",
                "14 h 05",
                "l’O.N.U",
                "compte",
                "20\u{a0}000",
                "ou",
                "20 000",
                "morts"
            ]
        );
        assert_eq!(scan("3,5 % de F. Mitterrand"), ["3", "5", "de", "F", "Mitterrand"]);
        assert_eq!(scan("nº123 n° 123 1º 10.000-20.000"), ["n", "123", "n", "123", "1º", "10.000", "20.000"]);
    }

    #[test]
    fn marks_belong_to_their_letter() {
        assert_eq!(scan("e\u{301}tat Kara\u{ad}bakh"), ["e\u{301}tat", "Kara\u{ad}bakh"]);
        assert_eq!(scan("l'e\u{301}tat"), ["l'e\u{301}tat"]);
    }

    proptest! {
        #[test]
        fn chunks_lie_in_the_text_in_order(text in "\\PC{0,60}|[a-zé'’\\- 0-9.,:h\u{301}\u{ad}\u{a0}]{0,60}") {
            let mut from = 0;
            for (start, chunk) in Chunks::of(&text) {
                prop_assert!(start >= from && !chunk.is_empty());
                prop_assert_eq!(&text[start..start + chunk.len()], chunk);
                from = start + chunk.len();
            }
        }
    }
}
