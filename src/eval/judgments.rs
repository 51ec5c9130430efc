//! What people judged: which articles or passages answer which query, and how well. Not how a run is held to it.

use std::collections::BTreeMap;
use std::path::Path;

use super::fault::Fault;
use super::line_file::{self, columns};
use super::{Queries, run_name};
use crate::diagnostics::Sink;
use crate::error::PathError;
use crate::model::Span;
use crate::search::Level;

const WANTED: &str = "qid TAB docid TAB grade, or qid 0 docid grade";
const WANTED_PASSAGE: &str = "qid TAB docid TAB byte_start TAB byte_end TAB grade";

/// An article or a passage of it that was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// The passage: bytes of the article's text. `None`: the article whole.
    pub span: Option<Span>,
    /// How well it answers. 0: not at all, as is what the file gives a negative grade.
    pub grade: u32,
}

/// What was judged for one query: by article, the passages in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Topic(BTreeMap<String, Vec<Judged>>);

impl Topic {
    /// What was judged of an article.
    pub fn of_article(&self, name: &str) -> &[Judged] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every grade, best first.
    pub fn ideal(&self) -> Vec<u32> {
        let mut grades: Vec<u32> = self.0.values().flatten().map(|judged| judged.grade).collect();
        grades.sort_unstable_by(|a, b| b.cmp(a));
        grades
    }
}

/// Judgments of one level, by query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgments {
    level: Level,
    topics: BTreeMap<String, Topic>,
}

impl Judgments {
    /// Reads the file at `path` for that level; lines that cannot be read are reported and left out.
    ///
    /// Judgments of passages serve at article level too: an article has the best grade of its passages.
    pub fn read(path: &Path, level: Level, findings: &mut dyn Sink) -> Result<Judgments, PathError> {
        Ok(Judgments::parse(path, &line_file::read(path)?, level, findings))
    }

    /// The same for bytes that are read already; `path` names them in findings.
    pub fn parse(path: &Path, bytes: &[u8], level: Level, findings: &mut dyn Sink) -> Judgments {
        let mut judgments = Judgments { level, topics: BTreeMap::new() };
        line_file::for_each_line(path, bytes, findings, |line| judgments.add(&Line::parse(line, level)?));
        judgments
    }

    fn add(&mut self, line: &Line) -> Result<(), Fault> {
        let span = line.span.filter(|_| self.level == Level::Passage);
        let topic = self.topics.entry(run_name(line.qid).into_owned()).or_default();
        let judged = topic.0.entry(run_name(line.name).into_owned()).or_default();
        match judged.binary_search_by_key(&span, |judged| judged.span) {
            Err(place) => judged.insert(place, Judged { span, grade: line.grade }),
            Ok(place) if span != line.span => judged[place].grade = judged[place].grade.max(line.grade),
            Ok(place) if judged[place].grade == line.grade => {}
            Ok(place) => {
                return Err(Fault::SecondGrade {
                    qid: line.qid.to_string(),
                    name: line.name.to_string(),
                    first: judged[place].grade,
                    second: line.grade,
                });
            }
        }
        Ok(())
    }

    /// Whether any of the queries asked, or any at all, has a relevant judgment.
    pub fn can_judge(&self, queries: Option<&Queries>) -> bool {
        let is_asked = |qid: &str| queries.is_none_or(|queries| queries.text(qid).is_some());
        self.topics().any(|(qid, topic)| is_asked(qid) && topic.ideal().first().is_some_and(|best| *best > 0))
    }

    /// What they judge.
    pub fn level(&self) -> Level {
        self.level
    }

    pub(super) fn topics(&self) -> impl Iterator<Item = (&str, &Topic)> {
        self.topics.iter().map(|(qid, topic)| (qid.as_str(), topic))
    }

    pub(super) fn topic(&self, qid: &str) -> Option<&Topic> {
        self.topics.get(qid)
    }

    /// The judged articles that are not among `names`, in order.
    pub fn missing(&self, names: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut missing: std::collections::BTreeSet<&str> =
            self.topics.values().flat_map(|topic| topic.0.keys().map(String::as_str)).collect();
        for name in names {
            missing.remove(run_name(&name).as_ref());
        }
        missing.into_iter().map(str::to_string).collect()
    }
}

