//! Names inside ZIP archives: in which encoding they are written, and which tell that the archive is no archive but the
//! package of an office program or of software. Unpacks nothing.

use std::borrow::Cow;

/// What the bytes from 0x80 on stand for in code page 850, sixteen a line: DOS and Windows in western Europe write names so.
const CODE_PAGE_850: &str = include_str!("cp850.txt");

/// Extensions of ZIP files that are packages of one document or program.
const PACKAGES: [&str; 18] = [
    "docx", "docm", "dotx", "xlsx", "xlsm", "pptx", "ppsx", "odt", "ods", "odp", "odg", "epub", "jar", "apk",
    "xpi", "whl", "kmz", "idml",
];

/// Where the local header of an entry keeps what is needed here, and how long it is before the name.
const HEADER_BYTES: usize = 30;

/// The text of a name that is not marked as UTF-8.
///
/// Valid UTF-8 is UTF-8 all the same: many tools forget the mark. Else it is code page 850, in which é, è, à, ç lie below
/// 0xC0; bytes from there on alone are accented letters of Windows-1252.
pub(super) fn decode(name: &[u8]) -> Cow<'_, str> {
    if let Ok(name) = std::str::from_utf8(name) {
        return Cow::Borrowed(name);
    }
    if name.iter().all(|byte| byte.is_ascii() || *byte >= 0xC0) {
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(name).0;
    }
    let page: Vec<char> = CODE_PAGE_850.chars().filter(|c| *c != '\n').collect();
    let decoded = name.iter().map(|byte| match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(place) => page.get(usize::from(place)).copied().unwrap_or('\u{FFFD}'),
    });
    decoded.collect::<String>().into()
}

/// The extension of the kind of package that a ZIP file with this start and this extension is; `None`: it is an archive
/// of files.
pub(crate) fn package_of(head: &[u8], extension: &str) -> Option<&'static str> {
    if let Some(media_type) = media_type(head) {
        return Some(match media_type {
            b"application/epub+zip" => "epub",
            b"application/vnd.oasis.opendocument.spreadsheet" => "ods",
            b"application/vnd.oasis.opendocument.presentation" => "odp",
            _ => "odt",
        });
    }
    let named = PACKAGES.iter().find(|known| **known == extension).copied();
    let names = entry_names(head);
    let has = |start: &[u8]| names.iter().any(|name| name.starts_with(start));
    let opens_with = |start: &[u8]| names.first().is_some_and(|name| name.starts_with(start));
    let is_office = [&b"[Content_Types].xml"[..], b"_rels/.rels", b"docProps/", b"customXml/"]
        .iter()
        .any(|start| opens_with(start));
    match () {
        () if has(b"word/") && (is_office || named.is_some()) => Some("docx"),
        () if has(b"xl/") && (is_office || named.is_some()) => Some("xlsx"),
        () if has(b"ppt/") && (is_office || named.is_some()) => Some("pptx"),
        () if is_office => Some(named.unwrap_or("docx")),
        () if opens_with(b"META-INF/") => Some(named.unwrap_or("jar")),
        () if opens_with(b"AndroidManifest.xml") || opens_with(b"classes.dex") => Some("apk"),
        () => named,
    }
}

/// OpenDocument and EPUB open with an entry `mimetype`, stored as it is.
fn media_type(head: &[u8]) -> Option<&[u8]> {
    let (name, data, _) = entry_at(head, 0)?;
    let data = data.strip_suffix(b"\n").unwrap_or(data);
    (name == b"mimetype" && data.starts_with(b"application/")).then_some(data)
}

/// The names of the first entries, as far as their sizes lead from one to the next.
fn entry_names(head: &[u8]) -> Vec<&[u8]> {
    let mut names = Vec::new();
    let mut at = 0;
    while let Some((name, _, end)) = entry_at(head, at) {
        names.push(name);
        at = end;
    }
    names
}

/// Name, data as far as they are there, and end of the entry at `at`.
fn entry_at(head: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let header = head.get(at..at.checked_add(HEADER_BYTES)?)?;
    let short = |place: usize| usize::from(u16::from_le_bytes([header[place], header[place + 1]]));
    let num_packed_bytes = short(18) + (short(20) << 16);
    if !header.starts_with(b"PK\x03\x04") {
        return None;
    }
    let name_start = at + HEADER_BYTES;
    let data_start = name_start + short(26) + short(28);
    let name = head.get(name_start..name_start + short(26))?;
    let end = data_start.checked_add(num_packed_bytes)?;
    let data = head.get(data_start.min(head.len())..end.min(head.len())).unwrap_or(b"");
    Some((name, data, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dos_windows_and_unix_keep_their_accents() {
        assert_eq!(decode("2023/été.txt".as_bytes()), "2023/été.txt");
        assert_eq!(decode(b"\x82t\x82.txt"), "été.txt");
        assert_eq!(decode(b"\x90lys\x82e \x85 \xD4ze.txt"), "Élysée à Èze.txt");
        assert_eq!(decode(b"\xE9t\xE9.txt"), "été.txt");
        assert_eq!(CODE_PAGE_850.chars().filter(|c| *c != '\n').count(), 128);
    }

    fn entry(name: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(HEADER_BYTES, 0);
        bytes[18] = data.len() as u8;
        bytes[26] = name.len() as u8;
        [&bytes, name.as_bytes(), data].concat()
    }

    #[test]
    fn packages_are_known_by_what_they_hold() {
        let office = entry("[Content_Types].xml", b"<Types/>");
        let cases = [
            ([office.clone(), entry("xl/workbook.xml", b"")].concat(), "zip", Some("xlsx")),
            ([office.clone(), entry("ppt/a.xml", b"")].concat(), "", Some("pptx")),
            ([office, entry("word/document.xml", b"")].concat(), "txt", Some("docx")),
            (entry("mimetype", b"application/epub+zip"), "zip", Some("epub")),
            (entry("META-INF/MANIFEST.MF", b""), "jar", Some("jar")),
            (entry("mimetype", b"text"), "zip", None),
            (entry("word/2023.txt", b"Un."), "zip", None),
            (entry("a.txt", b"Un."), "zip", None),
            (entry("a.xml", b""), "xlsx", Some("xlsx")),
        ];
        for (head, extension, expected) in cases {
            assert_eq!(package_of(&head, extension), expected, "{}", String::from_utf8_lossy(&head));
        }
    }
}
