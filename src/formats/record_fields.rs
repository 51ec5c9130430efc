//! Which member of a JSON object means what, in French and English. The names are data: `record_fields.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A role a line, then its names, best first. Names have no capitals, hyphens, spaces or accents.
const NAMES: &str = include_str!("record_fields.tsv");

/// What a member of an object says of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    Id,
    Title,
    Lede,
    Text,
    Published,
    Updated,
    Source,
    Section,
    Authors,
    Language,
    Url,
    Tags,
}

impl Role {
    /// The role called so in the settings.
    pub(super) fn from_name(name: &str) -> Option<Role> {
        Some(match name {
            "id" => Role::Id,
            "title" => Role::Title,
            "lede" => Role::Lede,
            "text" => Role::Text,
            "published" => Role::Published,
            "updated" => Role::Updated,
            "source" => Role::Source,
            "section" => Role::Section,
            "authors" => Role::Authors,
            "language" => Role::Language,
            "url" => Role::Url,
            "tags" => Role::Tags,
            _ => return None,
        })
    }

    /// What it is called in the settings.
    pub(super) fn name(self) -> &'static str {
        match self {
            Role::Id => "id",
            Role::Title => "title",
            Role::Lede => "lede",
            Role::Text => "text",
            Role::Published => "published",
            Role::Updated => "updated",
            Role::Source => "source",
            Role::Section => "section",
            Role::Authors => "authors",
            Role::Language => "language",
            Role::Url => "url",
            Role::Tags => "tags",
        }
    }
}

/// The fields of an article that a column can give, by the names that settings use: `column.title=…`.
pub fn column_fields() -> Vec<&'static str> {
    NAMES.lines().filter_map(|line| line.split('\t').next()).collect()
}

/// Name without underscores → role and rank (0 is best).
static ROLES: LazyLock<HashMap<String, (Role, u8)>> = LazyLock::new(|| {
    let mut roles = HashMap::new();
    for line in NAMES.lines() {
        let mut fields = line.split('\t');
        let Some(role) = fields.next().and_then(Role::from_name) else { continue };
        for (rank, name) in (0_u8..).zip(fields) {
            roles.entry(name.replace('_', "")).or_insert((role, rank));
        }
    }
    roles
});

/// The role of the member called `key`, and how good a name it is for that role (0 is best).
///
/// `datePublished`, `date_published`, `Date-Published` and `date published` are the same name, and so are `chapô` and
/// `chapo`.
pub(super) fn role_of(key: &str) -> Option<(Role, u8)> {
    // Names are short; what is longer is looked up for nothing.
    if key.len() > 40 {
        return None;
    }
    if let Some(found) = ROLES.get(key) {
        return Some(*found);
    }
    ROLES.get(&plain_name(key)).copied()
}

/// A name without capitals, the accents of French, and what stands between words.
pub(super) fn plain_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '@' | '#')).flat_map(plain_letter).collect()
}

fn plain_letter(letter: char) -> std::char::ToLowercase {
    match letter {
        'é' | 'è' | 'ê' | 'É' | 'È' | 'Ê' => 'e',
        'ô' | 'Ô' => 'o',
        'à' | 'â' | 'À' | 'Â' => 'a',
        'ç' | 'Ç' => 'c',
        letter => letter,
    }
    .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_role() {
        for line in NAMES.lines() {
            let role = line.split('\t').next().unwrap();
            assert_eq!(Role::from_name(role).map(Role::name), Some(role));
        }
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        for key in ["datePublished", "date_published", "Date-Published", "DATE PUBLISHED"] {
            assert_eq!(role_of(key), Some((Role::Published, 0)), "{key}");
        }
        assert_eq!(role_of("chapô").map(|(role, _)| role), Some(Role::Lede));
        assert_eq!(role_of("mots-clés").map(|(role, _)| role), Some(Role::Tags));
        assert!(role_of("published_at") < role_of("date"));
        assert_eq!(role_of("views"), None);
    }
}
