//! How far a mean over queries can be trusted: percentile intervals of the bootstrap (Efron & Tibshirani 1993). The same
//! figures give the same interval every time: the generator is our own and starts from a fixed number.

/// How often the queries are drawn again.
pub const NUM_RESAMPLES: usize = 10_000;

const SEED: u64 = 0x6465_7065_6368_6500;

/// A mean over queries and its 95 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// An estimate for each column of figures; a column has a figure a query, all columns in the same order of queries.
pub(super) fn estimates(columns: &[Vec<f64>]) -> Vec<Estimate> {
    let num_queries = columns.first().map_or(0, Vec::len);
    if num_queries == 0 {
        return vec![Estimate::default(); columns.len()];
    }
    let mut generator = SplitMix64(SEED);
    let mut means: Vec<Vec<f64>> = vec![Vec::with_capacity(NUM_RESAMPLES); columns.len()];
    let mut drawn = vec![0; num_queries];
    for _ in 0..NUM_RESAMPLES {
        drawn.fill_with(|| generator.below(num_queries));
        for (column, means) in columns.iter().zip(&mut means) {
            means.push(drawn.iter().map(|&query| column[query]).sum::<f64>() / num_queries as f64);
        }
    }
    let estimate = |(column, mut means): (&Vec<f64>, Vec<f64>)| {
        means.sort_unstable_by(f64::total_cmp);
        Estimate {
            mean: column.iter().sum::<f64>() / num_queries as f64,
            low: means[NUM_RESAMPLES / 40],
            high: means[NUM_RESAMPLES - 1 - NUM_RESAMPLES / 40],
        }
    };
    columns.iter().zip(means).map(estimate).collect()
}

/// Steele, Lea and Flood's generator (2014): a counter and a mixing function. Good enough to draw queries.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`: the high half of a product, whose unevenness is below 2⁻⁴⁰ for a million queries.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first numbers of the authors' reference program for the seed 1234567.
        let mut generator = SplitMix64(1_234_567);
        let numbers = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([generator.next(), generator.next(), generator.next()], numbers);
    }

    #[test]
    fn the_interval_is_that_of_the_normal_law_where_that_holds() {
        // 400 queries, half 0 and half 1: mean .5, standard error .5/√400 = .025, so .5 ± 1.96 · .025 = .451 to .549.
        let column: Vec<f64> = (0..400).map(|query| f64::from(query % 2)).collect();
        let [estimate] = estimates(&[column])[..] else { panic!() };
        assert_eq!(estimate.mean, 0.5);
        assert!(
            (estimate.low - 0.451).abs() < 0.003 && (estimate.high - 0.549).abs() < 0.003,
            "{estimate:?}"
        );
    }

    #[test]
    fn the_same_figures_give_the_same_interval() {
        let column: Vec<f64> = (0..50).map(|query| f64::from(query * 37 % 50) / 50.0).collect();
        let alone = estimates(std::slice::from_ref(&column));
        let shifted: Vec<f64> = column.iter().map(|figure| figure + 1.0).collect();
        let both = estimates(&[shifted, column]);
        assert_eq!(alone[0], both[1]);
        assert!((both[0].low - alone[0].low - 1.0).abs() < 1e-9);
        assert!(alone[0].low < alone[0].mean && alone[0].mean < alone[0].high);
    }

    #[test]
    fn equal_figures_have_no_width() {
        assert_eq!(estimates(&[vec![0.25; 8]]), [Estimate { mean: 0.25, low: 0.25, high: 0.25 }]);
    }
}
