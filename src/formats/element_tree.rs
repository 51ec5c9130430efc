//! An XML text as a tree of elements, read as far as it can be: bounded, without entities of its own, without recursion.
//! Knows no format, and checks no document against a schema.

use std::collections::HashMap;
use std::ops::Range;

use dom_query::Document;
use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::{Failure, Output, Source};
use crate::diagnostics::Code;
use crate::text::decode::decode;

/// A larger file is no item of an agency and no feed; its tree takes several times its size.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Levels of elements inside each other. Agencies and feeds need a dozen, pages inside them some more.
const MAX_DEPTH: usize = 256;

/// Elements and pieces of text of one file.
const MAX_NODES: usize = 1_000_000;

/// Attributes that are kept of an element.
const MAX_ATTRIBUTES: usize = 64;

/// Longer than any name of an entity of HTML.
const MAX_ENTITY_BYTES: usize = 40;

/// Entity names of HTML that are looked up in one file; there are 2,231.
const MAX_NAMES_LOOKED_UP: usize = 4096;

/// Bytes in which a file declares its encoding.
const DECLARATION_BYTES: usize = 1024;

/// How a text ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// Where its root element does.
    Whole,
    /// In the middle: elements were left open.
    Cut,
    /// At markup that is none; what follows it was not read.
    Broken(String),
}

impl End {
    /// Why the rest is missing, for a file of whose articles `num_read` were read.
    pub(super) fn failure(&self, num_read: u64) -> Option<Failure> {
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
pub(super) enum TreeError {
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
pub(super) struct Tree {
    nodes: Vec<Node>,
    tags: Vec<Tag>,
    texts: String,
    /// How the text ended.
    pub(super) end: End,
}

#[derive(Debug)]
struct Node {
    /// One past the last node inside.
    end: u32,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// Number of its tag.
    Element(u32),
    Text {
        start: u32,
        end: u32,
    },
}

#[derive(Debug)]
struct Tag {
    prefix: Box<str>,
    name: Box<str>,
    attributes: Vec<(Box<str>, Box<str>)>,
    /// Bytes of the text.
    span: Range<usize>,
    is_closed: bool,
}

/// An element of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    tree: &'a Tree,
    index: usize,
}

/// What is inside an element.
#[derive(Debug, Clone, Copy)]
pub(super) enum Inside<'a> {
    /// An element.
    Element(Element<'a>),
    /// A piece of text.
    Text(&'a str),
}

impl Tree {
    /// Reads `xml`. End tags that fit no open element are passed over, and so are stray ampersands.
    pub(super) fn parse(xml: &str) -> Result<Tree, TreeError> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut growing = Growing::default();
        let end = loop {
            let start = position(&reader);
            let event = match reader.read_event() {
                Ok(Event::Eof) => break if growing.open.is_empty() { End::Whole } else { End::Cut },
                Ok(event) => event,
                Err(error) => break end_of(&error),
            };
            growing.take(event, start..position(&reader))?;
        };
        growing.close_all(xml.len());
        Ok(Tree { nodes: growing.nodes, tags: growing.tags, texts: growing.texts, end })
    }

    /// The first element.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        (0..self.nodes.len()).find_map(|index| self.element(index))
    }

    fn element(&self, index: usize) -> Option<Element<'_>> {
        match self.nodes.get(index)?.content {
            Content::Element(_) => Some(Element { tree: self, index }),
            Content::Text { .. } => None,
        }
    }

