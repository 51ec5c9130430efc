//! Where sentences end inside a paragraph, by punctuation and a list of abbreviations. No grammar, no model.
//!
//! French typography is expected: `« Oui. »` ends after the closing guillemet and its no-break space.

use std::collections::HashSet;
use std::sync::LazyLock;

static ABBREVIATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("abbreviations.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// The byte offsets in `paragraph` at which sentences end, ascending; the last is the paragraph's length, unless the
/// paragraph is empty.
pub fn sentence_ends(paragraph: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = 0;
    while let Some(found) = paragraph[from..].find(['.', '!', '?', '…']) {
        let stop = from + found;
        let end = end_of_closing_marks(paragraph, stop);
        if starts_sentence(&paragraph[end..]) && !is_abbreviation(&paragraph[..stop], &paragraph[stop..end]) {
            ends.push(end);
        }
        from = end;
    }
    if ends.last() != Some(&paragraph.len()) && !paragraph.is_empty() {
        ends.push(paragraph.len());
    }
    ends
}

/// Past the stop at `stop`, further stops, and closing quotes and brackets, also behind a blank (`. »`).
fn end_of_closing_marks(paragraph: &str, stop: usize) -> usize {
    let mut end = stop;
    let mut after_blank = false;
    for (offset, character) in paragraph[stop..].char_indices() {
        match character {
            '.' | '!' | '?' | '…' | ')' | ']' | '”' | '’' if !after_blank => {
                end = stop + offset + character.len_utf8()
            }
            '"' if !after_blank => end = stop + offset + 1,
            '»' => {
                end = stop + offset + character.len_utf8();
                after_blank = false;
            }
            ' ' | '\u{a0}' | '\u{202f}' => after_blank = true,
            _ => break,
        }
    }
    end
}

/// Whether what follows a stop can be a new sentence: a blank, then no lower-case letter.
fn starts_sentence(rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    let blank = rest.starts_with(char::is_whitespace);
    let opening = |c: char| {
        c.is_whitespace() || matches!(c, '«' | '"' | '“' | '(' | '[' | '—' | '–' | '-' | '’' | '\'')
    };
    let first = rest.chars().find(|&c| !opening(c));
    blank && first.is_none_or(|c| !c.is_lowercase())
}

/// Whether the stop behind `before` belongs to an abbreviation or an initial: `M.`, `av.`, `J.`
fn is_abbreviation(before: &str, marks: &str) -> bool {
    if marks != "." {
        return false;
    }
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '«' | '"' | '\'' | '’' | '-')).next();
    let word = word.unwrap_or("");
    let mut letters = word.chars();
    let is_initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase());
    is_initial || ABBREVIATIONS.contains(word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        let mut start = 0;
        let cut = |end: usize| {
            let sentence = &text[start..end];
            start = end;
            sentence.trim()
        };
        sentence_ends(text).into_iter().map(cut).collect()
    }

    #[test]
    fn ends_at_stops_before_capitals() {
        assert_eq!(
            split("La trêve tient. Mais jusqu'à quand ? Nul ne sait…"),
            ["La trêve tient.", "Mais jusqu'à quand ?", "Nul ne sait…"]
        );
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not_end() {
        assert_eq!(split("M. Dupont et Mme. Durand ont vu J. Martin.").len(), 1);
        assert_eq!(split("Le taux est de 3.5 points. En 2020, 12.000 morts.").len(), 2);
        assert_eq!(split("Il a dit non. et il est parti.").len(), 1);
    }

    #[test]
    fn closing_quotes_belong_to_the_sentence() {
        assert_eq!(split("« C'est fini. » Elle se tait."), ["« C'est fini. »", "Elle se tait."]);
        assert_eq!(split("\"C'est fini.\" Elle se tait."), ["\"C'est fini.\"", "Elle se tait."]);
    }

    #[test]
    fn empty_and_unended() {
        assert!(split("").is_empty());
        assert_eq!(split("sans point"), ["sans point"]);
    }

    proptest! {
        #[test]
        fn ends_rise_to_the_length(text in "\\PC{0,80}|[A-Za-z.!?… »«\"]{0,80}") {
            let ends = sentence_ends(&text);
            prop_assert!(ends.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(ends.iter().all(|&end| text.is_char_boundary(end)));
            prop_assert_eq!(ends.last().copied().unwrap_or(0), text.len());
        }
    }
}
