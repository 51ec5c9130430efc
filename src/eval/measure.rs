//! What one graded list is worth, by each measure. Definitions and their sources are in `docs/relevance.md`.

use crate::search::Level;

/// A figure of one query, averaged over queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Normalised discounted cumulative gain of the first 10.
    Ndcg10,
    /// One over the rank of the first relevant answer among 10.
    Mrr10,
    /// The share of relevant ones among the first 5.
    Precision5,
    /// The share of what can be found in 50 places that is; of passages only.
    Recall50,
    /// The share of the relevant that is among the first 100.
    Recall100,
    /// Average precision over the whole list.
    Map,
    /// The share of the first 10 places whose answer nobody judged.
    Unjudged10,
}

impl Measure {
    /// The measures of a level, in the order of reports.
    pub fn of_level(level: Level) -> &'static [Measure] {
        use Measure::*;
        match level {
            Level::Article => &[Ndcg10, Mrr10, Precision5, Recall100, Map, Unjudged10],
            Level::Passage => &[Ndcg10, Mrr10, Precision5, Recall50, Recall100, Map, Unjudged10],
        }
    }

    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Ndcg10 => "ndcg@10",
            Measure::Mrr10 => "mrr@10",
            Measure::Precision5 => "p@5",
            Measure::Recall50 => "recall@50",
            Measure::Recall100 => "recall@100",
            Measure::Map => "map",
            Measure::Unjudged10 => "unj@10",
        }
    }

    /// The figure of a list that earns these `grades` when `ideal` are all grades judged, best first, some above 0.
    pub(super) fn value(self, grades: &[Option<u32>], ideal: &[u32]) -> f64 {
        let num_relevant = ideal.iter().filter(|grade| **grade > 0).count().max(1);
        let found = |depth: usize| relevant_ranks(grades).take_while(|rank| *rank <= depth).count();
        match self {
            Measure::Ndcg10 => {
                let gains = grades.iter().map(|grade| grade.unwrap_or(0));
                let best = dcg(ideal.iter().copied());
                if best > 0.0 { dcg(gains) / best } else { 0.0 }
            }
            Measure::Mrr10 => {
                let first = relevant_ranks(grades).next().filter(|rank| *rank <= 10);
                first.map_or(0.0, |rank| 1.0 / rank as f64)
            }
            Measure::Precision5 => found(5) as f64 / 5.0,
            Measure::Recall50 => found(50) as f64 / num_relevant.min(50) as f64,
            Measure::Recall100 => found(100) as f64 / num_relevant as f64,
            Measure::Map => {
                let precisions = (1..)
                    .zip(relevant_ranks(grades))
                    .map(|(found, rank): (u32, usize)| f64::from(found) / rank as f64);
                total(precisions) / num_relevant as f64
            }
            Measure::Unjudged10 => {
                grades.iter().take(10).filter(|grade| grade.is_none()).count() as f64 / 10.0
            }
        }
    }
}

/// The places, from 1, that earn something.
fn relevant_ranks(grades: &[Option<u32>]) -> impl Iterator<Item = usize> {
    (1..).zip(grades).filter(|(_, grade)| grade.is_some_and(|grade| grade > 0)).map(|(rank, _)| rank)
}

/// Discounted cumulative gain of the first 10: linear gains, each over the logarithm of its rank plus 1.
fn dcg(gains: impl Iterator<Item = u32>) -> f64 {
    total((2..).zip(gains.take(10)).map(|(next, gain): (u32, u32)| f64::from(gain) / f64::from(next).log2()))
}

