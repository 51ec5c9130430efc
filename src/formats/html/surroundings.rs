//! What stands around an element, asked for many elements of one page: an answer for an element is the answer for all that it
//! holds. Says not what the answer means.

use std::collections::HashMap;

use dom_query::{NodeId, NodeRef};

/// Whether elements stand inside one of a kind. Elements must stay where they are while it is asked.
pub(super) struct Surroundings<'a> {
    is_kind: &'a dyn Fn(&NodeRef<'_>) -> bool,
    known: HashMap<NodeId, bool>,
}

impl<'a> Surroundings<'a> {
    /// For the kind of elements that `is_kind` tells.
    pub(super) fn of(is_kind: &'a dyn Fn(&NodeRef<'_>) -> bool) -> Self {
        Surroundings { is_kind, known: HashMap::new() }
    }

    /// Whether an element of the kind is around `node`.
    pub(super) fn hold(&mut self, node: &NodeRef<'_>) -> bool {
        let mut on_the_way = Vec::new();
        let mut answer = false;
        for around in node.ancestors_it(None) {
            if let Some(known) = self.known.get(&around.id) {
                answer = *known;
                break;
            }
            on_the_way.push(around.id);
            if (self.is_kind)(&around) {
                answer = true;
                break;
            }
        }
        // Of all that were passed the answer is the same: none of them is of the kind but the last.
        self.known.extend(on_the_way.into_iter().map(|id| (id, answer)));
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use dom_query::Document;

    use super::*;

    #[test]
    fn each_element_is_looked_at_once() {
        let page =
            Document::from(format!("<aside>{}<b>a</b><b>b</b></aside><p><b>c</b></p>", "<div>".repeat(50)));
        let num_asked = Cell::new(0);
        let is_aside = |node: &NodeRef<'_>| {
            num_asked.set(num_asked.get() + 1);
            node.has_name("aside")
        };
        let mut surroundings = Surroundings::of(&is_aside);
        let found: Vec<bool> = page.select("b").nodes().iter().map(|node| surroundings.hold(node)).collect();
        assert_eq!(found, [true, true, false]);
        assert!(num_asked.get() < 60, "{}", num_asked.get());
    }
}
