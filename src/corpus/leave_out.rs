//! What is left out of a folder: hidden names, names of `left-out.txt`, the parts of saved web pages, and what its
//! `.depecheignore` files say.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::model::{pages_of_parts, path_bytes, path_from_bytes};

/// The file whose globs leave out what lies beside and below it; the rules are those of `.gitignore`.
const IGNORE_FILE: &str = ".depecheignore";
/// A longer ignore file is a mistake or an attack: its globs are compiled into memory.
const MAX_IGNORE_BYTES: u64 = 1 << 20;

static ALWAYS: LazyLock<Gitignore> = LazyLock::new(|| {
    let mut builder = GitignoreBuilder::new("");
    for line in include_str!("left-out.txt").lines() {
        builder.add_line(None, line).expect("the compiled-in globs are valid");
    }
    builder.build().expect("the compiled-in globs are valid")
});

/// The rules in force at one place of a walk: those of the folder and of every folder on the way to it.
#[derive(Debug, Default)]
pub(super) struct LeaveOut {
    /// Depth of the folder that holds the ignore file, and its rules.
    stack: Vec<(usize, Gitignore)>,
}

impl LeaveOut {
    /// Takes up the ignore file of `folder`, which lies at `depth`, and forgets those of folders that were left.
    pub(super) fn enter(&mut self, folder: &Path, depth: usize) {
        self.stack.retain(|(at, _)| *at < depth);
        let file = folder.join(IGNORE_FILE);
        if let Some(rules) = read_rules(folder, file) {
            self.stack.push((depth, rules));
        }
    }

    /// Whether the entry at `path`, at `depth`, is left out.
    pub(super) fn is_left_out(&mut self, path: &Path, depth: usize, is_folder: bool) -> bool {
        self.stack.retain(|(at, _)| *at < depth);
        let Some(name) = path.file_name() else { return false };
        if path_bytes(Path::new(name)).starts_with(b".")
            || ALWAYS.matched(Path::new(name), is_folder).is_ignore()
        {
            return true;
        }
        if is_folder && holds_parts_of_page(path, name.as_ref()) {
            return true;
        }
        for (_, rules) in self.stack.iter().rev() {
            match rules.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }
}

/// Whether the folder `name` at `path` lies beside the page whose pictures and frames a browser put there.
fn holds_parts_of_page(path: &Path, name: &Path) -> bool {
    let pages = pages_of_parts(path_bytes(name));
    pages.iter().any(|page| path.with_file_name(path_from_bytes(page)).is_file())
}

/// The rules of an ignore file; a line that is no glob is passed over, as git does.
fn read_rules(folder: &Path, file: PathBuf) -> Option<Gitignore> {
    let metadata = std::fs::metadata(&file).ok()?;
    if !metadata.is_file() || metadata.len() > MAX_IGNORE_BYTES {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    let _ = builder.add(&file);
    builder.build().ok().filter(|rules| !rules.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(name: &str, is_folder: bool) -> bool {
        LeaveOut::default().is_left_out(Path::new("/a").join(name).as_path(), 1, is_folder)
    }

    #[test]
    fn what_systems_leave_behind_is_left_out() {
        for name in
            [".git", ".DS_Store", "._article.txt", "~$lettre.docx", "Thumbs.db", "desktop.ini", "x.tmp"]
        {
            assert!(left_out(name, false), "{name}");
        }
        assert!(left_out("CVS", true));
        for name in ["CVS", "article.txt", "tmp", "~brouillon.txt"] {
            assert!(!left_out(name, false), "{name}");
        }
    }

    #[test]
    fn the_parts_of_a_saved_page_are_left_out_where_the_page_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut rules = LeaveOut::default();
        let parts = folder.path().join("Trêve_fichiers");
        assert!(!rules.is_left_out(&parts, 1, true));
        std::fs::write(folder.path().join("Trêve.htm"), "").unwrap();
        assert!(rules.is_left_out(&parts, 1, true));
        assert!(!rules.is_left_out(&parts, 1, false), "a file of that name");
        assert!(!rules.is_left_out(&folder.path().join("Autre_fichiers"), 1, true));
    }

    #[test]
    fn nested_ignore_files_add_and_take_back() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(folder.path().join(IGNORE_FILE), "*.bak\n/brouillons/\n").unwrap();
        std::fs::write(inner.join(IGNORE_FILE), "!garde.bak\n").unwrap();
        let mut rules = LeaveOut::default();
        rules.enter(folder.path(), 0);
        assert!(rules.is_left_out(&folder.path().join("brouillons"), 1, true));
        rules.enter(&inner, 1);
        assert!(!rules.is_left_out(&inner.join("garde.bak"), 2, false));
        assert!(rules.is_left_out(&inner.join("autre.bak"), 2, false));
        assert!(!rules.is_left_out(&inner.join("brouillons"), 2, true));
        assert!(rules.is_left_out(&folder.path().join("garde.bak"), 1, false), "back outside");
    }
}
