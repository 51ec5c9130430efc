//! What an archive is told: its folders and what holds for all articles of each. Not what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Language, PartialDate};

/// The settings of one archive, kept beside its index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveSettings {
    /// Version of this file's layout.
    pub version: u32,
    /// The archive's name.
    pub name: String,
    /// Its folders, in the order they were added.
    pub folders: Vec<Folder>,
}

impl ArchiveSettings {
    /// The layout that this program writes.
    pub const VERSION: u32 = 1;

    /// An archive without folders.
    pub fn new(name: impl Into<String>) -> Self {
        ArchiveSettings { version: Self::VERSION, name: name.into(), folders: Vec::new() }
    }

    /// The folder of that label.
    pub fn folder(&self, label: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.label == label)
    }

    /// The folder that is `path` or holds it; the innermost when several do.
    pub fn folder_around(&self, path: &Path) -> Option<&Folder> {
        let around = self.folders.iter().filter(|folder| path.starts_with(&folder.path));
        around.max_by_key(|folder| folder.path.as_os_str().len())
    }

    /// A label for `path` that no other folder of the archive has: its last name, numbered when taken.
    pub fn new_label(&self, path: &Path) -> String {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "folder".to_string());
        let taken: BTreeSet<&str> = self.folders.iter().map(|folder| folder.label.as_str()).collect();
        if !taken.contains(name.as_str()) {
            return name;
        }
        (2..).map(|n| format!("{name}-{n}")).find(|label| !taken.contains(label.as_str())).unwrap_or(name)
    }
}

/// A root of an archive: a folder of articles, or a single file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Names the folder in ids and reports; stays when the folder is mounted elsewhere.
    pub label: String,
    /// Where it is now: an absolute path with links resolved.
    pub path: PathBuf,
    /// What holds for all its articles.
    #[serde(default)]
    pub settings: FolderSettings,
}

/// What is known of all articles of a folder, used where the articles do not say it themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FolderSettings {
    /// The newspaper or agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The language of its texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Language>,
    /// The language of texts that neither say nor show theirs; French where it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_lang: Option<Language>,
    /// The encoding of text files that do not declare one, as a WHATWG label such as `windows-1252`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// How paths spell dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_path: Option<DatePath>,
    /// Which column of tables, or member of JSON objects, gives which field of the articles, by the field's name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Which comes first in the dates of such columns and members, day or month.
    #[serde(skip_serializing_if = "DateOrder::is_day_first")]
    pub date_order: DateOrder,
    /// Whether symbolic links are followed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub follow_links: bool,
    /// Globs as in `.gitignore`: only files that match one are read; none: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Globs as in `.gitignore`: what matches one is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// The languages that its articles are in: no other is supposed of a text; none: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Names of the formats that are read; none: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
}

/// What comes first in a date such as `03/04/2023`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    /// The third of April.
    #[default]
    #[serde(rename = "dmy")]
    DayFirst,
    /// The fourth of March.
    #[serde(rename = "mdy")]
    MonthFirst,
}

impl DateOrder {
    fn is_day_first(&self) -> bool {
        *self == DateOrder::DayFirst
    }
}

/// How the paths of a folder spell the date, such as `{yyyy}/{mm}/{dd}` or `LM_{dd}{mm}{yyyy}`.
///
/// The pattern is looked for anywhere in the path inside the folder; the first place that gives a date that exists counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatePath(String);

/// The text is not a date pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a date pattern: it needs {{yyyy}} and may have {{mm}} and {{dd}}, once each, as in {{yyyy}}/{{mm}}/{{dd}}"
)]
pub struct DatePathError(pub String);

impl TryFrom<String> for DatePath {
    type Error = DatePathError;

    fn try_from(pattern: String) -> Result<Self, DatePathError> {
        let times = |slot: &str| pattern.matches(slot).count();
        let known = times("{yyyy}") == 1 && times("{mm}") <= 1 && times("{dd}") <= 1;
        let day_has_month = times("{dd}") <= times("{mm}");
        let rest = pattern.replace("{yyyy}", "").replace("{mm}", "").replace("{dd}", "");
        if known && day_has_month && !rest.contains(['{', '}']) {
            Ok(DatePath(pattern))
        } else {
            Err(DatePathError(pattern))
        }
    }
}

impl From<DatePath> for String {
    fn from(pattern: DatePath) -> String {
        pattern.0
    }
}

impl DatePath {
    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date that `path` spells in this pattern, if any.
    pub fn date_in(&self, path: &str) -> Option<PartialDate> {
        let bytes = path.as_bytes();
        (0..bytes.len()).find_map(|start| self.date_at(&bytes[start..]))
    }

    fn date_at(&self, mut path: &[u8]) -> Option<PartialDate> {
        let mut pattern = self.0.as_bytes();
        let (mut year, mut month, mut day) = (None, None, None);
        while !pattern.is_empty() {
            let slot = [(&b"{yyyy}"[..], 4), (b"{mm}", 2), (b"{dd}", 2)]
                .into_iter()
                .find(|(s, _)| pattern.starts_with(s));
            match slot {
                Some((name, num_digits)) => {
                    let digits = path.get(..num_digits)?;
                    let number =
                        std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
                    let number: u16 = number.parse().ok()?;
                    match name {
                        b"{yyyy}" => year = Some(number),
                        b"{mm}" => month = Some(number as u8),
                        _ => day = Some(number as u8),
                    }
                    path = &path[num_digits..];
                    pattern = &pattern[name.len()..];
                }
                None => {
                    (path.first()? == &pattern[0]).then_some(())?;
                    path = &path[1..];
                    pattern = &pattern[1..];
                }
            }
        }
        match (month, day) {
            (Some(month), Some(day)) => PartialDate::day(year?, month, day),
            (Some(month), None) => PartialDate::month(year?, month),
            _ => PartialDate::year(year?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> DatePath {
        DatePath::try_from(text.to_string()).unwrap()
    }

    #[test]
    fn date_patterns_find_dates_in_paths() {
        let day = PartialDate::day(2023, 9, 20);
        assert_eq!(pattern("{yyyy}/{mm}/{dd}").date_in("une/2023/09/20/a.txt"), day);
        assert_eq!(pattern("LM_{dd}{mm}{yyyy}").date_in("x/LM_20092023.html"), day);
        assert_eq!(pattern("{yyyy}/{mm}/{dd}").date_in("2023/13/20/2023/09/20"), day);
        assert_eq!(pattern("{yyyy}").date_in("été 1998"), PartialDate::year(1998));
        assert_eq!(pattern("{yyyy}-{mm}").date_in("rien"), None);
    }

    #[test]
    fn date_patterns_need_a_year() {
        for text in ["{mm}/{dd}", "{yyyy}/{dd}", "{yyyy}{yyyy}", "{yyyy}/{jour}", ""] {
            assert!(DatePath::try_from(text.to_string()).is_err(), "{text}");
        }
    }

    #[test]
    fn labels_are_unique() {
        let mut settings = ArchiveSettings::new("default");
        for path in ["/a/presse", "/b/presse"] {
            let label = settings.new_label(Path::new(path));
            settings.folders.push(Folder { label, path: path.into(), settings: FolderSettings::default() });
        }
        assert_eq!(settings.folders[1].label, "presse-2");
        assert_eq!(
            settings.folder_around(Path::new("/b/presse/x")).map(|f| f.label.as_str()),
            Some("presse-2")
        );
        assert_eq!(settings.folder_around(Path::new("/b/presse2")), None);
    }
}
