//! Several ways to say one thing, scored as one term: a tantivy query, its weight and its scorer.
//!
//! Their frequencies are added up before BM25 saturates them, so that an article which says *trêve* and *cessez-le-feu*
//! does not score twice for one thing (as Lucene's SynonymQuery; Robertson, Zaragoza and Taylor 2004 give the reason for
//! adding before saturating).

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::query::{
    Bm25StatisticsProvider, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{DocId, DocSet, Score, Searcher, TERMINATED, Term};

use super::bm25;
use super::matching::field_of;
use super::way::{Way, Ways};
use crate::query::Form;

/// Ways to say one thing, with what it weighs.
#[derive(Debug, Clone)]
pub(super) struct GroupQuery {
    ways: Vec<Way>,
    /// Multiplies BM25 without idf; `None`: by the idf of the ways together.
    weight: Option<f32>,
}

impl GroupQuery {
    /// A query for any of `ways`, scored as a term of its own that is as frequent as they are together.
    pub fn as_term(ways: Vec<Way>) -> Self {
        GroupQuery { ways, weight: None }
    }

    /// A query for any of `ways`, each occurrence worth the same; `weight` multiplies BM25 without idf.
    pub fn new(ways: Vec<Way>, weight: f32) -> Self {
        GroupQuery { ways, weight: Some(weight) }
    }

    fn weight_in(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<f32> {
        if let Some(weight) = self.weight {
            return Ok(weight);
        }
        let mut sum = 0;
        for way in &self.ways {
            let rarest = way.iter().map(|terms| terms.iter().map(|term| statistics.doc_freq(term)).sum());
            let rarest = rarest.collect::<tantivy::Result<Vec<u64>>>()?;
            sum += rarest.into_iter().min().unwrap_or(0);
        }
        Ok(bm25::idf(sum, statistics.total_num_docs()?))
    }
}

/// How many articles say one of `ways`, at most: a sequence cannot be more frequent than the rarest of its words.
pub(super) fn doc_freq(searcher: &Searcher, ways: &[Way]) -> tantivy::Result<u64> {
    let mut sum = 0;
    for way in ways {
        let slots = way
            .iter()
            .map(|terms| doc_freq_of_any(searcher, terms))
            .collect::<tantivy::Result<Vec<u64>>>()?;
        sum += slots.into_iter().min().unwrap_or(0);
    }
    Ok(sum)
}

/// How many articles have one of `terms`, at most.
pub(super) fn doc_freq_of_any(searcher: &Searcher, terms: &[Term]) -> tantivy::Result<u64> {
    terms.iter().map(|term| searcher.doc_freq(term)).sum()
}

impl Query for GroupQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let field = field_of(Form::Inflected);
        let (weight, mean_length) = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                let num_docs = statistics_provider.total_num_docs()?.max(1);
                let mean_length = statistics_provider.total_num_tokens(field)? as f32 / num_docs as f32;
                (self.weight_in(statistics_provider)?, mean_length)
            }
            EnableScoring::Disabled { .. } => (0.0, 1.0),
        };
        Ok(Box::new(GroupWeight { ways: self.ways.clone(), weight, mean_length }))
    }
}

struct GroupWeight {
    ways: Vec<Way>,
    weight: f32,
    mean_length: f32,
}

impl Weight for GroupWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(ways) = Ways::open(reader, &self.ways)? else { return Ok(Box::new(EmptyScorer)) };
        let lengths = reader.get_fieldnorms_reader(field_of(Form::Inflected))?;
        let (weight, mean_length) = (self.weight * boost, self.mean_length);
        let doc = ways.doc();
        Ok(Box::new(GroupScorer { ways, doc, lengths, weight, mean_length }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("ways to say one thing", self.weight))
    }
}

struct GroupScorer {
    ways: Ways,
    doc: DocId,
    lengths: FieldNormReader,
    weight: f32,
    mean_length: f32,
}

impl DocSet for GroupScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.ways.seek(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.ways.seek(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.ways.size_hint()
    }
}

impl Scorer for GroupScorer {
    fn score(&mut self) -> Score {
        let frequency = self.ways.frequency(self.doc) as f32;
        self.weight * bm25::saturation(frequency, self.lengths.fieldnorm(self.doc) as f32, self.mean_length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::collect;
    use super::super::example_index::searcher;
    use super::super::lengths::Lengths;
    use super::super::slot::{Slot, slots_of};
    use super::*;
    use crate::model::Language;

    fn way(text: &str) -> Way {
        slots_of(text, Some(Language::FR), Some(Language::FR)).iter().map(Slot::index_terms).collect()
    }

    /// The scores of texts of equal length for two ways to say one thing, by their numbers.
    fn scores(texts: &[&str]) -> Vec<f32> {
        let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("", *text)).collect();
        let query = GroupQuery::new(vec![way("trêve"), way("accalmie")], 2.0);
        let searcher = searcher(&texts);
        let lengths = Lengths::of(&searcher).unwrap();
        let mut found = collect::best(&searcher, &lengths, &query, 10).unwrap();
        found.sort_by_key(|candidate| candidate.address.doc_id);
        found.iter().map(|candidate| candidate.score).collect()
    }

    #[test]
    fn two_words_for_one_thing_are_worth_as_much_as_one_word_twice() {
        let scores =
            scores(&["La trêve, une trêve ici.", "La trêve, une accalmie ici.", "La trêve, une pomme ici."]);
        let [twice, both, once] = scores[..] else { panic!("{scores:?}") };
        assert_eq!(twice, both);
        assert!(once < both && both < 2.0 * once, "the second says less than the first: {scores:?}");
    }

    #[test]
    fn a_sequence_is_at_most_as_frequent_as_its_rarest_word() {
        let searcher = searcher(&[("", "Le feu."), ("", "Cessez le feu."), ("", "La trêve.")]);
        assert_eq!(doc_freq(&searcher, &[way("cessez-le-feu")]).unwrap(), 1);
        assert_eq!(doc_freq(&searcher, &[way("cessez-le-feu"), way("trêve")]).unwrap(), 2);
        assert_eq!(doc_freq(&searcher, &[]).unwrap(), 0);
    }
}
