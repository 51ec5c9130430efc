//! Glyphs → words, by where they stand and not by the order in which the file draws them. Knows no lines.

use super::content::Glyph;

/// Of the glyphs so many in a hundred are spaces when the writer of the file puts spaces between words.
const SPACES_IN_A_HUNDRED: usize = 5;

/// Letters that stand together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// The base line.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Whether it continues the word before it on its line, as raised letters do: `1` and `er`.
    is_open: bool,
}

/// The words on a page, in rows from top to bottom, from left to right in each.
pub(super) fn words_of(glyphs: &[Glyph]) -> Vec<Word> {
    let gaps = Gaps::of(glyphs);
    let mut words = joined(runs(glyphs, gaps), gaps);
    words.retain(|word| !word.text.trim().is_empty());
    words
}

/// How far apart letters of one word may stand, as a share of the font size.
#[derive(Debug, Clone, Copy)]
struct Gaps {
    max_inside: f32,
}

impl Gaps {
    /// Where words are kept apart by spaces, letters may be spaced widely; else a small gap must do.
    fn of(glyphs: &[Glyph]) -> Gaps {
        let num_spaces = glyphs.iter().filter(|glyph| is_space(&glyph.text)).count();
        let has_spaces = num_spaces * 100 >= glyphs.len() * SPACES_IN_A_HUNDRED;
        Gaps { max_inside: if has_spaces { 0.3 } else { 0.16 } }
    }
}

fn is_space(text: &str) -> bool {
    // A no-break space is one too for whoever looks at the page.
    !text.is_empty() && text.chars().all(char::is_whitespace)
}

/// Letters that follow each other in the file and on the page.
fn runs(glyphs: &[Glyph], gaps: Gaps) -> Vec<Word> {
    let mut runs: Vec<Word> = Vec::new();
    let mut is_apart = true;
    for glyph in glyphs {
        if is_space(&glyph.text) {
            is_apart = true;
            continue;
        }
        match runs.last_mut().filter(|_| !is_apart) {
            Some(run) if follows(run, glyph, gaps) => {
                run.text.push_str(&glyph.text);
                run.x1 = run.x1.max(glyph.x1);
                // The base line of a word is that of its large letters.
                if glyph.size > run.size * 1.05 {
                    (run.y, run.size) = (glyph.y, glyph.size);
                }
            }
            // Bold is sometimes made by drawing twice.
            Some(run) if is_drawn_again(run, glyph) => {}
            _ => runs.push(Word {
                text: glyph.text.to_string(),
                x0: glyph.x0,
                x1: glyph.x1,
                y: glyph.y,
                size: glyph.size,
                is_bold: glyph.is_bold,
                is_open: !is_apart,
            }),
        }
        is_apart = false;
    }
    runs
}

fn follows(run: &Word, glyph: &Glyph, gaps: Gaps) -> bool {
    let size = run.size.max(glyph.size);
    let gap = (glyph.x0 - run.x1) / size;
    let raised = (glyph.y - run.y).abs() / size;
    let is_near = gap > -0.2 && gap < gaps.max_inside;
    // A raised letter is a smaller one.
    let max_raised = if glyph.size < run.size * 0.85 || run.size < glyph.size * 0.85 { 0.55 } else { 0.1 };
    is_near && raised < max_raised
}

fn is_drawn_again(run: &Word, glyph: &Glyph) -> bool {
    let is_last = run.text.ends_with(&*glyph.text) && !glyph.text.is_empty();
    is_last && (run.y - glyph.y).abs() < run.size * 0.1 && (run.x1 - glyph.x1).abs() < run.size * 0.1
}

/// Puts runs into rows and joins those that touch: pieces of words that the file draws at different times.
fn joined(mut runs: Vec<Word>, gaps: Gaps) -> Vec<Word> {
    runs.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x0.total_cmp(&b.x0)));
    let mut words: Vec<Word> = Vec::with_capacity(runs.len());
    let mut rest = runs.as_mut_slice();
    while let Some(first) = rest.first() {
        let (y, tolerance) = (first.y, first.size * 0.2);
        let len = rest.iter().take_while(|run| y - run.y <= tolerance).count();
        let (row, below) = rest.split_at_mut(len);
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let start = words.len();
        for run in row.iter() {
            match words[start..].last_mut() {
                Some(word) if touches(word, run, gaps) => {
                    word.text.push_str(&run.text);
                    word.x1 = word.x1.max(run.x1);
                }
                Some(word) if is_copy(word, run) => {}
                _ => words.push(run.clone()),
            }
        }
        rest = below;
    }
    words
}

/// Pieces touch when no gap is seen: whoever draws pieces puts the space between words into none of them.
fn touches(word: &Word, run: &Word, gaps: Gaps) -> bool {
    let size = word.size.max(run.size);
    let gap = (run.x0 - word.x1) / size;
    let max_gap = if run.is_open { gaps.max_inside } else { 0.12 };
    gap > -0.1 && gap < max_gap && (word.size / run.size).max(run.size / word.size) < 2.5
}

fn is_copy(word: &Word, run: &Word) -> bool {
    word.text == run.text && (word.x0 - run.x0).abs() < word.size * 0.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, x: f32, y: f32, size: f32) -> Vec<Glyph> {
        let place = |(at, letter): (usize, char)| {
            let x0 = x + at as f32 * size * 0.5;
            Glyph {
                text: letter.to_string().into(),
                x0,
                x1: x0 + size * 0.5,
                y,
                size,
                is_bold: false,
                turns: 0,
            }
        };
        text.chars().enumerate().map(place).collect()
    }

    fn texts(glyphs: &[Glyph]) -> Vec<String> {
        words_of(glyphs).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn spaces_and_gaps_part_words() {
        assert_eq!(texts(&glyphs("Les armes se taisent", 0.0, 0.0, 10.0)), ["Les", "armes", "se", "taisent"]);
        let without: Vec<Glyph> =
            glyphs("Les armes", 0.0, 0.0, 10.0).into_iter().filter(|g| &*g.text != " ").collect();
        assert_eq!(texts(&without), ["Les", "armes"]);
    }

    #[test]
    fn the_order_of_drawing_does_not_count() {
        let mut drawn = glyphs("taisent", 80.0, 0.0, 10.0);
        drawn.extend(glyphs("bas", 0.0, -20.0, 10.0));
        drawn.extend(glyphs("Les ", 0.0, 0.0, 10.0));
        drawn.extend(glyphs("armes", 30.0, 0.3, 10.0));
        assert_eq!(texts(&drawn), ["Les", "armes", "taisent", "bas"]);
    }

    #[test]
    fn raised_letters_belong_to_their_word() {
        let mut drawn = glyphs("1", 0.0, 0.0, 10.0);
        drawn.extend(glyphs("er", 5.0, 3.5, 6.0));
        assert_eq!(texts(&drawn), ["1er"]);
    }

    #[test]
    fn what_is_drawn_twice_is_read_once() {
        let mut drawn = glyphs("Une", 0.0, 0.0, 10.0);
        drawn.extend(glyphs("Une", 0.3, 0.0, 10.0));
        assert_eq!(texts(&drawn), ["Une"]);
    }
}
