//! Every place where what is looked for stands, with the words around it, one line each. Reads texts, of so many articles at
//! most; keeps no more lines than are shown. Which words stand near more often than by chance is `collocate`'s.

use std::cmp::Reverse;

use super::occurrence::{Occurrence, Reach, ReadPart, read};
use super::plan::Plan;
use super::reading::Reading;
use crate::analysis::fold;
use crate::index::StoredArticle;
use crate::model::{ArticleId, PartialDate, Span};

/// Where the text goes on behind the end of a paragraph.
const PARAGRAPH_MARK: &str = " ¶ ";

/// The order of the lines of a concordance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConcordanceSort {
    /// As `query` lists the articles, and as they are read.
    #[default]
    Relevance,
    /// Earliest article first; undated ones last.
    Date,
    /// By the words before, the nearest first.
    Left,
    /// By the words behind.
    Right,
}

impl ConcordanceSort {
    /// The word used on the command line and in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            ConcordanceSort::Relevance => "relevance",
            ConcordanceSort::Date => "date",
            ConcordanceSort::Left => "left",
            ConcordanceSort::Right => "right",
        }
    }
}

/// Which concordance is wanted.
#[derive(Debug, Clone)]
pub struct ConcordanceRequest {
    /// Words on each side.
    pub num_words: usize,
    /// The order of the lines. Where it is by neighbours, the newest articles are read; else the first in that order.
    pub sort: ConcordanceSort,
    /// Most lines.
    pub num_lines: usize,
    /// Most articles read.
    pub max_articles: usize,
}

impl Default for ConcordanceRequest {
    fn default() -> Self {
        ConcordanceRequest {
            num_words: 12,
            sort: ConcordanceSort::Relevance,
            num_lines: 50,
            max_articles: 5_000,
        }
    }
}

/// Places with their surroundings.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Concordance {
    /// How the query was read.
    pub reading: Reading,
    /// The order of the lines.
    pub sort: ConcordanceSort,
    /// Articles read. When there are more, the others' places are not counted.
    pub num_read: u64,
    /// Places in the articles read.
    pub num_occurrences: u64,
    /// The first of them, in order.
    pub lines: Vec<ConcordanceLine>,
}

/// A place with its surroundings. `left`, `keyword` and `right` one behind the other are the text as it was read, but that white
/// space is one blank and ` ¶ ` stands between paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConcordanceLine {
    /// The article.
    pub id: ArticleId,
    /// Its first publication.
    pub published: Option<PartialDate>,
    /// Its publication.
    pub source: Option<String>,
    /// Whether it stands in the title, and not in the text.
    pub is_in_title: bool,
    /// Its bytes in the stored text, or in the title.
    pub span: Span,
    /// What stands before.
    pub left: String,
    /// What matches.
    pub keyword: String,
    /// What stands behind.
    pub right: String,
}

/// A concordance in the making: takes articles one by one.
pub(super) struct Lines<'a> {
    plan: &'a Plan,
    reach: Reach,
    request: &'a ConcordanceRequest,
    lines: Vec<(SortKey, ConcordanceLine)>,
    num_read: u64,
    num_occurrences: u64,
}

/// What orders lines: words by their letters, then with their accents; then the article, then the place in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct SortKey {
    letters: Vec<String>,
    exact: Vec<String>,
    article: u64,
    day: Reverse<Option<PartialDate>>,
    id: ArticleId,
    place: (bool, usize),
}

impl<'a> Lines<'a> {
    pub fn new(plan: &'a Plan, reach: Reach, request: &'a ConcordanceRequest) -> Self {
        Lines { plan, reach, request, lines: Vec::new(), num_read: 0, num_occurrences: 0 }
    }

    /// Takes the next article.
    pub fn add(&mut self, stored: &StoredArticle) {
        for part in read(self.plan, self.reach, &stored.article) {
            for occurrence in &part.occurrences {
                let key = self.key(stored, &part, occurrence);
                let line = line(stored, &part, occurrence, self.request.num_words);
                self.lines.push((key, line));
                self.num_occurrences += 1;
            }
        }
        self.num_read += 1;
        if self.lines.len() > self.request.num_lines.saturating_mul(2).max(1_000) {
            self.keep_first();
        }
    }

    fn keep_first(&mut self) {
        self.lines.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.lines.truncate(self.request.num_lines);
    }

    fn key(&self, stored: &StoredArticle, part: &ReadPart, occurrence: &Occurrence) -> SortKey {
        let Occurrence { span, words } = occurrence;
        let num = self.request.num_words;
        let exact: Vec<String> = match self.request.sort {
            ConcordanceSort::Left => {
                let before = part.words[..words.start].iter().rev().take(num);
                before.map(|(word, _)| word.exact.clone()).collect()
            }
            ConcordanceSort::Right => {
                part.words[words.end..].iter().take(num).map(|(word, _)| word.exact.clone()).collect()
            }
            ConcordanceSort::Relevance | ConcordanceSort::Date => Vec::new(),
        };
        let is_by_neighbours = matches!(self.request.sort, ConcordanceSort::Left | ConcordanceSort::Right);
        SortKey {
            letters: exact.iter().map(|word| fold(word)).collect(),
            exact,
            article: if is_by_neighbours { 0 } else { self.num_read },
            day: Reverse(stored.article.published.as_ref().map(|published| published.value)),
            id: stored.origin.id,
            place: (!part.is_title, span.byte_start),
        }
    }

