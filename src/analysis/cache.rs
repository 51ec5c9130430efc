//! Remembers what the analyzer found in each surface form, so that a text costs a look-up per word. One per thread: no locks.
//!
//! Measured with the stemmer alone, a cache nearly doubles the speed of indexing; it serves all filters at once here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

use super::analyzer::Analyzer;
use super::chunk::Chunk;
use super::stream::Fragment;

/// Forgets everything past this many spellings, about 25 MB: an archive of noise must not eat the memory.
const MAX_SPELLINGS: usize = 60_000;
/// Longer spellings are analysed each time.
const MAX_SPELLING_BYTES: usize = 64;

/// What is remembered of one surface form.
pub(super) struct Entry {
    /// Its words.
    pub chunk: Chunk,
    /// The same, ready to be appended to the streams of the index.
    pub fragment: Fragment,
}

impl Entry {
    fn new(analyzer: &Analyzer, surface: &str) -> Rc<Entry> {
        let chunk = analyzer.analyse(surface);
        let fragment = Fragment::of(&chunk);
        Rc::new(Entry { chunk, fragment })
    }
}

/// FNV-1a: short keys, no attacker to fear (a crowded table only costs time, and its size is bounded).
#[derive(Default)]
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

type Entries = HashMap<Box<str>, Rc<Entry>, BuildHasherDefault<Fnv>>;

thread_local! {
    static CACHE: RefCell<HashMap<&'static str, Entries>> = RefCell::default();
}

/// Calls `each` with what `analyzer` finds in each of `surfaces`.
pub(super) fn analyse_all<'t>(
    analyzer: &Analyzer,
    surfaces: impl Iterator<Item = (usize, &'t str)>,
    mut each: impl FnMut(usize, &Entry),
) {
    CACHE.with_borrow_mut(|cache| {
        let entries = cache.entry(analyzer.name()).or_default();
        for (byte_start, surface) in surfaces {
            if let Some(entry) = entries.get(surface) {
                each(byte_start, entry);
                continue;
            }
            let entry = Entry::new(analyzer, surface);
            each(byte_start, &entry);
            if surface.len() <= MAX_SPELLING_BYTES {
                if entries.len() >= MAX_SPELLINGS {
                    entries.clear();
                }
                entries.insert(surface.into(), entry);
            }
        }
    });
}
