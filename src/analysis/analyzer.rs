//! An analyzer: a name and an ordered list of filters. Knows no language itself.

use super::chunk::{Chunk, Part};

/// Rewrites the words of one chunk: changes, splits, joins or completes them.
pub trait TokenFilter: Send + Sync {
    /// Changes `chunk` in place. Spans must stay inside the bytes the chunk had and parts in ascending order.
    fn apply(&self, chunk: &mut Chunk);
}

/// How one language's chunks become terms.
pub struct Analyzer {
    name: &'static str,
    filters: Vec<Box<dyn TokenFilter>>,
}

impl Analyzer {
    /// An analyzer that applies `filters` in order.
    pub fn new(name: &'static str, filters: Vec<Box<dyn TokenFilter>>) -> Self {
        Analyzer { name, filters }
    }

    /// Its name, the code of its language.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The words of `surface`, a chunk as the scanner found it.
    pub fn analyse(&self, surface: &str) -> Chunk {
        let whole =
            Part { exact: surface.to_string(), lemmas: Vec::new(), byte_start: 0, byte_end: surface.len() };
        let mut chunk = Chunk { parts: vec![whole], joined: None };
        for filter in &self.filters {
            filter.apply(&mut chunk);
        }
        chunk
    }
}
