//! JSON Feed 1.0 and 1.1. Other JSON is not read here.

use serde_json::{Map, Value};

use super::entry::{Entry, Feed, Marked};
use super::rss::hand_over;
use crate::diagnostics::Code;
use crate::formats::json::scan::{members, skip_space};
use crate::formats::metadata::stated;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};

/// What the version of every JSON Feed begins with, behind its protocol.
const VERSION: &str = "://jsonfeed.org/version/";

/// JSON feeds.
pub(in crate::formats) struct JsonFeed;

impl Format for JsonFeed {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "json-feed",
            version: 1,
            extensions: &["json"],
            is_container: true,
            is_binary: false,
            reads: "one article an item: its content, or its summary as an excerpt",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let start = head.bytes.len() - head.trimmed().len();
        head.bytes.get(start) == Some(&b'{')
            && members(head.bytes, start).iter().any(|(name, value)| {
                let value = String::from_utf8_lossy(&head.bytes[value.clone()]).replace("\\/", "/");
                &head.bytes[name.clone()] == b"\"version\"" && value.contains(VERSION)
            })
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        let decoded = source.text(u64::MAX, |_| None)?;
        if decoded.has_replacements {
            let message = format!("some bytes are not {} and were replaced", decoded.encoding);
            output.doubt(None, Code::BadEncoding, message);
        }
        let start = skip_space(decoded.text.as_bytes(), 0);
        let feed: Map<String, Value> = serde_json::from_str(&decoded.text[start..]).map_err(|error| {
            let code = if error.is_eof() { Code::Truncated } else { Code::Malformed };
            Failure::failed(code, format!("no JSON object: {error}"))
        })?;
        let said = feed_of(&feed);
        let items = feed.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for (number, item) in (1_u64..).zip(items) {
            let Some(object) = item.as_object() else { continue };
            hand_over(entry_of(object), &said, number, ContentHash::of(item.to_string().as_bytes()), output);
            if output.is_stopped {
                break;
            }
        }
        Ok(())
    }
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) => stated(text),
        // Ids of old feeds are numbers.
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn feed_of(feed: &Map<String, Value>) -> Feed {
    Feed {
        kind: "JSON Feed",
        title: text(feed, "title").map(|title| escaped(&title)),
        language: text(feed, "language"),
        authors: authors_of(feed),
        ..Feed::default()
    }
}

fn entry_of(item: &Map<String, Value>) -> Entry {
    let dated = |name: &'static str| Some((text(item, name)?, name));
    let tags = item.get("tags").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let html = text(item, "content_html").map(Marked::Html);
    Entry {
        id: text(item, "id"),
        title: text(item, "title").map(|title| escaped(&title)),
        address: text(item, "url").or_else(|| text(item, "external_url")),
        content: html.or_else(|| text(item, "content_text").map(Marked::Plain)),
        summary: text(item, "summary").map(Marked::Plain),
        published: dated("date_published"),
        updated: dated("date_modified"),
        authors: authors_of(item),
        tags: tags.iter().filter_map(Value::as_str).map(str::to_string).collect(),
        language: text(item, "language"),
        ..Entry::default()
    }
}

/// Titles are plain here; where they are read as HTML, their signs must not be markup.
fn escaped(title: &str) -> String {
    title.replace('&', "&amp;").replace('<', "&lt;")
}

/// `authors` of 1.1, `author` of 1.0.
fn authors_of(object: &Map<String, Value>) -> Vec<String> {
    let list = object.get("authors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let authors = list.iter().chain(object.get("author")).filter_map(Value::as_object);
    authors.filter_map(|author| text(author, "name")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};

    const SAMPLE: &str = r#"{"version": "https:\/\/jsonfeed.org\/version\/1.1", "title": "Le Courrier & Cie", "language": "fr", "authors": [{"name": "La rédaction"}], "items": [
{"id": 917, "url": "https://courrier.example/917", "title": "Trêve : 5 < 6", "content_html": "<p>Les armes se taisent.</p><p>Suite.</p>", "summary": "Pas un tir.", "date_published": "2023-09-20T08:00:00+02:00", "date_modified": "2023-09-20T09:00:00+02:00", "tags": ["Monde"], "authors": [{"name": "Anne Née"}]},
{"id": "b", "content_text": "Les habitants sortent.\n\nSuite."}, {"id": "c", "summary": "En bref."}, {"id": "d", "title": "Lien"}]}"#;

    #[test]
    fn items_are_articles() {
        let (result, articles) = read_as(&JsonFeed, SAMPLE.as_bytes());
        result.unwrap();
        let article = &articles[0];
        assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("Trêve : 5 < 6"));
        assert_eq!(article.text, "Pas un tir.\n\nLes armes se taisent.\n\nSuite.");
        assert_eq!(
            (article.source_id.as_deref(), article.authors()),
            (Some("917"), &["Anne Née".to_string()][..])
        );
        assert_eq!(article.source.as_ref().map(|source| source.value.as_str()), Some("Le Courrier & Cie"));
        assert_eq!(
            article.published.as_ref().map(|date| date.value.to_string()).as_deref(),
            Some("2023-09-20T08:00:00+02:00")
        );
        assert_eq!(
            (articles[1].text.as_str(), articles[1].authors()),
            ("Les habitants sortent.\n\nSuite.", &["La rédaction".to_string()][..])
        );
        assert_eq!((articles[2].is_excerpt, articles.len()), (true, 3));
    }

    #[test]
    fn only_feeds_are_claimed() {
        let recognised = |json: &str| {
            JsonFeed.recognises(&Head { bytes: json.as_bytes(), is_whole: true, extension: "json" })
        };
        assert!(recognised(SAMPLE));
        assert!(!recognised(r#"{"version": "1", "items": []}"#) && !recognised("[]") && !recognised(""));
    }

    #[test]
    fn spoilt_files_do_no_harm() {
        let pieces: [&[u8]; 7] = [b"{", b"[", b"\"", b"\\u", b"null", b"]", b"<div>"];
        survives("a.json", SAMPLE.as_bytes(), &pieces);
    }
}
