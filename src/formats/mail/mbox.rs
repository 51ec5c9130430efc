//! A mailbox: messages one after the other, each behind a line that begins with `From `. Streamed: mailboxes are large.

use std::collections::HashSet;
use std::io::{BufRead, Read};

use super::eml::{leave_out, read_attachments};
use super::header_lines::{is_separator, opens_mailbox};
use super::message::{NO_MESSAGE, ReadMessage, read_message};
use crate::diagnostics::Code;
use crate::formats::inner::InnerFiles;
use crate::formats::metadata::Doubts;
use crate::formats::window::Window;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};

/// A longer line is none of text.
const MAX_LINE_BYTES: u64 = 1024 * 1024;

/// `.mbox` and whatever opens as one.
pub(in crate::formats) struct Mbox;

impl Format for Mbox {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "mbox",
            version: 1,
            extensions: &["mbox", "mbx"],
            is_container: true,
            is_binary: false,
            reads: "the messages of a mailbox, each as one in a file of its own",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        opens_mailbox(head.bytes)
    }

    fn holds_files(&self) -> bool {
        true
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        let files = InnerFiles::of(source).ok();
        let num_jobs = source.options.num_jobs;
        let mut mailbox = Mailbox { files, num_jobs, window: Window::new(), seen: HashSet::new() };
        let mut messages = Messages {
            stream: source.stream,
            line: Vec::new(),
            has_line: false,
            max_bytes: source.options.limits.max_file_bytes,
        };
        let result = mailbox.read(&mut messages, output);
        // What came before the damage stands.
        let rest = mailbox.work(output);
        result.and(rest)
    }
}

/// A message that waits to be parsed.
struct Raw {
    number: u64,
    bytes: Vec<u8>,
}

struct Parsed {
    number: u64,
    content_hash: ContentHash,
    message: Option<ReadMessage>,
    doubts: Doubts,
}

struct Mailbox<'s> {
    /// `None`: attachments lie too deep inside other files.
    files: Option<InnerFiles<'s>>,
    num_jobs: usize,
    window: Window<Raw>,
    /// Hashes of the messages met: programs keep one message in a mailbox several times.
    seen: HashSet<[u8; 16]>,
}

impl Mailbox<'_> {
    fn read(&mut self, messages: &mut Messages<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        for number in 1.. {
            let mut bytes = Vec::new();
            let place = format!("message {number}");
            match messages.next_message(&mut bytes)? {
                None => break,
                Some(false) => {
                    self.work(output)?;
                    let max = messages.max_bytes >> 20;
                    output.failed_member(&place, Code::TooLarge, format!("has more than {max} MiB"));
                }
                Some(true) => {
                    let num_bytes = bytes.len();
                    if self.window.push(Raw { number, bytes }, num_bytes) {
                        self.work(output)?;
                    }
                }
            }
            if output.is_stopped {
                break;
            }
        }
        Ok(())
    }

    /// Parses the messages that wait, several at a time, and hands them over in their order.
    fn work(&mut self, output: &mut Output<'_>) -> Result<(), Failure> {
        for parsed in self.window.work(self.num_jobs, parse) {
            if output.is_stopped {
                return Ok(());
            }
            self.hand_over(parsed, output)?;
        }
        Ok(())
    }

    fn hand_over(&mut self, parsed: Parsed, output: &mut Output<'_>) -> Result<(), Failure> {
        let place = format!("message {}", parsed.number);
        let Some(ReadMessage { article, attachments }) = parsed.message else {
            output.failed_member(&place, NO_MESSAGE.0, NO_MESSAGE.1);
            return Ok(());
        };
        if !self.seen.insert(parsed.content_hash.0) {
            output.num_inner_files += 1;
            output.skip_inner_files("duplicate", 1);
            return Ok(());
        }
        let key = article.source_id.clone().unwrap_or_else(|| parsed.content_hash.to_string());
        let latest = article.published.as_ref().map(|date| date.value.without_time());
        for (code, remark) in parsed.doubts.0 {
            output.doubt(Some(&key), code, remark);
        }
        if !article.text.trim().is_empty() {
            output.member(&place, parsed.content_hash, article);
        } else if attachments.is_empty() {
            output.num_inner_files += 1;
            output.skip_inner_files(Code::NoText.as_str(), 1);
        }
        let Some(files) = &mut self.files else {
            leave_out(&attachments, output);
            return Ok(());
        };
        files.set_latest(latest);
        files.set_prefix(key);
        read_attachments(attachments, files, output)?;
        files.finish(output)
    }
}

fn parse(raw: Raw) -> Parsed {
    let mut doubts = Doubts::default();
    let message = read_message(&raw.bytes, &mut doubts);
    Parsed { number: raw.number, content_hash: ContentHash::of(&raw.bytes), message, doubts }
}

/// The messages of a mailbox as bytes, without the lines between them.
struct Messages<'a> {
    stream: &'a mut dyn BufRead,
    line: Vec<u8>,
    /// Whether `line` is the separator of the next message, already read.
    has_line: bool,
    max_bytes: u64,
}

