//! Takes boxes out of a page that are called what they are: newsletter, share, related, cookie. Not the extractor:
//! it judges by links and lengths and keeps such boxes when they stand inside the article.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};

use super::class_name::{has_whole_name, names_hold};
use super::text::{is_longer_than, text_of};
use crate::formats::metadata::one_line;

/// Words of class names and ids that furniture has; a kind and a word a line. Of the kind `box` whatever its size, of the
/// kind `offer` unless it is prose that asks for nothing, of the kinds `short` and `day` when it holds a line or two;
/// `hidden` are whole class names of what is not shown, `text` those of the article.
const WORDS: &str = include_str!("furniture.tsv");

/// A box with more of the page's text is the article under a strange name.
const MAX_SHARE: usize = 4;

/// Text of the boxes that are weighed: boxes may stand inside each other, and each costs as much time as it has text.
const MAX_WEIGHED_BYTES: usize = 16 * 1024 * 1024;

/// What an element weighs beside its text.
const NODE_WEIGHT: usize = 16;

/// A larger page is left as it is, for the same reason.
const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;

/// Lines that are kept of what is taken out.
const MAX_LINES: usize = 20;

/// Text of a box that is taken out only because it is short.
const MAX_SHORT_BYTES: usize = 250;

/// A paragraph of more bytes, without its white space, is prose.
const MIN_PROSE_BYTES: usize = 64;

/// Fewer paragraphs are no article that could be lost.
const MIN_PARAGRAPHS: usize = 3;

/// Letters and figures beside an element that make it a part of a sentence.
const MIN_SENTENCE_CHARS: usize = 10;

/// So many days with prose under each are a chronology.
const MIN_CHRONOLOGY_DAYS: usize = 3;

/// Days that are looked at, and elements behind each.
const MAX_DAYS: usize = 2000;
const MAX_BEHIND_DAY: usize = 6;

static BOXES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("box"));
static OFFERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("offer"));
static SHORT_FURNITURE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("short"));
static DAYS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("day"));
static TEXTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words("text"));
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
    let chronologies = chronologies(&body);
    let (mut num_weighed, mut is_behind_heading) = (0, false);
    let mut boxes: Vec<NodeRef<'_>> = Vec::new();
    // What is to be looked at, and whether it stands in a paragraph.
    let mut waiting: Vec<(NodeRef<'_>, bool)> = body.children_it(true).map(|node| (node, false)).collect();
    while let Some((node, is_in_paragraph)) = waiting.pop() {
        is_behind_heading |= node.has_name("h1");
        let is_short = !is_in_paragraph
            && is_short_furniture(&node, &chronologies)
            && !is_longer_than(&node, MAX_SHORT_BYTES)
            && !is_part_of_sentence(&node);
        let is_box = !is_short && num_weighed < MAX_WEIGHED_BYTES && is_furniture(&node);
        if is_box {
            num_weighed += NODE_WEIGHT * node.descendants_it().count();
        }
        if is_short || is_box {
            let text = text_of(&node);
            num_weighed += text.len();
            if text.len() * MAX_SHARE < total && !holds_headline(&node) {
                if is_short && is_behind_heading && lines.len() < MAX_LINES {
                    lines.extend(text.split("\n\n").map(one_line));
                }
                if is_box && !is_hidden(&node) {
                    boxes.push(node);
                } else {
                    node.remove_from_parent();
                }
                continue;
            }
        }
        let is_in_paragraph = is_in_paragraph || node.has_name("p");
        waiting.extend(node.children_it(true).map(|inner| (inner, is_in_paragraph)));
    }
    remove_boxes(&body, &boxes);
    lines
}

/// Removes them, unless all the prose of the page stands in them: then they are the article, a live report in boxes called
/// comments.
fn remove_boxes(body: &NodeRef<'_>, boxes: &[NodeRef<'_>]) {
    let num_prose = |node: &NodeRef<'_>| {
        text_of(node).split("\n\n").filter(|paragraph| paragraph.len() >= MIN_PROSE_BYTES).count()
    };
    let num_in_boxes: usize = boxes.iter().map(&num_prose).sum();
    if num_in_boxes >= MIN_PARAGRAPHS && num_in_boxes == num_prose(body) {
        return;
    }
    for node in boxes {
        node.remove_from_parent();
    }
}

/// Whether an element is furniture: by its names, or because it is not shown.
fn is_furniture(node: &NodeRef<'_>) -> bool {
    if is_exempt(node) != Some(false) {
        return false;
    }
    is_hidden(node)
        || names_hold(node, &|word| BOXES.contains(word))
        || names_hold(node, &|word| OFFERS.contains(word)) && !is_plain_prose(node)
}

/// Whether it is called so. Also of elements that are too large to be taken out.
pub(super) fn is_named_furniture(node: &NodeRef<'_>) -> bool {
    is_exempt(node) == Some(false) && names_hold(node, &|word| BOXES.contains(word) || OFFERS.contains(word))
}

/// Whether an element holds prose and nothing to go to, fill in or press: no offer, whatever it is called.
fn is_plain_prose(node: &NodeRef<'_>) -> bool {
    let mut has_prose = false;
    for inner in node.descendants_it() {
        let asks = inner.node_name().is_some_and(|name| {
            matches!(&*name, "a" | "form" | "input" | "button" | "select" | "iframe" | "script")
        });
        if asks {
            return false;
        }
        has_prose |= inner.has_name("p") && is_longer_than(&inner, MIN_PROSE_BYTES);
    }
    has_prose
}

