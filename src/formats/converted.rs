//! Files that no reader knows and a command of the user's turns into HTML or text. What the command writes is read as
//! any other page or text is.

use std::io::Cursor;
use std::path::Path;

use crate::diagnostics::Code;

use super::command::{Bounds, CommandError, run, with_path};
use super::detect::HEAD_BYTES;
use super::html::Html;
use super::plain::PlainText;
use super::{Failure, Format, Head, Output, Source};

/// Raised when the same output of a command is read otherwise.
pub(super) const VERSION: u32 = 1;

/// What reports call files with this extension that were converted.
pub(super) fn format_name(extension: &str) -> String {
    format!("converted ({extension})")
}

/// Reads the file at `path`, of which `source` gives the bytes, through the converter of `extension`.
pub(super) fn read(
    path: &Path,
    extension: &str,
    source: &mut Source<'_>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let commands = &source.options.commands;
    let words = commands.converters.get(extension).map_or(&[][..], Vec::as_slice);
    let (words, takes_path) = with_path(words, path);
    if takes_path && source.is_packed {
        let message = "is compressed or in an archive, and its converter wants a file: unpack it, or leave `{}` out of the converter, \
                       which then gets the file on its standard input";
        return Err(Failure::failed(Code::UnsupportedFormat, message));
    }
    let mut stream = &mut *source.stream;
    let input: Option<&mut dyn std::io::Read> = if takes_path { None } else { Some(&mut stream) };
    let bytes = run(&words, &commands.environment, input, &Bounds::CONVERTER)?;
    read_written(&bytes, source, output)
}

/// Reads what the command wrote: a page, if it looks like one, else plain text.
fn read_written(bytes: &[u8], source: &Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::skipped(Code::NoText, "its converter found no text in it"));
    }
    let start = &bytes[..bytes.len().min(HEAD_BYTES)];
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let head = Head { bytes: start, is_whole: bytes.len() < HEAD_BYTES, extension: "" };
    let format: &dyn Format = match () {
        () if Html.recognises(&head) => &Html,
        () if head.foreign_format().is_some() || head.is_binary() => {
            return Err(Failure::failed(Code::Binary, "its converter wrote neither HTML nor text"));
        }
        () => &PlainText,
    };
    let mut stream = Cursor::new(bytes);
    format.read(&mut Source::of_stream(&mut stream, source.options), output)
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        let code = match &error {
            // The next run tries again: it may be installed then.
            CommandError::NotFound(_) | CommandError::NotStarted(..) => Code::Unreadable,
            CommandError::TooLong(..) | CommandError::TooMuch(..) => Code::TooLarge,
            CommandError::Failed(..) => Code::Malformed,
            CommandError::Input(_) => match error {
                CommandError::Input(error) => return error.into(),
                _ => Code::Unreadable,
            },
        };
        Failure::failed(code, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::sync::Arc;

    use super::*;
    use crate::formats::{Commands, FileRead, Flow, Member, ReadError, ReadOptions, Refusal, read_file};

    fn commands(extension: &str, words: &[&str]) -> Commands {
        let words = words.iter().map(OsString::from).collect();
        Commands { converters: [(extension.to_string(), words)].into(), ..Commands::default() }
    }

    fn read_with(name: &str, bytes: &[u8], words: &[&str]) -> (Result<FileRead, ReadError>, Vec<Member>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let options = ReadOptions { commands: Arc::new(commands("doc", words)), ..ReadOptions::default() };
        let mut members = Vec::new();
        let result = read_file(&path, &options, &mut Vec::new(), &mut |member| {
            members.push(member);
            Flow::Continue
        });
        (result, members)
    }

    const WORD: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Treve a l'aube\n";

    #[test]
    fn text_on_stdout_is_the_article() {
        for words in [&["tail", "-c", "+10", "{}"][..], &["tail", "-c", "+10"]] {
            let (result, members) = read_with("a.doc", WORD, words);
            let read = result.unwrap();
            assert_eq!((&*read.format, read.num_bytes), ("converted (doc)", WORD.len() as u64));
            assert_eq!(members[0].article.text, "Treve a l'aube\n");
            assert_eq!(members[0].article.first_line, None);
        }
    }

    #[test]
    fn html_on_stdout_is_read_as_a_page() {
        let page = "<!DOCTYPE html><title>Trêve</title><p>Les armes se taisent depuis l'aube à Orsane.</p>";
        let (result, members) = read_with("a.doc", WORD, &["printf", "%s", page]);
        result.unwrap();
        assert_eq!(members[0].article.title.as_ref().map(|title| title.value.as_str()), Some("Trêve"));
        assert!(members[0].article.text.contains("Les armes se taisent"));
    }

    #[test]
    fn what_a_reader_knows_by_its_content_needs_no_command() {
        let page = b"<!DOCTYPE html><title>T</title><p>Un document enregistre par un navigateur.</p>";
        let (result, _) = read_with("a.doc", page, &["false"]);
        assert_eq!(result.unwrap().format, "html");
    }

    #[test]
    fn failures_are_the_file_s_own() {
        let say = "echo 'a.doc is not a Word Document.' >&2; exit 1";
        let (result, members) = read_with("a.doc", WORD, &["sh", "-c", say]);
        let error = result.unwrap_err();
        assert_eq!((error.code, error.outcome), (Code::Malformed, Refusal::Failed));
        assert_eq!(error.message, "`sh` failed: a.doc is not a Word Document.");
        assert_eq!(error.format.as_deref(), Some("converted (doc)"));
        assert!(members.is_empty());

        let absent = read_with("a.doc", WORD, &["depeche-no-such-command", "{}"]).0.unwrap_err();
        assert_eq!(absent.code, Code::Unreadable);
        let silent = read_with("a.doc", WORD, &["true"]).0.unwrap_err();
        assert_eq!((silent.code, silent.outcome), (Code::NoText, Refusal::Skipped));
        let binary = read_with("a.doc", WORD, &["cat"]).0.unwrap_err();
        assert_eq!(binary.code, Code::Binary);
    }

    #[test]
    fn other_extensions_are_left_alone() {
        let (result, _) = read_with("a.xls", WORD, &["cat"]);
        assert_eq!(result.unwrap_err().code, Code::UnsupportedFormat);
    }
}
