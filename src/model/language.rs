//! A language by its ISO 639 code. Not a locale: no country, no script.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 639 code of two or three lower-case letters, such as `fr`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

impl Language {
    /// French.
    pub const FR: Language = Language(*b"fr\0");
    /// English.
    pub const EN: Language = Language(*b"en\0");

    /// The code as text.
    pub fn as_str(&self) -> &str {
        let len = if self.0[2] == 0 { 2 } else { 3 };
        // The bytes are ASCII letters by construction.
        std::str::from_utf8(&self.0[..len]).unwrap_or("")
    }
}

/// The text is not a language code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language code; use two or three letters such as fr, en or ger")]
pub struct LanguageError(pub String);

impl FromStr for Language {
    type Err = LanguageError;

    /// Reads `fr`, `FR`, `fr-FR`, `fr_CA`: the part before a hyphen or underscore counts.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let bytes = code.as_bytes();
        if !matches!(bytes.len(), 2 | 3) || !bytes.iter().all(u8::is_ascii_lowercase) {
            return Err(LanguageError(text.to_string()));
        }
        let mut letters = [0; 3];
        letters[..bytes.len()].copy_from_slice(bytes);
        Ok(Language(letters))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Language({})", self.as_str())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_and_locales() {
        assert_eq!("fr_CA".parse(), Ok(Language::FR));
        assert_eq!("EN".parse(), Ok(Language::EN));
        assert_eq!("deu".parse::<Language>().map(|l| l.to_string()), Ok("deu".into()));
        assert!("français".parse::<Language>().is_err());
        assert!("".parse::<Language>().is_err());
    }
}
