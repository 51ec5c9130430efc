//! Tokens → tree. Total: what joins or excludes nothing is left out with a remark; there is no error.
//!
//! AND binds tighter than OR. Groups are kept on a stack of their own, so that no input makes the program recurse.

use super::ast::{Node, Query};
use super::lexer::{self, Lexed};
use super::operand::{at_least, near, prefixed, value, weighted};
use super::proximity::{MAX_NEAR_PARTS, Order, Proximity};
use super::remark::{Remark, Remarks};
use super::token::{Kind, Operand, Operator, Prefix, Suffix, Token};
use super::word::{Form, Phrase, Word};
use crate::model::Span;

/// Deepest nesting of groups; the parentheses beyond are ignored, the words in them are not.
pub const MAX_DEPTH: usize = 64;

/// How a query text was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The tree.
    pub query: Query,
    /// The reading in the query language itself, every operator and parenthesis written out; empty without words.
    pub understood: String,
    /// What a person should know, in the order of the text.
    pub remarks: Vec<Remark>,
}

/// Reads any text as a query, in time linear in its length.
///
/// There is no error: whatever has no meaning is left out or read as text, and a remark says so. The tree holds at most
/// 1,000 words and is at most 64 groups deep. Words keep the case and the accents they were typed with.
pub fn parse(text: &str) -> Parsed {
    let mut remarks = Remarks::new(text);
    let Lexed { mut tokens, cut } = lexer::lex(text, &mut remarks);
    words_if_nothing_else(text, &mut tokens, &mut remarks);
    let mut parser = Parser::new(&mut remarks, cut);
    for token in tokens {
        parser.take(token);
    }
    let query = Query { root: parser.finish() };
    let understood = query.to_string();
    Parsed { query, understood, remarks: remarks.finish() }
}

/// A query of operators only is meant as words: who types `OU` looks for that word.
fn words_if_nothing_else(text: &str, tokens: &mut [Token], remarks: &mut Remarks<'_>) {
    if tokens.iter().any(|token| matches!(token.kind, Kind::Operand(_) | Kind::Value { .. })) {
        return;
    }
    for token in tokens {
        let typed = token.span.of(text);
        let is_word = match token.kind {
            Kind::Operator(operator) => operator.is_word() && typed.contains(char::is_alphabetic),
            Kind::Prefix(Prefix::AtLeast(_)) => true,
            _ => false,
        };
        if is_word {
            remarks.add(token.span, "{} is read as a word: there is nothing that it could join or exclude.");
            token.kind = Kind::Operand(Operand::word(typed, token.span));
        }
    }
}

/// One level of parentheses being read; the first stands for the whole query.
#[derive(Default)]
struct Group {
    /// Where it was opened; `None` for the whole query.
    opened: Option<Span>,
    /// Whether the whole group is excluded.
    negated: bool,
    /// What the ORs of this level have closed so far.
    alternatives: Vec<Node>,
    /// What the AND in progress holds.
    conjuncts: Vec<Conjunct>,
    /// What says how the whole group is meant.
    prefixes: Vec<Prefix>,
    /// An AND or OR that waits for its right side.
    pending: Option<Span>,
    /// An operator of proximity that waits for its right side.
    near: Option<(Proximity, Span)>,
    /// What says how the next operand or group is meant.
    waiting: Vec<Prefix>,
    /// A NOT that waits for what it excludes, and whether it excludes (two of them cancel out).
    not: Option<(Span, bool)>,
    /// Whether some alternative joins several conditions without parentheses of its own.
    joins: bool,
}

/// One condition of an AND, with the operator of proximity before it.
struct Conjunct {
    node: Node,
    near: Option<(Proximity, Span)>,
}

struct Parser<'r, 't> {
    remarks: &'r mut Remarks<'t>,
    /// Never empty; the innermost group is last.
    groups: Vec<Group>,
    /// Opening parentheses beyond the depth bound that are not closed yet.
    num_ignored_open: usize,
    /// Whether the text was not read to its end, so that nothing can be said of what is open there.
    cut: bool,
    /// Whether the remark on mixed AND and OR was made.
    mixed: bool,
    /// Whether the remark on the order of words was made.
    ordered: bool,
}

impl<'r, 't> Parser<'r, 't> {
    fn new(remarks: &'r mut Remarks<'t>, cut: bool) -> Self {
        Parser {
            remarks,
            groups: vec![Group::default()],
            num_ignored_open: 0,
            cut,
            mixed: false,
            ordered: false,
        }
    }

