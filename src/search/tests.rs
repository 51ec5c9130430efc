//! The index and its highlights are held to a slow matcher, on articles and queries made up at random and on a corpus.

pub(crate) mod generated;
mod slow_matcher;

use std::collections::BTreeSet;

use super::engine::tests::{engine_over, locate};
use super::request::{Match, SearchRequest};
use crate::analysis::{article_tokens, tokens};
use crate::model::{Article, Known, Language, Origin, Span};
use crate::query::{Node, Query, parse};
use crate::text::paragraphs;
use generated::{Dice, article, query};
use slow_matcher::Indexed;

/// Which of `articles` the index finds for `query`, with every word highlighted in title and text.
struct Answer {
    found: Vec<Option<(Vec<Span>, Vec<Span>)>>,
}

fn ask(articles: &[Article], text: &str) -> Answer {
    let engine = engine_over(articles.to_vec());
    answer(&engine, articles.len(), text)
}

fn answer(engine: &super::engine::Engine, num_articles: usize, text: &str) -> Answer {
    let request = SearchRequest {
        num_hits: num_articles,
        num_passages: usize::MAX,
        weakest: Some(Match::All),
        ..SearchRequest::new(text)
    };
    let hits = engine.search(&parse(text).query, &request, &locate).unwrap().hits;
    let mut found = vec![None; num_articles];
    for hit in hits {
        let number: usize = hit.article.path.to_str().unwrap().parse().unwrap();
        let in_text = hit.passages.iter().flat_map(|passage| {
            let start = passage.span.byte_start;
            passage
                .highlights
                .iter()
                .map(move |span| Span::new(span.byte_start + start, span.byte_end + start))
        });
        found[number] = Some((hit.title_highlights.clone(), in_text.collect()));
    }
    Answer { found }
}

/// The positions of the words that lie in highlights.
fn positions(article: &Article, title: &[Span], text: &[Span]) -> BTreeSet<usize> {
    let read = article_tokens(article);
    let inside = |spans: &[Span], span: Span| spans.iter().any(|around| around.contains(span));
    let in_title = read.title.iter().filter(|token| inside(title, token.span));
    let words = read.paragraphs.iter().flat_map(|paragraph| &paragraph.tokens);
    let in_text = words.filter(|token| inside(text, token.span));
    in_title.chain(in_text).filter(|token| !token.is_joined).map(|token| token.position as usize).collect()
}

/// The positions of the words with hyphens that begin at one of `firsts`.
fn joined_positions(article: &Article, firsts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let read = article_tokens(article);
    let parts = std::iter::once(&read.title).chain(read.paragraphs.iter().map(|paragraph| &paragraph.tokens));
    let mut positions = BTreeSet::new();
    for words in parts {
        for joined in words.iter().filter(|word| word.is_joined && firsts.contains(&(word.position as usize)))
        {
            let inside = words.iter().filter(|word| joined.span.contains(word.span));
            positions.extend(inside.map(|word| word.position as usize));
        }
    }
    positions
}

/// `text` with every word that lies in `marks` replaced by one that is found nowhere.
fn without(text: &str, marks: &[Span]) -> String {
    let mut left = String::new();
    let mut end = 0;
    let words = tokens(text, Some(Language::FR), 0).into_iter().filter(|token| !token.is_joined);
    for span in words.map(|token| token.span).filter(|span| marks.iter().any(|mark| mark.contains(*span))) {
        left += &text[end..span.byte_start];
        // A sentence begins with a capital.
        let is_capital = span.of(text).starts_with(char::is_uppercase);
        left += if is_capital { "Zwqxk" } else { "zwqxk" };
        end = span.byte_end;
    }
    left + &text[end..]
}

fn is_positive(node: &Node) -> bool {
    !matches!(node, Node::Not(_)) && node.children().iter().all(is_positive)
}

/// How many rounds of 60 articles are asked 40 queries: 5, which are 12,000 pairs, and more with `PROPTEST_CASES`.
fn num_rounds() -> u64 {
    u64::from(proptest::test_runner::Config::default().cases).div_ceil(56)
}

