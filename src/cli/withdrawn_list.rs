//! Which file beside the user's settings keeps what is withdrawn from an archive. What is in it is the library's.

use std::path::{Path, PathBuf};

use depeche::model::{ArticleId, path_bytes};

use super::environment::Environment;
use super::index::absolute;
use super::place::Place;
use super::settings;
use super::shared::Shared;

/// `withdrawn/NAME.json` in the directory of the settings; `None` where there is no home for settings.
///
/// An archive at a place of its own is named after the directory and its whole path: two directories of one name are two archives.
pub fn list_of(place: &Place, shared: &Shared, environment: &Environment) -> Option<PathBuf> {
    let file = settings::file(shared, environment).ok()?;
    let directory = absolute(&file).parent().map(Path::to_path_buf);
    let name = match &shared.index {
        Some(_) => {
            let root = settled(&place.root);
            format!("{}-{}", place.name, ArticleId::new("index", path_bytes(&root), ""))
        }
        None => place.name.clone(),
    };
    Some(directory?.join("withdrawn").join(format!("{name}.json")))
}

/// The path with links resolved, also when the directory itself is lost.
fn settled(root: &Path) -> PathBuf {
    match (root.canonicalize(), root.parent(), root.file_name()) {
        (Ok(root), _, _) => root,
        (Err(_), Some(parent), Some(name)) => absolute(parent).join(name),
        _ => root.to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::place::place_of;

    #[test]
    fn lists_lie_beside_the_settings_that_are_used() {
        let place = tempfile::tempdir().unwrap();
        let base = place.path().canonicalize().unwrap();
        let settings = |directory: &str| {
            std::fs::create_dir_all(base.join(directory)).unwrap();
            std::fs::write(base.join(directory).join("depeche.toml"), "").unwrap();
            base.join(directory).join("depeche.toml")
        };
        let (by_variable, by_option) = (settings("a"), settings("b"));
        let mut environment = Environment {
            data_dir: Some(base.join("data")),
            config_dir: Some(base.join("config")),
            ..Environment::default()
        };
        let mut shared = Shared { archive: Some("presse".into()), ..Shared::default() };
        let list = |shared: &Shared, environment: &Environment| {
            place_of(shared, environment).unwrap().withdrawn_list.unwrap()
        };
        assert_eq!(list(&shared, &environment), base.join("config/depeche/withdrawn/presse.json"));
        environment.config_file = Some(by_variable.into_os_string());
        assert_eq!(list(&shared, &environment), base.join("a/withdrawn/presse.json"));
        shared.config = Some(by_option);
        assert_eq!(list(&shared, &environment), base.join("b/withdrawn/presse.json"));
    }

    #[test]
    fn directories_of_one_name_have_lists_of_their_own() {
        let environment = Environment { config_dir: Some("/c".into()), ..Environment::default() };
        let list = |root: &str| {
            let shared = Shared { index: Some(root.into()), ..Shared::default() };
            place_of(&shared, &environment).unwrap().withdrawn_list.unwrap()
        };
        assert_ne!(list("/a/presse"), list("/b/presse"));
        assert_eq!(list("/a/presse"), list("/a/presse"));
    }
}
