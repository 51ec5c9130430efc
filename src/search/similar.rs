//! The articles most like one article: those that say the words that tell it from others. Not copies of it: exact ones are named
//! apart, near ones are not told from others yet.

use std::collections::{BTreeMap, HashMap};

use tantivy::query::{BooleanQuery, BoostQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, Term};

use super::bm25;
use super::engine::{Engine, Locate};
use super::error::Error;
use super::filter::filters;
use super::matching::restrict;
use super::passage::{Passage, cut};
use super::quote::show;
use super::request::{Match, SearchRequest};
use super::response::{ArchiveStamp, ArticleHead, Hit, PassageHit};
use crate::analysis::{Token, article_tokens, tokens};
use crate::index::Fields;
use crate::model::{Article, Span};
use crate::text::LineIndex;

/// So many words tell what an article is about. More make it like everything.
const NUM_TERMS: usize = 25;
/// A word of the title counts as one said so often.
const TITLE_COUNT: u64 = 2;
/// Exact copies are looked for among so many articles more than are wanted, and more where that is not enough.
const MARGIN: usize = 20;
/// Words by which the length of a passage is judged.
const MEAN_PASSAGE_WORDS: f32 = 100.0;
/// How much of that counts.
const PASSAGE_B: f32 = 0.5;

/// The articles most like one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Similar {
    /// The archive that answered.
    pub archive: ArchiveStamp,
    /// The article asked for.
    pub article: ArticleHead,
    /// The words by which others are found, the most telling first.
    pub terms: Vec<TellingTerm>,
    /// Articles with the very same text that were met on the way; they are in no other list.
    pub duplicates: Vec<ArticleHead>,
    /// The others, the most similar first. Their highlights are the telling words.
    pub hits: Vec<Hit>,
}

/// A word that tells an article from others.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TellingTerm {
    /// Its most frequent form in the article.
    pub word: String,
    /// The lemma under which it is found.
    pub lemma: String,
    /// How often the article says it, words of the title counted twice.
    pub count: u64,
    /// Articles of the archive that say it.
    pub num_articles: u64,
    /// (1 + ln count) · idf.
    pub weight: f32,
}

/// What was found for an article.
pub(super) struct Found {
    pub terms: Vec<TellingTerm>,
    pub duplicates: Vec<ArticleHead>,
    pub hits: Vec<Hit>,
}

/// Finds what is like the article at `address`, among what the filters of `request` keep.
pub(super) fn similar(
    engine: &Engine,
    address: DocAddress,
    request: &SearchRequest,
    locate: &Locate,
) -> Result<Found, Error> {
    let original = engine.article(address)?.article;
    let terms = telling_terms(engine.searcher(), &original)?;
    let hidden = engine.hidden(request).map(|hidden| Box::new(hidden) as Box<dyn Query>);
    let query = restrict(disjunction(&terms), filters(request), hidden.into_iter().collect());
    let num_wanted = request.offset.saturating_add(request.num_hits);
    let num_all = usize::try_from(engine.searcher().num_docs()).unwrap_or(usize::MAX);
    let mut limit = num_wanted.saturating_add(MARGIN).min(num_all);
    loop {
        let candidates = engine.best(query.as_ref(), limit)?;
        let is_all = candidates.len() < limit || limit >= num_all;
        let mut found = Found { terms: terms.clone(), duplicates: Vec::new(), hits: Vec::new() };
        for candidate in candidates.into_iter().filter(|candidate| candidate.address != address) {
            if found.hits.len() == num_wanted {
                break;
            }
            let stored = engine.article(candidate.address)?;
            if stored.article.text.trim() == original.text.trim() {
                found.duplicates.push(locate(&stored));
                continue;
            }
            let rank = found.hits.len() + 1;
            let num_passages = if rank > request.offset { request.num_passages } else { 0 };
            let (title_highlights, passages) = marked(&terms, &stored.article, num_passages);
            found.hits.push(Hit {
                rank,
                score: candidate.score,
                matched: Match::All,
                article: locate(&stored),
                title_highlights,
                passages,
            });
        }
        if found.hits.len() == num_wanted || is_all {
            found.hits.drain(..request.offset.min(found.hits.len()));
            return Ok(found);
        }
        limit = limit.saturating_mul(2).min(num_all);
    }
}

