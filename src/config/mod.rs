//! The user's settings: read from texts, checked, put together, and handed on as plain data; and the text of a file changed so that
//! its comments stay. Where the files are and what is done with settings is the caller's business.

mod archive_entry;
mod edit;
mod folder_entry;
mod folder_setting;
mod json_schema;
mod kind;
mod known;
mod layer;
mod mistake;
mod nearest;
mod settings;
#[cfg(test)]
mod tests;
mod words;

pub use archive_entry::{AlertEntry, ArchiveEntry, ScheduleEntry};
pub use edit::{EditError, NewValue, remove_section, set_values};
pub use folder_entry::FolderEntry;
pub use folder_setting::{FolderSetting, SettingError};
pub use json_schema::json_schema;
pub use kind::{Kind, Value, is_archive_name};
pub use known::{Known, known_settings};
pub use layer::{Layer, Located, Origin, SettingPath, SettingsFile};
pub use mistake::{Mistake, Problem, Unfit};
pub use settings::{SetValue, Settings};
