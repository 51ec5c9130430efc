//! What JSON-LD of schema.org says of a page's article. Not other linked data.

use serde_json::{Map, Value};

/// Objects looked at in one block: a page that lists thousands of things is no article.
const MAX_OBJECTS: usize = 2000;

/// A larger block is no description of an article, and takes many times its size once it is read.
const MAX_BLOCK_BYTES: usize = 4 * 1024 * 1024;

/// What holds a page's own article, then what may be lists of others.
const PLACES: [&[&str]; 2] =
    [&["@graph", "mainEntity"], &["@graph", "mainEntity", "itemListElement", "item"]];

/// The object of the article in the script blocks of a page, if there is one.
pub(super) fn article_in(blocks: &[&str]) -> Option<Map<String, Value>> {
    let blocks = || blocks.iter().filter(|block| block.len() <= MAX_BLOCK_BYTES);
    PLACES.iter().find_map(|places| blocks().find_map(|block| article_at(block, places)))
}

fn article_at(block: &str, places: &[&str]) -> Option<Map<String, Value>> {
    let json = parse(block)?;
    let mut waiting = vec![json];
    let mut num_seen = 0;
    while let Some(value) = waiting.pop() {
        num_seen += 1;
        if num_seen > MAX_OBJECTS {
            return None;
        }
        match value {
            Value::Array(values) => waiting.extend(values.into_iter().rev()),
            Value::Object(object) if is_article(&object) => return Some(object),
            Value::Object(mut object) => {
                waiting.extend(places.iter().rev().filter_map(|name| object.remove(*name)));
            }
            _ => {}
        }
    }
    None
}

/// Pages wrap the block in comments and put raw line breaks into strings.
fn parse(block: &str) -> Option<Value> {
    let block = block.split_once("CDATA[").map_or(block, |(_, rest)| rest);
    let block = block.split_once("]]>").map_or(block, |(before, _)| before);
    let json = block.find(['{', '[']).map(|start| &block[start..])?;
    let json = &json[..=json.rfind(['}', ']'])?];
    serde_json::from_str(json).ok().or_else(|| serde_json::from_str(&with_escaped_controls(json)).ok())
}

/// Line breaks inside strings as JSON wants them; other control characters as spaces.
fn with_escaped_controls(json: &str) -> String {
    let (mut escaped, mut is_in_string, mut is_behind_backslash) =
        (String::with_capacity(json.len()), false, false);
    for c in json.chars() {
        match c {
            '\n' if is_in_string && !is_behind_backslash => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
        is_in_string ^= c == '"' && !is_behind_backslash;
        is_behind_backslash = c == '\\' && !is_behind_backslash;
    }
    escaped
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is_type = |name: &str| name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report";
    match object.get("@type") {
        Some(Value::String(name)) => is_type(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_type),
        _ => false,
    }
}

/// The texts of a property: of a string, a list, or an object with a name or address.
pub(super) fn texts(object: &Map<String, Value>, property: &str) -> Vec<String> {
    let values: &[Value] = match object.get(property) {
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    values.iter().filter_map(text_of).map(str::to_string).collect()
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(object) => {
            ["name", "@value", "@id", "url"].iter().find_map(|name| object.get(*name)?.as_str())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_found_in_graphs_and_lists() {
        for block in [
            r#"{"@type": "NewsArticle", "headline": "T"}"#,
            r#"[{"@type": "WebSite"}, {"@type": ["Thing", "BlogPosting"], "headline": "T"}]"#,
            r#"{"@graph": [{"@type": "WebPage"}, {"@type": "ReportageNewsArticle", "headline": "T"}]}"#,
            "<!-- //<![CDATA[\n{\"@type\": \"Report\", \"headline\": \"T\", \"x\": \"a\nb\"}\n//]]> -->",
        ] {
            let found = article_in(&[block]).unwrap_or_default();
            assert_eq!(texts(&found, "headline"), ["T"], "{block}");
        }
        for block in ["", "{", r#"{"@type": "Person"}"#, "[[[[", &"[".repeat(5000)] {
            assert_eq!(article_in(&[block]), None);
        }
    }

    #[test]
    fn lists_of_other_articles_come_last() {
        let list = r#"{"@type": "ItemList", "itemListElement": [{"item": {"@type": "Article", "headline": "Autre"}}]}"#;
        let own = r#"{"@type": "Article", "headline": "La trêve"}"#;
        assert_eq!(texts(&article_in(&[list, own]).unwrap(), "headline"), ["La trêve"]);
        assert_eq!(texts(&article_in(&[list]).unwrap(), "headline"), ["Autre"]);
    }

    #[test]
    fn raw_line_breaks_are_paragraphs() {
        let found = article_in(&["{\"@type\": \"Article\",\n\"articleBody\": \"Un \\\"mot\\\".\n\nDeux.\"}"])
            .unwrap();
        assert_eq!(texts(&found, "articleBody"), ["Un \"mot\".\n\nDeux."]);
    }

    #[test]
    fn properties_may_be_lists_of_objects() {
        let found = article_in(&[r#"{"@type": "Article", "author": [{"name": "A"}, "B", 3]}"#]).unwrap();
        assert_eq!(texts(&found, "author"), ["A", "B"]);
    }
}
