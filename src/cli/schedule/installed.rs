//! What is installed of ours, and where: units, lines of the crontab, property lists. Read only.

use std::path::{Path, PathBuf};

use super::crontab;
use super::launchd;
use super::systemd::{self, Manager};
use super::unit_name::unescaped;
use super::users_crontab::UsersCrontab;
use crate::cli::environment::Environment;

/// A unit of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The file.
    pub path: PathBuf,
    /// Whose; `None`: the daemon's.
    pub archive: Option<String>,
}

/// Where units of a manager are written.
pub fn unit_directory(manager: &Manager, environment: &Environment) -> Option<PathBuf> {
    match manager {
        Manager::User => Some(environment.config_dir.as_ref()?.join("systemd/user")),
        Manager::System(_) => Some("/etc/systemd/system".into()),
    }
}

/// The units of ours, by name.
pub fn units(manager: &Manager, environment: &Environment) -> Vec<Unit> {
    let Some(directory) = unit_directory(manager, environment) else { return Vec::new() };
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut units: Vec<Unit> = entries.filter_map(|entry| unit_of(entry.path())).collect();
    units.sort_by(|a, b| a.path.cmp(&b.path));
    units
}

fn unit_of(path: PathBuf) -> Option<Unit> {
    let name = path.file_name()?.to_str()?;
    let archive = match name {
        systemd::DAEMON => None,
        name => {
            let (name, _) = name.rsplit_once('.').filter(|(_, kind)| matches!(*kind, "service" | "timer"))?;
            Some(unescaped(name.strip_prefix("depeche-")?)?)
        }
    };
    is_ours(&path).then_some(Unit { path, archive })
}

/// Whether `schedule install` wrote this unit.
pub fn is_ours(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| text.lines().next() == Some(systemd::HEADER))
}

/// Where a user's property lists are.
pub fn launchd_directory(environment: &Environment) -> Option<PathBuf> {
    Some(environment.home.as_ref()?.join("Library/LaunchAgents"))
}

/// The property lists of ours.
pub fn launchd_lists(environment: &Environment) -> Vec<(String, PathBuf)> {
    let Some(directory) = launchd_directory(environment) else { return Vec::new() };
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let list = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.strip_suffix(".plist")?.strip_prefix(launchd::PREFIX)?;
        let archive = unescaped(name)?;
        let is_ours = std::fs::read_to_string(&path).is_ok_and(|text| text.contains(launchd::HEADER));
        is_ours.then_some((archive, path))
    };
    entries.filter_map(|entry| list(entry.path())).collect()
}

/// Who sees to archives.
#[derive(Debug, Default)]
pub struct Drivers {
    units: Vec<Unit>,
    crontab: Vec<String>,
    lists: Vec<(String, PathBuf)>,
    has_daemon: bool,
}

impl Drivers {
    /// Looks at all places; `has_daemon`: one with these settings is running.
    pub fn of(environment: &Environment, has_daemon: bool) -> Drivers {
        let mut all = units(&Manager::User, environment);
        all.extend(units(&Manager::System(String::new()), environment));
        // A machine without cron has no lines.
        let crontab =
            UsersCrontab { user: None }.text().map(|text| crontab::archives(&text)).unwrap_or_default();
        Drivers { units: all, crontab, lists: launchd_lists(environment), has_daemon }
    }

    /// The words for how this archive is driven: `daemon`, `systemd`, `systemd-daemon`, `cron`, `launchd`; none: nobody does.
    pub fn of_archive(&self, archive: &str) -> Vec<&'static str> {
        let has_timer = |unit: &Unit| {
            unit.archive.as_deref() == Some(archive)
                && unit.path.extension().is_some_and(|kind| kind == "timer")
        };
        let all = [
            ("daemon", self.has_daemon),
            ("systemd", self.units.iter().any(has_timer)),
            ("systemd-daemon", self.units.iter().any(|unit| unit.archive.is_none())),
            ("cron", self.crontab.iter().any(|name| name == archive)),
            ("launchd", self.lists.iter().any(|(name, _)| name == archive)),
        ];
        all.into_iter().filter(|(_, is)| *is).map(|(word, _)| word).collect()
    }
}
