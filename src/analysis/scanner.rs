//! Finds the chunks of a text: runs of letters and digits, with the apostrophes and hyphens inside them. Knows no language.

use unicode_normalization::char::is_combining_mark;

/// The characters people and programs use as an apostrophe.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇')
}

/// Hyphens inside words. Dashes (– —) part words.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{fe63}' | '\u{ff0d}')
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
        for (offset, c) in self.text[self.byte_from..].char_indices() {
            let byte = self.byte_from + offset;
            let class = class_of(c);
            match class {
                Class::Letter | Class::Digit => {
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
    fn marks_belong_to_their_letter() {
        assert_eq!(scan("e\u{301}tat Kara\u{ad}bakh"), ["e\u{301}tat", "Kara\u{ad}bakh"]);
        assert_eq!(scan("l'e\u{301}tat"), ["l'e\u{301}tat"]);
    }

    proptest! {
        #[test]
        fn chunks_lie_in_the_text_in_order(text in "\\PC{0,60}|[a-zé'’\\- 0-9\u{301}\u{ad}]{0,60}") {
            let mut from = 0;
            for (start, chunk) in Chunks::of(&text) {
                prop_assert!(start >= from && !chunk.is_empty());
                prop_assert_eq!(&text[start..start + chunk.len()], chunk);
                from = start + chunk.len();
            }
        }
    }
}
