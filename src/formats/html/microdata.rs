//! What microdata (`itemprop`) says of a page's article. Not that in `meta` elements.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};

use super::printed::is_other_article;
use super::surroundings::Surroundings;
use super::text;
use crate::formats::metadata::{one_line, stated};

/// A longer value of microdata is a text.
const MAX_ITEM_BYTES: usize = 300;

/// `itemprop` → values, in the order of the page.
pub(super) fn items(page: &Document) -> HashMap<String, Vec<String>> {
    let mut items: HashMap<String, Vec<String>> = HashMap::new();
    let mut of_other_articles = Surroundings::of(&is_other_article);
    for name in
        ["headline", "datePublished", "dateModified", "author", "articleSection", "keywords", "publisher"]
    {
        for node in page
            .select(&format!("[itemprop~={name}]"))
            .nodes()
            .iter()
            .filter(|node| !node.has_name("meta") && !of_other_articles.hold(node))
            .take(20)
        {
            items.entry(name.to_string()).or_default().extend(item_value(node));
        }
    }
    items
}

/// The machine's form of a microdata value, else its name inside, else its text.
fn item_value(node: &NodeRef<'_>) -> Option<String> {
    if let Some(value) = node.attr("datetime").or_else(|| node.attr("content")) {
        return stated(&value);
    }
    if text::is_longer_than(node, MAX_ITEM_BYTES) {
        return None;
    }
    let mut inside = node.descendants_it().filter(|inner| inner.attr("itemprop").as_deref() == Some("name"));
    if let Some(inner) = inside.next() {
        let content = inner.attr("content").map(|content| content.to_string());
        return stated(&content.unwrap_or_else(|| text::text_of(&inner)));
    }
    stated(&one_line(&text::text_of(node))).filter(|text| text.len() < MAX_ITEM_BYTES)
}
