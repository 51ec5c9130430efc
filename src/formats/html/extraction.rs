//! Which elements of a page hold the article, and its text from them. Not what the page says of it.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};

use super::caption::{Captions, take_captions};
use super::furniture::remove_furniture;
use super::imprint::Names;
use super::paragraph::{Paragraph, paragraphs_of};
use super::running_text::{RunningText, running_text};
use super::text::text_of;

/// A page of more elements is not given to the extractor, whose time grows faster than the page.
const MAX_ELEMENTS: usize = 60_000;

/// Paragraphs that are long enough to be sentences.
const MIN_PROSE_BYTES: usize = 80;

/// Text and captions of the article in `page`, which is spoilt by it. The text is empty when none is found.
pub(super) fn extract(page: Document, title: Option<&str>, names: &Names) -> (RunningText, Captions) {
    let captions = take_captions(&page);
    let lines = remove_furniture(&page);
    show_prose(&page);
    let marked = marked_paragraphs(&page);
    let whole = page.body().map(|body| paragraphs_of(&body)).unwrap_or_default();
    let found =
        readable(page).map(|html| paragraphs_of(&Document::fragment(html).root())).unwrap_or_default();
    let mut text = running_text(best(found, marked, whole, title), title, names);
    text.lines_above.splice(0..0, lines);
    (text, captions)
}

/// The extractor's text with what it lost inside the article, except where it took a box of links or a part of the article
/// for the whole.
fn best(
    found: Vec<Paragraph>,
    marked: Option<Marked>,
    whole: Vec<Paragraph>,
    title: Option<&str>,
) -> Vec<Paragraph> {
    let is_sure = marked.as_ref().is_some_and(|marked| marked.is_sure);
    let marked = marked.map(|marked| marked.paragraphs);
    let num_found = num_prose_bytes(&found);
    let found_bytes: usize = found.iter().map(|paragraph| paragraph.text.len()).sum();
    match marked {
        Some(marked) if 3 * num_prose_bytes(&marked) > 5 * num_found => marked,
        Some(marked) if is_sure && !share_text(&found, &marked) => marked,
        None if found.is_empty() || (found_bytes < 600 && num_prose_bytes(&whole) > 4 * num_found) => whole,
        Some(marked) => filled(found, &marked, title),
        None => found,
    }
}

/// `found` with the prose of `marked` that stands between its title, or what was first found of it, and what was last
/// found: extractors drop paragraphs by the box they stand in.
fn filled(found: Vec<Paragraph>, marked: &[Paragraph], title: Option<&str>) -> Vec<Paragraph> {
    let places: HashMap<&str, usize> =
        marked.iter().enumerate().map(|(at, paragraph)| (paragraph.text.as_str(), at)).collect();
    let place_of = |paragraph: &Paragraph| places.get(paragraph.text.as_str()).copied();
    let prose_places =
        found.iter().filter(|paragraph| paragraph.text.len() >= MIN_PROSE_BYTES).filter_map(place_of);
    let (Some(first), Some(last)) = (prose_places.clone().min(), prose_places.max()) else { return found };
    let behind_title = title.and_then(|title| places.get(title)).map(|at| at + 1);
    let first = behind_title.filter(|at| *at < first).unwrap_or(first);
    let known: HashSet<&str> = found.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let is_lost = |paragraph: &&Paragraph| {
        paragraph.text.len() >= MIN_PROSE_BYTES
            && !paragraph.is_link
            && !known.contains(paragraph.text.as_str())
    };
    let mut lost = (first..).zip(&marked[first..last]).filter(|(_, paragraph)| is_lost(paragraph)).peekable();
    let mut full = Vec::with_capacity(found.len());
    for paragraph in &found {
        let place = place_of(paragraph).filter(|at| *at >= first);
        while let Some((_, paragraph)) = lost.next_if(|(at, _)| place.is_some_and(|place| *at < place)) {
            full.push(paragraph.clone());
        }
        full.push(paragraph.clone());
    }
    full
}

/// Whether one was taken from the other.
fn share_text(found: &[Paragraph], marked: &[Paragraph]) -> bool {
    let known: HashSet<&str> = marked.iter().map(|paragraph| paragraph.text.as_str()).collect();
    found.iter().any(|paragraph| known.contains(paragraph.text.as_str()))
}

fn num_sentences(paragraphs: &[Paragraph]) -> usize {
    paragraphs
        .iter()
        .filter(|paragraph| !paragraph.is_link && paragraph.text.ends_with(['.', '!', '?', '»']))
        .count()
}

/// Bytes of paragraphs that are long enough to be sentences.
fn num_prose_bytes(paragraphs: &[Paragraph]) -> usize {
    paragraphs.iter().map(|paragraph| paragraph.text.len()).filter(|len| *len >= MIN_PROSE_BYTES).sum()
}

/// Takes the mark of hidden texts from paragraphs of prose: pages hide so the part of an article for subscribers, which is
/// in the file all the same.
fn show_prose(page: &Document) {
    for paragraph in page.select("p[aria-hidden], p[hidden]").nodes().iter().take(1000) {
        if text_of(paragraph).len() >= MIN_PROSE_BYTES {
            paragraph.remove_attrs(&["aria-hidden", "hidden"]);
        }
    }
}

/// The extractor is third-party code over hostile input: should it panic, the fallback stands.
fn readable(page: Document) -> Option<String> {
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let parse = || {
        let mut readability = Readability::with_document(page, None, Some(config)).ok()?;
        readability.parse().ok().map(|article| article.content.to_string())
    };
    catch_unwind(AssertUnwindSafe(parse)).ok().flatten()
}

