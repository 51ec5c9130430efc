//! The place at which a page of an answer ended. It holds for one state of the archive and one query: pages of different states
//! do not fit together, and who goes on with one is told so.

use std::fmt;
use std::str::FromStr;

use super::error::Error;
use super::request::{Level, Match, SearchRequest, Totals};
use super::response::{ArchiveStamp, Hit, Total};

/// Where to go on with an answer. As text it is opaque.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The state of the archive.
    generation: u64,
    /// What was asked of it.
    fingerprint: u64,
    /// Hits listed so far.
    offset: usize,
    /// Hits of the first page: the order of all pages follows from it.
    page: usize,
}

/// A text that is no cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor; cursors are the `next` of an answer in JSON, whole")]
pub struct CursorError;

impl Cursor {
    /// Where to go on behind `hits`; `None` when they end the list. Articles that lack words are listed as a courtesy: a list
    /// that has begun with them goes on, none goes on for their sake.
    pub(super) fn behind(
        request: &SearchRequest,
        stamp: &ArchiveStamp,
        hits: &[Hit],
        total: &Total,
    ) -> Option<Cursor> {
        let offset = request.offset + hits.len();
        let last = hits.last()?;
        let lists_some = last.matched == Match::Some || request.weakest == Some(Match::Some);
        let num_listed = total.articles + if lists_some { total.some } else { 0 };
        let may_go_on = request.level == Level::Article && hits.len() == request.num_hits;
        (may_go_on && (offset as u64) < num_listed).then(|| Cursor {
            generation: stamp.generation,
            fingerprint: fingerprint(request, stamp),
            offset,
            page: request.cursor.map_or(offset, |cursor| cursor.page),
        })
    }

    /// `request` at this place.
    pub(super) fn resume(
        self,
        request: &SearchRequest,
        stamp: &ArchiveStamp,
    ) -> Result<SearchRequest, Error> {
        if self.generation != stamp.generation {
            return Err(Error::StaleCursor { then: self.generation, now: stamp.generation });
        }
        if self.fingerprint != fingerprint(request, stamp) {
            return Err(Error::ForeignCursor);
        }
        Ok(SearchRequest { offset: self.offset, ..request.clone() })
    }

    /// Hits of the first page.
    pub(super) fn page(self) -> usize {
        self.page
    }
}

/// A hash of all that decides which articles are listed in which order, but for their number. Every new option of a request
/// is in it by itself.
fn fingerprint(request: &SearchRequest, stamp: &ArchiveStamp) -> u64 {
    let decisive = SearchRequest {
        now: None,
        num_hits: 0,
        offset: 0,
        cursor: None,
        num_passages: 0,
        num_context: 0,
        totals: Totals::Usual,
        ..request.clone()
    };
    // Generations start again when a damaged index is made new.
    let text = format!("{}\n{}\n{}\n{decisive:?}", env!("CARGO_PKG_VERSION"), stamp.name, stamp.updated);
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cursor { generation, fingerprint, offset, page } = self;
        write!(f, "c1.{generation:x}.{fingerprint:016x}.{offset:x}.{page:x}")
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Cursor, CursorError> {
        let parts: Vec<&str> = text.trim().split('.').collect();
        let ["c1", generation, fingerprint, offset, page] = parts.as_slice() else { return Err(CursorError) };
        let number = |text: &str| u64::from_str_radix(text, 16).map_err(|_| CursorError);
        let size = |text: &str| usize::try_from(number(text)?).map_err(|_| CursorError);
        Ok(Cursor {
            generation: number(generation)?,
            fingerprint: number(fingerprint)?,
            offset: size(offset)?,
            page: size(page)?.max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(generation: u64) -> ArchiveStamp {
        ArchiveStamp {
            name: "presse".into(),
            generation,
            updated: "2026-11-20T02:30:04Z".into(),
            refreshed: None,
            state: "current",
        }
    }

    fn cursor(request: &SearchRequest) -> Cursor {
        Cursor { generation: 7, fingerprint: fingerprint(request, &stamp(7)), offset: 20, page: 10 }
    }

    #[test]
    fn it_is_a_text_and_back() {
        let cursor = cursor(&SearchRequest::new("trêve"));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "c1", "c2.7.0.14.a", "c1.7.zz.14.a", "c1.7.0.14"] {
            assert_eq!(text.parse::<Cursor>(), Err(CursorError), "{text}");
        }
    }

    #[test]
    fn it_goes_on_with_its_own_query_only() {
        let request = SearchRequest::new("trêve");
        let cursor = cursor(&request);
        let wider = SearchRequest { num_hits: 50, num_passages: 1, ..request.clone() };
        assert_eq!(cursor.resume(&wider, &stamp(7)).unwrap().offset, 20);
        let other = SearchRequest { sources: vec!["Le Monde".into()], ..request.clone() };
        assert!(matches!(cursor.resume(&other, &stamp(7)), Err(Error::ForeignCursor)));
        assert!(matches!(cursor.resume(&request, &stamp(8)), Err(Error::StaleCursor { then: 7, now: 8 })));
        let made_new = ArchiveStamp { updated: "2026-11-21T02:30:04Z".into(), ..stamp(7) };
        assert!(matches!(cursor.resume(&request, &made_new), Err(Error::ForeignCursor)));
    }
}
