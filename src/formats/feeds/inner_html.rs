//! What stands inside an element of a feed, as HTML: as text, or as elements where a feed holds XHTML or forgot to
//! escape. Only names and texts: no more matters for a text.

use crate::formats::metadata::stated;
use crate::formats::xml::{Element, Inside};

enum Step<'a> {
    Enter(Inside<'a>),
    End(&'a str),
}

/// The HTML inside `root`; `None` when it says nothing.
pub(super) fn inner_html(root: Element<'_>) -> Option<String> {
    let mut inside = root.inside();
    if !inside.any(|inside| matches!(inside, Inside::Element(_))) {
        return stated(&root.text());
    }
    let mut html = String::new();
    let mut waiting = reversed(root);
    while let Some(step) = waiting.pop() {
        match step {
            Step::End(name) => html.push_str(&format!("</{name}>")),
            Step::Enter(Inside::Text(text)) => {
                html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"))
            }
            Step::Enter(Inside::Element(element)) => {
                html.push_str(&format!("<{}>", element.name()));
                // One that was not closed holds what follows it.
                if element.name() != "br" {
                    waiting.push(Step::End(element.name()));
                }
                waiting.append(&mut reversed(element));
            }
        }
    }
    stated(&html)
}

/// The last first, for a stack.
fn reversed(element: Element<'_>) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = element.inside().map(Step::Enter).collect();
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::xml::Tree;

    #[test]
    fn text_stays_and_elements_are_written_again() {
        let html = |xml: &str| inner_html(Tree::parse(xml).unwrap().root().unwrap());
        assert_eq!(html("<a>&lt;p&gt;Un&lt;/p&gt;</a>").as_deref(), Some("<p>Un</p>"));
        assert_eq!(
            html("<a>Un<br>deux &amp; <x:b c='d'>trois</x:b></a>").as_deref(),
            Some("Un<br>deux &amp; <b>trois</b>")
        );
        assert_eq!(html("<a> </a>"), None);
    }
}
