//! RSS 0.9 to 2.0, with the modules that news sites use, and RSS 1.0 in its RDF.

use super::entry::{Entry, Feed, Marked};
use super::inner_html::inner_html;
use super::lenient_xml::with_stray_signs_escaped;
use crate::diagnostics::Code;
use crate::formats::metadata::{Doubts, one_line, stated};
use crate::formats::xml::{self, Element, Tree, name_in, root_tag};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::PartialDate;
use crate::text::written_date;

/// RSS of all versions.
pub(in crate::formats) struct Rss;

impl Format for Rss {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "rss",
            version: 1,
            extensions: &["rss", "rdf", "xml"],
            is_container: true,
            is_binary: false,
            reads: "one article an item: its full content, or its description as an excerpt",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let Some(tag) = root_tag(head.bytes) else { return false };
        let is_rdf =
            name_in(&tag) == "RDF" && head.bytes.windows(20).any(|bytes| bytes == b"http://purl.org/rss/");
        let is_old_rdf = name_in(&tag) == "RDF" && tag.contains("netscape.com/rdf/simple");
        name_in(&tag).eq_ignore_ascii_case("rss") || is_rdf || is_old_rdf
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        read_feed(source, output, |root| (feed_of(root), items(root)), entry_of)
    }
}

/// Reads a feed of XML: `parts` finds what it says of itself and its entries, `entry_of` reads one.
pub(super) fn read_feed(
    source: &mut Source<'_>,
    output: &mut Output<'_>,
    parts: fn(Element<'_>) -> (Feed, Vec<Element<'_>>),
    entry_of: fn(Element<'_>) -> Entry,
) -> Result<(), Failure> {
    output.is_container = true;
    let text = xml::decoded(source, output)?;
    let xml = with_stray_signs_escaped(&text);
    let tree = Tree::parse(&xml)?;
    let (feed, entries) = match tree.root() {
        Some(root) => parts(root),
        None => (Feed::default(), Vec::new()),
    };
    for (number, element) in (1_u64..).zip(entries) {
        // A feed that ends in the middle of an entry does not say that entry.
        if !element.is_closed() {
            continue;
        }
        hand_over(entry_of(element), &feed, number, ContentHash::of(xml[element.span()].as_bytes()), output);
        if output.is_stopped {
            return Ok(());
        }
    }
    tree.end.failure(output.num_members).map_or(Ok(()), Err)
}

/// Hands over the article of an entry. An entry without any text is counted as failed: it is a mere link.
pub(super) fn hand_over(entry: Entry, feed: &Feed, number: u64, hash: ContentHash, output: &mut Output<'_>) {
    let mut doubts = Doubts::default();
    let article = entry.into_article(feed, &mut doubts);
    let place = article.source_id.clone().unwrap_or_else(|| format!("entry {number}"));
    for (code, message) in doubts.0 {
        output.doubt(Some(&place), code, message);
    }
    if article.text.trim().is_empty() {
        output.failed_member(&place, Code::NoText, "the entry holds no text, only a link");
    } else {
        output.member(&place, hash, article);
    }
}

/// The day in the latest of some dates, for a feed; what cannot be read says nothing.
pub(super) fn latest<'a>(dates: impl Iterator<Item = Element<'a>>) -> Option<PartialDate> {
    let dates = dates.filter_map(|date| written_date::parse(date.text().trim()).ok().flatten());
    dates.max_by_key(PartialDate::first_minute)
}

/// The text of the first element of that name that says anything.
pub(super) fn text_of(element: Element<'_>, prefix: &str, name: &str) -> Option<String> {
    let mut named = element.children().filter(|child| child.prefix() == prefix && child.name() == name);
    named.find_map(|child| stated(child.text().trim()))
}

fn feed_of(root: Element<'_>) -> Feed {
    let Some(channel) = root.child("channel") else { return Feed { kind: "RSS", ..Feed::default() } };
    let text = |prefix: &str, name: &str| text_of(channel, prefix, name).map(|text| one_line(&text));
    let dates = channel.children().filter(|child| {
        matches!(
            (child.prefix(), child.name()),
            ("", "lastBuildDate" | "pubDate") | ("dc", "date") | ("atom", "updated")
        )
    });
    Feed {
        kind: "RSS",
        title: text("", "title"),
        language: text("", "language")
            .or_else(|| text("dc", "language"))
            .or_else(|| stated(root.attribute("xml:lang")?)),
        authors: Vec::new(),
        rights: text("", "copyright").or_else(|| text("dc", "rights")),
        made: latest(dates),
    }
}

