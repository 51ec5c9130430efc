//! A run held against judgments, query by query, and the means. Two runs are set side by side in `comparison`.

use super::bootstrap::{Estimate, estimates};
use super::grading::{Paid, grade_articles, grade_passages};
use super::judgments::{Judgments, Topic};
use super::queries::Queries;
use super::{Measure, Run};
use crate::search::Level;

/// The figures of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// What was judged.
    pub level: Level,
    /// So many answers of each list were looked at.
    pub depth: usize,
    /// Each query that counts, in the order of ids.
    pub queries: Vec<QueryFigures>,
    /// The means over them, in the order of [`Measure::of_level`].
    pub means: Vec<(Measure, Estimate)>,
    /// What counts and what does not.
    pub coverage: Coverage,
}

/// The figures of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryFigures {
    /// Its id.
    pub qid: String,
    /// Its text, where that is known.
    pub text: Option<String>,
    /// In the order of [`Measure::of_level`].
    pub figures: Vec<(Measure, f64)>,
    /// The answers that earned something.
    pub paid: Vec<Paid>,
}

/// Which queries count. Those that do not are named, never counted as 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Judged articles or passages of the queries that count …
    pub num_judged: usize,
    /// … and how many of them have a grade above 0.
    pub num_relevant: usize,
    /// Queries that count although the run has no answer to them: each figure is 0.
    pub unanswered: Vec<String>,
    /// Queries that nobody judged anything for.
    pub unjudged: Vec<String>,
    /// Queries whose judgments hold nothing relevant: every list would be as good as any.
    pub without_relevant: Vec<String>,
    /// Queries that have judgments but are not among those asked.
    pub not_asked: Vec<String>,
}

/// No query has a relevant judgment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("none of the queries has a relevant judgment: nothing can be evaluated")]
pub struct NothingToEvaluate;

impl Evaluation {
    /// Holds the first `depth` answers of each list of `run` against `judgments`: for the queries asked, or for all that
    /// have judgments.
    pub fn of(
        run: &Run,
        queries: Option<&Queries>,
        judgments: &Judgments,
        depth: usize,
    ) -> Result<Evaluation, NothingToEvaluate> {
        let level = judgments.level();
        let mut coverage = Coverage::default();
        let mut evaluated = Vec::new();
        for (qid, topic) in judgments.topics() {
            let text = queries.and_then(|queries| queries.text(qid));
            let ideal = topic.ideal();
            if queries.is_some() && text.is_none() {
                coverage.not_asked.push(qid.to_string());
            } else if ideal.first().is_none_or(|best| *best == 0) {
                coverage.without_relevant.push(qid.to_string());
            } else {
                coverage.num_judged += ideal.len();
                coverage.num_relevant += ideal.iter().filter(|grade| **grade > 0).count();
                if run.answers(qid).is_empty() {
                    coverage.unanswered.push(qid.to_string());
                }
                evaluated.push(QueryFigures::of(qid, text, run, topic, &ideal, level, depth));
            }
        }
        let asked = queries.into_iter().flat_map(Queries::iter).map(|(qid, _)| qid);
        coverage.unjudged = asked.filter(|qid| judgments.topic(qid).is_none()).map(str::to_string).collect();
        if evaluated.is_empty() {
            return Err(NothingToEvaluate);
        }
        let means = means(level, &evaluated);
        Ok(Evaluation { level, depth, queries: evaluated, means, coverage })
    }

    /// The mean of a measure.
    pub fn mean(&self, measure: Measure) -> Option<Estimate> {
        self.means.iter().find(|(of, _)| *of == measure).map(|(_, estimate)| *estimate)
    }
}

fn means(level: Level, queries: &[QueryFigures]) -> Vec<(Measure, Estimate)> {
    let measures = Measure::of_level(level);
    let column = |measure: &Measure| queries.iter().map(|query| query.figure(*measure)).collect();
    let columns: Vec<Vec<f64>> = measures.iter().map(column).collect();
    measures.iter().copied().zip(estimates(&columns)).collect()
}

