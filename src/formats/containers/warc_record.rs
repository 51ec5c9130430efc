//! The records of a web archive in WARC, one after the other: their headers, and their content as it is asked for. What
//! they mean is `warc`'s affair.

use std::io::{self, BufRead, Read};

use crate::diagnostics::Code;
use crate::formats::Failure;

/// Bytes of the headers of one record.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// The headers of a record that are needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RecordHead {
    /// `WARC-Type`, lower case: response, revisit…
    pub(super) kind: String,
    /// `WARC-Target-URI`.
    pub(super) uri: String,
    /// `WARC-Date`, as written.
    pub(super) date: String,
    /// `Content-Type` of the record.
    pub(super) content_type: String,
    /// Whether the crawler cut the content.
    pub(super) is_cut: bool,
}

/// The records of a file.
pub(super) struct Records<'a> {
    stream: &'a mut dyn BufRead,
    /// Bytes read so far, for messages.
    num_bytes: u64,
    /// Bytes of the present record's content that were not read.
    left: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a mut dyn BufRead) -> Self {
        Records { stream, num_bytes: 0, left: 0 }
    }

    /// The headers of the next record; `None`: there is none.
    pub(super) fn next_record(&mut self) -> Result<Option<RecordHead>, Failure> {
        self.skip_content()?;
        let mut line = Vec::new();
        // Two line ends close a record; some writers leave them out, some write more.
        while self.next_line(&mut line, MAX_HEADER_BYTES)? {
            if !line.is_empty() {
                return self.read_head(&line).map(Some);
            }
        }
        Ok(None)
    }

    fn read_head(&mut self, first: &[u8]) -> Result<RecordHead, Failure> {
        let at = self.num_bytes;
        let damaged =
            |what: &str| Failure::failed(Code::Malformed, format!("damaged before byte {at}: {what}"));
        if !first.starts_with(b"WARC/") {
            return Err(damaged("a record does not begin with `WARC/`"));
        }
        let (mut head, mut len, mut budget) = (RecordHead::default(), None, MAX_HEADER_BYTES);
        let mut line = Vec::new();
        loop {
            if !self.next_line(&mut line, budget)? {
                return Err(self.cut());
            }
            budget = budget.saturating_sub(line.len() + 1);
            if line.is_empty() {
                break;
            }
            if budget == 0 {
                return Err(damaged("a record has endless headers"));
            }
            let text = String::from_utf8_lossy(&line);
            let Some((name, value)) = text.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                // Old writers put it between angle brackets.
                "warc-target-uri" => head.uri = value.trim_matches(['<', '>']).to_string(),
                "warc-date" => head.date = value.to_string(),
                "content-type" => head.content_type = value.to_string(),
                "warc-truncated" => head.is_cut = true,
                "content-length" => len = value.parse().ok(),
                _ => {}
            }
        }
        self.left = len.ok_or_else(|| damaged("a record has no length"))?;
        Ok(head)
    }

    /// The next bytes of the present record's content, at most so many.
    pub(super) fn content(&mut self, max_bytes: u64, into: &mut Vec<u8>) -> Result<(), Failure> {
        let wanted = self.left.min(max_bytes);
        let num_read = (&mut *self.stream).take(wanted).read_to_end(into)? as u64;
        self.left -= num_read;
        self.num_bytes += num_read;
        if num_read < wanted { Err(self.cut()) } else { Ok(()) }
    }

    /// How much of the present record's content was not read yet.
    pub(super) fn num_left(&self) -> u64 {
        self.left
    }

    fn skip_content(&mut self) -> Result<(), Failure> {
        let num_read = io::copy(&mut (&mut *self.stream).take(self.left), &mut io::sink())?;
        self.num_bytes += num_read;
        if num_read < self.left {
            return Err(self.cut());
        }
        self.left = 0;
        Ok(())
    }

    /// Reads a line without its end; `false`: there is none.
    fn next_line(&mut self, line: &mut Vec<u8>, max_bytes: usize) -> Result<bool, Failure> {
        line.clear();
        let num_read = (&mut *self.stream).take(max_bytes as u64 + 1).read_until(b'\n', line)?;
        self.num_bytes += num_read as u64;
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        Ok(num_read > 0)
    }

    fn cut(&self) -> Failure {
        Failure::failed(
            Code::Truncated,
            format!("ends in the middle of a record, at byte {}; what is before was read", self.num_bytes),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(mut bytes: &[u8]) -> (Vec<String>, Option<Code>) {
        let mut records = Records::new(&mut bytes);
        let mut kinds = Vec::new();
        loop {
            match records.next_record() {
                Ok(Some(head)) => kinds.push(head.kind),
                Ok(None) => return (kinds, None),
                Err(failure) => return (kinds, Some(failure.code)),
            }
        }
    }

    const TWO: &str = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n\
        WARC/1.1\r\nwarc-type: Response\r\nContent-Length: 0\r\n\r\n\r\n\r\n";

    #[test]
    fn records_follow_each_other() {
        assert_eq!(kinds(TWO.as_bytes()), (vec!["warcinfo".into(), "response".into()], None));
        assert_eq!(kinds(TWO.replace('\r', "").as_bytes()).0.len(), 2);
    }

    #[test]
    fn cut_and_damaged_files_say_so() {
        let cut = TWO.find("bc").unwrap();
        assert_eq!(kinds(&TWO.as_bytes()[..cut]), (vec!["warcinfo".into()], Some(Code::Truncated)));
        assert_eq!(kinds(&TWO.as_bytes()[..20]).1, Some(Code::Truncated));
        let wrong = TWO.replace("Length: 3", "Length: 2");
        assert_eq!(kinds(wrong.as_bytes()), (vec!["warcinfo".into()], Some(Code::Malformed)));
        assert_eq!(kinds(TWO.replace("Content-Length: 3", "A: b").as_bytes()).1, Some(Code::Malformed));
        let endless = format!("WARC/1.0\r\n{}", "A: b\r\n".repeat(100_000));
        assert_eq!(kinds(endless.as_bytes()).1, Some(Code::Malformed));
    }
}