/// Items stand in the channel; in RSS 0.9 and 1.0, behind it.
fn items(root: Element<'_>) -> Vec<Element<'_>> {
    root.all("channel").flat_map(|channel| channel.all("item")).chain(root.all("item")).collect()
}

fn entry_of(item: Element<'_>) -> Entry {
    let text = |prefix: &str, name: &str| text_of(item, prefix, name);
    let html = |prefix: &str, name: &str| {
        let mut named = item.children().filter(|child| child.prefix() == prefix && child.name() == name);
        named.find_map(inner_html)
    };
    let dated = |names: &[(&str, &str, &'static str)]| {
        names.iter().find_map(|(prefix, name, place)| Some((text(prefix, name)?, *place)))
    };
    let published = [
        ("", "pubDate", "pubDate"),
        ("dc", "date", "dc:date"),
        ("dcterms", "issued", "dcterms:issued"),
        ("dcterms", "created", "dcterms:created"),
        ("atom", "published", "atom:published"),
        ("", "date", "date"),
    ];
    let updated = [("dcterms", "modified", "dcterms:modified"), ("atom", "updated", "atom:updated")];
    let guid = item.children().find(|child| child.prefix().is_empty() && child.name() == "guid");
    let permalink = guid
        .filter(|guid| guid.attribute("isPermaLink") != Some("false"))
        .and_then(|guid| stated(guid.text().trim()))
        .filter(|guid| guid.starts_with("http"));
    Entry {
        id: text("", "guid")
            .or_else(|| text("dc", "identifier"))
            .or_else(|| stated(item.attribute("rdf:about")?)),
        title: text("", "title").or_else(|| text("dc", "title")),
        address: text("", "link").or(permalink),
        content: html("content", "encoded").or_else(|| html("", "body")).map(Marked::Html),
        summary: html("", "description").or_else(|| html("dc", "description")).map(Marked::Html),
        published: dated(&published),
        updated: dated(&updated),
        authors: authors_of(item),
        tags: tags_of(item),
        language: text("dc", "language").or_else(|| stated(item.attribute("xml:lang")?)),
        rights: text("dc", "rights").map(|rights| one_line(&rights)),
        source: text("", "source"),
        captions: captions_of(item),
    }
}

/// `dc:creator` names people; `author` is an address of mail, with the name in brackets.
fn authors_of(item: Element<'_>) -> Vec<String> {
    let named = |prefix: &str, name: &str| -> Vec<String> {
        let elements = item.children().filter(|child| child.prefix() == prefix && child.name() == name);
        elements.map(|element| one_line(&element.text())).collect()
    };
    let creators = named("dc", "creator");
    if !creators.is_empty() {
        return creators;
    }
    named("", "author").iter().filter_map(|author| person_in(author)).collect()
}

fn person_in(author: &str) -> Option<String> {
    if !author.contains('@') {
        return Some(author.to_string());
    }
    let name = author.split_once('(')?.1.split(')').next()?;
    stated(name)
}

fn tags_of(item: Element<'_>) -> Vec<String> {
    let is_tag =
        |child: &Element<'_>| matches!((child.prefix(), child.name()), ("", "category") | ("dc", "subject"));
    item.children().filter(is_tag).map(|category| category.text()).collect()
}

/// What the pictures of an item show.
fn captions_of(item: Element<'_>) -> Vec<String> {
    let described =
        item.descendants().filter(|child| child.prefix() == "media" && child.name() == "description");
    let mut captions: Vec<String> = Vec::new();
    for caption in described.take(50).filter_map(|caption| stated(&one_line(&caption.text()))) {
        if !captions.contains(&caption) {
            captions.push(caption);
        }
    }
    captions
}

#[cfg(test)]
#[path = "rss_tests.rs"]
mod tests;
