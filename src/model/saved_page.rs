//! The folder of pictures, scripts and frames that a browser makes beside a page it saves, known by its name. Looks at no
//! disk.

/// How browsers of several languages call it behind the page's name, one ending a line.
const ENDINGS: &str = include_str!("saved_page_endings.txt");

/// The endings of the page itself.
const PAGE_ENDINGS: [&[u8]; 4] = [b"html", b"htm", b"xhtml", b"php"];

/// The names one of which the page has when `folder` holds its parts: for `Trêve_files`, `Trêve.html` and others.
/// Empty for other folders. Names and paths are bytes, as file systems keep them.
pub fn pages_of_parts(folder: &[u8]) -> Vec<Vec<u8>> {
    let stem = ENDINGS.lines().find_map(|ending| folder.strip_suffix(ending.as_bytes()));
    let Some(stem) = stem.filter(|stem| !stem.is_empty() && !stem.ends_with(b"/")) else { return Vec::new() };
    PAGE_ENDINGS.iter().map(|ending| [stem, b".", ending].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_called_after_its_page() {
        for folder in ["Trêve_files", "Trêve_fichiers", "Trêve-Dateien", "Trêve.files"] {
            assert!(pages_of_parts(folder.as_bytes()).contains(&"Trêve.html".into()), "{folder}");
        }
        assert_eq!(pages_of_parts(b"2019/a_files")[1], b"2019/a.htm");
        for folder in ["Trêve", "_files", "a/_files", "files", ""] {
            assert!(pages_of_parts(folder.as_bytes()).is_empty(), "{folder}");
        }
    }
}