/// The words of an article that it says often and other articles seldom. Words that no other article says find nothing.
fn telling_terms(searcher: &Searcher, article: &Article) -> Result<Vec<TellingTerm>, Error> {
    let read = article_tokens(article);
    let title = read.title.into_iter().map(|token| (token, TITLE_COUNT));
    let text = read.paragraphs.into_iter().flat_map(|paragraph| paragraph.tokens).map(|token| (token, 1));
    let mut words: BTreeMap<String, (u64, BTreeMap<String, u64>)> = BTreeMap::new();
    for (token, times) in title.chain(text).filter(|(token, _)| !token.is_joined) {
        if !token.exact.chars().any(char::is_alphabetic) {
            continue;
        }
        // Stop words have no lemma.
        let Some(lemma) = token.lemmas.into_iter().next() else { continue };
        let (count, forms) = words.entry(lemma).or_default();
        *count += times;
        *forms.entry(token.exact).or_insert(0) += times;
    }
    let num_docs = searcher.num_docs();
    let mut terms = Vec::new();
    for (lemma, (count, forms)) in words {
        let num_articles = searcher.doc_freq(&Term::from_field_text(Fields::get().lemma, &lemma))?;
        if num_articles < 2 {
            continue;
        }
        let form = forms.into_iter().rev().max_by_key(|(_, num)| *num);
        let word = form.map_or_else(|| lemma.clone(), |(form, _)| form);
        let weight = count_weight(count) * bm25::idf(num_articles, num_docs);
        terms.push(TellingTerm { word, lemma, count, num_articles, weight });
    }
    terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.lemma.cmp(&b.lemma)));
    terms.truncate(NUM_TERMS);
    Ok(terms)
}

fn count_weight(count: u64) -> f32 {
    1.0 + (count as f32).ln()
}

/// BM25 weighs each word by how few articles say it; what is added is how often this one does.
fn disjunction(terms: &[TellingTerm]) -> Box<dyn Query> {
    let word = |term: &TellingTerm| -> Box<dyn Query> {
        let query = Term::from_field_text(Fields::get().lemma, &term.lemma);
        let query = TermQuery::new(query, IndexRecordOption::WithFreqs);
        Box::new(BoostQuery::new(Box::new(query), count_weight(term.count)))
    };
    Box::new(BooleanQuery::union(terms.iter().map(word).collect()))
}

/// The telling words in the title of another article, and its passages that say most of them.
fn marked(terms: &[TellingTerm], article: &Article, num_passages: usize) -> (Vec<Span>, Vec<PassageHit>) {
    let weights: HashMap<&str, f32> = terms.iter().map(|term| (term.lemma.as_str(), term.weight)).collect();
    let language = article.language.as_ref().map(|language| language.value);
    let title = article.title.as_ref().map_or("", |title| title.value.as_str());
    let in_title = said(&weights, &tokens(title, language, 0)).map(|(span, _)| span).collect();
    if num_passages == 0 {
        return (in_title, Vec::new());
    }
    let mut passages = cut(&article.text, article_tokens(article).paragraphs, article.title_span);
    if passages.len() > 1 {
        passages.retain(|passage| Some(passage.span) != article.title_span);
    }
    let mut scored: Vec<(f32, Passage)> =
        passages.into_iter().map(|passage| (passage_score(&weights, &passage), passage)).collect();
    scored.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.span.cmp(&y.span)));
    scored.truncate(num_passages);
    let lines = LineIndex::new(&article.text);
    let hit = |(score, passage): (f32, Passage)| {
        let marks: Vec<Span> = said(&weights, &passage.tokens).map(|(span, _)| span).collect();
        show(article, &lines, &passage, score, &marks)
    };
    (in_title, scored.into_iter().map(hit).collect())
}

