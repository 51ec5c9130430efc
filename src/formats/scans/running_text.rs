//! Words of lines and blocks → running text: paragraphs, words cut at line ends made whole, the place where each page
//! begins. Knows no file format.
//!
//! A word cut in two is one word for whoever reads and searches. Where the source says what the whole word is, it is
//! believed; else a hyphen at a line's end goes, but where the next part begins with a capital (`Saint-⏎Louis`) or is
//! a word that hangs on by a hyphen (`kept_hyphens.txt`): there it is the word's own, most often.

use std::borrow::Cow;

use crate::model::PageStart;

/// Words that hang on the one before by a hyphen.
const KEPT_HYPHENS: &str = include_str!("kept_hyphens.txt");

/// A word, or a part of one, as it stands in a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// As read.
    pub(super) text: String,
    /// Whether no space stands before it in its line.
    pub(super) is_glued: bool,
    /// Its half of a word cut at the line's end.
    pub(super) half: Option<Half>,
}

/// Which half of a cut word a piece is, with the whole word; empty where the source does not say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Half {
    /// The one at the end of a line.
    First(String),
    /// The one at the start of the next.
    Second(String),
}

/// What the next piece completes.
enum Open {
    /// The whole word is written already; its second half, which this piece is, is left out.
    Whole(String),
    /// A word without its hyphen, which is this.
    Hyphen(char),
}

/// Text that grows by lines.
#[derive(Default)]
pub(super) struct RunningText {
    pub(super) text: String,
    pub(super) page_starts: Vec<PageStart>,
    open: Option<Open>,
    /// Whether what comes next is a paragraph of its own.
    is_new_paragraph: bool,
    /// The page that what comes next stands on, until something of it is written.
    new_page: Option<String>,
    page: Option<String>,
}

impl RunningText {
    /// Begins a block: a paragraph, unless it goes on with a word that was cut at the end of the last block.
    pub(super) fn begin_block(&mut self, page: Option<&str>) {
        self.is_new_paragraph = !self.text.is_empty();
        if page.is_some() && self.page.as_deref() != page {
            self.page = page.map(str::to_string);
            self.new_page = self.page.clone();
        }
    }

    /// Adds a line. `has_hyphen`: the source marks a hyphen at its end that stands in no piece.
    pub(super) fn add_line(&mut self, pieces: &[Piece], has_hyphen: bool) {
        for piece in pieces.iter().filter(|piece| !piece.text.is_empty()) {
            self.add(piece);
        }
        if self.open.is_some() || pieces.is_empty() {
            return;
        }
        if has_hyphen {
            self.open = Some(Open::Hyphen('-'));
            return;
        }
        let Some(hyphen) = self.text.chars().next_back().filter(|c| is_line_end_hyphen(*c)) else { return };
        let word = &self.text[..self.text.len() - hyphen.len_utf8()];
        // A hyphen after a space or a full stop is a dash.
        if word.ends_with(|c: char| c.is_alphabetic() || is_apostrophe(c)) {
            self.text.truncate(word.len());
            self.open = Some(Open::Hyphen(hyphen));
        }
    }

    /// The text, and where its pages begin when there are several.
    pub(super) fn finish(mut self) -> (String, Vec<PageStart>) {
        if let Some(Open::Hyphen(hyphen)) = self.open.take() {
            self.text.push(hyphen);
        }
        if self.page_starts.len() < 2 {
            self.page_starts.clear();
        }
        (self.text, self.page_starts)
    }

    fn add(&mut self, piece: &Piece) {
        match (self.open.take(), &piece.half) {
            (Some(Open::Whole(whole)), Some(Half::Second(_))) => {
                self.text.push_str(mark_behind(&piece.text, &whole));
                self.is_new_paragraph = false;
                return;
            }
            (Some(Open::Hyphen(hyphen)), _) if self.joins(hyphen, piece) => {
                if self.keeps(hyphen, piece) {
                    self.text.push(hyphen);
                }
                self.text.push_str(&piece.text);
                self.is_new_paragraph = false;
            }
            (open, _) => {
                if let Some(Open::Hyphen(hyphen)) = open {
                    self.text.push(hyphen);
                }
                self.write(piece);
            }
        }
        match &piece.half {
            Some(Half::First(whole)) if whole.is_empty() => self.open = Some(Open::Hyphen('-')),
            Some(Half::First(whole)) => self.open = Some(Open::Whole(whole.clone())),
            _ => {}
        }
    }

