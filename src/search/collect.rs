//! Which articles a tantivy query finds: the best by score, by date, or just how many.

use std::cmp::Reverse;

use tantivy::collector::{Collector, Count, SegmentCollector, TopDocs};
use tantivy::columnar::{Column, StrColumn};
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

/// The first `limit` articles by day, undated ones last; those of one day by id, whatever segment they are in.
pub(super) fn by_date(
    searcher: &Searcher,
    query: &dyn Query,
    sort: Sort,
    limit: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    let mut dated = searcher.search(query, &ByDate)?;
    // Inside a segment the ids' ordinals are in the order of the ids.
    let id = |found: &Dated| (found.address.segment_ord, found.id_ord);
    match sort {
        Sort::Oldest => dated.sort_unstable_by_key(|found| (found.day.is_none(), found.day, id(found))),
        _ => dated.sort_unstable_by_key(|found| (Reverse(found.day), id(found))),
    }
    let mut addresses = Vec::new();
    for one_day in dated.chunk_by(|a, b| a.day == b.day) {
        let num_wanted = limit - addresses.len();
        if num_wanted == 0 {
            break;
        }
        addresses.extend(first_by_id(searcher, one_day, num_wanted)?);
    }
    Ok(addresses)
}

/// The first `limit` by id of articles that are in that order segment by segment. Reads no more ids than it must.
fn first_by_id(searcher: &Searcher, found: &[Dated], limit: usize) -> tantivy::Result<Vec<DocAddress>> {
    let segments: Vec<&[Dated]> =
        found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord).collect();
    if let [only] = segments.as_slice() {
        return Ok(only.iter().take(limit).map(|found| found.address).collect());
    }
    let mut named = Vec::new();
    for segment in segments {
        let reader = searcher.segment_reader(segment[0].address.segment_ord);
        let ids = reader.fast_fields().str("id")?;
        for found in segment.iter().take(limit) {
            let mut id = String::new();
            if let (Some(ids), Some(ord)) = (&ids, found.id_ord) {
                ids.ord_to_str(ord, &mut id)?;
            }
            named.push((id, found.address));
        }
    }
    named.sort_unstable();
    Ok(named.into_iter().take(limit).map(|(_, address)| address).collect())
}

/// An article found, with what it is ordered by.
struct Dated {
    /// Its first possible day.
    day: Option<u64>,
    /// The place of its id among the ids of its segment.
    id_ord: Option<u64>,
    address: DocAddress,
}

/// Collects every article with its day and id.
struct ByDate;

impl Collector for ByDate {
    type Fruit = Vec<Dated>;
    type Child = SegmentByDate;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentByDate> {
        let (days, ids) = (reader.fast_fields().u64("yyyymmdd")?, reader.fast_fields().str("id")?);
        Ok(SegmentByDate { segment, days, ids, dated: Vec::new() })
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
    ids: Option<StrColumn>,
    dated: Vec<Dated>,
}

impl SegmentCollector for SegmentByDate {
    type Fruit = Vec<Dated>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.dated.push(Dated {
            day: self.days.first(doc),
            id_ord: self.ids.as_ref().and_then(|ids| ids.ords().first(doc)),
            address: DocAddress::new(self.segment, doc),
        });
    }

    fn harvest(self) -> Vec<Dated> {
        self.dated
    }
}
