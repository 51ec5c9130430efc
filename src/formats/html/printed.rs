//! What a page shows of its article beside the text: times, bylines, the lede, known by how their elements are called.
//! Not what it says to machines, and not which elements hold the text.

use std::ops::RangeInclusive;

use dom_query::{Document, NodeRef};

use super::author::is_list_of_names;
use super::class_name::has_word;
use super::furniture::is_named_furniture;
use super::surroundings::Surroundings;
use super::text;
use crate::formats::exports::byline::without_opening;
use crate::formats::metadata::one_line;

/// Words of the class names of ledes, one a line.
const STANDFIRST_WORDS: &str = include_str!("standfirst_words.txt");

/// A shorter element is a kicker, a longer one the beginning of the text.
const STANDFIRST_BYTES: RangeInclusive<usize> = 40..=900;

/// A longer element is no byline.
const MAX_BYLINE_BYTES: usize = 120;

/// Whether what stands in an element is of other articles, or of readers: beside the text, in a box called so.
pub(super) fn is_other_article(around: &NodeRef<'_>) -> bool {
    around.node_name().is_some_and(|name| matches!(&*name, "aside" | "nav" | "footer"))
        || around.attr("itemprop").as_deref() == Some("comment")
        || is_named_furniture(around)
}

/// The machine's form of dates on the page: `<time datetime>`, and the microformat of older sites.
pub(super) fn times(page: &Document) -> Vec<String> {
    let mut of_other_articles = Surroundings::of(&is_other_article);
    let marked = page.select("time[datetime], abbr[title][class~=published]");
    let own = marked.nodes().iter().take(200).filter(|time| !of_other_articles.hold(time)).take(20);
    own.filter_map(|time| time.attr("datetime").or_else(|| time.attr("title")))
        .map(|value| value.to_string())
        .collect()
}

/// The texts of elements that are called bylines and open as such, `Par Lucie Armandel`, and of links to an author.
pub(super) fn bylines(page: &Document) -> Vec<String> {
    let named = page.select(
        "[class*=byline i], [class*=author i], [class*=auteur i], [class*=signature i], [rel~=author]",
    );
    let mut of_other_articles = Surroundings::of(&is_other_article);
    let own = named.nodes().iter().take(40).filter(|node| !of_other_articles.hold(node));
    let texts = own.filter(|node| !text::is_longer_than(node, MAX_BYLINE_BYTES)).filter_map(|node| {
        let text = one_line(&text::text_of(node));
        let names = without_opening(&text);
        let is_author = |word: &str| matches!(word, "author" | "authors" | "auteur" | "auteurs");
        let is_byline = names.len() < text.len()
            || node.attr("rel").is_some_and(|rel| rel.contains("author"))
            || node.attr("class").is_some_and(|class| has_word(&class, &is_author));
        let names = names.trim_end_matches(['.', ',', ' ']);
        (is_byline && text.len() <= MAX_BYLINE_BYTES && is_list_of_names(names)).then(|| names.to_string())
    });
    texts.take(3).collect()
}

/// The text of the first element that is called a lede, where it is one paragraph of a sentence or some.
pub(super) fn standfirst(page: &Document) -> Option<String> {
    let is_lede = |word: &str| STANDFIRST_WORDS.lines().any(|known| known == word);
    let called = page.select(
        "[class*=chap i], [class*=stand i], [class*=lead i], [class*=lede i], [itemprop~=description]",
    );
    let mut of_other_articles = Surroundings::of(&is_other_article);
    let mut texts = called.nodes().iter().take(100).filter_map(|node| {
        let is_called =
            node.has_attr("itemprop") || node.attr("class").is_some_and(|class| has_word(&class, &is_lede));
        let is_none = !is_called || node.has_name("meta") || node.has_name("a");
        if is_none || text::is_longer_than(node, *STANDFIRST_BYTES.end()) || of_other_articles.hold(node) {
            return None;
        }
        let text = one_line(&text::text_of(node));
        (STANDFIRST_BYTES.contains(&text.len()) && text.contains(' ')).then_some(text)
    });
    texts.next()
}
