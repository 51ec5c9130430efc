//! Elements that are wanted, without those inside one that is wanted too: their text would be read twice, and in hostile
//! files once a level.

use dom_query::NodeRef;

/// The elements below `root` that `is_wanted` wants, in the order of the page. Nothing is looked for inside them.
pub(super) fn outermost<'a>(
    root: &NodeRef<'a>,
    mut is_wanted: impl FnMut(&NodeRef<'a>) -> bool,
) -> Vec<NodeRef<'a>> {
    let mut found = Vec::new();
    let mut waiting: Vec<NodeRef<'a>> = root.children_it(true).collect();
    while let Some(node) = waiting.pop() {
        if node.is_element() && is_wanted(&node) {
            found.push(node);
        } else {
            waiting.extend(node.children_it(true));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[test]
    fn nothing_is_found_inside_what_was_found() {
        let page = Document::fragment(
            "<p>a</p><div id=1><b>x</b><div id=2></div></div><section><div id=3></div></section>",
        );
        let found = outermost(&page.root(), |node| node.has_name("div"));
        let ids: Vec<String> =
            found.iter().filter_map(|node| node.id_attr()).map(|id| id.to_string()).collect();
        assert_eq!(ids, ["1", "3"]);
    }
}
