//! Which words of an article make it match: those that stand where the query wants them, and no others. Computed from the
//! conditions of the plan on the words of the article, as the index decides on its postings.

use std::collections::BTreeSet;

use super::highlight::places_of;
use super::marker::Words;
use super::nearness::{Breadth, Ends, Place};
use super::places::{Leaf, Places};
use super::plan::{Condition, Plan};
use crate::analysis::Token;
use crate::model::Span;

/// The words that prove a match.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Proof {
    /// Spans of the title, when it is no part of the text.
    pub title: BTreeSet<Span>,
    /// Spans of the text.
    pub text: BTreeSet<Span>,
}

impl Proof {
    /// The words of an article that make it satisfy conditions of `plan`; `related`: derived words and terms of concepts count.
    pub fn of(plan: &Plan, words: &Words, ends: &Ends, related: bool) -> Proof {
        let num_title = words.title.len();
        let text = words.text.iter().copied().flatten();
        let words: Vec<&Token> = words.title.iter().chain(text).collect();
        let mut found = BTreeSet::new();
        if let Some(condition) = &plan.condition {
            gather(plan, condition, related, &words, ends, &mut found);
        }
        let spans =
            |numbers: &mut dyn Iterator<Item = &usize>| numbers.map(|&number| words[number].span).collect();
        Proof { title: spans(&mut found.range(..num_title)), text: spans(&mut found.range(num_title..)) }
    }
}

/// Adds the words that satisfy what is wanted of `condition`.
fn gather(
    plan: &Plan,
    condition: &Condition,
    related: bool,
    words: &[&Token],
    ends: &Ends,
    found: &mut BTreeSet<usize>,
) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| gather(plan, part, related, words, ends, found));
        }
        Condition::Not(_) | Condition::Filter(_) => {}
        placed => {
            let Some(places) = Places::of(plan, placed, related, &mut 0) else { return };
            let mut leaf = |leaf: &Leaf| places_in(leaf, words);
            found
                .extend(places.find(&mut leaf, ends, Breadth::All).into_iter().flat_map(|place| place.words));
        }
    }
}

/// Where a leaf stands, sorted by ends.
fn places_in(leaf: &Leaf, words: &[&Token]) -> Vec<Place> {
    let mut places: Vec<Place> = leaf.ways.iter().flat_map(|way| places_of(way, words)).collect();
    places.sort_unstable_by(|a, b| (a.last, a.first, &a.words).cmp(&(b.last, b.first, &b.words)));
    places
}
