//! Whether a page belongs to an issue that is read as a whole: the METS file that names it, in its folder or the one above.
//!
//! Asked for every page, so the search is bounded: names first, and few files opened. An issue that it misses costs text
//! found twice, never text lost.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::issue::Issue;
use crate::formats::sibling::path_inside;
use crate::formats::xml::{opens_with_element, text_of};

/// A folder with more entries is not searched.
const MAX_ENTRIES: usize = 10_000;
/// Files of a folder that are opened.
const MAX_OPENED: usize = 4;
/// A longer file is no METS file of one issue.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Whether a file of this name may describe an issue.
pub(crate) fn may_describe_issue(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".xml") && name.contains("mets") || name == "manifest.xml" || name.ends_with(".mets")
}

/// The name of the METS file that names the page at `page`.
pub(super) fn issue_of(page: &Path) -> Option<String> {
    let folder = page.parent()?;
    let above = folder.canonicalize().ok().and_then(|folder| folder.parent().map(Path::to_path_buf));
    let name = page.file_name()?.to_string_lossy().into_owned();
    let folder_name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let places = [(folder.to_path_buf(), name.clone()), (above?, format!("{folder_name}/{name}"))];
    places.into_iter().find_map(|(place, inside)| {
        candidates(&place, &name, &folder_name)
            .into_iter()
            .find(|candidate| names(&place.join(candidate), &inside))
    })
}

/// Files of the folder that may describe the issue, those first whose name begins most like the page's.
fn candidates(folder: &Path, page: &str, page_folder: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names = Vec::new();
    for (number, entry) in entries.flatten().enumerate() {
        if number == MAX_ENTRIES {
            return Vec::new();
        }
        names.extend(entry.file_name().into_string().ok());
    }
    let is_named_alike = |name: &str| {
        let stem = name.strip_suffix(".xml").filter(|stem| !stem.is_empty());
        stem.is_some_and(|stem| name != page && (page.starts_with(stem) || page_folder == stem))
    };
    names.retain(|name| may_describe_issue(name) || is_named_alike(name));
    let alike = |name: &str| name.chars().zip(page.chars()).take_while(|(a, b)| a == b).count();
    names.sort_by(|a, b| alike(b).cmp(&alike(a)).then_with(|| a.cmp(b)));
    names.truncate(MAX_OPENED);
    names
}

/// Whether the file at `path` is an issue that names `inside`, a path from its folder on.
fn names(path: &Path, inside: &str) -> bool {
    let Some(bytes) = read(path) else { return false };
    let Ok(issue) = Issue::read(&text_of(bytes, None)) else { return false };
    let wanted = PathBuf::from(inside);
    issue.files.iter().any(|file| path_inside(&file.address).is_some_and(|path| path == wanted))
}

fn read(path: &Path) -> Option<Vec<u8>> {
    if !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path).ok()?.take(MAX_BYTES + 1);
    file.by_ref().take(4096).read_to_end(&mut bytes).ok()?;
    if !opens_with_element(&bytes, &["mets"]) {
        return None;
    }
    file.read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= MAX_BYTES).then_some(bytes)
}
