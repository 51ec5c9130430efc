//! How legible a text is that a machine read: of a hundred words, how many its language knows. Not a score of the machine's
//! own: those of two machines cannot be compared.
//!
//! Words are runs of two letters or more. Left out are: what is no word of a lexicon even in clean print, namely figures and
//! words with figures in them, and words with a capital that open no sentence (names, and headings in capitals); single
//! letters, which are initials and specks as often as words; and what is elided (`qu'`) or hangs on by an apostrophe (`'ll`).
//! A name at the start of a sentence counts as unknown, which costs clean news one or two of a hundred.

use crate::analysis::knows;
use crate::model::Language;

/// Of fewer words nothing is said.
const MIN_WORDS: u32 = 10;

/// How many of a hundred words of `text` its language knows. `None`: the language has no lexicon, or there are too few words.
pub fn legibility(text: &str, language: Language) -> Option<u8> {
    let (mut num_words, mut num_known) = (0_u32, 0_u32);
    for word in Words::of(text) {
        num_words += 1;
        num_known += u32::from(knows(word, language)?);
    }
    let percent = || (u64::from(num_known) * 200 / u64::from(num_words)).div_ceil(2);
    (num_words >= MIN_WORDS).then(|| u8::try_from(percent()).unwrap_or(100))
}

/// The words of a text that can be judged.
struct Words<'a> {
    text: &'a str,
    byte: usize,
    /// Whether the next word opens a sentence.
    opens_sentence: bool,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        Words { text, byte: 0, opens_sentence: true }
    }

    /// The next run of letters and figures, with the character before it.
    fn next_run(&mut self) -> Option<(Option<char>, &'a str)> {
        let rest = &self.text[self.byte..];
        let start = rest.find(char::is_alphanumeric)?;
        let gap = &rest[..start];
        self.opens_sentence |= gap.contains(['.', '!', '?', '…', '\n', '«', '"', '“']);
        let len = rest[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - start);
        self.byte += start + len;
        Some((gap.chars().next_back(), &rest[start..start + len]))
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let (before, run) = self.next_run()?;
            let may_be_capital = std::mem::take(&mut self.opens_sentence);
            let behind = self.text[self.byte..].chars().next();
            if behind.is_some_and(is_apostrophe) {
                // `L'accord` opens the sentence with both its parts.
                self.opens_sentence = may_be_capital;
                continue;
            }
            let num_letters = run.chars().count();
            let hangs_on = before.is_some_and(is_apostrophe) && num_letters <= 2;
            let is_capital = run.starts_with(char::is_uppercase) && !may_be_capital;
            if num_letters >= 2 && !hangs_on && !is_capital && run.chars().all(char::is_alphabetic) {
                return Some(run);
            }
        }
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{2bc}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Words::of(text).collect()
    }

    #[test]
    fn names_figures_and_parts_of_words_are_left_out() {
        assert_eq!(
            words(
                "L'accord d'Erevan, signé le 3 mars par M. Le Goff, n'est pas l882. Il l’a dit à Paris !\nQu'en penser"
            ),
            ["accord", "signé", "le", "mars", "par", "Le", "est", "pas", "Il", "dit", "penser"]
        );
        let english = "They've said the truce isn't over";
        assert_eq!(words(english), ["said", "the", "truce", "over"]);
    }

    #[test]
    fn a_clean_text_is_legible_and_a_badly_read_one_is_not() {
        let clean = "Les armes se sont tues hier dans la vallée, et les habitants sortent pour compter les maisons debout.";
        assert_eq!(legibility(clean, Language::FR), Some(100));
        let read = "Lcs armes sc sout tnes liier dans la vallce, et lcs habitauts sortcnt ponr compter lcs maisous debont.";
        assert!(legibility(read, Language::FR).is_some_and(|percent| percent < 50));
    }

    #[test]
    fn nothing_is_said_of_what_cannot_be_told() {
        let german =
            "Die Waffen schweigen seit gestern im Tal und die Bewohner kommen heraus und sehen sich um.";
        assert_eq!(legibility(german, "de".parse().unwrap()), None);
        assert_eq!(legibility("Les armes se taisent.", Language::FR), None);
        assert_eq!(legibility("", Language::FR), None);
    }

    proptest::proptest! {
        #[test]
        fn it_is_a_share_of_a_hundred(text in "\\PC{0,300}") {
            proptest::prop_assert!(legibility(&text, Language::FR).is_none_or(|percent| percent <= 100));
        }
    }
}
