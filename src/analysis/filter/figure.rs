//! Figures with French letters behind them, in one spelling each: ordinals (`1er`, `1re`, `5ème`, `5e`) and clock times
//! (`09h00`, `9h`). One chunk at a time: `14 h 05` is three words, and bare numbers stay as they are.

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};

/// What may stand behind the figures of an ordinal.
const ORDINAL_ENDINGS: [&str; 16] = [
    "er", "ers", "re", "res", "ère", "ères", "ere", "eres", "e", "es", "ème", "èmes", "eme", "emes", "ième",
    "ièmes",
];

/// The filter. Stands behind the one that fills `lemmas`; the exact form stays as typed.
pub struct Figure;

impl TokenFilter for Figure {
    fn apply(&self, chunk: &mut Chunk) {
        for part in chunk.parts.iter_mut().chain(&mut chunk.joined) {
            if let Some(lemma) = lemma(part) {
                part.lemmas = vec![lemma];
            }
        }
    }
}

fn lemma(part: &Part) -> Option<String> {
    let digits = part.exact.bytes().take_while(u8::is_ascii_digit).count();
    let (number, letters) = part.exact.split_at(digits);
    if number.is_empty() || letters.is_empty() {
        return None;
    }
    if ORDINAL_ENDINGS.contains(&letters) {
        return Some(format!("{number}e"));
    }
    let minutes = letters.strip_prefix('h')?;
    let is_time =
        number.len() <= 2 && matches!(minutes.len(), 0 | 2) && minutes.bytes().all(|b| b.is_ascii_digit());
    let hour: u8 = number.parse().ok().filter(|hour| is_time && *hour <= 24)?;
    Some(format!("{hour}h{}", if minutes.is_empty() { "00" } else { minutes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma_of(exact: &str) -> Option<String> {
        lemma(&Part { exact: exact.to_string(), ..Part::default() })
    }

    #[test]
    fn ordinals_have_one_spelling() {
        for exact in ["1er", "1re", "1ère", "1ers"] {
            assert_eq!(lemma_of(exact).as_deref(), Some("1e"), "{exact}");
        }
        for exact in ["21e", "21ème", "21eme", "21ièmes"] {
            assert_eq!(lemma_of(exact).as_deref(), Some("21e"), "{exact}");
        }
    }

    #[test]
    fn times_have_one_spelling() {
        assert_eq!(lemma_of("09h00").as_deref(), Some("9h00"));
        assert_eq!(lemma_of("9h").as_deref(), Some("9h00"));
        assert_eq!(lemma_of("14h05").as_deref(), Some("14h05"));
        // Not times: too many hours, one figure of minutes.
        assert_eq!(lemma_of("35h"), None);
        assert_eq!(lemma_of("14h5"), None);
    }

    #[test]
    fn other_figures_stay() {
        for exact in ["2023", "g20", "a320", "h5n1", "3d", "accord", ""] {
            assert_eq!(lemma_of(exact), None, "{exact}");
        }
    }
}
