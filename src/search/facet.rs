//! How the articles of an answer are spread over publications, sections, authors, years: counted in columns, without
//! reading articles but one for each value shown, which says how the value is written. What values are called is
//! `facet_field`'s.

use std::collections::BTreeMap;

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, SegmentOrdinal, SegmentReader};

use super::collect;
use super::engine::Engine;
use super::error::Error;
use super::facet_field::FacetField;
use super::reading::Reading;
use crate::index::filter_key;
use crate::model::Article;

/// Which counts are wanted.
#[derive(Debug, Clone)]
pub struct FacetRequest {
    /// The fields to count by, in order.
    pub fields: Vec<FacetField>,
    /// Most values of a field.
    pub num_values: usize,
}

/// Counts by several fields.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Facets {
    /// How the query was read.
    pub reading: Reading,
    /// One for each field asked for, in that order.
    pub facets: Vec<Facet>,
}

/// How articles are spread over the values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facet {
    /// The field.
    pub field: FacetField,
    /// The most frequent values: the most frequent first, years in their order.
    pub values: Vec<FacetCount>,
    /// Values that are not among these.
    pub num_more_values: u64,
    /// Articles that have no value: undated, without a source.
    pub num_without: u64,
}

/// A value with its articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// As one of the articles writes it. All spellings that differ in case or accents only are one value.
    pub name: String,
    /// Articles with the value. One with several authors counts for each.
    pub num_articles: u64,
}

/// Counts the articles that `query` finds.
pub(super) fn facets(
    engine: &Engine,
    query: &dyn Query,
    request: &FacetRequest,
) -> Result<Vec<Facet>, Error> {
    let mut tallies: Vec<Tally> = request.fields.iter().map(|_| Tally::default()).collect();
    let searcher = engine.searcher();
    collect::each_segment(searcher, query, |segment, docs| {
        for (tally, &field) in tallies.iter_mut().zip(&request.fields) {
            tally.add(searcher.segment_reader(segment), field, segment, docs)?;
        }
        Ok(())
    })?;
    let facet = |(tally, &field): (Tally, &FacetField)| tally.facet(engine, field, request.num_values);
    tallies.into_iter().zip(&request.fields).map(facet).collect()
}

/// The counts of one field so far, by the key of the index.
#[derive(Default)]
struct Tally {
    values: BTreeMap<String, Count>,
    num_without: u64,
}

#[derive(Clone, Copy)]
struct Count {
    num_articles: u64,
    /// One of them, whose record says how the value is written.
    example: DocAddress,
}

impl Tally {
    fn add(
        &mut self,
        reader: &SegmentReader,
        field: FacetField,
        segment: SegmentOrdinal,
        docs: &[DocId],
    ) -> tantivy::Result<()> {
        let columns = reader.fast_fields();
        if field == FacetField::Year {
            let counts = self.count(&columns.u64(field.column())?, docs);
            for (year, (num_articles, doc)) in counts {
                self.put(year.to_string(), num_articles, DocAddress::new(segment, doc));
            }
            return Ok(());
        }
        let Some(column): Option<StrColumn> = columns.str(field.column())? else {
            self.num_without += docs.len() as u64;
            return Ok(());
        };
        let counts = self.count(column.ords(), docs);
        let ords: Vec<u64> = counts.keys().copied().collect();
        let mut counts = counts.into_values();
        column.dictionary().sorted_ords_to_term_cb(&ords, |bytes| {
            if let (Some((num_articles, doc)), Ok(key)) = (counts.next(), std::str::from_utf8(bytes)) {
                self.put(key.to_string(), num_articles, DocAddress::new(segment, doc));
            }
        })?;
        Ok(())
    }

    /// For each value of a column among `docs` how many have it, and the first that does.
    fn count(&mut self, column: &Column<u64>, docs: &[DocId]) -> BTreeMap<u64, (u64, DocId)> {
        let mut counts: BTreeMap<u64, (u64, DocId)> = BTreeMap::new();
        let mut values: Vec<u64> = Vec::new();
        for &doc in docs {
            values.clear();
            values.extend(column.values_for_doc(doc));
            self.num_without += u64::from(values.is_empty());
            // A keyword may stand twice in an article, as a tag and as a subject.
            values.sort_unstable();
            values.dedup();
            values.iter().for_each(|&value| counts.entry(value).or_insert((0, doc)).0 += 1);
        }
        counts
    }

    fn put(&mut self, key: String, num_articles: u64, example: DocAddress) {
        self.values.entry(key).or_insert(Count { num_articles: 0, example }).num_articles += num_articles;
    }