    fn write(&mut self, piece: &Piece) {
        if self.is_new_paragraph {
            self.text.push_str("\n\n");
        } else if !piece.is_glued && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.is_new_paragraph = false;
        if let Some(page) = self.new_page.take() {
            self.page_starts.push(PageStart { byte_start: self.text.len(), page });
        }
        match &piece.half {
            Some(Half::First(whole)) if !whole.is_empty() => {
                self.text.push_str(mark_before(&piece.text, whole));
                self.text.push_str(&with_own_hyphen(&piece.text, whole));
            }
            // Its first half stands in another article, or nowhere: a whole word says more than the end of one.
            Some(Half::Second(whole)) if !whole.is_empty() => {
                self.text.push_str(whole);
                self.text.push_str(mark_behind(&piece.text, whole));
            }
            _ => self.text.push_str(&piece.text),
        }
    }

    /// Whether `piece` goes on with the word that was cut.
    fn joins(&self, hyphen: char, piece: &Piece) -> bool {
        let Some(first) = piece.text.chars().next() else { return false };
        // Over the edge of a block only what is certainly no new sentence.
        let may_be_capital = !self.is_new_paragraph || hyphen != '-';
        first.is_lowercase() || (may_be_capital && first.is_alphanumeric())
    }

    fn keeps(&self, hyphen: char, piece: &Piece) -> bool {
        let is_own_hyphen = || hangs_on(&piece.text) || self.text.ends_with(is_apostrophe);
        !matches!(hyphen, '¬' | '\u{ad}') && is_own_hyphen()
    }
}

/// Whether a hyphen before `second` is the word's own, most often.
fn hangs_on(second: &str) -> bool {
    let word = second.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    !second.starts_with(char::is_lowercase) || KEPT_HYPHENS.lines().any(|line| line == word)
}

/// The whole word that the source gives, with the hyphen that programs leave out of all words alike: they only put the
/// halves together.
fn with_own_hyphen<'a>(first: &str, whole: &'a str) -> Cow<'a, str> {
    let is_capitals = |text: &str| !text.contains(char::is_lowercase);
    let second = whole.strip_prefix(first.trim_start_matches(|c: char| !c.is_alphanumeric()));
    let second = second.filter(|second| hangs_on(second) && !is_capitals(first));
    match second.filter(|second| second.starts_with(char::is_alphabetic)) {
        Some(second) => Cow::Owned(format!("{}-{second}", &whole[..whole.len() - second.len()])),
        None => Cow::Borrowed(whole),
    }
}

fn is_line_end_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '¬' | '\u{ad}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// The marks that open the first half and that the whole word lacks: `(sé` of `sévère`.
fn mark_before<'a>(half: &'a str, whole: &str) -> &'a str {
    let word = half.trim_start_matches(|c: char| !c.is_alphanumeric());
    if whole.starts_with(half.chars().next().unwrap_or_default()) {
        ""
    } else {
        &half[..half.len() - word.len()]
    }
}

