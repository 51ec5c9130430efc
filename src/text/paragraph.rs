//! Where paragraphs begin and end, in texts that mark them in different ways. Not passages: those are cut in `analysis`.
//!
//! Blank lines part paragraphs. Inside a block without blank lines, each line is a paragraph (web dumps, agency files),
//! unless the text is hard-wrapped (e-mail, old terminals), where line ends mean nothing.

use crate::model::Span;

/// Lines of hard-wrapped texts are at most this long.
const MAX_WRAPPED_LINE_BYTES: usize = 110;
/// A text needs this many joined lines before it can be called wrapped.
const MIN_WRAPPED_LINES: usize = 3;

/// The paragraphs of `text`, in order, without the white space around them. Together they hold every byte of `text`
/// that is not white space.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let is_wrapped = is_hard_wrapped(text, &lines);
    let mut paragraphs: Vec<Span> = Vec::with_capacity(lines.len());
    let mut follows_text = false;
    for line in lines {
        match paragraphs.last_mut() {
            _ if line.is_empty() => follows_text = false,
            Some(last) if follows_text && is_wrapped => last.byte_end = line.byte_end,
            _ => {
                paragraphs.push(line);
                follows_text = true;
            }
        }
    }
    paragraphs
}

/// All lines, trimmed; a blank line is an empty span.
fn lines(text: &str) -> Vec<Span> {
    let mut byte_start = 0;
    let mut lines = Vec::new();
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        let trimmed = line.trim();
        let indent = line.len() - line.trim_start().len();
        // `\r\n` is one line end, not a blank line between two.
        let is_inside_crlf = line.is_empty() && byte_start > 0 && text.as_bytes()[byte_start - 1] == b'\r';
        let is_inside_crlf = is_inside_crlf && text.as_bytes().get(byte_start) == Some(&b'\n');
        if !is_inside_crlf {
            let start = if trimmed.is_empty() { byte_start } else { byte_start + indent };
            lines.push(Span::new(start, start + trimmed.len()));
        }
        let line_end = byte_start + line.len();
        byte_start = line_end + text[line_end..].chars().next().map_or(0, char::len_utf8);
    }
    lines
}

/// Whether most line ends inside blocks fall in mid-sentence, and all lines are short.
fn is_hard_wrapped(text: &str, lines: &[Span]) -> bool {
    let mut num_joined = 0;
    let mut num_mid_sentence = 0;
    for pair in lines.windows(2) {
        let (line, next) = (pair[0], pair[1]);
        if line.len() > MAX_WRAPPED_LINE_BYTES {
            return false;
        }
        if !line.is_empty() && !next.is_empty() {
            num_joined += 1;
            let ends_sentence = line.of(text).ends_with(['.', '!', '?', '…', ':', ';', '»', '"', '”', ')']);
            num_mid_sentence += usize::from(!ends_sentence);
        }
    }
    num_joined >= MIN_WRAPPED_LINES && num_mid_sentence * 10 >= num_joined * 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(split("Un.\n\n \nDeux.\r\n\r\nTrois."), ["Un.", "Deux.", "Trois."]);
    }

    #[test]
    fn a_paragraph_per_line_without_blank_lines() {
        assert_eq!(
            split("La trêve tient.\nLes pourparlers reprennent.\r\nFin"),
            ["La trêve tient.", "Les pourparlers reprennent.", "Fin"]
        );
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "Les négociateurs se sont\nretrouvés mardi dans la\nville voisine pour une\ntroisième séance.\n\nRien n'a filtré.";
        assert_eq!(split(text).len(), 2);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(split(" \n\t\r\n").is_empty());
    }

    proptest! {
        #[test]
        fn paragraphs_hold_all_text_in_order(text in "[a-zé .\n\r\u{a0}\u{2028}]{0,200}") {
            let spans = paragraphs(&text);
            prop_assert!(spans.windows(2).all(|pair| pair[0].byte_end <= pair[1].byte_start));
            let held: String = spans.iter().flat_map(|span| span.of(&text).chars()).filter(|c| !c.is_whitespace()).collect();
            let all: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(held, all);
        }
    }
}
