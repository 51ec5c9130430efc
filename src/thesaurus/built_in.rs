//! The files of entries that the program brings along, by name. No reading.

/// Name and text of each file.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("data/", $name)))),*]
    };
}

/// Every file of `data/`; a test compares the list with the folder.
pub(super) const FILES: [(&str, &str); 18] = files![
    "conflict_peace.toml",
    "culture_media_sport.toml",
    "diplomacy.toml",
    "disasters.toml",
    "economy.toml",
    "elections.toml",
    "environment.toml",
    "health.toml",
    "justice.toml",
    "labour.toml",
    "names_people.toml",
    "places_capitals.toml",
    "places_countries.toml",
    "places_regions.toml",
    "police.toml",
    "politics.toml",
    "science_transport.toml",
    "society.toml",
];
