//! Takes boxes out of a page that are called what they are: newsletter, share, related, cookie. Not the extractor:
//! it judges by links and lengths and keeps such boxes when they stand inside the article.

use std::collections::HashSet;
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};

use super::body::text_of;

/// Words of class names and ids that furniture has, one a line.
const WORDS: &str = include_str!("furniture.txt");

/// A box with more of the page's text is the article under a strange name.
const MAX_SHARE: usize = 4;

/// Boxes weighed: each costs as much time as it has text, and boxes may stand inside each other.
const MAX_BOXES: usize = 300;

/// A larger page is left as it is, for the same reason.
const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;

static FURNITURE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| WORDS.lines().collect());

/// Removes the boxes from `page`.
pub(super) fn remove_furniture(page: &Document) {
    let Some(body) = page.body() else { return };
    let total = text_of(&body).len();
    if total > MAX_TEXT_BYTES {
        return;
    }
    let mut num_weighed = 0;
    let mut waiting: Vec<NodeRef<'_>> = body.children_it(true).collect();
    while let Some(node) = waiting.pop() {
        if num_weighed < MAX_BOXES && is_furniture(&node) {
            num_weighed += 1;
            if text_of(&node).len() * MAX_SHARE < total && !holds_headline(&node) {
                node.remove_from_parent();
                continue;
            }
        }
        waiting.extend(node.children_it(true));
    }
}

fn is_furniture(node: &NodeRef<'_>) -> bool {
    let Some(name) = node.node_name() else { return false };
    if matches!(&*name, "html" | "body" | "main" | "article" | "p" | "h1") {
        return false;
    }
    let has_word = |value: &str| {
        let words = value.split(|c: char| !c.is_ascii_alphanumeric());
        value.len() < 400
            && words.flat_map(case_words).any(|word| FURNITURE.contains(word.to_ascii_lowercase().as_str()))
    };
    node.attr("class").is_some_and(|value| has_word(&value))
        || node.attr("id").is_some_and(|value| has_word(&value))
}

/// `shareButtons` is two words.
fn case_words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().skip(1).find(|(at, c)| {
            c.is_ascii_uppercase() && !rest[..*at].ends_with(|c: char| c.is_ascii_uppercase())
        });
        let (word, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(word)
    })
}

fn holds_headline(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|inner| inner.has_name("h1") || inner.has_name("article"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_furniture(html: &str) -> String {
        let page = Document::from(html);
        remove_furniture(&page);
        page.body().map(|body| text_of(&body)).unwrap_or_default()
    }

    #[test]
    fn boxes_go_by_their_names() {
        let text = "<p>Les armes se taisent depuis l'aube dans toute la vallée, dit-on.</p>";
        for class in ["newsletter-box", "shareButtons", "c-related__list", "lire-aussi"] {
            let left = without_furniture(&format!("{text}<div class='{class}'>Abonnez</div>"));
            assert!(!left.contains("Abonnez"), "{class}");
        }
        assert!(without_furniture(&format!("{text}<div class='shared-truth'>Oui.</div>")).contains("Oui."));
    }

    #[test]
    fn the_article_stays_whatever_it_is_called() {
        let text = "<div class='newsletter'><p>Les armes se taisent depuis l'aube dans toute la vallée.</p></div><p>Fin.</p>";
        assert!(without_furniture(text).contains("armes"));
        assert!(
            without_furniture("<div id=share><h1>T</h1></div><p>Un long texte, bien plus long que lui.</p>")
                .contains('T')
        );
    }
}
