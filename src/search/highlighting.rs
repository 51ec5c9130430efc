//! A whole article with everything marked that a query means. Which words these are is `highlight`'s to say; here it is asked
//! of every passage, for a phrase does not reach from one paragraph into the next.

use std::collections::BTreeSet;

use super::error::Error;
use super::highlight::{Closeness, Found, ends_of, find, marks};
use super::local::{ArticleText, LocalSearcher};
use super::nearness::Ends;
use super::passage::cut;
use super::plan::Plan;
use super::proof::Proof;
use super::request::SearchRequest;
use crate::analysis::{article_tokens, tokens};
use crate::model::{Article, Span};
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
        let stored = self.engine.article(address)?;
        let parsed = parse(&request.text);
        let planned = self.engine.planned(&parsed.query, request)?;
        let (title, text) = mark(&planned.plan, &stored.article);
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
fn mark(plan: &Plan, article: &Article) -> (Vec<Span>, Vec<Span>) {
    let words = article_tokens(article);
    let ends = ends_of(&words);
    let proof = plan.has_places().then(|| Proof::of(plan, &words, &ends, true));
    let proof = proof.filter(|proof| !proof.title.is_empty() || !proof.text.is_empty());
    let title = article.title.as_ref().map_or("", |title| title.value.as_str());
    let language = article.language.as_ref().map(|language| language.value);
    // A title that was taken from the text is marked there, and once more as the title.
    let mut in_title = match article.title_span {
        None => find(plan, &words.title, &ends),
        Some(_) => {
            let all_is_title = Ends { title: Some(u32::MAX), ..Ends::default() };
            find(plan, &tokens(title, language, 0), &all_is_title)
        }
    };
    let passages = cut(&article.text, words.paragraphs, article.title_span);
    let mut in_text: Vec<Found> =
        passages.iter().flat_map(|passage| find(plan, &passage.tokens, &ends)).collect();
    if let Some(proof) = &proof {
        let stands =
            |found: &Found, proven: &BTreeSet<Span>| found.spans.iter().all(|span| proven.contains(span));
        in_text.retain(|found| stands(found, &proof.text));
        let inside = article.title_span.map(|title| {
            let proven = proof.text.iter().filter(|proven| title.contains(**proven));
            proven.map(|proven| proven.relative_to(title.byte_start)).collect::<BTreeSet<Span>>()
        });
        in_title.retain(|found| stands(found, inside.as_ref().unwrap_or(&proof.title)));
    }
    let weakest = Closeness::Related;
    (marks(&in_title, weakest, title), marks(&in_text, weakest, &article.text))
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
        let article = engine.article(address).unwrap().article;
        let (in_title, in_text) = mark(&plan, &article);
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