/// The marks that end the second half and that the whole word lacks: `vère,` of `sévère`.
fn mark_behind<'a>(half: &'a str, whole: &str) -> &'a str {
    let word = half.trim_end_matches(|c: char| !c.is_alphanumeric());
    if whole.ends_with(half.chars().next_back().unwrap_or_default()) { "" } else { &half[word.len()..] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(line: &str) -> Vec<Piece> {
        line.split(' ').map(|text| Piece { text: text.into(), ..Piece::default() }).collect()
    }

    /// Blocks are parted by `|`, lines by `/`.
    fn read(blocks: &str) -> String {
        let mut running = RunningText::default();
        for block in blocks.split('|') {
            running.begin_block(None);
            block.split('/').for_each(|line| running.add_line(&pieces(line), false));
        }
        running.finish().0
    }

    #[test]
    fn lines_run_on_and_blocks_are_paragraphs() {
        assert_eq!(read("La trêve/tient depuis|Jeudi, rien"), "La trêve tient depuis\n\nJeudi, rien");
    }

    #[test]
    fn words_cut_at_line_ends_are_whole() {
        for (blocks, text) in [
            ("le gouver-/nement parle", "le gouvernement parle"),
            ("le gouver¬/nement", "le gouvernement"),
            ("le gouver\u{ad}/nement", "le gouvernement"),
            ("LE GOUVER¬/NEMENT", "LE GOUVERNEMENT"),
            ("l'ac-/cord", "l'accord"),
            // Over the edge of a column.
            ("le gouver-|nement parle/encore|Fin", "le gouvernement parle encore\n\nFin"),
            ("Nagorno Kara-/bakh", "Nagorno Karabakh"),
        ] {
            assert_eq!(read(blocks), text, "{blocks}");
        }
    }

    #[test]
    fn hyphens_of_words_stay() {
        for (blocks, text) in [
            ("à Saint-/Louis", "à Saint-Louis"),
            ("oui, dit-/il, oui", "oui, dit-il, oui"),
            ("peut-/être.", "peut-être."),
            ("la grand'-/mère", "la grand'-mère"),
            ("un -/deux", "un - deux"),
            ("page 26-/suite", "page 26- suite"),
            ("cessez-/(le feu)", "cessez- (le feu)"),
            ("en Nouvelle-|Les armes", "en Nouvelle-\n\nLes armes"),
            ("porte-", "porte-"),
        ] {
            assert_eq!(read(blocks), text, "{blocks}");
        }
    }

    #[test]
    fn what_the_source_says_of_a_cut_word_is_believed() {
        let half = |text: &str, half: Half| Piece { text: text.into(), half: Some(half), ..Piece::default() };
        let mut running = RunningText::default();
        running.begin_block(Some("1"));
        running.add_line(&[half("(sé", Half::First("sévère".into()))], true);
        running.begin_block(Some("2"));
        running.add_line(&[half("vère,", Half::Second("sévère".into())), pieces("dit").remove(0)], false);
        let (text, pages) = running.finish();
        assert_eq!(text, "(sévère, dit");
        // The word belongs to the page on which it begins.
        let pages: Vec<(usize, &str)> = pages.iter().map(|page| (page.byte_start, &*page.page)).collect();
        assert_eq!(pages, [(0, "1"), ("(sévère, ".len(), "2")]);

        let mut running = RunningText::default();
        running.begin_block(None);
        running.add_line(&[half("vère", Half::Second("sévère".into()))], false);
        running.add_line(&[half("gouver", Half::First(String::new()))], true);
        running.add_line(&[half("nement", Half::Second(String::new()))], false);
        assert_eq!(running.finish().0, "sévère gouvernement");
    }

    #[test]
    fn halves_that_were_only_put_together_get_their_hyphen_back() {
        for (first, whole, text) in [
            ("Peut", "Peutêtre,", "Peut-être,"),
            ("Saint", "SaintLouis", "Saint-Louis"),
            ("GOUVER", "GOUVERNEMENT", "GOUVERNEMENT"),
            ("gou", "gouvernement", "gouvernement"),
            ("dit", "dit-il", "dit-il"),
        ] {
            assert_eq!(with_own_hyphen(first, whole), text);
        }
    }

    #[test]
    fn pieces_without_a_space_are_one_word() {
        let mut running = RunningText::default();
        running.begin_block(None);
        let glued = Piece { text: "Officiel".into(), is_glued: true, half: None };
        running.add_line(&[pieces("l'").remove(0), glued], false);
        assert_eq!(running.finish().0, "l'Officiel");
    }
}
