//! What a setting may be, and how it is written in a file, a variable or an option.

use std::ffi::OsString;
use std::path::PathBuf;

use ignore::gitignore::GitignoreBuilder;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use toml::de::DeValue;

use super::folder_entry::{self, FolderEntry};
use super::mistake::Unfit;
use super::words::words_of;
use crate::formats::format_list;
use crate::ingest::MIN_MEMORY_BYTES;
use crate::model::Language;
use crate::schedule::Cron;

/// What a setting may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text but the empty one.
    Text,
    /// What can name an archive.
    Name,
    /// A number from 0.
    Number,
    /// Memory for a run, such as `256M`.
    Size,
    /// `true` or `false`.
    Flag,
    /// A stretch of time, such as `15m`.
    Duration,
    /// Whole days, such as `30d`.
    Days,
    /// A time of day, such as `02:30`.
    Time,
    /// Five fields as in a crontab.
    Cron,
    /// A time zone of the IANA database.
    Zone,
    /// A path, from the root, from `~/`, or from the folder of the file of settings.
    Path,
    /// A command line.
    Command,
    /// Globs as in `.gitignore`.
    Globs,
    /// Codes of languages.
    Languages,
    /// Names of formats.
    Formats,
    /// Folders: paths, or tables of a path and what holds for all its articles.
    Folders,
}

/// A setting's value, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Value {
    Text(String),
    Number(u64),
    Flag(bool),
    Seconds(u64),
    Time(Time),
    Path(PathBuf),
    Words(Vec<OsString>),
    Texts(Vec<String>),
    Folders(Vec<FolderEntry>),
}

const KINDS: [(&str, Kind); 16] = [
    ("text", Kind::Text),
    ("name", Kind::Name),
    ("number", Kind::Number),
    ("size", Kind::Size),
    ("flag", Kind::Flag),
    ("duration", Kind::Duration),
    ("days", Kind::Days),
    ("time", Kind::Time),
    ("cron", Kind::Cron),
    ("zone", Kind::Zone),
    ("path", Kind::Path),
    ("command", Kind::Command),
    ("globs", Kind::Globs),
    ("languages", Kind::Languages),
    ("formats", Kind::Formats),
    ("folders", Kind::Folders),
];

impl Kind {
    pub(super) fn named(name: &str) -> Option<Kind> {
        KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// What to write, for messages: `must be …`.
    pub(super) fn description(self) -> &'static str {
        match self {
            Kind::Text => "a text in quotes",
            Kind::Name => "a name in quotes, without `/` and not beginning with a full stop",
            Kind::Number => "a whole number",
            Kind::Size => "a size in quotes, such as \"256M\" or \"1G\"",
            Kind::Flag => "true or false",
            Kind::Duration => "a stretch of time in quotes, such as \"15m\", \"6h\" or \"1d\"",
            Kind::Days => "a number of days in quotes, such as \"30d\"",
            Kind::Time => "a time of day in quotes, such as \"02:30\"",
            Kind::Cron => "five fields as in a crontab in quotes, such as \"30 2 * * *\"",
            Kind::Zone => "a time zone in quotes, such as \"Europe/Paris\"",
            Kind::Path => "a path in quotes, such as \"/srv/presse\" or \"~/presse\"",
            Kind::Command => "a command in quotes, such as \"antiword {}\"",
            Kind::Globs => "a list of globs, such as [\"*.html\", \"2023/\"]",
            Kind::Languages => "a list of codes of languages, such as [\"fr\", \"en\"]",
            Kind::Formats => "a list of formats, such as [\"html\", \"json-lines\"]",
            Kind::Folders => {
                "a list of folders, such as [\"/srv/presse\"] or [{ path = \"/srv/presse\", source = \"Le Courrier\" }]"
            }
        }
    }

