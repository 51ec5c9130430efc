//! What is written of an answer, in each format. Exports are written elsewhere, for they go through all articles.

use std::collections::HashMap;
use std::io::{self, Write};

use depeche::eval::search_answers;
use depeche::render::{
    Offsets, wire, write_advice, write_explanation, write_hits, write_json, write_line, write_summary,
    write_trec,
};
use depeche::search::{LocalSearcher, SearchResponse};

use super::args::Args;
use super::choices::{MatchOf, OffsetsIn};
use super::format::Format;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::shared::Shared;
use crate::cli::ui::Ui;

/// Writes an answer in the format asked for.
pub(super) fn write(
    args: &Args,
    shared: &Shared,
    searcher: &LocalSearcher,
    response: &SearchResponse,
    ui: &Ui,
) -> Result<(), Failure> {
    let offsets = args.offsets(searcher, response)?;
    // A bare number cannot say how the query was read.
    if args.count && args.format() == Format::Text {
        response.remarks.iter().for_each(|remark| ui.note(&remark.message));
    }
    match args.format() {
        Format::Text if args.count => ui.answer(|out| writeln!(out, "{}", counted(args, response))),
        Format::Text => ui.long_answer(|out| write_text(out, response, &args.command(shared), ui)),
        Format::Json => ui.answer(|out| write_json(out, &wire::Search::new(response, &offsets, args.timing))),
        _ => ui.answer(|out| write_lines(out, response, None, &offsets, args.timing)),
    }
}

/// Writes an answer for people. `command` stands before other queries that are offered.
pub fn write_text(out: &mut dyn Write, response: &SearchResponse, command: &str, ui: &Ui) -> io::Result<()> {
    write_summary(out, response, &ui.look)?;
    if !ui.is_quiet {
        write_advice(out, &response.advice, command, &ui.look)?;
    }
    write_hits(out, response, &ui.look)
}

/// Writes an answer as JSON lines.
pub fn write_lines(
    out: &mut dyn Write,
    response: &SearchResponse,
    qid: Option<&str>,
    offsets: &Offsets,
    timing: bool,
) -> io::Result<()> {
    for hit in &response.hits {
        write_line(out, &wire::TypedHit::new(hit, qid, offsets))?;
    }
    write_line(out, &wire::End::new(response, qid, offsets, timing))
}

/// A run of one query, called 1.
pub(super) fn write_run(
    args: &Args,
    searcher: &LocalSearcher,
    text: String,
    ui: &Ui,
) -> Result<Exit, Failure> {
    let answers = search_answers(searcher, &args.request(text))?;
    ui.answer(|out| write_trec(out, "1", &answers))?;
    Ok(if answers.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// Says how the query is understood and answered.
pub(super) fn write_understood(
    args: &Args,
    searcher: &LocalSearcher,
    text: String,
    ui: &Ui,
) -> Result<Exit, Failure> {
    let explanation = searcher.explain(&args.request(text))?;
    match args.format() {
        Format::Text => ui.long_answer(|out| write_explanation(out, &explanation, &ui.look))?,
        Format::Json => ui.answer(|out| write_json(out, &wire::Explain::new(&explanation)))?,
        _ => return Err(Failure::usage("a query is explained as text or JSON").hint("--explain --json")),
    }
    Ok(Exit::Done)
}

/// The number that `--count` prints: what `--match` keeps, by default all and related.
pub fn counted(args: &Args, response: &SearchResponse) -> u64 {
    match args.r#match {
        Some(MatchOf::All) => response.total.all,
        Some(MatchOf::Some) => response.total.articles + response.total.some,
        Some(MatchOf::Related) | None => response.total.articles,
    }
}

/// 0 when an article matches fully or through related words.
pub fn exit_of(response: &SearchResponse) -> Exit {
    if response.total.articles > 0 { Exit::Done } else { Exit::Nothing }
}

impl Args {
    /// What the offsets of `response` count.
    pub fn offsets(&self, searcher: &LocalSearcher, response: &SearchResponse) -> Result<Offsets, Failure> {
        if self.offsets == OffsetsIn::Bytes {
            return Ok(Offsets::Bytes);
        }
        let mut texts = HashMap::new();
        for hit in response.hits.iter().filter(|hit| !hit.passages.is_empty()) {
            let article = searcher.article(hit.article.id.as_str())?;
            texts.insert(hit.article.id, article.text);
        }
        Ok(Offsets::Chars(texts))
    }
}