    fn text(&self, start: u32, end: u32) -> &str {
        &self.texts[start as usize..end as usize]
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn end_of(error: &Error) -> End {
    match error {
        Error::Syntax(SyntaxError::InvalidBangMarkup) => End::Broken(error.to_string()),
        // The other errors of syntax say that something has no end.
        Error::Syntax(_) => End::Cut,
        error => End::Broken(error.to_string()),
    }
}

/// A tree while it is read.
#[derive(Default)]
struct Growing {
    nodes: Vec<Node>,
    tags: Vec<Tag>,
    texts: String,
    /// Nodes of elements that are open, with their names as written.
    open: Vec<(usize, Box<str>)>,
    /// Whether the last node is a text that may go on.
    is_in_text: bool,
    entities: HashMap<String, String>,
    canonical_prefixes: HashMap<Box<str>, &'static str>,
}

/// Namespaces whose elements are called by the prefix that everybody gives them, whatever the file calls them.
const NAMESPACES: &[(&str, &str)] = &[
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.w3.org/2005/Atom", "atom"),
];

impl Growing {
    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), TreeError> {
        match event {
            Event::Start(tag) => self.open_element(&tag, span)?,
            Event::Empty(tag) => {
                let end = span.end;
                self.open_element(&tag, span)?;
                self.close(end, true);
            }
            Event::End(tag) => self.close_named(tag.name().0, span.end),
            Event::Text(text) => self.push_text(&text)?,
            Event::CData(text) => self.push_text(&text)?,
            Event::GeneralRef(name) => {
                let text = self.resolve(&name);
                self.push_text(&text)?;
            }
            Event::DocType(doctype) if is_entity_bomb(&doctype) => return Err(TreeError::EntityBomb),
            _ => {}
        }
        Ok(())
    }

    fn open_element(&mut self, start: &BytesStart<'_>, span: Range<usize>) -> Result<(), TreeError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(TreeError::TooDeep);
        }
        let written = start.name().0;
        let mut attributes = Vec::new();
        // A bad attribute ends the list: those before it stand.
        for attribute in start.html_attributes().with_checks(false).map_while(Result::ok).take(MAX_ATTRIBUTES)
        {
            let value = self.resolve_all(&attribute.value);
            if let Some(prefix) = attribute.key.0.strip_prefix("xmlns:")
                && let Some((_, canonical)) = NAMESPACES.iter().find(|(address, _)| *address == value)
            {
                self.canonical_prefixes.insert(prefix.into(), canonical);
            }
            attributes.push((attribute.key.0.into(), value.into()));
        }
        let (prefix, name) = written.split_once(':').unwrap_or(("", written));
        let prefix = self.canonical_prefixes.get(prefix).copied().unwrap_or(prefix);
        let tag = Tag { prefix: prefix.into(), name: name.into(), attributes, span, is_closed: false };
        self.tags.push(tag);
        self.is_in_text = false;
        self.push_node(Content::Element(number(self.tags.len() - 1)))?;
        self.open.push((self.nodes.len() - 1, written.into()));
        Ok(())
    }

    fn push_node(&mut self, content: Content) -> Result<(), TreeError> {
        if self.nodes.len() >= MAX_NODES {
            return Err(TreeError::TooMany);
        }
        let end = number(self.nodes.len() + 1);
        self.nodes.push(Node { end, content });
        Ok(())
    }

    fn push_text(&mut self, text: &str) -> Result<(), TreeError> {
        if text.is_empty() || self.open.is_empty() {
            return Ok(());
        }
        let start = number(self.texts.len());
        self.texts.push_str(text);
        let end_of_texts = number(self.texts.len());
        // Entities and comments cut a text into pieces; it is one all the same.
        match self.nodes.last_mut() {
            Some(Node { content: Content::Text { end, .. }, .. }) if self.is_in_text => *end = end_of_texts,
            _ => self.push_node(Content::Text { start, end: end_of_texts })?,
        }
        self.is_in_text = true;
        Ok(())
    }

    /// Closes the innermost element of that name and all inside it.
    fn close_named(&mut self, name: &str, end: usize) {
        let Some(depth) = self.open.iter().rposition(|(_, open)| **open == *name) else { return };
        while self.open.len() > depth {
            self.close(end, true);
        }
    }

    fn close_all(&mut self, end: usize) {
        while !self.open.is_empty() {
            self.close(end, false);
        }
    }

    fn close(&mut self, end: usize, is_closed: bool) {
        let Some((index, _)) = self.open.pop() else { return };
        self.is_in_text = false;
        self.nodes[index].end = number(self.nodes.len());
        if let Content::Element(tag) = self.nodes[index].content {
            let tag = &mut self.tags[tag as usize];
            tag.span.end = end;
            tag.is_closed = is_closed;
        }
    }

    /// The text with its entities resolved.
    fn resolve_all(&mut self, text: &str) -> String {
        let mut resolved = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('&') {
            resolved.push_str(before);
            let name_end = behind.bytes().take(MAX_ENTITY_BYTES + 1).position(|byte| byte == b';');
            rest = match name_end {
                Some(len) => {
                    resolved.push_str(&self.resolve(&behind[..len]));
                    &behind[len + 1..]
                }
                None => {
                    resolved.push('&');
                    behind
                }
            };
        }
        resolved + rest
    }

