//! What went wrong with which file: reported, counted, never fatal. Not errors: those end an operation.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Why a file or one article of it could not be used, or was used with a doubt.
///
/// The set is closed and its words are stable: scripts and `status --failed` group by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// No reader knows the format.
    UnsupportedFormat,
    /// Nothing but white space.
    Empty,
    /// Binary bytes where text was expected.
    Binary,
    /// The file could not be opened or read.
    Unreadable,
    /// The file went away or changed while it was read.
    Vanished,
    /// The file ends too early.
    Truncated,
    /// The file does not follow its format.
    Malformed,
    /// The file, or what it unpacks to, is over a bound.
    TooLarge,
    /// The content holds no article text.
    NoText,
    /// A second article with the same key in one file.
    DuplicateMember,
    /// A date that does not exist or cannot be read; the article stays undated or takes the next best date.
    BadDate,
    /// Bytes that the encoding does not know, replaced by U+FFFD.
    BadEncoding,
    /// A pipe, socket or device.
    SpecialFile,
    /// A link that was not followed, or leads in a circle.
    Link,
    /// Files inside a container were left out on purpose, and counted.
    SkippedMembers,
    /// A file inside a container that is not read for what it is: a link, encrypted, a name that leads out.
    RefusedMember,
    /// A page of an issue whose own file describes it: it is searched as part of that.
    PageOfIssue,
    /// A column or member that the folder's settings name, and that the file has not.
    MissingColumn,
}

impl Code {
    /// The stable word, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::UnsupportedFormat => "unsupported-format",
            Code::Empty => "empty",
            Code::Binary => "binary",
            Code::Unreadable => "unreadable",
            Code::Vanished => "vanished",
            Code::Truncated => "truncated",
            Code::Malformed => "malformed",
            Code::TooLarge => "too-large",
            Code::NoText => "no-text",
            Code::DuplicateMember => "duplicate-member",
            Code::BadDate => "bad-date",
            Code::BadEncoding => "bad-encoding",
            Code::SpecialFile => "special-file",
            Code::Link => "link",
            Code::SkippedMembers => "skipped-members",
            Code::RefusedMember => "refused-member",
            Code::PageOfIssue => "page-of-issue",
            Code::MissingColumn => "missing-column",
        }
    }
}

/// One finding about one file or one member of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file.
    pub path: PathBuf,
    /// The member of a container: its key, or `line 12` where it has none.
    pub member: Option<String>,
    /// The stable code.
    pub code: Code,
    /// One clause for people: what was found, with numbers where they help.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(member) = &self.member {
            write!(f, "#{member}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Receives diagnostics while work goes on.
pub trait Sink {
    /// Takes one finding.
    fn report(&mut self, diagnostic: Diagnostic);
}

impl Sink for Vec<Diagnostic> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.push(diagnostic);
    }
}
