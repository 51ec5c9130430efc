//! What one place sets: a file, the environment or the options of a command. Checked one by one; what they mean together is `settings`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::kind::{Kind, Value, is_archive_name};
use super::known::{Known, known_settings};
use super::mistake::{Mistake, Problem, Unfit};
use super::nearest::nearest;

/// The name of a setting, part by part.
pub type SettingPath = Vec<String>;

/// From where a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The program's own.
    Default,
    /// A file, and the line in it.
    File(String, usize),
    /// An environment variable.
    Variable(String),
    /// An option of the command.
    Option(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(file, line) => write!(f, "{file}:{line}"),
            Origin::Variable(name) | Origin::Option(name) => f.write_str(name),
        }
    }
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The value.
    pub value: Value,
    /// From where it is.
    pub origin: Origin,
}

/// What one place sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// Values by name.
    pub values: BTreeMap<SettingPath, Located>,
    /// Sections, though nothing is set in them, and where: an archive may be named without saying more of it.
    pub sections: BTreeMap<SettingPath, Origin>,
}

/// A file of settings as it was read.
#[derive(Debug, Clone, Copy)]
pub struct SettingsFile<'a> {
    /// What to call it in messages.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Where it lies: relative paths in it start there.
    pub directory: &'a Path,
    /// What `~` stands for.
    pub home: Option<&'a Path>,
}

impl Layer {
    /// Reads a file.
    pub fn of_file(file: SettingsFile<'_>) -> Result<Layer, Vec<Mistake>> {
        let mut reading = Reading { file, layer: Layer::default(), mistakes: Vec::new() };
        match DeTable::parse(file.text) {
            Ok(table) => reading.take_section(&mut Vec::new(), table.get_ref()),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                reading.report(at, Problem::Syntax(error.message().to_string()));
            }
        }
        reading.mistakes.sort_by_key(|mistake| mistake.line);
        if reading.mistakes.is_empty() { Ok(reading.layer) } else { Err(reading.mistakes) }
    }

    /// What the environment sets, `variable` looking a name up in it.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Layer, Vec<Mistake>> {
        let mut layer = Layer::default();
        let mut mistakes = Vec::new();
        for known in known_settings() {
            let Some(name) = known.variable() else { continue };
            let Some(text) = variable(&name) else { continue };
            match known.kind.read_typed(&text) {
                Ok(value) => layer.set(&known.name(), value, Origin::Variable(name)),
                Err(unfit) => {
                    let problem = Problem::Unfit(name, unfit);
                    mistakes.push(Mistake { file: "the environment".to_string(), line: None, problem });
                }
            }
        }
        if mistakes.is_empty() { Ok(layer) } else { Err(mistakes) }
    }

    /// Sets `name`, its parts joined by full stops.
    pub fn set(&mut self, name: &str, value: Value, origin: Origin) {
        let path = name.split('.').map(str::to_string).collect();
        self.values.insert(path, Located { value, origin });
    }
}

/// The name as TOML writes it: `archives."la presse".memory`.
pub(super) fn path_text(path: &[String]) -> String {
    let is_bare = |part: &String| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let parts = path.iter().map(|part| if is_bare(part) { part.clone() } else { format!("{part:?}") });
    parts.collect::<Vec<_>>().join(".")
}

struct Reading<'a> {
    file: SettingsFile<'a>,
    layer: Layer,
    mistakes: Vec<Mistake>,
}

