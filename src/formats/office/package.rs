//! A package of an office program: a ZIP of XML parts, opened in memory within bounds. Not a reader of any ZIP that people pack.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::diagnostics::Code;
use crate::formats::{Failure, Limits};
use crate::text::decode::decode;

/// Parts that a package may have. A long report with a thousand pictures has a thousand and some.
const MAX_PARTS: usize = 20_000;

/// Bytes that one part may unpack to: a novel has 5 MB of XML, a year of exported articles 50.
const MAX_PART_BYTES: u64 = 64 << 20;

/// Unpacked bytes after which the ratio is watched: a short table of empty cells packs like a bomb.
const RATIO_FREE_BYTES: u64 = 8 << 20;

const CENTRAL_HEADER: &[u8] = b"PK\x01\x02";
const ZIP64_END: &[u8] = b"PK\x06\x06";

/// An opened package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    max_part_bytes: u64,
    max_ratio: u64,
}

impl<'a> Package<'a> {
    /// Reads the directory of the package in `bytes`.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Failure> {
        if has_too_many_parts(bytes) {
            let message = format!("is a package of more than {MAX_PARTS} parts");
            return Err(Failure::failed(Code::TooLarge, message));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        Ok(Package {
            archive,
            max_part_bytes: MAX_PART_BYTES.min(limits.max_file_bytes),
            max_ratio: limits.max_ratio,
        })
    }

    /// The text of the part called `name`; `None` when there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Failure> {
        Ok(self.bytes(name)?.map(|bytes| decode(bytes, None).text))
    }

    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(protected()),
            Err(error) => return Err(damaged(&error)),
        };
        let by_ratio = part.compressed_size().saturating_mul(self.max_ratio).max(RATIO_FREE_BYTES);
        let max_bytes = self.max_part_bytes.min(by_ratio);
        let mut bytes = Vec::new();
        part.take(max_bytes + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        if bytes.len() as u64 > max_bytes {
            let reason = match max_bytes < self.max_part_bytes {
                true => format!("more than {} times its packed size", self.max_ratio),
                false => format!("more than {} MiB", max_bytes >> 20),
            };
            return Err(Failure::failed(Code::TooLarge, format!("its part `{name}` unpacks to {reason}")));
        }
        Ok(Some(bytes))
    }
}

/// Why a document that asks for a password is left out.
pub(super) fn protected() -> Failure {
    let message = "is protected by a password; save it without one to have it read";
    Failure::skipped(Code::UnsupportedFormat, message)
}

fn damaged(error: &dyn std::fmt::Display) -> Failure {
    Failure::failed(Code::Malformed, format!("the package is damaged: {error}"))
}

/// Counted before the directory is opened, which reserves memory for as many parts as it says to have.
fn has_too_many_parts(bytes: &[u8]) -> bool {
    let mut num_parts = 0;
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'P') {
        rest = &rest[at..];
        num_parts += usize::from(rest.starts_with(CENTRAL_HEADER));
        let is_over = rest.starts_with(ZIP64_END) && zip64_count(rest) > MAX_PARTS as u64;
        if is_over || num_parts > MAX_PARTS {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// The number of entries in the end record that `bytes` opens with.
fn zip64_count(bytes: &[u8]) -> u64 {
    bytes.get(32..40).and_then(|count| count.try_into().ok()).map_or(0, u64::from_le_bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use zip::CompressionMethod;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A package of these parts, as office programs write them.
    pub(in crate::formats) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            // The part that says what the package is must be readable without unpacking.
            let method =
                if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_read_by_name() {
        let bytes = package(&[("a/b.xml", "<é/>"), ("c", "")]);
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(package.text("a/b.xml").unwrap().as_deref(), Some("<é/>"));
        assert_eq!(package.text("c").unwrap().as_deref(), Some(""));
        assert_eq!(package.text("d").unwrap(), None);
    }

    #[test]
    fn bombs_are_refused_with_a_reason() {
        let bytes = package(&[("a.xml", &" ".repeat(9 << 20))]);
        let error = Package::open(&bytes, &Limits::default()).unwrap().text("a.xml").unwrap_err();
        assert_eq!(error.code, Code::TooLarge);
        assert!(error.message.contains("more than 100 times"), "{}", error.message);
        let noise: String = (0..40_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
        let bytes = package(&[("a.xml", &noise)]);
        let limits = Limits { max_file_bytes: 1 << 16, ..Limits::default() };
        let error = Package::open(&bytes, &limits).unwrap().text("a.xml").unwrap_err();
        assert_eq!(error.code, Code::TooLarge);
    }

    #[test]
    fn a_directory_without_end_is_refused_before_it_is_opened() {
        let bytes = [package(&[("a", "b")]), CENTRAL_HEADER.repeat(MAX_PARTS + 1)].concat();
        assert!(Package::open(&bytes, &Limits::default()).is_err_and(|error| error.code == Code::TooLarge));
        let mut end = ZIP64_END.to_vec();
        end.resize(32, 0);
        end.extend_from_slice(&u64::MAX.to_le_bytes());
        assert!(Package::open(&end, &Limits::default()).is_err_and(|error| error.code == Code::TooLarge));
    }

    #[test]
    fn what_is_no_package_is_damaged() {
        let bytes = package(&[("a", &"b".repeat(100))]);
        for spoilt in [&bytes[..bytes.len() / 2], b"PK\x03\x04", b""] {
            let result = Package::open(spoilt, &Limits::default());
            assert!(result.is_err_and(|error| error.code == Code::Malformed));
        }
    }
}
