//! The block that agencies put behind a text: initials of the desk, time, place, copyright. Only whole blocks: prose
//! that ends in a place, a date or the name of an agency is none.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::line::place_and_day;
use super::place::may_be_place;
use super::{Written, agency};
use crate::model::PartialDate;
use crate::text::written_date::{other_readings, parse, parse_day};
use crate::text::{ceil_char_boundary, floor_char_boundary};

/// What stands before the name of an agency in a last line, and whether the text is then its copy.
const CREDIT_WORDS: &str = include_str!("credit_words.tsv");
/// What may follow a copyright.
const RIGHTS: &str = include_str!("rights.txt");

/// A block is not longer, even with its white space.
const MAX_BLOCK_BYTES: usize = 400;
/// Lines that a block may have.
const MAX_LINES: usize = 10;
/// `Saint-Maurice-sur-Moselle (France), 11 janvier 2019 (AFP) - 11/01/2019 15:03:02` and initials.
const MAX_GLUED_BYTES: usize = 160;
/// The words before an agency's name, and the name.
const MAX_CREDIT_LINE_BYTES: usize = 200;
/// Parts of a block: time, dateline, copyright, their separators.
const MAX_PARTS: usize = 12;

static CREDITS: LazyLock<Vec<(&'static str, bool)>> = LazyLock::new(|| {
    let lines = CREDIT_WORDS.lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(words, kind)| (words, kind == "agency")).collect()
});

static RIGHTS_SENTENCES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| RIGHTS.lines().collect());

/// A block, from `byte_start` to the end of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tail {
    pub(super) byte_start: usize,
    pub(super) written: Written,
    /// The block on one line.
    pub(super) credit: String,
}

/// The block at the end of `text`, if there is one and text before it.
pub(super) fn find(text: &str) -> Option<Tail> {
    let end = text.trim_end().len();
    let window = ceil_char_boundary(text, end.saturating_sub(MAX_BLOCK_BYTES));
    let line_starts: Vec<usize> =
        text[window..end].match_indices('\n').map(|(at, _)| window + at + 1).collect();
    let first = line_starts.len().saturating_sub(MAX_LINES);
    let tail = |byte_start: usize, (written, credit): (Written, String)| Tail { byte_start, written, credit };
    let by_lines =
        line_starts[first..].iter().find_map(|start| Some(tail(*start, block(&text[*start..end])?)));
    let last_line = line_starts.last().copied().unwrap_or(window);
    let found = by_lines.or_else(|| {
        let start = glued(&text[last_line..end])? + last_line;
        Some(tail(start, block(&text[start..end])?))
    });
    found.filter(|tail| !text[..tail.byte_start].trim().is_empty())
}

/// What `raw` says, if it is a block and nothing else.
fn block(raw: &str) -> Option<(Written, String)> {
    // Most texts end in prose: nothing is made of that.
    let may_have_parts = raw.contains(['(', '©']) || raw.contains("Copyright");
    if !may_have_parts && raw.trim().len() > MAX_CREDIT_LINE_BYTES {
        return None;
    }
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = raw.lines().map(words).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    let credit = lines.replace('\n', " ");
    if credit.is_empty() {
        return None;
    }
    if let Some(written) = credit_line(&credit) {
        return Some((written, credit));
    }
    let mut found = Parts::default();
    let mut rest = without_initials(&lines);
    for _ in 0..MAX_PARTS {
        rest = rest.trim_start_matches([' ', '\n', '-', '–', '—', '|', '.', '/']);
        if rest.is_empty() {
            break;
        }
        rest = found.stamp(rest).or_else(|| found.copyright(rest)).or_else(|| found.dateline(rest))?;
    }
    (rest.is_empty() && found.is_block()).then(|| (found.written(), credit))
}

/// `(Avec AFP)`, `Source : Reuters`.
fn credit_line(line: &str) -> Option<Written> {
    let line = line.trim_end_matches('.').trim_start_matches('(').trim_end_matches(')');
    let lower = line.to_lowercase();
    CREDITS.iter().find_map(|(words, is_its_copy)| {
        let name = lower.strip_prefix(words)?.strip_prefix(' ')?;
        let agency = agency::known(name.trim_start_matches("l'").trim_start_matches("l’"))?;
        Some(Written { agency: is_its_copy.then(|| agency.to_string()), ..Written::default() })
    })
}

/// What was found of a block.
#[derive(Default)]
struct Parts {
    dateline: Written,
    has_dateline: bool,
    /// Whether a dash follows the dateline.
    has_dash: bool,
    has_copyright: bool,
    /// The time as it is written, with its reading.
    stamp: Option<(String, PartialDate)>,
}

