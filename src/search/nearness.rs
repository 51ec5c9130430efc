//! Where things stand, and what stands near what: pure functions on lists of places in one article. Whoever calls knows where
//! the words are, from an index or from a text.
//!
//! A match reaches from its first word to its last. Two are so many words apart as lie from the last of one to the first of
//! the next, 1 being side by side; they never overlap, so that no word serves twice.

use std::collections::BTreeMap;

use crate::query::{Order, Scope};

/// Places in an article: positions of its words, the ends of paragraphs counted as one word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Position of its first word.
    pub first: u32,
    /// Position of its last word.
    pub last: u32,
    /// The words that make it, by numbers that the caller gives them; sorted. Empty when only the place is wanted.
    pub words: Vec<usize>,
}

/// The ends of the pieces of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ends {
    /// Last words of sentences and ends of paragraphs; sorted.
    pub sentences: Vec<u32>,
    /// Ends of paragraphs; sorted.
    pub paragraphs: Vec<u32>,
    /// The end of the title.
    pub title: Option<u32>,
    /// The end of the lede that the source marks.
    pub lede: Option<u32>,
}

impl Ends {
    /// The number of the piece in which `place` lies wholly; `None`: it reaches from one into another.
    fn piece(&self, scope: Scope, place: &Place) -> Option<usize> {
        let ends = match scope {
            Scope::Sentence => &self.sentences,
            Scope::Paragraph => &self.paragraphs,
        };
        let number = ends.partition_point(|&end| end < place.first);
        (number == ends.partition_point(|&end| end < place.last)).then_some(number)
    }
}

/// Whether all ways to reach a place are wanted, or only whether there is one: then of all that end at one word the shortest
/// is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breadth {
    Shortest,
    All,
}

/// Adds places up, sorted by their ends; two at one place are one, made of the words of both.
fn merged(mut places: Vec<Place>, breadth: Breadth) -> Vec<Place> {
    places.sort_unstable_by_key(|place| (place.last, place.first));
    places.dedup_by(|next, kept| {
        let is_same = kept.last == next.last && (kept.first == next.first || breadth == Breadth::Shortest);
        if is_same {
            kept.first = kept.first.max(next.first);
            if !next.words.is_empty() && next.words != kept.words {
                kept.words.append(&mut next.words);
                kept.words.sort_unstable();
                kept.words.dedup();
            }
        }
        is_same
    });
    places
}

/// The places of any of several things.
pub(super) fn any(parts: Vec<Vec<Place>>) -> Vec<Place> {
    merged(parts.into_iter().flatten().collect(), Breadth::All)
}

/// The places where `right` follows `left` at most `distance` words on. Both sorted by their ends.
fn followed(left: &[Place], right: &[Place], distance: u32, breadth: Breadth) -> Vec<Place> {
    let mut places = Vec::new();
    for next in right {
        let nearest = left.partition_point(|place| place.last < next.first);
        let farthest = left.partition_point(|place| place.last + distance < next.first);
        let before = left.get(farthest..nearest).unwrap_or_default();
        let join = |place: &Place| {
            let words = match (place.words.is_empty(), next.words.is_empty()) {
                (true, true) => Vec::new(),
                _ => place.words.iter().chain(&next.words).copied().collect(),
            };
            Place { first: place.first, last: next.last, words }
        };
        match breadth {
            Breadth::All => places.extend(before.iter().map(join)),
            Breadth::Shortest => places.extend(before.iter().max_by_key(|place| place.first).map(join)),
        }
    }
    places.iter_mut().for_each(|place| {
        place.words.sort_unstable();
        place.words.dedup();
    });
    merged(places, breadth)
}

/// The places where all of `parts` stand, each at most `distance` words from its neighbour.
pub(super) fn near(parts: &[Vec<Place>], distance: u32, order: Order, breadth: Breadth) -> Vec<Place> {
    if parts.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    match order {
        Order::Written => {
            let (Some(first), rest) = (parts.first(), &parts[1..]) else { return Vec::new() };
            rest.iter().fold(first.clone(), |left, right| followed(&left, right, distance, breadth))
        }
        Order::Any => near_in_any_order(parts, distance, breadth),
    }
}

/// Every set of parts, the smaller first, is reached by adding one part behind a smaller set. At most
/// [`crate::query::MAX_NEAR_PARTS`] parts: there are as many sets as numbers of so many bits.
fn near_in_any_order(parts: &[Vec<Place>], distance: u32, breadth: Breadth) -> Vec<Place> {
    let all = (1_usize << parts.len()) - 1;
    let mut reached: Vec<Vec<Place>> = vec![Vec::new(); all + 1];
    for set in 1..=all {
        let mut places = Vec::new();
        for (number, part) in parts.iter().enumerate().filter(|(number, _)| set >> number & 1 == 1) {
            let rest = set & !(1 << number);
            match rest {
                0 => places.extend(part.iter().cloned()),
                _ => places.extend(followed(&reached[rest], part, distance, breadth)),
            }
        }
        reached[set] = merged(places, breadth);
    }
    reached.pop().unwrap_or_default()
}

