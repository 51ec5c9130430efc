//! The settings and how a TOML text says them. An unknown key is refused: a setting that is misspelt must not do nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistake, Problem};
use super::nearest::nearest;
use super::words::words_of;

/// The sections that there are.
const SECTIONS: &[&str] = &["converters"];

/// What the user set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// `[converters]`: for file name extensions the words of a command that writes such a file as HTML or text.
    pub converters: BTreeMap<String, Vec<OsString>>,
}

impl Settings {
    /// Reads settings from `text`, called `file` in what is wrong with it.
    pub fn read(file: &str, text: &str) -> Result<Settings, Vec<Mistake>> {
        let mut reading = Reading { file, text, settings: Settings::default(), mistakes: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => reading.take_all(table.get_ref()),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                reading.report(at, Problem::Syntax(error.message().to_string()));
            }
        }
        reading.mistakes.sort_by_key(|mistake| mistake.line);
        if reading.mistakes.is_empty() { Ok(reading.settings) } else { Err(reading.mistakes) }
    }
}

/// The pass over one file.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    settings: Settings,
    mistakes: Vec<Mistake>,
}

impl Reading<'_> {
    fn report(&mut self, byte: usize, problem: Problem) {
        let before = self.text.as_bytes().get(..byte).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        self.mistakes.push(Mistake { file: self.file.to_string(), line: Some(line), problem });
    }

    fn take_all(&mut self, table: &DeTable<'_>) {
        for (key, value) in table.iter() {
            match (&**key.get_ref(), value.get_ref()) {
                ("converters", DeValue::Table(converters)) => self.take_converters(converters),
                ("converters", _) => {
                    let kind = "a section: a line `[converters]`, and below it lines such as `doc = \"antiword {}\"`";
                    self.report(key.span().start, Problem::WrongKind("converters".into(), kind));
                }
                (name, _) => {
                    let nearest = nearest(name, SECTIONS).map(str::to_string);
                    let problem =
                        Problem::UnknownKey { name: name.to_string(), nearest, known: SECTIONS.to_vec() };
                    self.report(key.span().start, problem);
                }
            }
        }
    }

    fn take_converters(&mut self, converters: &DeTable<'_>) {
        for (key, command) in converters.iter() {
            if let Err(problem) = self.take_converter(key.get_ref(), command) {
                self.report(key.span().start, problem);
            }
        }
    }

    fn take_converter(&mut self, key: &str, command: &Spanned<DeValue<'_>>) -> Result<(), Problem> {
        let extension = key.strip_prefix('.').unwrap_or(key).to_ascii_lowercase();
        let is_extension =
            (1..=10).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_extension {
            return Err(Problem::BadExtension(key.to_string()));
        }
        let DeValue::String(command) = command.get_ref() else {
            let kind = "a command in quotes, such as \"antiword {}\"";
            return Err(Problem::WrongKind(format!("converters.{key}"), kind));
        };
        let words = words_of(command).map_err(|_| Problem::OpenQuote(key.to_string()))?;
        if words.first().is_none_or(String::is_empty) {
            return Err(Problem::EmptyCommand(key.to_string()));
        }
        let words = words.into_iter().map(OsString::from).collect();
        match self.settings.converters.insert(extension, words) {
            Some(_) => Err(Problem::ExtensionTwice(key.to_string())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> String {
        let mistakes = Settings::read("config.toml", text).unwrap_err();
        mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn converters_are_commands_by_extension() {
        let text =
            "# Word before 2007\n[converters]\ndoc = \"antiword -w 0 '{}'\"\n\".WPD\" = \"wpd2html\"\n";
        let settings = Settings::read("config.toml", text).unwrap();
        let expected = [("doc", vec!["antiword", "-w", "0", "{}"]), ("wpd", vec!["wpd2html"])];
        let expected = expected.map(|(extension, words)| {
            (extension.to_string(), words.into_iter().map(OsString::from).collect::<Vec<_>>())
        });
        assert_eq!(settings.converters, BTreeMap::from(expected));
        assert_eq!(Settings::read("config.toml", "").unwrap(), Settings::default());
    }

    #[test]
    fn mistakes_say_where_and_what_to_write() {
        assert_eq!(
            mistakes("\n[convertors]\ndoc = \"antiword {}\"\n"),
            "config.toml, line 2: there is no setting `convertors`; did you mean `converters`?"
        );
        assert_eq!(
            mistakes("language = \"fr\""),
            "config.toml, line 1: there is no setting `language`; there are: converters"
        );
        assert!(
            mistakes("converters = 3").starts_with("config.toml, line 1: `converters` must be a section")
        );
        let all = mistakes(
            "[converters]\ndoc = 1\n\"a b\" = \"x\"\nrtf = \" \"\nwpd = \"a 'b\"\nwps = 'x'\nWPS = 'y'\n",
        );
        for (line, part) in [(2, "in quotes"), (3, "no file name extension"), (4, "is empty"), (5, "quote")] {
            assert!(all.contains(&format!("line {line}: ")) && all.contains(part), "{part}: {all}");
        }
        assert!(all.contains("has a converter already"), "{all}");
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let mistakes = Settings::read("config.toml", "[converters]\ndoc = antiword\n").unwrap_err();
        assert_eq!(mistakes[0].line, Some(2));
    }
}
