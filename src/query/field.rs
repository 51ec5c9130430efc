//! The fields of the query language: parts of an article, and what is known of it. Their names are data, `fields.tsv`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ast::Node;
use super::date::DateFilter;
use crate::analysis::fold;
use crate::model::Span;

const NAMES: &str = include_str!("fields.tsv");

/// A part of the article in which words may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The headline.
    Title,
    /// The lede as the source marks it, else the first paragraph.
    Lede,
    /// Everything but the headline.
    Text,
}

impl Part {
    /// Its name in readings.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::Lede => "lede",
            Part::Text => "text",
        }
    }
}

/// A condition on the words of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct In {
    /// The part.
    pub part: Part,
    /// What must hold there.
    pub node: Box<Node>,
}

/// What is known of an article beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Known {
    /// Its authors.
    Author,
    /// The newspaper or agency.
    Source,
    /// The section.
    Section,
    /// Where it was written.
    Place,
    /// Its language.
    Lang,
    /// Its file, by its path in the folder.
    File,
    /// Its address on the web.
    Url,
    /// Editors' keywords and subjects.
    Tag,
}

impl Known {
    /// Its name in readings.
    pub fn as_str(self) -> &'static str {
        match self {
            Known::Author => "author",
            Known::Source => "source",
            Known::Section => "section",
            Known::Place => "place",
            Known::Lang => "lang",
            Known::File => "file",
            Known::Url => "url",
            Known::Tag => "tag",
        }
    }
}

/// A condition on what is known of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// What it is about.
    pub condition: FilterCondition,
    /// Where it stands in the query text, its name included.
    pub span: Span,
}

/// The kinds of such conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FilterCondition {
    /// A value of the field has these words side by side; of files and addresses, these letters.
    Value {
        /// The field.
        field: Known,
        /// As typed; `*` stands for any letters.
        value: String,
        /// Whether the whole value is meant.
        is_whole: bool,
    },
    /// When it was published.
    Date(DateFilter),
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.condition {
            FilterCondition::Date(date) => write!(f, "date:{date}"),
            FilterCondition::Value { field, value, is_whole } => {
                let sign = if *is_whole { "=" } else { "" };
                let is_plain = |c: char| c.is_alphanumeric() || "-_./*%&@’'".contains(c);
                let is_bare = value.starts_with(|c: char| c.is_alphanumeric() || c == '*')
                    && value.chars().all(is_plain);
                let quote = if is_bare { "" } else { "\"" };
                write!(f, "{}:{sign}{quote}{value}{quote}", field.as_str())
            }
        }
    }
}

/// What a name before a colon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Part(Part),
    Known(Known),
    /// `date:`, any period.
    Date,
    /// `since:`, from then on.
    Since,
    /// `before:`, up to then.
    Before,
    /// `until:`, up to its end.
    Until,
}

impl Field {
    /// The field that `name` names.
    pub(super) fn named(name: &str) -> Option<Field> {
        let name = fold(&name.to_lowercase());
        let rows = NAMES.lines().filter(|line| !line.starts_with('#'));
        let (_, field) = rows.filter_map(|line| line.split_once('\t')).find(|(known, _)| *known == name)?;
        Some(match field {
            "title" => Field::Part(Part::Title),
            "lede" => Field::Part(Part::Lede),
            "text" => Field::Part(Part::Text),
            "author" => Field::Known(Known::Author),
            "source" => Field::Known(Known::Source),
            "section" => Field::Known(Known::Section),
            "place" => Field::Known(Known::Place),
            "lang" => Field::Known(Known::Lang),
            "file" => Field::Known(Known::File),
            "url" => Field::Known(Known::Url),
            "tag" => Field::Known(Known::Tag),
            "date" => Field::Date,
            "since" => Field::Since,
            "before" => Field::Before,
            "until" => Field::Until,
            _ => return None,
        })
    }

    /// Whether its value is a date.
    pub(super) fn is_date(self) -> bool {
        matches!(self, Field::Date | Field::Since | Field::Before | Field::Until)
    }

    /// The field that a chunk begins with, and the length of its name with the colon: something must follow at once.
    pub(super) fn before(chunk: &str) -> Option<(Field, usize)> {
        const MAX_NAME_BYTES: usize = 16;
        let colon = chunk.bytes().take(MAX_NAME_BYTES).position(|byte| byte == b':')?;
        Some((Field::named(chunk.get(..colon)?)?, colon + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_field() {
        let rows: Vec<&str> = NAMES.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 25);
        for row in rows {
            let (name, _) = row.split_once('\t').unwrap();
            assert!(Field::named(name).is_some(), "{row}");
        }
    }

    #[test]
    fn names_are_read_without_case_and_accents() {
        assert_eq!(Field::before("TITRE:paix"), Some((Field::Part(Part::Title), 6)));
        assert_eq!(Field::before("Après:2018"), Some((Field::Since, "Après:".len())));
        for chunk in ["bakou:paix", "titre", ":", "", "http://x.fr", "12:30"] {
            assert_eq!(Field::before(chunk), None, "{chunk}");
        }
    }
}
