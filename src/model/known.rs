//! A value and how it came to be known. Dates and titles are only worth what their origin is worth.

use serde::{Deserialize, Serialize};

/// Where a metadata value was found, from the most to the least trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Stated by the source in a field of its own (JSON-LD, meta element, front matter, JSON member).
    Metadata,
    /// Read in the article's text.
    Text,
    /// Read in the file's path or name.
    Path,
    /// Set for the whole folder by whoever keeps the archive.
    Setting,
    /// Derived from the text, such as a title made of the first line.
    Derived,
    /// Guessed from the text, such as its language.
    Detected,
}

impl Origin {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Metadata => "metadata",
            Origin::Text => "text",
            Origin::Path => "path",
            Origin::Setting => "setting",
            Origin::Derived => "derived",
            Origin::Detected => "detected",
        }
    }
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// The value itself.
    pub value: T,
    /// The kind of place it was found in.
    pub origin: Origin,
    /// The exact place, for people: `JSON-LD datePublished`, `front matter title`, `file name`.
    pub place: String,
}

impl<T> Known<T> {
    /// A value found at `place`.
    pub fn new(value: T, origin: Origin, place: impl Into<String>) -> Self {
        Known { value, origin, place: place.into() }
    }

    /// A value stated by the source in the field that `place` names.
    pub fn stated(value: T, place: impl Into<String>) -> Self {
        Known::new(value, Origin::Metadata, place)
    }
}
