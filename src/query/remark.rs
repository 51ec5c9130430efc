//! A remark on how a query was read: where, and what a person should know. Never an error.

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// Something the reader of an answer should know about how the query was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The part of the query text it speaks of.
    pub span: Span,
    /// A sentence.
    pub message: String,
}

/// Most remarks on one query: nobody reads more, and a pasted page must not bring hundreds.
const MAX_REMARKS: usize = 20;

/// Most characters of the query that a message repeats.
const MAX_QUOTED_CHARS: usize = 40;

/// Gathers the remarks on one query text.
pub(super) struct Remarks<'t> {
    text: &'t str,
    remarks: Vec<Remark>,
    num_left_out: usize,
}

impl<'t> Remarks<'t> {
    /// No remark yet on `text`.
    pub(super) fn new(text: &'t str) -> Self {
        Remarks { text, remarks: Vec::new(), num_left_out: 0 }
    }

    /// Remarks on the part of the text at `span`; every `{}` in `message` stands for that part.
    pub(super) fn add(&mut self, span: Span, message: &str) {
        if self.remarks.len() < MAX_REMARKS {
            let message = message.replace("{}", &format!("`{}`", shortened(span.of(self.text))));
            self.remarks.push(Remark { span, message });
        } else {
            self.num_left_out += 1;
        }
    }

    /// All remarks in the order of the text; the last one counts those that were left out.
    pub(super) fn finish(mut self) -> Vec<Remark> {
        self.remarks.sort_by_key(|remark| remark.span);
        if self.num_left_out > 0 {
            let message = format!("{} more remarks on this query are left out.", self.num_left_out);
            self.remarks.push(Remark { span: Span::new(0, self.text.len()), message });
        }
        self.remarks
    }
}

/// The beginning of a long part, without control characters: a message is one line.
pub(crate) fn shortened(part: &str) -> String {
    let mut chars = part.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(MAX_QUOTED_CHARS).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_of_the_query_is_shown_short_and_on_one_line() {
        let text = format!("a\nb{}", "é".repeat(60));
        let mut remarks = Remarks::new(&text);
        remarks.add(Span::new(0, text.len()), "{} is odd.");
        let message = &remarks.finish()[0].message;
        assert!(message.starts_with("`a bé") && message.ends_with("é…` is odd."), "{message}");
    }

    #[test]
    fn remarks_stand_in_the_order_of_the_text_and_are_bounded() {
        let mut remarks = Remarks::new("abcdef");
        remarks.add(Span::new(3, 4), "second");
        remarks.add(Span::new(0, 1), "first");
        for _ in 0..100 {
            remarks.add(Span::new(5, 6), "third");
        }
        let remarks = remarks.finish();
        assert_eq!(remarks.len(), MAX_REMARKS + 1);
        assert_eq!((remarks[0].message.as_str(), remarks[1].message.as_str()), ("first", "second"));
        assert!(remarks[MAX_REMARKS].message.starts_with("82 more remarks"));
    }
}
