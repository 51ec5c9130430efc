//! Two runs on the same queries, paired: what each measure gained or lost, and where. Not whether that is enough.

use std::collections::BTreeMap;

use super::Measure;
use super::bootstrap::{Estimate, estimates};
use super::evaluation::{Evaluation, QueryFigures};
use super::grading::Paid;
use crate::model::Span;

/// Figures that differ by less are the same: the rest is rounding.
const EPSILON: f64 = 1e-9;
/// Moves that stay below this rank change no nDCG@10.
const SEEN: usize = 10;

/// What a run gained over an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Measure by measure.
    pub measures: Vec<Difference>,
    /// The queries whose nDCG@10 changed, those that changed most first.
    pub changes: Vec<Change>,
}

/// The paired difference of one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Which.
    pub measure: Measure,
    /// The earlier mean.
    pub before: f64,
    /// The mean now.
    pub now: f64,
    /// The mean of the differences, now less before, with its interval.
    pub difference: Estimate,
    /// Queries whose figure is higher now …
    pub higher: usize,
    /// … lower …
    pub lower: usize,
    /// … or the same.
    pub equal: usize,
}

/// A query whose nDCG@10 changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its id.
    pub qid: String,
    /// Its text, where that is known.
    pub text: Option<String>,
    /// Its earlier nDCG@10.
    pub before: f64,
    /// Its nDCG@10 now.
    pub now: f64,
    /// The relevant ones that moved into, out of, or within the first 10; the best grades first.
    pub moved: Vec<Moved>,
}

/// A relevant article or passage that changed its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The article.
    pub name: String,
    /// The judged passage; `None`: the article whole.
    pub span: Option<Span>,
    /// Its grade.
    pub grade: u32,
    /// Its earlier rank; `None`: it was not found.
    pub before: Option<usize>,
    /// Its rank now; `None`: it is not found.
    pub now: Option<usize>,
}

impl Comparison {
    /// Sets `now` against `before`: two evaluations with the same judgments and queries. A query that is not in both is
    /// left out.
    pub fn of(now: &Evaluation, before: &Evaluation) -> Comparison {
        let earlier: BTreeMap<&str, &QueryFigures> =
            before.queries.iter().map(|query| (query.qid.as_str(), query)).collect();
        let pairs: Vec<(&QueryFigures, &QueryFigures)> = now
            .queries
            .iter()
            .filter_map(|query| earlier.get(query.qid.as_str()).map(|earlier| (query, *earlier)))
            .collect();
        let measures: Vec<Measure> = now.means.iter().map(|(measure, _)| *measure).collect();
        Comparison { measures: differences(&measures, &pairs), changes: changes(&pairs) }
    }
}

fn differences(measures: &[Measure], pairs: &[(&QueryFigures, &QueryFigures)]) -> Vec<Difference> {
    let column = |measure: &Measure| -> Vec<f64> {
        pairs.iter().map(|(now, before)| now.figure(*measure) - before.figure(*measure)).collect()
    };
    let columns: Vec<Vec<f64>> = measures.iter().map(column).collect();
    let estimates = estimates(&columns);
    let difference = |((measure, column), difference): ((&Measure, &Vec<f64>), Estimate)| {
        let mean = |figures: &mut dyn Iterator<Item = f64>| figures.sum::<f64>() / pairs.len().max(1) as f64;
        let higher = column.iter().filter(|difference| **difference > EPSILON).count();
        let lower = column.iter().filter(|difference| **difference < -EPSILON).count();
        Difference {
            measure: *measure,
            before: mean(&mut pairs.iter().map(|(_, before)| before.figure(*measure))),
            now: mean(&mut pairs.iter().map(|(now, _)| now.figure(*measure))),
            difference,
            higher,
            lower,
            equal: column.len() - higher - lower,
        }
    };
    measures.iter().zip(&columns).zip(estimates).map(difference).collect()
}

fn changes(pairs: &[(&QueryFigures, &QueryFigures)]) -> Vec<Change> {
    let change = |(now, before): &(&QueryFigures, &QueryFigures)| Change {
        qid: now.qid.clone(),
        text: now.text.clone(),
        before: before.figure(Measure::Ndcg10),
        now: now.figure(Measure::Ndcg10),
        moved: moved(&now.paid, &before.paid),
    };
    let mut changes: Vec<Change> = pairs.iter().map(change).collect();
    changes.retain(|change| change.size() > EPSILON);
    changes.sort_by(|a, b| b.size().total_cmp(&a.size()).then_with(|| a.qid.cmp(&b.qid)));
    changes
}

