//! An XML text as a tree of elements, read as far as it can be: bounded, without entities of its own, without recursion.
//! Knows no format, and checks no document against a schema.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::element::Element;
use super::growing::Growing;
use super::{MAX_DEPTH, is_cut};
use crate::diagnostics::Code;
use crate::formats::Failure;

/// Elements and pieces of text of one file.
pub(super) const MAX_NODES: usize = 1_000_000;

/// How a text ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) enum End {
    /// Where its root element does.
    Whole,
    /// In the middle: elements were left open.
    Cut,
    /// At markup that is none; what follows it was not read.
    Broken(String),
}

impl End {
    /// Why the rest is missing, for a file of whose articles `num_read` were read.
    pub(in crate::formats) fn failure(&self, num_read: u64) -> Option<Failure> {
        let read = match num_read {
            0 => "no article stands before".to_string(),
            1 => "the article before was read".to_string(),
            n => format!("the {n} articles before were read"),
        };
        match self {
            End::Whole => None,
            End::Cut => Some(Failure::failed(Code::Truncated, format!("ends in the middle; {read}"))),
            End::Broken(reason) => {
                Some(Failure::failed(Code::Malformed, format!("is no XML any more: {reason}; {read}")))
            }
        }
    }
}

/// A text that is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::formats) enum TreeError {
    /// More levels than [`MAX_DEPTH`].
    #[error("nests its elements more than {MAX_DEPTH} deep")]
    TooDeep,
    /// More nodes than [`MAX_NODES`].
    #[error("has more than {MAX_NODES} elements and pieces of text")]
    TooMany,
    /// Entities declared by means of entities.
    #[error("declares entities that are made of entities, as files do that are meant to fill the memory")]
    EntityBomb,
}

impl From<TreeError> for Failure {
    fn from(error: TreeError) -> Self {
        let code = if error == TreeError::TooMany { Code::TooLarge } else { Code::Malformed };
        Failure::failed(code, error.to_string())
    }
}

/// The tree: nodes in the order of the text, so that what is inside a node follows it.
#[derive(Debug)]
pub(in crate::formats) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) tags: Vec<Tag>,
    pub(super) texts: String,
    /// How the text ended.
    pub(in crate::formats) end: End,
}

/// An element or a text.
#[derive(Debug)]
pub(super) struct Node {
    /// One past the last node inside.
    pub(super) end: u32,
    pub(super) content: Content,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Content {
    /// Number of its tag.
    Element(u32),
    /// Bytes of the texts of the tree.
    Text { start: u32, end: u32 },
}

/// What an element's tags say.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) prefix: Box<str>,
    pub(super) name: Box<str>,
    pub(super) attributes: Vec<(Box<str>, Box<str>)>,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    pub(super) is_closed: bool,
}

