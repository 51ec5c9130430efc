//! One article as one line that can be pasted into a footnote. Bibliography formats come with exports, not here.

use super::printable::printable_words;
use super::{Look, place_of_article};
use crate::model::Unit;
use crate::search::ArticleHead;

/// Authors, « title », publication, date, page, id, place: what is known of these, separated by commas.
pub fn citation(article: &ArticleHead) -> String {
    let title = article.title.as_ref().map(|title| format!("« {} »", one_line(&title.value)));
    let parts = [
        authors(&article.authors),
        title,
        article.source.as_ref().map(|source| one_line(&source.value)),
        Some(
            article
                .published
                .as_ref()
                .map_or("undated".to_string(), |date| date.value.without_time().to_string()),
        ),
        page(article),
        Some(format!("depeche:{}", article.id)),
        Some(place_of_article(article, &Look::default())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Authors are separated by semicolons: a comma may stand inside a name.
fn authors(authors: &[String]) -> Option<String> {
    let names: Vec<_> = authors.iter().map(|name| one_line(name)).collect();
    (!names.is_empty()).then(|| names.join("; "))
}

fn page(article: &ArticleHead) -> Option<String> {
    let page = article.page.as_ref()?;
    let word = if article.unit == Unit::Chapter { "part" } else { "page" };
    Some(format!("{word} {}", one_line(page)))
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    printable_words(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::text::samples;
    use super::citation;

    #[test]
    fn says_what_is_known() {
        assert_eq!(
            citation(&samples::head()),
            "Nadia Ferrand; Paul Ozanne, « La trêve tient », L’Écho d’Orsane, 2023-09-20, \
             depeche:nve233xqy65e, /presse/2023/09/trêve.txt"
        );
    }

    #[test]
    fn leaves_out_what_is_not_known() {
        let mut article = samples::head();
        (article.authors, article.source, article.published) = (Vec::new(), None, None);
        article.page = Some("4".into());
        assert_eq!(
            citation(&article),
            "« La trêve tient », undated, page 4, depeche:nve233xqy65e, /presse/2023/09/trêve.txt"
        );
    }
}
