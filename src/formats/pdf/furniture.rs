//! Lines that belong to the pages and not to the text: running heads and feet, page numbers. Decides by what repeats at
//! the same place, never by words.

use std::collections::HashMap;

use super::line::Line;

/// Heads and feet stand in such a part of the page's height.
const MARGIN: f32 = 0.13;
/// How far apart lines stand, as a share of the page's height, to be at the same place.
const PLACE: f32 = 0.012;
/// On so many pages a line must stand to be a running head.
const MIN_PAGES: usize = 3;

/// The lines of a page, by block, and the height of the page.
pub(super) struct PageLines {
    pub(super) blocks: Vec<Vec<Line>>,
    pub(super) bottom: f32,
    pub(super) height: f32,
}

impl PageLines {
    /// Where a line stands: 0 at the bottom, 1 at the top.
    fn place(&self, line: &Line) -> f32 {
        (line.y - self.bottom) / self.height.max(1.0)
    }

    fn is_in_margin(&self, line: &Line) -> bool {
        let place = self.place(line);
        !(MARGIN..=1.0 - MARGIN).contains(&place)
    }
}

/// Takes running heads and feet and page numbers out of all pages.
pub(super) fn take_out(pages: &mut [PageLines]) {
    let mut seen: HashMap<(String, i32), Vec<usize>> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        for line in page.blocks.iter().flatten().filter(|line| page.is_in_margin(line)) {
            let pages = seen.entry((shape(&line.text), slot(page.place(line)))).or_default();
            if pages.last() != Some(&number) {
                pages.push(number);
            }
        }
    }
    for page in pages.iter_mut() {
        let is_furniture = |line: &Line| {
            if !page.is_in_margin(line) {
                return false;
            }
            let (shape, slot) = (shape(&line.text), slot(page.place(line)));
            // A place at the border of two slots may have been counted in either.
            let num_pages: usize =
                (slot - 1..=slot + 1).filter_map(|slot| seen.get(&(shape.clone(), slot))).map(Vec::len).sum();
            num_pages >= MIN_PAGES || is_page_number(&line.text)
        };
        let kept: Vec<Vec<bool>> =
            page.blocks.iter().map(|block| block.iter().map(|line| !is_furniture(line)).collect()).collect();
        for (block, kept) in page.blocks.iter_mut().zip(kept) {
            let mut kept = kept.into_iter();
            block.retain(|_| kept.next().unwrap_or(true));
        }
        page.blocks.retain(|block| !block.is_empty());
    }
}

fn slot(place: f32) -> i32 {
    (place / PLACE) as i32
}

/// A line without its figures: numbers and dates change from page to page.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase).filter(|letter| !letter.is_whitespace()) {
        let letter = if letter.is_numeric() { '0' } else { letter };
        if letter != '0' || !shape.ends_with('0') {
            shape.push(letter);
        }
    }
    shape
}

/// `12`, `- 12 -`, `12/34`, `Page 12`, `xii`.
fn is_page_number(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let inside = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
    let inside =
        ["page", "p.", "p"].iter().find_map(|word| inside.strip_prefix(word)).unwrap_or(inside).trim();
    let is_number = |text: &str| {
        let text = text.trim();
        (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_roman = (1..=6).contains(&inside.len()) && inside.bytes().all(|byte| b"ivxlc".contains(&byte));
    let parts = ["/", " sur ", " of ", " de "].iter().find_map(|word| inside.split_once(word));
    is_number(inside) || is_roman || parts.is_some_and(|(page, all)| is_number(page) && is_number(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, y: f32) -> Line {
        Line { text: text.into(), x0: 50.0, x1: 300.0, y, size: 10.0, is_bold: false }
    }

    fn page(number: usize, body: &str) -> PageLines {
        let lines = vec![
            line(&format!("L'Écho d'Orsane – {} mai 2021", 3 + number), 800.0),
            line(body, 400.0),
            line(&format!("- {number} -"), 20.0),
        ];
        PageLines { blocks: vec![lines], bottom: 0.0, height: 842.0 }
    }

    fn texts(pages: &[PageLines]) -> Vec<&str> {
        pages.iter().flat_map(|page| page.blocks.iter().flatten()).map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn what_repeats_at_its_place_goes() {
        let mut pages: Vec<_> =
            (1..=4).map(|number| page(number, ["Un.", "Deux.", "1984", "Un."][number - 1])).collect();
        take_out(&mut pages);
        // A numeral inside the page is text, and so is a sentence that comes again there.
        assert_eq!(texts(&pages), ["Un.", "Deux.", "1984", "Un."]);
    }

    #[test]
    fn on_two_pages_it_may_be_a_headline() {
        let mut pages = vec![page(1, "Un."), page(2, "Deux.")];
        take_out(&mut pages);
        assert_eq!(
            texts(&pages),
            ["L'Écho d'Orsane – 4 mai 2021", "Un.", "L'Écho d'Orsane – 5 mai 2021", "Deux."]
        );
    }

    #[test]
    fn page_numbers_have_many_forms() {
        for text in ["12", "- 12 -", "12/34", "Page 12", "p. 3", "Page 12 sur 40", "12 of 40", "xii", "— 7 —"]
        {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["12 morts", "2 000 000", "Page blanche", "le 12", "", "12 34"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
