//! What delivering asks of whoever writes deliveries down. The program's own forms are in `render`.

use super::delivery::{Delivery, Entry};

/// A form of a file that holds many deliveries and is written anew for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileForm {
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// Markdown.
    Markdown,
}

/// The file is none that alerts have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was not written by an alert in this form, and is left as it is")]
pub struct NotOurs;

/// Writes deliveries down.
pub trait Forms: Sync {
    /// The file with `delivery`, of which it shows nothing twice; `known` is what it holds now, empty when there is none.
    /// `None`: it shows all of it already.
    fn file(&self, form: FileForm, known: &str, delivery: &Delivery<'_>) -> Result<Option<String>, NotOurs>;

    /// An entry as one line of JSON with its line feed.
    fn line(&self, entry: &Entry, delivery: &Delivery<'_>) -> Vec<u8>;

    /// The id of the delivery that a line of JSON holds; `None`: it is not such a line.
    fn delivery_of_line(&self, line: &str) -> Option<String>;
}
