//! An article read back, word by word and cut into passages: what every quotation of it begins with, whatever the query. Which
//! words match is `marker`'s to say, which passages are shown `quote`'s.

use super::passage::{Passage, cut};
use crate::analysis::{ArticleTokens, article_tokens};
use crate::index::StoredArticle;
use crate::text::LineIndex;

/// An article with its words.
pub(super) struct ReadArticle {
    pub stored: StoredArticle,
    /// Those of a title of its own, and what ends where. Those of the text are the passages'.
    pub words: ArticleTokens,
    /// All of them, one that is the title too.
    pub passages: Vec<Passage>,
    pub lines: LineIndex,
}

impl ReadArticle {
    /// Reads the words of an article.
    pub fn of(stored: StoredArticle) -> ReadArticle {
        let article = &stored.article;
        let mut words = article_tokens(article);
        let passages = cut(&article.text, std::mem::take(&mut words.paragraphs), article.title_span);
        let lines = LineIndex::new(&article.text);
        ReadArticle { stored, words, passages, lines }
    }

    /// How many words it has, joined spellings too.
    pub fn num_words(&self) -> usize {
        self.words.title.len() + self.passages.iter().map(|passage| passage.tokens.len()).sum::<usize>()
    }
}
