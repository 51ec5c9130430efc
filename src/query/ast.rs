//! The tree of a query: what must, may and must not be said, in words and in the order of words.
//!
//! Deliberately free of terms, fields and scores: analysis and planning belong to `search`.

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// A parsed query. `None`: no text was given, every article is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// What an article must satisfy.
    pub root: Option<Node>,
}

/// Which forms of a word count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The word and its inflections.
    #[default]
    Inflected,
    /// Only the form typed: accents count, case does not.
    Exact,
    /// The word, its inflections, and what else the thesaurus calls the same thing.
    Concept,
}

/// One chunk as typed between blanks: `accord`, `l'accord`, `cessez-le-feu`. Analysis may find several words in it,
/// which are then meant in this order, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The chunk as typed.
    pub text: String,
    /// Which forms count.
    pub form: Form,
    /// Where it stands in the query text.
    pub span: Span,
}

/// Words side by side in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The chunks between the quotes; at least one.
    pub words: Vec<Word>,
    /// Which forms count for all of them.
    pub form: Form,
    /// Where it stands in the query text, quotes included.
    pub span: Span,
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
}

impl Query {
    /// The same query with every span empty: two readings of different texts can be compared.
    pub fn without_spans(&self) -> Query {
        let mut query = self.clone();
        if let Some(root) = &mut query.root {
            root.each_word(&mut |word| word.span = Span::new(0, 0));
            root.each_phrase(&mut |phrase| phrase.span = Span::new(0, 0));
        }
        query
    }

    /// The words on their own of which no exact form and no concept is asked for, those under a NOT left out.
    pub fn plain_words(&self) -> Vec<&Word> {
        let mut words = Vec::new();
        let mut rest: Vec<&Node> = self.root.iter().collect();
        while let Some(node) = rest.pop() {
            match node {
                Node::Word(word) if word.form == Form::Inflected => words.push(word),
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

/// The parser bounds the depth of a tree, so that these methods may recurse.
impl Node {
    fn without_words(&self, spans: &[Span]) -> Option<Node> {
        let kept = |nodes: &[Node]| nodes.iter().filter_map(|node| node.without_words(spans)).collect();
        match self {
            Node::Word(word) => (!spans.contains(&word.span)).then(|| self.clone()),
            Node::Phrase(_) => Some(self.clone()),
            Node::And(nodes) => Node::all(kept(nodes)),
            Node::Or(nodes) => Node::any(kept(nodes)),
            Node::Not(node) => node.without_words(spans).map(Node::negated),
        }
    }

    /// The part of the query text from the first to the last word of the condition; signs and parentheses around it are
    /// not part of it, quotes are.
    pub fn span(&self) -> Span {
        match self {
            Node::Word(word) => word.span,
            Node::Phrase(phrase) => phrase.span,
            Node::Not(node) => node.span(),
            Node::And(nodes) | Node::Or(nodes) => {
                let start = nodes.iter().map(|node| node.span().byte_start).min().unwrap_or(0);
                let end = nodes.iter().map(|node| node.span().byte_end).max().unwrap_or(start);
                Span::new(start, end)
            }
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
        match self {
            Node::Word(_) | Node::Phrase(_) => 0,
            Node::Not(node) => node.depth(),
            Node::And(nodes) | Node::Or(nodes) => 1 + nodes.iter().map(Node::depth).max().unwrap_or(0),
        }
    }

    fn each_word(&mut self, change: &mut impl FnMut(&mut Word)) {
        match self {
            Node::Word(word) => change(word),
            Node::Phrase(phrase) => phrase.words.iter_mut().for_each(change),
            Node::Not(node) => node.each_word(change),
            Node::And(nodes) | Node::Or(nodes) => nodes.iter_mut().for_each(|node| node.each_word(change)),
        }
    }

    fn each_phrase(&mut self, change: &mut impl FnMut(&mut Phrase)) {
        match self {
            Node::Word(_) => {}
            Node::Phrase(phrase) => change(phrase),
            Node::Not(node) => node.each_phrase(change),
            Node::And(nodes) | Node::Or(nodes) => nodes.iter_mut().for_each(|node| node.each_phrase(change)),
        }
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