impl Change {
    fn size(&self) -> f64 {
        (self.now - self.before).abs()
    }
}

fn moved(now: &[Paid], before: &[Paid]) -> Vec<Moved> {
    let mut ranks: BTreeMap<(String, Option<Span>), Moved> = BTreeMap::new();
    let mut note = |paid: &[Paid], set: fn(&mut Moved, usize)| {
        for Paid { name, span, grade, rank } in paid {
            let new = || Moved { name: name.clone(), span: *span, grade: *grade, before: None, now: None };
            set(ranks.entry((name.clone(), *span)).or_insert_with(new), *rank);
        }
    };
    note(now, |moved, rank| moved.now = Some(rank));
    note(before, |moved, rank| moved.before = Some(rank));
    let is_seen = |rank: Option<usize>| rank.is_some_and(|rank| rank <= SEEN);
    let mut moved: Vec<Moved> = ranks.into_values().collect();
    moved.retain(|moved| moved.now != moved.before && (is_seen(moved.now) || is_seen(moved.before)));
    let best = |moved: &Moved| moved.now.into_iter().chain(moved.before).min();
    moved.sort_by(|a, b| b.grade.cmp(&a.grade).then_with(|| best(a).cmp(&best(b))));
    moved
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostics::Diagnostic;
    use crate::eval::{Judgments, Run};
    use crate::search::Level;

    fn compared(judged: &str, now: &str, before: &str) -> Comparison {
        let mut findings: Vec<Diagnostic> = Vec::new();
        let path = Path::new("x");
        let judgments = Judgments::parse(path, judged.as_bytes(), Level::Article, &mut findings);
        let mut evaluation = |run: &str| {
            let run = Run::parse(path, run.as_bytes(), Level::Article, &mut findings);
            Evaluation::of(&run, None, &judgments, 100).unwrap()
        };
        Comparison::of(&evaluation(now), &evaluation(before))
    }

    #[test]
    fn differences_are_paired() {
        let judged = "q1 a 1\nq2 b 1\nq3 c 1\nq4 d 1\n";
        let before = "q1 Q0 x 1 2 x\nq1 Q0 a 2 1 x\nq2 Q0 b 1 1 x\nq3 Q0 c 1 1 x\n";
        let now = "q1 Q0 a 1 2 x\nq2 Q0 x 1 2 x\nq2 Q0 y 2 2 x\nq2 Q0 z 3 2 x\nq2 Q0 b 4 1 x\nq3 Q0 c 1 1 x\nq4 Q0 d 1 1 x\n";
        let comparison = compared(judged, now, before);
        let mrr = comparison.measures.iter().find(|difference| difference.measure == Measure::Mrr10).unwrap();
        // Before 1/2, 1, 1, 0: 2.5/4. Now 1, 1/4, 1, 1: 3.25/4. Differences +1/2, −3/4, 0, +1: .75/4.
        assert_eq!((mrr.before, mrr.now, mrr.difference.mean), (0.625, 0.8125, 0.1875));
        assert_eq!((mrr.higher, mrr.lower, mrr.equal), (2, 1, 1));
        assert!(
            mrr.difference.low < 0.0 && mrr.difference.high > 0.1875,
            "four queries prove nothing: {mrr:?}"
        );
        let changed: Vec<_> = comparison.changes.iter().map(|change| change.qid.as_str()).collect();
        // nDCG: q4 +1; q2 1 → 1/log2(5) = .43, −.57; q1 1/log2(3) = .63 → 1, +.37.
        assert_eq!(changed, ["q4", "q2", "q1"]);
        let moved = |name: &str, before, now| Moved { name: name.into(), span: None, grade: 1, before, now };
        assert_eq!(comparison.changes[0].moved, [moved("d", None, Some(1))]);
        assert_eq!(comparison.changes[1].moved, [moved("b", Some(1), Some(4))]);
    }

    #[test]
    fn a_run_against_itself_changes_nothing() {
        let run = "q1 Q0 x 1 2 x\nq1 Q0 a 2 1 x\nq2 Q0 b 1 1 x\n";
        let comparison = compared("q1 a 1\nq2 b 2\n", run, run);
        assert_eq!(comparison.changes, []);
        for difference in comparison.measures {
            assert_eq!(difference.difference, Estimate::default());
            assert_eq!((difference.higher, difference.lower, difference.equal), (0, 0, 2));
        }
    }
}
