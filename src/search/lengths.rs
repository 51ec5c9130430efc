//! How long the articles of an index are, as ranking needs it. Summed up from the lengths that the index keeps for each article,
//! not read from the totals of its segments: those are exact in a segment as written and rounded in one that was merged
//! without its deleted articles, so that the same articles would be scored by the way they came.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader, Term};

use crate::index::Fields;

/// Kept lengths are a byte each.
const NUM_LENGTHS: usize = 256;

/// The lengths of all articles together, deleted ones too until their segment is merged: as in all frequencies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths {
    num_articles: u64,
    lemmas: u64,
    exact: u64,
}

impl Lengths {
    /// Adds the lengths up: a look at two bytes an article.
    pub fn of(searcher: &Searcher) -> tantivy::Result<Lengths> {
        let mut lengths = Lengths { num_articles: searcher.total_num_docs()?, lemmas: 0, exact: 0 };
        for reader in searcher.segment_readers() {
            lengths.lemmas += sum(reader, Fields::get().lemma)?;
            lengths.exact += sum(reader, Fields::get().exact)?;
        }
        Ok(lengths)
    }

    /// How many articles there are, deleted ones too.
    pub fn num_articles(&self) -> u64 {
        self.num_articles
    }

    /// Words of an article in the mean, in a field of words; 0 in another.
    pub fn mean(&self, field: Field) -> f32 {
        self.total(field).unwrap_or(0) as f32 / self.num_articles.max(1) as f32
    }

    fn total(&self, field: Field) -> Option<u64> {
        let fields = Fields::get();
        let known = [(fields.lemma, self.lemmas), (fields.exact, self.exact)];
        known.into_iter().find(|(known, _)| *known == field).map(|(_, total)| total)
    }
}

fn sum(reader: &SegmentReader, field: Field) -> tantivy::Result<u64> {
    let lengths = reader.get_fieldnorms_reader(field)?;
    let mut counts = [0_u64; NUM_LENGTHS];
    for doc in 0..lengths.num_docs() {
        counts[usize::from(lengths.fieldnorm_id(doc))] += 1;
    }
    let length = |id: u8| u64::from(FieldNormReader::id_to_fieldnorm(id));
    Ok((0..=u8::MAX).map(|id| counts[usize::from(id)] * length(id)).sum())
}

/// What the search core asks for while it scores.
pub(super) struct Statistics<'a> {
    pub searcher: &'a Searcher,
    pub lengths: &'a Lengths,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        match self.lengths.total(field) {
            Some(total) => Ok(total),
            None => self.searcher.total_num_tokens(field),
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.lengths.num_articles())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.searcher.doc_freq(term)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::indexer::NoMergePolicy;

    use super::*;
    use crate::analysis::{analyse_article, register_tokenizers};
    use crate::index::{ArticleDocument, FileOrigin, tantivy_schema};
    use crate::model::{Article, ArticleId};

    /// An index with articles of so many words, a segment each pair; those under `deleted` are deleted and the rest merged.
    fn searcher(num_words: &[usize], deleted: usize) -> Searcher {
        let index = Index::create_in_ram(tantivy_schema().clone());
        register_tokenizers(index.tokenizers());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let id = |num: usize| ArticleId::new("test", num.to_string().as_bytes(), "");
        for pair in num_words.chunks(2) {
            for &num in pair {
                let article = Article { text: "Des mots. ".repeat(num / 2), ..Article::default() };
                let path = num.to_string().into_bytes();
                let origin =
                    FileOrigin { id: id(num), folder: "test".into(), path, member: None, file_time: None };
                let analysed = analyse_article(&article);
                writer.add_document(ArticleDocument::new(&origin, article, analysed)).unwrap();
            }
            writer.commit().unwrap();
        }
        for &num in num_words.iter().filter(|num| **num < deleted) {
            writer.delete_term(Term::from_field_text(Fields::get().id, &id(num).to_string()));
        }
        writer.commit().unwrap();
        if deleted > 0 {
            let segments = index.searchable_segment_ids().unwrap();
            writer.merge(&segments).wait().unwrap();
        }
        index.reader().unwrap().searcher()
    }

    #[test]
    fn the_same_articles_are_as_long_whichever_way_they_came() {
        let merged = searcher(&[1402, 102, 1404, 206, 1398, 3306], 1_000);
        let fresh = searcher(&[1398, 1402, 1404, 3306], 0);
        let means = |searcher: &Searcher| {
            let lengths = Lengths::of(searcher).unwrap();
            [Fields::get().lemma, Fields::get().exact].map(|field| lengths.mean(field))
        };
        assert_eq!(means(&merged), means(&fresh));
        assert!((1_700.0..1_900.0).contains(&means(&fresh)[1]), "{:?}", means(&fresh));
        let totals =
            [&merged, &fresh].map(|searcher| searcher.total_num_tokens(Fields::get().exact).unwrap());
        assert_ne!(totals[0], totals[1], "the core's totals agree: this file is needed no longer");
    }
}
