//! Changes the user's file of settings: the new text is checked before it takes the old one's place. Which text is each command's.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use depeche::config::{EditError, Layer, SettingsFile};
use depeche::error::AtPath;
use depeche::render::path_text;

use super::environment::Environment;
use super::failure::Failure;
use super::settings;
use super::shared::Shared;

/// Replaces the text of the user's file by what `edit` makes of it, and returns the path of the file. The file is made when it is
/// not there.
pub fn change(
    shared: &Shared,
    environment: &Environment,
    edit: impl FnOnce(&str) -> Result<String, EditError>,
) -> Result<PathBuf, Failure> {
    let file = settings::file(shared, environment)?;
    // Who keeps settings elsewhere and links to them wants them there.
    let file = file.canonicalize().unwrap_or(file);
    let before = match std::fs::read_to_string(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text.at(&file)?,
    };
    let refused = |error: EditError| Failure::usage(format!("{}: {error}", path_text(&file)));
    let after = edit(&before).map_err(refused)?;
    if after == before {
        return Ok(file);
    }
    check(&file, &after, environment)?;
    let folder = file.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(folder).at(folder)?;
    replace(&file, &after)?;
    Ok(file)
}

fn check(file: &Path, text: &str, environment: &Environment) -> Result<(), Failure> {
    let name = path_text(file);
    let directory = file.parent().unwrap_or(Path::new("/"));
    let file = SettingsFile { name: &name, text, directory, home: environment.home.as_deref() };
    match Layer::of_file(file) {
        Ok(_) => Ok(()),
        Err(mistakes) => {
            let sentences: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            Err(Failure::usage(sentences.join("\n")).hint("nothing was changed"))
        }
    }
}

/// First under another name, then in one step: a crash leaves the old text or the new one.
fn replace(file: &Path, text: &str) -> Result<(), Failure> {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let temporary = file.with_file_name(name);
    let mut new = std::fs::File::create(&temporary).at(&temporary)?;
    if let Ok(before) = std::fs::metadata(file) {
        new.set_permissions(before.permissions()).at(&temporary)?;
    }
    new.write_all(text.as_bytes()).at(&temporary)?;
    new.sync_all().at(&temporary)?;
    Ok(std::fs::rename(&temporary, file).at(file)?)
}
