//! A condition on places as a tree over leaves: what must stand where. Whether the words are looked up in an index or in a text
//! is the business of whoever gives the places of the leaves.

use std::ops::Range;

use super::nearness::{Breadth, Ends, Place, any, count_apart, near, within};
use super::plan::{Condition, Plan};
use super::slot::Slot;
use crate::query::{Order, Part, Scope};

/// What must stand somewhere: the ways to say a unit, each a run of slots, and the part of the article it must stand in.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub number: usize,
    pub ways: Vec<Vec<Slot>>,
    pub part: Option<Part>,
}

/// What must stand where.
#[derive(Debug, Clone)]
pub(super) enum Places {
    Leaf(Leaf),
    Any(Vec<Places>),
    Near { parts: Vec<Places>, distance: u32, order: Order },
    Within { parts: Vec<Places>, scope: Scope },
    AtLeast { times: u32, of: Box<Places> },
}

impl Places {
    /// The places of a condition; `None` for those that have none: exclusions, filters, and lists that must all hold.
    /// `related`: derived words and terms of concepts count. Leaves are numbered from `num_leaves` on.
    pub fn of(plan: &Plan, condition: &Condition, related: bool, num_leaves: &mut usize) -> Option<Places> {
        let mut parts = || -> Vec<Places> {
            condition
                .children()
                .iter()
                .filter_map(|part| Places::of(plan, part, related, num_leaves))
                .collect()
        };
        match condition {
            Condition::Unit(number) => {
                let unit = &plan.units[*number];
                let number = *num_leaves;
                *num_leaves += 1;
                Some(Places::Leaf(Leaf { number, ways: unit.alternatives(related), part: unit.part }))
            }
            Condition::Or(_) => Some(Places::Any(parts())),
            Condition::Near { distance, order, .. } => {
                Some(Places::Near { parts: parts(), distance: *distance, order: *order })
            }
            Condition::Within { scope, .. } => Some(Places::Within { parts: parts(), scope: *scope }),
            Condition::AtLeast { times, .. } => {
                let of = parts().pop()?;
                Some(Places::AtLeast { times: *times, of: Box::new(of) })
            }
            Condition::And(_) | Condition::Not(_) | Condition::Filter(_) => None,
        }
    }

    /// The leaves, in their order.
    pub fn leaves<'p>(&'p self, leaves: &mut Vec<&'p Leaf>) {
        match self {
            Places::Leaf(leaf) => leaves.push(leaf),
            other => other.parts().iter().for_each(|part| part.leaves(leaves)),
        }
    }

    /// What it is made of.
    pub fn parts(&self) -> &[Places] {
        match self {
            Places::Leaf(_) => &[],
            Places::Any(parts) | Places::Near { parts, .. } | Places::Within { parts, .. } => parts,
            Places::AtLeast { of, .. } => std::slice::from_ref(of),
        }
    }

    /// Whether ends of sentences, paragraphs or parts must be known.
    pub fn needs_ends(&self) -> bool {
        match self {
            Places::Leaf(leaf) => leaf.part.is_some(),
            Places::Within { .. } => true,
            other => other.parts().iter().any(Places::needs_ends),
        }
    }

    /// Where it holds in one article, given where its leaves stand there (in any part).
    pub fn find(
        &self,
        leaf: &mut dyn FnMut(&Leaf) -> Vec<Place>,
        ends: &Ends,
        breadth: Breadth,
    ) -> Vec<Place> {
        let mut all = |parts: &[Places], breadth: Breadth| -> Vec<Vec<Place>> {
            let mut found = Vec::with_capacity(parts.len());
            for part in parts {
                found.push(part.find(leaf, ends, breadth));
            }
            found
        };
        match self {
            Places::Leaf(own) => {
                let mut places = leaf(own);
                if let Some(range) = own.part.map(|part| range_of(part, ends)) {
                    places.retain(|place| range.contains(&place.first) && range.contains(&place.last));
                }
                places
            }
            Places::Any(parts) => any(all(parts, breadth)),
            // From which word its parts begin decides whether they are near: all of them are needed.
            Places::Near { parts, distance, order } => {
                near(&all(parts, Breadth::All), *distance, *order, breadth)
            }
            Places::Within { parts, scope } => within(&all(parts, breadth), *scope, ends),
            Places::AtLeast { times, of } => {
                let places = of.find(leaf, ends, breadth);
                if count_apart(&places) >= *times { places } else { Vec::new() }
            }
        }
    }
}

/// The positions of a part of an article. Where the source marks no lede, the first paragraph is it.
pub(super) fn range_of(part: Part, ends: &Ends) -> Range<u32> {
    let text_start = ends.title.map_or(0, |end| end.saturating_add(1));
    match part {
        Part::Title => 0..ends.title.unwrap_or(0),
        Part::Text => text_start..u32::MAX,
        Part::Lede => {
            let first_paragraph = || ends.paragraphs.iter().copied().find(|&end| end >= text_start);
            let end = ends.lede.filter(|&end| end >= text_start).or_else(first_paragraph);
            text_start..end.unwrap_or(text_start)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_article_follow_each_other() {
        let ends = Ends { title: Some(3), lede: Some(9), paragraphs: vec![3, 9, 20], sentences: vec![] };
        let range = |part, ends: &Ends| range_of(part, ends);
        assert_eq!(range(Part::Title, &ends), 0..3);
        assert_eq!(range(Part::Lede, &ends), 4..9);
        assert_eq!(range(Part::Text, &ends), 4..u32::MAX);
        let unmarked = Ends { lede: None, ..ends };
        assert_eq!(range(Part::Lede, &unmarked), 4..9, "the first paragraph");
        let untitled = Ends { title: None, ..unmarked };
        assert_eq!((range(Part::Title, &untitled), range(Part::Lede, &untitled)), (0..0, 0..3));
        assert_eq!(range(Part::Lede, &Ends::default()), 0..0);
    }
}
