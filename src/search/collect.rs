//! Which articles a tantivy query finds: the best by score, by date, or just how many.

use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentOrdinal};

use super::columns::Columns;
use super::lengths::{Lengths, Statistics};
use super::ranking::Candidate;
use super::request::Sort;

/// The `limit` best by score, in no order that matters.
pub(super) fn best(
    searcher: &Searcher,
    lengths: &Lengths,
    query: &dyn Query,
    limit: usize,
) -> tantivy::Result<Vec<Candidate>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let statistics = Statistics { searcher, lengths };
    let collector = TopDocs::with_limit(limit).order_by_score();
    let top = searcher.search_with_statistics_provider(query, &collector, &statistics)?;
    Ok(top.into_iter().map(|(score, address)| Candidate { score, address }).collect())
}

/// For each of `addresses` whether `query` finds it.
pub(super) fn holds(
    searcher: &Searcher,
    query: &dyn Query,
    addresses: &[DocAddress],
) -> tantivy::Result<Vec<bool>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_unstable_by_key(|&number| addresses[number]);
    let mut holds = vec![false; addresses.len()];
    for group in order.chunk_by(|&a, &b| addresses[a].segment_ord == addresses[b].segment_ord) {
        let reader = searcher.segment_reader(addresses[group[0]].segment_ord);
        let mut found = weight.scorer(reader, 1.0)?;
        for &number in group {
            let doc = addresses[number].doc_id;
            holds[number] = found.doc() == doc || (found.doc() < doc && found.seek(doc) == doc);
        }
    }
    Ok(holds)
}

/// Hands over the articles that `query` finds, segment by segment, each segment's in order.
pub(super) fn each_segment(
    searcher: &Searcher,
    query: &dyn Query,
    mut take: impl FnMut(SegmentOrdinal, &[DocId]) -> tantivy::Result<()>,
) -> tantivy::Result<()> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let mut docs = Vec::new();
        weight.for_each_no_score(reader, &mut |found: &[DocId]| docs.extend_from_slice(found))?;
        if let Some(alive) = reader.alive_bitset() {
            docs.retain(|&doc| alive.is_alive(doc));
        }
        take(segment, &docs)?;
    }
    Ok(())
}

/// How many articles `query` finds.
pub(super) fn count(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<u64> {
    Ok(searcher.search(query, &Count)? as u64)
}

/// The first `limit` of all articles found, in the order asked for, those of one day by id; undated ones last.
pub(super) fn by_date(
    searcher: &Searcher,
    columns: &Columns,
    query: &dyn Query,
    sort: Sort,
    limit: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    let found = searcher.search(query, &DocSetCollector)?;
    let mut keyed: Vec<_> = found
        .into_iter()
        .map(|address| {
            let day = columns.day(address);
            let days = match sort {
                Sort::Oldest => day.unwrap_or(u64::MAX),
                _ => u64::MAX - day.unwrap_or(0),
            };
            (days, columns.id_number(address), address)
        })
        .collect();
    keyed.sort_unstable();
    Ok(keyed.into_iter().take(limit).map(|(_, _, address)| address).collect())
}