/// The telling words among `tokens`, with their lemmas.
fn said<'a>(
    weights: &'a HashMap<&str, f32>,
    tokens: &'a [Token],
) -> impl Iterator<Item = (Span, &'a str)> + 'a {
    tokens.iter().filter(|token| !token.is_joined).filter_map(|token| {
        let lemma = token.lemmas.iter().find(|lemma| weights.contains_key(lemma.as_str()))?;
        Some((token.span, lemma.as_str()))
    })
}

fn passage_score(weights: &HashMap<&str, f32>, passage: &Passage) -> f32 {
    let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
    said(weights, &passage.tokens).for_each(|(_, lemma)| *counts.entry(lemma).or_insert(0.0) += 1.0);
    let length = passage.num_words() as f32;
    let saturation = |count: f32| bm25::saturation_with(count, length, MEAN_PASSAGE_WORDS, PASSAGE_B);
    counts.into_iter().map(|(lemma, count)| weights[lemma] * saturation(count)).sum()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::engine::tests::engine;
    use super::*;

    const TEXTS: [(&str, &str); 6] = [
        ("Le marin", "Le marin remonte ses filets sur le chalutier. Le quai attend le marin."),
        ("Au port", "Un chalutier rentre au quai. Ses filets sont vides.\n\nLe temps est gris."),
        ("Copie", " Le marin remonte ses filets sur le chalutier. Le quai attend le marin.\n"),
        ("Budget", "Le maire présente le budget de la ville au conseil."),
        ("Conseil", "Le conseil attend le maire."),
        ("Pêche", "Les marins et leurs filets, les chalutiers à quai, et encore des marins."),
    ];

    fn found(number: u32, request: &SearchRequest) -> Found {
        let engine = engine(&TEXTS);
        let locate = |stored: &crate::index::StoredArticle| ArticleHead::new(stored, PathBuf::new());
        similar(&engine, DocAddress::new(0, number), request, &locate).unwrap()
    }

    fn paths<'a>(heads: impl Iterator<Item = &'a ArticleHead>) -> Vec<String> {
        heads.map(|head| head.path.display().to_string()).collect()
    }

    #[test]
    fn articles_with_the_telling_words_come_first_and_copies_apart() {
        let found = found(0, &SearchRequest::default());
        assert_eq!(paths(found.duplicates.iter()), ["2"]);
        let hits = paths(found.hits.iter().map(|hit| &hit.article));
        assert_eq!(hits[..2], ["5", "1"], "{hits:?}");
        assert!(!hits.contains(&"0".to_string()) && !hits.contains(&"2".to_string()), "{hits:?}");
        assert_eq!(found.terms[0].word, "marin");
        assert!(
            found.terms.iter().all(|term| term.num_articles >= 2 && term.word != "le"),
            "{:?}",
            found.terms
        );
    }

    #[test]
    fn the_passage_is_the_one_that_says_most_with_its_words_marked() {
        let found = found(0, &SearchRequest { num_passages: 1, ..SearchRequest::default() });
        let hit = found.hits.iter().find(|hit| hit.article.path == std::path::Path::new("1")).unwrap();
        let [passage] = &hit.passages[..] else { panic!("{:?}", hit.passages) };
        let marked: Vec<&str> = passage.highlights.iter().map(|span| span.of(&passage.text)).collect();
        assert_eq!(marked, ["chalutier", "quai", "filets"]);
    }

    #[test]
    fn pages_go_on_where_the_one_before_ended() {
        let page = |offset| {
            let found = found(0, &SearchRequest { offset, num_hits: 1, ..SearchRequest::default() });
            let hit = &found.hits[0];
            (hit.rank, hit.article.path.display().to_string())
        };
        assert_eq!((page(0), page(1)), ((1, "5".into()), (2, "1".into())));
    }

    #[test]
    fn an_article_without_words_of_others_is_like_none() {
        let engine = engine(&[("Un", "Zygote."), ("Deux", "Quartz.")]);
        let locate = |stored: &crate::index::StoredArticle| ArticleHead::new(stored, PathBuf::new());
        let found = similar(&engine, DocAddress::new(0, 0), &SearchRequest::default(), &locate).unwrap();
        assert!(found.hits.is_empty() && found.terms.is_empty());
    }
}