    fn facet(self, engine: &Engine, field: FacetField, num_values: usize) -> Result<Facet, Error> {
        let num_all = self.values.len();
        let mut values: Vec<(String, Count)> = self.values.into_iter().collect();
        values.sort_by(|(a, x), (b, y)| y.num_articles.cmp(&x.num_articles).then_with(|| a.cmp(b)));
        values.truncate(num_values);
        if field == FacetField::Year {
            values.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        let name = |(key, count): (String, Count)| {
            let name = match field {
                FacetField::Year | FacetField::Language => key,
                _ => written(&engine.article(count.example)?.article, field, &key).unwrap_or(key),
            };
            Ok(FacetCount { name, num_articles: count.num_articles })
        };
        let num_more_values = num_all.saturating_sub(values.len()) as u64;
        let values = values.into_iter().map(name).collect::<Result<_, Error>>()?;
        Ok(Facet { field, values, num_more_values, num_without: self.num_without })
    }
}

/// How an article writes the value whose key is `key`.
fn written(article: &Article, field: FacetField, key: &str) -> Option<String> {
    let known = |name: Option<&String>| name.cloned().into_iter().collect();
    let names: Vec<String> = match field {
        FacetField::Source => known(article.source.as_ref().map(|known| &known.value)),
        FacetField::Section => known(article.section.as_ref().map(|known| &known.value)),
        FacetField::Agency => known(article.agency.as_ref().map(|known| &known.value)),
        FacetField::Place => known(article.dateline.as_ref().and_then(|known| known.value.place.as_ref())),
        FacetField::Author => article.authors().to_vec(),
        FacetField::Tag => {
            let subjects = article.subjects().iter();
            let of_subjects = subjects.flat_map(|subject| subject.name.iter().chain([&subject.code]));
            article.tags().iter().chain(of_subjects).cloned().collect()
        }
        FacetField::Year | FacetField::Language => Vec::new(),
    };
    names.into_iter().find(|name| filter_key(name) == key).map(|name| name.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::super::example_index::searcher_over;
    use super::*;
    use crate::index::Withdrawals;
    use crate::model::Known;
    use tantivy::query::AllQuery;

    fn article(source: Option<&str>, authors: &[&str], date: Option<&str>) -> Article {
        Article {
            text: "La trêve tient.".into(),
            source: source.map(|name| Known::stated(name.to_string(), "test")),
            authors: Some(Known::stated(authors.iter().map(ToString::to_string).collect(), "test")),
            published: date.map(|date| Known::stated(date.parse().unwrap(), "test")),
            ..Article::default()
        }
    }

    fn counted(field: FacetField, num_values: usize) -> Facet {
        let articles = vec![
            article(Some("L’Écho"), &["Nadia Ferrand", "Paul Ozanne"], Some("2023-09-20")),
            article(Some("l'echo"), &["Paul Ozanne", "paul  ozanne"], Some("2021")),
            article(Some("La Vigie"), &[], Some("2023-10")),
            article(None, &["Nadia Ferrand"], None),
        ];
        let engine = Engine::new(searcher_over(articles), &Withdrawals::default(), None).unwrap();
        let request = FacetRequest { fields: vec![field], num_values };
        facets(&engine, &AllQuery, &request).unwrap().remove(0)
    }

    fn values(facet: &Facet) -> Vec<(&str, u64)> {
        facet.values.iter().map(|value| (value.name.as_str(), value.num_articles)).collect()
    }

    #[test]
    fn spellings_of_a_name_are_one_value_with_a_name_as_written() {
        let facet = counted(FacetField::Source, 10);
        assert_eq!(values(&facet), [("L’Écho", 2), ("La Vigie", 1)]);
        assert_eq!((facet.num_without, facet.num_more_values), (1, 0));
    }

    #[test]
    fn an_article_counts_once_for_each_of_its_authors() {
        let facet = counted(FacetField::Author, 10);
        assert_eq!(values(&facet), [("Nadia Ferrand", 2), ("Paul Ozanne", 2)]);
        assert_eq!(facet.num_without, 1);
    }

    #[test]
    fn years_stand_in_their_order_and_what_is_not_shown_is_counted() {
        assert_eq!(values(&counted(FacetField::Year, 10)), [("2021", 1), ("2023", 2)]);
        let facet = counted(FacetField::Year, 1);
        assert_eq!((values(&facet), facet.num_more_values, facet.num_without), (vec![("2023", 2)], 1, 1));
    }

    #[test]
    fn what_no_article_has_is_without_everywhere() {
        let facet = counted(FacetField::Agency, 10);
        assert_eq!((values(&facet), facet.num_without), (vec![], 4));
    }
}
