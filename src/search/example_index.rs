//! An index in memory of a few articles, for the tests of this module.

use crate::analysis::{analyse_article, register_tokenizers};
use crate::index::{ArticleDocument, FileOrigin, tantivy_schema};
use crate::model::{Article, ArticleId, Known};

/// A searcher over one segment of articles, each a title and a text; their paths are their numbers.
pub(super) fn searcher(texts: &[(&str, &str)]) -> tantivy::Searcher {
    let article = |(title, text): &(&str, &str)| Article {
        title: Some(Known::stated(title.to_string(), "test")),
        text: text.to_string(),
        ..Article::default()
    };
    searcher_over(texts.iter().map(article).collect())
}

/// The same over articles of which more is known.
pub(super) fn searcher_over(articles: Vec<Article>) -> tantivy::Searcher {
    let index = tantivy::Index::create_in_ram(tantivy_schema().clone());
    register_tokenizers(index.tokenizers());
    let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
    for (number, article) in articles.into_iter().enumerate() {
        let path = number.to_string().into_bytes();
        let id = ArticleId::new("test", &path, "");
        let origin = FileOrigin { id, folder: "test".into(), path, member: None, file_time: None };
        let analysed = analyse_article(&article);
        writer.add_document(ArticleDocument::new(&origin, article, analysed)).unwrap();
    }
    writer.commit().unwrap();
    index.reader().unwrap().searcher()
}
