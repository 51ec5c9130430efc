//! A word with wildcards as an automaton over a dictionary: `*` stands for any letters, `?` for one. A letter without accent
//! stands for those with accents too, as a whole word typed so does.

use tantivy_fst::Automaton;

use crate::analysis::fold;

/// Most letters and wildcards of a pattern: what it may have read is a set of places in it, one bit each.
const MAX_STEPS: usize = 63;

/// One piece of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Letter(char),
    One,
    Many,
}

/// A pattern.
#[derive(Debug)]
pub(super) struct Glob {
    steps: Vec<Step>,
    keeps_accents: bool,
}

/// How far a term has been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Bit n: the first n steps may have been read.
    reached: u64,
    /// The bytes of a letter whose last is to come.
    letter: [u8; 4],
    num_bytes: usize,
}

impl Glob {
    /// The pattern `text`, in small letters. `None`: it is too long for any word.
    pub fn new(text: &str, keeps_accents: bool) -> Option<Glob> {
        let mut steps: Vec<Step> = Vec::new();
        for c in text.chars() {
            match c {
                '*' if steps.last() == Some(&Step::Many) => {}
                '*' => steps.push(Step::Many),
                '?' => steps.push(Step::One),
                c => steps.push(Step::Letter(c)),
            }
        }
        (steps.len() <= MAX_STEPS).then_some(Glob { steps, keeps_accents })
    }

    /// Adds the places behind those `*` that stand for nothing.
    fn with_empty(&self, mut reached: u64) -> u64 {
        for (number, step) in self.steps.iter().enumerate() {
            if *step == Step::Many && reached >> number & 1 == 1 {
                reached |= 1 << (number + 1);
            }
        }
        reached
    }

    fn read(&self, reached: u64, letter: char) -> u64 {
        let mut next = 0;
        for (number, step) in self.steps.iter().enumerate().filter(|(number, _)| reached >> number & 1 == 1) {
            match step {
                Step::Many => next |= 1 << number,
                Step::One => next |= 1 << (number + 1),
                Step::Letter(own) if *own == letter => next |= 1 << (number + 1),
                Step::Letter(_) => {}
            }
        }
        self.with_empty(next)
    }

    fn read_letter(&self, reached: u64, letter: &str) -> u64 {
        let exact = letter.chars().fold(reached, |reached, letter| self.read(reached, letter));
        if self.keeps_accents || letter.is_ascii() {
            return exact;
        }
        exact | fold(letter).chars().fold(reached, |reached, letter| self.read(reached, letter))
    }

    /// Whether the whole of `term` is meant.
    #[cfg(test)]
    pub fn accepts(&self, term: &str) -> bool {
        let end = term.bytes().fold(self.start(), |place, byte| self.accept(&place, byte));
        self.is_match(&end)
    }
}

impl Automaton for Glob {
    type State = Place;

    fn start(&self) -> Place {
        Place { reached: self.with_empty(1), letter: [0; 4], num_bytes: 0 }
    }

    fn is_match(&self, place: &Place) -> bool {
        place.num_bytes == 0 && place.reached >> self.steps.len() & 1 == 1
    }

    fn can_match(&self, place: &Place) -> bool {
        place.reached != 0
    }

    fn accept(&self, place: &Place, byte: u8) -> Place {
        let mut next = *place;
        if place.num_bytes == 0 && byte.is_ascii() {
            next.reached = self.read(place.reached, char::from(byte));
            return next;
        }
        if next.num_bytes == next.letter.len() {
            return Place { reached: 0, ..next };
        }
        next.letter[next.num_bytes] = byte;
        next.num_bytes += 1;
        if let Ok(letter) = std::str::from_utf8(&next.letter[..next.num_bytes]) {
            next.reached = self.read_letter(place.reached, letter);
            next.num_bytes = 0;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_letters() {
        let cases: [(&str, &[&str], &[&str]); 7] = [
            ("négoci*", &["négocie", "négoci", "négociation"], &["negocie", "renégocier", "négo"]),
            ("negoci*", &["négocie", "negocie"], &["négo"]),
            ("m?t", &["mot", "mât", "mœt"], &["mt", "moot", "mots"]),
            ("*feu", &["feu", "cessezlefeu"], &["feux"]),
            ("*nég*ion", &["renégociation", "négion"], &["négocier"]),
            ("c?eur", &["cœur", "coeur"], &["cour"]),
            ("b**d", &["bd", "bord", "boulevard"], &["bords"]),
        ];
        for (pattern, in_it, not_in_it) in cases {
            let glob = Glob::new(pattern, false).unwrap();
            in_it.iter().for_each(|term| assert!(glob.accepts(term), "{pattern} {term}"));
            not_in_it.iter().for_each(|term| assert!(!glob.accepts(term), "{pattern} {term}"));
        }
    }

    #[test]
    fn accents_can_be_kept() {
        assert!(!Glob::new("negoci*", true).unwrap().accepts("négocie"));
        assert!(Glob::new("négoci*", true).unwrap().accepts("négocie"));
    }

    #[test]
    fn patterns_are_bounded() {
        assert!(Glob::new(&"a".repeat(63), false).unwrap().accepts(&"a".repeat(63)));
        assert!(Glob::new(&"a".repeat(64), false).is_none());
        assert!(Glob::new(&"*".repeat(640), false).unwrap().accepts("tout"));
    }
}