impl Reading<'_> {
    fn line(&self, byte: usize) -> usize {
        let before = self.file.text.as_bytes().get(..byte).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    fn report(&mut self, byte: usize, problem: Problem) {
        let line = Some(self.line(byte));
        self.mistakes.push(Mistake { file: self.file.name.to_string(), line, problem });
    }

    fn take_section(&mut self, path: &mut SettingPath, table: &DeTable<'_>) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            path.push(key.get_ref().to_string());
            if let Err(problem) = self.take(path, value.get_ref(), key.span().start) {
                self.report(key.span().start, problem);
            }
            path.pop();
        }
    }

    fn take(&mut self, path: &mut SettingPath, value: &DeValue<'_>, byte: usize) -> Result<(), Problem> {
        normalise(path)?;
        let origin = Origin::File(self.file.name.to_string(), self.line(byte));
        if let Some(known) = known_settings().iter().find(|known| known.is_at(path)) {
            let unfit = |unfit| Problem::Unfit(path_text(path), unfit);
            let value = known.kind.read_toml(value).and_then(|value| self.placed(value)).map_err(unfit)?;
            match self.layer.values.insert(path.clone(), Located { value, origin }) {
                Some(_) => Err(Problem::ExtensionTwice(path.last().cloned().unwrap_or_default())),
                None => Ok(()),
            }
        } else if let Some(known) = known_settings().iter().find(|known| known.begins_with(path)) {
            let DeValue::Table(table) = value else {
                return Err(Problem::NoSection(path_text(path), example_below(known, path.len())));
            };
            self.layer.sections.insert(path.clone(), origin);
            self.take_section(path, table);
            Ok(())
        } else {
            Err(unknown(path))
        }
    }

    /// Paths from the root.
    fn placed(&self, value: Value) -> Result<Value, Unfit> {
        match value {
            Value::Path(path) => self.place(&path).map(Value::Path),
            Value::Folders(mut folders) => {
                for folder in &mut folders {
                    folder.path = self.place(&folder.path)?;
                }
                Ok(Value::Folders(folders))
            }
            other => Ok(other),
        }
    }

    fn place(&self, path: &Path) -> Result<PathBuf, Unfit> {
        let Ok(inside) = path.strip_prefix("~") else { return Ok(plain(&self.file.directory.join(path))) };
        let home = self.file.home.ok_or(Unfit::Must("a path without `~`: there is no home directory"))?;
        Ok(plain(&home.join(inside)))
    }
}

/// Without `.`; what `..` means where links are is the system's business.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|component| *component != Component::CurDir).collect()
}

/// Extensions are written with and without full stop, in capitals or not; other names are as they are.
fn normalise(path: &mut SettingPath) -> Result<(), Problem> {
    match path.as_mut_slice() {
        [section, extension] if section == "converters" => {
            let plain = extension.strip_prefix('.').unwrap_or(extension).to_ascii_lowercase();
            let is_extension =
                (1..=10).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !is_extension {
                return Err(Problem::BadExtension(extension.clone()));
            }
            *extension = plain;
            Ok(())
        }
        [section, name] if section == "archives" && !is_archive_name(name) => {
            Err(Problem::BadName(name.clone()))
        }
        [_, _, section, name] if section == "alerts" && !is_archive_name(name) => {
            Err(Problem::BadName(name.clone()))
        }
        _ => Ok(()),
    }
}

/// What may stand where `path` does, and what is probably meant.
fn unknown(path: &[String]) -> Problem {
    let (last, section) = path.split_last().map_or(("", path), |(last, section)| (last.as_str(), section));
    let mut known: Vec<&str> = Vec::new();
    for setting in known_settings().iter().filter(|setting| setting.begins_with(section)) {
        if let Some(part) = setting.parts.get(section.len())
            && !known.contains(part)
        {
            known.push(part);
        }
    }
    let nearest = nearest(last, &known).map(str::to_string);
    Problem::UnknownKey {
        name: path_text(path),
        nearest,
        known: known.into_iter().map(str::to_string).collect(),
    }
}

fn example_below(known: &Known, depth: usize) -> String {
    match known.parts.get(depth) {
        Some(&"*") if known.kind == Kind::Command => "doc".to_string(),
        Some(&"*") => "name".to_string(),
        Some(part) => (*part).to_string(),
        None => known.name(),
    }
}
