//! The head of a text from Gallica: its notice, what is said of the machine's reading, the preface on reuse. Finds where the
//! document itself begins.

use std::collections::HashMap;
use std::sync::LazyLock;

const LABELS: &str = include_str!("gallica_labels.tsv");
const MARKS: &str = include_str!("gallica_marks.tsv");

/// Lines in which the head must lie.
const MAX_HEAD_LINES: usize = 200;
/// Paragraphs of the preface on reuse, which are numbered, with lines between them.
const MAX_LEGAL_LINES: usize = 60;
/// Lines before the head.
const MAX_LINES_BEFORE: usize = 8;
/// Lines of a notice that a head without other marks must have.
const MIN_LABELS: usize = 3;

static FIELDS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| pairs(LABELS).collect());

/// What a Gallica text says of itself, and where the document begins.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Notice {
    /// Field and value, in the order of the notice.
    pub(super) values: Vec<(&'static str, String)>,
    /// The byte at which the document begins.
    pub(super) byte_end: usize,
}

impl Notice {
    /// The head of `text`; `None`: this is no text from Gallica.
    pub(super) fn of(text: &str) -> Option<Notice> {
        let mut notice = Notice::default();
        let mut head = Head::default();
        let mut byte = 0;
        for line in text.split_inclusive('\n').take(MAX_HEAD_LINES) {
            byte += line.len();
            let line = line.trim();
            if head.take(line, &mut notice) {
                notice.byte_end = byte;
                head.has_begun = true;
            } else if !line.is_empty() && head.is_over() {
                break;
            }
        }
        let has_ark = notice.first("id").is_some_and(|id| id.contains("ark:/12148/"));
        let has_notice = notice.values.len() >= MIN_LABELS && (has_ark || head.has_request);
        (has_notice || head.has_legal).then_some(notice)
    }

    /// The first value of a field.
    pub(super) fn first<'a>(&'a self, field: &'a str) -> Option<&'a str> {
        self.all(field).next()
    }

    /// All values of a field.
    pub(super) fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(name, _)| *name == field).map(|(_, value)| value.as_str())
    }
}

/// Where in the head a reading is.
#[derive(Default)]
struct Head {
    has_request: bool,
    has_legal: bool,
    /// Whether a line of the head was met.
    has_begun: bool,
    /// Lines before that.
    num_lines_before: usize,
    /// Whether what is said of the machine's reading was met: the document follows.
    has_ocr: bool,
    num_legal_lines: usize,
    is_in_legal: bool,
}

impl Head {
    /// Takes a line; `true`: it belongs to the head.
    fn take(&mut self, line: &str, notice: &mut Notice) -> bool {
        let mark = mark_of(line);
        if self.is_in_legal {
            self.num_legal_lines += 1;
            // The last paragraph, and the address in the line behind it.
            let is_end = mark == Some("end") || line.contains("@bnf.fr");
            self.is_in_legal = !is_end && self.num_legal_lines < MAX_LEGAL_LINES;
            return true;
        }
        match mark {
            Some("legal") => (self.has_legal, self.is_in_legal) = (true, true),
            Some("request") => self.has_request = true,
            Some("ocr") => self.has_ocr = true,
            Some(_) => {}
            None if is_rule(line) || line.contains("@bnf.fr") && self.has_legal => {}
            None if self.has_ocr => return false,
            None => return read_field(line, notice),
        }
        true
    }

    /// Whether a line that is none of the head ends it. Before the head stand at most author, title and date.
    fn is_over(&mut self) -> bool {
        self.num_lines_before += 1;
        self.has_begun || self.num_lines_before > MAX_LINES_BEFORE
    }
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

fn mark_of(line: &str) -> Option<&'static str> {
    let opens = |opening: &str| {
        line.get(..opening.len()).is_some_and(|start| start.to_lowercase() == opening.to_lowercase())
    };
    // `Vues 1 à 8 sur 8`, not `Vue de Paris`.
    let is_meant = |mark: &str| mark != "range" || line.contains(|c: char| c.is_ascii_digit());
    pairs(MARKS).find(|(mark, opening)| opens(opening) && is_meant(mark)).map(|(mark, _)| mark)
}

/// `Titre : Le Gaulois` in the notice; `true`: it is a line of it.
fn read_field(line: &str, notice: &mut Notice) -> bool {
    let Some((label, value)) = line.split_once(':') else { return false };
    let label = label.trim().to_lowercase().replace('’', "'");
    let Some(field) = FIELDS.get(label.as_str()).copied() else { return false };
    let value = value.trim().trim_start_matches(':').trim();
    if field != "-" && !value.is_empty() && notice.values.len() < MAX_HEAD_LINES {
        notice.values.push((field, value.to_string()));
    }
    true
}

fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}
