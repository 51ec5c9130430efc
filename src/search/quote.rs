//! Articles → hits with their best passages and highlights: the only part of a search that reads texts.

use std::collections::BTreeSet;

use super::highlight::{self, Closeness, Found};
use super::nearness::Ends;
use super::passage::{Passage, cut};
use super::plan::Plan;
use super::proof::Proof;
use super::request::Match;
use super::response::{LineOf, PassageHit};
use super::tier::Ranked;
use super::weight::Weights;
use crate::analysis::{ArticleTokens, article_tokens, tokens};
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

/// Cuts, scores and marks the passages of `article`, whose own score is `article_score`; at most `num_passages`.
///
/// Derived words are marked in articles that are listed for them, and only weigh in those that have the words themselves.
/// When only the title matched, the first passage is quoted: the reader sees what the article is about.
pub(super) fn quote(
    plan: &Plan,
    weights: &Weights,
    article: &Article,
    ranked: Ranked,
    num_passages: usize,
) -> Quotation {
    let article_score = ranked.score;
    let weakest = if ranked.matched == Match::All { Closeness::Inflected } else { Closeness::Related };
    let words = article_tokens(article);
    let ends = highlight::ends_of(&words);
    // An article that lacks words is listed for those it has, wherever they stand.
    let is_proven = plan.has_places() && ranked.matched != Match::Some;
    let proof = is_proven.then(|| Proof::of(plan, &words, &ends, ranked.matched == Match::Related));
    let title = Title::of(plan, article, &words, &ends, proof.as_ref());
    let title_highlights = highlight::marks(&title.found, weakest, title.text);
    if num_passages == 0 {
        return Quotation { title_highlights, passages: Vec::new() };
    }
    let mut passages = cut(&article.text, words.paragraphs, article.title_span);
    // The title is shown above the passages.
    if passages.len() > 1 {
        passages.retain(|passage| Some(passage.span) != article.title_span);
    }
    let mut scored: Vec<(f32, usize, Vec<Found>)> = Vec::new();
    for (number, passage) in passages.iter().enumerate() {
        let mut found = highlight::find(plan, &passage.tokens, &ends);
        if let Some(proof) = &proof {
            keep_proven(&mut found, &proof.text);
        }
        if found.iter().any(|found| found.closeness <= weakest) {
            let score = score(weights, &title, passage, &found) + ARTICLE_SHARE * article_score;
            scored.push((score, number, found));
        }
    }
    if scored.is_empty() && !passages.is_empty() {
        scored.push((ARTICLE_SHARE * article_score, 0, Vec::new()));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(num_passages);
    let lines = LineIndex::new(&article.text);
    let passages = scored.into_iter().map(|(score, number, found)| {
        show(article, &lines, &passages[number], score, &highlight::marks(&found, weakest, &article.text))
    });
    Quotation { title_highlights, passages: passages.collect() }
}

/// Drops what stands elsewhere than the query wants it.
fn keep_proven(found: &mut Vec<Found>, proof: &BTreeSet<Span>) {
    found.retain(|found| found.spans.iter().all(|span| proof.contains(span)));
}

struct Title<'a> {
    text: &'a str,
    found: Vec<Found>,
    num_words: usize,
    /// Where it stands in the text, when it was derived from it.
    span: Option<Span>,
}

impl<'a> Title<'a> {
    fn of(
        plan: &Plan,
        article: &'a Article,
        words: &ArticleTokens,
        ends: &Ends,
        proof: Option<&Proof>,
    ) -> Title<'a> {
        let text = article.title.as_ref().map_or("", |title| title.value.as_str());
        let Some(span) = article.title_span else {
            let mut found = highlight::find(plan, &words.title, ends);
            if let Some(proof) = proof {
                keep_proven(&mut found, &proof.title);
            }
            return Title { text, found, num_words: words.title.len(), span: None };
        };
        // The words of the text, and shown once more as the title.
        let language = article.language.as_ref().map(|language| language.value);
        let tokens = tokens(text, language, 0);
        let mut found = highlight::find(plan, &tokens, &Ends { title: Some(u32::MAX), ..Ends::default() });
        if let Some(proof) = proof {
            let inside = proof.text.iter().filter(|proven| span.contains(**proven));
            keep_proven(&mut found, &inside.map(|proven| proven.relative_to(span.byte_start)).collect());
        }
        Title { text, found, num_words: tokens.len(), span: Some(span) }
    }
}

/// A passage is scored as a small document together with its title's words (+.093 nDCG, the largest gain measured).
fn score(weights: &Weights, title: &Title, passage: &Passage, found: &[Found]) -> f32 {
    let num_words = passage.num_words();
    if title.span.is_some_and(|title| passage.span.contains(title)) {
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
