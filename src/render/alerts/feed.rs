//! What RSS and Atom have in common: entries of earlier deliveries stay as they are, new ones stand before them. Reads its own
//! files only, by the tags that it writes; any other file is refused.

use std::collections::HashSet;

use jiff::Timestamp;

use super::super::{path_text, printable_block};
use crate::alert::{Delivery, Entry, Kind, NotOurs};
use crate::model::{PartialDate, Precision, Span};
use crate::search::{ArticleHead, PassageHit};

/// A feed shows so many entries, or as many as were delivered at once.
const MAX_ENTRIES: usize = 200;

/// How every feed of ours begins.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Stands in every feed of ours before the first entry.
pub(super) const GENERATOR: &str = "<generator>depeche</generator>";

/// How a kind of feed is written.
pub(super) struct Syntax {
    /// How its root begins.
    pub root: &'static str,
    /// Around an entry.
    pub entry: [&'static str; 2],
    /// Around the id of a delivery inside an entry.
    pub id: [&'static str; 2],
    /// All that stands before the entries, behind the declaration.
    pub write_head: fn(&Delivery<'_>) -> String,
    /// One entry.
    pub write_entry: fn(&Entry, &Delivery<'_>) -> String,
    /// What ends the feed.
    pub tail: &'static str,
}

/// The feed with `delivery`; see [`crate::alert::Forms::file`].
pub(super) fn updated(
    syntax: &Syntax,
    known: &str,
    delivery: &Delivery<'_>,
) -> Result<Option<String>, NotOurs> {
    let kept = if known.trim().is_empty() { Vec::new() } else { entries_of(syntax, known)? };
    let shown: HashSet<&str> = kept.iter().map(|(id, _)| *id).collect();
    let fresh: Vec<&Entry> =
        delivery.entries.iter().filter(|entry| !shown.contains(entry.delivery.as_str())).collect();
    if fresh.is_empty() && !known.trim().is_empty() {
        return Ok(None);
    }
    let max = MAX_ENTRIES.max(delivery.entries.len());
    let mut feed = DECLARATION.to_string() + &(syntax.write_head)(delivery);
    fresh.iter().for_each(|entry| feed += &(syntax.write_entry)(entry, delivery));
    for (_, entry) in kept.iter().take(max.saturating_sub(fresh.len())) {
        feed += entry;
        feed.push('\n');
    }
    Ok(Some(feed + syntax.tail))
}

/// The entries of a feed of ours with the ids of their deliveries.
fn entries_of<'a>(syntax: &Syntax, known: &'a str) -> Result<Vec<(&'a str, &'a str)>, NotOurs> {
    let [open, close] = syntax.entry;
    let head = known.split(open).next().unwrap_or_default();
    let is_ours = head.starts_with(DECLARATION) && head.contains(syntax.root) && head.contains(GENERATOR);
    if !is_ours {
        return Err(NotOurs);
    }
    let mut entries = Vec::new();
    let mut rest = known;
    // Text is written without `<`: no article can pretend to end its entry.
    while let Some(start) = rest.find(open) {
        let Some(len) = rest[start..].find(close) else { break };
        let entry = &rest[start..start + len + close.len()];
        entries.extend(between(entry, syntax.id).map(|id| (id, entry)));
        rest = &rest[start + len + close.len()..];
    }
    Ok(entries)
}

fn between<'a>(text: &'a str, [open, close]: [&str; 2]) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

/// A line `<name>text</name>`; nothing when there is no text.
pub(super) fn element(name: &str, text: Option<&str>) -> String {
    let text = text.map(|text| escaped(&one_line(text))).filter(|text| !text.is_empty());
    text.map_or(String::new(), |text| format!("<{name}>{text}</{name}>\n"))
}

/// `text` where markup may stand. What XML cannot hold is shown as terminals are shown it.
pub(super) fn escaped(text: &str) -> String {
    let text = printable_block(text);
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn title(entry: &Entry) -> &str {
    entry.hit.article.title.as_ref().map_or("(untitled)", |title| title.value.as_str())
}

/// The address of the article on the web, if it has one that a reader of feeds can follow.
pub(super) fn link(article: &ArticleHead) -> Option<String> {
    let url = article.url.as_ref()?.trim();
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let is_whole = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    (is_web && is_whole).then(|| escaped(url))
}

/// When it was published, if the day is known.
pub(super) fn published(article: &ArticleHead) -> Option<Timestamp> {
    let date = article.published.as_ref()?.value;
    let epoch = PartialDate::day(1970, 1, 1)?.first_minute();
    let minutes = i64::try_from(date.first_minute()).ok()? - i64::try_from(epoch).ok()?;
    let is_day = date.precision() >= Precision::Day;
    Timestamp::from_second(minutes * 60).ok().filter(|_| is_day)
}

/// The article as HTML, escaped as the content of an element: what is known of it, its passages with their words marked,
/// its place when it has no address.
pub(super) fn description(entry: &Entry) -> String {
    let article = &entry.hit.article;
    let mut html = String::new();
    let date = article.published.as_ref().map(|date| date.value.without_time().to_string());
    let facts: Vec<String> = [
        (entry.kind == Kind::Update).then(|| "Corrected".to_string()),
        article.source.as_ref().map(|source| one_line(&source.value)),
        article.section.as_ref().map(|section| one_line(&section.value)),
        Some(date.unwrap_or_else(|| "undated".to_string())),
        (!article.authors.is_empty()).then(|| one_line(&article.authors.join("; "))),
    ]
    .into_iter()
    .flatten()
    .collect();
    html += &format!("<p>{}</p>", escaped(&facts.join(" · ")));
    for passage in &entry.hit.passages {
        html += &format!("<blockquote><p>{}</p></blockquote>", marked(passage));
    }
    if link(article).is_none() {
        let mut place = path_text(&article.folder_path.join(&article.path));
        place.extend(article.member.iter().map(|member| format!("#{member}")));
        html += &format!("<p>{}</p>", escaped(&place));
    }
    escaped(&html)
}

fn marked(passage: &PassageHit) -> String {
    let mut html = String::new();
    let mut byte_done = 0;
    for mark in &passage.highlights {
        html += &escaped(Span::new(byte_done, mark.byte_start).of(&passage.text));
        html += &format!("<b>{}</b>", escaped(mark.of(&passage.text)));
        byte_done = mark.byte_end;
    }
    html + &escaped(Span::new(byte_done, passage.text.len()).of(&passage.text))
}

/// An id of the feed as a whole: the same for the same alert of the same archive.
pub(super) fn feed_id(delivery: &Delivery<'_>) -> String {
    let name = format!("{}\n{}", delivery.archive, delivery.alert.name);
    let hash = blake3::hash(name.as_bytes()).to_hex();
    let part = |from: usize, to: usize| &hash[from..to];
    // Version 8 of a UUID is that of whoever makes it.
    format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{alert, delivery};
    use super::super::{atom, rss};
    use super::*;
    use crate::model::Known;

    fn ids(syntax: &Syntax, feed: &str) -> Vec<String> {
        entries_of(syntax, feed).unwrap().into_iter().map(|(id, _)| id.to_string()).collect()
    }

    #[test]
    fn entries_stay_as_they_are_and_none_is_shown_twice() {
        let alert = alert();
        for syntax in [&rss::SYNTAX, &atom::SYNTAX] {
            let first = updated(syntax, "", &delivery(&alert, &["a", "b"])).unwrap().unwrap();
            let again = updated(syntax, &first, &delivery(&alert, &["a", "b"])).unwrap();
            assert_eq!(again, None, "nothing is new");
            let more = updated(syntax, &first, &delivery(&alert, &["c", "a"])).unwrap().unwrap();
            assert_eq!(ids(syntax, &more), ["c", "a", "b"]);
            let entry = |feed: &str| entries_of(syntax, feed).unwrap().last().unwrap().1.to_string();
            assert_eq!(entry(&more), entry(&first));
            let empty = updated(syntax, "", &delivery(&alert, &[])).unwrap().unwrap();
            assert_eq!(ids(syntax, &empty), [] as [&str; 0]);
            assert_eq!(updated(syntax, &empty, &delivery(&alert, &[])).unwrap(), None);
        }
    }

    #[test]
    fn a_feed_shows_two_hundred_entries_or_one_delivery() {
        let alert = alert();
        let numbered = |range: std::ops::Range<u32>| range.map(|n| format!("{n:016x}")).collect::<Vec<_>>();
        let of = |ids: &[String]| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            delivery(&alert, &ids)
        };
        let many = updated(&rss::SYNTAX, "", &of(&numbered(0..300))).unwrap().unwrap();
        assert_eq!(ids(&rss::SYNTAX, &many).len(), 300);
        let next = updated(&rss::SYNTAX, &many, &of(&numbered(300..301))).unwrap().unwrap();
        let shown = ids(&rss::SYNTAX, &next);
        assert_eq!(
            (shown.len(), &shown[0], &shown[1]),
            (200, &format!("{:016x}", 300), &format!("{:016x}", 0))
        );
    }

    #[test]
    fn files_of_others_are_refused() {
        let alert = alert();
        let rss = updated(&rss::SYNTAX, "", &delivery(&alert, &["a"])).unwrap().unwrap();
        let foreign = rss.replace("<generator>depeche<", "<generator>autre<");
        for known in ["notes", "<?xml version=\"1.0\"?><rss/>", &foreign] {
            assert_eq!(updated(&rss::SYNTAX, known, &delivery(&alert, &["a"])), Err(NotOurs));
        }
        assert_eq!(updated(&atom::SYNTAX, &rss, &delivery(&alert, &["a"])), Err(NotOurs));
    }

    /// A reader takes an XML parser's word for what a feed says, not ours.
    #[test]
    fn feeds_are_well_formed_whatever_an_article_says() {
        let mut alert = alert();
        alert.name = "</title><item>&\u{1}".into();
        let mut delivery = delivery(&alert, &["a", "b"]);
        let article = &mut delivery.entries[0].hit.article;
        let evil = "]]></item></entry>&lt;<b> \"\u{7}\u{fffe}\u{202e}";
        article.title = Some(Known::stated(evil.into(), "test"));
        article.section = Some(Known::stated(evil.into(), "test"));
        article.authors = vec![evil.into()];
        article.url = Some("https://exemple.fr/?a=1&b=<\"".into());
        for syntax in [&rss::SYNTAX, &atom::SYNTAX] {
            let feed = updated(syntax, "", &delivery).unwrap().unwrap();
            assert_eq!(ids(syntax, &feed), ["a", "b"], "{feed}");
            let mut reader = quick_xml::Reader::from_str(&feed);
            reader.config_mut().check_end_names = true;
            let mut depth = 0;
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Start(_) => depth += 1,
                    quick_xml::events::Event::End(_) => depth -= 1,
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(depth, 0);
            assert!(feed.contains("https://exemple.fr/?a=1&amp;b=&lt;&quot;"), "{feed}");
            assert!(!feed.contains(['\u{1}', '\u{7}', '\u{fffe}', '\u{202e}']));
        }
    }
}
