//! Lines of a page → paragraphs. Which lines belong together is told by indents, gaps, sizes of letters and ends of
//! sentences; not what they say.

use super::hyphen::{OwnWords, append};
use super::line::Line;

/// A first line is set in by so much of the font size.
const MIN_INDENT: f32 = 0.7;
/// Lines further apart than so many usual distances belong to two paragraphs.
const MAX_GAP: f32 = 1.35;
/// Letters of one paragraph differ in size by no more.
const MAX_SIZES: f32 = 1.12;
/// A line that ends so much of the column's width before it, after a full stop, is the last of its paragraph.
const SHORT: f32 = 0.12;

/// What items of a list begin with, and speeches.
const MARKS: [char; 6] = ['•', '–', '—', '■', '▪', '●'];

/// A paragraph, and whether it may go on in the next column or on the next page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    size: f32,
    is_bold: bool,
    /// Its last line goes to the end of the column.
    is_full: bool,
    /// Its first line is set in.
    is_indented: bool,
}

impl Paragraph {
    /// Whether `next`, which stands at the top of the next column or page, is the rest of this one.
    pub(super) fn goes_on_in(&self, next: &Paragraph) -> bool {
        let is_open = !ends_sentence(&self.text) && self.is_full;
        let is_alike = is_same_size(self.size, next.size) && self.is_bold == next.is_bold;
        let begins_small = next.text.starts_with(|letter: char| letter.is_lowercase() || letter.is_numeric());
        let is_cut = is_cut(&self.text) && begins_small;
        is_alike && !next.is_indented && is_open && (begins_small || !is_headline(next) && !is_headline(self))
            || is_alike && is_cut
    }

    /// Appends the rest of it.
    pub(super) fn take(&mut self, next: Paragraph, own: &OwnWords) {
        append(&mut self.text, &next.text, own);
        self.is_full = next.is_full;
    }
}

/// Few words and no full stop.
fn is_headline(paragraph: &Paragraph) -> bool {
    paragraph.text.split_whitespace().count() < 12 && !paragraph.text.contains(['.', ',', ';'])
}

/// The paragraphs of the blocks of one page; those that go on in the next block are put together.
pub(super) fn paragraphs_of(blocks: &[Vec<Line>], own: &OwnWords) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for block in blocks {
        for (number, paragraph) in of_block(block, own).into_iter().enumerate() {
            match paragraphs.last_mut() {
                Some(last) if number == 0 && last.goes_on_in(&paragraph) => last.take(paragraph, own),
                _ => paragraphs.push(paragraph),
            }
        }
    }
    paragraphs
}

/// The edges of a block and the usual distance of its lines.
struct Measure {
    left: f32,
    right: f32,
    leading: f32,
}

impl Measure {
    fn of(lines: &[Line]) -> Measure {
        Measure {
            // Most lines begin at the edge; indents and hanging marks do not.
            left: middle(lines.iter().map(|line| line.x0)).unwrap_or(0.0),
            right: upper(lines.iter().map(|line| line.x1)).unwrap_or(0.0),
            leading: middle(
                lines
                    .windows(2)
                    .filter(|pair| is_same_size(pair[0].size, pair[1].size))
                    .map(|pair| pair[0].y - pair[1].y),
            )
            .unwrap_or(0.0),
        }
    }
}

fn sorted(numbers: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut numbers: Vec<f32> = numbers.collect();
    numbers.sort_by(f32::total_cmp);
    numbers
}

fn middle(numbers: impl Iterator<Item = f32>) -> Option<f32> {
    let numbers = sorted(numbers);
    numbers.get(numbers.len().saturating_sub(1) / 2).copied()
}

fn upper(numbers: impl Iterator<Item = f32>) -> Option<f32> {
    let numbers = sorted(numbers);
    numbers.get((numbers.len() * 9 / 10).min(numbers.len().saturating_sub(1))).copied()
}

fn of_block(lines: &[Line], own: &OwnWords) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    // Headlines and text of one block have edges of their own.
    for part in lines.chunk_by(|a, b| is_same_size(a.size, b.size)) {
        let measure = Measure::of(part);
        for (number, line) in part.iter().enumerate() {
            let is_indented = line.x0 - measure.left > MIN_INDENT * line.size;
            let is_full = measure.right - line.x1 < SHORT * (measure.right - measure.left);
            let before = number.checked_sub(1).map(|before| &part[before]);
            match paragraphs.last_mut() {
                Some(paragraph)
                    if before.is_some_and(|before| !begins(before, line, is_indented, &measure)) =>
                {
                    append(&mut paragraph.text, &line.text, own);
                    paragraph.is_full = is_full;
                }
                _ => paragraphs.push(Paragraph {
                    text: line.text.clone(),
                    size: line.size,
                    is_bold: line.is_bold,
                    is_full,
                    is_indented,
                }),
            }
        }
    }
    paragraphs
}

