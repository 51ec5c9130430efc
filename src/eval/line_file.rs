//! A file of lines in columns: unpacked, cut, and every fault a finding with its line. Not what the columns mean.

use std::io::Read;
use std::path::Path;

use super::fault::Fault;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::error::{AtPath, PathError};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The bytes of `path`, unpacked when they are packed with gzip or zstd.
///
/// Not bounded: unlike an archive's files, these are named one by one by whoever evaluates.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, PathError> {
    let packed = std::fs::read(path).at(path)?;
    if packed.starts_with(&ZSTD) {
        return zstd::decode_all(packed.as_slice()).at(path);
    }
    if packed.starts_with(&GZIP) {
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).at(path)?;
        return Ok(bytes);
    }
    Ok(packed)
}

/// Hands each line to `take`; what it refuses is reported. Blank lines count as none, nor does a first line of headings,
/// which begins with `qid`.
pub(super) fn for_each_line(
    path: &Path,
    bytes: &[u8],
    findings: &mut dyn Sink,
    mut take: impl FnMut(&str) -> Result<(), Fault>,
) {
    for (number, bytes) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let taken = match std::str::from_utf8(bytes) {
            Err(_) => Err(Fault::NotUtf8),
            Ok(line) => {
                let line = line.trim_start_matches('\u{feff}').trim_end();
                let is_heading = number == 1 && line.split_whitespace().next() == Some("qid");
                if line.is_empty() || is_heading { Ok(()) } else { take(line) }
            }
        };
        if let Err(fault) = taken {
            findings.report(Diagnostic {
                path: path.to_path_buf(),
                member: Some(format!("line {number}")),
                code: Code::Malformed,
                message: fault.to_string(),
            });
        }
    }
}

/// The columns of a line: cut at tabs when that gives a number of columns that is `fitting`, else at white space.
pub(super) fn columns(line: &str, fitting: impl Fn(usize) -> bool) -> Vec<&str> {
    let tabbed: Vec<&str> = line.split('\t').map(str::trim).collect();
    if fitting(tabbed.len()) { tabbed } else { line.split_whitespace().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_the_number_of_their_line() {
        let bytes = b"\xef\xbb\xbfqid\ttext\r\nq1\tx\r\n\nq2\t\xe9\nbad\nq3\ty";
        let mut findings: Vec<Diagnostic> = Vec::new();
        let mut lines = Vec::new();
        for_each_line(Path::new("q.tsv"), bytes, &mut findings, |line| {
            if line == "bad" {
                return Err(Fault::Columns { found: 1, wanted: "qid TAB text" });
            }
            lines.push(line.to_string());
            Ok(())
        });
        assert_eq!(lines, ["q1\tx", "q3\ty"]);
        let said: Vec<String> = findings.iter().map(Diagnostic::to_string).collect();
        assert_eq!(
            said,
            [
                "q.tsv#line 4: the line is not UTF-8",
                "q.tsv#line 5: the number of columns is 1; a line is: qid TAB text"
            ]
        );
    }

    #[test]
    fn packed_files_are_unpacked() {
        let place = tempfile::tempdir().unwrap();
        let text = b"q1 Q0 a 1 2.0 x\n";
        let path = place.path().join("a");
        for bytes in [text.to_vec(), zstd::encode_all(&text[..], 3).unwrap()] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read(&path).unwrap(), text);
        }
        assert!(read(&place.path().join("absent")).unwrap_err().to_string().contains("absent"));
    }

    #[test]
    fn columns_are_cut_at_tabs_or_blanks() {
        let fitting = |num| num == 3;
        assert_eq!(columns("q1\tdép 17\t2", fitting), ["q1", "dép 17", "2"]);
        assert_eq!(columns("q1 0\tora-1  2", fitting), ["q1", "0", "ora-1", "2"]);
    }
}
