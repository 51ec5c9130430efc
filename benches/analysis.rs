//! What it costs to turn text into terms: `cargo bench --bench analysis`. Throughput is in bytes of titles and texts.

mod corpus;

use depeche::analysis::{analyse_article, tokens};
use depeche::model::{Article, Known, Language};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

const NUM_ARTICLES: usize = 200;

fn main() {
    divan::main();
}

/// Articles ready for analysis in a language, and their bytes.
fn articles(language: Language) -> (Vec<Article>, BytesCount) {
    let drafts = corpus::drafts(NUM_ARTICLES);
    let num_bytes: usize = drafts.iter().map(|draft| draft.title.len() + draft.text.len()).sum();
    let article = |draft: corpus::Draft| Article {
        title: Some(Known::stated(draft.title, "benchmark")),
        text: draft.text,
        language: Some(Known::stated(language, "benchmark")),
        ..Article::default()
    };
    (drafts.into_iter().map(article).collect(), BytesCount::new(num_bytes))
}

/// As indexing does it: all aligned fields of an article at once.
#[divan::bench]
fn article_french(bencher: Bencher) {
    let (articles, num_bytes) = articles(Language::FR);
    bencher
        .counter(num_bytes)
        .bench(|| articles.iter().map(|article| black_box(analyse_article(article)).num_words).sum::<u32>());
}

/// As `inspect analyze`, highlighting and passages do it: a list with spans.
#[divan::bench]
fn tokens_french(bencher: Bencher) {
    let (articles, num_bytes) = articles(Language::FR);
    bencher.counter(num_bytes).bench(|| {
        articles
            .iter()
            .map(|article| black_box(tokens(&article.text, Some(Language::FR), 0)).len())
            .sum::<usize>()
    });
}

/// Where paragraphs and sentences end: a part of both.
#[divan::bench]
fn sentence_ends(bencher: Bencher) {
    let (articles, num_bytes) = articles(Language::FR);
    bencher.counter(num_bytes).bench(|| {
        articles
            .iter()
            .map(|article| black_box(depeche::text::sentence_ends(&article.text)).len())
            .sum::<usize>()
    });
}
