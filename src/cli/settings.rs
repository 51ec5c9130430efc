//! The user's file of settings: which one it is, and the commands that it lets reading start. What settings mean is
//! `depeche::config`'s.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use depeche::config::Settings;
use depeche::error::AtPath;
use depeche::formats::Commands;
use depeche::render::path_text;

use super::environment::Environment;
use super::extract_pdf;
use super::failure::Failure;
use super::shared::Shared;

/// The commands that reading files may start.
pub fn commands(shared: &Shared, environment: &Environment) -> Result<Arc<Commands>, Failure> {
    let settings = settings(shared, environment)?;
    let pdf = environment.program.as_ref().map(|program| vec![program.clone(), extract_pdf::NAME.into()]);
    let environment = environment.of_commands.clone();
    Ok(Arc::new(Commands { converters: settings.converters, pdf, environment }))
}

/// The settings in the file that `--config` or `DEPECHE_CONFIG` names, or in the usual one, if it exists.
fn settings(shared: &Shared, environment: &Environment) -> Result<Settings, Failure> {
    let named = shared.config.clone().or_else(|| environment.config_file.as_ref().map(PathBuf::from));
    match (named, usual_file(environment)) {
        (Some(file), _) => read(&file),
        (None, Some(file)) if file.exists() => read(&file),
        _ => Ok(Settings::default()),
    }
}

/// Where settings are read from when no file is named.
fn usual_file(environment: &Environment) -> Option<PathBuf> {
    environment.config_dir.as_ref().map(|directory| directory.join("depeche").join("config.toml"))
}

fn read(file: &Path) -> Result<Settings, Failure> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(Failure::usage(format!("{} is not UTF-8: save it as UTF-8", path_text(file))));
        }
        text => text.at(file)?,
    };
    Settings::read(&path_text(file), &text).map_err(|mistakes| {
        let sentences: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        Failure::usage(sentences.join("\n"))
            .hint("nothing was done; docs/settings.md says how settings are written")
    })
}

/// The variables that a command needs to be found and to write text as this user reads it; no others are passed on.
const PASSED_ON: [&str; 7] = ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "USER"];

/// Picks what commands may see of the process's environment.
pub fn environment_of_commands(variable: impl Fn(&str) -> Option<OsString>) -> Vec<(OsString, OsString)> {
    PASSED_ON.iter().filter_map(|name| Some((OsString::from(name), variable(name)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_file_goes_before_the_usual_one() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, extension: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, format!("[converters]\n{extension} = \"cat\"\n")).unwrap();
            path
        };
        let (usual, by_variable, by_option) =
            (write("depeche/config.toml", "usual"), write("a.toml", "variable"), write("b.toml", "option"));
        let mut environment =
            Environment { config_dir: Some(folder.path().to_path_buf()), ..Environment::default() };
        let mut shared = Shared::default();
        let extension = |shared: &Shared, environment: &Environment| {
            commands(shared, environment).unwrap().converters.keys().next().cloned()
        };
        assert_eq!(extension(&shared, &environment).as_deref(), Some("usual"));
        environment.config_file = Some(by_variable.into_os_string());
        assert_eq!(extension(&shared, &environment).as_deref(), Some("variable"));
        shared.config = Some(by_option);
        assert_eq!(extension(&shared, &environment).as_deref(), Some("option"));
        std::fs::remove_file(usual).unwrap();
        assert_eq!(extension(&Shared::default(), &Environment::default()), None);
        shared.config = Some(folder.path().join("absent.toml"));
        assert_eq!(commands(&shared, &environment).unwrap_err().code, "io");
    }

    #[test]
    fn commands_see_little_of_the_environment() {
        let all = |name: &str| Some(OsString::from(name.to_lowercase()));
        let names: Vec<_> = environment_of_commands(all).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, PASSED_ON);
        assert!(environment_of_commands(|_| None).is_empty());
    }
}
