//! Answers held against judgments: which grade each place of a list earns. What the grades add up to is `measure`'s.

use std::collections::{BTreeSet, HashSet};

use super::judgments::Topic;
use super::run::RankedAnswer;
use crate::model::Span;

/// A judged article or passage with a grade, and the place of the list that earned it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// The article.
    pub name: String,
    /// The judged passage; `None`: the article whole.
    pub span: Option<Span>,
    /// Its grade, 1 or more.
    pub grade: u32,
    /// The place, from 1.
    pub rank: usize,
}

/// A list of answers, graded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Graded {
    /// The grade that each place earns. `None`: what stands there was not judged.
    pub grades: Vec<Option<u32>>,
    /// What earned a grade above 0.
    pub paid: Vec<Paid>,
}

/// Grades articles. Of answers that name the same article the first counts, so that a run of passages can be read as
/// one of articles.
pub(super) fn grade_articles(answers: &[RankedAnswer], topic: &Topic, depth: usize) -> Graded {
    let mut seen = HashSet::new();
    let mut graded = Graded::default();
    for answer in answers.iter().filter(|answer| seen.insert(answer.name.as_str())).take(depth) {
        let grade = topic.of_article(&answer.name).first().map(|judged| judged.grade);
        graded.push(&answer.name, None, grade);
    }
    graded
}

/// Grades passages. A span takes the best grade among the judged passages of its article that it overlaps by at least
/// half of the shorter of the two. Each judged passage pays once: a later span over it earns 0.
pub(super) fn grade_passages(answers: &[RankedAnswer], topic: &Topic, depth: usize) -> Graded {
    let mut spent: BTreeSet<(&str, Span)> = BTreeSet::new();
    let mut graded = Graded::default();
    for answer in answers.iter().take(depth) {
        let mut best: Option<(u32, Span)> = None;
        for judged in topic.of_article(&answer.name) {
            let (Some(passage), Some(span)) = (judged.span, answer.span) else { continue };
            let grade = if spent.contains(&(answer.name.as_str(), passage)) { 0 } else { judged.grade };
            if overlaps_by_half(span, passage) && best.is_none_or(|(best, _)| grade > best) {
                best = Some((grade, passage));
            }
        }
        if let Some((_, passage)) = best {
            spent.insert((answer.name.as_str(), passage));
        }
        graded.push(&answer.name, best.map(|(_, passage)| passage), best.map(|(grade, _)| grade));
    }
    graded
}

impl Graded {
    fn push(&mut self, name: &str, span: Option<Span>, grade: Option<u32>) {
        self.grades.push(grade);
        if let Some(grade @ 1..) = grade {
            self.paid.push(Paid { name: name.to_string(), span, grade, rank: self.grades.len() });
        }
    }
}

/// Whether what two spans share is at least half of the shorter one.
fn overlaps_by_half(a: Span, b: Span) -> bool {
    let shared = a.byte_end.min(b.byte_end).saturating_sub(a.byte_start.max(b.byte_start));
    shared > 0 && 2 * shared >= a.len().min(b.len())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostics::Diagnostic;
    use crate::eval::Judgments;
    use crate::search::Level;

    fn judgments(text: &str, level: Level) -> Judgments {
        let mut findings: Vec<Diagnostic> = Vec::new();
        let judgments = Judgments::parse(Path::new("r.tsv"), text.as_bytes(), level, &mut findings);
        assert_eq!(findings, []);
        judgments
    }

    fn passage(name: &str, byte_start: usize, byte_end: usize) -> RankedAnswer {
        RankedAnswer { name: name.into(), span: Some(Span::new(byte_start, byte_end)), score: 0.0 }
    }

    /// The grades of these spans of article `a`.
    fn grades(judged: &str, spans: &[(usize, usize)]) -> Vec<Option<u32>> {
        let judgments = judgments(judged, Level::Passage);
        let answers: Vec<_> = spans.iter().map(|&(start, end)| passage("a", start, end)).collect();
        grade_passages(&answers, judgments.topic("q").unwrap(), 100).grades
    }

    #[test]
    fn half_of_the_shorter_is_enough() {
        let judged = "q\ta\t100\t200\t2\n";
        assert_eq!(grades(judged, &[(100, 200)]), [Some(2)], "the same");
        assert_eq!(grades(judged, &[(0, 1000)]), [Some(2)], "around it: all of the shorter");
        assert_eq!(grades(judged, &[(190, 200)]), [Some(2)], "inside it: all of the shorter");
        assert_eq!(grades(judged, &[(150, 250)]), [Some(2)], "50 of 100 shared");
        assert_eq!(grades(judged, &[(151, 251)]), [None], "49 of 100 shared");
        assert_eq!(grades(judged, &[(180, 220)]), [Some(2)], "20 of 40 shared, the answer is the shorter");
        assert_eq!(grades(judged, &[(181, 221)]), [None], "19 of 40 shared");
        assert_eq!(grades(judged, &[(200, 300)]), [None], "side by side");
    }

    #[test]
    fn a_judged_passage_pays_once() {
        let judged = "q\ta\t100\t200\t2\nq\ta\t200\t300\t1\n";
        assert_eq!(grades(judged, &[(100, 200), (100, 200)]), [Some(2), Some(0)]);
        assert_eq!(grades(judged, &[(100, 300), (100, 300), (100, 300)]), [Some(2), Some(1), Some(0)]);
        assert_eq!(grades(judged, &[(200, 300), (100, 300)]), [Some(1), Some(2)]);
    }

    #[test]
    fn the_best_grade_counts_and_other_articles_do_not() {
        assert_eq!(
            grades("q\ta\t0\t10\t0\nq\ta\t10\t20\t1\nq\tb\t0\t20\t2\n", &[(0, 20), (0, 10)]),
            [Some(1), Some(0)]
        );
    }

    #[test]
    fn articles_count_at_their_first_place() {
        let judgments = judgments("q a 2\nq b 0\n", Level::Article);
        let answers = [passage("x", 0, 9), passage("a", 0, 9), passage("a", 10, 19), passage("b", 0, 9)];
        let topic = judgments.topic("q").unwrap();
        let graded = grade_articles(&answers, topic, 100);
        assert_eq!(graded.grades, [None, Some(2), Some(0)]);
        assert_eq!(graded.paid, [Paid { name: "a".into(), span: None, grade: 2, rank: 2 }]);
        assert_eq!(grade_articles(&answers, topic, 2).grades, [None, Some(2)]);
    }
}