impl Messages<'_> {
    /// The next message. `Ok(None)`: there is none. `Ok(Some(false))`: it is larger than the limit and was passed over.
    fn next_message(&mut self, message: &mut Vec<u8>) -> Result<Option<bool>, Failure> {
        while !self.has_line {
            if !self.next_line()? {
                return Ok(None);
            }
            self.has_line = is_separator(self.line.trim_ascii_end());
        }
        self.has_line = false;
        let (mut is_blank_before, mut is_complete) = (false, true);
        while self.next_line()? {
            let line = self.line.trim_ascii_end();
            if is_blank_before && is_separator(line) {
                self.has_line = true;
                break;
            }
            is_blank_before = line.is_empty();
            is_complete &= (message.len() + self.line.len()) as u64 <= self.max_bytes;
            if is_complete {
                message.extend_from_slice(without_escape(&self.line));
            } else {
                message.truncate(0);
            }
        }
        Ok(Some(is_complete))
    }

    /// Reads a line with its end, or as much of it as is taken for one.
    fn next_line(&mut self) -> Result<bool, Failure> {
        self.line.clear();
        (&mut *self.stream).take(MAX_LINE_BYTES).read_until(b'\n', &mut self.line)?;
        Ok(!self.line.is_empty())
    }
}

/// `>From` at the start of a line was `From` in the message, `>>From` was `>From`.
fn without_escape(line: &[u8]) -> &[u8] {
    let num_marks = line.iter().take_while(|byte| **byte == b'>').count();
    if num_marks > 0 && line[num_marks..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::survives;
    use crate::formats::read::tests::{Read as Reading, read, read_with};
    use crate::formats::{Limits, ReadOptions};

    fn message(number: u32, body: &str) -> String {
        format!(
            "From nadia@example.org Wed Sep 20 13:{number:02}:00 2023\nFrom: Nadia Ferrand <nadia@example.org>\nTo: tous@example.org\n\
             Subject: Note {number}\nDate: Wed, 20 Sep 2023 13:{number:02}:00 +0200\nMessage-ID: <{number}@example.org>\n\n{body}\n\n"
        )
    }

    fn keys(read: &Reading) -> Vec<&str> {
        read.members.iter().map(|member| member.key.as_deref().unwrap_or("")).collect()
    }

    #[test]
    fn each_message_is_an_article() {
        let mailbox = [
            message(1, "Un.\n\n>From Paris on écrit.\n\nFrom the start nobody spoke.\nFrom - Wed Sep 20 13:05:00 2023"),
            message(2, "Deux.\n>>From Rome."),
            message(3, "Trois."),
        ]
        .concat();
        for name in ["a.mbox", "Inbox", "a.txt"] {
            let read = read(name, mailbox.as_bytes());
            assert_eq!(&*read.result.as_ref().unwrap().format, "mbox");
            assert_eq!(keys(&read), ["1@example.org", "2@example.org", "3@example.org"]);
            assert_eq!(
                read.texts(),
                [
                    "Un.\n\nFrom Paris on écrit.\n\nFrom the start nobody spoke.\nFrom - Wed Sep 20 13:05:00 2023",
                    "Deux.\n>From Rome.",
                    "Trois."
                ]
            );
            assert_eq!(read.members[2].article.title.as_ref().map(|title| &*title.value), Some("Note 3"));
        }
    }

    #[test]
    fn attachments_are_known_by_message_and_name() {
        let with_file = message(1, "").replace(
            "\n\n\n",
            "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\nVoir.\n\
             --m\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=a.txt\n\nJoint.\n--m--\n\n",
        );
        let read = read("a.mbox", [with_file, message(2, "Deux.")].concat().as_bytes());
        assert_eq!(keys(&read), ["1@example.org", "1@example.org/a.txt", "2@example.org"]);
        assert_eq!(read.members[1].inner_path.as_deref(), Some("a.txt"));
        assert_eq!(read.members[1].article.latest.map(|day| day.to_string()).as_deref(), Some("2023-09-20"));
    }

    #[test]
    fn messages_kept_twice_and_empty_ones_are_counted() {
        let mailbox = [message(1, "Un."), message(1, "Un."), message(2, " ")].concat();
        let read = read("a.mbox", mailbox.as_bytes());
        assert_eq!(keys(&read), ["1@example.org"]);
        let summary = read.result.unwrap();
        assert_eq!((summary.skipped_members["duplicate"], summary.skipped_members["no-text"]), (1, 1));
        assert_eq!(summary.num_failed_members, 0);
    }

    #[test]
    fn a_message_beyond_all_bounds_is_passed_over() {
        let mailbox = [message(1, "Un."), message(2, &"Deux. ".repeat(500)), message(3, "Trois.")].concat();
        let limits = Limits { max_file_bytes: 1000, ..Limits::default() };
        let read = read_with("a.mbox", mailbox.as_bytes(), &ReadOptions { limits, ..ReadOptions::default() });
        assert_eq!(keys(&read), ["1@example.org", "3@example.org"]);
        assert_eq!(
            (read.findings[0].member.as_deref(), read.findings[0].code),
            (Some("message 2"), Code::TooLarge)
        );
    }

    #[test]
    fn threads_change_nothing() {
        let mailbox: String = (0..50).map(|number| message(number, &format!("Texte {number}."))).collect();
        let one = read("a.mbox", mailbox.as_bytes());
        let many =
            read_with("a.mbox", mailbox.as_bytes(), &ReadOptions { num_jobs: 4, ..ReadOptions::default() });
        assert_eq!((one.members.len(), one.members, one.result), (50, many.members, many.result));
    }

    #[test]
    fn spoilt_mailboxes_do_no_harm() {
        let mailbox: String = (0..4).map(|number| message(number, "Texte.\n\nFin.")).collect();
        survives(
            "a.mbox",
            mailbox.as_bytes(),
            &[b"\n\nFrom - Wed Sep 20 13:05:00 2023\n", b">From ", b"From: ", b"\n\n"],
        );
    }
}
