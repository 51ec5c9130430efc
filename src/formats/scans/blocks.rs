//! The text blocks of all pages of an issue under the ids by which its articles name them; each is taken once.

use std::collections::{HashMap, HashSet};

use super::issue::{Area, Issue};
use super::page::{Block, Page, pages};
use crate::diagnostics::Code;
use crate::formats::xml::{opens_with_element, text_of};
use crate::formats::{Failure, Output, Source};

/// A page that was read, with the id of its file.
pub(super) struct IssuePage {
    pub(super) file: String,
    pub(super) number: String,
    pub(super) page: Page,
}

/// Reads the pages that the issue names. Those that cannot be read are reported; the others are used.
pub(super) fn read_pages(
    issue: &Issue,
    source: &Source<'_>,
    output: &mut Output<'_>,
) -> Result<Vec<IssuePage>, Failure> {
    let units = issue.units.iter().flat_map(|unit| &unit.areas);
    let named: HashSet<&str> = units.chain(&issue.furniture).map(|area| area.file.as_str()).collect();
    let mut left_bytes = source.options.limits.max_file_bytes;
    let mut addresses = HashSet::new();
    let mut read = Vec::new();
    for file in issue.files.iter().filter(|file| file.is_xml) {
        if !addresses.insert(file.address.as_str()) {
            continue;
        }
        let pages = source.sibling(&file.address, left_bytes).and_then(|bytes| {
            left_bytes -= (bytes.len() as u64).min(left_bytes);
            pages_of(bytes, source.options.encoding.as_deref())
        });
        match pages {
            Ok(pages) => read.extend(pages.into_iter().map(|page| (file.id.clone(), page))),
            Err(failure) if failure.code == Code::TooLarge => return Err(failure),
            // An issue may name other XML that was not delivered; what is missed is its text.
            Err(failure) if named.contains(file.id.as_str()) || looks_like_text(&file.address, &file.id) => {
                output.failed_member(&file.address, failure.code, failure.message);
            }
            Err(_) => {}
        }
    }
    let printed: Vec<Option<&str>> = read.iter().map(|(_, page)| page.number.as_deref()).collect();
    let is_trusted = are_page_numbers(&printed);
    let numbered = (1..).zip(read).map(|(place, (file, page))| {
        let number = page.number.clone().filter(|_| is_trusted).unwrap_or_else(|| format!("{place}"));
        IssuePage { file, number, page }
    });
    Ok(numbered.collect())
}

/// Whether the numbers of an issue's pages can be those that are printed on them: machines read them wrong, and then they
/// fall or repeat (6, 7, 8, 4 in an issue of four pages).
fn are_page_numbers(printed: &[Option<&str>]) -> bool {
    let numbers = printed.iter().filter_map(|number| number.as_ref()?.trim().parse::<u32>().ok());
    numbers.is_sorted_by(|one, next| one < next)
}

/// The pages of an ALTO file; none of any other XML.
fn pages_of(bytes: Vec<u8>, encoding: Option<&str>) -> Result<Vec<Page>, Failure> {
    if !opens_with_element(&bytes[..bytes.len().min(4096)], &["alto"]) {
        return Ok(Vec::new());
    }
    pages(&text_of(bytes, encoding))
}

fn looks_like_text(address: &str, id: &str) -> bool {
    let names = format!("{address} {id}").to_ascii_lowercase();
    ["alto", "ocr"].iter().any(|part| names.contains(part))
}

/// The blocks of an issue.
pub(super) struct Blocks<'a> {
    /// Every block with its page, in the order of the pages.
    all: Vec<(&'a IssuePage, &'a Block)>,
    /// First and last block of an id in a file; the empty id is the whole file.
    ranges: HashMap<(&'a str, &'a str), (usize, usize)>,
    is_taken: Vec<bool>,
    /// What is there and holds no text.
    without_text: HashSet<(&'a str, &'a str)>,
    /// Where the blocks of each page begin, and the number of all.
    page_starts: Vec<usize>,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(pages: &'a [IssuePage]) -> Self {
        let mut all = Vec::new();
        let mut ranges: HashMap<(&str, &str), (usize, usize)> = HashMap::new();
        let mut page_starts = vec![0];
        let mut without_text = HashSet::new();
        for page in pages {
            for block in &page.page.blocks {
                let number = all.len();
                for id in block.ids.iter().map(String::as_str).chain([""]) {
                    ranges
                        .entry((&page.file, id))
                        .and_modify(|range| range.1 = number)
                        .or_insert((number, number));
                }
                all.push((page, block));
            }
            page_starts.push(all.len());
            without_text.extend(page.page.other_ids.iter().map(|id| (page.file.as_str(), id.as_str())));
        }
        let is_taken = vec![false; all.len()];
        Blocks { all, ranges, is_taken, without_text, page_starts }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The page and the block of this number.
    pub(super) fn get(&self, number: usize) -> (&'a IssuePage, &'a Block) {
        self.all[number]
    }

    /// Takes the blocks of an area that nobody took before. `None`: the area names nothing that is there.
    pub(super) fn take(&mut self, area: &Area) -> Option<Vec<usize>> {
        let range = |id: &str| self.ranges.get(&(area.file.as_str(), id)).copied();
        let begin = area.begin.as_deref().unwrap_or("");
        let Some((first, mut last)) = range(begin) else {
            return self.without_text.contains(&(area.file.as_str(), begin)).then(Vec::new);
        };
        if let Some((_, end)) = area.end.as_deref().and_then(range) {
            last = last.max(end);
        }
        let taken = (first..=last).filter(|number| !std::mem::replace(&mut self.is_taken[*number], true));
        Some(taken.collect())
    }

    /// The blocks of the page of this place that nobody took, without its margins.
    pub(super) fn rest_of(&self, page: usize) -> Vec<usize> {
        let mine = self.page_starts[page]..self.page_starts[page + 1];
        let has_body = self.all[mine.clone()].iter().any(|(_, block)| !block.is_margin);
        let is_rest = |number: &usize| !(self.is_taken[*number] || has_body && self.all[*number].1.is_margin);
        mine.filter(is_rest).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_fall_or_repeat_are_misread() {
        for numbers in [
            &[Some("1"), Some("2"), Some("3")][..],
            &[Some("17"), None, Some("21")],
            &[Some("iv"), Some("1")],
            &[],
        ] {
            assert!(are_page_numbers(numbers), "{numbers:?}");
        }
        for numbers in [[Some("1"), Some("7"), Some("8"), Some("4")], [Some("1"), Some("1"), None, None]] {
            assert!(!are_page_numbers(&numbers), "{numbers:?}");
        }
    }
}
