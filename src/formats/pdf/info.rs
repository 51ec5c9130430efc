//! What a PDF says of itself: title, author, and when it was made. Believes no title that is the name of a file,
//! and no author that is the name of nobody.

use lopdf::{Dictionary, Document};
use serde::{Deserialize, Serialize};

use super::font::dictionary_of;

/// Longest value kept, in characters.
const MAX_CHARS: usize = 500;
/// Bytes of the XML packet that are looked at.
const MAX_XMP_BYTES: usize = 256 * 1024;

/// What programs write there when nobody wrote a title, in lower case.
const NO_TITLES: &[&str] = &[
    "microsoft word",
    "microsoft powerpoint",
    "untitled",
    "sans titre",
    "sans nom",
    "document",
    "layout",
    "print",
    "impression",
    "powerpoint presentation",
    "présentation powerpoint",
    "ohne titel",
    "sin título",
    "senza titolo",
];
/// What programs write for an author that they do not know, in lower case.
const NOBODY: &[&str] = &[
    "",
    "anonymous",
    "(anonymous)",
    "anonyme",
    "unknown",
    "inconnu",
    "user",
    "utilisateur",
    "admin",
    "administrator",
];
/// Ends of file names.
const FILE_ENDS: &[&str] = &[
    ".doc", ".docx", ".odt", ".rtf", ".indd", ".qxd", ".qxp", ".pdf", ".ps", ".eps", ".ai", ".pub", ".pages",
    ".tex", ".dvi", ".xls", ".xlsx", ".ppt", ".pptx", ".txt", ".htm", ".html", ".tif", ".tiff", ".jpg",
];

/// What the file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfInfo {
    /// Title, unless it is the name of a file or what a program writes by itself.
    pub title: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// The day, as `2023-09-20`, on which the file was changed last, or made: no publication in it is later.
    pub latest: Option<String>,
}

/// Reads it from the information dictionary, the title else from the XML packet.
pub(super) fn info_of(document: &Document) -> PdfInfo {
    let info = document.trailer.get(b"Info").ok().and_then(|info| dictionary_of(document, info));
    let text = |key: &[u8]| info.and_then(|info| text_of(document, info, key));
    let days = [text(b"ModDate"), text(b"CreationDate")];
    PdfInfo {
        title: text(b"Title").and_then(|title| titled(&title)).or_else(|| titled(&xmp_title(document)?)),
        author: text(b"Author").filter(|author| !NOBODY.contains(&author.trim().to_lowercase().as_str())),
        latest: days.iter().flatten().filter_map(|date| day(date)).max(),
    }
}

fn text_of(document: &Document, info: &Dictionary, key: &[u8]) -> Option<String> {
    let text = lopdf::decode_text_string(info.get_deref(key, document).ok()?).ok()?;
    Some(text.chars().filter(|letter| !letter.is_control()).take(MAX_CHARS).collect())
}

/// A title that somebody wrote.
fn titled(title: &str) -> Option<String> {
    let title = title.trim();
    let lower = title.to_lowercase();
    let is_default = NO_TITLES.iter().any(|no_title| {
        // `Microsoft Word - Brouillon`, `Document1`, `Layout 1`, but not `Documents secrets`.
        let rest = lower.strip_prefix(no_title).map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with('-') || rest.chars().all(|letter| !letter.is_alphabetic()))
    });
    let is_file =
        FILE_ENDS.iter().any(|end| lower.ends_with(end)) || !title.contains(' ') && title.contains('_');
    let has_letters = title.chars().filter(|letter| letter.is_alphabetic()).count() >= 3;
    (has_letters && !is_default && !is_file).then(|| title.to_string())
}

/// `dc:title` of the packet.
fn xmp_title(document: &Document) -> Option<String> {
    let metadata = document.catalog().ok()?.get_deref(b"Metadata", document).ok()?.as_stream().ok()?;
    let packet = metadata.get_plain_content_with_limit(MAX_XMP_BYTES).ok()?;
    let packet = String::from_utf8_lossy(&packet);
    let title = packet.split_once("<dc:title")?.1.split_once("</dc:title>")?.0;
    let item = title.split_once("<rdf:li")?.1.split_once('>')?.1.split_once("</rdf:li>")?.0;
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    let plain = entities.iter().fold(item.to_string(), |text, (entity, sign)| text.replace(entity, sign));
    Some(plain.chars().take(MAX_CHARS).collect())
}

/// The day of `D:20230920130000+02'00'`, as `2023-09-20`.
fn day(date: &str) -> Option<String> {
    let digits = date.trim().trim_start_matches("D:");
    let day = digits.get(..8).filter(|day| day.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_date = ("1985".."2200").contains(&&day[..4])
        && ("01"..="12").contains(&&day[4..6])
        && ("01"..="31").contains(&&day[6..]);
    is_date.then(|| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_no_titles() {
        for title in [
            "Microsoft Word - Brouillon trêve",
            "treve_v3.indd",
            "sans titre",
            "Untitled-1",
            "Document1",
            "LM_20230920_P01",
            "Layout 1",
            "  ",
            "12",
        ] {
            assert_eq!(titled(title), None, "{title}");
        }
        for title in ["La trêve tient", "Documents secrets", "Orsane", "Impressions d'Orsane"] {
            assert_eq!(titled(title).as_deref(), Some(title));
        }
    }

    #[test]
    fn dates_are_days() {
        assert_eq!(day("D:20230920130000+02'00'").as_deref(), Some("2023-09-20"));
        assert_eq!(day("20230920").as_deref(), Some("2023-09-20"));
        for date in ["D:2023", "D:20231320", "", "D:00000000", "20 septembre"] {
            assert_eq!(day(date), None, "{date}");
        }
    }
}
