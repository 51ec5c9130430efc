//! A run: what some engine answered to each query, best first. Ours is made in `search_run`; how one is written is
//! `render`'s to say.

use std::collections::BTreeMap;
use std::path::Path;

use super::fault::Fault;
use super::judgments::span;
use super::line_file::{self, columns};
use super::run_name;
use crate::diagnostics::Sink;
use crate::error::PathError;
use crate::model::Span;
use crate::search::Level;

const WANTED: &str = "qid Q0 docid rank score tag";
const WANTED_PASSAGE: &str = "qid TAB rank TAB docid TAB byte_start TAB byte_end";

/// One answer of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedAnswer {
    /// The article, in the form that runs have.
    pub name: String,
    /// The passage; `None`: the article whole.
    pub span: Option<Span>,
    /// As the engine gave it; 0 where the file has none. Only the order counts.
    pub score: f32,
}

/// The answers to each query, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run(BTreeMap<String, Vec<RankedAnswer>>);

impl Run {
    /// Reads the file at `path`: a TREC run, or one of passages with their spans, which serves at article level too.
    ///
    /// Ranks give the order, not scores and not the order of lines. Lines that cannot be read are reported and left out.
    pub fn read(path: &Path, level: Level, findings: &mut dyn Sink) -> Result<Run, PathError> {
        Ok(Run::parse(path, &line_file::read(path)?, level, findings))
    }

    /// The same for bytes that are read already; `path` names them in findings.
    pub fn parse(path: &Path, bytes: &[u8], level: Level, findings: &mut dyn Sink) -> Run {
        let mut ranked: BTreeMap<String, Vec<(i64, RankedAnswer)>> = BTreeMap::new();
        line_file::for_each_line(path, bytes, findings, |line| {
            let line = Line::parse(line, level)?;
            ranked.entry(run_name(line.qid).into_owned()).or_default().push((line.rank, line.answer));
            Ok(())
        });
        let in_order = |mut ranked: Vec<(i64, RankedAnswer)>| {
            // The rest of the key parts equal ranks, so that the order of lines does not matter.
            ranked.sort_by(|(rank, a), (other_rank, b)| {
                let by_score = b.score.total_cmp(&a.score);
                rank.cmp(other_rank).then(by_score).then_with(|| (&a.name, a.span).cmp(&(&b.name, b.span)))
            });
            ranked.into_iter().map(|(_, answer)| answer).collect()
        };
        Run(ranked.into_iter().map(|(qid, ranked)| (qid, in_order(ranked))).collect())
    }

    /// Sets the answers to a query.
    pub fn insert(&mut self, qid: &str, answers: Vec<RankedAnswer>) {
        self.0.insert(qid.to_string(), answers);
    }

    /// The answers to a query; none when the run has no line for it.
    pub fn answers(&self, qid: &str) -> &[RankedAnswer] {
        self.0.get(qid).map_or(&[], Vec::as_slice)
    }

    /// Every query with its answers, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[RankedAnswer])> {
        self.0.iter().map(|(qid, answers)| (qid.as_str(), answers.as_slice()))
    }
}

struct Line<'a> {
    qid: &'a str,
    rank: i64,
    answer: RankedAnswer,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str, level: Level) -> Result<Line<'a>, Fault> {
        let columns = columns(line, |num| num == 3 || num >= 5);
        if columns.iter().any(|column| column.is_empty()) {
            return Err(Fault::EmptyColumn { wanted: WANTED });
        }
        let (qid, rank, name, span, score) = match columns[..] {
            [qid, rank, name, start, end, ref rest @ ..] if has_span(rank, start, end) => {
                (qid, rank, name, Some(span(start, end)?), rest.first().copied())
            }
            [qid, _, name, rank, score] | [qid, _, name, rank, score, _] => {
                (qid, rank, name, None, Some(score))
            }
            [qid, rank, name] => (qid, rank, name, None, None),
            _ => return Err(Fault::Columns { found: columns.len(), wanted: WANTED }),
        };
        if level == Level::Passage && span.is_none() {
            return Err(Fault::NoSpan { wanted: WANTED_PASSAGE });
        }
        let rank = rank.parse().map_err(|_| Fault::Rank(rank.to_string()))?;
        let number = |text: &str| text.parse::<f32>().ok().filter(|score| !score.is_nan());
        let score = match score {
            None => 0.0,
            Some(text) => number(text).ok_or_else(|| Fault::Score(text.to_string()))?,
        };
        Ok(Line { qid, rank, answer: RankedAnswer { name: run_name(name).into_owned(), span, score } })
    }
}

