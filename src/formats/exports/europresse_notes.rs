//! What stands beside a Europresse article under labels: captions of pictures, notes and corrections.

use dom_query::NodeRef;

use crate::formats::html::text::text_of;
use crate::formats::metadata::one_line;

/// A kind a line, then its labels in lower case.
const LABELS: &str = include_str!("europresse_labels.tsv");

/// Captions and notes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    /// Captions.
    pub(super) captions: Vec<String>,
    /// Notes and corrections, which belong to the text.
    pub(super) notes: Vec<String>,
}

impl Notes {
    /// Reads what stands beside `article`.
    pub(super) fn of(article: &NodeRef<'_>) -> Notes {
        let mut asides = article.element_children();
        asides.retain(|node| node.has_name("aside"));
        let text: String = asides.iter().map(|aside| text_of(aside) + "\n").collect();
        Notes::read(&text)
    }

    fn read(text: &str) -> Notes {
        let mut found = Notes::default();
        let mut kind = None;
        for line in text.lines().map(one_line).filter(|line| !line.is_empty()) {
            let (label, rest) = line.split_once(':').unwrap_or((&line, ""));
            let (new_kind, content) = match kind_of(label) {
                // That it is a correction is part of what it says.
                Some("correction") => (Some("note"), line.as_str()),
                Some(new_kind) => (Some(new_kind), rest.trim()),
                None => (kind, line.as_str()),
            };
            kind = new_kind;
            match kind {
                _ if content.is_empty() => {}
                Some("caption") => found.captions.push(content.to_string()),
                Some("note") => found.notes.push(content.to_string()),
                _ => {}
            }
        }
        found
    }
}

/// Whether a link's text says that the article first stood where it leads.
pub(super) fn is_origin(text: &str) -> bool {
    let text = one_line(text).to_lowercase();
    labels_of("origin").any(|label| text.starts_with(label))
}

fn labels_of(kind: &'static str) -> impl Iterator<Item = &'static str> {
    LABELS
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(move |(name, _)| *name == kind)
        .flat_map(|(_, labels)| labels.split('\t'))
}

fn kind_of(label: &str) -> Option<&'static str> {
    let label = label.trim().to_lowercase();
    ["caption", "note", "correction"].into_iter().find(|kind| labels_of(kind).any(|known| known == label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_what_follows() {
        let notes = Notes::read(
            "Illustration(s) :\n\nUn pont.\n\nUn gué.\n\nNote(s) : (14 mars 1956.)\n\nAutre : rien",
        );
        assert_eq!(notes.captions, ["Un pont.", "Un gué."]);
        assert_eq!(notes.notes, ["(14 mars 1956.)", "Autre : rien"]);
        assert_eq!(Notes::read("Taille : 12"), Notes::default());
        assert!(is_origin("Cet article est paru dans Le Quotidien (site web)") && !is_origin("cet article"));
    }
}
