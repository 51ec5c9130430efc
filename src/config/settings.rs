//! What all places together set: later layers go before earlier ones, setting by setting.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;

use super::archive_entry::{AlertEntry, ArchiveEntry, ScheduleEntry};
use super::kind::Value;
use super::known::known_settings;
use super::layer::{Layer, Located, Origin, SettingPath, path_text};
use super::mistake::{Mistake, Problem};
use crate::schedule::Timing;

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The archive meant when none is named.
    pub archive: String,
    /// Most memory of an index run, in bytes.
    pub memory_bytes: u64,
    /// Threads that read and analyse; 0: one a core.
    pub num_jobs: usize,
    /// Runs that are remembered of an archive.
    pub keep_runs: u64,
    /// For file name extensions the words of a command that writes such a file as HTML or text.
    pub converters: BTreeMap<String, Vec<OsString>>,
    /// The archives that are named.
    pub archives: BTreeMap<String, ArchiveEntry>,
    values: BTreeMap<SettingPath, Located>,
}

/// One setting with its value, as people are shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetValue {
    /// Its name as TOML writes it.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// From where it is.
    pub origin: Origin,
}

impl Default for Settings {
    fn default() -> Self {
        Settings::of_layers([]).unwrap_or_else(|_| unreachable!("the defaults are tested"))
    }
}

impl Settings {
    /// What these layers set, the last before all others.
    pub fn of_layers(layers: impl IntoIterator<Item = Layer>) -> Result<Settings, Vec<Mistake>> {
        let mut all = defaults();
        for layer in layers {
            all.sections.extend(layer.sections);
            forget_other_timings(&mut all, &layer.values);
            all.values.extend(layer.values);
        }
        let mut gathering = Gathering { layer: &all, mistakes: Vec::new() };
        let settings = gathering.settings();
        if gathering.mistakes.is_empty() { Ok(settings) } else { Err(gathering.mistakes) }
    }

    /// Every setting that has a value, by name.
    pub fn values(&self) -> impl Iterator<Item = SetValue> + '_ {
        self.values.iter().map(|(path, located)| SetValue {
            name: path_text(path),
            value: located.value.clone(),
            origin: located.origin.clone(),
        })
    }

    /// Most memory of an index run of an archive, in bytes.
    pub fn memory_bytes_of(&self, archive: &str) -> u64 {
        self.archives.get(archive).and_then(|entry| entry.memory_bytes).unwrap_or(self.memory_bytes)
    }

    /// Runs that are remembered of an archive.
    pub fn keep_runs_of(&self, archive: &str) -> u64 {
        self.archives.get(archive).and_then(|entry| entry.keep_runs).unwrap_or(self.keep_runs)
    }
}

fn defaults() -> Layer {
    let mut layer = Layer::default();
    for known in known_settings().iter().filter(|known| !known.parts.contains(&"*")) {
        if let Some(Ok(value)) = known.default.map(|default| known.kind.read_text(default)) {
            layer.set(&known.name(), value, Origin::Default);
        }
    }
    layer
}

/// The ways to say when an archive is refreshed replace one another: they are one setting with three spellings.
const TIMINGS: [&str; 3] = ["every", "cron", "daily"];

fn forget_other_timings(all: &mut Layer, values: &BTreeMap<SettingPath, Located>) {
    let is_timing = |path: &SettingPath| {
        path.get(2).is_some_and(|part| part == "schedule") && TIMINGS.contains(&path[3].as_str())
    };
    for path in values.keys().filter(|path| is_timing(path)) {
        for other in TIMINGS {
            let mut other_path = path.clone();
            other_path[3] = other.to_string();
            all.values.remove(&other_path);
        }
    }
}

struct Gathering<'a> {
    layer: &'a Layer,
    mistakes: Vec<Mistake>,
}