impl QueryFigures {
    fn of(
        qid: &str,
        text: Option<&str>,
        run: &Run,
        topic: &Topic,
        ideal: &[u32],
        level: Level,
        depth: usize,
    ) -> QueryFigures {
        let graded = match level {
            Level::Article => grade_articles(run.answers(qid), topic, depth),
            Level::Passage => grade_passages(run.answers(qid), topic, depth),
        };
        let figure = |measure: &Measure| (*measure, measure.value(&graded.grades, ideal));
        QueryFigures {
            qid: qid.to_string(),
            text: text.map(str::to_string),
            figures: Measure::of_level(level).iter().map(figure).collect(),
            paid: graded.paid,
        }
    }

    /// One of its figures; 0 for a measure of the other level.
    pub fn figure(&self, measure: Measure) -> f64 {
        self.figures.iter().find(|(of, _)| *of == measure).map_or(0.0, |(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostics::Diagnostic;

    const JUDGED: &str = "q1 a 2\nq1 b 1\nq2 c 1\nq3 d 0\nq4 e 1\n";

    fn read(judged: &str, run: &str, queries: Option<&str>) -> Result<Evaluation, NothingToEvaluate> {
        let mut findings: Vec<Diagnostic> = Vec::new();
        let path = Path::new("x");
        let judgments = Judgments::parse(path, judged.as_bytes(), Level::Article, &mut findings);
        let run = Run::parse(path, run.as_bytes(), Level::Article, &mut findings);
        let queries = queries.map(|text| Queries::parse(path, text.as_bytes(), &mut findings));
        assert_eq!(findings, []);
        Evaluation::of(&run, queries.as_ref(), &judgments, 100)
    }

    #[test]
    fn means_are_over_the_queries_that_count() {
        let run = "q1 Q0 a 1 2 x\nq1 Q0 b 2 1 x\nq2 Q0 z 1 2 x\nq2 Q0 c 2 1 x\nq3 Q0 d 1 1 x\n";
        let evaluation = read(JUDGED, run, None).unwrap();
        let ids: Vec<_> = evaluation.queries.iter().map(|query| query.qid.as_str()).collect();
        assert_eq!(ids, ["q1", "q2", "q4"]);
        assert_eq!(evaluation.coverage.without_relevant, ["q3"], "no list could be better than another");
        assert_eq!(evaluation.coverage.unanswered, ["q4"]);
        assert_eq!((evaluation.coverage.num_judged, evaluation.coverage.num_relevant), (4, 4));
        // q1 is perfect, q2 has its only one at rank 2, q4 has no answer: (1 + 1/2 + 0) / 3.
        assert_eq!(evaluation.mean(Measure::Mrr10).unwrap().mean, 0.5);
        // (1 + 1/log2(3) + 0) / 3.
        let ndcg = evaluation.mean(Measure::Ndcg10).unwrap().mean;
        assert!((ndcg - (1.0 + 0.630_929_75) / 3.0).abs() < 1e-7, "{ndcg}");
    }

    #[test]
    fn asked_queries_narrow_what_counts() {
        let run = "q1 Q0 a 1 2 x\n";
        let evaluation = read(JUDGED, run, Some("q1\taccord\nq9\ttrêve\nq3\tfeu\n")).unwrap();
        assert_eq!(evaluation.queries.len(), 1);
        assert_eq!(evaluation.queries[0].text.as_deref(), Some("accord"));
        let Coverage { unjudged, without_relevant, not_asked, .. } = &evaluation.coverage;
        assert_eq!(
            (&unjudged[..], &without_relevant[..]),
            (&["q9".to_string()][..], &["q3".to_string()][..])
        );
        assert_eq!(not_asked, &["q2", "q4"]);
        assert_eq!(read(JUDGED, run, Some("q9\ttrêve\n")), Err(NothingToEvaluate));
    }

    #[test]
    fn the_order_of_files_does_not_matter() {
        let backwards = |text: &str| text.lines().rev().map(|line| format!("{line}\n")).collect::<String>();
        let run = "q1 Q0 b 1 2 x\nq1 Q0 a 2 1 x\nq2 Q0 z 1 2 x\nq2 Q0 c 2 1 x\nq4 Q0 e 3 1 x\n";
        let queries = "q1\taccord\nq2\ttrêve\nq4\tfeu\n";
        let evaluation = read(JUDGED, run, Some(queries));
        assert_eq!(read(&backwards(JUDGED), &backwards(run), Some(&backwards(queries))), evaluation);
    }
}
