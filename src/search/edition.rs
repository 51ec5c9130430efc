//! Which articles their sources took back, replaced or keep under embargo, and which people withdrew from the archive. Decided when an index is opened and asked, not
//! when articles are written: so it is the same after any sequence of runs, and an embargo ends by itself.
//!
//! Of the editions of one guid (articles with a version or a status of their own), only those of the highest version are
//! shown, and none when one of these is withheld or canceled. An edition under embargo neither shows nor replaces.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, Term};

use super::listed::Listed;
use super::takedown::{self, Takedown};
use super::unshown::Unshown;
use crate::index::{Fields, Withdrawals};

/// One article that its source may have taken back or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edition {
    /// Of the guid; of the article's own place when it has none.
    guid: u64,
    /// The version; none is before all others, but a notice without one is for all.
    rank: u64,
    address: DocAddress,
    /// Minute from which it may be shown.
    embargo: Option<u64>,
    is_usable: bool,
}

/// All of them in an index.
#[derive(Default)]
pub(super) struct Editions {
    /// Grouped by guid.
    editions: Vec<Edition>,
    /// What people withdrew, by place. It says nothing of the editions beside it: a later version of its source is still the one
    /// that counts.
    takedowns: Vec<Takedown>,
    /// What is hidden whatever the time, when nothing is hidden or shown from a minute on.
    always: Option<Arc<Listed>>,
}

impl Editions {
    /// Looks through the columns of `searcher` and for what `withdrawn` names; an index without such articles costs nothing.
    pub fn open(searcher: &Searcher, withdrawn: &Withdrawals) -> tantivy::Result<Editions> {
        let mut editions = Vec::new();
        for (segment_ord, reader) in (0..).zip(searcher.segment_readers()) {
            SegmentEditions::open(reader)?.collect(segment_ord, reader, &mut editions)?;
        }
        let notices: Vec<Edition> =
            editions.iter().copied().filter(|edition| edition.rank == u64::MAX).collect();
        for notice in notices {
            add_plain_editions(searcher, notice, &mut editions)?;
        }
        editions.sort_unstable();
        editions.dedup_by_key(|edition| edition.address);
        let takedowns = takedown::find(searcher, withdrawn)?;
        let mut opened = Editions { editions, takedowns, always: None };
        let is_timeless = opened.editions.iter().all(|edition| edition.embargo.is_none());
        if is_timeless && opened.takedowns.iter().all(|takedown| takedown.until.is_none()) {
            opened.always = opened.hidden_at(u64::MAX);
        }
        Ok(opened)
    }

    /// What is hidden from somebody who asks in minute `now`; `None`: nothing is.
    pub fn hidden(&self, now: u64) -> Option<Arc<Listed>> {
        if self.always.is_some() || (self.editions.is_empty() && self.takedowns.is_empty()) {
            self.always.clone()
        } else {
            self.hidden_at(now)
        }
    }

    /// What may not be shown before a time later than `now`.
    pub fn embargoed(&self, now: u64) -> Option<Arc<Listed>> {
        let is_meant =
            |edition: &&Edition| is_waiting(edition, now) && !self.is_taken_down(edition.address, now);
        let waiting = self.editions.iter().filter(is_meant);
        Listed::new(waiting.map(|edition| edition.address))
    }

