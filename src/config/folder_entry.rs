//! A folder of an archive as the settings tell it: a path, or a table of a path and what holds for all its articles.

use std::path::PathBuf;

use toml::de::{DeTable, DeValue};

use super::folder_setting::FolderSetting;
use super::kind::Kind;
use super::mistake::Unfit;
use crate::model::FolderSettings;

/// A folder of an archive as the settings tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderEntry {
    /// Where it is.
    pub path: PathBuf,
    /// Names it in ids; else the last name of its path does.
    pub label: Option<String>,
    /// What holds for all its articles.
    pub settings: FolderSettings,
}

/// Reads one item of a list of folders.
pub(super) fn read(value: &DeValue<'_>) -> Result<FolderEntry, Unfit> {
    let entry = match value {
        DeValue::String(path) => FolderEntry { path: path.trim().into(), ..FolderEntry::default() },
        DeValue::Table(table) => read_table(table)?,
        _ => return Err(Unfit::Must(Kind::Folders.description())),
    };
    if entry.path.as_os_str().is_empty() { Err(Unfit::Folder("it has no path".into())) } else { Ok(entry) }
}

fn read_table(table: &DeTable<'_>) -> Result<FolderEntry, Unfit> {
    let mut entry = FolderEntry::default();
    for (key, value) in table.iter() {
        match (&**key.get_ref(), value.get_ref()) {
            ("path", DeValue::String(path)) => entry.path = path.trim().into(),
            ("label", DeValue::String(label)) if !label.trim().is_empty() => {
                entry.label = Some(label.trim().to_string());
            }
            ("column", DeValue::Table(columns)) => {
                for (field, name) in columns.iter() {
                    set(&mut entry, &format!("column.{}", field.get_ref()), name.get_ref())?;
                }
            }
            (name, value) => set(&mut entry, name, value)?,
        }
    }
    Ok(entry)
}

/// The settings of `depeche index --set`, by the same names.
fn set(entry: &mut FolderEntry, name: &str, value: &DeValue<'_>) -> Result<(), Unfit> {
    let text = match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        _ => return Err(Unfit::Folder(format!("`{name}` must be a text in quotes"))),
    };
    let setting: FolderSetting = format!("{name}={text}")
        .parse()
        .map_err(|error: super::SettingError| Unfit::Folder(error.to_string()))?;
    setting.apply_to(&mut entry.settings);
    Ok(())
}