/// The sum. `Iterator::sum` makes -0 of nothing, and that would be printed.
fn total(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |sum, term| sum + term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NO: Option<u32> = Some(0);
    const UNJUDGED: Option<u32> = None;

    #[track_caller]
    fn is(measure: Measure, grades: &[Option<u32>], ideal: &[u32], expected: f64) {
        let value = measure.value(grades, ideal);
        assert!((value - expected).abs() < 5e-7, "{}: {value}, not {expected}", measure.as_str());
    }

    /// The list of all examples: 1 at rank 2, 2 at rank 3, one unjudged at rank 4, 1 at rank 6; judged relevant are
    /// 2, 2, 1, 1, so that one of grade 2 is not found.
    const LIST: [Option<u32>; 6] = [NO, Some(1), Some(2), UNJUDGED, NO, Some(1)];
    const IDEAL: [u32; 6] = [2, 2, 1, 1, 0, 0];

    #[test]
    fn ndcg_by_hand() {
        // dcg   = 1/log2(3) + 2/log2(4) + 1/log2(7)             = 0.6309298 + 1 + 0.3562072 = 1.9871369
        // ideal = 2/log2(2) + 2/log2(3) + 1/log2(4) + 1/log2(5) = 2 + 1.2618595 + 0.5 + 0.4306766 = 4.1925361
        is(Measure::Ndcg10, &LIST, &IDEAL, 1.987_136_9 / 4.192_536_1);
        // Rank 11 is too late: 0 of 1/log2(2).
        let late: Vec<_> = [NO; 10].into_iter().chain([Some(1)]).collect();
        is(Measure::Ndcg10, &late, &[1], 0.0);
        // Rank 10 is not: 1/log2(11) = 0.2890648 of 1.
        is(Measure::Ndcg10, &late[1..], &[1], 0.289_064_8);
        // Of 11 relevant ones the ideal has 10 as well.
        is(Measure::Ndcg10, &[Some(1); 10], &[1; 11], 1.0);
    }

    #[test]
    fn mrr_by_hand() {
        // The first relevant answer is at rank 2.
        is(Measure::Mrr10, &LIST, &IDEAL, 0.5);
        is(Measure::Mrr10, &[NO, UNJUDGED, NO, Some(2)], &IDEAL, 0.25);
        let late: Vec<_> = [NO; 10].into_iter().chain([Some(1)]).collect();
        is(Measure::Mrr10, &late, &[1], 0.0);
        is(Measure::Mrr10, &late[1..], &[1], 0.1);
    }

    #[test]
    fn precision_by_hand() {
        // Ranks 2 and 3 of 5.
        is(Measure::Precision5, &LIST, &IDEAL, 0.4);
        // A short list has its empty places counted: 1 of 5.
        is(Measure::Precision5, &[Some(2)], &[2], 0.2);
    }

    #[test]
    fn recall_by_hand() {
        // 3 of 4 were found.
        is(Measure::Recall100, &LIST, &IDEAL, 0.75);
        is(Measure::Recall50, &LIST, &IDEAL, 0.75);
        // 60 relevant ones, all found at ranks 1 to 60. In 50 places there is room for 50: 50/50; 60/60 in a hundred.
        is(Measure::Recall50, &[Some(1); 60], &[1; 60], 1.0);
        is(Measure::Recall100, &[Some(1); 60], &[1; 60], 1.0);
        // 200 relevant ones, found at each place: 100/200. Recall is not capped at 100.
        is(Measure::Recall100, &[Some(1); 150], &[1; 200], 0.5);
    }

    #[test]
    fn average_precision_by_hand() {
        // Relevant at ranks 2, 3, 6: (1/2 + 2/3 + 3/6) / 4 = 1.6666667 / 4.
        is(Measure::Map, &LIST, &IDEAL, 1.666_666_7 / 4.0);
        // Below rank 10 too: (1/1 + 2/20) / 2.
        let deep: Vec<_> = [Some(1)].into_iter().chain([NO; 18]).chain([Some(1)]).collect();
        is(Measure::Map, &deep, &[1, 1], 0.55);
    }

    #[test]
    fn a_list_of_nothing_is_worth_0() {
        for measure in Measure::of_level(Level::Passage) {
            let value = measure.value(&[], &IDEAL);
            assert!(value == 0.0 && value.is_sign_positive(), "{measure:?} {value}");
        }
    }

    #[test]
    fn unjudged_by_hand() {
        // Rank 4 of 10 places; what is not there was not passed over by a judge.
        is(Measure::Unjudged10, &LIST, &IDEAL, 0.1);
        is(Measure::Unjudged10, &[UNJUDGED; 30], &IDEAL, 1.0);
        is(Measure::Unjudged10, &[], &IDEAL, 0.0);
    }

    fn graded() -> impl Strategy<Value = Vec<Option<u32>>> {
        prop::collection::vec(prop::option::of(0..3u32), 0..120)
    }

    proptest! {
        #[test]
        fn a_perfect_list_is_worth_1(mut ideal in prop::collection::vec(0..4u32, 1..120)) {
            ideal.push(1);
            ideal.sort_unstable_by(|a, b| b.cmp(a));
            let perfect: Vec<_> = ideal.iter().copied().map(Some).collect();
            let num_relevant = ideal.iter().filter(|grade| **grade > 0).count();
            for measure in Measure::of_level(Level::Passage) {
                let best = match measure {
                    Measure::Unjudged10 => 0.0,
                    Measure::Precision5 => num_relevant.min(5) as f64 / 5.0,
                    Measure::Recall100 => num_relevant.min(100) as f64 / num_relevant as f64,
                    _ => 1.0,
                };
                prop_assert!((measure.value(&perfect, &ideal) - best).abs() < 1e-9, "{measure:?}");
            }
        }

        #[test]
        fn no_figure_leaves_its_range_and_better_lists_are_worth_more(grades in graded(), rank in 0..10usize) {
            let mut ideal: Vec<u32> = grades.iter().flatten().copied().chain([3]).collect();
            ideal.sort_unstable_by(|a, b| b.cmp(a));
            let mut better = grades.clone();
            better.insert(rank.min(grades.len()), Some(3));
            for measure in Measure::of_level(Level::Passage) {
                let value = measure.value(&grades, &ideal);
                prop_assert!((0.0..=1.0 + 1e-9).contains(&value), "{measure:?} {value}");
            }
            prop_assert!(Measure::Ndcg10.value(&better, &ideal) > Measure::Ndcg10.value(&grades, &ideal));
        }
    }
}