/// The sentences or paragraphs in which all of `parts` stand: from the first word of any of them to the last.
pub(super) fn within(parts: &[Vec<Place>], scope: Scope, ends: &Ends) -> Vec<Place> {
    let mut pieces: BTreeMap<usize, (usize, Place)> = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        for place in part {
            let Some(piece) = ends.piece(scope, place) else { continue };
            match pieces.get_mut(&piece) {
                // It has all parts before this one, or this one already.
                Some((num_parts, around)) if *num_parts >= number => {
                    *num_parts = number + 1;
                    around.first = around.first.min(place.first);
                    around.last = around.last.max(place.last);
                    around.words.extend(&place.words);
                }
                None if number == 0 => drop(pieces.insert(piece, (1, place.clone()))),
                _ => {}
            }
        }
    }
    let complete = pieces.into_values().filter(|(num_parts, _)| *num_parts == parts.len());
    complete
        .map(|(_, mut place)| {
            place.words.sort_unstable();
            place.words.dedup();
            place
        })
        .collect()
}

/// How many of `places`, sorted by their ends, there are without one over another.
pub(super) fn count_apart(places: &[Place]) -> u32 {
    let mut end = None;
    let mut num_places = 0;
    for place in places {
        if end.is_none_or(|end| place.first > end) {
            num_places += 1;
            end = Some(place.last);
        }
    }
    num_places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(positions: &[u32]) -> Vec<Place> {
        positions.iter().map(|&at| Place { first: at, last: at, words: vec![at as usize] }).collect()
    }

    fn shown(places: &[Place]) -> Vec<(u32, u32)> {
        places.iter().map(|place| (place.first, place.last)).collect()
    }

    #[test]
    fn distance_is_counted_from_word_to_word() {
        let near = |distance, order| near(&[at(&[0, 20]), at(&[5, 18])], distance, order, Breadth::All);
        assert_eq!(shown(&near(5, Order::Written)), [(0, 5)]);
        assert_eq!(shown(&near(4, Order::Written)), []);
        assert_eq!(shown(&near(5, Order::Any)), [(0, 5), (18, 20)]);
    }

    #[test]
    fn a_word_serves_once() {
        let near = |positions: &[u32]| near(&[at(positions), at(positions)], 5, Order::Any, Breadth::All);
        assert_eq!(near(&[3]), []);
        assert_eq!(shown(&near(&[3, 5])), [(3, 5)]);
    }

    #[test]
    fn all_orders_are_tried() {
        for order in [[0, 2, 4], [0, 4, 2], [2, 0, 4], [2, 4, 0], [4, 0, 2], [4, 2, 0]] {
            let parts: Vec<Vec<Place>> = order.iter().map(|&position| at(&[position])).collect();
            assert_eq!(shown(&near(&parts, 2, Order::Any, Breadth::Shortest)), [(0, 4)], "{order:?}");
            assert!(near(&parts, 1, Order::Any, Breadth::All).is_empty());
        }
    }

    #[test]
    fn a_place_is_made_of_all_words_that_make_it() {
        let places = near(&[at(&[0]), at(&[2, 3]), at(&[5])], 3, Order::Written, Breadth::All);
        assert_eq!(places, [Place { first: 0, last: 5, words: vec![0, 2, 3, 5] }]);
    }

    #[test]
    fn pieces_hold_all_parts() {
        let ends = Ends { sentences: vec![3, 7, 9], paragraphs: vec![9], ..Ends::default() };
        let within = |scope, parts: &[&[u32]]| {
            let parts: Vec<Vec<Place>> = parts.iter().map(|positions| at(positions)).collect();
            shown(&within(&parts, scope, &ends))
        };
        assert_eq!(within(Scope::Sentence, &[&[0, 5], &[3, 8]]), [(0, 3)]);
        assert_eq!(within(Scope::Sentence, &[&[0], &[4]]), []);
        assert_eq!(within(Scope::Paragraph, &[&[0], &[4, 12]]), [(0, 4)]);
        assert_eq!(within(Scope::Paragraph, &[&[0], &[12], &[4]]), []);
        let across = Place { first: 3, last: 4, words: Vec::new() };
        assert_eq!(super::within(&[vec![across], at(&[1])], Scope::Sentence, &ends), []);
    }

    #[test]
    fn mentions_do_not_overlap() {
        let place = |first, last| Place { first, last, words: Vec::new() };
        assert_eq!(count_apart(&[place(0, 2), place(1, 3), place(3, 5)]), 2);
        assert_eq!(count_apart(&[]), 0);
    }
}
