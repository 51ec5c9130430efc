//! What can be wrong with a file of settings: where, and what to write instead. Nothing here reads one.

use std::fmt;
use std::path::PathBuf;

use crate::schedule::CronError;

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
        known: Vec<String>,
    },
    /// A value that the setting cannot have.
    #[error("`{0}` {1}")]
    Unfit(String, Unfit),
    /// A section where a value stands.
    #[error("`{0}` must be a section: a line `[{0}]`, and below it lines such as `{1} = …`")]
    NoSection(String, String),
    /// The key of a converter that is no extension.
    #[error("`{0}` is no file name extension; write letters and digits, such as `doc`")]
    BadExtension(String),
    /// Two converters for one extension.
    #[error("`{0}` has a converter already")]
    ExtensionTwice(String),
    /// A name that no archive or alert can have.
    #[error("`{0}` cannot be a name: names hold no `/` and do not begin with a full stop")]
    BadName(String),
    /// A schedule without times, or with several.
    #[error("`{0}` needs exactly one of `every`, `cron` and `daily`")]
    Timing(String),
    /// Two folders of an archive, of which one lies in the other.
    #[error("{} lies in {}: its articles would be indexed twice; take one of them", .0.display(), .1.display())]
    Overlap(PathBuf, PathBuf),
    /// A label for two folders of an archive.
    #[error("two folders have the label `{0}`; ids of articles begin with it, so each needs its own")]
    LabelTwice(String),
    /// An alert without a query.
    #[error("the alert `{0}` has no query; write `query = \"…\"`")]
    NoQuery(String),
    /// An alert that leads nowhere.
    #[error(
        "the alert `{0}` goes nowhere; write `rss`, `atom`, `jsonl` or `markdown` with a file, or `command`"
    )]
    NoDestination(String),
}

/// What is wrong with a value: the rest of a sentence that begins with its setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// Of another kind.
    #[error("must be {0}")]
    Must(&'static str),
    /// The same of what was typed in a shell.
    #[error("must be {0}")]
    Typed(String),
    /// What a run would refuse.
    #[error("must be at least 64M: a run needs so much")]
    TooLittleMemory,
    /// Times that are none.
    #[error("is no line of a crontab: {0}")]
    Cron(CronError),
    /// A quote that does not end.
    #[error("opens a quote that it does not close")]
    OpenQuote,
    /// A glob that is none.
    #[error("has a glob that cannot be read: `{0}`")]
    Glob(String),
    /// A format that is not read.
    #[error("names the format `{0}`, which there is not; there are: {1}")]
    Format(String, String),
    /// A key of a folder's table that there is not, or its value.
    #[error("has a folder with a mistake: {0}")]
    Folder(String),
}

fn meant(nearest: Option<&str>, known: &[String]) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => format!("; there are: {}", known.join(", ")),
    }
}
