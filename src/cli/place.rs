//! Where archives are: by name under the user's data directory, or at an explicit place. Nothing is opened here.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use depeche::config::{Settings, is_archive_name};

use super::environment::Environment;
use super::failure::Failure;
use super::settings;
use super::shared::Shared;
use super::withdrawn_list;

/// An archive's directory and the name it goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The directory.
    pub root: PathBuf,
    /// The name.
    pub name: String,
    /// The file beside the settings that keeps what is withdrawn from it.
    pub withdrawn_list: Option<PathBuf>,
}

/// The place that `--index` or `--archive` means.
pub fn place_of(shared: &Shared, environment: &Environment) -> Result<Place, Failure> {
    let place = match &shared.index {
        Some(root) => {
            let root = std::path::absolute(root)
                .map_err(|_| Failure::usage("--index needs the path of a directory"))?;
            let name = root.file_name().unwrap_or(OsStr::new("index")).to_string_lossy().into_owned();
            Place { root, name, withdrawn_list: None }
        }
        None => {
            let settings = settings::load(shared, environment)?;
            let name = shared.archive.as_ref().unwrap_or(&settings.archive);
            named_in(&settings, name, environment)?
        }
    };
    Ok(with_list(place, shared, environment))
}

/// The archive that `settings` call `name`, wherever it lies; without its list.
pub fn named_in(settings: &Settings, name: &str, environment: &Environment) -> Result<Place, Failure> {
    match settings.archives.get(name).and_then(|entry| entry.index.as_ref()) {
        Some(root) => Ok(Place { root: root.clone(), name: name.to_string(), withdrawn_list: None }),
        None => named(name, environment),
    }
}

/// The place with the list that belongs to it.
pub fn with_list(place: Place, shared: &Shared, environment: &Environment) -> Place {
    Place { withdrawn_list: withdrawn_list::list_of(&place, shared, environment), ..place }
}

/// The archive called `name`, without its list.
pub fn named(name: &str, environment: &Environment) -> Result<Place, Failure> {
    if !is_archive_name(name) {
        let message =
            format!("`{name}` cannot name an archive: names hold no `/` and do not begin with a full stop");
        return Err(Failure::usage(message).hint("a directory is given with --index DIR"));
    }
    Ok(Place { root: all_archives(environment)?.join(name), name: name.to_string(), withdrawn_list: None })
}

/// The archive that belongs to one folder, for `query --folder`: named after it and its whole path.
pub fn of_folder(folder: &Path, environment: &Environment) -> Result<Place, Failure> {
    let last = folder.file_name().unwrap_or(OsStr::new("root")).to_string_lossy();
    let last: String = last.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(40).collect();
    let path = depeche::model::path_bytes(folder);
    let id = depeche::model::ArticleId::new("folder", path, "");
    named(&format!("folder-{last}-{id}"), environment)
}

/// The directory that snapshots of the archive are kept in: one for all named archives, one of its own beside another.
pub fn snapshots_of(shared: &Shared, environment: &Environment) -> Result<PathBuf, Failure> {
    let place = place_of(shared, environment)?;
    match shared.index {
        None => Ok(all_archives(environment)?.with_file_name("snapshots")),
        Some(_) => {
            let mut name = place.root.file_name().unwrap_or(OsStr::new("index")).to_os_string();
            name.push(".snapshots");
            Ok(place.root.with_file_name(name))
        }
    }
}

/// The directory of all named archives.
pub fn all_archives(environment: &Environment) -> Result<PathBuf, Failure> {
    let data_dir = environment.data_dir.as_ref().ok_or_else(|| {
        Failure::new("io", "there is no home directory to keep archives in")
            .hint("name a directory with --index DIR")
    })?;
    Ok(data_dir.join("depeche").join("archives"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment { data_dir: Some("/home/anna/.local/share".into()), ..Environment::default() }
    }

    #[test]
    fn names_lie_under_the_data_directory() {
        let place = named("presse écrite", &environment()).unwrap();
        assert_eq!(place.root, Path::new("/home/anna/.local/share/depeche/archives/presse écrite"));
        for name in ["", "..", ".cache", "a/b", "a\nb", "a\\b"] {
            assert!(named(name, &environment()).is_err(), "{name:?}");
        }
    }

    #[test]
    fn folders_of_the_same_name_have_archives_of_their_own() {
        let of = |path: &str| of_folder(Path::new(path), &environment()).unwrap().name;
        assert_ne!(of("/a/presse"), of("/b/presse"));
        assert!(of("/a/presse").starts_with("folder-presse-"));
        assert_eq!(of("/a/presse"), of("/a/presse"));
    }
}