    fn take(&mut self, token: Token) {
        match token.kind {
            Kind::Operand(operand) => self.operand(operand, token.span),
            Kind::Open { negated } => self.open(negated, token.span),
            Kind::Close => self.close(token.span),
            Kind::Value { field, value: text, is_whole, negated } => {
                if let Some(node) = value(field, &text, is_whole, token.span, self.remarks) {
                    self.push(node, negated);
                }
            }
            Kind::Operator(Operator::Not) => self.not(token.span),
            Kind::Operator(Operator::Proximity(proximity)) => self.near(proximity, token.span),
            Kind::Operator(operator) => self.join(operator, token.span),
            Kind::Prefix(prefix) => self.group().waiting.push(prefix),
            Kind::Suffix(suffix) => self.suffix(suffix),
        }
    }

    fn group(&mut self) -> &mut Group {
        self.groups.last_mut().expect("the group of the whole query is never popped before the end")
    }

    fn operand(&mut self, operand: Operand, span: Span) {
        let negated = operand.negated;
        let excluded = negated != self.group().excludes();
        if let Some(node) = operand.into_node(span, excluded, self.remarks) {
            self.push(node, negated);
        }
    }

    /// Takes a condition, with what stands before it.
    fn push(&mut self, condition: Node, negated: bool) {
        let waiting = std::mem::take(&mut self.group().waiting);
        let excluded = negated != self.group().excludes();
        let condition =
            waiting.iter().rev().try_fold(condition, |node, prefix| prefixed(node, prefix, self.remarks));
        match condition {
            Some(condition) => self.group().push(condition, excluded),
            None => self.group().not = None,
        }
    }

    /// A suffix belongs to the condition that it is glued to, which is the last.
    fn suffix(&mut self, suffix: Suffix) {
        let Some(last) = self.group().conjuncts.pop() else { return };
        let node = match suffix {
            Suffix::Weight(weight) => Some(weighted(last.node, weight)),
            Suffix::AtLeast(times) => at_least(last.node, times, self.remarks),
        };
        self.group().conjuncts.extend(node.map(|node| Conjunct { node, ..last }));
    }

    /// NEAR, W, /s, /p. What stands on its sides is joined when both are complete.
    fn near(&mut self, proximity: Proximity, span: Span) {
        let group = self.group();
        if group.near.is_some() || group.pending.is_some() || group.not.is_some() {
            self.remarks.add(span, "{} follows another operator: it is ignored.");
        } else if group.conjuncts.is_empty() {
            self.remarks.add(span, "{} has nothing on its left side to join: it is ignored.");
        } else {
            group.near = Some((proximity, span));
            if matches!(proximity, Proximity::Near { order: Order::Written, .. }) {
                self.note_order(span);
            }
        }
    }

    /// Elsewhere W means any order: the reading alone would not tell.
    fn note_order(&mut self, span: Span) {
        if !std::mem::replace(&mut self.ordered, true) {
            self.remarks.add(span, "{} looks for the words in this order; NEAR in any order.");
        }
    }

    fn open(&mut self, negated: bool, span: Span) {
        if self.groups.len() > MAX_DEPTH {
            if self.num_ignored_open == 0 {
                let message = format!("Groups nest at most {MAX_DEPTH} deep: {{}} is ignored.");
                self.remarks.add(span, &message);
            }
            self.num_ignored_open += 1;
            return;
        }
        let prefixes = std::mem::take(&mut self.group().waiting);
        self.groups.push(Group { opened: Some(span), negated, prefixes, ..Group::default() });
    }

    fn close(&mut self, span: Span) {
        if self.num_ignored_open > 0 {
            self.num_ignored_open -= 1;
        } else if self.groups.len() == 1 {
            self.remarks.add(span, "{} closes no parenthesis: it is ignored.");
        } else {
            self.end_group(Some(span));
        }
    }

    /// Ends the innermost group, which is not the whole query, and gives what it holds to the one around it.
    /// `closed`: where its closing parenthesis stands.
    fn end_group(&mut self, closed: Option<Span>) {
        let Some(group) = self.groups.pop() else { return };
        let negated = group.negated;
        let opened = group.opened.unwrap_or(Span::new(0, 0));
        let prefixes = group.prefixes.clone();
        let Some(node) = self.node(group) else {
            let span = Span::new(opened.byte_start, closed.unwrap_or(opened).byte_end);
            self.remarks.add(span, "The group {} holds no word: it is ignored.");
            self.group().not = None;
            return;
        };
        if closed.is_none() && !self.cut {
            self.remarks.add(opened, "The group that {} opens is not closed: it runs to the end.");
        }
        self.group().waiting = prefixes;
        self.push(node, negated);
    }

    fn not(&mut self, span: Span) {
        let not = &mut self.group().not;
        *not = Some(not.map_or((span, true), |(first, excludes)| (first, !excludes)));
    }

    /// AND and OR. Of two in a row the first counts.
    fn join(&mut self, operator: Operator, span: Span) {
        let group = self.group();
        if group.pending.is_some() || group.not.is_some() || group.near.is_some() {
            self.remarks.add(span, "{} follows another operator: it is ignored.");
            return;
        }
        if group.conjuncts.is_empty() {
            self.remarks.add(span, "{} has nothing on its left side to join: it is ignored.");
            return;
        }
        group.pending = Some(span);
        if operator == Operator::Or {
            self.end_alternative();
        }
    }

