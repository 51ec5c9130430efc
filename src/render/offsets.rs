//! What offsets count in JSON output: bytes as everywhere inside, or code points for languages that index by them.

use std::collections::HashMap;

use crate::model::{ArticleId, Span};

/// The unit of offsets in an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Offsets {
    /// UTF-8 bytes.
    #[default]
    Bytes,
    /// Unicode code points. Holds the stored texts of the articles in the answer: a passage's place counts from
    /// the start of its article. An article whose text is missing keeps byte offsets out: its passages get `null`.
    Chars(HashMap<ArticleId, String>),
}

impl Offsets {
    /// A span of `text`, in this unit.
    pub fn in_text(&self, span: Span, text: &str) -> [usize; 2] {
        match self {
            Offsets::Bytes => [span.byte_start, span.byte_end],
            Offsets::Chars(_) => chars(span, text),
        }
    }

    /// A span of the stored text of `article`, in this unit; `None` when that text is not at hand.
    pub fn in_article(&self, span: Span, article: &ArticleId) -> Option<[usize; 2]> {
        match self {
            Offsets::Bytes => Some([span.byte_start, span.byte_end]),
            Offsets::Chars(texts) => texts.get(article).map(|text| chars(span, text)),
        }
    }
}

fn chars(span: Span, text: &str) -> [usize; 2] {
    let before = Span::new(0, span.byte_start).of(text).chars().count();
    [before, before + span.of(text).chars().count()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted() {
        let text = "été 𝕏 fin";
        let span = Span::new(text.find("fin").unwrap(), text.len());
        assert_eq!(Offsets::Bytes.in_text(span, text), [11, 14]);
        assert_eq!(Offsets::Chars(HashMap::new()).in_text(span, text), [6, 9]);
        let id = ArticleId::new("a", b"b", "");
        assert_eq!(Offsets::Chars(HashMap::new()).in_article(span, &id), None);
    }
}
