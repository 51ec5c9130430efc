//! Documents of Nexis Uni and Lexis+: each ends with `End of Document`; a cover and a list of titles stand before the
//! first. Not the file that holds them.

use crate::model::PartialDate;

use super::date_line::is_date_line;
use super::lexisnexis_delimiter::{day_of_request, is_end};
use super::lexisnexis_label::{Role, Shape, label_of};
use super::text_export::FoundArticle;

/// Numbers that pages print, lower case, `#` for a number.
const PAGE_LINES: &str = include_str!("page_lines.txt");

/// Paragraphs behind the date of a document in which its length is said.
const NUM_PARAGRAPHS_TO_LENGTH: usize = 14;

/// Whether `paragraphs` are such documents: one ends, and its length or the day of its loading is said.
pub(super) fn are_documents(paragraphs: &[&str]) -> bool {
    let is_labelled = |paragraph: &&str| {
        let label = paragraph.lines().next().and_then(|line| label_of(line, Shape::Ended));
        matches!(label, Some((Role::Length | Role::Loaded, _)))
    };
    paragraphs.iter().any(|paragraph| is_end(paragraph)) && paragraphs.iter().any(is_labelled)
}

/// The documents.
pub(super) fn read_documents(paragraphs: &[&str]) -> Vec<FoundArticle> {
    let lines = paragraphs.iter().copied().filter(|paragraph| !is_page_line(paragraph));
    let mut documents: Vec<Vec<String>> = vec![Vec::new()];
    for paragraph in lines {
        if is_end(paragraph) {
            documents.push(Vec::new());
        } else if let Some(last) = documents.last_mut() {
            last.push(paragraph.trim().to_string());
        }
    }
    let latest = documents.first().and_then(|first| first.iter().find_map(|line| request_in(line)));
    if let Some(first) = documents.first_mut() {
        let start = start_of_document(first);
        first.drain(..start);
    }
    // What stands behind the last end is a document only when it has the labels of one.
    documents.retain(|document| {
        document.iter().any(|block| is_length(block)) || document.iter().any(|block| is_date_line(block))
    });
    documents.iter().map(|document| FoundArticle::of_document(document, Shape::Ended, latest)).collect()
}

fn request_in(block: &str) -> Option<PartialDate> {
    block.lines().find_map(day_of_request)
}

/// Where the first document starts behind cover and list: its date is followed by its length, and before it stand title
/// and source, a paragraph each.
fn start_of_document(paragraphs: &[String]) -> usize {
    let is_start = |at: &usize| {
        let behind = &paragraphs[*at..paragraphs.len().min(at + NUM_PARAGRAPHS_TO_LENGTH)];
        paragraphs[*at].lines().any(is_date_line) && behind.iter().any(|block| is_length(block))
    };
    (0..paragraphs.len()).find(is_start).map_or(0, |at| at.saturating_sub(2))
}

fn is_length(block: &str) -> bool {
    block.lines().any(|line| matches!(label_of(line, Shape::Ended), Some((Role::Length, _))))
}

fn is_page_line(paragraph: &str) -> bool {
    if paragraph.len() > 40 {
        return false;
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words = paragraph
        .split_whitespace()
        .map(|word| if is_number(word) { "#".to_string() } else { word.to_lowercase() });
    let line = words.collect::<Vec<_>>().join(" ");
    PAGE_LINES.lines().any(|known| known == line)
}
