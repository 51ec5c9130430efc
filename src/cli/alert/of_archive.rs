//! The alerts that the settings give an archive. Which file they stand in is `settings`'.

use depeche::alert::{Alert, Destination};
use depeche::config::{AlertEntry, ArchiveEntry, Settings};

use super::super::failure::Failure;
use super::super::place::Place;
use super::super::shared::Shared;

/// What `settings` say of the archive at `place`: by its name, or with `--index` by its directory.
pub fn entry_of<'a>(
    settings: &'a Settings,
    place: &Place,
    shared: &Shared,
) -> Option<(&'a str, &'a ArchiveEntry)> {
    let mut entries = settings.archives.iter().map(|(name, entry)| (name.as_str(), entry));
    match &shared.index {
        Some(_) => entries.find(|(_, entry)| entry.index.as_ref() == Some(&place.root)),
        None => entries.find(|(name, _)| *name == place.name),
    }
}

/// The alerts of an archive that do not rest, in the order of their names.
pub fn active(entry: &ArchiveEntry) -> Vec<Alert> {
    let active = entry.alerts.iter().filter(|(_, entry)| !entry.is_paused);
    active.map(|(name, entry)| alert_of(name, entry)).collect()
}

/// The alert that `entry` describes.
pub fn alert_of(name: &str, entry: &AlertEntry) -> Alert {
    let files = [
        entry.rss.clone().map(Destination::Rss),
        entry.atom.clone().map(Destination::Atom),
        entry.json_lines.clone().map(Destination::JsonLines),
        entry.markdown.clone().map(Destination::Markdown),
        entry.command.clone().map(Destination::Command),
    ];
    Alert {
        destinations: files.into_iter().flatten().collect(),
        updates: entry.tells_updates,
        max_age_days: entry.max_age_days.map(|days| u32::try_from(days).unwrap_or(u32::MAX)),
        num_passages: entry.num_passages,
        ..Alert::new(name, &entry.query)
    }
}

/// The alert of that name, resting or not.
pub fn named<'a>(entry: Option<&'a ArchiveEntry>, name: &str) -> Result<&'a AlertEntry, Failure> {
    entry.and_then(|entry| entry.alerts.get(name)).ok_or_else(|| {
        let known: Vec<&str> =
            entry.iter().flat_map(|entry| entry.alerts.keys()).map(String::as_str).collect();
        let failure = Failure::usage(format!("this archive has no alert `{name}`"));
        failure.hint(match known.is_empty() {
            true => "it has none; `depeche alert add NAME 'QUERY' --rss FILE` sets one up".to_string(),
            false => format!("it has {}", known.join(", ")),
        })
    })
}
