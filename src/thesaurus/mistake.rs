//! What can be wrong with a file of entries: which file and line, and what to write instead. Nothing here reads one.

use std::fmt;

/// One thing wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    /// The file as the caller calls it.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The entry concerned.
    pub entry: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        if let Some(entry) = &self.entry {
            write!(f, ", entry `{entry}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// What is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A line that is no part of an entry.
    #[error("{0}; write an entry as `[name]` and below it lines such as `fr = \"trêve, cessez-le-feu\"`")]
    Syntax(&'static str),
    /// A line before the first entry.
    #[error("`{0}` stands outside an entry; put a line `[name]` above it")]
    OutsideEntry(String),
    /// An entry's name.
    #[error(
        "`{0}` cannot name an entry; use lower-case letters a to z, digits and hyphens, such as `peace-talks`"
    )]
    BadId(String),
    /// Two entries of one name.
    #[error("a second entry is called `{0}`; put both together under one name")]
    EntryTwice(String),
    /// A key that the entry has already.
    #[error("the entry has `{0}` already; put the terms together in one line")]
    KeyTwice(String),
    /// A key.
    #[error(
        "`{0}` is not a key; use a language (`fr`, `en`) or `all`, either alone or followed by `_related`, `_not` or `_people`; or `see`, `ambiguous`, `note`, `iptc`, `eurovoc`, `replace`"
    )]
    UnknownKey(String),
    /// A value that is no text in quotes.
    #[error("the value of `{0}` must be text in double quotes, with commas between terms")]
    NotText(String),
    /// `replace` that is neither true nor false.
    #[error("the value of `replace` must be `true` or `false`, without quotes")]
    NotBoolean,
    /// Nothing between two commas.
    #[error("a term of `{0}` is empty; take out the comma that is too many, or write the term")]
    EmptyTerm(String),
    /// The same term twice.
    #[error("`{0}` is written twice for the same language; keep one")]
    TermTwice(String),
    /// No term that names the concept.
    #[error("no term names it; give it at least one language, such as `fr = \"trêve\"`")]
    NoTerm,
    /// `ambiguous` names no term of the entry.
    #[error("`{0}` is called ambiguous but is no term of this entry; write it as the entry does")]
    NotATerm(String),
    /// `see` names no entry.
    #[error("`see` names `{0}`, which is no entry; correct the name or add the entry")]
    Unresolved(String),
    /// A code.
    #[error("`{1}` is not a code for `{0}`; a Media Topic has eight digits, a EuroVoc concept a number")]
    BadCode(&'static str, String),
}
