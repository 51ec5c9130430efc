//! Changes the user's file of settings: one writer at a time, all or nothing, and never into a file that would not be read again.
//! What is changed in the text is the caller's; where the file is says `settings`.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use depeche::error::AtPath;
use depeche::render::path_text;

use super::environment::Environment;
use super::failure::Failure;
use super::settings;
use super::shared::Shared;

/// Writes what `edit` makes of the text of the user's file, and returns the file. It is made when there is none; a text that
/// would be refused when it is read is not written.
pub fn change(
    shared: &Shared,
    environment: &Environment,
    edit: impl FnOnce(&str) -> Result<String, Failure>,
) -> Result<PathBuf, Failure> {
    let file = settings::file(shared, environment)?;
    let target = target_of(&file)?;
    let directory = target.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(directory).at(directory)?;
    let _lock = lock(directory);
    let old = match settings::text_of(&target) {
        Err(_) if !target.exists() => None,
        text => Some(text?),
    };
    let new = edit(old.as_deref().unwrap_or_default())?;
    if old.as_deref() == Some(new.as_str()) {
        return Ok(file);
    }
    settings::load_as_if(&new, shared, environment)?;
    replace(&target, &new)?;
    Ok(file)
}

/// The file itself where its name is a link: many keep their settings elsewhere and link to them.
fn target_of(file: &Path) -> Result<PathBuf, Failure> {
    match file.canonicalize() {
        Ok(target) => Ok(target),
        Err(_) if file.is_symlink() => {
            let message = format!("{} links to a file that is not there", path_text(file));
            Err(Failure::new("io", message).hint("make that file, or take the link away"))
        }
        Err(_) => Ok(std::path::absolute(file).at(file)?),
    }
}

/// Keeps other writers out as long as it lives. A file system that knows no locks is no reason not to write.
fn lock(directory: &Path) -> Option<File> {
    let folder = File::open(directory).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

fn replace(target: &Path, text: &str) -> Result<(), Failure> {
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = target.with_file_name(name);
    let written = write(&temporary, target, text).and_then(|()| std::fs::rename(&temporary, target));
    if written.is_err() {
        // The failure that counts is the one before.
        let _ = std::fs::remove_file(&temporary);
    }
    written.at(target)?;
    if let Some(folder) = target.parent().and_then(|parent| File::open(parent).ok()) {
        // Some file systems cannot do that for folders; the file itself is written.
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The new text with owner and permissions of the old file.
fn write(temporary: &Path, target: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(temporary)?;
    if let Ok(old) = std::fs::metadata(target) {
        file.set_permissions(old.permissions())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let new = file.metadata()?;
            if (old.uid(), old.gid()) != (new.uid(), new.gid()) {
                // Only root can, and only for root does it matter: a user's own file is the user's already.
                let _ = std::os::unix::fs::fchown(&file, Some(old.uid()), Some(old.gid()));
            }
        }
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# ours\narchive = \"presse\"\n";

    fn settings_in(folder: &Path) -> (Shared, Environment) {
        let shared = Shared { config: Some(folder.join("depeche.toml")), ..Shared::default() };
        (shared, Environment::default())
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (mut shared, environment) = settings_in(folder.path());
        shared.config = Some(folder.path().join("new/depeche.toml"));
        let file = change(&shared, &environment, |old| Ok(format!("{old}{TEXT}"))).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), TEXT);
        change(&shared, &environment, |old| Ok(old.replace("presse", "radio"))).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), TEXT.replace("presse", "radio"));
        assert_eq!(names_in(&folder.path().join("new")), ["depeche.toml"]);
    }

    #[test]
    fn what_would_not_be_read_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let (shared, environment) = settings_in(folder.path());
        let file = folder.path().join("depeche.toml");
        std::fs::write(&file, TEXT).unwrap();
        for bad in ["archive = ", "arkive = \"presse\"\n", "archive = 3\n"] {
            let failure = change(&shared, &environment, |_| Ok(bad.to_string())).unwrap_err();
            assert_eq!(failure.code, "usage");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), TEXT);
        }
        let refused = change(&shared, &environment, |_| Err(Failure::usage("no"))).unwrap_err();
        assert_eq!(refused.message, "no");
        assert_eq!(names_in(folder.path()), ["depeche.toml"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (shared, environment) = settings_in(folder.path());
        let elsewhere = folder.path().join("dotfiles");
        std::fs::create_dir(&elsewhere).unwrap();
        let real = elsewhere.join("depeche");
        std::fs::write(&real, TEXT).unwrap();
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("depeche.toml");
        std::os::unix::fs::symlink("dotfiles/depeche", &link).unwrap();
        change(&shared, &environment, |old| Ok(format!("{old}jobs = 2\n"))).unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), format!("{TEXT}jobs = 2\n"));
        assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        std::fs::remove_file(&real).unwrap();
        assert_eq!(change(&shared, &environment, |old| Ok(old.to_string())).unwrap_err().code, "io");
    }

    #[test]
    fn writers_wait_for_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let (shared, environment) = settings_in(folder.path());
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (shared, environment) = (&shared, &environment);
                scope.spawn(move || {
                    change(shared, environment, |old| {
                        std::thread::sleep(std::time::Duration::from_millis(5));
                        Ok(format!("{old}[archives.a{number}]\n"))
                    })
                });
            }
        });
        let text = std::fs::read_to_string(folder.path().join("depeche.toml")).unwrap();
        assert_eq!(text.matches("[archives.").count(), 8, "{text}");
    }
}
