//! `depeche query --batch`: many queries in one process, each `qid TAB text` on a line. A bad line never stops the rest.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::time::Instant;

use depeche::error::AtPath;
use depeche::eval::search_answers;
use depeche::render::{printable, wire, write_line, write_trec};
use depeche::search::{LocalSearcher, Searcher};

use super::exit::Exit;
use super::failure::Failure;
use super::query::{Args, Format, write_lines};
use super::ui::{Ui, write_message};

/// The longest line taken; the rest of a longer one is read past.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// Answers every line of `file` (`-`: stdin). 0 when a query matched, 1 when none did, 2 when one could not be answered.
pub fn run(
    file: &Path,
    args: &Args,
    format: Format,
    searcher: &mut LocalSearcher,
    ui: &Ui,
) -> Result<Exit, Failure> {
    if !matches!(format, Format::Jsonl | Format::Trec) {
        return Err(
            Failure::usage("batches are answered as jsonl or trec").hint("--batch FILE --format jsonl")
        );
    }
    let mut input: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(file).at(file)?))
    };
    let out = BufWriter::new(io::stdout().lock());
    let mut batch =
        Batch { args, format, searcher, ui, out, timings: String::new(), matched: false, failed: false };
    let done = batch.run(&mut *input);
    write_message(&batch.timings);
    match done {
        // A reader that has seen enough is no failure.
        Err(failure) if failure.code == "broken-pipe" => {}
        done => done?,
    }
    Ok(match (batch.failed, batch.matched) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Done,
        (false, false) => Exit::Nothing,
    })
}

struct Batch<'a, W: Write> {
    args: &'a Args,
    format: Format,
    searcher: &'a mut LocalSearcher,
    ui: &'a Ui,
    out: W,
    /// Lines `qid TAB ms` that are not written yet.
    timings: String,
    matched: bool,
    failed: bool,
}

impl<W: Write> Batch<'_, W> {
    fn run(&mut self, input: &mut dyn BufRead) -> Result<(), Failure> {
        let mut number = 0;
        while let Some(line) = next_line(input)? {
            number += 1;
            if line.is_ok_and_blank() {
                continue;
            }
            match line.split(number) {
                Ok((qid, text)) => self.answer(&qid, &text)?,
                Err((qid, failure)) => self.refuse(qid.as_deref(), &failure)?,
            }
        }
        self.out.flush().map_err(lost)
    }

    fn answer(&mut self, qid: &str, text: &str) -> Result<(), Failure> {
        let started = Instant::now();
        let answered = match self.format {
            Format::Trec => self.answer_run(qid, text),
            _ => self.answer_lines(qid, text),
        };
        match answered {
            Err(failure) if failure.code != "broken-pipe" => self.refuse(Some(qid), &failure)?,
            answered => answered?,
        }
        if self.args.timing() {
            self.timings += &format!("{}\t{:.3}\n", printable(qid), started.elapsed().as_secs_f64() * 1000.0);
        }
        Ok(())
    }

    /// Runs are read when they are complete: nothing is flushed in between.
    fn answer_run(&mut self, qid: &str, text: &str) -> Result<(), Failure> {
        let answers = search_answers(self.searcher, &self.args.request(text.to_string()))?;
        self.matched |= !answers.is_empty();
        write_trec(&mut self.out, qid, &answers).map_err(lost)
    }

    /// A script waits for each answer: it is flushed at its end, and sees what was committed meanwhile.
    fn answer_lines(&mut self, qid: &str, text: &str) -> Result<(), Failure> {
        self.searcher.reload_if_changed()?;
        let response = self.searcher.search(&self.args.request(text.to_string()))?;
        self.matched |= response.total.articles > 0;
        let offsets = self.args.offsets(self.searcher, &response)?;
        write_lines(&mut self.out, &response, Some(qid), &offsets, self.args.timing()).map_err(lost)?;
        self.flush()
    }

    fn refuse(&mut self, qid: Option<&str>, failure: &Failure) -> Result<(), Failure> {
        self.failed = true;
        if self.format == Format::Trec {
            self.ui.warn(&failure.message);
            return Ok(());
        }
        let error = wire::Failure::new(failure.code, &failure.message, failure.hint.as_deref());
        write_line(&mut self.out, &wire::FailedEnd::new(qid, error)).map_err(lost)?;
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Failure> {
        write_message(&std::mem::take(&mut self.timings));
        self.out.flush().map_err(lost)
    }
}

