//! The files of entries that the program brings along, by name. No reading.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("data/", $name)))),*]
    };
}

/// Name and text of every file.
pub(super) const FILES: [(&str, &str); 1] = files!["conflict_peace.toml"];
