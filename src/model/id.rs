//! The id of an article: short enough to type, stable for as long as its place is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Crockford's base 32 in lower case: no i, l, o, u, so that an id can be read aloud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Which bytes are in it: hundreds of thousands of ids are read at the start of a run.
const IS_DIGIT: [bool; 256] = {
    let mut is_digit = [false; 256];
    let mut place = 0;
    while place < ALPHABET.len() {
        is_digit[ALPHABET[place] as usize] = true;
        place += 1;
    }
    is_digit
};

/// Twelve characters from (folder label, path inside the folder, member key): 60 bits of their BLAKE3 hash.
///
/// The place a folder is mounted at is not part of it. With a million articles, the chance that any two ids are
/// equal is about 4 in 10 million.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId([u8; 12]);

impl ArticleId {
    /// The id of the article `member` of the file `path` of the folder `label`.
    ///
    /// `path` is the path inside the folder, as bytes. `member` is the source's own id or guid, else the content's
    /// hash; empty for a file that is one article.
    pub fn new(label: &str, path: &[u8], member: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [label.as_bytes(), path, member.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let hash = hasher.finalize();
        let mut bits = [0; 8];
        bits.copy_from_slice(&hash.as_bytes()[..8]);
        let mut number = u64::from_le_bytes(bits);
        let mut characters = [0; 12];
        for character in &mut characters {
            *character = ALPHABET[(number & 31) as usize];
            number >>= 5;
        }
        ArticleId(characters)
    }

    /// The id whose [`ArticleId::number`] is `number`; of more than 60 bits the low ones count.
    pub fn from_number(number: u64) -> Self {
        let mut rest = number;
        let mut characters = [0; 12];
        for character in characters.iter_mut().rev() {
            *character = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        ArticleId(characters)
    }

    /// The id as a number of 60 bits: ids and their numbers have the same order.
    pub fn number(&self) -> u64 {
        let digit = |character: &u8| ALPHABET.iter().position(|letter| letter == character).unwrap_or(0);
        self.0.iter().fold(0, |number, character| number << 5 | digit(character) as u64)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // The bytes come from `ALPHABET`.
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// The twelve characters, for compact records.
    pub fn as_bytes(&self) -> &[u8; 12] {
        &self.0
    }

    /// The id of twelve characters as [`ArticleId::as_bytes`] gives them. `None`: they are none.
    pub fn from_bytes(characters: [u8; 12]) -> Option<Self> {
        let is_id = characters.iter().all(|character| IS_DIGIT[usize::from(*character)]);
        is_id.then_some(ArticleId(characters))
    }
}

/// The text is not an article id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an article id: ids have 12 letters and digits")]
pub struct IdError(pub String);

impl FromStr for ArticleId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.to_ascii_lowercase();
        let id = <[u8; 12]>::try_from(lower.as_bytes()).ok().and_then(ArticleId::from_bytes);
        id.ok_or_else(|| IdError(text.to_string()))
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArticleId({})", self.as_str())
    }
}

impl Serialize for ArticleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ArticleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids are printed in articles and footnotes: this value may never change.
    #[test]
    fn is_frozen() {
        let id = ArticleId::new("seeds", b"2023/09/depeche.txt", "");
        assert_eq!(id.as_str().len(), 12);
        assert_eq!(id.as_str().parse(), Ok(id));
        assert_eq!(id.as_str(), "nve233xqy65e");
    }

    #[test]
    fn only_twelve_characters_of_the_alphabet_are_an_id() {
        for text in ["nve233xqy65e", "NVE233XQY65E"] {
            assert_eq!(text.parse::<ArticleId>().unwrap().as_str(), "nve233xqy65e");
        }
        for text in ["nve233xqy65", "nve233xqy65ee", "nve233xqy65i", "nve233xqy65é", ""] {
            assert_eq!(text.parse::<ArticleId>(), Err(IdError(text.to_string())));
        }
        assert_eq!(ArticleId::from_bytes(*b"NVE233XQY65E"), None, "as it is written, not as it is typed");
    }

    #[test]
    fn ids_and_numbers_are_in_one_order() {
        let mut ids: Vec<_> = (0..100_u8).map(|n| ArticleId::new("seeds", &[n], "")).collect();
        assert!(ids.iter().all(|id| ArticleId::from_number(id.number()) == *id));
        ids.sort_by_key(ArticleId::number);
        assert!(ids.is_sorted());
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(ArticleId::new("a", b"bc", ""), ArticleId::new("ab", b"c", ""));
        assert_ne!(ArticleId::new("a", b"b", "c"), ArticleId::new("a", b"bc", ""));
    }
}