    /// What `&name;` stands for: a character, an entity of XML or of HTML, else itself.
    fn resolve(&mut self, name: &str) -> String {
        if let Some(digits) = name.strip_prefix('#') {
            return character(digits).map_or_else(|| format!("&{name};"), String::from);
        }
        if let Some(known) = resolve_predefined_entity(name) {
            return known.to_string();
        }
        if let Some(known) = self.entities.get(name) {
            return known.clone();
        }
        let text = match self.entities.len() < MAX_NAMES_LOOKED_UP {
            true => html_entity(name).unwrap_or_else(|| format!("&{name};")),
            false => return format!("&{name};"),
        };
        self.entities.insert(name.to_string(), text.clone());
        text
    }
}

/// Files are smaller than 4 GiB, and nodes are bounded.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A character by its number; feeds number those of windows-1252 as HTML does.
fn character(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    if let Some(byte) = u8::try_from(code).ok().filter(|byte| (0x80..=0x9F).contains(byte)) {
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next();
    }
    char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

/// The parser of web pages knows the names.
fn html_entity(name: &str) -> Option<String> {
    let is_name = name.len() <= MAX_ENTITY_BYTES && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let written = format!("&{name};");
    let text = is_name.then(|| Document::fragment(written.as_str()).root().text().to_string())?;
    // Of `&copyright;` a browser takes `&copy`.
    (!text.is_empty() && !text.contains(';')).then_some(text)
}

/// Whether a document type declares an entity whose text names another.
fn is_entity_bomb(doctype: &str) -> bool {
    doctype.split("<!ENTITY").skip(1).any(|declaration| {
        let declared = declaration.split_once(['"', '\'']).map(|(head, _)| head).unwrap_or("");
        let is_outside = declared.contains("SYSTEM") || declared.contains("PUBLIC");
        let Some(start) = declaration.find(['"', '\'']).filter(|_| !is_outside) else { return false };
        let quote = declaration.as_bytes()[start] as char;
        let value = declaration[start + 1..].split(quote).next().unwrap_or("");
        value.split(['&', '%']).skip(1).any(|rest| names_an_entity(rest))
    })
}

fn names_an_entity(rest: &str) -> bool {
    let name = rest.split(';').next().filter(|name| name.len() < rest.len()).unwrap_or("");
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c));
    is_name && resolve_predefined_entity(name).is_none()
}

impl<'a> Element<'a> {
    fn tag(self) -> &'a Tag {
        match self.tree.nodes[self.index].content {
            Content::Element(tag) => &self.tree.tags[tag as usize],
            // `Element` is only made of nodes that are elements.
            Content::Text { .. } => unreachable!("a text is no element"),
        }
    }

    /// The name without its prefix.
    pub(super) fn name(self) -> &'a str {
        &self.tag().name
    }

    /// The prefix; empty when there is none. For the namespaces of [`NAMESPACES`], the usual one.
    pub(super) fn prefix(self) -> &'a str {
        &self.tag().prefix
    }

    /// The value of an attribute, by its name as written, when it is not empty.
    pub(super) fn attribute(self, name: &str) -> Option<&'a str> {
        let found = self.tag().attributes.iter().find(|(key, _)| **key == *name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Where it stands in the text, from its start tag to its end tag.
    pub(super) fn span(self) -> Range<usize> {
        self.tag().span.clone()
    }

    /// Whether the text holds its end.
    pub(super) fn is_closed(self) -> bool {
        self.tag().is_closed
    }

    /// Elements and texts directly inside.
    pub(super) fn inside(self) -> impl Iterator<Item = Inside<'a>> {
        let (tree, end) = (self.tree, self.tree.nodes[self.index].end as usize);
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(index).filter(|_| index < end)?;
            let inside = match node.content {
                Content::Element(_) => Inside::Element(Element { tree, index }),
                Content::Text { start, end } => Inside::Text(tree.text(start, end)),
            };
            index = node.end as usize;
            Some(inside)
        })
    }

    /// Elements directly inside.
    pub(super) fn children(self) -> impl Iterator<Item = Element<'a>> {
        self.inside().filter_map(|inside| match inside {
            Inside::Element(element) => Some(element),
            Inside::Text(_) => None,
        })
    }

    /// Elements of that name directly inside, whatever their prefix.
    pub(super) fn all(self, name: &'a str) -> impl Iterator<Item = Element<'a>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first of them.
    pub(super) fn child(self, name: &str) -> Option<Element<'a>> {
        self.children().find(|child| child.name() == name)
    }

    /// The element that a path of names leads to, by first children.
    pub(super) fn at(self, path: &[&str]) -> Option<Element<'a>> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// All elements inside, in the order of the text.
    pub(super) fn descendants(self) -> impl Iterator<Item = Element<'a>> {
        let tree = self.tree;
        (self.index + 1..tree.nodes[self.index].end as usize).filter_map(move |index| tree.element(index))
    }

    /// The first element of that name inside, however deep.
    pub(super) fn find(self, name: &str) -> Option<Element<'a>> {
        self.descendants().find(|element| element.name() == name)
    }

    /// All text inside, as it stands.
    pub(super) fn text(self) -> String {
        let nodes = &self.tree.nodes[self.index + 1..self.tree.nodes[self.index].end as usize];
        let pieces = nodes.iter().filter_map(|node| match node.content {
            Content::Text { start, end } => Some(self.tree.text(start, end)),
            Content::Element(_) => None,
        });
        pieces.collect()
    }
}

