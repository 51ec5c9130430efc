//! What an entry says, in whatever kind of feed → an article. Reads no feed.

use crate::formats::lede::put_lede_first;
use crate::formats::metadata::{self, Doubts, known, one_line, stated};
use crate::model::{Article, PartialDate};

/// Lines that programs put behind an entry: how they begin, and what they say in the middle.
const APPENDED: &str = include_str!("appended.tsv");

/// A longer summary is the text again, not a lede.
const MAX_LEDE_BYTES: usize = 1500;

/// A longer line is a paragraph of the text.
const MAX_APPENDED_BYTES: usize = 400;

/// What a feed says of all its entries.
#[derive(Debug, Default)]
pub(super) struct Feed {
    /// `RSS`, `Atom`, `JSON Feed`.
    pub(super) kind: &'static str,
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) rights: Option<String>,
    /// When it was made: no entry is younger.
    pub(super) made: Option<PartialDate>,
}

/// A text with its markup, if any.
#[derive(Debug, Clone)]
pub(super) enum Marked {
    /// As it is read.
    Plain(String),
    /// HTML.
    Html(String),
}

impl Marked {
    /// The text without markup and without what programs append.
    fn into_text(self) -> String {
        let text = match self {
            Marked::Plain(text) => text.trim().to_string(),
            Marked::Html(html) => metadata::html_text(&html),
        };
        let kept: Vec<&str> = text.split("\n\n").filter(|paragraph| !is_appended(paragraph)).collect();
        kept.join("\n\n")
    }
}

/// What an entry says.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) address: Option<String>,
    /// The whole text.
    pub(super) content: Option<Marked>,
    /// Its beginning, or what it is about.
    pub(super) summary: Option<Marked>,
    /// Dates with the names of their members.
    pub(super) published: Option<(String, &'static str)>,
    pub(super) updated: Option<(String, &'static str)>,
    pub(super) authors: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) rights: Option<String>,
    /// The publication it was taken from, when the feed gathers from several.
    pub(super) source: Option<String>,
    pub(super) captions: Vec<String>,
}

impl Entry {
    /// The article; without text when the entry is a mere link.
    pub(super) fn into_article(self, feed: &Feed, doubts: &mut Doubts) -> Article {
        let kind = feed.kind;
        let place = |name: &str| format!("{kind} {name}");
        let mut article = Article {
            source_id: self.id.or_else(|| self.address.clone()),
            latest: feed.made,
            captions: self.captions,
            ..Article::default()
        };
        article.title = self
            .title
            .map(|title| one_line(&metadata::html_text(&title)))
            .and_then(|title| stated(&title))
            .map(|title| metadata::title(&title, place("title")));
        article.url = self.address.map(|address| known(address, place("link")));
        article.published =
            self.published.as_ref().and_then(|(text, name)| metadata::date(text, place(name), doubts));
        // The same element may stand for both, and is doubted once.
        let of_change = self.updated.filter(|date| self.published.as_ref() != Some(date));
        article.updated = of_change.and_then(|(text, name)| metadata::other_date(&text, place(name), doubts));
        if article.updated.as_ref().map(|date| date.value)
            == article.published.as_ref().map(|date| date.value)
        {
            article.updated = None;
        }
        let source = self.source.or_else(|| feed.title.clone());
        article.source =
            source.map(|source| known(one_line(&metadata::html_text(&source)), place("title of the feed")));
        let authors = if self.authors.is_empty() { feed.authors.clone() } else { self.authors };
        article.authors = metadata::known_list(metadata::people(authors), place("author"));
        article.tags = metadata::known_list(tags(self.tags), place("category"));
        let language = self.language.as_ref().or(feed.language.as_ref());
        article.language = language.and_then(|code| metadata::language(code, place("language")));
        article.rights =
            self.rights.or_else(|| feed.rights.clone()).map(|rights| known(rights, place("rights")));
        fill_text(&mut article, self.content, self.summary);
        article
    }
}

/// The content, with the summary as its lede; where there is no content, the summary as an excerpt.
fn fill_text(article: &mut Article, content: Option<Marked>, summary: Option<Marked>) {
    let summary = summary.map(Marked::into_text).filter(|text| !text.is_empty());
    article.text = content.map(Marked::into_text).unwrap_or_default();
    match summary {
        Some(summary) if article.text.is_empty() => {
            article.text = summary;
            article.is_excerpt = true;
        }
        Some(summary) if summary.len() <= MAX_LEDE_BYTES => put_lede_first(article, Some(&summary)),
        _ => {}
    }
}

/// Each category is one tag, whatever signs it has.
fn tags(words: Vec<String>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for word in words.iter().map(|word| one_line(word)).filter_map(|word| stated(&word)).take(200) {
        if !tags.contains(&word) {
            tags.push(word);
        }
    }
    tags
}

/// Whether a program put the paragraph there: `The post … appeared first on …`.
fn is_appended(paragraph: &str) -> bool {
    if paragraph.len() > MAX_APPENDED_BYTES {
        return false;
    }
    let line = one_line(paragraph).to_lowercase();
    let rows = APPENDED.lines().filter_map(|row| row.split_once('\t'));
    rows.into_iter().any(|(start, middle)| line.starts_with(start) && line.contains(middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(content: Option<&str>, summary: Option<&str>) -> Article {
        let html = |text: &str| Marked::Html(text.to_string());
        let entry = Entry { content: content.map(html), summary: summary.map(html), ..Entry::default() };
        entry.into_article(&Feed { kind: "RSS", ..Feed::default() }, &mut Doubts::default())
    }

    #[test]
    fn a_summary_alone_is_an_excerpt_and_else_the_lede() {
        let alone = article(None, Some("Les armes <b>se taisent</b> […]"));
        assert_eq!((alone.text.as_str(), alone.is_excerpt), ("Les armes se taisent […]", true));
        let both =
            article(Some("<p>Les armes se taisent depuis l'aube.</p><p>Suite.</p>"), Some("Pas un tir."));
        assert_eq!(
            (both.text.as_str(), both.is_excerpt),
            ("Pas un tir.\n\nLes armes se taisent depuis l'aube.\n\nSuite.", false)
        );
        assert_eq!(both.lede.map(|lede| lede.of(&both.text)), Some("Pas un tir."));
    }

    #[test]
    fn what_programs_append_is_no_text() {
        let text = article(Some("<p>Un.</p><p>L’article <a href='x'>Trêve</a> est apparu en premier sur <a>Le Courrier</a>.</p>"), None).text;
        assert_eq!(text, "Un.");
        assert_eq!(article(Some("<p>The post office is shut.</p>"), None).text, "The post office is shut.");
    }
}
