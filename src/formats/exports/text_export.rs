//! Exports of press databases inside other formats: Word documents, RTF, the text of a PDF. They are cut into articles
//! where that is certain, else refused with what to do. Not the formats themselves.

use crate::diagnostics::Code;
use crate::formats::metadata::Doubts;
use crate::formats::{ContentHash, Failure, Output};
use crate::model::{Article, PartialDate};

use super::lexisnexis_delimiter::{day_of_request, is_end, is_numbering};
use super::lexisnexis_document::read_document;
use super::lexisnexis_label::{Role, Shape, label_of};
use super::member::hand_over;
use super::{europresse_number, factiva_fields, factiva_text, lexisnexis_ended};

/// Numbers or ends of documents that must stand in lines of their own before a text counts as an export that cannot be cut.
const MIN_NUMBERS: usize = 2;

/// Hands over the articles when `paragraphs` are those of an export, and says whether they are. Fails when they are
/// articles of an export that cannot be told apart.
pub(in crate::formats) fn hand_over_articles(
    paragraphs: &[&str],
    output: &mut Output<'_>,
) -> Result<bool, Failure> {
    let articles = match cut(paragraphs) {
        Cut::Articles(articles) => articles,
        Cut::NoExport => return Ok(false),
        Cut::Uncertain(database) => {
            let message = format!(
                "is an export of {database} whose articles cannot be told apart; download it as HTML"
            );
            return Err(Failure::skipped(Code::UnsupportedFormat, message));
        }
    };
    output.is_container = true;
    for (number, found) in (1..).zip(articles) {
        let place = format!("document {number}");
        let content_hash = ContentHash::of(found.own_text.as_bytes());
        hand_over(output, &place, content_hash, found.article, found.doubts);
        if output.is_stopped {
            break;
        }
    }
    Ok(true)
}

/// An article in a text.
pub(super) struct FoundArticle {
    /// The part of the text that is its own.
    pub(super) own_text: String,
    /// What was read of it.
    pub(super) article: Article,
    /// What is doubtful in it.
    pub(super) doubts: Doubts,
}

impl FoundArticle {
    /// Reads the article of a document of LexisNexis.
    pub(super) fn of_document(blocks: &[String], shape: Shape, latest: Option<PartialDate>) -> Self {
        let mut doubts = Doubts::default();
        let mut article = read_document(blocks, shape, &mut doubts);
        article.latest = latest;
        FoundArticle { own_text: blocks.join("\n\n"), article, doubts }
    }
}

enum Cut {
    /// The articles.
    Articles(Vec<FoundArticle>),
    /// An ordinary text.
    NoExport,
    /// Several articles of that database.
    Uncertain(&'static str),
}

fn cut(paragraphs: &[&str]) -> Cut {
    if lexisnexis_ended::are_documents(paragraphs) {
        return Cut::Articles(lexisnexis_ended::read_documents(paragraphs));
    }
    if are_numbered(paragraphs) {
        return Cut::Articles(read_numbered(paragraphs));
    }
    let lines: Vec<&str> = paragraphs
        .iter()
        .flat_map(|paragraph| paragraph.lines())
        .filter(|line| !line.trim().is_empty())
        .collect();
    if factiva_text::are_articles(&lines) {
        return Cut::Articles(factiva_text::read_articles(&lines));
    }
    let num_lines = |is_number: fn(&str) -> bool| lines.iter().filter(|line| is_number(line)).count();
    if num_lines(|line| line.len() < 200 && europresse_number::find(line).is_some()) >= MIN_NUMBERS {
        return Cut::Uncertain("Europresse");
    }
    if num_lines(|line| is_end(line) || is_numbering(line)) >= MIN_NUMBERS {
        return Cut::Uncertain("LexisNexis");
    }
    // With the word before it: an accession number alone may be anything.
    if num_lines(|line| line.contains(' ') && factiva_fields::accession_number(line).is_some()) >= MIN_NUMBERS
    {
        return Cut::Uncertain("Factiva");
    }
    Cut::NoExport
}

fn are_numbered(paragraphs: &[&str]) -> bool {
    let mut rest = paragraphs.iter().skip_while(|paragraph| !is_numbering(paragraph));
    let is_length = |paragraph: &&str| {
        paragraph.lines().any(|line| matches!(label_of(line, Shape::Numbered), Some((Role::Length, _))))
    };
    rest.next().is_some() && rest.any(is_length)
}

fn read_numbered(paragraphs: &[&str]) -> Vec<FoundArticle> {
    let mut documents: Vec<Vec<String>> = Vec::new();
    let mut latest: Option<PartialDate> = None;
    for paragraph in paragraphs {
        if is_numbering(paragraph) {
            documents.push(Vec::new());
        } else if let Some(last) = documents.last_mut() {
            last.push(paragraph.trim().to_string());
        } else {
            latest = latest.or_else(|| paragraph.lines().find_map(day_of_request));
        }
    }
    documents.iter().map(|document| FoundArticle::of_document(document, Shape::Numbered, latest)).collect()
}

#[cfg(test)]
#[path = "text_export_tests.rs"]
mod tests;
