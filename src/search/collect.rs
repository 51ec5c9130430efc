//! Which articles a tantivy query finds: the best by score, by date, or just how many.

use std::cmp::Reverse;

use tantivy::collector::{Collector, Count, SegmentCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use super::ranking::Candidate;
use super::request::Sort;

/// The `limit` best by score, in no order that matters.
pub(super) fn best(searcher: &Searcher, query: &dyn Query, limit: usize) -> tantivy::Result<Vec<Candidate>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let top = searcher.search(query, &TopDocs::with_limit(limit).order_by_score())?;
    Ok(top.into_iter().map(|(score, address)| Candidate { score, address }).collect())
}

/// How many articles `query` finds.
pub(super) fn count(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<u64> {
    Ok(searcher.search(query, &Count)? as u64)
}

/// All articles found with their day, in the order asked for; undated ones last.
pub(super) fn by_date(
    searcher: &Searcher,
    query: &dyn Query,
    sort: Sort,
) -> tantivy::Result<Vec<DocAddress>> {
    let mut dated = searcher.search(query, &ByDate)?;
    match sort {
        Sort::Oldest => dated.sort_unstable_by_key(|&(day, address)| (day.is_none(), day, address)),
        _ => dated.sort_unstable_by_key(|&(day, address)| (Reverse(day), address)),
    }
    Ok(dated.into_iter().map(|(_, address)| address).collect())
}

type Dated = (Option<u64>, DocAddress);

/// Collects every article with its first possible day.
struct ByDate;

impl Collector for ByDate {
    type Fruit = Vec<Dated>;
    type Child = SegmentByDate;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentByDate> {
        Ok(SegmentByDate { segment, days: reader.fast_fields().u64("yyyymmdd")?, dated: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Dated>>) -> tantivy::Result<Vec<Dated>> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

struct SegmentByDate {
    segment: SegmentOrdinal,
    days: Column<u64>,
    dated: Vec<Dated>,
}

impl SegmentCollector for SegmentByDate {
    type Fruit = Vec<Dated>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.dated.push((self.days.first(doc), DocAddress::new(self.segment, doc)));
    }

    fn harvest(self) -> Vec<Dated> {
        self.dated
    }
}