/// An XML file: its text, and the tree of it.
pub(super) struct XmlFile {
    /// As decoded; spans of elements point into it.
    pub(super) xml: String,
    /// Its elements.
    pub(super) tree: Tree,
}

/// Reads a whole XML file. Bytes that its encoding does not know are reported.
pub(super) fn read(source: &mut Source<'_>, output: &mut Output<'_>) -> Result<XmlFile, Failure> {
    let xml = decoded(source, output)?;
    let tree = Tree::parse(&xml)?;
    Ok(XmlFile { xml, tree })
}

/// The text of an XML file, by the encoding it declares. Bytes that this does not know are reported.
pub(super) fn decoded(source: &mut Source<'_>, output: &mut Output<'_>) -> Result<String, Failure> {
    let decoded = source.text(MAX_FILE_BYTES, declared_encoding)?;
    if decoded.has_replacements {
        let message = format!("some bytes are not {} and were replaced", decoded.encoding);
        output.doubt(None, Code::BadEncoding, message);
    }
    Ok(decoded.text)
}

/// The encoding that the first line of an XML text declares.
pub(super) fn declared_encoding(xml: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&xml[..xml.len().min(DECLARATION_BYTES)]);
    let declaration = start.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.trim_matches(['"', '\'']).split(['"', '\'', ' ']).next()?;
    (!label.is_empty()).then(|| label.to_string())
}

/// The start tag of the root element, from its name on: what stands before it is passed over. `None` when `start`, the
/// start of a file, opens no XML or ends before.
pub(super) fn root_tag(start: &[u8]) -> Option<String> {
    let decoded = decode(start.to_vec(), None).text;
    let mut rest = decoded.trim_start();
    loop {
        let behind = if rest.starts_with("<?") {
            rest.split_once("?>")?.1
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")?.1
        } else if rest.starts_with("<!") {
            &rest[doctype_len(rest)?..]
        } else {
            let tag = rest.strip_prefix('<')?;
            let tag = tag.split('>').next()?;
            return tag.starts_with(|c: char| c.is_alphabetic() || c == '_').then(|| tag.to_string());
        };
        rest = behind.trim_start();
    }
}

/// Declarations inside brackets are a part of it.
fn doctype_len(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    match text[..end].find('[') {
        None => Some(end + 1),
        Some(_) => {
            let close = text.find("]>").map(|at| at + 2);
            close.or_else(|| text.find(']').and_then(|at| text[at..].find('>').map(|len| at + len + 1)))
        }
    }
}

/// The name in a start tag, without prefix.
pub(super) fn name_in(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
    name.rsplit(':').next().unwrap_or(name)
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

    #[test]
    fn the_root_is_found_behind_declarations() {
        let root = |xml: &str| root_tag(xml.as_bytes()).map(|tag| name_in(&tag).to_string());
        assert_eq!(
            root(
                "<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY % y SYSTEM 'z'> %y; ]>\n<!-- <b> --><n:x a='1'>"
            )
            .as_deref(),
            Some("x")
        );
        assert_eq!(root("<newsItem\n xmlns='x'>").as_deref(), Some("newsItem"));
        for none in ["", "texte", "<", "< a>", "<!DOCTYPE", "<?xml", "<!-- a"] {
            assert_eq!(root(none), None, "{none}");
        }
        assert_eq!(
            declared_encoding(b"<?xml version='1.0' encoding='ISO-8859-15'?>").as_deref(),
            Some("ISO-8859-15")
        );
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
            let _ = root_tag(xml.as_bytes());
        }
    }
}
