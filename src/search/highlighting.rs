//! A whole article with everything marked that a query means. Which words these are is `highlight`'s to say; here it is asked
//! of every passage, for a phrase does not reach from one paragraph into the next.

use super::error::Error;
use super::highlight::{Closeness, Found, marks};
use super::local::{ArticleText, LocalSearcher};
use super::marker::{Marker, Wanted};
use super::plan::Plan;
use super::read_article::ReadArticle;
use super::request::SearchRequest;
use crate::model::Span;
use crate::query::{Remark, parse};

/// The words of an article that a query means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Highlighting {
    /// The query as typed.
    pub query: String,
    /// The query as understood, in the query language itself.
    pub understood: String,
    /// What a person should know about the reading.
    pub remarks: Vec<Remark>,
    /// Spans of the title: sorted and disjoint.
    pub title: Vec<Span>,
    /// Spans of the stored text.
    pub text: Vec<Span>,
}

impl Highlighting {
    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.text.is_empty()
    }
}

impl LocalSearcher {
    /// What `request` means in `article`, whether or not it is an answer: words as typed, inflected, derived, and of the same
    /// concept.
    pub fn highlighting(
        &self,
        article: &ArticleText,
        request: &SearchRequest,
    ) -> Result<Highlighting, Error> {
        let id = article.head.id;
        let address = self.engine.address(id)?.ok_or_else(|| Error::UnknownArticle(id.to_string()))?;
        let read = ReadArticle::of(self.engine.article(address)?);
        let parsed = parse(&request.text);
        let planned = self.engine.planned(&parsed.query, request)?;
        let (title, text) = mark(&planned.plan, &read);
        let understood = planned.query.without_words(&planned.plan.left_out);
        let is_as_typed = understood == parsed.query;
        Ok(Highlighting {
            query: request.text.clone(),
            understood: if is_as_typed { parsed.understood } else { understood.to_string() },
            remarks: parsed.remarks.into_iter().chain(planned.remarks).collect(),
            title,
            text,
        })
    }
}

/// What `plan` means in the title and in the text: where the article proves the query, the words that stand as it wants them;
/// in other articles its words wherever they stand.
fn mark(plan: &Plan, read: &ReadArticle) -> (Vec<Span>, Vec<Span>) {
    let article = &read.stored.article;
    let marker = Marker::new(plan, article, read.into(), Wanted::ProvenRelated).or_anywhere();
    let title = marker.in_title(&read.words.title);
    let in_text: Vec<Found> =
        read.passages.iter().flat_map(|passage| marker.in_text(&passage.tokens)).collect();
    let weakest = Closeness::Related;
    (marks(&title.found, weakest, title.text), marks(&in_text, weakest, &article.text))
}

#[cfg(test)]
mod tests {
    use super::super::engine::tests::engine;
    use super::*;

    /// What is marked of the only article.
    fn marked(title: &str, text: &str, query: &str) -> (Vec<String>, Vec<String>) {
        let engine = engine(&[(title, text)]);
        let plan = engine.plan(&parse(query).query, &SearchRequest::default()).unwrap();
        let address = tantivy::DocAddress::new(0, 0);
        let read = ReadArticle::of(engine.article(address).unwrap());
        let (in_title, in_text) = mark(&plan, &read);
        let cut =
            |text: &str, spans: Vec<Span>| spans.into_iter().map(|span| span.of(text).to_string()).collect();
        (cut(title, in_title), cut(text, in_text))
    }

    #[test]
    fn all_of_the_article_is_marked() {
        let text = "La trêve tient.\n\nAprès deux trêves, l’accord.\n\nUn cessez-le-feu, dit-on.";
        let (title, text) = marked("La trêve et l’accord", text, "trêve accord");
        assert_eq!(title, ["trêve", "accord"]);
        assert_eq!(text, ["trêve", "trêves", "accord"]);
    }

    #[test]
    fn a_phrase_does_not_cross_paragraphs() {
        let (_, text) = marked("Titre", "Le port\n\nfranc ferme. Le port franc ouvre.", "\"port franc\"");
        assert_eq!(text.join(" "), "port franc");
    }
}
