//! The columns that ordering and naming look into, opened once for a state of an index: opening one costs more than a
//! hundred look-ups. Not filters or totals: those go through tantivy's queries.

use std::cmp::Reverse;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, Searcher, SegmentReader};

use super::lengths::Lengths;
use crate::model::ArticleId;

/// The columns of every segment, in the order of the segments, and how long the articles are.
pub(super) struct Columns {
    segments: Vec<SegmentColumns>,
    lengths: Lengths,
}

struct SegmentColumns {
    ids: Column<u64>,
    days: Column<u64>,
    source_ids: Option<StrColumn>,
}

impl SegmentColumns {
    fn open(reader: &SegmentReader) -> tantivy::Result<SegmentColumns> {
        let fields = reader.fast_fields();
        Ok(SegmentColumns {
            ids: fields.u64("id_number")?,
            days: fields.u64("yyyymmdd")?,
            source_ids: fields.str("source_id")?,
        })
    }
}

impl Columns {
    /// Opens the columns of the segments of `searcher`.
    pub fn open(searcher: &Searcher) -> tantivy::Result<Columns> {
        let columns = searcher.segment_readers().iter().map(SegmentColumns::open);
        Ok(Columns { segments: columns.collect::<tantivy::Result<_>>()?, lengths: Lengths::of(searcher)? })
    }

    fn of(&self, address: DocAddress) -> &SegmentColumns {
        &self.segments[address.segment_ord as usize]
    }

    /// How long the articles are.
    pub fn lengths(&self) -> &Lengths {
        &self.lengths
    }

    /// The first day on which an article may have been published; `None` when it is undated.
    pub fn day(&self, address: DocAddress) -> Option<u64> {
        self.of(address).days.first(address.doc_id)
    }

    /// The first day of the oldest article; `None` when all are undated.
    pub fn oldest_day(&self) -> Option<u64> {
        // A column without values has 0 for its smallest.
        let oldest = self.segments.iter().filter(|columns| columns.days.num_docs() > 0);
        oldest.map(|columns| columns.days.min_value()).filter(|&day| day > 0).min()
    }

    /// A number by which articles are in the order of their ids.
    pub fn id_number(&self, address: DocAddress) -> Option<u64> {
        self.of(address).ids.first(address.doc_id)
    }

    /// What parts articles of equal score: latest first, undated last, then by id.
    pub fn tie_key(&self, address: DocAddress) -> (Reverse<Option<u64>>, Option<u64>) {
        (Reverse(self.day(address)), self.id_number(address))
    }

    /// The names of articles, in the order of `addresses`: the source's own id, else the archive's.
    pub fn names(&self, addresses: &[DocAddress]) -> tantivy::Result<Vec<String>> {
        let id = |&address: &DocAddress| {
            self.id_number(address).map(|number| ArticleId::from_number(number).to_string())
        };
        let mut names: Vec<String> =
            addresses.iter().map(|address| id(address).unwrap_or_default()).collect();
        for (segment, columns) in (0..).zip(&self.segments) {
            let Some(source_ids) = &columns.source_ids else { continue };
            let here = addresses.iter().enumerate().filter(|(_, address)| address.segment_ord == segment);
            let ord = |(place, address): (usize, &DocAddress)| {
                source_ids.ords().first(address.doc_id).map(|ord| (ord, place))
            };
            let mut wanted: Vec<(u64, usize)> = here.filter_map(ord).collect();
            // A dictionary is read from the start of a block: in order, each block is read once.
            wanted.sort_unstable();
            let ords: Vec<u64> = wanted.iter().map(|(ord, _)| *ord).collect();
            let mut places = wanted.iter().map(|(_, place)| *place);
            source_ids.dictionary().sorted_ords_to_term_cb(&ords, |bytes| {
                if let (Some(place), Ok(name)) = (places.next(), std::str::from_utf8(bytes)) {
                    names[place] = name.to_string();
                }
            })?;
        }
        Ok(names)
    }
}
