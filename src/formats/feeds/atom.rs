//! Atom 1.0, and 0.3 by the same names.

use super::entry::{Entry, Feed, Marked};
use super::inner_html::inner_html;
use super::rss::{latest, read_feed};
use crate::formats::metadata::{one_line, stated};
use crate::formats::xml::{Element, Inside, name_in, root_tag};
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

/// Atom feeds, and entries alone.
pub(in crate::formats) struct Atom;

impl Format for Atom {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "atom",
            version: 1,
            extensions: &["atom", "xml"],
            is_container: true,
            is_binary: false,
            reads: "one article an entry: its full content, or its summary as an excerpt",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let Some(tag) = root_tag(head.bytes) else { return false };
        let is_atom = tag.contains("http://www.w3.org/2005/Atom") || tag.contains("http://purl.org/atom/ns#");
        name_in(&tag) == "feed" && (is_atom || head.has_extension(&["atom"]))
            || name_in(&tag) == "entry" && is_atom
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        read_feed(source, output, |root| (feed_of(root), entries(root)), entry_of)
    }
}

fn entries(root: Element<'_>) -> Vec<Element<'_>> {
    if root.name() == "entry" { vec![root] } else { root.all("entry").collect() }
}

/// Elements of the feed's own names: modules have a prefix that the root has not.
fn own<'a>(element: Element<'a>, name: &'a str) -> impl Iterator<Item = Element<'a>> {
    element.all(name).filter(|child| matches!(child.prefix(), "" | "atom"))
}

fn text(element: Element<'_>, name: &str) -> Option<String> {
    let mut found =
        element.children().filter(|child| child.name() == name && matches!(child.prefix(), "" | "atom"));
    found.find_map(|child| stated(&one_line(&child.text())))
}

fn feed_of(root: Element<'_>) -> Feed {
    if root.name() == "entry" {
        return Feed { kind: "Atom", ..Feed::default() };
    }
    Feed {
        kind: "Atom",
        title: text(root, "title"),
        language: root.attribute("xml:lang").map(str::to_string),
        authors: authors_of(root),
        rights: text(root, "rights").or_else(|| text(root, "copyright")),
        made: latest(own(root, "updated").chain(own(root, "modified"))),
    }
}

fn entry_of(entry: Element<'_>) -> Entry {
    let dated = |names: &[&'static str]| names.iter().find_map(|name| Some((text(entry, name)?, *name)));
    let content = own(entry, "content").next();
    let tags = own(entry, "category").filter_map(|category| {
        category.attribute("label").or(category.attribute("term")).map(str::to_string)
    });
    let source = entry.child("source");
    Entry {
        id: text(entry, "id"),
        title: own(entry, "title").next().and_then(title_of),
        address: address_of(entry),
        content: content.and_then(marked),
        summary: own(entry, "summary").next().and_then(marked),
        published: dated(&["published", "issued", "created", "updated", "modified"]),
        updated: dated(&["updated", "modified"]),
        authors: authors_of(entry),
        tags: tags.collect(),
        language: content
            .and_then(|content| content.attribute("xml:lang"))
            .or(entry.attribute("xml:lang"))
            .map(str::to_string),
        rights: text(entry, "rights"),
        source: source.and_then(|source| text(source, "title")),
        captions: Vec::new(),
    }
}

/// A title is plain text unless it says otherwise; as HTML the signs of a plain one must not be markup.
fn title_of(title: Element<'_>) -> Option<String> {
    let text = stated(title.text().trim())?;
    let is_html = matches!(title.attribute("type"), Some("html" | "text/html"));
    Some(if is_html { text } else { text.replace('&', "&amp;").replace('<', "&lt;") })
}

/// The page of the entry: the link that is no other relation.
fn address_of(entry: Element<'_>) -> Option<String> {
    let links: Vec<Element<'_>> = own(entry, "link").collect();
    let page = links.iter().find(|link| matches!(link.attribute("rel"), None | Some("alternate")));
    page.and_then(|link| link.attribute("href")).map(str::to_string)
}

/// Text by its type: XHTML stands there as elements, HTML as text. Content that stands elsewhere is none.
fn marked(element: Element<'_>) -> Option<Marked> {
    let kind = element.attribute("type").unwrap_or("text").to_lowercase();
    let has_elements = element.inside().any(|inside| matches!(inside, Inside::Element(_)));
    let text = inner_html(element)?;
    let is_text =
        kind == "text" || kind.starts_with("text/") || kind.contains("html") || kind.contains("xml");
    let is_html = has_elements || kind.contains("html") || kind.contains("xml") || text.contains("</p>");
    match (is_text, is_html) {
        (false, _) => None,
        (true, true) => Some(Marked::Html(text)),
        (true, false) => Some(Marked::Plain(text)),
    }
}

fn authors_of(element: Element<'_>) -> Vec<String> {
    let named = own(element, "author").filter_map(|author| text(author, "name"));
    let mut names: Vec<String> = named.collect();
    if names.is_empty() {
        let creators = element.children().filter(|child| child.prefix() == "dc" && child.name() == "creator");
        names.extend(creators.map(|creator| one_line(&creator.text())));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};
    use crate::model::Article;

    const SAMPLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Courrier</title><updated>2023-09-20T10:00:00Z</updated><author><name>La rédaction</name></author><rights>© Le Courrier</rights>
<entry><id>tag:courrier.example,2023:917</id><title>Trêve : 5 &lt; 6</title><link rel="self" href="https://courrier.example/917.atom"/><link href="https://courrier.example/917"/><published>2023-09-20T08:00:00+02:00</published><updated>2023-09-20T09:00:00+02:00</updated>
<author><name>Anne Née</name><email>a@courrier.example</email></author><category term="monde" label="Monde"/><summary>Pas un tir.</summary><content type="html">&lt;p&gt;Les armes se taisent.&lt;/p&gt;&lt;p&gt;Suite.&lt;/p&gt;</content></entry>
<entry><id>2</id><title type="html">L&amp;eacute;gende</title><updated>2023-09-20T09:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un &amp; <b>deux</b>.<br/>Trois.</p></div></content></entry>
<entry><id>3</id><title>Bref</title><link href="https://courrier.example/3"/><summary type="text">Les habitants sortent.</summary><content type="image/jpeg" src="a.jpg"/></entry></feed>"#;

    fn read(xml: &str) -> Vec<Article> {
        let (result, articles) = read_as(&Atom, xml.as_bytes());
        result.unwrap();
        articles
    }

    #[test]
    fn entries_are_articles() {
        let articles = read(SAMPLE);
        let article = &articles[0];
        assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("Trêve : 5 < 6"));
        assert_eq!(article.text, "Pas un tir.\n\nLes armes se taisent.\n\nSuite.");
        assert_eq!(article.url.as_ref().map(|url| url.value.as_str()), Some("https://courrier.example/917"));
        assert_eq!(
            article.updated.as_ref().map(|date| date.value.to_string()).as_deref(),
            Some("2023-09-20T09:00:00+02:00")
        );
        assert_eq!(
            (article.authors(), article.tags()),
            (&["Anne Née".to_string()][..], &["Monde".to_string()][..])
        );
        assert_eq!(articles[1].text, "Un & deux.\nTrois.");
        assert_eq!(articles[1].title.as_ref().map(|title| title.value.as_str()), Some("Légende"));
        assert_eq!((articles[1].authors(), &articles[1].updated), (&["La rédaction".to_string()][..], &None));
        assert_eq!((articles[2].text.as_str(), articles[2].is_excerpt), ("Les habitants sortent.", true));
        assert_eq!(articles[2].latest.map(|date| date.to_string()).as_deref(), Some("2023-09-20T10:00:00Z"));
    }

    #[test]
    fn prefixed_feeds_are_read() {
        let xml = SAMPLE
            .replace("xmlns=\"http://www.w3.org/2005/Atom\"", "xmlns:x=\"http://www.w3.org/2005/Atom\"");
        let xml = [
            "feed",
            "entry",
            "id",
            "title",
            "link",
            "published",
            "updated",
            "author",
            "name",
            "summary",
            "content",
            "category",
        ]
        .iter()
        .fold(xml, |xml, name| {
            xml.replace(&format!("<{name}"), &format!("<x:{name}"))
                .replace(&format!("</{name}>"), &format!("</x:{name}>"))
        });
        assert_eq!(read(&xml).len(), 3);
    }

    #[test]
    fn feeds_are_known_by_their_root() {
        let recognised = |xml: &str, extension| {
            Atom.recognises(&Head { bytes: xml.as_bytes(), is_whole: true, extension })
        };
        assert!(recognised(SAMPLE, "xml") && recognised("<feed>", "atom"));
        assert!(!recognised("<feed>", "xml") && !recognised("<rss/>", "atom") && !recognised("feed", "atom"));
    }

    #[test]
    fn spoilt_files_do_no_harm() {
        let pieces: [&[u8]; 9] = [
            b"<entry>",
            b"</entry>",
            b"<![CDATA[",
            b"]]>",
            b"&",
            b"<",
            b"<content type=\"xhtml\">",
            b"&lt;div&gt;",
            b"<div>",
        ];
        survives("a.atom", SAMPLE.as_bytes(), &pieces);
    }
}