fn lost(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::new("broken-pipe", "nobody reads the answers any more"),
        _ => error.into(),
    }
}

/// A line of input, without its end.
#[derive(Debug)]
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

impl Line {
    fn is_ok_and_blank(&self) -> bool {
        matches!(self, Line::Whole(bytes) if bytes.trim_ascii().is_empty())
    }

    /// The query's id and text; else its id, if that is known, and what is wrong.
    fn split(self, number: u64) -> Result<(String, String), (Option<String>, Failure)> {
        let bad = |qid: Option<&str>, what: &str| {
            let failure = Failure::usage(format!("line {number} {what}")).hint("a line is: qid TAB text");
            Err((qid.map(str::to_string), failure))
        };
        let Line::Whole(bytes) = self else { return bad(None, "is longer than a megabyte") };
        let Ok(text) = std::str::from_utf8(&bytes) else { return bad(None, "is not UTF-8") };
        match text.trim_start_matches('\u{feff}').split_once('\t') {
            Some((qid, _)) if qid.trim().is_empty() => bad(None, "has no qid before its tab"),
            Some((qid, text)) if text.trim().is_empty() => bad(Some(qid.trim()), "has no text after its tab"),
            Some((qid, text)) => Ok((qid.trim().to_string(), text.trim().to_string())),
            None => bad(Some(text.trim()), "has no tab between qid and text"),
        }
    }
}

/// The next line; `None` at the end. Memory is bounded whatever the input.
fn next_line(input: &mut dyn BufRead) -> Result<Option<Line>, Failure> {
    let mut bytes = Vec::new();
    let unreadable = |error: io::Error| Failure::new("io", format!("the batch could not be read: {error}"));
    input.take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes).map_err(unreadable)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == MAX_LINE_BYTES {
        input.skip_until(b'\n').map_err(unreadable)?;
        return Ok(Some(Line::TooLong));
    }
    while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        bytes.pop();
    }
    Ok(Some(Line::Whole(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &[u8]) -> Result<(String, String), Option<String>> {
        Line::Whole(line.to_vec()).split(7).map_err(|(qid, _)| qid)
    }

    #[test]
    fn lines_are_qid_tab_text() {
        assert_eq!(split("q1\taccord\tde paix".as_bytes()), Ok(("q1".into(), "accord\tde paix".into())));
        assert_eq!(split("\u{feff}q1\tété".as_bytes()), Ok(("q1".into(), "été".into())));
        assert_eq!(split(b"q1"), Err(Some("q1".into())));
        assert_eq!(split(b"q1\t "), Err(Some("q1".into())));
        assert_eq!(split(b"\ttext"), Err(None));
        assert_eq!(split(b"q1\t\xe9t\xe9"), Err(None));
    }

    #[test]
    fn long_lines_are_read_past() {
        let mut input = vec![b'x'; MAX_LINE_BYTES as usize * 2];
        input.extend_from_slice(b"\nq2\ttext\r\nq3\tlast");
        let mut input = io::Cursor::new(input);
        let mut next = || next_line(&mut input).unwrap();
        assert!(matches!(next(), Some(Line::TooLong)));
        assert!(matches!(next(), Some(Line::Whole(line)) if line == b"q2\ttext"));
        assert!(matches!(next(), Some(Line::Whole(line)) if line == b"q3\tlast"));
        assert!(next().is_none());
    }
}