/// Whether a line is one of a passage run. The second column of a TREC run is `Q0` or 0, and 0 is no rank of a passage.
fn has_span(rank: &str, start: &str, end: &str) -> bool {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    rank.parse().is_ok_and(|rank: u64| rank > 0) && is_number(start) && is_number(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostic;

    fn parse(text: &str, level: Level) -> (Run, Vec<String>) {
        let mut findings: Vec<Diagnostic> = Vec::new();
        let run = Run::parse(Path::new("a.run"), text.as_bytes(), level, &mut findings);
        (run, findings.iter().map(Diagnostic::to_string).collect())
    }

    fn names<'a>(run: &'a Run, qid: &str) -> Vec<&'a str> {
        run.answers(qid).iter().map(|answer| answer.name.as_str()).collect()
    }

    #[test]
    fn ranks_order_a_trec_run_whatever_its_lines() {
        let lines = ["q1 Q0 a 1 3.5 x", "q1 Q0 b 2 3.25 x", "q1\tQ0\tc\t3\t9\tx", "q2 0 a 1 7 x"];
        let (run, findings) = parse(&lines.join("\n"), Level::Article);
        assert_eq!((names(&run, "q1"), names(&run, "q2")), (vec!["a", "b", "c"], vec!["a"]));
        assert_eq!(names(&run, "q3"), Vec::<&str>::new());
        let backwards: Vec<&str> = lines.iter().rev().copied().collect();
        assert_eq!(parse(&backwards.join("\n"), Level::Article).0, run);
        assert_eq!(findings, Vec::<String>::new());
    }

    #[test]
    fn equal_ranks_are_parted_by_score_and_name() {
        let (run, _) = parse("q Q0 c 0 1.0 x\nq Q0 a 0 2.0 x\nq Q0 b 0 1.0 x\n", Level::Article);
        assert_eq!(names(&run, "q"), ["a", "b", "c"]);
    }

    #[test]
    fn passages_have_spans() {
        let text = "q1\t2\ta\t0\t90\nq1\t1\tdép 17\t100\t290\t7.5\tdepeche\n";
        let (run, findings) = parse(text, Level::Passage);
        let first = RankedAnswer { name: "dép_17".into(), span: Some(Span::new(100, 290)), score: 7.5 };
        assert_eq!(run.answers("q1")[0], first);
        assert_eq!((names(&run, "q1"), findings.len()), (vec!["dép_17", "a"], 0));
        assert_eq!(names(&parse(text, Level::Article).0, "q1"), ["dép_17", "a"]);
        assert_eq!(names(&parse("q1\t1\ta\n", Level::Article).0, "q1"), ["a"]);
    }

    #[test]
    fn bad_lines_are_named_and_left_out() {
        let text = "q1 Q0 a first 1.0 x\nq1 Q0 a 1 high x\nq1 a\nq1\t1\ta\t9\t9\nq1\t\ta\nq1 Q0 b 1 NaN x\n";
        let (run, findings) = parse(text, Level::Article);
        assert_eq!((run, findings.len()), (Run::default(), 6), "{findings:?}");
        assert!(findings[0].starts_with("a.run#line 1: `first` is not a rank"));
        assert!(findings[2].contains("columns is 2;"));
        let (_, findings) = parse("q1 Q0 a 1 1.0 x\n", Level::Passage);
        assert!(findings[0].contains("needs a span"), "{findings:?}");
    }
}
