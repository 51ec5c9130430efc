//! Which elements of a page hold the article, and its text from them. Not what the page says of it.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::body::text_of;
use super::caption::{Captions, take_captions};
use super::furniture::remove_furniture;
use super::imprint::Names;
use super::paragraph::{Paragraph, paragraphs_of};
use super::running_text::{RunningText, running_text};

/// A page of more elements is not given to the extractor, whose time grows faster than the page.
const MAX_ELEMENTS: usize = 60_000;

/// Paragraphs that are long enough to be sentences.
const MIN_PROSE_BYTES: usize = 80;

/// Text and captions of the article in `page`, which is spoilt by it. The text is empty when none is found.
pub(super) fn extract(page: Document, title: Option<&str>, names: &Names) -> (RunningText, Captions) {
    let captions = take_captions(&page);
    remove_furniture(&page);
    show_prose(&page);
    let marked = marked_paragraphs(&page);
    let whole = page.body().map(|body| paragraphs_of(&body)).unwrap_or_default();
    let found =
        readable(page).map(|html| paragraphs_of(&Document::fragment(html).root())).unwrap_or_default();
    (running_text(best(found, marked, whole, title), title, names), captions)
}

/// The extractor's text with what it lost inside the article, except where it took a box of links or a part of the article
/// for the whole.
fn best(
    found: Vec<Paragraph>,
    marked: Option<Vec<Paragraph>>,
    whole: Vec<Paragraph>,
    title: Option<&str>,
) -> Vec<Paragraph> {
    let num_found = num_prose_bytes(&found);
    let found_bytes: usize = found.iter().map(|paragraph| paragraph.text.len()).sum();
    match marked {
        Some(marked) if 3 * num_prose_bytes(&marked) > 5 * num_found => marked,
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

/// The paragraphs of the element that the page itself marks as the article: the longest of the first kind there is.
fn marked_paragraphs(page: &Document) -> Option<Vec<Paragraph>> {
    ["[itemprop~=articleBody]", "article", "main", "[role=main]"].iter().find_map(|selector| {
        let marked = page.select(selector);
        let texts = marked.nodes().iter().take(100).map(|node: &NodeRef<'_>| paragraphs_of(node));
        texts
            .max_by_key(|paragraphs| num_prose_bytes(paragraphs))
            .filter(|paragraphs| num_prose_bytes(paragraphs) > 0)
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
    fn what_an_extractor_lost_inside_the_article_comes_back() {
        let paragraph =
            |text: &str, is_link: bool| Paragraph { text: text.to_string(), is_link, is_heading: false };
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
