//! The state an archive's index is in, by name, with the command that repairs it.

/// What a program finds when it opens an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexState {
    /// There is none yet.
    Missing,
    /// Made by this program with these tables: usable.
    Current,
    /// Usable, but an index run was broken off or folders were added since.
    Stale,
    /// Its fields are not the ones this program knows.
    SchemaMismatch,
    /// Its words were analysed by other rules: it answers, with a warning, until it is re-analysed.
    AnalyzerMismatch,
    /// Its files have a layout this program does not read.
    FormatMismatch,
    /// Files are missing or damaged.
    Corrupt,
}

impl IndexState {
    /// The stable word, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            IndexState::Missing => "missing",
            IndexState::Current => "current",
            IndexState::Stale => "stale",
            IndexState::SchemaMismatch => "schema-mismatch",
            IndexState::AnalyzerMismatch => "analyzer-mismatch",
            IndexState::FormatMismatch => "format-mismatch",
            IndexState::Corrupt => "corrupt",
        }
    }
}
