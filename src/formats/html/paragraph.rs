//! The paragraphs under an element, with what their markup says of each. Judges none.

use std::ops::Range;

use dom_query::NodeRef;

use super::text::{Event, LINK_IN_PAGE, Writer, walk};

/// A paragraph of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// Its text, lines apart by line breaks.
    pub(super) text: String,
    /// Whether all of it, or nearly, is a link to another page. A heading that can be linked to is none.
    pub(super) is_link: bool,
    /// Whether more than half of it is.
    pub(super) is_mostly_link: bool,
    /// Whether it is a heading.
    pub(super) is_heading: bool,
    /// Whether it stands in a list or a table.
    pub(super) is_item: bool,
}

/// A longer heading is a paragraph in large letters.
const MAX_HEADING_BYTES: usize = 120;

impl Paragraph {
    /// Whether it is so short that it may be something else than running text, and does not end as a sentence does.
    pub(super) fn is_label(&self) -> bool {
        self.text.len() < 80 && !self.text.ends_with(['.', '!', '?', '…', '»', '"', '”'])
    }

    /// Whether it is a heading that announces something, not a sentence in large letters.
    pub(super) fn is_bare_heading(&self) -> bool {
        self.is_heading && self.text.len() <= MAX_HEADING_BYTES && !self.text.ends_with(['.', '»', '…'])
    }
}

/// The paragraphs under `root`, in the order of the page.
pub(super) fn paragraphs_of(root: &NodeRef<'_>) -> Vec<Paragraph> {
    let mut writer = Writer::default();
    let (mut links, mut links_here) = (Marks::default(), Marks::default());
    let (mut headings, mut items) = (Marks::default(), Marks::default());
    walk(root, &mut |event| {
        match event {
            Event::Start("a", _) => links.num_open += 1,
            Event::End("a", _) => links.num_open -= 1,
            Event::Start(LINK_IN_PAGE, _) => links_here.num_open += 1,
            Event::End(LINK_IN_PAGE, _) => links_here.num_open -= 1,
            Event::Start(name, _) if is_item(name) => items.num_open += 1,
            Event::End(name, _) if is_item(name) => items.num_open -= 1,
            Event::Start(name, _) if is_heading(name) => headings.num_open += 1,
            Event::End(name, _) if is_heading(name) => headings.num_open -= 1,
            _ => {}
        }
        let start = writer.text.len();
        writer.take(&event);
        for marks in [&mut links, &mut links_here, &mut headings, &mut items] {
            marks.mark(start..writer.text.len());
        }
    });
    let mut start = 0;
    let texts = writer.text.split("\n\n").filter_map(|text| {
        let place = start..start + text.len();
        start = place.end + 2;
        (!text.trim().is_empty()).then(|| {
            let is_heading = 2 * headings.num_in(&place) > text.len();
            let num_linked = links.num_in(&place);
            let num_linked_here = if is_heading { 0 } else { links_here.num_in(&place) };
            Paragraph {
                text: text.to_string(),
                is_link: 10 * (num_linked + num_linked_here) >= 9 * text.len(),
                is_mostly_link: 2 * num_linked > text.len(),
                is_heading,
                is_item: items.num_in(&place) > 0,
            }
        })
    });
    texts.collect()
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_item(name: &str) -> bool {
    matches!(name, "li" | "dt" | "dd" | "td" | "th")
}

/// Where in the text elements of one kind stand.
#[derive(Default)]
struct Marks {
    num_open: usize,
    places: Vec<Range<usize>>,
}

impl Marks {
    fn mark(&mut self, place: Range<usize>) {
        if self.num_open > 0 && !place.is_empty() {
            self.places.push(place);
        }
    }

    /// How many bytes of `place` are marked. Places lie in order.
    fn num_in(&self, place: &Range<usize>) -> usize {
        let from = self.places.partition_point(|marked| marked.end <= place.start);
        let inside = self.places[from..].iter().take_while(|marked| marked.start < place.end);
        inside.map(|marked| marked.end.min(place.end) - marked.start.max(place.start)).sum()
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[test]
    fn anchors_are_no_links_and_headings_may_lead_to_themselves() {
        let page = "<h2><a href='#contexte'>Le contexte</a></h2><p><a name=p1>La digue tient.</a></p>\
                    <p><a href='#avis'>12 avis</a></p><ul><li>Un sac, dit <a href=x>elle</a></li></ul>";
        let found = paragraphs_of(&Document::fragment(page).root());
        assert_eq!(found.iter().map(|found| found.is_link).collect::<Vec<_>>(), [false, false, true, false]);
        assert_eq!(found.iter().map(|found| found.is_item).collect::<Vec<_>>(), [false, false, false, true]);
        assert!(!found[3].is_mostly_link && !found[1].is_mostly_link);
    }

    #[test]
    fn links_and_headings_are_known() {
        let page = "<h2>La digue</h2><p>Le <a href=x>fleuve</a> monte.</p><p><a href=y>Le bac à quai</a></p>\
                    <h3><a href=z>Autre <i>titre</i></a></h3><p>Fin<br>du jour</p>";
        let marked: Vec<(String, bool, bool)> = paragraphs_of(&Document::fragment(page).root())
            .into_iter()
            .map(|paragraph| (paragraph.text, paragraph.is_link, paragraph.is_heading))
            .collect();
        let expected = [
            ("La digue", false, true),
            ("Le fleuve monte.", false, false),
            ("Le bac à quai", true, false),
            ("Autre titre", true, true),
            ("Fin\ndu jour", false, false),
        ];
        assert_eq!(marked, expected.map(|(text, link, heading)| (text.to_string(), link, heading)));
    }
}
