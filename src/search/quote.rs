//! Articles → hits with their best passages and highlights: the only part of a search that reads texts.

use super::highlight::{self, Closeness, Found};
use super::marker::{MarkedTitle, Marker, Wanted};
use super::passage::Passage;
use super::plan::Plan;
use super::read_article::ReadArticle;
use super::request::Match;
use super::response::{LineOf, PassageHit};
use super::tier::Ranked;
use super::weight::Weights;
use crate::model::{Article, Span};
use crate::text::LineIndex;

/// How much of its article's score a passage gets.
const ARTICLE_SHARE: f32 = 0.5;

/// An article with the passages that matched.
pub(super) struct Quotation {
    /// The matched words of the title: spans of the title.
    pub title_highlights: Vec<Span>,
    /// Passages, best first.
    pub passages: Vec<PassageHit>,
}

/// Scores and marks the passages of an article that is listed as `ranked`; at most `num_passages`.
///
/// Derived words are marked in articles that are listed for them, and only weigh in those that have the words themselves.
/// When only the title matched, the first passage is quoted: the reader sees what the article is about.
pub(super) fn quote(
    plan: &Plan,
    weights: &Weights,
    read: &ReadArticle,
    ranked: Ranked,
    num_passages: usize,
) -> Quotation {
    let article_score = ranked.score;
    let weakest = if ranked.matched == Match::All { Closeness::Inflected } else { Closeness::Related };
    let wanted = match ranked.matched {
        Match::All => Wanted::Proven,
        Match::Related => Wanted::ProvenRelated,
        Match::Some => Wanted::Anywhere,
    };
    let article = &read.stored.article;
    let marker = Marker::new(plan, article, read.into(), wanted);
    let title = marker.in_title(&read.words.title);
    let title_highlights = highlight::marks(&title.found, weakest, title.text);
    if num_passages == 0 {
        return Quotation { title_highlights, passages: Vec::new() };
    }
    // The title is shown above the passages.
    let title_is_shown = read.passages.len() > 1;
    let is_quoted = |passage: &Passage| !title_is_shown || Some(passage.span) != article.title_span;
    let passages: Vec<&Passage> = read.passages.iter().filter(|passage| is_quoted(passage)).collect();
    let mut scored: Vec<(f32, usize, Vec<Found>)> = Vec::new();
    for (number, passage) in passages.iter().enumerate() {
        let found = marker.in_text(&passage.tokens);
        if found.iter().any(|found| found.closeness <= weakest) {
            let score =
                score(weights, &title, article.title_span, passage, &found) + ARTICLE_SHARE * article_score;
            scored.push((score, number, found));
        }
    }
    if scored.is_empty() && !passages.is_empty() {
        scored.push((ARTICLE_SHARE * article_score, 0, Vec::new()));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(num_passages);
    let passages = scored.into_iter().map(|(score, number, found)| {
        show(article, &read.lines, passages[number], score, &highlight::marks(&found, weakest, &article.text))
    });
    Quotation { title_highlights, passages: passages.collect() }
}

/// A passage is scored as a small document together with its title's words (+.093 nDCG, the largest gain measured).
/// `title_span`: where the title stands in the text, when it was derived from it.
fn score(
    weights: &Weights,
    title: &MarkedTitle,
    title_span: Option<Span>,
    passage: &Passage,
    found: &[Found],
) -> f32 {
    let num_words = passage.num_words();
    if title_span.is_some_and(|title| passage.span.contains(title)) {
        weights.score(found, &[], num_words)
    } else {
        weights.score(found, &title.found, num_words + title.num_words)
    }
}

/// A passage as a hit shows it.
pub(super) fn show(
    article: &Article,
    lines: &LineIndex,
    passage: &Passage,
    score: f32,
    marks: &[Span],
) -> PassageHit {
    let line = lines.line_of(passage.span.byte_start);
    let (line, line_of) = match article.first_line {
        Some(first) => (line + first as usize - 1, LineOf::File),
        None => (line, LineOf::Text),
    };
    PassageHit {
        text: passage.span.of(&article.text).to_string(),
        span: passage.span,
        page: article.page_at(passage.span.byte_start).map(str::to_string),
        paragraph: passage.paragraph,
        line,
        line_of,
        score,
        before: None,
        after: None,
        highlights: marks.iter().map(|mark| mark.relative_to(passage.span.byte_start)).collect(),
    }
}