struct Line<'a> {
    qid: &'a str,
    name: &'a str,
    span: Option<Span>,
    grade: u32,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str, level: Level) -> Result<Line<'a>, Fault> {
        let wanted = if level == Level::Passage { WANTED_PASSAGE } else { WANTED };
        let columns = columns(line, |num| num == 3 || num == 5);
        if columns.iter().any(|column| column.is_empty()) {
            return Err(Fault::EmptyColumn { wanted });
        }
        let (qid, name, span, grade) = match columns[..] {
            [qid, name, grade] | [qid, _, name, grade] => (qid, name, None, grade),
            [qid, name, start, end, grade] => (qid, name, Some(span(start, end)?), grade),
            _ => return Err(Fault::Columns { found: columns.len(), wanted }),
        };
        if level == Level::Passage && span.is_none() {
            return Err(Fault::NoSpan { wanted });
        }
        let grade: i64 = grade.parse().map_err(|_| Fault::Grade(grade.to_string()))?;
        let grade = u32::try_from(grade.max(0)).map_err(|_| Fault::Grade(grade.to_string()))?;
        Ok(Line { qid, name, span, grade })
    }
}

/// A span of two columns; an empty one can overlap nothing.
pub(super) fn span(start: &str, end: &str) -> Result<Span, Fault> {
    match (start.parse::<usize>(), end.parse::<usize>()) {
        (Ok(byte_start), Ok(byte_end)) if byte_start < byte_end => Ok(Span { byte_start, byte_end }),
        _ => Err(Fault::Span(start.to_string(), end.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostic;

    fn parse(text: &str, level: Level) -> (Judgments, Vec<String>) {
        let mut findings: Vec<Diagnostic> = Vec::new();
        let judgments = Judgments::parse(Path::new("r.tsv"), text.as_bytes(), level, &mut findings);
        (judgments, findings.iter().map(Diagnostic::to_string).collect())
    }

    #[test]
    fn three_columns_and_trec_say_the_same() {
        let ours = parse("qid\tdocid\tgrade\nq1\tdép 17\t2\nq1\tb\t0\nq2\tb\t1\n", Level::Article);
        let trec = parse("q2 0 b 1\nq1 0 b -2\nq1 0 dép_17 2\nq1 0 b 0\n", Level::Article);
        assert_eq!(ours, trec);
        assert_eq!(ours.1, Vec::<String>::new());
        assert_eq!(ours.0.topic("q1").unwrap().ideal(), [2, 0]);
        let asks = |qid: &str| {
            let mut findings: Vec<Diagnostic> = Vec::new();
            Queries::parse(Path::new("q.tsv"), format!("{qid}\tx").as_bytes(), &mut findings)
        };
        assert!(ours.0.can_judge(None) && ours.0.can_judge(Some(&asks("q1"))));
        assert!(!ours.0.can_judge(Some(&asks("q9"))));
        assert_eq!(ours.0.missing(["b".to_string(), "x".to_string()]), ["dép_17"]);
    }

    #[test]
    fn an_article_has_the_best_grade_of_its_passages() {
        let text = "q1\ta\t0\t9\t1\nq1\ta\t20\t29\t2\nq1\ta\t10\t19\t0\n";
        let (passages, _) = parse(text, Level::Passage);
        assert_eq!(passages.topic("q1").unwrap().ideal(), [2, 1, 0]);
        let (articles, findings) = parse(text, Level::Article);
        assert_eq!(articles.topic("q1").unwrap().of_article("a"), [Judged { span: None, grade: 2 }]);
        assert_eq!(findings, Vec::<String>::new());
    }

    #[test]
    fn bad_lines_are_named_and_left_out() {
        let (judgments, findings) =
            parse("q1\ta\tgood\nq1\ta\nq1 a\n\ta\t1\nq1\ta\t1\nq1\ta\t2\n", Level::Article);
        assert_eq!(judgments.topic("q1").unwrap().ideal(), [1]);
        assert_eq!(findings.len(), 5, "{findings:?}");
        assert!(findings[0].starts_with("r.tsv#line 1: `good` is not a grade"), "{findings:?}");
        assert!(
            findings[4].starts_with("r.tsv#line 6: `a` has the grade 1 for `q1` already"),
            "{findings:?}"
        );
        let (_, findings) =
            parse("q1\ta\t1\nq1\ta\t9\t9\t1\nq1\ta\tx\t9\t1\nq1\ta\t0\t9\t1\nq1\ta\t0\t9\t2", Level::Passage);
        assert_eq!(findings.len(), 4, "{findings:?}");
        assert!(findings[0].contains("needs a span") && findings[1].contains("`9` and `9` are not a span"));
    }
}
