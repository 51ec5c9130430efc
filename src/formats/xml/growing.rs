//! A tree while it is read, event by event, within its bounds. Reads no text itself.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::MAX_DEPTH;
use super::entity::{Entities, is_entity_bomb};
use super::tree::{Content, End, MAX_NODES, Node, Tag, Tree, TreeError};

/// Attributes that are kept of an element.
const MAX_ATTRIBUTES: usize = 64;

/// Namespaces whose elements are called by the prefix that everybody gives them, whatever the file calls them.
const NAMESPACES: &[(&str, &str)] = &[
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.w3.org/2005/Atom", "atom"),
];

/// A tree while it is read.
#[derive(Default)]
pub(super) struct Growing {
    nodes: Vec<Node>,
    tags: Vec<Tag>,
    texts: String,
    /// Nodes of elements that are open, with their names as written.
    open: Vec<(usize, Box<str>)>,
    /// Whether the last node is a text that may go on.
    is_in_text: bool,
    entities: Entities,
    canonical_prefixes: HashMap<Box<str>, &'static str>,
}

impl Growing {
    /// Adds what stands at `span` of the text.
    pub(super) fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), TreeError> {
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
                let text = self.entities.resolve(&name);
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
            let value = self.entities.resolve_all(&attribute.value);
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

    /// Whether elements are open.
    pub(super) fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The tree of a text that ended so, at byte `len`.
    pub(super) fn finish(mut self, end: End, len: usize) -> Tree {
        while !self.open.is_empty() {
            self.close(len, false);
        }
        Tree { nodes: self.nodes, tags: self.tags, texts: self.texts, end }
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
}

/// Files are smaller than 4 GiB, and nodes are bounded.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