    /// Reads a value as a file has it.
    pub(super) fn read_toml(self, value: &DeValue<'_>) -> Result<Value, Unfit> {
        match (self, value) {
            (Kind::Number, DeValue::Integer(number)) => {
                let number = u64::from_str_radix(number.as_str(), number.radix());
                number.map(Value::Number).map_err(|_| self.wrong())
            }
            (Kind::Flag, DeValue::Boolean(flag)) => Ok(Value::Flag(*flag)),
            (Kind::Globs | Kind::Languages | Kind::Formats, DeValue::Array(texts)) => {
                let texts = texts.iter().map(|text| match text.get_ref() {
                    DeValue::String(text) => Ok(text.to_string()),
                    _ => Err(self.wrong()),
                });
                self.of_texts(texts.collect::<Result<_, _>>()?)
            }
            (Kind::Folders, DeValue::Array(folders)) => {
                let folders = folders.iter().map(|folder| folder_entry::read(folder.get_ref()));
                Ok(Value::Folders(folders.collect::<Result<_, _>>()?))
            }
            (
                Kind::Number | Kind::Flag | Kind::Globs | Kind::Languages | Kind::Formats | Kind::Folders,
                _,
            ) => Err(self.wrong()),
            (_, DeValue::String(text)) => self.read_text(text),
            _ => Err(self.wrong()),
        }
    }

    /// Reads a value as a variable or an option has it.
    pub fn read_typed(self, text: &str) -> Result<Value, Unfit> {
        self.read_text(text).map_err(|unfit| match unfit {
            Unfit::Must(what) => Unfit::Typed(what.replace(" in quotes", "").replace('"', "")),
            other => other,
        })
    }

    /// Reads a value as a text in a file has it.
    pub(super) fn read_text(self, text: &str) -> Result<Value, Unfit> {
        let value = match self {
            Kind::Text => filled(text).map(Value::Text),
            Kind::Name => {
                Some(text).filter(|text| is_archive_name(text)).map(|text| Value::Text(text.into()))
            }
            Kind::Number => text.parse().ok().map(Value::Number),
            Kind::Size => match size(text) {
                Some(num_bytes) if num_bytes < MIN_MEMORY_BYTES => return Err(Unfit::TooLittleMemory),
                num_bytes => num_bytes.map(Value::Number),
            },
            Kind::Flag => text.parse().ok().map(Value::Flag),
            Kind::Duration => seconds(text).map(Value::Seconds),
            Kind::Days => seconds(text).filter(|seconds| seconds % DAY == 0).map(Value::Seconds),
            Kind::Time => time(text).map(Value::Time),
            Kind::Cron => match text.parse::<Cron>() {
                Ok(_) => Some(Value::Text(text.to_string())),
                Err(error) => return Err(Unfit::Cron(error)),
            },
            Kind::Zone => TimeZone::get(text).ok().map(|_| Value::Text(text.to_string())),
            Kind::Path => filled(text).map(|path| Value::Path(path.into())),
            Kind::Command => {
                let words = words_of(text).map_err(|_| Unfit::OpenQuote)?;
                let is_command = words.first().is_some_and(|word| !word.is_empty());
                is_command.then(|| Value::Words(words.into_iter().map(OsString::from).collect()))
            }
            Kind::Globs | Kind::Languages | Kind::Formats => {
                return self.of_texts(text.split(',').map(|text| text.trim().to_string()).collect());
            }
            Kind::Folders => None,
        };
        value.ok_or_else(|| self.wrong())
    }

    fn of_texts(self, texts: Vec<String>) -> Result<Value, Unfit> {
        for text in &texts {
            match self {
                Kind::Languages if text.parse::<Language>().is_err() => return Err(self.wrong()),
                // `[` alone would be taken for itself, and nothing is called so.
                Kind::Globs if text.matches('[').count() != text.matches(']').count() => {
                    return Err(Unfit::Glob(text.clone()));
                }
                Kind::Globs if GitignoreBuilder::new("").add_line(None, text).is_err() => {
                    return Err(Unfit::Glob(text.clone()));
                }
                Kind::Formats if !format_list().iter().any(|format| format.name == text) => {
                    let known: Vec<&str> = format_list().iter().map(|format| format.name).collect();
                    return Err(Unfit::Format(text.clone(), known.join(", ")));
                }
                _ => {}
            }
        }
        Ok(Value::Texts(texts))
    }

