//! Tree → text: the reading of a query, in the query language itself, so that it can be copied and typed again.
//!
//! Not a way to store a query: the tree serialises.

use std::fmt::{self, Display, Formatter};

use super::ast::{Form, Node, Phrase, Query, Word};
use super::chunk::spaced_len;
use super::parser::MAX_DEPTH;
use super::token::Operator;

/// A figure in blanks has at least two words; the first of them already show that it is one.
const MAX_FIGURE_WORDS: usize = 3;

/// Writes every operator and every parenthesis out, those too that AND before OR makes unnecessary.
///
/// Law: for every query that `parse` gives, parsing this text gives the same tree but for the spans. (So the unnecessary
/// parentheses are left out where they would nest deeper than the parser goes.)
impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(root) = &self.root else { return Ok(()) };
        Reading { node: root, parent: Parent::Nothing, spelled_out: root.depth() <= MAX_DEPTH }.fmt(f)
    }
}

/// What a condition stands in, which decides whether it needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parent {
    Nothing,
    And,
    Or,
    Not,
}

struct Reading<'q> {
    node: &'q Node,
    parent: Parent,
    spelled_out: bool,
}

impl Reading<'_> {
    fn list(&self, f: &mut Formatter<'_>, nodes: &[Node], operator: &str, as_parent: Parent) -> fmt::Result {
        let parentheses = match self.parent {
            Parent::Nothing => false,
            Parent::Or if as_parent == Parent::And => self.spelled_out,
            _ => true,
        };
        f.write_str(if parentheses { "(" } else { "" })?;
        for (i, node) in nodes.iter().enumerate() {
            f.write_str(if i > 0 { operator } else { "" })?;
            Reading { node, parent: as_parent, spelled_out: self.spelled_out }.fmt(f)?;
        }
        f.write_str(if parentheses { ")" } else { "" })
    }
}

impl Display for Reading<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.node {
            Node::Word(word) => word.fmt(f),
            Node::Phrase(phrase) => phrase.fmt(f),
            Node::And(nodes) => self.list(f, nodes, " AND ", Parent::And),
            Node::Or(nodes) => self.list(f, nodes, " OR ", Parent::Or),
            Node::Not(node) => {
                f.write_str("NOT ")?;
                Reading { node, parent: Parent::Not, spelled_out: self.spelled_out }.fmt(f)
            }
        }
    }
}

/// The sign before a word or phrase.
fn sign(form: Form) -> &'static str {
    match form {
        Form::Inflected => "",
        Form::Exact => "=",
        Form::Concept => "~",
    }
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let quote = if Operator::of_chunk(&self.text).is_some() { "\"" } else { "" };
        write!(f, "{}{quote}{}{quote}", sign(self.form), self.text)
    }
}

impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}\"", sign(self.form))?;
        let texts: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        for (i, text) in texts.iter().enumerate() {
            // With a mere blank between them, `20` and `000` would be one figure.
            let rest = texts[i..texts.len().min(i + MAX_FIGURE_WORDS)].join(" ");
            let joins = spaced_len(&rest) > text.len();
            let blank = match i + 1 < texts.len() {
                true if joins => ", ",
                true => " ",
                false => "",
            };
            write!(f, "{text}{blank}")?;
        }
        f.write_str("\"")
    }
}
