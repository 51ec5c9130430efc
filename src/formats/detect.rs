//! What a file is, by its first bytes and then its name. Reads nothing itself.

use std::path::Path;

/// Bytes of the unpacked file that detection sees.
pub(crate) const HEAD_BYTES: usize = 64 * 1024;

/// First bytes of formats that no reader knows, one a line: `extension TAB bytes`, bytes in hexadecimal.
const SIGNATURES: &str = include_str!("signatures.tsv");

/// The start of a file and its extension.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'a> {
    /// Up to 64 KiB, unpacked, without a byte order mark of UTF-8.
    pub(crate) bytes: &'a [u8],
    /// Whether the file has no more than that.
    pub(crate) is_whole: bool,
    /// Lower case, of the unpacked file; empty when it has none.
    pub(crate) extension: &'a str,
}

impl Head<'_> {
    /// Whether the extension is one of `extensions`.
    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        extensions.contains(&self.extension)
    }

    /// The bytes from the first that is not white space.
    pub(crate) fn trimmed(&self) -> &[u8] {
        self.bytes.trim_ascii_start()
    }

    /// Whether it opens with one of `openings`, in any case, after white space.
    pub(crate) fn opens_with(&self, openings: &[&str]) -> bool {
        let text = self.trimmed();
        openings.iter().any(|opening| {
            text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening.as_bytes()))
        })
    }

    /// The extension of the known but unreadable format whose signature the file carries.
    pub(crate) fn foreign_format(&self) -> Option<&'static str> {
        SIGNATURES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .find_map(|(extension, digits)| has_signature(self.bytes, digits).then_some(extension))
    }

    /// Whether the bytes can be no text in any encoding: zeros or many control characters.
    pub(crate) fn is_binary(&self) -> bool {
        if crate::text::decode::is_utf_16(self.bytes) {
            return false;
        }
        let is_control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
        let num_controls = self.bytes.iter().filter(|byte| is_control(byte)).count();
        self.bytes.contains(&0) || num_controls * 20 > self.bytes.len()
    }
}

fn has_signature(bytes: &[u8], digits: &str) -> bool {
    let expected = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()));
    bytes.len() >= digits.len() / 2 && expected.zip(bytes).all(|(expected, byte)| expected == Some(*byte))
}

/// The extension of `path` for counting: lower case, `jsonl.gz` for packed files, empty when there is none.
///
/// What follows a full stop inside a title (`M. Dupont répond`, `Le Monde 12.03`) is no extension: an extension has
/// up to ten ASCII letters and digits and opens with a letter.
pub fn extension_of(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let Some((stem, last)) = split_extension(&name) else { return extension_of_numbered(&name) };
    match split_extension(stem) {
        Some((_, inner)) if is_packed(last) => format!("{inner}.{last}"),
        _ => last.to_string(),
    }
}

/// `7z` and the like open with a digit; no title ends so.
fn extension_of_numbered(name: &str) -> String {
    if name.ends_with(".7z") { "7z".to_string() } else { String::new() }
}

/// The extension of what is inside: `jsonl` of `jsonl.gz`, `tar` of `tgz`, nothing of `gz`.
pub(crate) fn unpacked_extension(extension: &str) -> &str {
    if matches!(extension, "tgz" | "tbz" | "tbz2" | "txz" | "tzst") {
        return "tar";
    }
    match extension.rsplit_once('.') {
        Some((inner, _)) => inner,
        None if is_packed(extension) => "",
        None => extension,
    }
}

fn is_packed(extension: &str) -> bool {
    matches!(extension, "gz" | "zst" | "bz2" | "xz")
}

fn split_extension(name: &str) -> Option<(&str, &str)> {
    let (stem, extension) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
    let is_extension = extension.len() <= 10
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_extension.then_some((stem, extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_for_counting() {
        let cases = [
            ("a/Une.TXT", "txt"),
            ("depeches.jsonl.gz", "jsonl.gz"),
            ("archive.tar.zst", "tar.zst"),
            ("2019.12.gz", "gz"),
            ("M. Dupont répond", ""),
            ("Le Monde 12.03", ""),
            (".cache", ""),
            ("vieux.7z", "7z"),
            ("v1.html", "html"),
        ];
        for (path, extension) in cases {
            assert_eq!(extension_of(Path::new(path)), extension, "{path}");
        }
        assert_eq!(
            (unpacked_extension("jsonl.gz"), unpacked_extension("gz"), unpacked_extension("md")),
            ("jsonl", "", "md")
        );
    }

    #[test]
    fn signatures_are_well_formed_and_found() {
        for line in SIGNATURES.lines() {
            let (extension, digits) = line.split_once('\t').unwrap();
            assert!(!extension.is_empty() && digits.len() % 2 == 0, "{line}");
            assert!(digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{line}");
        }
        let head = |bytes| Head { bytes, is_whole: true, extension: "txt" };
        assert_eq!(head(b"%PDF-1.7").foreign_format(), Some("pdf"));
        assert_eq!(head(b"PK\x03\x04 word").foreign_format(), Some("zip"));
        assert_eq!(head(b"Paris (AH) - ").foreign_format(), None);
        assert!(head(b"\x7F\x01\x02\x00").is_binary() && !head("été\r\n\t".as_bytes()).is_binary());
    }
}
