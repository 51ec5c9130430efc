//! Where settings are: the system's file, the user's, the environment; and the commands that they let reading start. What settings
//! mean is `depeche::config`'s.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use depeche::config::{Layer, Mistake, Settings, SettingsFile};
use depeche::error::AtPath;
use depeche::formats::Commands;
use depeche::render::path_text;

use super::environment::Environment;
use super::extract_pdf;
use super::failure::Failure;
use super::shared::Shared;

/// The commands that reading files may start.
pub fn commands(shared: &Shared, environment: &Environment) -> Result<Arc<Commands>, Failure> {
    let settings = load(shared, environment)?;
    let pdf = environment.program.as_ref().map(|program| vec![program.clone(), extract_pdf::NAME.into()]);
    let environment = environment.of_commands.clone();
    Ok(Arc::new(Commands { converters: settings.converters, pdf, environment }))
}

/// The settings in force: the program's own, then the system's file, the user's, the environment.
pub fn load(shared: &Shared, environment: &Environment) -> Result<Settings, Failure> {
    load_with(None, shared, environment)
}

/// The settings that would be in force if the user's file held `text`.
pub fn load_as_if(text: &str, shared: &Shared, environment: &Environment) -> Result<Settings, Failure> {
    load_with(Some(text), shared, environment)
}

fn load_with(
    new_text: Option<&str>,
    shared: &Shared,
    environment: &Environment,
) -> Result<Settings, Failure> {
    let mut layers = Vec::new();
    let system = environment.system_settings.as_ref().filter(|file| file.exists());
    if let Some(file) = system {
        layers.push(read(file, environment)?);
    }
    match (named_file(shared, environment), usual_file(environment)) {
        (named, usual) if new_text.is_some() => {
            if let (Some(text), Some(file)) = (new_text, named.or(usual)) {
                layers.push(layer(&file, text, environment)?);
            }
        }
        (Some(file), _) => layers.push(read(&file, environment)?),
        (None, Some(file)) if file.exists() => layers.push(read(&file, environment)?),
        _ => {}
    }
    let variable = |name: &str| {
        let variables = environment.variables.iter();
        variables.filter(|(known, _)| known == name).map(|(_, value)| value.clone()).next()
    };
    layers.push(Layer::of_environment(variable).map_err(|mistakes| failure(&mistakes))?);
    Settings::of_layers(layers).map_err(|mistakes| failure(&mistakes))
}

/// The user's file, whether it exists or not: commands that change settings change this one.
pub fn file(shared: &Shared, environment: &Environment) -> Result<PathBuf, Failure> {
    named_file(shared, environment).or_else(|| usual_file(environment)).ok_or_else(|| {
        Failure::new("io", "there is no home directory to keep settings in")
            .hint("name a file with --config FILE")
    })
}

fn named_file(shared: &Shared, environment: &Environment) -> Option<PathBuf> {
    shared.config.clone().or_else(|| environment.config_file.as_ref().map(PathBuf::from))
}

/// Where settings are read from when no file is named. `config.toml` is what the file was called at first.
fn usual_file(environment: &Environment) -> Option<PathBuf> {
    let directory = environment.config_dir.as_ref()?.join("depeche");
    let (file, old) = (directory.join("depeche.toml"), directory.join("config.toml"));
    Some(if !file.exists() && old.exists() { old } else { file })
}

fn read(file: &Path, environment: &Environment) -> Result<Layer, Failure> {
    layer(file, &text_of(file)?, environment)
}

/// What the file says, word for word.
pub fn text_of(file: &Path) -> Result<String, Failure> {
    match std::fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(Failure::usage(format!("{} is not UTF-8: save it as UTF-8", path_text(file))))
        }
        text => Ok(text.at(file)?),
    }
}

fn layer(file: &Path, text: &str, environment: &Environment) -> Result<Layer, Failure> {
    let whole = std::path::absolute(file).at(file)?;
    let directory = whole.parent().unwrap_or(Path::new("/"));
    let name = path_text(file);
    Layer::of_file(SettingsFile { name: &name, text, directory, home: environment.home.as_deref() })
        .map_err(|mistakes| failure(&mistakes))
}

fn failure(mistakes: &[Mistake]) -> Failure {
    let sentences: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    Failure::usage(sentences.join("\n"))
        .hint("nothing was done; docs/settings.md says how settings are written")
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
            (write("depeche/depeche.toml", "usual"), write("a.toml", "variable"), write("b.toml", "option"));
        let mut environment =
            Environment { config_dir: Some(folder.path().to_path_buf()), ..Environment::default() };
        let mut shared = Shared::default();
        let extension = |shared: &Shared, environment: &Environment| {
            commands(shared, environment).unwrap().converters.keys().next().cloned()
        };
        assert_eq!(extension(&shared, &environment).as_deref(), Some("usual"));
        environment.config_file = Some(by_variable.into_os_string());
        assert_eq!(extension(&shared, &environment).as_deref(), Some("variable"));
        shared.config = Some(by_option.clone());
        assert_eq!(extension(&shared, &environment).as_deref(), Some("option"));
        write("depeche/config.toml", "old");
        assert_eq!(
            extension(&Shared::default(), &Environment { config_file: None, ..environment.clone() })
                .as_deref(),
            Some("usual")
        );
        std::fs::remove_file(usual).unwrap();
        assert_eq!(
            extension(&Shared::default(), &Environment { config_file: None, ..environment.clone() })
                .as_deref(),
            Some("old")
        );
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