    /// What an embargo kept back in minute `then` and does not in minute `now`.
    pub fn released(&self, then: u64, now: u64) -> impl Iterator<Item = DocAddress> + '_ {
        let released = move |edition: &&Edition| is_waiting(edition, then) && !is_waiting(edition, now);
        self.editions.iter().filter(released).map(|edition| edition.address)
    }

    /// Everything that is hidden in minute `now`, with the reason.
    pub fn unshown(&self, now: u64) -> impl Iterator<Item = (DocAddress, Unshown)> + '_ {
        let by_source = self.groups().flat_map(move |group| {
            let shown = shown_rank(group, now);
            group.iter().filter_map(move |edition| Some((edition.address, why_unshown(edition, shown, now)?)))
        });
        let by_source = by_source.filter(move |(address, _)| !self.is_taken_down(*address, now));
        let taken_down = self.takedowns.iter().filter(move |takedown| takedown.hides_at(now));
        taken_down.map(|takedown| (takedown.address, Unshown::TakenDown)).chain(by_source)
    }

    /// What people withdrew, also what is shown again from some day on.
    pub fn taken_down(&self) -> Option<Arc<Listed>> {
        Listed::new(self.takedowns.iter().map(|takedown| takedown.address))
    }

    /// Whether a person withdrew the article at `address`.
    pub fn is_taken_down(&self, address: DocAddress, now: u64) -> bool {
        let place = self.takedowns.binary_search_by_key(&address, |takedown| takedown.address);
        place.is_ok_and(|place| self.takedowns[place].hides_at(now))
    }

    /// The edition that is shown in place of the one at `address`.
    pub fn successor(&self, address: DocAddress, now: u64) -> Option<DocAddress> {
        let group = self.groups().find(|group| group.iter().any(|edition| edition.address == address))?;
        let rank = shown_rank(group, now)?;
        let shown = group.iter().find(|edition| edition.rank == rank && !is_waiting(edition, now))?;
        (!self.is_taken_down(shown.address, now)).then_some(shown.address)
    }

    fn groups(&self) -> impl Iterator<Item = &[Edition]> {
        self.editions.chunk_by(|a, b| a.guid == b.guid)
    }

    fn hidden_at(&self, now: u64) -> Option<Arc<Listed>> {
        Listed::new(self.unshown(now).map(|(address, _)| address))
    }
}

/// `None`: it is shown, `shown` being the version of its guid that is.
fn why_unshown(edition: &Edition, shown: Option<u64>, now: u64) -> Option<Unshown> {
    match shown {
        _ if is_waiting(edition, now) => Some(Unshown::Embargoed),
        Some(rank) if rank == edition.rank => None,
        Some(_) => Some(Unshown::Replaced),
        None => Some(Unshown::Withdrawn),
    }
}

fn is_waiting(edition: &Edition, now: u64) -> bool {
    edition.embargo.is_some_and(|minute| minute > now)
}

/// The version of a guid that is shown; `None`: it is withdrawn, or none may be shown yet.
fn shown_rank(group: &[Edition], now: u64) -> Option<u64> {
    let highest =
        group.iter().filter(|edition| !is_waiting(edition, now)).map(|edition| edition.rank).max()?;
    let is_usable = group.iter().filter(|edition| edition.rank == highest).all(|edition| edition.is_usable);
    is_usable.then_some(highest)
}

/// The columns of one segment that tell editions.
struct SegmentEditions {
    versions: Option<Column<u64>>,
    embargoes: Option<Column<u64>>,
    statuses: Option<StrColumn>,
    guids: Option<StrColumn>,
}

impl SegmentEditions {
    fn open(reader: &SegmentReader) -> tantivy::Result<SegmentEditions> {
        let columns = reader.fast_fields();
        let numbers = |name| {
            Ok::<_, tantivy::TantivyError>(
                columns.column_opt::<u64>(name)?.filter(|column| column.values.num_vals() > 0),
            )
        };
        Ok(SegmentEditions {
            versions: numbers("version")?,
            embargoes: numbers("embargo")?,
            statuses: columns.str("status")?.filter(|column| column.num_terms() > 0),
            guids: columns.str("source_id")?,
        })
    }

