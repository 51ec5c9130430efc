//! Labels before the fields of LexisNexis, `LENGTH: 355 words`, `Longueur : 12 mots`, in the languages of its
//! interface → what the fields are. Not what is done with them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A role a line, then its labels in lower case, with hyphens for spaces.
const LABELS: &str = include_str!("lexisnexis_labels.tsv");

/// A longer text before a colon is no label.
const MAX_LABEL_BYTES: usize = 32;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Headline.
    Title,
    /// Byline.
    Authors,
    /// Section and page.
    Section,
    /// Number of words.
    Length,
    /// Place of writing.
    Dateline,
    /// Lede.
    Lede,
    /// The text.
    Body,
    /// Day on which the database took the article up.
    Loaded,
    /// Language.
    Language,
    /// Subjects, persons, companies, places with their share in percent.
    Tags,
    /// Captions.
    Captions,
    /// A correction, made later.
    Correction,
    /// Address.
    Url,
    /// Copyright.
    Rights,
    /// What is not read.
    Other,
}

impl Role {
    /// Whether such fields stand behind the text.
    pub(super) fn is_trailing(self) -> bool {
        use Role::{Captions, Correction, Language, Loaded, Other, Rights, Tags, Url};
        matches!(self, Loaded | Language | Tags | Captions | Correction | Url | Rights | Other)
    }
}

static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let lines = LABELS.lines().filter_map(|line| line.split_once('\t'));
    let named = lines.filter_map(|(role, labels)| Some((role_called(role)?, labels)));
    named.flat_map(|(role, labels)| labels.split('\t').map(move |label| (label, role))).collect()
});

fn role_called(name: &str) -> Option<Role> {
    Some(match name {
        "title" => Role::Title,
        "authors" => Role::Authors,
        "section" => Role::Section,
        "length" => Role::Length,
        "dateline" => Role::Dateline,
        "lede" => Role::Lede,
        "body" => Role::Body,
        "loaded" => Role::Loaded,
        "language" => Role::Language,
        "tags" => Role::Tags,
        "captions" => Role::Captions,
        "correction" => Role::Correction,
        "url" => Role::Url,
        "rights" => Role::Rights,
        "other" => Role::Other,
        _ => return None,
    })
}

/// How the documents of an export are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Numbered documents, `1 of 3 DOCUMENTS`: source, date, title; labels in capitals.
    Numbered,
    /// Nexis Uni and Lexis+: title, source, date; labels in small letters, some alone in their line.
    Ended,
}

/// The label that `line` opens with, and what follows it.
pub(super) fn label_of(line: &str, shape: Shape) -> Option<(Role, &str)> {
    let line = line.trim();
    let (label, value) = match line.split_once(':') {
        Some((label, value)) => (label.trim_end_matches([' ', '\u{A0}']), value.trim()),
        // `Body`, `Classification`: headings of what follows.
        None if shape == Shape::Ended => (line, ""),
        None => return None,
    };
    if label.is_empty() || label.len() > MAX_LABEL_BYTES {
        return None;
    }
    let has_its_case = match shape {
        Shape::Numbered => label.chars().all(|c| !c.is_lowercase()),
        Shape::Ended => label.starts_with(char::is_uppercase),
    };
    let name = label.to_lowercase().replace([' ', '\u{A0}'], "-");
    let role = ROLES.get(name.as_str()).copied().filter(|_| has_its_case)?;
    let is_heading = line.len() == label.len();
    let may_stand_alone =
        matches!(role, Role::Body | Role::Captions | Role::Correction | Role::Other | Role::Lede);
    (!is_heading || may_stand_alone).then_some((role, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_names_a_role() {
        assert!(
            LABELS
                .lines()
                .all(|line| line.split_once('\t').is_some_and(|(role, _)| role_called(role).is_some()))
        );
    }

    #[test]
    fn labels_have_the_case_of_their_export() {
        let numbered = |line| label_of(line, Shape::Numbered);
        assert_eq!(numbered("LENGTH: 355 words"), Some((Role::Length, "355 words")));
        assert_eq!(numbered("LÄNGE: 12 Wörter"), Some((Role::Length, "12 Wörter")));
        assert_eq!(numbered("DATE-CHARGEMENT : 3 mai 2010"), Some((Role::Loaded, "3 mai 2010")));
        assert_eq!(
            (numbered("Length: 355 words"), numbered("PARIS: la trêve"), numbered("BODY")),
            (None, None, None)
        );
        let ended = |line| label_of(line, Shape::Ended);
        assert_eq!(ended("Load-Date: May 3, 2010"), Some((Role::Loaded, "May 3, 2010")));
        assert_eq!(ended("Journal Code: SUN"), Some((Role::Other, "SUN")));
        assert_eq!((ended("Body"), ended("Section")), (Some((Role::Body, "")), None));
    }
}
