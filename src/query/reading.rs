//! Tree → text: the reading of a query, in the query language itself, so that it can be copied and typed again.
//!
//! Not a way to store a query: the tree serialises.

use std::fmt::{self, Display, Formatter};

use super::ast::{Node, Query};
use super::chunk::spaced_len;
use super::field::In;
use super::parser::MAX_DEPTH;
use super::proximity::{AtLeast, Near, Order, Proximity, Within, mentions};
use super::token::Operator;
use super::word::{Form, Phrase, Spelling, Word};

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
    /// Beside an operator of proximity.
    Near,
    /// Behind the name of a field.
    Field,
    /// Behind a number of mentions.
    Mentions,
    /// Before a weight.
    Weight,
}

struct Reading<'q> {
    node: &'q Node,
    parent: Parent,
    spelled_out: bool,
}

impl Reading<'_> {
    fn inside<'n>(&self, node: &'n Node, parent: Parent) -> Reading<'n> {
        Reading { node, parent, spelled_out: self.spelled_out }
    }

    /// Whether parentheses stand around it.
    fn is_group(&self) -> bool {
        match (self.node, self.parent) {
            (Node::Word(_) | Node::Phrase(_) | Node::Filter(_), _) | (_, Parent::Nothing) => false,
            (Node::And(_), Parent::Or) => self.spelled_out,
            (Node::And(_) | Node::Or(_), _) => true,
            (Node::Near(_) | Node::Within(_), Parent::And | Parent::Or) => self.spelled_out,
            (Node::Near(near), _) => quoted(near).is_none(),
            (Node::Within(_), _) => true,
            (Node::Not(_), Parent::And | Parent::Or) => false,
            (Node::Not(_), _) => true,
            (Node::In(_) | Node::AtLeast(_), Parent::Field) => true,
            (Node::In(_) | Node::AtLeast(_), _) => false,
            (Node::Weighted { .. }, Parent::Field | Parent::Mentions | Parent::Weight) => true,
            (Node::Weighted { .. }, _) => false,
        }
    }

    fn list(&self, f: &mut Formatter<'_>, nodes: &[Node], operator: &str, parent: Parent) -> fmt::Result {
        for (i, node) in nodes.iter().enumerate() {
            f.write_str(if i > 0 { operator } else { "" })?;
            self.inside(node, parent).fmt(f)?;
        }
        Ok(())
    }

    fn content(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.node {
            Node::Word(word) => word.fmt(f),
            Node::Phrase(phrase) => phrase.fmt(f),
            Node::Filter(filter) => filter.fmt(f),
            Node::And(nodes) => self.list(f, nodes, " AND ", Parent::And),
            Node::Or(nodes) => self.list(f, nodes, " OR ", Parent::Or),
            Node::Not(node) => {
                f.write_str("NOT ")?;
                self.inside(node, Parent::Not).fmt(f)
            }
            Node::Near(near) => {
                if let Some(words) = quoted(near).filter(|_| !self.may_be_bare()) {
                    write_quoted(f, "", &words, Form::Inflected)?;
                    return write!(f, "~{}", near.distance);
                }
                let Near { parts, distance, order } = near;
                let operator = Proximity::Near { distance: *distance, order: *order }.name();
                self.list(f, parts, &format!(" {operator} "), Parent::Near)
            }
            Node::Within(Within { parts, scope }) => {
                self.list(f, parts, &format!(" {} ", Proximity::Within(*scope).name()), Parent::Near)
            }
            Node::AtLeast(AtLeast { times, node }) => {
                write!(f, "atleast{times} ")?;
                self.inside(node, Parent::Mentions).fmt(f)
            }
            Node::In(In { part, node }) => {
                write!(f, "{}:", part.as_str())?;
                self.inside(node, Parent::Field).fmt(f)
            }
            Node::Weighted { node, weight } => {
                self.inside(node, Parent::Weight).fmt(f)?;
                write!(f, "^{weight}")
            }
        }
    }

    /// Whether an operator may stand inside it without more parentheses than were typed.
    fn may_be_bare(&self) -> bool {
        matches!(self.parent, Parent::Nothing | Parent::And | Parent::Or)
    }
}

impl Display for Reading<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_group = self.is_group();
        f.write_str(if is_group { "(" } else { "" })?;
        self.content(f)?;
        f.write_str(if is_group { ")" } else { "" })
    }
}

/// The words of parts that can be written as a quotation with a distance, which needs no parentheses.
fn quoted(near: &Near) -> Option<Vec<&Word>> {
    (near.order == Order::Any).then(|| near.parts.iter().map(quotable).collect()).flatten()
}

fn quotable(node: &Node) -> Option<&Word> {
    match node {
        Node::Word(word) if word.form != Form::Concept && word.spelling != Spelling::Regex => Some(word),
        _ => None,
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
        let is_syntax = Operator::of_chunk(&self.text).is_some() || mentions(&self.text).is_some();
        let quote = if is_syntax { "\"" } else { "" };
        let text = &self.text;
        match self.spelling {
            Spelling::Typed | Spelling::Pattern => write!(f, "{}{quote}{text}{quote}", sign(self.form)),
            // With what follows it the chunk is no operator.
            Spelling::Fuzzy(edits) => write!(f, "{}{text}~{edits}", sign(self.form)),
            Spelling::Regex => write!(f, "{}/{text}/", sign(self.form)),
        }
    }
}

impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_quoted(f, sign(self.form), &self.words.iter().collect::<Vec<_>>(), self.form)
    }
}

/// Words in quotes, each with its own sign when its form is not that of all.
fn write_quoted(f: &mut Formatter<'_>, before: &str, words: &[&Word], form: Form) -> fmt::Result {
    write!(f, "{before}\"")?;
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    for (i, word) in words.iter().enumerate() {
        // With a mere blank between them, `20` and `000` would be one figure.
        let rest = texts[i..texts.len().min(i + MAX_FIGURE_WORDS)].join(" ");
        let joins = spaced_len(&rest) > word.text.len();
        let blank = match i + 1 < texts.len() {
            true if joins => ", ",
            true => " ",
            false => "",
        };
        let own = if word.form == form { "" } else { sign(word.form) };
        let edits = match word.spelling {
            Spelling::Fuzzy(edits) => format!("~{edits}"),
            _ => String::new(),
        };
        write!(f, "{own}{}{edits}{blank}", word.text)?;
    }
    f.write_str("\"")
}
