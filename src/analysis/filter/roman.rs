//! Ordinals in Roman numerals: `XXIe siècle` is `21e siècle`. Works on the surface, for case says what is a numeral: `VIe` is the
//! sixth, `vie` is life. Numerals without an ending stay letters: `Louis XIV` is typed so.

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};

/// Behind numerals; the rest of the ordinals is the affair of `figure`.
const ENDINGS: [&str; 7] = ["e", "er", "re", "ère", "ème", "eme", "ième"];

/// The filter. What it decides, the filter that fills `lemmas` leaves as it is.
pub struct Roman;

impl TokenFilter for Roman {
    fn apply(&self, chunk: &mut Chunk) {
        for part in &mut chunk.parts {
            if let Some(number) = ordinal(part) {
                part.lemmas = vec![format!("{number}e")];
            }
        }
    }
}

fn ordinal(part: &Part) -> Option<u32> {
    let numeral_len =
        part.exact.bytes().take_while(|byte| matches!(byte.to_ascii_uppercase(), b'I' | b'V' | b'X')).count();
    let (numeral, ending) = part.exact.split_at(numeral_len);
    if numeral.is_empty() || ending.is_empty() || !ENDINGS.contains(&ending.to_lowercase().as_str()) {
        return None;
    }
    let is_upper = numeral.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_lower = numeral.bytes().all(|byte| byte.is_ascii_lowercase());
    // Without the help of case only what is no word: `xxie`, `XVE`, `xiie`; not `vie`, `ive`.
    let is_plain = numeral.len() > 2 || (numeral.len() == 2 && numeral.starts_with(['x', 'X']));
    let is_numeral =
        (is_upper && ending.chars().all(char::is_lowercase)) || ((is_upper || is_lower) && is_plain);
    value(&numeral.to_ascii_uppercase()).filter(|_| is_numeral)
}

/// The value of a numeral up to 39, written as it should be.
fn value(numeral: &str) -> Option<u32> {
    let tens = numeral.bytes().take_while(|&byte| byte == b'X').count();
    let units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let unit = units.iter().position(|unit| *unit == &numeral[tens..])?;
    // No more than three tens, and the X of IX is none.
    (tens <= 3).then_some((tens * 10 + unit) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordinal_of(surface: &str) -> Option<u32> {
        ordinal(&Part { exact: surface.to_string(), ..Part::default() })
    }

    #[test]
    fn numerals_with_an_ending_are_ordinals() {
        for (surface, number) in [
            ("XXIe", 21),
            ("Ier", 1),
            ("Ire", 1),
            ("Ve", 5),
            ("VIe", 6),
            ("IXe", 9),
            ("XIXème", 19),
            ("XXe", 20),
        ] {
            assert_eq!(ordinal_of(surface), Some(number), "{surface}");
        }
        for surface in ["xxie", "XXIE", "xve", "XXE", "viie"] {
            assert!(ordinal_of(surface).is_some(), "{surface}");
        }
    }

    #[test]
    fn words_are_none() {
        for surface in [
            "vie", "VIE", "Vie", "ive", "Ivre", "XIV", "IIIIe", "VXe", "Xi", "e", "XXXXe", "vive", "ie", "xe",
        ] {
            assert_eq!(ordinal_of(surface), None, "{surface}");
        }
    }
}
