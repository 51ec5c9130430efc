//! Text marked up in NITF or XHTML → paragraphs, with captions and credits apart. Knows no field of an item.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::formats::html::text::Writer;
use crate::formats::metadata::one_line;
use crate::formats::xml::{Element, Inside};

/// Kinds of elements, and the names of each.
const ELEMENTS: &str = include_str!("markup.tsv");

/// What stands between the cells of a row.
const CELL_GAP: &str = " | ";

/// Captions or credits of one item that are kept.
const MAX_LINES: usize = 200;

/// Longest line of initials at the end of a text, as `abc/de/fgh`.
const MAX_SIGNATURE_BYTES: usize = 40;

/// What marked-up text holds.
#[derive(Debug, Default)]
pub(super) struct Marked {
    /// Paragraphs, blank lines between them.
    pub(super) text: String,
    /// Captions of pictures.
    pub(super) captions: Vec<String>,
    /// Whose pictures, text or layout it is; the initials of those who wrote and sent it.
    pub(super) credits: Vec<String>,
    /// The paragraph that is marked as lede.
    pub(super) lede: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inline,
    Block,
    Left,
    Caption,
    Credit,
    Cell,
}

static KINDS: LazyLock<HashMap<&'static str, Kind>> = LazyLock::new(|| {
    let rows = ELEMENTS.lines().filter_map(|line| line.split_once('\t'));
    let rows = rows.map(|(kind, names)| {
        let kind = match kind {
            "block" => Kind::Block,
            "caption" => Kind::Caption,
            "credit" => Kind::Credit,
            "cell" => Kind::Cell,
            _ => Kind::Left,
        };
        (kind, names)
    });
    rows.flat_map(|(kind, names)| names.split(' ').map(move |name| (name, kind))).collect()
});

enum Step<'a> {
    Enter(Inside<'a>),
    EndBlock,
    EndRow,
}

/// Reads what stands inside `root`. `title` is left out where it is repeated at the top.
pub(super) fn read(root: Element<'_>, title: Option<&str>) -> Marked {
    let mut marked = Marked::default();
    let mut writer = Writer::default();
    let mut num_cells = 0;
    let mut waiting: Vec<Step<'_>> = reversed(root);
    while let Some(step) = waiting.pop() {
        let element = match step {
            Step::EndBlock => {
                writer.end_paragraph();
                continue;
            }
            Step::EndRow => {
                writer.end_paragraph();
                num_cells = 0;
                continue;
            }
            Step::Enter(Inside::Text(text)) => {
                writer.push(text);
                continue;
            }
            Step::Enter(Inside::Element(element)) => element,
        };
        match KINDS.get(element.name()).copied().unwrap_or(Kind::Inline) {
            Kind::Left => continue,
            Kind::Caption => {
                keep(&mut marked.captions, element);
                continue;
            }
            Kind::Credit => {
                keep(&mut marked.credits, element);
                continue;
            }
            Kind::Block => {
                writer.end_paragraph();
                waiting.push(if element.name() == "tr" { Step::EndRow } else { Step::EndBlock });
            }
            Kind::Cell => {
                if num_cells > 0 {
                    writer.push(CELL_GAP);
                }
                num_cells += 1;
            }
            Kind::Inline => {}
        }
        match element.name() {
            "br" => writer.line_break(),
            "p" if element.attribute("lede") == Some("true") && marked.lede.is_none() => {
                marked.lede = Some(one_line(&element.text()));
            }
            _ => {}
        }
        waiting.append(&mut reversed(element));
    }
    marked.text = writer.text;
    marked.tidy(title);
    marked
}

/// The last first, for a stack.
fn reversed(element: Element<'_>) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = element.inside().map(Step::Enter).collect();
    steps.reverse();
    steps
}

fn keep(lines: &mut Vec<String>, element: Element<'_>) {
    add_line(lines, &element.text());
}

/// Adds a line, unless it is empty or there.
pub(super) fn add_line(lines: &mut Vec<String>, line: &str) {
    let line = one_line(line);
    if !line.is_empty() && lines.len() < MAX_LINES && !lines.contains(&line) {
        lines.push(line);
    }
}

impl Marked {
    /// Takes the title from the top of the text and initials from its end.
    pub(super) fn tidy(&mut self, title: Option<&str>) {
        let first = self.text.split("\n\n").next().unwrap_or("");
        if title.is_some_and(|title| one_line(title) == one_line(first)) {
            self.text.drain(..(first.len() + 2).min(self.text.len()));
        }
        let last = self.text.trim_end().rsplit("\n\n").next().unwrap_or("");
        if is_signature(last) && last.len() < self.text.trim_end().len() {
            let (line, start) = (last.trim().to_string(), self.text.trim_end().len() - last.len());
            self.text.truncate(start);
            self.text.truncate(self.text.trim_end().len());
            add_line(&mut self.credits, &line);
        }
    }
}

/// Whether the line is the initials of those who wrote and sent the item: `abc/de/fgh`, `(AH/ab)`.
fn is_signature(line: &str) -> bool {
    let line = line.trim();
    let inside = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(line);
    let is_initials =
        |part: &str| (1..=5).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic);
    let parts: Vec<&str> = inside.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    line.len() <= MAX_SIGNATURE_BYTES && parts.len() > 1 && parts.iter().all(|part| is_initials(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::xml::Tree;

    fn marked(xml: &str, title: Option<&str>) -> Marked {
        read(Tree::parse(xml).unwrap().root().unwrap(), title)
    }

    #[test]
    fn paragraphs_lists_and_tables_are_read() {
        let xml = "<body.content><p><br/></p><p>  </p><p> Un\n  deux <em>trois</em>. </p><hl2>Inter</hl2><ul><li>a</li><li>b</li></ul>
            <table><tr><td>Nord</td><td>12</td></tr><tr><td>Sud</td><td>7</td></tr></table></body.content>";
        assert_eq!(marked(xml, None).text, "Un deux trois.\n\nInter\n\na\n\nb\n\nNord | 12\n\nSud | 7");
    }

    #[test]
    fn pictures_signatures_and_repeated_titles_stand_apart() {
        let xml = "<body><h1>Trêve</h1><p lede='true'>Les armes se taisent.</p><media><media-reference source='x'/>
            <media-caption><p>Un gué.</p></media-caption><media-producer>A. Lu</media-producer></media><p>Suite.</p><p>abc/de/fg</p></body>";
        let marked = marked(xml, Some("Trêve"));
        assert_eq!(marked.text, "Les armes se taisent.\n\nSuite.");
        assert_eq!(
            (marked.captions, marked.credits),
            (vec!["Un gué.".to_string()], vec!["A. Lu".into(), "abc/de/fg".into()])
        );
        assert_eq!(marked.lede.as_deref(), Some("Les armes se taisent."));
    }

    #[test]
    fn sentences_are_no_signatures() {
        for line in ["oui", "Les armes se taisent/enfin ici", "1/2", ""] {
            assert!(!is_signature(line), "{line}");
        }
        assert!(is_signature("(SDA\\/sj)"));
    }
}
