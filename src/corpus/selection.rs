//! Which files of a folder its settings want: globs to read only, globs to leave out. What every folder leaves out is `leave_out`'s.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::model::FolderSettings;

/// The files of a folder that are wanted; by default all.
#[derive(Debug, Clone)]
pub struct Selection {
    include: Gitignore,
    exclude: Gitignore,
}

impl Default for Selection {
    fn default() -> Self {
        Selection { include: Gitignore::empty(), exclude: Gitignore::empty() }
    }
}

impl Selection {
    /// What `settings` want. A glob that cannot be read is passed over: settings are checked when they are made.
    pub fn of(settings: &FolderSettings) -> Selection {
        Selection { include: rules(&settings.include), exclude: rules(&settings.exclude) }
    }

    /// Whether everything is wanted.
    pub(super) fn is_all(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Whether the entry at the path `inside` the folder is left out, or lies in a folder that is.
    pub(super) fn leaves_out(&self, inside: &Path, is_folder: bool) -> bool {
        let matches = |rules: &Gitignore| rules.matched_path_or_any_parents(inside, is_folder).is_ignore();
        let is_wanted = self.include.is_empty() || is_folder || matches(&self.include);
        !is_wanted || (!self.exclude.is_empty() && matches(&self.exclude))
    }
}

fn rules(globs: &[String]) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for glob in globs {
        let _ = builder.add_line(None, glob);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(include: &[&str], exclude: &[&str]) -> Selection {
        let texts = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_string()).collect();
        Selection::of(&FolderSettings {
            include: texts(include),
            exclude: texts(exclude),
            ..FolderSettings::default()
        })
    }

    #[test]
    fn globs_say_what_is_wanted() {
        let pages = selection(&["*.html", "2023/"], &["brouillons/", "*-bis.html"]);
        let wanted = |path: &str| !pages.leaves_out(Path::new(path), false);
        for path in ["a.html", "x/y/a.html", "2023/notes.txt", "2023/05/notes.txt"] {
            assert!(wanted(path), "{path}");
        }
        for path in ["a.txt", "2022/a.txt", "brouillons/a.html", "x/brouillons/y/a.html", "2023/a-bis.html"] {
            assert!(!wanted(path), "{path}");
        }
        // Folders are entered: what is wanted may lie in them.
        assert!(!pages.leaves_out(Path::new("x"), true) && pages.leaves_out(Path::new("brouillons"), true));
        assert!(!Selection::default().leaves_out(Path::new("a"), false));
    }
}