impl Parts {
    /// `11/01/2019 15:03:02`; what stands behind it.
    fn stamp<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let is_day = |word: &str| {
            word.bytes().filter(|byte| matches!(byte, b'/' | b'.' | b'-')).count() == 2
                && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'.' | b'-'))
        };
        let (day, behind_day) = text.split_once([' ', '\n']).unwrap_or((text, ""));
        if self.stamp.is_some() || !is_day(day) {
            return None;
        }
        let (time, behind_time) = behind_day.split_once([' ', '\n']).unwrap_or((behind_day, ""));
        let is_time = time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
        let (written, rest) =
            if is_time { (format!("{day} {time}"), behind_time) } else { (day.to_string(), behind_day) };
        let date = parse(&written).ok()??;
        self.stamp = Some((written, date));
        Some(rest)
    }

    /// `© 2019 AFP`, with a sentence on rights; what stands behind it.
    fn copyright<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let signs = ["©", "(c)", "(C)", "Copyright"];
        let mut rest = signs.into_iter().find_map(|sign| text.strip_prefix(sign))?.trim_start();
        rest = rest.trim_start_matches('©').trim_start();
        rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').trim_start();
        let ends = rest.match_indices([' ', '\n']).map(|(at, _)| at).take(3).chain([rest.len()]);
        let end =
            ends.filter(|end| agency::known(rest[..*end].trim_end_matches(['.', ','])).is_some()).last()?;
        self.has_copyright = true;
        let behind = rest[end..].trim_start_matches([' ', '\n', '-', '–', '.', ',']);
        let is_rights = RIGHTS_SENTENCES.contains(behind.trim_end_matches('.').to_lowercase().as_str());
        Some(if is_rights { "" } else { &rest[end..] })
    }

    /// `Paris, 11 jan 2019 (AFP)`; what stands behind it.
    fn dateline<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let (open, close, name) = text.match_indices('(').find_map(|(open, _)| {
            let close = open + text[open..].find(')')?;
            Some((open, close, agency::known(&text[open + 1..close])?))
        })?;
        let before = &text[..open];
        if self.has_dateline || before.contains('\n') {
            return None;
        }
        let written = if before.is_empty() { Written::default() } else { place_and_day(before)? };
        self.dateline = Written { agency: Some(name.to_string()), ..written };
        self.has_dateline = true;
        let behind = &text[close + 1..];
        self.has_dash = behind.trim_start().starts_with(['-', '–', '—']);
        Some(behind)
    }

    /// `Le Journal (AFP)` alone may also name an author or a paper.
    fn is_block(&self) -> bool {
        let is_dated = self.stamp.is_some() || self.dateline.day.is_some();
        let is_bare = self.dateline.place.is_none();
        self.has_copyright || self.has_dateline && (is_dated || self.has_dash || is_bare)
    }

    /// The day of the dateline and the time of the stamp, where both are written; of two days, the one with a named
    /// month cannot be misread.
    fn written(self) -> Written {
        let Some((as_written, stamp)) = self.stamp else { return self.dateline };
        let named = self.dateline.day.and_then(|day| day.date);
        let date = match named {
            None => stamp,
            Some(named) => {
                let readings = std::iter::once(stamp).chain(other_readings(&as_written));
                readings.into_iter().find(|date| date.without_time() == named.without_time()).unwrap_or(named)
            }
        };
        Written { day: parse_day(&date.to_string()), ..self.dateline }
    }
}

/// Without the initials of those who wrote and edited: `burs-mig/blb/cam`.
fn without_initials(text: &str) -> &str {
    let behind_first = |text: &str| text.find([' ', '\n']).map_or(text.len(), |at| at + 1);
    let desk =
        ["burs", "bur", "cors"].into_iter().find_map(|desk| text.strip_prefix(desk)?.strip_prefix(' '));
    let start = desk.filter(|rest| starts_with_initials(rest)).unwrap_or(text);
    if starts_with_initials(start) { &start[behind_first(start)..] } else { glued_initials(text) }
}

fn starts_with_initials(text: &str) -> bool {
    text.split([' ', '\n']).next().is_some_and(are_initials)
}

/// `mah-etr-ggy-bpa/cca`, `bur-kap/lum/`, `ctx/LyS`: two groups at least, the first in small letters.
fn are_initials(word: &str) -> bool {
    let groups = || word.trim_end_matches('/').split(['/', '-']);
    word.contains('/')
        && word.starts_with(char::is_lowercase)
        && groups().count() >= 2
        && groups().all(|group| {
            (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_alphabetic())
        })
}

/// `kd/soe/bmaParis, 11 jan 2019`: without the initials before the capital.
fn glued_initials(text: &str) -> &str {
    let capital = text.find(char::is_uppercase).unwrap_or(0);
    if are_initials(&text[..capital]) { &text[capital..] } else { text }
}

/// Where a block begins that hangs on the last sentence: `… a-t-il dit.kd/soe/bmaParis, 11 jan 2019 (AFP) -`. It must
/// have a whole date, and a place behind initials or the end of a sentence.
fn glued(line: &str) -> Option<usize> {
    let window = ceil_char_boundary(line, line.len().saturating_sub(MAX_GLUED_BYTES));
    let open = window + line[window..].rfind('(')?;
    let close = open + line[open..].find(')')?;
    agency::known(&line[open + 1..close])?;
    let commas = line[window..open].match_indices(',').map(|(at, _)| window + at);
    let comma =
        commas.rev().find(|at| parse_day(&line[at + 1..open]).is_some_and(|day| day.date.is_some()))?;
    let capitals =
        line[window..comma].char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| window + at);
    capitals.take(MAX_GLUED_BYTES).find_map(|at| {
        if !may_be_place(&line[at..comma]) {
            return None;
        }
        let before = &line[..at];
        let num_initials = before
            .bytes()
            .rev()
            .take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'-'))
            .count();
        let initials = floor_char_boundary(line, at - num_initials);
        if num_initials > 0 && are_initials(&line[initials..at]) {
            return Some(initials);
        }
        ends_a_sentence(before).then_some(at)
    })
}

fn ends_a_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '"', '»', '”', '…', ')'])
}