    /// The lines to be shown.
    pub fn finish(mut self, reading: Reading) -> Concordance {
        self.keep_first();
        Concordance {
            reading,
            sort: self.request.sort,
            num_read: self.num_read,
            num_occurrences: self.num_occurrences,
            lines: self.lines.into_iter().map(|(_, line)| line).collect(),
        }
    }
}

fn line(
    stored: &StoredArticle,
    part: &ReadPart,
    occurrence: &Occurrence,
    num_words: usize,
) -> ConcordanceLine {
    let Occurrence { span, words } = occurrence;
    let left_start = match words.start.checked_sub(num_words) {
        Some(first) if num_words > 0 => part.words[first].0.span.byte_start,
        Some(_) => span.byte_start,
        None => 0,
    };
    let right = match part.words.get(words.end + num_words) {
        // What belongs to the next word is not shown without it.
        Some((next, _)) => {
            let right = Span::new(span.byte_end, next.span.byte_start.max(span.byte_end));
            let text = right.of(part.text);
            let end = text.rfind(char::is_whitespace).map_or(0, |end| text[..end].trim_end().len());
            Span::new(right.byte_start, right.byte_start + end)
        }
        None => Span::new(span.byte_end, part.text.len()),
    };
    let article = &stored.article;
    ConcordanceLine {
        id: stored.origin.id,
        published: article.published.as_ref().map(|published| published.value),
        source: article.source.as_ref().map(|source| source.value.clone()),
        is_in_title: part.is_title,
        span: *span,
        left: on_one_line(part, Span::new(left_start, span.byte_start)),
        keyword: on_one_line(part, *span),
        right: on_one_line(part, right),
    }
}

/// A piece of the text with blanks for white space and marks for the ends of paragraphs.
fn on_one_line(part: &ReadPart, piece: Span) -> String {
    let mut line = String::new();
    let mut byte_start = piece.byte_start;
    let inside = |end: &&usize| (piece.byte_start..piece.byte_end).contains(*end);
    for &end in part.paragraph_ends.iter().filter(inside) {
        push_flat(&mut line, Span::new(byte_start, end).of(part.text));
        line.truncate(line.trim_end().len());
        line.push_str(PARAGRAPH_MARK);
        byte_start = end;
    }
    push_flat(&mut line, Span::new(byte_start, piece.byte_end).of(part.text));
    line
}

fn push_flat(line: &mut String, text: &str) {
    for character in text.chars() {
        match character.is_whitespace() {
            // No-break blanks too: a line of a concordance is not broken.
            true if line.ends_with(' ') => {}
            true => line.push(' '),
            false => line.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::occurrence::tests::{REACH, article, planned};
    use super::*;
    use crate::index::FileOrigin;

    fn stored(number: usize, text: &str) -> StoredArticle {
        let path = number.to_string().into_bytes();
        let id = ArticleId::new("test", &path, "");
        let origin = FileOrigin { id, folder: "test".into(), path, member: None, file_time: None };
        StoredArticle { origin, article: article("Sans titre", text) }
    }

    fn concordance(query: &str, texts: &[&str], request: &ConcordanceRequest) -> (u64, Vec<String>) {
        let plan = planned(query);
        let mut lines = Lines::new(&plan, REACH, request);
        texts.iter().enumerate().for_each(|(number, text)| lines.add(&stored(number, text)));
        lines.keep_first();
        let shown =
            lines.lines.iter().map(|(_, line)| format!("{}[{}]{}", line.left, line.keyword, line.right));
        (lines.num_occurrences, shown.collect())
    }

    fn with(num_words: usize, sort: ConcordanceSort) -> ConcordanceRequest {
        ConcordanceRequest { num_words, sort, ..ConcordanceRequest::default() }
    }

    #[test]
    fn a_line_is_the_text_around_with_paragraphs_marked() {
        let text = "Hier, « l’accord » de paix.\n\nUn  autre\u{a0}: rien.";
        let line = concordance("accord", &[text], &with(3, ConcordanceSort::Relevance)).1;
        assert_eq!(line, ["Hier, « l’[accord] » de paix. ¶ Un"]);
        let line = concordance("paix", &[text], &with(2, ConcordanceSort::Relevance)).1;
        assert_eq!(line, ["accord » de [paix]. ¶ Un autre :"]);
        assert_eq!(concordance("paix", &[text], &with(0, ConcordanceSort::Left)).1, ["[paix]."]);
    }

    #[test]
    fn accents_come_after_letters() {
        let texts = ["côté paix", "cote paix", "coté paix", "cotes paix", "la cote paix", "zone paix"];
        let (_, lines) = concordance("paix", &texts, &with(5, ConcordanceSort::Left));
        assert_eq!(
            lines,
            ["cote [paix]", "coté [paix]", "côté [paix]", "la cote [paix]", "cotes [paix]", "zone [paix]"]
        );
    }

    #[test]
    fn to_the_right_words_stand_in_their_order() {
        let texts = ["paix civile ici", "paix armée", "paix", "paix civile"];
        let (_, lines) = concordance("paix", &texts, &with(5, ConcordanceSort::Right));
        assert_eq!(lines, ["[paix]", "[paix] armée", "[paix] civile", "[paix] civile ici"]);
    }

    #[test]
    fn all_places_are_counted_and_only_the_first_kept() {
        let texts: Vec<String> =
            (0..900).map(|number| format!("paix et paix numéro {}", 999 - number)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let request = ConcordanceRequest { num_lines: 2, ..with(3, ConcordanceSort::Right) };
        let (num, lines) = concordance("paix", &texts, &request);
        assert_eq!(
            (num, lines),
            (1800, vec!["[paix] et paix numéro".into(), "[paix] et paix numéro".into()])
        );
    }
}
