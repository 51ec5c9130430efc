//! Tokens → tree. Total: what joins or excludes nothing is left out with a remark; there is no error.
//!
//! AND binds tighter than OR. Groups are kept on a stack of their own, so that no input makes the program recurse.

use super::ast::{Form, Node, Phrase, Query, Word};
use super::lexer::{self, Lexed};
use super::remark::{Remark, Remarks};
use super::token::{Kind, Operand, Operator, Token};
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
    if tokens.iter().any(|token| matches!(token.kind, Kind::Operand(_))) {
        return;
    }
    for token in tokens {
        let typed = token.span.of(text);
        if matches!(token.kind, Kind::Operator(_)) && typed.contains(char::is_alphabetic) {
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
    conjuncts: Vec<Node>,
    /// An AND or OR that waits for its right side.
    pending: Option<Span>,
    /// A NOT that waits for what it excludes, and whether it excludes (two of them cancel out).
    not: Option<(Span, bool)>,
    /// Whether some alternative joins several conditions without parentheses of its own.
    joins: bool,
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
}

impl<'r, 't> Parser<'r, 't> {
    fn new(remarks: &'r mut Remarks<'t>, cut: bool) -> Self {
        Parser { remarks, groups: vec![Group::default()], num_ignored_open: 0, cut, mixed: false }
    }

    fn take(&mut self, token: Token) {
        match token.kind {
            Kind::Operand(operand) => self.operand(operand, token.span),
            Kind::Open { negated } => self.open(negated, token.span),
            Kind::Close => self.close(token.span),
            Kind::Operator(Operator::Not) => self.not(token.span),
            Kind::Operator(operator) => self.join(operator, token.span),
        }
    }

    fn group(&mut self) -> &mut Group {
        self.groups.last_mut().expect("the group of the whole query is never popped before the end")
    }

    fn operand(&mut self, operand: Operand, span: Span) {
        let group = self.group();
        let excluded = operand.negated != group.excludes();
        let condition = operand.into_node(span, excluded);
        group.push(condition, excluded);
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
        self.groups.push(Group { opened: Some(span), negated, ..Group::default() });
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
        let Some(node) = self.node(group) else {
            let span = Span::new(opened.byte_start, closed.unwrap_or(opened).byte_end);
            self.remarks.add(span, "The group {} holds no word: it is ignored.");
            self.group().not = None;
            return;
        };
        if closed.is_none() && !self.cut {
            self.remarks.add(opened, "The group that {} opens is not closed: it runs to the end.");
        }
        let around = self.group();
        let excluded = negated != around.excludes();
        around.push(node, excluded);
    }

    fn not(&mut self, span: Span) {
        let not = &mut self.group().not;
        *not = Some(not.map_or((span, true), |(first, excludes)| (first, !excludes)));
    }

    /// AND and OR. Of two in a row the first counts.
    fn join(&mut self, operator: Operator, span: Span) {
        let group = self.group();
        if group.pending.is_some() || group.not.is_some() {
            self.remarks.add(span, "{} follows another operator: it is ignored.");
            return;
        }
        if group.conjuncts.is_empty() {
            self.remarks.add(span, "{} has nothing on its left side to join: it is ignored.");
            return;
        }
        group.pending = Some(span);
        if operator == Operator::Or {
            group.end_alternative();
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
        group.end_alternative();
        if group.joins && group.alternatives.len() > 1 && !self.mixed {
            self.mixed = true;
            let message =
                "AND binds tighter than OR: the reading shows the groups, parentheses would change them.";
            self.remarks.add(group.extent(), message);
        }
        Node::any(group.alternatives)
    }

    fn finish(mut self) -> Option<Node> {
        while self.groups.len() > 1 {
            self.end_group(None);
        }
        let whole = self.groups.pop()?;
        self.node(whole)
    }
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
        self.conjuncts.push(if excluded { condition.negated() } else { condition });
    }

    fn end_alternative(&mut self) {
        let conjuncts = std::mem::take(&mut self.conjuncts);
        self.joins |= conjuncts.len() > 1;
        self.alternatives.extend(Node::all(conjuncts));
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
        let word = Word { text: text.to_owned(), form: Form::Inflected, span };
        Operand { words: vec![word], negated: false, quoted: false }
    }

    /// Several words of one unquoted chunk are all meant, in whatever order; to exclude them is to exclude what was
    /// typed, which is the chunk: `-accord/paix` must not throw out every article that names both somewhere.
    fn into_node(mut self, span: Span, excluded: bool) -> Node {
        if self.words.len() == 1 {
            return Node::Word(self.words.remove(0));
        }
        if self.quoted || excluded {
            let form = self.words.first().map_or(Form::Inflected, |word| word.form);
            return Node::Phrase(Phrase { words: self.words, form, span });
        }
        Node::And(self.words.into_iter().map(Node::Word).collect())
    }
}
