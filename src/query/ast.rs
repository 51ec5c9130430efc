//! The tree of a query: what must, may and must not be said, in words and in the places of words.
//!
//! Deliberately free of terms, index fields and scores: analysis and planning belong to `search`.

use serde::{Deserialize, Serialize};

use super::field::{Filter, In};
use super::proximity::{AtLeast, Near, Weight, Within};
use super::word::{Form, Phrase, Spelling, Word};
use crate::model::Span;

/// A parsed query. `None`: no text was given, every article is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// What an article must satisfy.
    pub root: Option<Node>,
}

/// A condition on an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Node {
    /// The word occurs.
    Word(Word),
    /// The words occur side by side, within one paragraph.
    Phrase(Phrase),
    /// Every condition holds; two or more.
    And(Vec<Node>),
    /// At least one condition holds; two or more.
    Or(Vec<Node>),
    /// The condition does not hold.
    Not(Box<Node>),
    /// The parts stand near each other.
    Near(Near),
    /// The parts stand in one sentence or paragraph.
    Within(Within),
    /// It occurs so many times.
    AtLeast(AtLeast),
    /// It holds in a part of the article.
    In(In),
    /// It holds, and weighs more or less in ranking.
    Weighted {
        /// What holds.
        node: Box<Node>,
        /// What it weighs.
        weight: Weight,
    },
    /// What is known of the article is so.
    Filter(Filter),
}

impl Query {
    /// The same query with every span empty: two readings of different texts can be compared.
    pub fn without_spans(&self) -> Query {
        let mut query = self.clone();
        if let Some(root) = &mut query.root {
            root.each_span(&mut |span| *span = Span::new(0, 0));
        }
        query
    }

    /// The words on their own of which no exact form, no pattern and no concept is asked for; those under a NOT and those
    /// whose place counts are left out.
    pub fn plain_words(&self) -> Vec<&Word> {
        let mut words = Vec::new();
        let mut rest: Vec<&Node> = self.root.iter().collect();
        while let Some(node) = rest.pop() {
            match node {
                Node::Word(word) if word.is_plain() => words.push(word),
                Node::And(nodes) | Node::Or(nodes) => rest.extend(nodes),
                _ => {}
            }
        }
        words
    }

    /// The same query without the single words at `spans`: what an archive looks for when it leaves those out.
    pub fn without_words(&self, spans: &[Span]) -> Query {
        Query { root: self.root.as_ref().and_then(|root| root.without_words(spans)) }
    }
}

impl Word {
    /// Whether it is the word as typed with its inflections, and nothing else.
    pub fn is_plain(&self) -> bool {
        self.form == Form::Inflected && self.spelling == Spelling::Typed
    }
}

/// The parser bounds the depth of a tree, so that these methods may recurse.
impl Node {
    fn without_words(&self, spans: &[Span]) -> Option<Node> {
        let kept = |nodes: &[Node]| nodes.iter().filter_map(|node| node.without_words(spans)).collect();
        match self {
            Node::Word(word) => (!spans.contains(&word.span)).then(|| self.clone()),
            Node::And(nodes) => Node::all(kept(nodes)),
            Node::Or(nodes) => Node::any(kept(nodes)),
            Node::Not(node) => node.without_words(spans).map(Node::negated),
            Node::In(In { part, node }) => {
                let node = node.without_words(spans)?;
                Some(Node::In(In { part: *part, node: Box::new(node) }))
            }
            other => Some(other.clone()),
        }
    }

    /// The part of the query text from the first to the last word of the condition; signs and parentheses around it are
    /// not part of it, quotes are.
    pub fn span(&self) -> Span {
        let around = |nodes: &[Node]| {
            let start = nodes.iter().map(|node| node.span().byte_start).min().unwrap_or(0);
            let end = nodes.iter().map(|node| node.span().byte_end).max().unwrap_or(start);
            Span::new(start, end)
        };
        match self {
            Node::Word(word) => word.span,
            Node::Phrase(phrase) => phrase.span,
            Node::Filter(filter) => filter.span,
            other => around(other.children()),
        }
    }

    /// The conditions that it is made of; none of a word, a phrase or a filter.
    pub fn children(&self) -> &[Node] {
        match self {
            Node::Word(_) | Node::Phrase(_) | Node::Filter(_) => &[],
            Node::And(nodes) | Node::Or(nodes) => nodes,
            Node::Near(Near { parts, .. }) | Node::Within(Within { parts, .. }) => parts,
            Node::Not(node) | Node::AtLeast(AtLeast { node, .. }) => std::slice::from_ref(node),
            Node::In(In { node, .. }) | Node::Weighted { node, .. } => std::slice::from_ref(node),
        }
    }

    fn children_mut(&mut self) -> &mut [Node] {
        match self {
            Node::Word(_) | Node::Phrase(_) | Node::Filter(_) => &mut [],
            Node::And(nodes) | Node::Or(nodes) => nodes,
            Node::Near(Near { parts, .. }) | Node::Within(Within { parts, .. }) => parts,
            Node::Not(node) | Node::AtLeast(AtLeast { node, .. }) => std::slice::from_mut(node),
            Node::In(In { node, .. }) | Node::Weighted { node, .. } => std::slice::from_mut(node),
        }
    }

    /// Every one of `conditions`; `None` when there is none.
    pub(super) fn all(conditions: Vec<Node>) -> Option<Node> {
        joined(conditions, Node::And, |node| match node {
            Node::And(nodes) => Ok(nodes),
            other => Err(other),
        })
    }

    /// At least one of `conditions`; `None` when there is none.
    pub(super) fn any(conditions: Vec<Node>) -> Option<Node> {
        joined(conditions, Node::Or, |node| match node {
            Node::Or(nodes) => Ok(nodes),
            other => Err(other),
        })
    }

    /// The opposite; two negations cancel out.
    pub(super) fn negated(self) -> Node {
        match self {
            Node::Not(node) => *node,
            other => Node::Not(Box::new(other)),
        }
    }

    /// Lists inside one another, which is how deep parentheses nest when all are written.
    pub(super) fn depth(&self) -> usize {
        let inside = self.children().iter().map(Node::depth).max().unwrap_or(0);
        match self {
            Node::Not(_) => inside,
            node if node.children().is_empty() => 0,
            _ => 1 + inside,
        }
    }

    fn each_span(&mut self, change: &mut impl FnMut(&mut Span)) {
        match self {
            Node::Word(word) => change(&mut word.span),
            Node::Phrase(phrase) => {
                phrase.words.iter_mut().for_each(|word| change(&mut word.span));
                change(&mut phrase.span);
            }
            Node::Filter(filter) => change(&mut filter.span),
            _ => {}
        }
        self.children_mut().iter_mut().for_each(|node| node.each_span(change));
    }
}

/// One list of conditions: nested lists of the same kind are flattened, a single condition stands for itself.
fn joined(
    conditions: Vec<Node>,
    list: impl Fn(Vec<Node>) -> Node,
    nested: impl Fn(Node) -> Result<Vec<Node>, Node>,
) -> Option<Node> {
    let mut flat = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match nested(condition) {
            Ok(nodes) => flat.extend(nodes),
            Err(node) => flat.push(node),
        }
    }
    if flat.len() > 1 { Some(list(flat)) } else { flat.pop() }
}
