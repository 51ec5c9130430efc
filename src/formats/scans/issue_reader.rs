//! One METS file, element by element → the issue it describes.
//!
//! Only what concerns the text is read: not the pictures, checksums and rights of single files, nor physical divisions.

use super::description::Description;
use super::issue::{Area, AreaRole, Issue, IssueFile, Unit, UnitKind};
use crate::formats::Failure;
use crate::formats::xml::{Event, Events, StartTag};

/// What the types of divisions mean.
const DIV_TYPES: &str = include_str!("div_types.tsv");

/// Where areas go while a division is open.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    unit: Option<usize>,
    section: Option<usize>,
    role: AreaRole,
    is_furniture: bool,
}

/// An issue while it is read.
#[derive(Default)]
pub(super) struct IssueReader {
    issue: Issue,
    /// The description that is being read, and its id.
    description: Option<(String, Description)>,
    file: Option<(String, bool)>,
    /// Whether the structure being read is the logical one.
    is_logical: bool,
    divs: Vec<Inside>,
    /// The file of the pointer that is open, until an area says more.
    pointer: Option<String>,
}

impl IssueReader {
    /// Reads a METS text.
    pub(super) fn read(xml: &str) -> Result<Issue, Failure> {
        let mut reader = IssueReader::default();
        let mut events = Events::new(xml);
        while let Some(event) = events.next()? {
            match event {
                Event::Start(element) => reader.start(&element),
                Event::Text(text) => {
                    if let Some((_, description)) = &mut reader.description {
                        description.text(&text);
                    }
                }
                Event::End(name) => reader.end(&name),
            }
        }
        Ok(reader.issue)
    }

    fn start(&mut self, element: &StartTag<'_>) {
        if let Some((_, description)) = &mut self.description {
            return description.start(element);
        }
        let attribute = |name| element.attribute(name).filter(|value| !value.trim().is_empty());
        match element.name() {
            "mets" => self.issue.id = attribute("OBJID"),
            "dmdSec" => {
                self.description = Some((attribute("ID").unwrap_or_default(), Description::default()))
            }
            "file" => {
                let is_xml = attribute("MIMETYPE").is_some_and(|kind| kind.contains("xml"));
                self.file = Some((attribute("ID").unwrap_or_default(), is_xml));
            }
            "FLocat" => self.add_file(attribute("href")),
            "structMap" => {
                self.is_logical = attribute("TYPE").is_none_or(|kind| !kind.eq_ignore_ascii_case("physical"));
            }
            "div" if self.is_logical => self.start_div(element),
            "fptr" if self.is_logical => self.pointer = attribute("FILEID"),
            "area" if self.is_logical => {
                self.pointer = None;
                if let Some(file) = attribute("FILEID") {
                    self.add_area(file, attribute("BEGIN"), attribute("END"));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match (&mut self.description, name) {
            (Some(_), "dmdSec") => {
                if let Some((id, description)) = self.description.take() {
                    self.issue.description_ids.push(id.clone());
                    self.issue.descriptions.insert(id, description);
                }
            }
            (Some((_, description)), _) => description.end(),
            (None, "file") => self.file = None,
            (None, "structMap") => self.is_logical = false,
            (None, "div") if self.is_logical => drop(self.divs.pop()),
            (None, "fptr") => {
                if let Some(file) = self.pointer.take() {
                    self.add_area(file, None, None);
                }
            }
            _ => {}
        }
    }

    fn add_file(&mut self, address: Option<String>) {
        let (Some(address), Some((id, is_xml))) = (address, &self.file) else { return };
        let is_xml = *is_xml || address.to_ascii_lowercase().ends_with(".xml");
        self.issue.files.push(IssueFile { id: id.clone(), address, is_xml });
    }

    fn start_div(&mut self, element: &StartTag<'_>) {
        let mut inside = self.divs.last().copied().unwrap_or_default();
        let type_name = element.attribute("TYPE").unwrap_or_default();
        match role_of(&type_name) {
            Some("article") => self.start_unit(UnitKind::Article, type_name, element, &mut inside),
            Some("notice") => self.start_unit(UnitKind::Notice, type_name, element, &mut inside),
            Some("section") => self.start_unit(UnitKind::Section, type_name, element, &mut inside),
            Some("heading") => inside.role = AreaRole::Heading,
            Some("caption") => inside.role = AreaRole::Caption,
            Some("furniture") => inside.is_furniture = true,
            _ => {}
        }
        self.divs.push(inside);
    }

    fn start_unit(&mut self, kind: UnitKind, type_name: String, element: &StartTag<'_>, inside: &mut Inside) {
        if let Some(around) = inside.unit.and_then(|unit| self.issue.units.get_mut(unit)) {
            around.has_units = true;
        }
        let number = self.issue.units.len();
        let attribute = |name| element.attribute(name).filter(|value| !value.trim().is_empty());
        let description_ids = attribute("DMDID").unwrap_or_default();
        self.issue.units.push(Unit {
            kind,
            type_name,
            id: attribute("ID"),
            label: attribute("LABEL"),
            description_ids: description_ids.split_whitespace().map(str::to_string).collect(),
            section: inside.section,
            areas: Vec::new(),
            has_units: false,
        });
        inside.unit = Some(number);
        inside.role = AreaRole::Body;
        if kind == UnitKind::Section {
            inside.section = Some(number);
        }
    }

    fn add_area(&mut self, file: String, begin: Option<String>, end: Option<String>) {
        let inside = self.divs.last().copied().unwrap_or_default();
        let area = Area { file, begin, end, role: inside.role };
        match inside.unit.and_then(|unit| self.issue.units.get_mut(unit)) {
            _ if inside.is_furniture => self.issue.furniture.push(area),
            Some(unit) => unit.areas.push(area),
            // What lies in the issue and in no article: a page takes it up.
            None => {}
        }
    }
}

fn role_of(type_name: &str) -> Option<&'static str> {
    let name = type_name.trim().to_lowercase().replace(['-', ' '], "_");
    let entries =
        DIV_TYPES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    entries.into_iter().find(|(known, _)| *known == name).map(|(_, role)| role)
}
