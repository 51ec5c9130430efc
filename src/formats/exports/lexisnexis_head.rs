//! The lines before the labels of a LexisNexis document: source, date, edition, title, rights; told by the date, which
//! stands between source and title or behind both.

use crate::formats::metadata::one_line;

use super::date_line::is_date_line;
use super::lexisnexis_label::Shape;
use super::{publication, rights};

/// Lines in which the date is looked for.
const MAX_LINES: usize = 40;

/// A longer line is no name of a newspaper.
const MAX_SOURCE_BYTES: usize = 120;

/// What the lines are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct HeadLines {
    /// The publication.
    pub(super) source: Option<String>,
    /// The line of the date, as written.
    pub(super) date: Option<String>,
    /// The title.
    pub(super) title: Option<String>,
    /// Who holds the rights.
    pub(super) rights: Option<String>,
    /// Blocks behind the title, which belong to the text.
    pub(super) rest: Vec<String>,
}

/// Reads blocks of lines.
pub(super) fn read(blocks: &[String], shape: Shape) -> HeadLines {
    let mut head = HeadLines::default();
    let mut kept: Vec<&str> = Vec::new();
    for block in blocks {
        if rights::is_notice(block) {
            head.rights.get_or_insert_with(|| one_line(block));
        } else {
            kept.push(block);
        }
    }
    let date_block = |range: &[&str]| range.iter().position(|block| block.lines().any(is_date_line));
    match shape {
        Shape::Numbered => {
            // A title that opens with a date stands behind a line of the source and the real date.
            let at = date_block(&kept[..kept.len().min(3)]);
            head.take_source_first(&kept, at);
        }
        Shape::Ended => {
            let at = date_block(&kept[..kept.len().min(MAX_LINES)]);
            head.take_title_first(&kept, at);
        }
    }
    head
}

impl HeadLines {
    fn take_source_first(&mut self, blocks: &[&str], date_at: Option<usize>) {
        let Some(date_at) = date_at else {
            // Without a date, a first line that may be a name is the source when more follows.
            let (source, rest) = match blocks {
                [first, rest @ ..] if !rest.is_empty() => (Some(*first), rest),
                all => (None, all),
            };
            self.source = source.and_then(source_in);
            self.take_title(rest);
            return;
        };
        let (before, line) = at_date(blocks[date_at]);
        self.date = Some(line.to_string());
        self.source = before.or_else(|| blocks[..date_at].last().copied()).and_then(source_in);
        self.take_title(&blocks[date_at + 1..]);
    }

    fn take_title(&mut self, blocks: &[&str]) {
        let Some((title, rest)) = blocks.split_first() else { return };
        self.title = Some(one_line(title));
        self.rest = rest.iter().map(|block| block.to_string()).collect();
    }

    fn take_title_first(&mut self, blocks: &[&str], date_at: Option<usize>) {
        let end = date_at.unwrap_or(blocks.len());
        let mut above: Vec<&str> = blocks[..end].to_vec();
        if let Some(date_at) = date_at {
            let (before, line) = at_date(blocks[date_at]);
            self.date = Some(line.to_string());
            above.extend(before);
        }
        if above.len() > 1 {
            self.source = above.pop().and_then(source_in);
        }
        self.title = Some(one_line(&above.join(" "))).filter(|title| !title.is_empty());
        // Behind the date stands the edition, which has no field.
    }
}

/// The line of the date in its block, and the line before it there; what follows is the edition.
fn at_date(block: &str) -> (Option<&str>, &str) {
    let lines: Vec<&str> = block.lines().collect();
    let at = lines.iter().position(|line| is_date_line(line)).unwrap_or(0);
    let before = at.checked_sub(1).and_then(|above| lines.get(above)).copied();
    (before, lines.get(at).copied().unwrap_or("").trim())
}

fn source_in(block: &str) -> Option<String> {
    let name = publication::without_issue(block);
    (!name.is_empty() && name.len() <= MAX_SOURCE_BYTES).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_lines(blocks: &[&str], shape: Shape) -> (String, String, String, Vec<String>) {
        let blocks: Vec<String> = blocks.iter().map(|block| block.to_string()).collect();
        let head = read(&blocks, shape);
        (
            head.source.unwrap_or_default(),
            head.date.unwrap_or_default(),
            head.title.unwrap_or_default(),
            head.rest,
        )
    }

    fn expected(source: &str, date: &str, title: &str) -> (String, String, String, Vec<String>) {
        (source.into(), date.into(), title.into(), Vec::new())
    }

    #[test]
    fn numbered_documents_open_with_the_source() {
        let blocks =
            ["The Valley Herald", "January 11, 2010 Monday\nEdition 1;\nScotland", "Truce holds\nin Yevlakh"];
        let head = expected("The Valley Herald", "January 11, 2010 Monday", "Truce holds in Yevlakh");
        assert_eq!(read_lines(&blocks, Shape::Numbered), head);
        let blocks =
            ["Copyright 2010 X", "Le Quotidien", "11 janvier 2010 lundi", "11 septembre 2001, récit"];
        let head = expected("Le Quotidien", "11 janvier 2010 lundi", "11 septembre 2001, récit");
        assert_eq!(read_lines(&blocks, Shape::Numbered), head);
        assert_eq!(
            read_lines(&["Le Quotidien", "Trêve"], Shape::Numbered),
            expected("Le Quotidien", "", "Trêve")
        );
    }

    #[test]
    fn other_documents_open_with_the_title() {
        let blocks =
            ["Truce holds", "The Valley Herald", "January 11, 2010 Monday", "Late Edition", "Copyright 2010"];
        let head = expected("The Valley Herald", "January 11, 2010 Monday", "Truce holds");
        assert_eq!(read_lines(&blocks, Shape::Ended), head);
        assert_eq!(read_lines(&["Truce holds"], Shape::Ended), expected("", "", "Truce holds"));
        assert_eq!(read_lines(&[], Shape::Ended), expected("", "", ""));
    }
}
