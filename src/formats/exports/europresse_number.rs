//! The number of a Europresse document, `news·20060315·LM·0q1503_1256056`: an id that lasts, and a day.

use dom_query::NodeRef;

use crate::formats::html::text::text_of;
use crate::model::PartialDate;

use super::europresse_layout::{Layout, Role};
use super::outermost::outermost;

/// A longer word is no number.
const MAX_BYTES: usize = 200;

/// The number and the day in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    /// The whole number.
    pub(super) text: Option<String>,
    /// The day on which the database has the document.
    pub(super) date: Option<PartialDate>,
}

impl Number {
    /// Finds the number in its element, else in the footer.
    pub(super) fn of(article: &NodeRef<'_>, layout: &Layout<'_>) -> Number {
        let in_element = layout.all(Role::Number).iter().find_map(|node| find(&node.text()));
        let in_footer = || {
            let footers = outermost(article, |node| node.has_name("footer"));
            footers.iter().find_map(|footer| find(&text_of(footer)))
        };
        in_element.or_else(in_footer).unwrap_or_default()
    }
}

/// The first word of `text` that is a number.
pub(super) fn find(text: &str) -> Option<Number> {
    text.split_whitespace().find_map(read)
}

fn read(word: &str) -> Option<Number> {
    let mut parts = word.split(['·', '×']);
    let (kind, day, source, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_kind = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_day = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = is_kind && is_day && !source.is_empty() && !rest.is_empty() && word.len() <= MAX_BYTES;
    // A day that does not exist leaves the number an id.
    is_number.then(|| Number { text: Some(word.to_string()), date: day.parse().ok() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hold_a_day() {
        let number = find("Numéro de document : news·20060315·LM·0q1503_1256056 ").unwrap();
        assert_eq!(number.text.as_deref(), Some("news·20060315·LM·0q1503_1256056"));
        assert_eq!(number.date.map(|date| date.to_string()).as_deref(), Some("2006-03-15"));
        assert_eq!(find("news·20060231·LM·1").unwrap().date, None);
        for text in ["", "a·b·c·d", "paix·20060315", "20060315"] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