impl Tree {
    /// Reads `xml`. End tags that fit no open element are passed over, and so are stray ampersands.
    pub(in crate::formats) fn parse(xml: &str) -> Result<Tree, TreeError> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut growing = Growing::default();
        let end = loop {
            let start = position(&reader);
            let event = match reader.read_event() {
                Ok(Event::Eof) => break if growing.has_open() { End::Cut } else { End::Whole },
                Ok(event) => event,
                Err(error) if is_cut(&error) => break End::Cut,
                Err(error) => break End::Broken(error.to_string()),
            };
            growing.take(event, start..position(&reader))?;
        };
        Ok(growing.finish(end, xml.len()))
    }

    /// The first element.
    pub(in crate::formats) fn root(&self) -> Option<Element<'_>> {
        (0..self.nodes.len()).find_map(|index| self.element(index))
    }

    /// The element at a node, if it is one.
    pub(super) fn element(&self, index: usize) -> Option<Element<'_>> {
        match self.nodes.get(index)?.content {
            Content::Element(_) => Some(Element { tree: self, index }),
            Content::Text { .. } => None,
        }
    }

    /// A part of the texts.
    pub(super) fn text(&self, start: u32, end: u32) -> &str {
        &self.texts[start as usize..end as usize]
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(xml: &str) -> Tree {
        Tree::parse(xml).unwrap()
    }

    #[test]
    fn elements_are_found_by_name_and_place() {
        let xml = "<?xml version='1.0'?><!-- x --><a><b n='1'>Un &amp; <c>deux</c></b><b>trois</b></a>";
        let tree = tree(xml);
        let root = tree.root().unwrap();
        assert_eq!((root.name(), tree.end.clone()), ("a", End::Whole));
        let texts: Vec<String> = root.all("b").map(Element::text).collect();
        assert_eq!(texts, ["Un & deux", "trois"]);
        assert_eq!(root.at(&["b", "c"]).map(|c| &xml[c.span()]), Some("<c>deux</c>"));
        assert_eq!(root.child("b").and_then(|b| b.attribute("n")), Some("1"));
        assert_eq!(root.descendants().map(Element::name).collect::<Vec<_>>(), ["b", "c", "b"]);
    }

    #[test]
    fn entities_of_xml_and_html_are_read_and_others_stay() {
        let text = |xml: &str| tree(xml).root().unwrap().text();
        assert_eq!(
            text("<a>d&eacute;j&agrave;&nbsp;&#233;&#xE9; &lt;b&gt; &moi; R&D &#150;</a>"),
            "déjà\u{A0}éé <b> &moi; R&D –"
        );
        assert_eq!(text("<a><![CDATA[<p>&eacute;</p>]]></a>"), "<p>&eacute;</p>");
        let tree = tree("<a b='&eacute;t&#233; &x;'/>");
        assert_eq!(tree.root().unwrap().attribute("b"), Some("été &x;"));
    }

    #[test]
    fn prefixes_are_known_by_their_namespace() {
        let xml =
            r#"<a xmlns:q="http://purl.org/dc/elements/1.1/"><q:date>x</q:date><dc:date>y</dc:date></a>"#;
        let tree = tree(xml);
        let prefixes: Vec<&str> = tree.root().unwrap().children().map(Element::prefix).collect();
        assert_eq!(prefixes, ["dc", "dc"]);
    }

    #[test]
    fn bad_nesting_is_read_and_a_cut_text_is_told() {
        let crossed = tree("<a><b>un<i>deux</b>trois</i></z></a>");
        assert_eq!((crossed.root().unwrap().text().as_str(), &crossed.end), ("undeuxtrois", &End::Whole));
        let cut = tree("<a><b>un</b><b>de");
        let closed: Vec<bool> = cut.root().unwrap().all("b").map(Element::is_closed).collect();
        assert_eq!((closed, &cut.end), (vec![true, false], &End::Cut));
        assert_eq!(tree("<a>un<!-- x").end, End::Cut);
        assert!(matches!(tree("<a>un<!x>").end, End::Broken(_)));
    }

    #[test]
    fn bombs_and_towers_are_refused() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>"#;
        assert_eq!(Tree::parse(bomb).err(), Some(TreeError::EntityBomb));
        let harmless = r#"<!DOCTYPE a [<!ENTITY % n SYSTEM "n.dtd"> %n; <!ENTITY b "x &amp; y">]><a>&b;</a>"#;
        assert_eq!(tree(harmless).root().unwrap().text(), "&b;");
        assert_eq!(Tree::parse(&"<a>".repeat(300)).err(), Some(TreeError::TooDeep));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_tree_or_is_refused(xml in "(<|>|/|a|b|é|&|;|#|!|\\[|\\]|--|\"|'|=| |CDATA|\\?){0,60}") {
            if let Ok(tree) = Tree::parse(&xml) {
                for element in tree.root().into_iter().flat_map(Element::descendants) {
                    proptest::prop_assert!(xml.get(element.span()).is_some());
                    let _ = (element.text(), element.inside().count());
                }
            }
        }
    }
}