/// Whether a paragraph begins with `line`.
fn begins(before: &Line, line: &Line, is_indented: bool, measure: &Measure) -> bool {
    let gap = before.y - line.y;
    let was_indented = before.x0 - measure.left > MIN_INDENT * before.size;
    let is_far = measure.leading > 0.0 && gap > MAX_GAP * measure.leading + 0.5;
    // Upwards: a row of its own in a block that could not be cut.
    let is_elsewhere = gap < -line.size;
    let was_short = measure.right - before.x1 > SHORT * (measure.right - measure.left);
    let is_after_end = was_short && (ends_sentence(&before.text) || line.text.starts_with(MARKS));
    // Centred lines are all set in, each by another length; lines below a mark stand beside it.
    let is_set_in = is_indented && !was_indented && !is_cut(&before.text) && !before.text.starts_with(MARKS);
    is_far || is_elsewhere || is_after_end || is_set_in || before.is_bold != line.is_bold && was_short
}

/// Whether a line ends within a word.
fn is_cut(text: &str) -> bool {
    text.ends_with(['-', '\u{2010}', '\u{AD}', '¬'])
}

fn is_same_size(a: f32, b: f32) -> bool {
    a.max(b) <= a.min(b) * MAX_SIZES
}

fn ends_sentence(text: &str) -> bool {
    let inside = text.trim_end_matches(['»', '"', '”', '’', ')', ' ', '\u{A0}', '\u{202F}']);
    inside.ends_with(['.', '!', '?', '…', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines 10 high, one below the other, in a column 200 wide; `>` sets in, `=` leaves a gap, `<` ends short.
    fn block(lines: &[&str]) -> Vec<Line> {
        let mut y = 700.0;
        let line = |text: &&str| {
            y -= if text.contains('=') { 24.0 } else { 12.0 };
            Line {
                x0: if text.starts_with('>') { 62.0 } else { 50.0 },
                x1: if text.ends_with('<') { 140.0 } else { 250.0 },
                y,
                size: 10.0,
                is_bold: false,
                text: text.trim_matches(['>', '<', '=']).to_string(),
            }
        };
        lines.iter().map(line).collect()
    }

    fn texts(blocks: &[Vec<Line>]) -> Vec<String> {
        paragraphs_of(blocks, &OwnWords::default()).into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn indents_gaps_and_short_ends_part_paragraphs() {
        let lines = [
            ">Les armes se tai-",
            "sent à l'aube.<",
            ">Les habitants sortent",
            "dans les rues",
            "=Le lendemain, le marché",
            "rouvre.<",
            "Une délégation",
            "arrive à Orsane",
        ];
        assert_eq!(
            texts(&[block(&lines)]),
            [
                "Les armes se taisent à l'aube.",
                "Les habitants sortent dans les rues",
                "Le lendemain, le marché rouvre.",
                "Une délégation arrive à Orsane"
            ]
        );
    }

    #[test]
    fn lines_of_an_item_stand_beside_its_mark() {
        let lines = ["• Les armes se taisent depuis", ">l'aube dans la vallée.<", "• Le marché rouvre"];
        assert_eq!(
            texts(&[block(&lines)]),
            ["• Les armes se taisent depuis l'aube dans la vallée.", "• Le marché rouvre"]
        );
    }

    #[test]
    fn a_paragraph_goes_on_in_the_next_column() {
        let columns = [
            block(&[">Les armes se", "taisent dans les"]),
            block(&["rues de la ville,", "dit-on.<", ">Ailleurs on tire"]),
        ];
        assert_eq!(
            texts(&columns),
            ["Les armes se taisent dans les rues de la ville, dit-on.", "Ailleurs on tire"]
        );
        let columns = [block(&["Les armes se", "taisent."]), block(&["Rien de plus", "n'est dit."])];
        assert_eq!(texts(&columns), ["Les armes se taisent.", "Rien de plus n'est dit."]);
    }
}
