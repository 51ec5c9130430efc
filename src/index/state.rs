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

    /// Whether queries are answered in this state.
    pub fn can_answer(self) -> bool {
        matches!(self, IndexState::Current | IndexState::Stale | IndexState::AnalyzerMismatch)
    }

    /// A sentence for people: what is the matter, and the command that repairs it.
    pub fn sentence(self) -> &'static str {
        match self {
            IndexState::Missing => "nothing is indexed yet; run `depeche index FOLDER`",
            IndexState::Current => "the index is current",
            IndexState::Stale => "the last index run was not finished; run `depeche index`",
            IndexState::SchemaMismatch => {
                "the index was made with other fields; run `depeche index --reanalyze` (no source file is needed)"
            }
            IndexState::AnalyzerMismatch => {
                "the index was made with other rules for words and may miss some; run `depeche index --reanalyze`"
            }
            IndexState::FormatMismatch => {
                "the index was made by another version of depeche; run `depeche index --full` to make it new"
            }
            IndexState::Corrupt => {
                "files of the index are missing or damaged; run `depeche check --repair`, which keeps what can be read"
            }
        }
    }
}
