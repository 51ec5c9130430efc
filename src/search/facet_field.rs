//! The things known of articles by which answers are narrowed and counted, and how people name them and their values. Not
//! the counting (`facet`), not the filtering (`filter`).

use std::fmt;
use std::str::FromStr;

/// Something known of articles that has few values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetField {
    /// The newspaper or agency.
    Source,
    /// The section.
    Section,
    /// Each author.
    Author,
    /// The language.
    Language,
    /// The year of publication.
    Year,
    /// The agency whose copy it is.
    Agency,
    /// Each of the editors' keywords, codes and names of subjects included.
    Tag,
    /// The place where it was written.
    Place,
}

impl FacetField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [FacetField; 8] = [
        FacetField::Source,
        FacetField::Section,
        FacetField::Author,
        FacetField::Language,
        FacetField::Year,
        FacetField::Agency,
        FacetField::Tag,
        FacetField::Place,
    ];

    /// The word used on the command line and in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            FacetField::Source => "source",
            FacetField::Section => "section",
            FacetField::Author => "author",
            FacetField::Language => "language",
            FacetField::Year => "year",
            FacetField::Agency => "agency",
            FacetField::Tag => "tag",
            FacetField::Place => "place",
        }
    }

    /// The field of the index that holds it, as a column too.
    pub(super) fn column(self) -> &'static str {
        match self {
            FacetField::Place => "dateline",
            other => other.as_str(),
        }
    }
}

/// No field that articles are counted by has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of source, section, author, language, year, agency, tag, place")]
pub struct FacetFieldError(pub String);

impl FromStr for FacetField {
    type Err = FacetFieldError;

    /// Reads the word; `lang` is `language`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_lowercase();
        let text = if text == "lang" { "language" } else { &text };
        let found = FacetField::ALL.into_iter().find(|field| field.as_str() == text);
        found.ok_or_else(|| FacetFieldError(text.to_string()))
    }
}

impl fmt::Display for FacetField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value of a field, by which articles are kept or left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The field.
    pub field: FacetField,
    /// As anybody writes it: case and accents do not matter. `None`: the articles of which it is not known.
    pub value: Option<String>,
}

/// The text names no value of a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FacetValueError {
    /// There is no colon in it.
    #[error(
        "`{0}` has no colon; write FIELD:VALUE, such as section:Sport, or FIELD: for articles without one"
    )]
    NoColon(String),
    /// What stands before the colon is no field.
    #[error(transparent)]
    Field(#[from] FacetFieldError),
    /// A year is a number.
    #[error("`{0}` is not a year")]
    Year(String),
}

impl FromStr for FacetValue {
    type Err = FacetValueError;

    /// Reads `section:Sport`; `section:` means the articles without a section.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (field, value) =
            text.split_once(':').ok_or_else(|| FacetValueError::NoColon(text.to_string()))?;
        let (field, value): (FacetField, _) = (field.parse()?, value.trim());
        if field == FacetField::Year && !value.is_empty() && value.parse::<u16>().is_err() {
            return Err(FacetValueError::Year(value.to_string()));
        }
        Ok(FacetValue { field, value: (!value.is_empty()).then(|| value.to_string()) })
    }
}

impl fmt::Display for FacetValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.field, self.value.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_are_written() {
        for text in ["section:Sport", "author:", "year:2019", "source:La Vigie : matin"] {
            assert_eq!(text.parse::<FacetValue>().unwrap().to_string(), text);
        }
        let language = "LANG: fr ".parse::<FacetValue>().unwrap();
        assert_eq!(language, FacetValue { field: FacetField::Language, value: Some("fr".into()) });
    }

    #[test]
    fn mistakes_say_what_to_write() {
        let message = |text: &str| text.parse::<FacetValue>().unwrap_err().to_string();
        assert!(message("Sport").contains("section:Sport"), "{}", message("Sport"));
        assert!(message("rubrique:Sport").contains("`rubrique` is none of source, section"));
        assert_eq!(message("year:hier"), "`hier` is not a year");
    }
}