    fn collect(
        &self,
        segment_ord: u32,
        reader: &SegmentReader,
        editions: &mut Vec<Edition>,
    ) -> tantivy::Result<()> {
        if self.versions.is_none() && self.embargoes.is_none() && self.statuses.is_none() {
            return Ok(());
        }
        let mut guids: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for doc in reader.doc_ids_alive() {
            let Some(edition) = self.edition(DocAddress::new(segment_ord, doc)) else { continue };
            if let Some(ord) = self.guids.as_ref().and_then(|guids| guids.ords().first(doc)) {
                guids.entry(ord).or_default().push(editions.len());
            }
            editions.push(edition);
        }
        let Some(column) = &self.guids else { return Ok(()) };
        // A dictionary is read from the start of a block: in order, each block is read once.
        let ords: Vec<u64> = guids.keys().copied().collect();
        let mut numbers = guids.values();
        column.dictionary().sorted_ords_to_term_cb(&ords, |guid| {
            for &number in numbers.next().into_iter().flatten() {
                editions[number].guid = hash(guid);
            }
        })?;
        Ok(())
    }

    /// `None`: an ordinary article.
    fn edition(&self, address: DocAddress) -> Option<Edition> {
        let doc: DocId = address.doc_id;
        let number = |column: &Option<Column<u64>>| column.as_ref().and_then(|column| column.first(doc));
        let (version, embargo) = (number(&self.versions), number(&self.embargoes));
        let is_usable = self.statuses.as_ref().is_none_or(|statuses| statuses.ords().first(doc).is_none());
        if version.is_none() && embargo.is_none() && is_usable {
            return None;
        }
        let rank = version.unwrap_or(if is_usable { 0 } else { u64::MAX });
        Some(Edition { guid: hash(&address), rank, address, embargo, is_usable })
    }
}

/// A notice without a version withdraws the articles of its guid that have none either.
fn add_plain_editions(
    searcher: &Searcher,
    notice: Edition,
    editions: &mut Vec<Edition>,
) -> tantivy::Result<()> {
    let reader = searcher.segment_reader(notice.address.segment_ord);
    let Some(guids) = reader.fast_fields().str("source_id")? else { return Ok(()) };
    let Some(ord) = guids.ords().first(notice.address.doc_id) else { return Ok(()) };
    let mut guid = String::new();
    guids.ord_to_str(ord, &mut guid)?;
    let term = Term::from_field_text(Fields::get().source_id, &guid);
    for (segment_ord, reader) in (0..).zip(searcher.segment_readers()) {
        let index = reader.inverted_index(term.field())?;
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        let is_alive = |doc| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        while postings.doc() != tantivy::TERMINATED {
            let address = DocAddress::new(segment_ord, postings.doc());
            if is_alive(postings.doc()) && SegmentEditions::open(reader)?.edition(address).is_none() {
                editions.push(Edition { rank: 0, address, embargo: None, is_usable: true, ..notice });
            }
            postings.advance();
        }
    }
    Ok(())
}

