//! Where in an index the articles are that people withdrew from it. The list says which; its files are `index`'s.

use std::collections::HashMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use crate::index::{Fields, Withdrawals};

/// Looking an id up costs about as much as passing so many articles of a column.
const LOOK_UP_COST: usize = 64;

/// An article that was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Takedown {
    pub address: DocAddress,
    /// The minute from which it is shown again; `None`: never.
    pub until: Option<u64>,
}

impl Takedown {
    /// Whether it is hidden in minute `now`.
    pub fn hides_at(&self, now: u64) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

/// Finds the articles of `list` in `searcher`, in the order of their places. A list of nothing costs nothing.
pub(super) fn find(searcher: &Searcher, list: &Withdrawals) -> tantivy::Result<Vec<Takedown>> {
    let mut wanted: HashMap<u64, (String, Option<u64>)> = HashMap::new();
    for one in list.iter().filter(|one| one.is_in_force()) {
        let until = one.until.map(|until| until.first_minute());
        for id in &one.ids {
            let known = wanted.entry(id.number()).or_insert_with(|| (id.to_string(), until));
            // Of two withdrawals of one article the longer counts.
            known.1 = known.1.zip(until).map(|(known, other)| known.max(other));
        }
    }
    let mut found = Vec::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    for (segment_ord, reader) in (0..).zip(searcher.segment_readers()) {
        let mut put = |doc, until| {
            if reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                found.push(Takedown { address: DocAddress::new(segment_ord, doc), until });
            }
        };
        if wanted.len().saturating_mul(LOOK_UP_COST) < reader.max_doc() as usize {
            look_up(reader, &wanted, &mut put)?;
        } else {
            let ids = reader.fast_fields().u64("id_number")?;
            for doc in 0..reader.max_doc() {
                if let Some((_, until)) = ids.first(doc).and_then(|number| wanted.get(&number)) {
                    put(doc, *until);
                }
            }
        }
    }
    found.sort_unstable_by_key(|one| one.address);
    Ok(found)
}

fn look_up(
    reader: &SegmentReader,
    wanted: &HashMap<u64, (String, Option<u64>)>,
    put: &mut impl FnMut(u32, Option<u64>),
) -> tantivy::Result<()> {
    let field = Fields::get().id;
    let index = reader.inverted_index(field)?;
    for (id, until) in wanted.values() {
        let term = Term::from_field_text(field, id);
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        while postings.doc() != TERMINATED {
            put(postings.doc(), *until);
            postings.advance();
        }
    }
    Ok(())
}
