//! Other wordings of a query: trees with parts exchanged or left out, and their text. Which to offer is the adviser's to say.

use super::advice::NearWord;
use crate::model::Span;
use crate::query::{Node, Query};

/// The tree with every word and phrase that an article is wanted for as `mend` gives it; `None`: nothing is left.
pub(super) fn mended(node: &Node, mend: &dyn Fn(&Node) -> Option<Node>) -> Option<Node> {
    let inside = |nodes: &[Node]| nodes.iter().filter_map(|node| mended(node, mend)).collect();
    match node {
        Node::Word(_) | Node::Phrase(_) => mend(node),
        // What stands in them belongs together: they are exchanged or left out whole.
        Node::Near(_) | Node::Within(_) | Node::AtLeast(_) | Node::In(_) | Node::Weighted { .. } => {
            mend(node)
        }
        Node::Filter(_) => Some(node.clone()),
        Node::And(nodes) => listed(Node::And, inside(nodes)),
        Node::Or(nodes) => listed(Node::Or, inside(nodes)),
        Node::Not(_) => Some(node.clone()),
    }
}

/// `many` of `nodes`; of one that itself, of none nothing.
pub(super) fn listed(many: fn(Vec<Node>) -> Node, mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() > 1 { Some(many(nodes)) } else { nodes.pop() }
}

/// The query as people type it: words without operators between them, where that says it all.
pub(super) fn typed(root: &Node) -> String {
    let text = |node: &Node| Query { root: Some(node.clone()) }.to_string();
    let parts = match root {
        Node::And(nodes) => nodes.iter().flat_map(|node| match node {
            Node::And(nodes) => nodes.as_slice(),
            other => std::slice::from_ref(other),
        }),
        _ => return text(root),
    };
    let parts: Vec<&Node> = parts.collect();
    if parts.iter().all(|node| matches!(node, Node::Word(_) | Node::Phrase(_) | Node::Filter(_))) {
        return parts.into_iter().map(text).collect::<Vec<_>>().join(" ");
    }
    text(root)
}

/// `text` with other words at some spans, which ascend. A capital stays one.
pub(super) fn replaced<'w>(text: &str, with: impl Iterator<Item = (Span, &'w NearWord)>) -> Option<String> {
    let mut result = String::new();
    let mut end = 0;
    for (span, near) in with {
        result += text.get(end..span.byte_start)?;
        let typed = text.get(span.byte_start..span.byte_end)?;
        let mut letters = near.word.chars();
        match letters.next() {
            Some(first) if typed.starts_with(char::is_uppercase) => {
                result.extend(first.to_uppercase());
                result += letters.as_str();
            }
            _ => result += &near.word,
        }
        end = span.byte_end;
    }
    result += text.get(end..)?;
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn read(text: &str) -> Node {
        parse(text).query.root.unwrap()
    }

    #[test]
    fn plain_words_are_typed_without_operators() {
        for text in
            ["accord paix", "accord \"la paix\"", "=Éric \"OU\"", "accord AND (paix OR trêve)", "NOT paix"]
        {
            assert_eq!(typed(&read(text)), text);
        }
        assert_eq!(typed(&read("accord -paix")), "accord AND NOT paix");
    }

    #[test]
    fn parts_are_exchanged_or_left_out() {
        let without = |word: &str| {
            let kept = |node: &Node| !matches!(node, Node::Word(found) if found.text == word);
            mended(&read("a (b OU c) -b"), &|node| kept(node).then(|| node.clone())).map(|root| typed(&root))
        };
        assert_eq!(without("b").as_deref(), Some("a AND c AND NOT b"), "what is excluded stays");
        assert_eq!(without("a").as_deref(), Some("(b OR c) AND NOT b"));
        assert_eq!(mended(&read("a b"), &|_| None), None);
    }

    #[test]
    fn words_are_replaced_where_they_stand() {
        let near = |word: &str| NearWord { word: word.into(), num_articles: 1 };
        let (accord, paix) = (near("accord"), near("paix"));
        let with = [(Span::new(2, 7), &accord), (Span::new(11, 15), &paix)];
        assert_eq!(replaced("l'acord la Pais !", with.into_iter()).as_deref(), Some("l'accord la Paix !"));
        assert_eq!(replaced("é", [(Span::new(1, 2), &paix)].into_iter()), None, "no span of this text");
    }
}
