//! BM25 (Robertson and Zaragoza 2009, as Lucene computes it): k1 1.2, b 0.75. Other constants help one collection and hurt another.

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// How much a term says that `doc_freq` of `num_docs` documents hold.
pub(super) fn idf(doc_freq: u64, num_docs: u64) -> f32 {
    let doc_freq = doc_freq.min(num_docs) as f32;
    (1.0 + (num_docs as f32 - doc_freq + 0.5) / (doc_freq + 0.5)).ln()
}

/// The weight of a term found `term_freq` times in a text of `length` words among texts of `mean_length`, without idf.
pub(super) fn saturation(term_freq: f32, length: f32, mean_length: f32) -> f32 {
    saturation_with(term_freq, length, mean_length, B)
}

/// The same with another b: how much of the length counts, from 0 to 1.
pub(super) fn saturation_with(term_freq: f32, length: f32, mean_length: f32, b: f32) -> f32 {
    term_freq * (K1 + 1.0) / (term_freq + K1 * (1.0 - b + b * length / mean_length.max(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_and_frequent_and_short_score_higher() {
        assert!(idf(1, 1000) > idf(500, 1000));
        assert!(idf(2000, 1000) > 0.0);
        assert!(saturation(2.0, 100.0, 100.0) > saturation(1.0, 100.0, 100.0));
        assert!(saturation(1.0, 50.0, 100.0) > saturation(1.0, 200.0, 100.0));
        // By hand: 1 × 2.2 / (1 + 1.2 × (0.25 + 0.75)) = 1.
        assert!((saturation(1.0, 100.0, 100.0) - 1.0).abs() < 1e-6);
    }
}
