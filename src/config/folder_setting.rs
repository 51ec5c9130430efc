//! One `--set KEY=VALUE`: what holds for all articles of a folder. An empty value takes a setting back.

use std::str::FromStr;

use crate::formats::column_fields;
use crate::model::{DateOrder, DatePath, FolderSettings, Language};

/// A change to the settings of a folder; `None` takes back what was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderSetting {
    /// The newspaper or agency.
    Source(Option<String>),
    /// The section.
    Section(Option<String>),
    /// The language.
    Lang(Option<Language>),
    /// The language of texts that neither say nor show theirs.
    DefaultLang(Option<Language>),
    /// The encoding of text files that do not declare one.
    Encoding(Option<String>),
    /// How paths spell dates.
    DatePath(Option<DatePath>),
    /// Which column, or member of JSON objects, gives a field.
    Column(&'static str, Option<String>),
    /// What comes first in the dates of such columns.
    DateOrder(DateOrder),
    /// Whether symbolic links are followed.
    FollowLinks(bool),
}

/// Not a setting; the sentence says why.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingError(String);

impl FolderSetting {
    /// Makes the change.
    pub fn apply_to(&self, settings: &mut FolderSettings) {
        match self.clone() {
            FolderSetting::Source(source) => settings.source = source,
            FolderSetting::Section(section) => settings.section = section,
            FolderSetting::Lang(lang) => settings.lang = lang,
            FolderSetting::DefaultLang(lang) => settings.default_lang = lang,
            FolderSetting::Encoding(encoding) => settings.encoding = encoding,
            FolderSetting::DatePath(pattern) => settings.date_path = pattern,
            FolderSetting::Column(field, Some(name)) => {
                settings.columns.insert(field.to_string(), name);
            }
            FolderSetting::Column(field, None) => {
                settings.columns.remove(field);
            }
            FolderSetting::DateOrder(order) => settings.date_order = order,
            FolderSetting::FollowLinks(follow) => settings.follow_links = follow,
        }
    }
}

impl FromStr for FolderSetting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let (key, value) = text.split_once('=').ok_or_else(|| {
            SettingError(format!("`{text}` has no `=`; write for example source=\"Le Courrier\""))
        })?;
        let value = Some(value.trim()).filter(|value| !value.is_empty());
        let text = value.map(str::to_string);
        let key = key.trim().replace('_', "-");
        if let Some(field) = key.strip_prefix("column.") {
            return column(field).map(|field| FolderSetting::Column(field, text));
        }
        match key.as_str() {
            "source" => Ok(FolderSetting::Source(text)),
            "section" => Ok(FolderSetting::Section(text)),
            "lang" => parsed(value).map(FolderSetting::Lang),
            "default-lang" => parsed(value).map(FolderSetting::DefaultLang),
            "encoding" => encoding(value).map(FolderSetting::Encoding),
            "date-path" => {
                let pattern = text.map(DatePath::try_from).transpose();
                pattern.map(FolderSetting::DatePath).map_err(|error| SettingError(error.to_string()))
            }
            "date-order" => date_order(value).map(FolderSetting::DateOrder),
            "follow-links" => follow_links(value).map(FolderSetting::FollowLinks),
            other => Err(SettingError(format!(
                "`{other}` is not a setting; there are source, section, lang, default-lang, encoding, date-path, date-order, \
                 follow-links, and column.title and the like"
            ))),
        }
    }
}

fn parsed(value: Option<&str>) -> Result<Option<Language>, SettingError> {
    value
        .map(str::parse)
        .transpose()
        .map_err(|error: crate::model::LanguageError| SettingError(error.to_string()))
}

fn encoding(value: Option<&str>) -> Result<Option<String>, SettingError> {
    let Some(label) = value else { return Ok(None) };
    match encoding_rs::Encoding::for_label(label.as_bytes()) {
        Some(known) => Ok(Some(known.name().to_ascii_lowercase())),
        None => Err(SettingError(format!(
            "`{label}` is not an encoding; examples are windows-1252, iso-8859-15, utf-16le"
        ))),
    }
}

fn column(field: &str) -> Result<&'static str, SettingError> {
    let fields = column_fields();
    fields.iter().find(|known| **known == field).copied().ok_or_else(|| {
        SettingError(format!("no column can give `{field}`; there are column.{}", fields.join(", column.")))
    })
}

fn date_order(value: Option<&str>) -> Result<DateOrder, SettingError> {
    match value {
        None | Some("dmy") => Ok(DateOrder::DayFirst),
        Some("mdy") => Ok(DateOrder::MonthFirst),
        Some(other) => {
            Err(SettingError(format!("date-order is dmy (day first) or mdy (month first), not `{other}`")))
        }
    }
}

fn follow_links(value: Option<&str>) -> Result<bool, SettingError> {
    match value {
        Some("yes" | "true") => Ok(true),
        None | Some("no" | "false") => Ok(false),
        Some(other) => Err(SettingError(format!("follow-links is yes or no, not `{other}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<FolderSetting, SettingError> {
        text.parse()
    }

    #[test]
    fn reads_every_key() {
        assert_eq!(read("source=Le Courrier "), Ok(FolderSetting::Source(Some("Le Courrier".into()))));
        assert_eq!(read("source="), Ok(FolderSetting::Source(None)));
        assert_eq!(read("lang=fr-FR"), Ok(FolderSetting::Lang(Some(Language::FR))));
        assert_eq!(read("default-lang=en"), Ok(FolderSetting::DefaultLang(Some(Language::EN))));
        assert_eq!(read("encoding=latin1"), Ok(FolderSetting::Encoding(Some("windows-1252".into()))));
        assert_eq!(read("follow_links=yes"), Ok(FolderSetting::FollowLinks(true)));
        assert_eq!(read("column.title= Titel "), Ok(FolderSetting::Column("title", Some("Titel".into()))));
        assert_eq!(read("column.text="), Ok(FolderSetting::Column("text", None)));
        assert_eq!(read("date-order=mdy"), Ok(FolderSetting::DateOrder(DateOrder::MonthFirst)));
        assert!(matches!(read("date-path={yyyy}/{mm}"), Ok(FolderSetting::DatePath(Some(_)))));
    }

    #[test]
    fn says_what_is_wrong() {
        for text in [
            "source",
            "sauce=x",
            "lang=français",
            "encoding=klingon",
            "date-path={mm}",
            "follow-links=2",
            "column.titel=x",
            "date-order=ymd",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