#[test]
fn the_index_agrees_with_the_slow_matcher() {
    let mut num_matches = 0;
    for round in 0..num_rounds() {
        let mut dice = Dice(round);
        let articles: Vec<Article> = (0..60).map(|_| article(&mut dice)).collect();
        let indexed: Vec<Indexed> = articles.iter().map(Indexed::new).collect();
        let engine = engine_over(articles.clone());
        for _ in 0..40 {
            let text = query(&mut dice, 2, false);
            let Query { root: Some(root) } = parse(&text).query else { panic!("{text}") };
            let Answer { found } = answer(&engine, articles.len(), &text);
            for ((article, indexed), found) in articles.iter().zip(&indexed).zip(found) {
                let told = || format!("`{text}` on {:?} / {:?}", article.title, article.text);
                assert_eq!(found.is_some(), indexed.satisfies(&root, None), "{}", told());
                let Some((title, in_text)) = found else { continue };
                num_matches += 1;
                let mut proof = BTreeSet::new();
                indexed.proof(&root, None, &mut proof);
                // A title that is a part of the text is shown twice and found once.
                let marked = positions(article, &title, &in_text);
                let title_is_text = |position: &usize| {
                    article.title_span.is_some_and(|span| {
                        article_tokens(article)
                            .paragraphs
                            .iter()
                            .filter(|paragraph| span.contains(paragraph.span))
                            .any(|paragraph| {
                                paragraph.tokens.iter().any(|token| token.position as usize == *position)
                            })
                    })
                };
                let hidden = |position: &&usize| title_is_text(position);
                let marked: BTreeSet<usize> = marked.iter().filter(|at| !hidden(at)).copied().collect();
                let proof: BTreeSet<usize> = proof.iter().filter(|at| !hidden(at)).copied().collect();
                // A word with hyphens that is found by its joined spelling is marked whole, and found at its first position.
                let joined = joined_positions(article, &proof);
                assert!(marked.is_superset(&proof), "{proof:?} {marked:?} {}", told());
                assert!(
                    marked.difference(&proof).all(|at| joined.contains(at)),
                    "{proof:?} {marked:?} {}",
                    told()
                );
            }
        }
    }
    assert!(num_matches > 500, "only {num_matches} pairs match");
}

/// Alerts ask so: for the news alone, by date. They must find what whoever asks the whole archive finds of the news.
#[test]
fn an_answer_among_some_articles_is_their_part_of_the_whole_answer() {
    let (mut num_found, mut num_left_out) = (0, 0);
    for round in 0..num_rounds() {
        let mut dice = Dice(2_000 + round);
        let articles: Vec<Article> = (0..60).map(|_| article(&mut dice)).collect();
        let engine = engine_over(articles);
        let is_new = |address: &tantivy::DocAddress| (u64::from(address.doc_id) * 7 + round) % 3 == 0;
        let addresses = (0..60).map(|doc| tantivy::DocAddress::new(0, doc)).filter(is_new);
        // In a round of alerts each article is read for the first that quotes it.
        let mut among = super::among::Among::new(addresses, engine.searcher());
        if round % 2 == 1 {
            among = among.keep_read();
        }
        for _ in 0..40 {
            let text = query(&mut dice, 2, false);
            let whole =
                SearchRequest { num_hits: 60, weakest: Some(Match::All), ..SearchRequest::new(&text) };
            let news = SearchRequest {
                among: Some(among.clone()),
                sort: super::request::Sort::Newest,
                totals: super::request::Totals::Skip,
                ..whole.clone()
            };
            let found = |request: &SearchRequest| {
                let hits = engine.search(&parse(&text).query, request, &locate).unwrap().hits;
                let hit = |hit: super::response::Hit| {
                    let passages: Vec<_> = hit.passages.into_iter().map(|p| (p.span, p.highlights)).collect();
                    (hit.article.path, (hit.matched, hit.title_highlights, passages))
                };
                hits.into_iter().map(hit).collect::<std::collections::BTreeMap<_, _>>()
            };
            let (whole, news) = (found(&whole), found(&news));
            let number = |path: &std::path::Path| path.to_str().unwrap().parse::<u32>().unwrap();
            let is_news = |path: &std::path::Path| is_new(&tantivy::DocAddress::new(0, number(path)));
            let num_all = whole.len();
            let expected: std::collections::BTreeMap<_, _> =
                whole.into_iter().filter(|(path, _)| is_news(path)).collect();
            num_found += news.len();
            num_left_out += num_all - expected.len();
            assert_eq!(news, expected, "`{text}`");
        }
    }
    assert!(num_found > 100 && num_left_out > 100, "{num_found} of {num_left_out}");
}