    /// The tree of a whole group; remarks on what waits in vain.
    fn node(&mut self, mut group: Group) -> Option<Node> {
        if let Some((span, _)) = group.not {
            self.remarks.add(span, "{} has nothing on its right side to exclude: it is ignored.");
        }
        if let Some(span) = group.pending {
            self.remarks.add(span, "{} has nothing on its right side to join: it is ignored.");
        }
        if let Some((_, span)) = group.near {
            self.remarks.add(span, "{} has nothing on its right side to join: it is ignored.");
        }
        end_alternative(&mut group, self.remarks);
        if group.joins && group.alternatives.len() > 1 && !self.mixed {
            self.mixed = true;
            let message =
                "AND binds tighter than OR: the reading shows the groups, parentheses would change them.";
            self.remarks.add(group.extent(), message);
        }
        Node::any(group.alternatives)
    }

    fn end_alternative(&mut self) {
        let mut group = self.groups.pop().unwrap_or_default();
        end_alternative(&mut group, self.remarks);
        self.groups.push(group);
    }

    fn finish(mut self) -> Option<Node> {
        while self.groups.len() > 1 {
            self.end_group(None);
        }
        let whole = self.groups.pop()?;
        self.node(whole)
    }
}

/// Ends the AND in progress: what operators of proximity stand between is joined first, from left to right.
fn end_alternative(group: &mut Group, remarks: &mut Remarks<'_>) {
    let mut conditions: Vec<Node> = Vec::new();
    // The operator of which the last condition is a chain that goes on.
    let mut chain = None;
    for Conjunct { node, near: operator } in std::mem::take(&mut group.conjuncts) {
        match (operator, conditions.pop()) {
            (Some((proximity, span)), Some(left)) => {
                let joined = near(left, node, proximity, chain == Some(proximity), span, remarks);
                chain = (joined.len() == 1).then_some(proximity);
                conditions.extend(joined);
            }
            (_, left) => {
                conditions.extend(left);
                conditions.push(node);
                chain = None;
            }
        }
    }
    group.joins |= conditions.len() > 1;
    group.alternatives.extend(Node::all(conditions));
}

impl Group {
    /// Whether the NOTs so far exclude what comes next.
    fn excludes(&self) -> bool {
        self.not.is_some_and(|(_, excludes)| excludes)
    }

    /// Takes what an operator was waiting for.
    fn push(&mut self, condition: Node, excluded: bool) {
        self.not = None;
        self.pending = None;
        let near = self.near.take();
        let node = if excluded { condition.negated() } else { condition };
        self.conjuncts.push(Conjunct { node, near });
    }

    /// The part of the text the group's conditions cover.
    fn extent(&self) -> Span {
        let first = self.alternatives.first().map_or(0, |node| node.span().byte_start);
        let last = self.alternatives.last().map_or(first, |node| node.span().byte_end);
        Span::new(first, last.max(first))
    }
}

impl Operand {
    /// One word in its plain form.
    fn word(text: &str, span: Span) -> Operand {
        let word = Word::typed(text, Form::Inflected, span);
        Operand { words: vec![word], negated: false, quoted: false, distance: None }
    }

    /// Several words of one unquoted chunk are all meant, in whatever order; to exclude them is to exclude what was
    /// typed, which is the chunk: `-accord/paix` must not throw out every article that names both somewhere.
    fn into_node(mut self, span: Span, excluded: bool, remarks: &mut Remarks<'_>) -> Option<Node> {
        if self.words.len() == 1 {
            return self.words.pop().map(Node::Word);
        }
        if let Some(distance) = self.distance {
            if self.words.len() > MAX_NEAR_PARTS {
                let message = format!(
                    "At most {MAX_NEAR_PARTS} words may stand in any order: the others of {{}} may stand anywhere."
                );
                remarks.add(span, &message);
            }
            let rest = self.words.split_off(self.words.len().min(MAX_NEAR_PARTS));
            let parts = self.words.into_iter().map(Node::Word).collect();
            let near = Node::Near(super::proximity::Near { parts, distance, order: Order::Any });
            return Node::all(std::iter::once(near).chain(rest.into_iter().map(Node::Word)).collect());
        }
        if self.quoted || excluded {
            let first = self.words.first().map_or(Form::Inflected, |word| word.form);
            let is_one_form = self.words.iter().all(|word| word.form == first);
            let form = if is_one_form { first } else { Form::Inflected };
            return Some(Node::Phrase(Phrase { words: self.words, form, span }));
        }
        Some(Node::And(self.words.into_iter().map(Node::Word).collect()))
    }
}