    fn wrong(self) -> Unfit {
        Unfit::Must(self.description())
    }
}

/// Whether an archive can have this name: it is the name of its directory.
pub fn is_archive_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && !name.contains(|c: char| c == '/' || c == '\\' || c.is_control())
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_string)
}

/// Reads `1000000`, `256M`, `1.5G`; powers of 1024.
fn size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: u64 = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return None,
    };
    let number: f64 = digits.parse().ok()?;
    (number.is_finite() && number > 0.0).then_some((number * factor as f64) as u64)
}

const DAY: u64 = 24 * 60 * 60;

/// Reads `90s`, `15m`, `6h`, `2d`, `1w`, and sums such as `1h30m`; of zero there is none.
fn seconds(text: &str) -> Option<u64> {
    let mut all: u64 = 0;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: u64 = rest[..rest.len() - digits.len()].parse().ok()?;
        let unit = digits.chars().next()?;
        let factor = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' | 'j' => DAY,
            'w' => 7 * DAY,
            _ => return None,
        };
        all = all.checked_add(number.checked_mul(factor)?)?;
        rest = &digits[unit.len_utf8()..];
    }
    (1..=3650 * DAY).contains(&all).then_some(all)
}

/// Reads `02:30` and `2h30`.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once([':', 'h'])?;
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(hour) || minute.len() != 2 || !is_number(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, expected) in [("256M", 256 << 20), ("1.5G", 3 << 29), ("67108864", 64 << 20)] {
            assert_eq!(Kind::Size.read_text(text).unwrap(), Value::Number(expected), "{text}");
        }
        for text in ["", "M", "-1M", "12X", "inf"] {
            assert!(matches!(Kind::Size.read_text(text), Err(Unfit::Must(_))), "{text}");
        }
        for text in ["1000", "63M", "0.01G"] {
            assert_eq!(Kind::Size.read_text(text), Err(Unfit::TooLittleMemory), "{text}");
        }
    }

    #[test]
    fn a_shell_has_no_use_for_quotes() {
        let message = |kind: Kind| kind.read_typed("?").unwrap_err().to_string();
        assert_eq!(message(Kind::Size), "must be a size, such as 256M or 1G");
        assert_eq!(message(Kind::Duration), "must be a stretch of time, such as 15m, 6h or 1d");
    }

    #[test]
    fn stretches_of_time_are_read_as_people_write_them() {
        for (text, expected) in [("15m", 900), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800), ("90s", 90)]
        {
            assert_eq!(Kind::Duration.read_text(text).unwrap(), Value::Seconds(expected), "{text}");
        }
        for text in ["", "0m", "m", "15", "15 m", "-5m", "1y", "99999999999999999d"] {
            assert!(Kind::Duration.read_text(text).is_err(), "{text}");
        }
        assert!(Kind::Days.read_text("30d").is_ok() && Kind::Days.read_text("12h").is_err());
    }

    #[test]
    fn times_of_day_are_read_in_both_spellings() {
        for text in ["02:30", "2:30", "2h30"] {
            let expected = Time::constant(2, 30, 0, 0);
            assert_eq!(Kind::Time.read_text(text).unwrap(), Value::Time(expected), "{text}");
        }
        for text in ["24:00", "2:3", "2", "02:30:00", "x:30", "12:60"] {
            assert!(Kind::Time.read_text(text).is_err(), "{text}");
        }
    }

    #[test]
    fn lists_are_checked_item_by_item() {
        assert!(Kind::Languages.read_text("fr, en").is_ok());
        assert!(Kind::Languages.read_text("français").is_err());
        assert!(Kind::Formats.read_text("html,json-lines").is_ok());
        assert!(matches!(Kind::Formats.read_text("htlm"), Err(Unfit::Format(..))));
        assert!(matches!(Kind::Globs.read_text("a{b"), Err(Unfit::Glob(_))));
    }
}
