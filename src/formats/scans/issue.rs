//! An issue as its METS file describes it: its files, what is said of it, and which blocks make which article. Does not read
//! the pages.

use std::collections::{HashMap, HashSet};

use super::description::Description;
use super::issue_reader::IssueReader;
use crate::formats::Failure;

/// An issue as its METS file describes it.
#[derive(Debug, Default)]
pub(super) struct Issue {
    /// The id of the whole, when the root gives one.
    pub(super) id: Option<String>,
    /// Files by their ids, in the order of the file.
    pub(super) files: Vec<IssueFile>,
    /// What is said of the issue and of its articles, by the id of the section that says it.
    pub(super) descriptions: HashMap<String, Description>,
    /// The ids of `descriptions` in the order of the file.
    pub(super) description_ids: Vec<String>,
    /// Its articles and sections, in the order of the file.
    pub(super) units: Vec<Unit>,
    /// Blocks that belong to no article: the head of the paper, running heads.
    pub(super) furniture: Vec<Area>,
}

/// A file of the issue.
#[derive(Debug)]
pub(super) struct IssueFile {
    pub(super) id: String,
    pub(super) address: String,
    /// Whether its media type or its name says XML.
    pub(super) is_xml: bool,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    Article,
    Notice,
    Section,
}

/// An article, a notice or a section.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) kind: UnitKind,
    /// The type as the file writes it.
    pub(super) type_name: String,
    pub(super) id: Option<String>,
    pub(super) label: Option<String>,
    /// Ids of what is said of it.
    pub(super) description_ids: Vec<String>,
    /// The section it lies in, as a place in the list of units.
    pub(super) section: Option<usize>,
    pub(super) areas: Vec<Area>,
    /// Whether units lie in it.
    pub(super) has_units: bool,
}

/// What an area is to its article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum AreaRole {
    #[default]
    Body,
    Heading,
    Caption,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) file: String,
    /// The id of a block, of what holds blocks, or of the first of several; `None`: the whole page.
    pub(super) begin: Option<String>,
    /// The id of the last of several.
    pub(super) end: Option<String>,
    pub(super) role: AreaRole,
}

impl Issue {
    /// Reads a METS text.
    pub(super) fn read(xml: &str) -> Result<Issue, Failure> {
        IssueReader::read(xml)
    }

    /// What is said of the issue: all descriptions that are not of one of its articles.
    pub(super) fn own_descriptions(&self) -> impl Iterator<Item = &Description> {
        let of_units: HashSet<&str> =
            self.units.iter().flat_map(|unit| &unit.description_ids).map(String::as_str).collect();
        self.description_ids
            .iter()
            .filter(move |id| !of_units.contains(id.as_str()))
            .filter_map(|id| self.descriptions.get(id))
    }
}