/// The class names of days that have prose behind them, again and again: in a chronology and a live report they are text.
fn chronologies(body: &NodeRef<'_>) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let is_called =
        |node: &NodeRef<'_>| is_exempt(node) == Some(false) && names_hold(node, &|word| DAYS.contains(word));
    for day in body.descendants_it().filter(is_called).take(MAX_DAYS) {
        let mut behind =
            std::iter::successors(day.next_sibling(), NodeRef::next_sibling).take(MAX_BEHIND_DAY);
        let is_prose = |node: NodeRef<'_>| {
            !node.has_name("a")
                && is_longer_than(&node, MIN_PROSE_BYTES)
                && node.descendants_it().take(2 * MAX_BEHIND_DAY).all(|inner| !inner.has_name("a"))
        };
        if behind.any(is_prose) {
            *counts.entry(day.attr("class").unwrap_or_default().to_string()).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= MIN_CHRONOLOGY_DAYS);
    counts.into_keys().collect()
}

/// Whether text stands beside an inline element: `<li><span class=label>Durée :</span> deux heures`.
fn is_part_of_sentence(node: &NodeRef<'_>) -> bool {
    let is_inline = node
        .node_name()
        .is_some_and(|name| matches!(&*name, "span" | "b" | "strong" | "em" | "i" | "a" | "time"));
    let beside = [node.prev_sibling(), node.next_sibling()].into_iter().flatten().filter(NodeRef::is_text);
    let num_chars = |text: NodeRef<'_>| text.text().chars().filter(|c| c.is_alphanumeric()).count();
    is_inline && beside.map(num_chars).sum::<usize>() >= MIN_SENTENCE_CHARS
}

/// Whether it is called so when it is short, as bylines, dates and labels are. A name or a date inside a paragraph is part
/// of its sentence, and is not asked for.
fn is_short_furniture(node: &NodeRef<'_>, chronologies: &HashSet<String>) -> bool {
    let is_short_text =
        |name: &str| matches!(name, "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "td" | "th");
    let Some(name) = node.node_name() else { return false };
    (&*name == "p" || is_exempt(node) == Some(false) && !is_short_text(&name))
        && (names_hold(node, &|word| SHORT_FURNITURE.contains(word))
            || names_hold(node, &|word| DAYS.contains(word))
                && !node.attr("class").is_some_and(|class| chronologies.contains(&*class)))
}

/// Whether an element is the page's frame or the article, however it is called; `None`: it is no element.
fn is_exempt(node: &NodeRef<'_>) -> Option<bool> {
    let name = node.node_name()?;
    Some(matches!(&*name, "html" | "body" | "main" | "article" | "p" | "h1") || has_whole_name(node, &TEXTS))
}

/// What browsers do not show is not what the journalist wrote: texts for scripts, other states of a wall.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.replace(' ', "").to_ascii_lowercase());
    node.has_attr("hidden")
        || style.is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"))
        || has_whole_name(node, &HIDDEN) && !(is_shown_on_wide_screens(node) && is_plain_prose(node))
}

/// `hidden md:block`, `d-none d-md-block`.
fn is_shown_on_wide_screens(node: &NodeRef<'_>) -> bool {
    let shows = |name: &str| {
        let display = name.rsplit(['-', ':']).next().unwrap_or_default();
        (name.contains(':') || name.starts_with("d-"))
            && matches!(display, "block" | "flex" | "grid" | "inline")
    };
    node.attr("class").is_some_and(|class| class.split_ascii_whitespace().any(shows))
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
    fn prose_that_offers_nothing_stays() {
        let text = "<p>Les armes se taisent depuis l'aube dans toute la vallée de l'Orsane, dit-on, et nul ne tire.</p>";
        let around = text.repeat(5);
        for class in
            ["article__social-plan", "texte offre-culturelle", "hidden md:block", "post category-login"]
        {
            let left = without_furniture(&format!("{around}<div class='{class}'>{text}</div>"));
            assert_eq!(left.matches("armes").count(), 6, "{class}");
        }
        for class in ["social", "hidden", "hidden md:block", "category-monde newsletter"] {
            let left =
                without_furniture(&format!("{around}<div class='{class}'>{text}<a href=x>Oui</a></div>"));
            assert_eq!(left.matches("armes").count(), 5, "{class}");
        }
    }

    #[test]
    fn boxes_that_have_all_the_prose_stay() {
        let text = "<p>Les armes se taisent depuis l'aube dans toute la vallée de l'Orsane, dit-on, et nul ne tire.</p>";
        let live = format!("<div class='live-item comment'>{text}</div>").repeat(5);
        assert_eq!(without_furniture(&live).matches("armes").count(), 5);
        assert_eq!(without_furniture(&format!("{text}{live}")).matches("armes").count(), 1);
    }

    #[test]
    fn days_of_chronologies_and_labels_in_sentences_stay() {
        let text = "<p>Les armes se taisent depuis l'aube dans toute la vallée de l'Orsane, dit-on, et nul ne tire.</p>";
        let day = |num: u32| format!("<div><div class=date>{num} mars</div>{text}</div>");
        let left = without_furniture(&[day(12), day(13), day(14)].concat());
        assert!(left.contains("12 mars") && left.contains("14 mars"), "{left}");
        let left = without_furniture(&format!("{}{text}", day(12)));
        assert!(!left.contains("12 mars"), "the day of the article");
        let label = "<ul><li><span class=label>Durée :</span> deux heures dix</li></ul>";
        assert!(without_furniture(&format!("{text}{text}{label}")).contains("Durée"));
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
