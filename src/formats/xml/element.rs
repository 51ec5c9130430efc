//! An element of a tree: its name, attributes, place and text, and ways to the elements inside. Changes nothing.

use std::ops::Range;

use super::tree::{Content, Tag, Tree};

/// An element of a tree.
#[derive(Debug, Clone, Copy)]
pub(in crate::formats) struct Element<'a> {
    pub(super) tree: &'a Tree,
    /// The number of its node.
    pub(super) index: usize,
}

/// What is inside an element.
#[derive(Debug, Clone, Copy)]
pub(in crate::formats) enum Inside<'a> {
    /// An element.
    Element(Element<'a>),
    /// A piece of text.
    Text(&'a str),
}

impl<'a> Element<'a> {
    fn tag(self) -> &'a Tag {
        match self.tree.nodes[self.index].content {
            Content::Element(tag) => &self.tree.tags[tag as usize],
            // `Element` is only made of nodes that are elements.
            Content::Text { .. } => unreachable!("a text is no element"),
        }
    }

    /// The name without its prefix.
    pub(in crate::formats) fn name(self) -> &'a str {
        &self.tag().name
    }

    /// The prefix; empty when there is none. For namespaces that feeds have in common, the usual one.
    pub(in crate::formats) fn prefix(self) -> &'a str {
        &self.tag().prefix
    }

    /// The value of an attribute, by its name as written, when it is not empty.
    pub(in crate::formats) fn attribute(self, name: &str) -> Option<&'a str> {
        let found = self.tag().attributes.iter().find(|(key, _)| **key == *name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Where it stands in the text, from its start tag to its end tag.
    pub(in crate::formats) fn span(self) -> Range<usize> {
        self.tag().span.clone()
    }

    /// Whether the text holds its end.
    pub(in crate::formats) fn is_closed(self) -> bool {
        self.tag().is_closed
    }

    /// Elements and texts directly inside.
    pub(in crate::formats) fn inside(self) -> impl Iterator<Item = Inside<'a>> {
        let (tree, end) = (self.tree, self.tree.nodes[self.index].end as usize);
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(index).filter(|_| index < end)?;
            let inside = match node.content {
                Content::Element(_) => Inside::Element(Element { tree, index }),
                Content::Text { start, end } => Inside::Text(tree.text(start, end)),
            };
            index = node.end as usize;
            Some(inside)
        })
    }

    /// Elements directly inside.
    pub(in crate::formats) fn children(self) -> impl Iterator<Item = Element<'a>> {
        self.inside().filter_map(|inside| match inside {
            Inside::Element(element) => Some(element),
            Inside::Text(_) => None,
        })
    }

    /// Elements of that name directly inside, whatever their prefix.
    pub(in crate::formats) fn all(self, name: &'a str) -> impl Iterator<Item = Element<'a>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first of them.
    pub(in crate::formats) fn child(self, name: &str) -> Option<Element<'a>> {
        self.children().find(|child| child.name() == name)
    }

    /// The element that a path of names leads to, by first children.
    pub(in crate::formats) fn at(self, path: &[&str]) -> Option<Element<'a>> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// All elements inside, in the order of the text.
    pub(in crate::formats) fn descendants(self) -> impl Iterator<Item = Element<'a>> {
        let tree = self.tree;
        (self.index + 1..tree.nodes[self.index].end as usize).filter_map(move |index| tree.element(index))
    }

    /// The first element of that name inside, however deep.
    pub(in crate::formats) fn find(self, name: &str) -> Option<Element<'a>> {
        self.descendants().find(|element| element.name() == name)
    }

    /// All text inside, as it stands.
    pub(in crate::formats) fn text(self) -> String {
        let nodes = &self.tree.nodes[self.index + 1..self.tree.nodes[self.index].end as usize];
        let pieces = nodes.iter().filter_map(|node| match node.content {
            Content::Text { start, end } => Some(self.tree.text(start, end)),
            Content::Element(_) => None,
        });
        pieces.collect()
    }
}
