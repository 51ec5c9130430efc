//! What operators and signs make of the conditions beside them: places may be asked of words, phrases and choices of them, not
//! of exclusions and filters. Nothing is refused: what has no place is read as something near to it, with a remark.

use super::ast::Node;
use super::character::{is_separator, opens_quote};
use super::date::DateFilter;
use super::field::{Field, Filter, FilterCondition, In, Part};
use super::proximity::{AtLeast, MAX_NEAR_PARTS, Near, Order, Proximity, Scope, Weight, Within};
use super::remark::Remarks;
use super::token::Prefix;
use super::word::Form;
use crate::model::Span;

/// Joins two conditions by an operator of proximity; of a chain of the same operator `left` is what was joined so far.
/// Conditions that have no place are to hold beside it.
pub(super) fn near(
    left: Node,
    right: Node,
    proximity: Proximity,
    is_chain: bool,
    operator: Span,
    remarks: &mut Remarks<'_>,
) -> Vec<Node> {
    if let Node::Not(left) = left {
        // What is excluded is that they are near.
        let joined = near(*left, right, proximity, is_chain, operator, remarks);
        return joined
            .into_iter()
            .enumerate()
            .map(|(n, node)| if n == 0 { node.negated() } else { node })
            .collect();
    }
    if matches!(right, Node::Not(_)) {
        remarks.add(operator, "{} stands before an exclusion, which has no place: both must hold.");
        return vec![left, right];
    }
    let mut parts = Vec::new();
    let mut chained = Vec::new();
    match left {
        Node::Near(Near { parts, .. }) | Node::Within(Within { parts, .. }) if is_chain => chained = parts,
        other => parts.push(other),
    }
    parts.push(right);
    let placed = parts.into_iter().flat_map(|part| placed(part, proximity, remarks));
    let mut parts: Vec<Node> = chained.into_iter().chain(placed).collect();
    if parts.len() < 2 {
        return parts;
    }
    let mut beside = Vec::new();
    if matches!(proximity, Proximity::Near { order: Order::Any, .. }) && parts.len() > MAX_NEAR_PARTS {
        let message = format!(
            "At most {MAX_NEAR_PARTS} parts are looked for near each other in any order: the others may stand anywhere."
        );
        remarks.add(operator, &message);
        beside = parts.split_off(MAX_NEAR_PARTS);
    }
    let joined = joined(parts, proximity);
    std::iter::once(joined).chain(beside).collect()
}

fn joined(parts: Vec<Node>, proximity: Proximity) -> Node {
    match proximity {
        Proximity::Near { distance, order } => Node::Near(Near { parts, distance, order }),
        Proximity::Within(scope) => Node::Within(Within { parts, scope }),
    }
}

/// The parts that an operand is: conditions that must all hold are parts of their own where order does not count.
fn placed(node: Node, proximity: Proximity, remarks: &mut Remarks<'_>) -> Vec<Node> {
    match node {
        Node::And(nodes) => {
            let parts = nodes.into_iter().filter_map(|node| with_place(node, proximity, remarks)).collect();
            match proximity {
                Proximity::Near { distance, order: Order::Written } => {
                    together(parts, Proximity::Near { distance, order: Order::Any }).into_iter().collect()
                }
                _ => parts,
            }
        }
        other => with_place(other, proximity, remarks).into_iter().collect(),
    }
}

/// Parts that stand near each other in any order; of too many only the first.
fn together(mut parts: Vec<Node>, proximity: Proximity) -> Option<Node> {
    if let Proximity::Near { .. } = proximity {
        parts.truncate(MAX_NEAR_PARTS);
    }
    if parts.len() > 1 { Some(joined(parts, proximity)) } else { parts.pop() }
}

/// A condition as one that holds at places of the text; `None`: it has none.
fn with_place(node: Node, proximity: Proximity, remarks: &mut Remarks<'_>) -> Option<Node> {
    match node {
        Node::Not(_) | Node::Filter(_) => {
            remarks.add(node.span(), "{} has no place in the text: it is left out of what must be near.");
            None
        }
        Node::AtLeast(AtLeast { node, .. }) => {
            remarks.add(node.span(), "Mentions of {} are not counted beside an operator of nearness.");
            with_place(*node, proximity, remarks)
        }
        Node::Or(nodes) => {
            Node::any(nodes.into_iter().filter_map(|node| with_place(node, proximity, remarks)).collect())
        }
        Node::And(nodes) => {
            let parts = nodes.into_iter().filter_map(|node| with_place(node, proximity, remarks)).collect();
            let proximity = match proximity {
                Proximity::Near { distance, .. } => Proximity::Near { distance, order: Order::Any },
                within => within,
            };
            together(parts, proximity)
        }
        Node::In(In { part, node }) => {
            with_place(*node, proximity, remarks).map(|node| Node::In(In { part, node: Box::new(node) }))
        }
        Node::Weighted { node, weight } => {
            with_place(*node, proximity, remarks).map(|node| Node::Weighted { node: Box::new(node), weight })
        }
        placed @ (Node::Word(_) | Node::Phrase(_) | Node::Near(_) | Node::Within(_)) => Some(placed),
    }
}

