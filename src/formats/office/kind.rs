//! Which program's package a ZIP is, by the names that its head shows. Opens nothing.

use crate::formats::Head;

const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const LOCAL_HEADER_BYTES: usize = 30;

/// What a package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Kind {
    /// Text of Word and its like.
    Word,
    /// Text of OpenOffice and its like.
    OpenText,
    /// A package of another program, by its extension.
    Other(&'static str),
}

/// Names of packages of the Open Packaging Conventions that say nothing of what they hold.
const OPEN_NAMES: [&str; 5] = ["[Content_Types].xml", "_rels/", "docProps/", "customXml/", "customXML/"];

/// The folder that the parts of each program lie in.
const FOLDERS: [(&str, Kind); 7] = [
    ("word/", Kind::Word),
    ("xl/", Kind::Other("xlsx")),
    ("ppt/", Kind::Other("pptx")),
    ("visio/", Kind::Other("vsdx")),
    ("META-INF/", Kind::Other("jar")),
    ("AndroidManifest.xml", Kind::Other("apk")),
    ("classes.dex", Kind::Other("apk")),
];

/// What opens the `mimetype` of packages that have one.
const MEDIA_TYPES: [(&str, Kind); 7] = [
    ("application/vnd.oasis.opendocument.text-master", Kind::Other("odm")),
    ("application/vnd.oasis.opendocument.text", Kind::OpenText),
    ("application/vnd.oasis.opendocument.spreadsheet", Kind::Other("ods")),
    ("application/vnd.oasis.opendocument.presentation", Kind::Other("odp")),
    ("application/vnd.oasis.opendocument.graphics", Kind::Other("odg")),
    ("application/vnd.oasis.opendocument", Kind::Other("odf")),
    ("application/epub+zip", Kind::Other("epub")),
];

/// Extensions that decide where names do not: a picture may fill the head.
const EXTENSIONS: [(&[&str], Kind); 12] = [
    (&["docx", "docm", "dotx", "dotm"], Kind::Word),
    (&["odt", "ott"], Kind::OpenText),
    (&["xlsx", "xlsm", "xltx", "xlsb"], Kind::Other("xlsx")),
    (&["pptx", "pptm", "ppsx", "potx"], Kind::Other("pptx")),
    (&["ods", "ots"], Kind::Other("ods")),
    (&["odp", "otp"], Kind::Other("odp")),
    (&["epub"], Kind::Other("epub")),
    (&["jar", "war"], Kind::Other("jar")),
    (&["apk"], Kind::Other("apk")),
    (&["xpi"], Kind::Other("xpi")),
    (&["kmz"], Kind::Other("kmz")),
    (&["idml"], Kind::Other("idml")),
];

/// The kind of the package that `head` opens; `None` for what people packed, and for what is no ZIP.
pub(in crate::formats) fn kind_of(head: &Head<'_>) -> Option<Kind> {
    if !head.bytes.starts_with(LOCAL_HEADER) {
        return None;
    }
    let mut entries = Entries { bytes: head.bytes };
    let (first, content) = entries.next()?;
    if first == b"mimetype" {
        let found = MEDIA_TYPES.iter().find(|(name, _)| content.starts_with(name.as_bytes()));
        if let Some((_, kind)) = found {
            return Some(*kind);
        }
    }
    let folder_of = |name: &[u8]| FOLDERS.iter().find(|(folder, _)| name.starts_with(folder.as_bytes()));
    let is_open = |name: &[u8]| OPEN_NAMES.iter().any(|known| name.starts_with(known.as_bytes()));
    if is_open(first) || folder_of(first).is_some() {
        let mut names = std::iter::once(first).chain(entries.map(|(name, _)| name));
        if let Some((_, kind)) = names.find_map(folder_of) {
            return Some(*kind);
        }
    }
    EXTENSIONS.iter().find(|(extensions, _)| head.has_extension(extensions)).map(|(_, kind)| *kind)
}

/// The entries whose headers lie in the head: name and what is there of the packed content.
struct Entries<'a> {
    bytes: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if !self.bytes.starts_with(LOCAL_HEADER) {
            return None;
        }
        let short =
            |at: usize| Some(usize::from(u16::from_le_bytes(self.bytes.get(at..at + 2)?.try_into().ok()?)));
        let has_size_behind = short(6)? & 8 != 0;
        let num_packed = u32::from_le_bytes(self.bytes.get(18..22)?.try_into().ok()?);
        let name_end = LOCAL_HEADER_BYTES + short(26)?;
        let name = self.bytes.get(LOCAL_HEADER_BYTES..name_end)?;
        let content = self.bytes.get(name_end + short(28)?..).unwrap_or_default();
        let num_packed = usize::try_from(num_packed).ok()?;
        self.bytes = if has_size_behind && num_packed == 0 {
            let next = content.windows(4).position(|window| window == LOCAL_HEADER);
            next.map_or(&[][..], |at| &content[at..])
        } else {
            content.get(num_packed..).unwrap_or_default()
        };
        Some((name, content))
    }
}

#[cfg(test)]
mod tests {
    use super::super::package::tests::package;
    use super::*;

    fn kind(bytes: &[u8], extension: &str) -> Option<Kind> {
        kind_of(&Head { bytes, is_whole: true, extension })
    }

    #[test]
    fn packages_are_known_by_their_parts_whatever_their_name() {
        let word = package(&[
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", ""),
            ("word/document.xml", "<w/>"),
        ]);
        let sheet = package(&[("_rels/.rels", ""), ("xl/workbook.xml", "")]);
        let folder = package(&[("a.docx", "x"), ("word/document.xml", "<w/>")]);
        assert_eq!(kind(&word, "zip"), Some(Kind::Word));
        assert_eq!(kind(&sheet, "docx"), Some(Kind::Other("xlsx")));
        assert_eq!(kind(&folder, "zip"), None);
        assert_eq!(kind(b"PK\x03\x04", "docx"), None);
        assert_eq!(kind(b"word/", "docx"), None);
        let pictures = package(&[("[Content_Types].xml", ""), ("docProps/thumbnail.jpeg", "")]);
        assert_eq!((kind(&pictures, "docx"), kind(&pictures, "zip")), (Some(Kind::Word), None));
    }

    #[test]
    fn a_document_inside_a_document_does_not_decide() {
        let sheet = package(&[("[Content_Types].xml", ""), ("xl/workbook.xml", "")]);
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, content) in
            [("[Content_Types].xml", &b"x"[..]), ("customXml/a.xlsx", &sheet), ("word/a.xml", b"y")]
        {
            writer.start_file(name, stored).unwrap();
            std::io::Write::write_all(&mut writer, content).unwrap();
        }
        assert_eq!(kind(&writer.finish().unwrap().into_inner(), ""), Some(Kind::Word));
    }

    #[test]
    fn media_types_decide() {
        for (media, expected) in [
            ("application/vnd.oasis.opendocument.text", Some(Kind::OpenText)),
            ("application/vnd.oasis.opendocument.text-template", Some(Kind::OpenText)),
            ("application/vnd.oasis.opendocument.spreadsheet", Some(Kind::Other("ods"))),
            ("application/epub+zip", Some(Kind::Other("epub"))),
            ("application/x-own", None),
        ] {
            let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            let stored =
                zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            writer.start_file("mimetype", stored).unwrap();
            std::io::Write::write_all(&mut writer, media.as_bytes()).unwrap();
            assert_eq!(kind(&writer.finish().unwrap().into_inner(), ""), expected, "{media}");
        }
    }
}