/// Equal for equal guids of one run of the program; a collision of two among a million has odds of one in a million.
fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::example_index::searcher_over;
    use super::*;
    use crate::model::{Article, Known, PartialDate, Status};

    fn edition(guid: u64, rank: u64, doc: u32, embargo: Option<u64>, is_usable: bool) -> Edition {
        Edition { guid, rank, address: DocAddress::new(0, doc), embargo, is_usable }
    }

    fn hidden(editions: Vec<Edition>, now: u64) -> Vec<DocId> {
        let editions = Editions { editions, ..Editions::default() };
        editions.hidden(now).map(|hidden| hidden.docs(0).to_vec()).unwrap_or_default()
    }

    #[test]
    fn the_highest_version_replaces_the_others() {
        let editions =
            vec![edition(1, 1, 0, None, true), edition(1, 2, 1, None, true), edition(2, 1, 2, None, true)];
        assert_eq!(hidden(editions, 0), [0]);
        let copies = vec![edition(1, 2, 0, None, true), edition(1, 2, 1, None, true)];
        assert_eq!(hidden(copies, 0), [] as [DocId; 0]);
    }

    #[test]
    fn a_notice_hides_what_it_withdraws_and_itself() {
        let withdrawn = vec![edition(1, 1, 0, None, true), edition(1, 2, 1, None, false)];
        assert_eq!(hidden(withdrawn, 0), [0, 1]);
        let released_again =
            vec![edition(1, 1, 0, None, true), edition(1, 2, 1, None, false), edition(1, 3, 2, None, true)];
        assert_eq!(hidden(released_again, 0), [0, 1]);
        let of_all = vec![edition(1, 5, 0, None, true), edition(1, u64::MAX, 1, None, false)];
        assert_eq!(hidden(of_all, 0), [0, 1]);
    }

    #[test]
    fn an_embargo_ends_at_its_minute_and_replaces_only_then() {
        let editions = vec![edition(1, 1, 0, None, true), edition(1, 2, 1, Some(100), true)];
        assert_eq!(hidden(editions.clone(), 99), [1]);
        assert_eq!(hidden(editions, 100), [0]);
    }

    #[test]
    fn each_hidden_article_has_its_reason_and_its_successor() {
        let editions = vec![
            edition(1, 1, 0, None, true),
            edition(1, 2, 1, None, true),
            edition(1, 3, 2, Some(100), true),
            edition(2, 1, 3, None, true),
            edition(2, 2, 4, None, false),
        ];
        let editions = Editions { editions, ..Editions::default() };
        let why: Vec<_> = editions.unshown(50).map(|(address, why)| (address.doc_id, why)).collect();
        let (replaced, withdrawn) = (Unshown::Replaced, Unshown::Withdrawn);
        assert_eq!(why, [(0, replaced), (2, Unshown::Embargoed), (3, withdrawn), (4, withdrawn)]);
        let successor = |doc, now| editions.successor(DocAddress::new(0, doc), now).map(|shown| shown.doc_id);
        assert_eq!((successor(0, 50), successor(0, 100), successor(3, 50)), (Some(1), Some(2), None));
    }

    /// Numbers of the hidden articles among those of (guid, version, status, embargo).
    fn hidden_of(articles: &[(&str, Option<u64>, Status, Option<&str>)], now: &str) -> Vec<DocId> {
        let article =
            |&(guid, version, status, embargo): &(&str, Option<u64>, Status, Option<&str>)| Article {
                source_id: Some(guid.to_string()),
                version,
                status,
                embargo: embargo.map(|date| Known::stated(date.parse().unwrap(), "test")),
                text: "La trêve.".into(),
                ..Article::default()
            };
        let searcher = searcher_over(articles.iter().map(article).collect());
        let now = now.parse::<PartialDate>().unwrap().first_minute();
        let hidden = Editions::open(&searcher, &Withdrawals::default()).unwrap().hidden(now);
        hidden.map(|hidden| hidden.docs(0).to_vec()).unwrap_or_default()
    }

    #[test]
    fn editions_are_found_in_an_index() {
        use Status::{Canceled, Usable, Withheld};
        let now = "2023-09-20T09:00:00Z";
        assert_eq!(hidden_of(&[("a", None, Usable, None), ("a", None, Usable, None)], now), [] as [DocId; 0]);
        let revised =
            [("a", Some(1), Usable, None), ("b", Some(1), Usable, None), ("a", Some(2), Usable, None)];
        assert_eq!(hidden_of(&revised, now), [0]);
        assert_eq!(hidden_of(&[("a", None, Usable, None), ("a", None, Canceled, None)], now), [0, 1]);
        assert_eq!(hidden_of(&[("a", Some(3), Withheld, None), ("b", None, Usable, None)], now), [0]);
        let until_ten = [("a", None, Usable, Some("2023-09-20T10:00:00Z"))];
        assert_eq!(hidden_of(&until_ten, now), [0]);
        assert_eq!(hidden_of(&until_ten, "2023-09-20T12:00:00+02:00"), [] as [DocId; 0]);
    }
}
