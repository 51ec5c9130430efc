//! The settings that there are, as `known.tsv` lists them: name, kind, default, purpose. What a file sets is elsewhere.

use std::sync::LazyLock;

use super::kind::Kind;

/// One setting that may be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its name in parts; `*` stands for a name of the user's.
    pub parts: Vec<&'static str>,
    /// What it may be.
    pub kind: Kind,
    /// As it would be written in a file; `None`: not set.
    pub default: Option<&'static str>,
    /// A sentence without full stop.
    pub purpose: &'static str,
}

/// All settings, in the order in which people are shown them.
pub fn known_settings() -> &'static [Known] {
    static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| read(include_str!("known.tsv")));
    &KNOWN
}

fn read(table: &'static str) -> Vec<Known> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let known = lines.filter_map(|line| {
        let mut fields = line.split('\t');
        let parts = fields.next()?.split('.').collect();
        let kind = Kind::named(fields.next()?)?;
        let default = fields.next()?;
        Some(Known { parts, kind, default: (default != "-").then_some(default), purpose: fields.next()? })
    });
    known.collect()
}

impl Known {
    /// The name with stars, such as `archives.*.schedule.every`.
    pub fn name(&self) -> String {
        self.parts.join(".")
    }

    /// Whether `path` names this setting.
    pub fn is_at(&self, path: &[String]) -> bool {
        self.parts.len() == path.len() && self.begins_with(path)
    }

    /// Whether `path` names a section that this setting stands in, or the setting itself.
    pub fn begins_with(&self, path: &[String]) -> bool {
        path.len() <= self.parts.len()
            && path.iter().zip(&self.parts).all(|(name, part)| *part == "*" || name == part)
    }

    /// The environment variable that sets it: those of whole archives have none.
    pub fn variable(&self) -> Option<String> {
        let [name] = self.parts.as_slice() else { return None };
        Some(format!("DEPECHE_{}", name.to_uppercase().replace('-', "_")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_setting() {
        let lines = include_str!("known.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(known_settings().len(), lines.count());
        for known in known_settings() {
            assert!(!known.purpose.ends_with('.') && !known.purpose.is_empty(), "{}", known.name());
            if let Some(default) = known.default {
                assert!(known.kind.read_text(default).is_ok(), "{}", known.name());
            }
        }
    }

    #[test]
    fn only_settings_of_the_program_have_variables() {
        let variables: Vec<_> = known_settings().iter().filter_map(Known::variable).collect();
        assert_eq!(variables, ["DEPECHE_ARCHIVE", "DEPECHE_MEMORY", "DEPECHE_JOBS", "DEPECHE_KEEP_RUNS"]);
    }
}
