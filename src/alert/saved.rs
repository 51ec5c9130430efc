//! A saved query and where its answers go. Plain data: which file of settings says it is not known here.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A query that is answered over what every run brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its name; what it has delivered is known by it.
    pub name: String,
    /// The query as typed.
    pub query: String,
    /// Where its answers go.
    pub destinations: Vec<Destination>,
    /// Whether articles that were corrected are delivered again.
    pub updates: bool,
    /// Articles that were published longer ago are left out; undated ones are not. `None`: none are.
    pub max_age_days: Option<u32>,
    /// Most passages of an article.
    pub num_passages: usize,
}

impl Alert {
    /// So many passages of an article unless more are asked for.
    pub const USUAL_PASSAGES: usize = 3;

    /// An alert that goes nowhere yet.
    pub fn new(name: impl Into<String>, query: impl Into<String>) -> Alert {
        Alert {
            name: name.into(),
            query: query.into(),
            destinations: Vec::new(),
            updates: false,
            max_age_days: None,
            num_passages: Alert::USUAL_PASSAGES,
        }
    }
}

/// Where answers go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Destination {
    /// A feed in the form of RSS 2.0.
    Rss(PathBuf),
    /// A feed in the form of Atom.
    Atom(PathBuf),
    /// A file of JSON objects, one a line.
    JsonLines(PathBuf),
    /// A text to read.
    Markdown(PathBuf),
    /// The words of a command that gets JSON objects, one a line, on stdin.
    Command(Vec<OsString>),
}

impl Destination {
    /// The word for its kind, as in settings.
    pub fn kind(&self) -> &'static str {
        match self {
            Destination::Rss(_) => "rss",
            Destination::Atom(_) => "atom",
            Destination::JsonLines(_) => "jsonl",
            Destination::Markdown(_) => "markdown",
            Destination::Command(_) => "command",
        }
    }

    /// The file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Destination::Rss(path)
            | Destination::Atom(path)
            | Destination::JsonLines(path)
            | Destination::Markdown(path) => Some(path),
            Destination::Command(_) => None,
        }
    }

    /// The path, or the words of the command.
    pub fn target(&self) -> String {
        match self {
            Destination::Command(words) => {
                words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
            }
            file => file.path().unwrap_or(Path::new("")).to_string_lossy().into_owned(),
        }
    }

    /// What it is remembered by.
    pub(super) fn key(&self) -> String {
        format!("{}:{}", self.kind(), self.target())
    }
}