/// `times` mentions of a condition; of several that must all hold, of each. `None`: it is nothing that could be mentioned.
pub(super) fn at_least(node: Node, times: u32, remarks: &mut Remarks<'_>) -> Option<Node> {
    match node {
        Node::And(nodes) => {
            Node::all(nodes.into_iter().filter_map(|node| at_least(node, times, remarks)).collect())
        }
        Node::Not(node) => at_least(*node, times, remarks).map(Node::negated),
        Node::AtLeast(inner) => Some(Node::AtLeast(AtLeast { times: times.max(inner.times), ..inner })),
        Node::Filter(_) => {
            remarks.add(node.span(), "{} is no word: nothing of it is counted.");
            Some(node)
        }
        other => {
            let node = with_place(other, Proximity::Within(Scope::Paragraph), remarks)?;
            Some(Node::AtLeast(AtLeast { times, node: Box::new(node) }))
        }
    }
}

/// The condition in a part of the article. Of two parts the inner one is meant.
pub(super) fn in_part(node: Node, part: Part) -> Node {
    match node {
        Node::In(_) | Node::Filter(_) => node,
        other => Node::In(In { part, node: Box::new(other) }),
    }
}

/// The condition with a weight; exclusions and filters have none.
pub(super) fn weighted(node: Node, weight: Weight) -> Node {
    match node {
        Node::Not(_) | Node::Filter(_) => node,
        Node::Weighted { node, weight: inner } => Node::Weighted { node, weight: inner.times(weight) },
        other => Node::Weighted { node: Box::new(other), weight },
    }
}

/// What a prefix makes of a group.
pub(super) fn prefixed(node: Node, prefix: &Prefix, remarks: &mut Remarks<'_>) -> Option<Node> {
    match prefix {
        Prefix::AtLeast(times) => at_least(node, *times, remarks),
        Prefix::Field(Field::Part(part)) => Some(in_part(node, *part)),
        Prefix::Field(field) => filtered(node, *field, remarks),
    }
}

/// A group behind the name of a field: its words and phrases are values. `None`: nothing of it is one.
fn filtered(node: Node, field: Field, remarks: &mut Remarks<'_>) -> Option<Node> {
    let all = |nodes: Vec<Node>, remarks: &mut Remarks<'_>| -> Vec<Node> {
        nodes.into_iter().filter_map(|node| filtered(node, field, remarks)).collect()
    };
    let span = node.span();
    match node {
        Node::Word(word) => value(field, &word.text, word.form == Form::Exact, span, remarks),
        Node::Phrase(phrase) => {
            let words: Vec<&str> = phrase.words.iter().map(|word| word.text.as_str()).collect();
            value(field, &words.join(" "), phrase.form == Form::Exact, span, remarks)
        }
        Node::And(nodes) => Node::all(all(nodes, remarks)),
        Node::Or(nodes) => Node::any(all(nodes, remarks)),
        Node::Not(node) => filtered(*node, field, remarks).map(Node::negated),
        Node::Filter(_) => Some(node),
        other => {
            remarks.add(
                span,
                "Places of words are nothing that a field has: {} is read as values that must all hold.",
            );
            Node::all(all(other.children().to_vec(), remarks))
        }
    }
}

/// The date behind the name of a field of dates.
pub(super) fn read_date(field: Field, value: &str) -> Option<DateFilter> {
    match field {
        Field::Date => DateFilter::read(value),
        Field::Since => DateFilter::read_since(value),
        Field::Before => DateFilter::read_before(value),
        Field::Until => DateFilter::read_until(value),
        Field::Known(_) | Field::Part(_) => None,
    }
}

/// A filter on `field`; `None` when the value is none, which is said.
pub(super) fn value(
    field: Field,
    value: &str,
    is_whole: bool,
    span: Span,
    remarks: &mut Remarks<'_>,
) -> Option<Node> {
    let condition = match field {
        Field::Known(field) => {
            let is_kept = |c: char| !is_separator(c) && !opens_quote(c) && c != '»';
            let clean: String = value.chars().map(|c| if is_kept(c) { c } else { ' ' }).collect();
            let value = clean.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_empty = !value.contains(char::is_alphanumeric);
            (!is_empty).then_some(FilterCondition::Value { field, value, is_whole })
        }
        Field::Part(_) => None,
        date => read_date(date, value).map(FilterCondition::Date),
    };
    if condition.is_none() {
        let message = match field {
            Field::Known(_) | Field::Part(_) => "{} names no value: it is ignored.",
            _ => "{} is no date: it is ignored. Write 2023, 2023-09, 2023-09-20, 2018..2019, 7d or none.",
        };
        remarks.add(span, message);
    }
    condition.map(|condition| Node::Filter(Filter { condition, span }))
}
