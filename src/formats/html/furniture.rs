//! Takes boxes out of a page that are called what they are: newsletter, share, related, cookie. Not the extractor:
//! it judges by links and lengths and keeps such boxes when they stand inside the article.

use std::collections::HashSet;
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};

use super::body::{is_longer_than, text_of};
use crate::formats::metadata::one_line;

/// Words of class names and ids that furniture has; a kind and a word a line. Of the kind `box` whatever its size, of the
/// kind `short` when it holds a line or two; `hidden` are whole class names of what is not shown.
const WORDS: &str = include_str!("furniture.tsv");

/// A box with more of the page's text is the article under a strange name.
const MAX_SHARE: usize = 4;

/// Text of the boxes that are weighed: boxes may stand inside each other, and each costs as much time as it has text.
const MAX_WEIGHED_BYTES: usize = 16 * 1024 * 1024;

/// A larger page is left as it is, for the same reason.
const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;

/// Longer class names are those of a program that makes them up.
const MAX_NAMES_BYTES: usize = 400;

/// Lines that are kept of what is taken out.
const MAX_LINES: usize = 20;

/// Text of a box that is taken out only because it is short.
const MAX_SHORT_BYTES: usize = 250;

static FURNITURE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("box"));
static SHORT_FURNITURE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("short"));
static HIDDEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("hidden"));

fn words(kind: &str) -> HashSet<&'static str> {
    WORDS.lines().filter_map(|line| line.strip_prefix(kind)?.strip_prefix('\t')).collect()
}

/// Removes the boxes from `page`. Returns the short ones behind its heading as lines: they may say when the article was
/// published, and by whom.
pub(super) fn remove_furniture(page: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    let Some(body) = page.body() else { return lines };
    let total = text_of(&body).len();
    if total > MAX_TEXT_BYTES {
        return lines;
    }
    let (mut num_weighed_bytes, mut is_behind_heading) = (0, false);
    let mut waiting: Vec<NodeRef<'_>> = body.children_it(true).collect();
    while let Some(node) = waiting.pop() {
        is_behind_heading |= node.has_name("h1");
        let (is_box, is_short) = (is_furniture(&node), is_short_furniture(&node));
        let is_short = is_short && !is_longer_than(&node, MAX_SHORT_BYTES);
        if is_short || is_box && num_weighed_bytes < MAX_WEIGHED_BYTES {
            let text = text_of(&node);
            num_weighed_bytes += text.len();
            if text.len() * MAX_SHARE < total && !holds_headline(&node) {
                if is_short && is_behind_heading && lines.len() < MAX_LINES {
                    lines.extend(text.split("\n\n").map(one_line));
                }
                node.remove_from_parent();
                continue;
            }
        }
        waiting.extend(node.children_it(true));
    }
    lines
}

/// Whether an element is furniture: by its names, or because it is not shown.
fn is_furniture(node: &NodeRef<'_>) -> bool {
    is_exempt(node).is_some_and(|is_exempt| !is_exempt)
        && (is_hidden(node) || names_hold(node, &|word| FURNITURE.contains(word)))
}

/// Whether it is called so. Also of elements that are too large to be taken out.
pub(super) fn is_named_furniture(node: &NodeRef<'_>) -> bool {
    is_exempt(node).is_some_and(|is_exempt| !is_exempt) && names_hold(node, &|word| FURNITURE.contains(word))
}

/// Whether it is called so when it is short, as bylines, dates and labels are. A name or a date inside a paragraph is part
/// of its sentence.
fn is_short_furniture(node: &NodeRef<'_>) -> bool {
    let is_short_text =
        |name: &str| matches!(name, "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "td" | "th");
    let Some(name) = node.node_name() else { return false };
    (&*name == "p" || is_exempt(node) == Some(false) && !is_short_text(&name))
        && names_hold(node, &|word| SHORT_FURNITURE.contains(word))
        && !node.ancestors_it(None).any(|around| around.has_name("p"))
}

/// Whether an element is the page's frame or the article, however it is called; `None`: it is no element.
fn is_exempt(node: &NodeRef<'_>) -> Option<bool> {
    let name = node.node_name()?;
    Some(matches!(&*name, "html" | "body" | "main" | "article" | "p" | "h1"))
}

/// What browsers do not show is not what the journalist wrote: texts for scripts, other states of a wall.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.replace(' ', "").to_ascii_lowercase());
    node.has_attr("hidden")
        || style.is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"))
        || node.attr("class").is_some_and(|class| {
            class.len() < MAX_NAMES_BYTES && class.split_ascii_whitespace().any(|name| HIDDEN.contains(name))
        })
}

fn names_hold(node: &NodeRef<'_>, is_known: &dyn Fn(&str) -> bool) -> bool {
    ["class", "id"].iter().any(|name| node.attr(name).is_some_and(|value| has_word(&value, is_known)))
}

/// Whether one of the words of class names or ids is known. `shareButtons` is two words, and so is `share-buttons`.
pub(super) fn has_word(names: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    let words = names.split(|c: char| !c.is_ascii_alphanumeric());
    names.len() < MAX_NAMES_BYTES
        && words.flat_map(case_words).any(|word| is_known(word.to_ascii_lowercase().as_str()))
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
