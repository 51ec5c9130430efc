//! `depeche query --batch`: many queries in one process, each `qid TAB text` on a line, or a text alone. A bad line never stops
//! the rest.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::time::Instant;

use depeche::error::AtPath;
use depeche::eval::search_answers;
use depeche::render::{ExportFormat, ExportWriter, printable, wire, write_line, write_trec};
use depeche::search::{LocalSearcher, Searcher};

use super::exit::Exit;
use super::failure::Failure;
use super::query::{Args, Format, counted, write_lines};
use super::ui::{Ui, write_message};

/// The longest line taken; the rest of a longer one is read past.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// How queries are answered.
enum Answers {
    /// JSON lines, page by page.
    Lines,
    /// Lines of a run.
    Run,
    /// `qid TAB count`.
    Counts,
    /// All articles, with the query's id in front.
    Export(ExportWriter),
}

impl Answers {
    fn of(args: &Args, format: Format) -> Result<Answers, Failure> {
        let form = args.export_form();
        let in_batch = matches!(format, Format::Jsonl | Format::Csv | Format::Tsv);
        match (format, form) {
            _ if args.counts_only() => Ok(Answers::Counts),
            (Format::Trec, _) => Ok(Answers::Run),
            (Format::Jsonl, None) => Ok(Answers::Lines),
            (_, Some(form)) if in_batch => Ok(Answers::Export(ExportWriter::new(form.format, &form.fields))),
            _ => Err(Failure::usage(
                "batches are answered as jsonl, csv, tsv or trec, or counted with --count",
            )
            .hint("--batch FILE --format jsonl")),
        }
    }

    /// Whether a line that cannot be answered has a line of its own among the answers.
    fn hold_failures(&self) -> bool {
        match self {
            Answers::Lines => true,
            Answers::Export(writer) => writer.format() == ExportFormat::Jsonl,
            Answers::Run | Answers::Counts => false,
        }
    }
}

/// Answers every line of `file` (`-`: stdin); `is_plain`: lines are queries without ids. 0 when a query matched, 1 when none did, 2 when one could not be answered.
pub fn run(
    (file, is_plain): (&Path, bool),
    args: &Args,
    format: Format,
    searcher: &mut LocalSearcher,
    ui: &Ui,
) -> Result<Exit, Failure> {
    let answers = Answers::of(args, format)?;
    let mut input: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(file).at(file)?))
    };
    let out = BufWriter::new(io::stdout().lock());
    let timings = String::new();
    let mut batch =
        Batch { args, answers, is_plain, searcher, ui, out, timings, matched: false, failed: false };
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
    answers: Answers,
    is_plain: bool,
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
        if let Answers::Export(writer) = &self.answers {
            writer.begin(&mut self.out, None).map_err(lost)?;
        }
        let mut number = 0;
        while let Some(line) = next_line(input)? {
            number += 1;
            if line.is_ok_and_blank() {
                continue;
            }
            match line.split(number, self.is_plain) {
                Ok((qid, text)) => self.answer(&qid, &text)?,
                Err((qid, failure)) => self.refuse(qid.as_deref(), &failure)?,
            }
        }
        self.out.flush().map_err(lost)
    }

    fn answer(&mut self, qid: &str, text: &str) -> Result<(), Failure> {
        let started = Instant::now();
        let answered = match &self.answers {
            Answers::Run => self.answer_run(qid, text),
            Answers::Lines => self.answer_lines(qid, text),
            Answers::Counts => self.count(qid, text),
            Answers::Export(writer) => {
                let writer = writer.clone();
                self.export(&writer, qid, text)
            }
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

    fn count(&mut self, qid: &str, text: &str) -> Result<(), Failure> {
        self.searcher.reload_if_changed()?;
        let response = self.searcher.search(&self.args.request(text.to_string()))?;
        self.matched |= response.total.articles > 0;
        for remark in &response.remarks {
            self.ui.note(&format!("{}: {}", printable(qid), remark.message));
        }
        writeln!(self.out, "{}\t{}", printable(qid), counted(self.args, &response)).map_err(lost)?;
        self.flush()
    }

    /// All articles of one query, from one state of the archive.
    fn export(&mut self, writer: &ExportWriter, qid: &str, text: &str) -> Result<(), Failure> {
        self.searcher.reload_if_changed()?;
        let mut export = self.searcher.export(&self.args.request(text.to_string()))?;
        for article in export.by_ref() {
            writer.article(&mut self.out, &article?, Some(qid)).map_err(lost)?;
        }
        self.matched |= export.num_articles() > 0;
        writer.end(&mut self.out, export.response(), Some(qid)).map_err(lost)?;
        self.flush()
    }

    fn refuse(&mut self, qid: Option<&str>, failure: &Failure) -> Result<(), Failure> {
        self.failed = true;
        if !self.answers.hold_failures() {
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
    fn split(self, number: u64, is_plain: bool) -> Result<(String, String), (Option<String>, Failure)> {
        let bad = |qid: Option<&str>, what: &str| {
            let failure = Failure::usage(format!("line {number} {what}"))
                .hint("a line is: qid TAB text; --batch-lines takes a list of queries without ids");
            Err((qid.map(str::to_string), failure))
        };
        let Line::Whole(bytes) = self else { return bad(None, "is longer than a megabyte") };
        let Ok(text) = std::str::from_utf8(&bytes) else { return bad(None, "is not UTF-8") };
        if is_plain {
            return Ok((number.to_string(), text.trim_start_matches('\u{feff}').trim().to_string()));
        }
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
        Line::Whole(line.to_vec()).split(7, false).map_err(|(qid, _)| qid)
    }

    #[test]
    fn lines_are_qid_tab_text() {
        assert_eq!(split("q1\taccord\tde paix".as_bytes()), Ok(("q1".into(), "accord\tde paix".into())));
        assert_eq!(split("\u{feff}q1\tété".as_bytes()), Ok(("q1".into(), "été".into())));
        assert_eq!(split(b"q1"), Err(Some("q1".into())));
        let plain = Line::Whole(b" accord\tde paix".to_vec()).split(7, true);
        assert_eq!(plain.ok(), Some(("7".into(), "accord\tde paix".into())));
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
