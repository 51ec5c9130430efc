//! A text with highlights, wrapped to a width. It never shows a control character of the text, and never cuts a word.

use unicode_width::UnicodeWidthStr;

use super::Look;
use super::printable::printable_words;
use crate::model::Span;

/// `text` on lines of at most `look.width` columns, each after `indent` blanks, its `highlights` painted, with a line
/// feed after each line. White space of the text, line breaks included, becomes one blank.
///
/// `highlights` are spans of `text`, sorted and disjoint. A word wider than a line stands alone on one.
pub fn wrap(text: &str, highlights: &[Span], look: &Look, indent: usize) -> String {
    wrap_on(text, highlights, look, indent, |part| part.to_string())
}

/// As [`wrap`], in bold type where nothing is highlighted: titles.
pub(super) fn wrap_bold(text: &str, highlights: &[Span], look: &Look, indent: usize) -> String {
    wrap_on(text, highlights, look, indent, |part| look.bold(part))
}

/// As [`wrap`], less important than what stands beside it.
pub(super) fn wrap_dim(text: &str, look: &Look, indent: usize) -> String {
    wrap_on(text, &[], look, indent, |part| look.dim(part))
}

fn wrap_on(
    text: &str,
    highlights: &[Span],
    look: &Look,
    indent: usize,
    ground: impl Fn(&str) -> String,
) -> String {
    let mut lines = Lines::new(look.width.max(indent + 20), indent);
    let mut highlights = highlights.iter().copied().peekable();
    for word in words(text) {
        while highlights.next_if(|h| h.byte_end <= word.byte_start).is_some() {}
        let shown = printable_words(word.of(text));
        let inside = highlights.clone().take_while(|h| h.byte_start < word.byte_end);
        lines.push(shown.width(), &painted(text, word, inside, look, &ground));
    }
    lines.finish()
}

/// The lines made so far.
struct Lines {
    text: String,
    width: usize,
    indent: usize,
    /// Columns used on the current line; 0: nothing stands on it yet.
    column: usize,
}

impl Lines {
    fn new(width: usize, indent: usize) -> Self {
        Lines { text: String::new(), width, indent, column: 0 }
    }

    fn push(&mut self, word_width: usize, painted: &str) {
        if self.column > 0 && self.column.saturating_add(1 + word_width) > self.width {
            self.text.push('\n');
            self.column = 0;
        }
        if self.column == 0 {
            self.text.extend(std::iter::repeat_n(' ', self.indent));
            self.column = self.indent;
        } else {
            self.text.push(' ');
            self.column += 1;
        }
        self.text.push_str(painted);
        self.column += word_width;
    }

    fn finish(mut self) -> String {
        if self.column > 0 {
            self.text.push('\n');
        }
        self.text
    }
}

/// The runs of characters between white space. No-break spaces do not separate: `« accord »` stays together.
fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let separates = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
    text.split(separates).filter(|word| !word.is_empty()).map(move |word| {
        let byte_start = word.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(byte_start, byte_start + word.len())
    })
}

/// The word with the parts of it that `highlights` cover painted, and `ground` elsewhere.
fn painted(
    text: &str,
    word: Span,
    highlights: impl Iterator<Item = Span>,
    look: &Look,
    ground: impl Fn(&str) -> String,
) -> String {
    let mut painted = String::new();
    let mut byte_done = word.byte_start;
    for highlight in highlights {
        let start = highlight.byte_start.max(byte_done);
        let end = highlight.byte_end.min(word.byte_end);
        if start < end && text.is_char_boundary(start) && text.is_char_boundary(end) {
            painted.push_str(&ground(&printable_words(Span::new(byte_done, start).of(text))));
            painted.push_str(&look.highlight(&printable_words(Span::new(start, end).of(text))));
            byte_done = end;
        }
    }
    painted.push_str(&ground(&printable_words(Span::new(byte_done, word.byte_end).of(text))));
    painted
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOR: Look = Look { color: true, links: false, width: 30 };

    fn span_of(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    #[test]
    fn wraps_at_blanks_and_indents() {
        let look = Look { width: 24, ..Look::default() };
        let text = "La trêve\ntient depuis   l’aube, dit-on à Sanaa.";
        assert_eq!(wrap(text, &[], &look, 2), "  La trêve tient depuis\n  l’aube, dit-on à\n  Sanaa.\n");
        assert_eq!(wrap(" \n ", &[], &look, 2), "");
    }

    #[test]
    fn long_words_are_not_cut() {
        let word = "anticonstitutionnellement-".repeat(4);
        assert_eq!(wrap(&format!("a {word} b"), &[], &COLOR, 0), format!("a\n{word}\nb\n"));
    }

    #[test]
    fn paints_only_the_matched_part_of_a_word() {
        let text = "signer l’accord, hier";
        let shown = wrap(text, &[span_of(text, "accord")], &COLOR, 0);
        assert_eq!(shown, "signer l’\x1b[1;31maccord\x1b[0m, hier\n");
    }

    #[test]
    fn a_highlight_over_several_words_paints_each() {
        let text = "le cessez le feu tient";
        let shown = wrap(text, &[span_of(text, "cessez le feu")], &COLOR, 0);
        let paint = |word| COLOR.highlight(word);
        assert_eq!(shown, format!("le {} {} {} tient\n", paint("cessez"), paint("le"), paint("feu")));
    }

    #[test]
    fn escapes_of_the_text_are_shown_inside_and_outside_highlights() {
        let text = "a\x1b[2Jb \x1b[31mc";
        let shown = wrap(text, &[span_of(text, "\x1b[31mc")], &COLOR, 0);
        assert_eq!(shown, "a\\x1b[2Jb \x1b[1;31m\\x1b[31mc\x1b[0m\n");
    }

    #[test]
    fn spans_that_do_not_fit_the_text_do_no_harm() {
        assert_eq!(
            wrap("été", &[Span::new(1, 2), Span::new(90, 99)], &Look::default(), 0),
            "été
"
        );
    }
}
