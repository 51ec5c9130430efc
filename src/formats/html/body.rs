//! The text of a page's elements, paragraphs apart by blank lines; and which elements hold the article.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::furniture::remove_furniture;
use crate::formats::metadata::one_line;

/// Elements whose text is not the page's, and elements that begin a paragraph; one kind a line.
const ELEMENTS: &str = include_str!("elements.tsv");

/// How links to other articles begin that stand as paragraphs inside an article.
const TEASERS: &str = include_str!("teasers.txt");

/// A page of more elements is not given to the extractor, whose time grows faster than the page.
const MAX_ELEMENTS: usize = 60_000;

/// The article's text in the page, without menus and the like; empty when none is found. Changes the page.
pub(in crate::formats) fn main_text(page: Document, title: Option<&str>) -> String {
    remove_furniture(&page);
    let marked = marked_text(&page);
    let whole = page.body().map(|body| text_of(&body)).unwrap_or_default();
    let found = extract(page).map(|html| text_of(&Document::fragment(html).root())).unwrap_or_default();
    without_furniture(&best_text(found, marked, whole), title)
}

/// The extractor's text, except where it took a box of links or a part of the article for the whole.
fn best_text(found: String, marked: Option<String>, whole: String) -> String {
    let num_found = num_prose_bytes(&found);
    match marked {
        Some(marked) if 3 * num_prose_bytes(&marked) > 5 * num_found => marked,
        None if found.is_empty() || (found.len() < 600 && num_prose_bytes(&whole) > 4 * num_found) => whole,
        _ => found,
    }
}

/// Bytes of paragraphs that are long enough to be sentences.
fn num_prose_bytes(text: &str) -> usize {
    text.split("\n\n").map(str::len).filter(|len| *len >= 80).sum()
}

/// The extractor is third-party code over hostile input: should it panic, the fallback stands.
fn extract(page: Document) -> Option<String> {
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let parse = || {
        let mut readability = Readability::with_document(page, None, Some(config)).ok()?;
        readability.parse().ok().map(|article| article.content.to_string())
    };
    catch_unwind(AssertUnwindSafe(parse)).ok().flatten()
}

/// The text of the element that the page itself marks as the article: the longest of the first kind there is.
fn marked_text(page: &Document) -> Option<String> {
    ["[itemprop~=articleBody]", "article", "main", "[role=main]"].iter().find_map(|selector| {
        let marked = page.select(selector);
        let texts = marked.nodes().iter().take(100).map(text_of);
        texts.max_by_key(String::len).filter(|text| num_prose_bytes(text) > 0)
    })
}

/// Leaves out the title where it is repeated at the top, and links to other articles.
fn without_furniture(text: &str, title: Option<&str>) -> String {
    let title = title.map(one_line);
    let paragraphs = text.split("\n\n").enumerate().filter(|(at, paragraph)| {
        let is_title = *at < 3 && title.as_deref() == Some(one_line(paragraph).as_str());
        !is_title && !is_teaser(paragraph)
    });
    paragraphs.map(|(_, paragraph)| paragraph).collect::<Vec<_>>().join("\n\n")
}

fn is_teaser(paragraph: &str) -> bool {
    let start: String = paragraph.chars().take(40).flat_map(char::to_lowercase).collect();
    paragraph.len() < 250 && TEASERS.lines().any(|teaser| start.starts_with(teaser))
}

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
    // Nodes to enter, and blocks to end behind their children: a stack of our own, since pages nest as they like.
    let mut waiting: Vec<Step<'_>> = root.children_it(true).map(Step::Enter).collect();
    while let Some(step) = waiting.pop() {
        let node = match step {
            Step::EndBlock => {
                writer.end_paragraph();
                continue;
            }
            Step::Enter(node) => node,
        };
        if node.is_text() {
            writer.push(&node.text());
            continue;
        }
        let Some(name) = node.node_name() else { continue };
        if &*name == "br" {
            writer.line_break();
            continue;
        }
        match kind_of(&name) {
            Kind::Left => continue,
            Kind::Block => {
                writer.end_paragraph();
                waiting.push(Step::EndBlock);
            }
            Kind::Inline => {}
        }
        waiting.extend(node.children_it(true).map(Step::Enter));
    }
    writer.text
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    EndBlock,
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
        assert_eq!(
            without_furniture("T\n\nUn.\n\nLire aussi : autre chose\n\nDeux.", Some("T")),
            "Un.\n\nDeux."
        );
    }

    #[test]
    fn deep_pages_need_no_stack() {
        let html = format!("{}a{}", "<div>".repeat(690), "</div>".repeat(690));
        assert_eq!(main_text(Document::from(html), None), "a");
    }
}
