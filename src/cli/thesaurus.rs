//! The user's own entries of the thesaurus: which file they are in, and what is wrong with it. What entries are is
//! `depeche::thesaurus`'s.

use std::io;
use std::path::{Path, PathBuf};

use depeche::error::AtPath;
use depeche::render::path_text;
use depeche::thesaurus::Thesaurus;

use super::environment::Environment;
use super::failure::Failure;

/// The option of every command that asks the thesaurus.
#[derive(Debug, Default, clap::Args)]
pub struct OwnEntries {
    /// Your own entries of the thesaurus [default: depeche/thesaurus.toml among your settings, if it exists]
    #[arg(long, value_name = "FILE")]
    thesaurus: Option<PathBuf>,
}

impl OwnEntries {
    /// The program's entries with the user's own; `None` when the user has none.
    pub fn thesaurus(&self, environment: &Environment) -> Result<Option<Thesaurus>, Failure> {
        if let Some(file) = &self.thesaurus {
            return read(file).map(Some);
        }
        match usual_file(environment) {
            Some(file) if file.exists() => read(&file).map(Some),
            _ => Ok(None),
        }
    }
}

/// Where entries are read from when no file is named.
pub fn usual_file(environment: &Environment) -> Option<PathBuf> {
    environment.config_dir.as_ref().map(|directory| directory.join("depeche").join("thesaurus.toml"))
}

fn read(file: &Path) -> Result<Thesaurus, Failure> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let message = format!("{} is not UTF-8: save it as UTF-8", path_text(file));
            return Err(Failure::usage(message));
        }
        text => text.at(file)?,
    };
    Thesaurus::with_file(&path_text(file), &text).map_err(|mistakes| {
        let sentences: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let hint = "nothing was asked; docs/thesaurus.md says how entries are written";
        Failure::usage(sentences.join("\n")).hint(hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_file_lies_among_the_settings() {
        let environment =
            Environment { config_dir: Some("/home/anna/.config".into()), ..Environment::default() };
        let file = usual_file(&environment).unwrap();
        assert_eq!(file, Path::new("/home/anna/.config/depeche/thesaurus.toml"));
        assert!(OwnEntries::default().thesaurus(&environment).unwrap().is_none());
    }
}