#[test]
fn without_its_highlights_an_article_does_not_match() {
    for round in 0..num_rounds() {
        let mut dice = Dice(1_000 + round);
        let articles: Vec<Article> = (0..30).map(|_| article(&mut dice)).collect();
        let engine = engine_over(articles.clone());
        for _ in 0..30 {
            let text = query(&mut dice, 2, true);
            let Query { root: Some(root) } = parse(&text).query else { panic!("{text}") };
            assert!(is_positive(&root), "{text}");
            let Answer { found } = answer(&engine, articles.len(), &text);
            let replaced = articles.iter().zip(found).filter_map(|(article, found)| {
                let (title, mut in_text) = found?;
                let mut article = article.clone();
                let lede = article
                    .lede
                    .and_then(|lede| paragraphs(&article.text).iter().position(|span| *span == lede));
                match article.title_span {
                    // It is shown as the title, and is a part of the text.
                    Some(span) => {
                        let start = span.byte_start;
                        in_text.extend(
                            title
                                .iter()
                                .map(|mark| Span::new(mark.byte_start + start, mark.byte_end + start)),
                        );
                        in_text.sort_unstable();
                        in_text.dedup();
                        article.text = without(&article.text, &in_text);
                        let span = paragraphs(&article.text)[0];
                        article.title = Some(Known::stated(span.of(&article.text).to_string(), "test"));
                        article.title_span = Some(span);
                    }
                    None => {
                        let title = article
                            .title
                            .as_ref()
                            .map_or(String::new(), |known| without(&known.value, &title));
                        article.title = Some(Known::stated(title, "test"));
                        article.text = without(&article.text, &in_text);
                    }
                }
                article.lede = lede.map(|number| paragraphs(&article.text)[number]);
                Some(article)
            });
            let replaced: Vec<Article> = replaced.collect();
            if replaced.is_empty() {
                continue;
            }
            for (number, found) in ask(&replaced, &text).found.iter().enumerate() {
                assert!(
                    found.is_none(),
                    "`{text}` still finds {:?} / {}",
                    replaced[number].title,
                    replaced[number].text
                );
            }
        }
    }
}

/// The articles of a file of JSON lines with `title`, `text` and `date`.
fn corpus(path: &str) -> Vec<Article> {
    let lines = std::fs::read_to_string(path).unwrap();
    let article = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_string();
        Article {
            title: Some(Known::stated(text("title"), "test")),
            text: text("text"),
            published: text("date").parse().ok().map(|date| Known::stated(date, "test")),
            language: Some(Known::new(Language::FR, Origin::Setting, "test")),
            ..Article::default()
        }
    };
    lines.lines().map(article).collect()
}

/// `DEPECHE_CORPUS=FILE.jsonl cargo test --release --lib counts_on_a_corpus -- --ignored --nocapture`
#[test]
#[ignore = "needs a corpus, and counts every article by hand"]
fn counts_on_a_corpus_are_those_of_the_slow_matcher() {
    let articles =
        corpus(&std::env::var("DEPECHE_CORPUS").expect("DEPECHE_CORPUS names a file of JSON lines"));
    let indexed: Vec<Indexed> = articles.iter().map(Indexed::new).collect();
    let engine = engine_over(articles);
    let queries = [
        "(cessez-le-feu OU trêve) /p (pourparlers OU négociations)",
        "\"maintien de la paix\"",
        "=\"cessez-le-feu\"",
        "négocia* W/5 accord",
        "titre:grève date:2018..2019 -SNCF",
        "chapo:(attentat NEAR/10 Paris)",
        "atleast5 otage /s libération",
        "\"ministre =intérieur\"~4 NOT (manifestation OU \"gilets jaunes\")",
    ];
    for text in queries {
        let Query { root: Some(root) } = parse(text).query else { panic!("{text}") };
        let request = SearchRequest { num_hits: 0, weakest: Some(Match::All), ..SearchRequest::new(text) };
        let counted = engine.search(&parse(text).query, &request, &locate).unwrap().total.all;
        let by_hand = indexed.iter().filter(|article| article.satisfies(&root, None)).count() as u64;
        // A figure that a reader is to see.
        #[allow(clippy::print_stderr)]
        {
            eprintln!("{counted:>6} articles, {by_hand:>6} by hand: {text}");
        }
        assert_eq!(counted, by_hand, "{text}");
    }
}
