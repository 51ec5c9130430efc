//! Where an article or passage is, as people and editors write it. Links are made here, paths are opened elsewhere.

use std::fmt::Write;
use std::path::Path;

use super::{Look, printable};
use crate::model::path_bytes;
use crate::search::{ArticleHead, LineOf, PassageHit};

/// A path as text that is safe to print; bytes that are not UTF-8 are shown as `\xE9`.
pub fn path_text(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path_bytes(path).utf8_chunks() {
        shown.push_str(&printable(chunk.valid()));
        for byte in chunk.invalid() {
            write!(shown, "\\x{byte:02X}").expect("writing to a String cannot fail");
        }
    }
    shown
}

/// The file of an article, `#` its member when the file holds several, linked where the terminal can.
pub fn place_of_article(article: &ArticleHead, look: &Look) -> String {
    let mut place = file_text(article);
    if let Some(member) = &article.member {
        place.push('#');
        place.push_str(&printable(member));
    }
    look.link(&file_url(&file_path(article)), &place)
}

/// The place of a passage: `path:line` where that is a line of that file, else `path#member ¶n`.
pub fn place_of_passage(article: &ArticleHead, passage: &PassageHit, look: &Look) -> String {
    match passage.line_of {
        LineOf::File => {
            let place = format!("{}:{}", file_text(article), passage.line);
            look.link(&file_url(&file_path(article)), &place)
        }
        LineOf::Text => {
            // The page of an article of one page is named with the article itself.
            let page = passage.page.as_ref().filter(|page| article.page.as_ref() != Some(*page));
            let page = page.map(|page| format!(" p. {}", printable(page))).unwrap_or_default();
            format!("{}{page} ¶{}", place_of_article(article, look), passage.paragraph)
        }
    }
}

fn file_path(article: &ArticleHead) -> std::path::PathBuf {
    article.folder_path.join(&article.path)
}

fn file_text(article: &ArticleHead) -> String {
    path_text(&file_path(article))
}

/// `file://` and the path, with every byte outside the unreserved ones as `%XX`.
fn file_url(path: &Path) -> String {
    let mut url = String::from("file://");
    for &byte in path_bytes(path) {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            url.push(byte as char);
        } else {
            write!(url, "%{byte:02X}").expect("writing to a String cannot fail");
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::super::text::samples;
    use super::*;

    #[test]
    fn lines_are_given_only_where_they_are_lines_of_the_file() {
        let (mut article, mut passage) = (samples::head(), samples::passage());
        let plain = Look::default();
        assert_eq!(place_of_passage(&article, &passage, &plain), "/presse/2023/09/trêve.txt:3");
        passage.line_of = LineOf::Text;
        assert_eq!(place_of_passage(&article, &passage, &plain), "/presse/2023/09/trêve.txt ¶2");
        article.member = Some("d-17".into());
        assert_eq!(place_of_passage(&article, &passage, &plain), "/presse/2023/09/trêve.txt#d-17 ¶2");
    }

    #[test]
    fn links_are_percent_encoded() {
        let look = Look { links: true, ..Look::default() };
        let place = place_of_article(&samples::head(), &look);
        assert!(place.starts_with("\x1b]8;;file:///presse/2023/09/tr%C3%AAve.txt\x1b\\"), "{place:?}");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_or_hostile_are_shown_escaped() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(OsStr::from_bytes(b"/p/d\xe9p\x1b[2J\n.txt"));
        assert_eq!(path_text(path), "/p/d\\xE9p\\x1b[2J\\n.txt");
    }
}
