//! The words of an article at the positions that the index gives them, with their places in title and text: what matched can
//! be shown without asking the index. The layout of positions is that of `article`.

use super::article::{Boundary, ends_of};
use super::registry::analyzer_for;
use super::token::{Token, tokens};
use crate::model::{Article, Span};
use crate::text::{paragraphs, sentence_ends};

/// The words of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleTokens {
    /// Those of a title of its own; spans of the title. Empty when the title is a part of the text.
    pub title: Vec<Token>,
    /// Those of the text, paragraph by paragraph; spans of the text.
    pub paragraphs: Vec<ParagraphTokens>,
    /// What ends where, in the order of positions.
    pub boundaries: Vec<(u32, Boundary)>,
}

/// The words of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphTokens {
    /// Its place in the text.
    pub span: Span,
    /// Its words.
    pub tokens: Vec<Token>,
}

/// Reads the words of `article`. Stop words have no lemma, as in the index.
pub fn article_tokens(article: &Article) -> ArticleTokens {
    let mut reader = Reader { article, position: 0, read: ArticleTokens::default() };
    if let (Some(title), None) = (&article.title, article.title_span) {
        reader.read.title = reader.words(&title.value, 0);
        reader.end(&[Boundary::Paragraph, Boundary::Title]);
    }
    for paragraph in paragraphs(&article.text) {
        reader.paragraph(paragraph);
    }
    reader.read
}

struct Reader<'a> {
    article: &'a Article,
    /// The next free position.
    position: u32,
    read: ArticleTokens,
}

impl Reader<'_> {
    fn words(&mut self, text: &str, byte_start: usize) -> Vec<Token> {
        let language = self.article.language.as_ref().map(|language| language.value);
        let analyzer = analyzer_for(language);
        let mut words = tokens(text, language, self.position);
        for word in &mut words {
            word.span = Span::new(word.span.byte_start + byte_start, word.span.byte_end + byte_start);
            if analyzer.is_stop_word(&word.exact) {
                word.lemmas.clear();
            }
        }
        self.position = words.last().map_or(self.position, |last| last.position + 1);
        words
    }

    fn end(&mut self, boundaries: &[Boundary]) {
        self.read.boundaries.extend(boundaries.iter().map(|&boundary| (self.position, boundary)));
        self.position += 1;
    }

    fn paragraph(&mut self, span: Span) {
        let text = span.of(&self.article.text);
        let mut tokens = Vec::new();
        let mut start = 0;
        for end in sentence_ends(text) {
            let words = self.words(&text[start..end], span.byte_start + start);
            if !words.is_empty() {
                self.read.boundaries.push((self.position - 1, Boundary::Sentence));
            }
            tokens.extend(words);
            start = end;
        }
        self.read.paragraphs.push(ParagraphTokens { span, tokens });
        self.end(&ends_of(self.article, span));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::article::analyse_article;
    use super::super::stream::read_stream;
    use super::*;
    use crate::model::{Known, Language, Origin};

    fn article(title: Option<&str>, text: &str, lede: Option<Span>) -> Article {
        Article {
            title: title.map(|title| Known::stated(title.to_string(), "test")),
            text: text.to_string(),
            language: Some(Known::new(Language::FR, Origin::Setting, "test")),
            lede,
            ..Article::default()
        }
    }

    /// Position and term of every word, of a field of the index or as the tokens have it.
    fn placed(stream: &str) -> BTreeSet<(usize, String)> {
        read_stream(stream).into_iter().collect()
    }

    proptest! {
        #[test]
        fn words_stand_where_the_index_has_them(
            text in "[a-zàéèçA-Z'’\\-. \n0-9h]{0,200}|\\PC{0,80}",
            title in proptest::option::of("[a-zé '-]{0,30}"),
            lede in 0..60_usize,
        ) {
            let lede = (0..=lede.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
            let mut article = article(title.as_deref(), &text, lede.map(|end| Span::new(0, end)));
            if title.is_none() {
                article.title_span = paragraphs(&text).first().copied();
            }
            let read = article_tokens(&article);
            let analysed = analyse_article(&article);
            let words = || read.title.iter().chain(read.paragraphs.iter().flat_map(|paragraph| &paragraph.tokens));
            let exact = words().map(|word| (word.position as usize, word.exact.clone()));
            prop_assert_eq!(exact.filter(|(_, term)| !term.is_empty()).collect::<BTreeSet<_>>(), placed(&analysed.exact));
            let lemmas = words().flat_map(|word| word.lemmas.iter().map(|lemma| (word.position as usize, lemma.clone())));
            prop_assert_eq!(lemmas.filter(|(_, term)| !term.is_empty()).collect::<BTreeSet<_>>(), placed(&analysed.lemma));
            let ends = read.boundaries.iter().map(|(at, boundary)| (*at as usize, boundary.term().to_string()));
            prop_assert_eq!(ends.collect::<BTreeSet<_>>(), placed(&analysed.boundary));
        }
    }
}
