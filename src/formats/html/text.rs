//! The text of a page's elements: paragraphs apart by blank lines, white space as in HTML. Knows not which elements hold the
//! article.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::NodeRef;

/// Elements whose text is not the page's, and elements that begin a paragraph; one kind a line.
const ELEMENTS: &str = include_str!("elements.tsv");

/// Elements and texts that a short text has for each of its bytes, and once.
const MAX_NODES_A_BYTE: usize = 4;
const MAX_NODES_A_LINE: usize = 100;

/// The name under which a link to a place in the page is handed over, and an anchor that leads nowhere.
pub(super) const LINK_IN_PAGE: &str = "a in page";
const ANCHOR: &str = "anchor";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inline,
    Block,
    Left,
}

fn kind_of(name: &str) -> Kind {
    KINDS.get(name).copied().unwrap_or(Kind::Inline)
}

static KINDS: LazyLock<HashMap<&'static str, Kind>> = LazyLock::new(|| {
    let kinds = ELEMENTS.lines().filter_map(|line| line.split_once('\t'));
    let kinds = kinds.map(|(kind, names)| (if kind == "block" { Kind::Block } else { Kind::Left }, names));
    kinds.flat_map(|(kind, names)| names.split(' ').map(move |name| (name, kind))).collect()
});

/// The visible text under `root`: white space as in HTML, a blank line between blocks and at double line breaks.
pub(in crate::formats) fn text_of(root: &NodeRef<'_>) -> String {
    let mut writer = Writer::default();
    walk(root, &mut |event| writer.take(&event));
    writer.text
}

/// Whether there are more than `max_bytes` of text under `root`, shown or not, without its white space, or more elements than
/// such a text has; it looks no further.
pub(super) fn is_longer_than(root: &NodeRef<'_>, max_bytes: usize) -> bool {
    let mut num_bytes = 0;
    // So many elements stand around no short text; a page may nest empty ones to have them counted again and again.
    let max_nodes = MAX_NODES_A_BYTE * max_bytes + MAX_NODES_A_LINE;
    root.descendants_it().enumerate().any(|(num_nodes, node)| {
        if node.is_text() {
            num_bytes += node.text().bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
        }
        num_bytes > max_bytes || num_nodes > max_nodes
    })
}

/// What is met on the way through visible elements.
pub(super) enum Event<'a> {
    /// Text as it stands in the markup.
    Text(&'a str),
    /// `<br>`.
    LineBreak,
    /// An element opens; whether it begins a paragraph.
    Start(&'a str, bool),
    /// An element closes; whether it ends a paragraph.
    End(&'a str, bool),
}

/// Hands what is visible under `root` to `each`, in the order of the page.
pub(super) fn walk(root: &NodeRef<'_>, each: &mut dyn FnMut(Event<'_>)) {
    // Nodes to enter, and elements to end behind their children: a stack of our own, since pages nest as they like.
    let mut waiting: Vec<Step<'_>> = root.children_it(true).map(Step::Enter).collect();
    while let Some(step) = waiting.pop() {
        let node = match step {
            Step::Enter(node) => node,
            Step::End(name, is_block) => {
                each(Event::End(&name, is_block));
                continue;
            }
        };
        if node.is_text() {
            each(Event::Text(&node.text()));
            continue;
        }
        let Some(name) = node.node_name() else { continue };
        if &*name == "br" {
            each(Event::LineBreak);
            continue;
        }
        let kind = kind_of(&name);
        if kind == Kind::Left {
            continue;
        }
        let is_block = kind == Kind::Block;
        let name = if &*name == "a" { link_name(&node) } else { &name };
        each(Event::Start(name, is_block));
        waiting.push(Step::End(name.to_string(), is_block));
        waiting.extend(node.children_it(true).map(Step::Enter));
    }
}

/// Links to other pages alone are `a`.
fn link_name(link: &NodeRef<'_>) -> &'static str {
    match link.attr("href") {
        None => ANCHOR,
        Some(target) if target.starts_with('#') => LINK_IN_PAGE,
        Some(_) => "a",
    }
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    End(String, bool),
}

/// Writes paragraphs: white space as in HTML. Also for other markup than HTML.
#[derive(Default)]
pub(in crate::formats) struct Writer {
    /// What is written so far.
    pub(in crate::formats) text: String,
    has_space: bool,
    num_breaks: usize,
    is_paragraph_end: bool,
}

impl Writer {
    /// Writes what was met on the way through a page.
    pub(super) fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => self.push(text),
            Event::LineBreak => self.line_break(),
            Event::Start(_, true) | Event::End(_, true) => self.end_paragraph(),
            Event::Start(..) | Event::End(..) => {}
        }
    }

    /// Text as it stands in the markup.
    pub(in crate::formats) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}') {
                self.has_space = true;
            } else {
                self.separate();
                self.text.push(c);
            }
        }
    }

    /// Writes what separates the next character from the text so far.
    fn separate(&mut self) {
        let gap = match (self.is_paragraph_end, self.num_breaks) {
            (true, _) | (_, 2..) => "\n\n",
            (_, 1) => "\n",
            _ if self.has_space => " ",
            _ => "",
        };
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        (self.has_space, self.num_breaks, self.is_paragraph_end) = (false, 0, false);
    }

    /// Ends the line; twice, the paragraph.
    pub(in crate::formats) fn line_break(&mut self) {
        self.num_breaks += 1;
    }

    /// The next text is of another paragraph.
    pub(in crate::formats) fn end_paragraph(&mut self) {
        self.is_paragraph_end = true;
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    fn text(html: &str) -> String {
        text_of(&Document::fragment(html).root())
    }

    #[test]
    fn blocks_and_double_breaks_make_paragraphs() {
        let html = "<p>Un\n deux <b>trois</b></p><div>Quatre.<br>\n<br/>Cinq.<br>Six.</div><ul><li>a</li><li>b</li></ul>";
        assert_eq!(text(html), "Un deux trois\n\nQuatre.\n\nCinq.\nSix.\n\na\n\nb");
    }

    #[test]
    fn lengths_are_told_without_reading_all() {
        let page = Document::fragment("<div>abc \n<p>def</p></div>");
        assert!(is_longer_than(&page.root(), 5) && !is_longer_than(&page.root(), 6));
    }

    #[test]
    fn many_empty_elements_are_no_short_text() {
        let page = Document::fragment("<i></i>".repeat(2000));
        assert!(is_longer_than(&page.root(), 100) && !is_longer_than(&page.root(), 1000));
    }

    #[test]
    fn no_break_spaces_and_soft_hyphens_stay() {
        assert_eq!(
            text("<p>«&nbsp;Oui&nbsp;», cessez&shy;-le-feu</p>"),
            "«\u{A0}Oui\u{A0}», cessez\u{AD}-le-feu"
        );
    }

    #[test]
    fn what_is_not_the_article_is_left_out() {
        let html = "<p>Un.</p><script>x()</script><aside>Lire</aside><nav>Menu</nav><p>Deux.</p>";
        assert_eq!(text(html), "Un.\n\nDeux.");
    }
}