impl Gathering<'_> {
    fn settings(&mut self) -> Settings {
        let archives = self.names_below(&["archives"]);
        Settings {
            archive: self.text(&["archive"]).unwrap_or_default(),
            memory_bytes: self.number(&["memory"]).unwrap_or_default(),
            num_jobs: self.number(&["jobs"]).and_then(|num| num.try_into().ok()).unwrap_or(0),
            keep_runs: self.number(&["keep-runs"]).unwrap_or_default(),
            converters: self
                .names_below(&["converters"])
                .into_iter()
                .filter_map(|name| Some((name.clone(), self.words(&["converters", &name])?)))
                .collect(),
            archives: archives.into_iter().map(|name| (name.clone(), self.archive(&name))).collect(),
            values: self.layer.values.clone(),
        }
    }

    fn archive(&mut self, name: &str) -> ArchiveEntry {
        let at = |key: &'static str| ["archives", name, key];
        let alerts = self.names_below(&at("alerts"));
        let alerts = alerts.into_iter().filter_map(|alert| Some((alert.clone(), self.alert(name, &alert)?)));
        let alerts = alerts.collect();
        self.look_at_folders(&at("folders"));
        let folders = self.located(&at("folders"));
        ArchiveEntry {
            index: self.path(&at("index")),
            folders_origin: folders.map(|folders| folders.origin.clone()),
            folders: folders.and_then(|folders| match &folders.value {
                Value::Folders(folders) => Some(folders.clone()),
                _ => None,
            }),
            include: self.texts(&at("include")),
            exclude: self.texts(&at("exclude")),
            languages: self
                .texts(&at("languages"))
                .map(|codes| codes.iter().filter_map(|code| code.parse().ok()).collect()),
            formats: self.texts(&at("formats")),
            memory_bytes: self.number(&at("memory")),
            keep_runs: self.number(&at("keep-runs")),
            on_failure: self.words(&at("on-failure")),
            on_recovery: self.words(&at("on-recovery")),
            metrics: self.path(&at("metrics")),
            schedule: self.schedule(name),
            alerts,
        }
    }

    /// What cannot be told of paths alone, as where links lead, a run refuses.
    fn look_at_folders(&mut self, path: &[&str]) {
        let Some(Located { value: Value::Folders(folders), origin }) = self.located(path).cloned() else {
            return;
        };
        for (number, folder) in folders.iter().enumerate() {
            for other in &folders[..number] {
                let (inner, outer) = match folder.path.starts_with(&other.path) {
                    true => (folder, other),
                    false => (other, folder),
                };
                if inner.path.starts_with(&outer.path) {
                    self.report(&origin, Problem::Overlap(inner.path.clone(), outer.path.clone()));
                }
                if let Some(label) = folder.label.as_ref().filter(|_| folder.label == other.label) {
                    self.report(&origin, Problem::LabelTwice(label.clone()));
                }
            }
        }
    }

    fn schedule(&mut self, archive: &str) -> Option<ScheduleEntry> {
        let section = ["archives", archive, "schedule"];
        let origin = self.section(&section)?.clone();
        let at = |key: &'static str| ["archives", archive, "schedule", key];
        let every = self.seconds(&at("every")).map(|seconds| Timing::Every { seconds });
        let cron = self.text(&at("cron")).and_then(|cron| cron.parse().ok()).map(Timing::Cron);
        let daily = match self.value(&at("daily")) {
            Some(Value::Time(time)) => Some(Timing::Daily(*time)),
            _ => None,
        };
        let timings: Vec<Timing> = [every, cron, daily].into_iter().flatten().collect();
        let Ok([timing]) = <[Timing; 1]>::try_from(timings) else {
            self.report(&origin, Problem::Timing(path_text(&section.map(str::to_string))));
            return None;
        };
        let (zone, is_paused) = (self.text(&at("timezone")), self.flag(&at("paused")));
        Some(ScheduleEntry { timing, zone, is_paused, origin })
    }

    fn alert(&mut self, archive: &str, name: &str) -> Option<AlertEntry> {
        let origin = self.section(&["archives", archive, "alerts", name])?.clone();
        let at = |key: &'static str| ["archives", archive, "alerts", name, key];
        let Some(query) = self.text(&at("query")) else {
            self.report(&origin, Problem::NoQuery(name.to_string()));
            return None;
        };
        let max_age_days = self.seconds(&at("max-age")).map(|seconds| seconds / 86_400);
        let num_passages = self.number(&at("passages")).and_then(|num| num.try_into().ok());
        let entry = AlertEntry {
            query,
            rss: self.path(&at("rss")),
            atom: self.path(&at("atom")),
            json_lines: self.path(&at("jsonl")),
            markdown: self.path(&at("markdown")),
            command: self.words(&at("command")),
            tells_updates: self.flag(&at("updates")),
            max_age_days,
            num_passages: num_passages.unwrap_or(DEFAULT_NUM_PASSAGES),
            is_paused: self.flag(&at("paused")),
            origin: origin.clone(),
        };
        let files = [&entry.rss, &entry.atom, &entry.json_lines, &entry.markdown];
        if entry.command.is_none() && files.iter().all(|file| file.is_none()) {
            self.report(&origin, Problem::NoDestination(name.to_string()));
        }
        Some(entry)
    }

    fn report(&mut self, origin: &Origin, problem: Problem) {
        let (file, line) = match origin {
            Origin::File(file, line) => (file.clone(), Some(*line)),
            other => (other.to_string(), None),
        };
        self.mistakes.push(Mistake { file, line, problem });
    }

    /// The names that stand for a star below `path`.
    fn names_below(&self, path: &[&str]) -> BTreeSet<String> {
        let below = |full: &SettingPath| {
            let is_below = full.len() > path.len() && full.iter().zip(path).all(|(a, b)| a == b);
            is_below.then(|| full[path.len()].clone())
        };
        self.layer.values.keys().chain(self.layer.sections.keys()).filter_map(below).collect()
    }

    fn section(&self, path: &[&str]) -> Option<&Origin> {
        self.layer.sections.get(&path.iter().map(|part| (*part).to_string()).collect::<SettingPath>())
    }

    fn located(&self, path: &[&str]) -> Option<&Located> {
        self.layer.values.get(&path.iter().map(|part| (*part).to_string()).collect::<SettingPath>())
    }

    fn value(&self, path: &[&str]) -> Option<&Value> {
        self.located(path).map(|located| &located.value)
    }

    fn text(&self, path: &[&str]) -> Option<String> {
        match self.value(path)? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn texts(&self, path: &[&str]) -> Option<Vec<String>> {
        match self.value(path)? {
            Value::Texts(texts) => Some(texts.clone()),
            _ => None,
        }
    }

    fn number(&self, path: &[&str]) -> Option<u64> {
        match self.value(path)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn seconds(&self, path: &[&str]) -> Option<u64> {
        match self.value(path)? {
            Value::Seconds(seconds) => Some(*seconds),
            _ => None,
        }
    }

    fn flag(&self, path: &[&str]) -> bool {
        matches!(self.value(path), Some(Value::Flag(true)))
    }

    fn path(&self, path: &[&str]) -> Option<PathBuf> {
        match self.value(path)? {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        }
    }

    fn words(&self, path: &[&str]) -> Option<Vec<OsString>> {
        match self.value(path)? {
            Value::Words(words) => Some(words.clone()),
            _ => None,
        }
    }
}

/// Passages of an article in an alert that does not say how many.
const DEFAULT_NUM_PASSAGES: usize = 3;
