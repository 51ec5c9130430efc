//! What can be wrong with a file of settings: where, and what to write instead. Nothing here reads one.

use std::fmt;

/// One thing wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    /// The file as the caller calls it.
    pub file: String,
    /// Its line, from 1, when one is to blame.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// What is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// A key that no setting has.
    #[error("there is no setting `{name}`{}", meant(.nearest.as_deref(), .known))]
    UnknownKey {
        /// As written, with the section it stands in.
        name: String,
        /// The setting that is probably meant.
        nearest: Option<String>,
        /// All settings that may stand there.
        known: Vec<&'static str>,
    },
    /// A value of another kind.
    #[error("`{0}` must be {1}")]
    WrongKind(String, &'static str),
    /// The key of a converter that is no extension.
    #[error("`{0}` is no file name extension; write letters and digits, such as `doc`")]
    BadExtension(String),
    /// Two converters for one extension.
    #[error("`{0}` has a converter already")]
    ExtensionTwice(String),
    /// The command of a converter without a word.
    #[error(
        "the converter for `{0}` is empty; write its command, such as \"antiword {{}}\", or take the line out"
    )]
    EmptyCommand(String),
    /// A quote that does not end.
    #[error("the converter for `{0}` opens a quote that it does not close")]
    OpenQuote(String),
}

fn meant(nearest: Option<&str>, known: &[&str]) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => format!("; there are: {}", known.join(", ")),
    }
}