/// What a page marks as its article.
struct Marked {
    paragraphs: Vec<Paragraph>,
    /// Whether no other article can be meant, as by a card of a list.
    is_sure: bool,
}

/// The element of the text in microdata, and that of an article in the microformat of blogs.
const BODY: &str = "[itemprop~=articleBody]";
const ENTRY: &str = ".hentry .entry-content";

/// The paragraphs of the element that the page itself marks as the article: the longest of the first kind there is.
fn marked_paragraphs(page: &Document) -> Option<Marked> {
    [BODY, "article", ENTRY, "main", "[role=main]"].iter().find_map(|selector| {
        let marked = page.select(selector);
        // Of those that stand inside each other the outer ones have all.
        let mut outer: HashSet<NodeId> = HashSet::new();
        let is_outer = |node: &&NodeRef<'_>| {
            !node.ancestors_it(None).any(|around| outer.contains(&around.id)) && outer.insert(node.id)
        };
        let nodes: Vec<&NodeRef<'_>> = marked.nodes().iter().take(100).filter(is_outer).collect();
        let is_only =
            |node: &NodeRef<'_>| nodes.len() == 1 && node.descendants_it().any(|inner| inner.has_name("h1"));
        let texts = nodes.iter().map(|node| (paragraphs_of(node), is_only(node)));
        // Short news have no long paragraph: the one article of a page, with the heading in it, counts all the same.
        texts
            .max_by_key(|(paragraphs, _)| num_prose_bytes(paragraphs))
            .filter(|(paragraphs, is_only)| {
                num_prose_bytes(paragraphs) > 0 || *is_only && num_sentences(paragraphs) > 1
            })
            .map(|(paragraphs, is_only)| Marked {
                paragraphs,
                is_sure: is_only || [BODY, ENTRY].contains(selector),
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_pages_need_no_stack() {
        let html = format!("{}a{}", "<div>".repeat(690), "</div>".repeat(690));
        let (found, _) = extract(Document::from(html), None, &Names::default());
        assert_eq!(found.text, "a");
    }

    #[test]
    fn short_news_are_not_what_stands_beside_them() {
        let beside = format!(
            "<aside><p>{}</p></aside>",
            "Ailleurs, la rivière monte et les sacs manquent. ".repeat(9)
        );
        let page =
            format!("<article><h1>La trêve</h1><p>Elle tient.</p><p>Nul ne tire.</p></article>{beside}");
        let (found, _) = extract(Document::from(page), Some("La trêve"), &Names::default());
        assert_eq!(found.text, "Elle tient.\n\nNul ne tire.");
    }

    #[test]
    fn what_an_extractor_lost_inside_the_article_comes_back() {
        let paragraph = |text: &str, is_link: bool| Paragraph {
            text: text.to_string(),
            is_link,
            is_mostly_link: is_link,
            is_heading: false,
            is_item: false,
        };
        let long = |text: &str| {
            format!(
                "{text} {}",
                "et les armes se taisent depuis l'aube dans toute la vallée de l'Orsane".repeat(2)
            )
        };
        let [first, lost, link, last, box_] = ["Un", "Deux", "Trois", "Quatre", "Cinq"].map(long);
        let marked: Vec<Paragraph> = [
            ("La trêve", false),
            (&first, false),
            (&lost, false),
            (&link, true),
            ("Court", false),
            (&last, false),
            (&box_, false),
        ]
        .map(|(text, is_link)| paragraph(text, is_link))
        .into();
        let texts = |found: &[&str], title: Option<&str>| -> Vec<String> {
            let found = found.iter().map(|text| paragraph(text, false)).collect();
            filled(found, &marked, title).into_iter().map(|paragraph| paragraph.text).collect()
        };
        assert_eq!(texts(&[&first, &last], None), [first.clone(), lost.clone(), last.clone()]);
        assert_eq!(texts(&[&lost, &last], None), [lost.clone(), last.clone()]);
        assert_eq!(texts(&[&lost, &last], Some("La trêve")), [first.clone(), lost.clone(), last.clone()]);
        assert_eq!(texts(&["Autre"], None), ["Autre"]);
    }

    #[test]
    fn hidden_prose_is_read() {
        let prose = "Les armes se taisent depuis l'aube dans toute la vallée, et les habitants sortent un à un des caves. ".repeat(3);
        let html = format!(
            "<article><p>{prose}</p><p aria-hidden=true>Suite : {prose}</p><p hidden>Non.</p><p>Fin : {prose}</p></article>"
        );
        let (found, _) = extract(Document::from(html), None, &Names::default());
        assert!(found.text.contains("Suite : ") && found.text.contains("Fin : "), "{}", found.text);
    }

    #[test]
    fn the_article_is_found_among_menus() {
        let prose = "Les armes se taisent depuis l'aube dans toute la vallée, et les habitants sortent un à un des caves. ".repeat(3);
        let html = format!(
            "<nav><a href=/>Accueil</a></nav><main><article><p>{prose}</p><figure><img src=a><figcaption>La digue</figcaption></figure>\
             <p>{prose}</p></article></main><footer>Mentions</footer>"
        );
        let (found, captions) = extract(Document::from(html), None, &Names::default());
        assert_eq!(found.text, format!("{}\n\n{}", prose.trim(), prose.trim()));
        assert_eq!(captions.captions, ["La digue"]);
    }
}
