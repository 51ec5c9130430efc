//! A document of an office program → an article: which paragraph is the title, what its properties are worth. Reads no format.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::diagnostics::Code;
use crate::formats::exports::hand_over_articles;
use crate::formats::metadata::{self, known_list};
use crate::formats::{Failure, Output};
use crate::model::{Article, PartialDate, Span};
use crate::text::written_date;
use crate::text::{ceil_char_boundary, floor_char_boundary};

use super::story::Paragraph;

/// What the styles of paragraphs are called, in the languages of office programs: a role a line, then names in lower case.
const STYLES: &str = include_str!("styles.tsv");

/// Titles that programs write by themselves, in lower case and without the number behind them.
const NO_TITLES: &str = include_str!("no_titles.txt");

/// A longer paragraph is no title, whatever its style.
const MAX_TITLE_CHARS: usize = 300;

/// Paragraphs in which a lede is looked for.
const NUM_LEDE_PARAGRAPHS: usize = 8;

/// Bytes at the start and at the end of a text in which a byline is looked for.
const NUM_BYLINE_BYTES: usize = 600;

/// The day on which the model of a library that makes documents was saved; all its documents say it.
const NO_DAY: &str = "2013-12-23T23:15:00Z";

/// What a document says of itself, as written.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub(super) title: Option<String>,
    pub(super) creator: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) created: Option<String>,
    pub(super) modified: Option<String>,
}

/// A document as its reader found it.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) paragraphs: Vec<Paragraph>,
    /// Footnotes and endnotes.
    pub(super) notes: Vec<Paragraph>,
    pub(super) properties: Properties,
    /// The language that most of the text is marked with.
    pub(super) marked_language: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Title,
    Heading,
    Lede,
    Contents,
}

static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let mut roles = HashMap::new();
    for line in STYLES.lines() {
        let mut fields = line.split('\t');
        let role = match fields.next() {
            Some("title") => Role::Title,
            Some("heading") => Role::Heading,
            Some("lede") => Role::Lede,
            Some("contents") => Role::Contents,
            _ => continue,
        };
        roles.extend(fields.map(|name| (name, role)));
    }
    roles
});

fn role_of(style: &str) -> Option<Role> {
    if style.is_empty() || style.len() > 40 {
        return None;
    }
    ROLES.get(style.to_lowercase().as_str()).copied()
}

impl Document {
    /// Hands over the article, or the articles of the export that was saved as a document: press databases give their
    /// exports so, and people save them so.
    pub(super) fn hand_over(self, output: &mut Output<'_>) -> Result<(), Failure> {
        let paragraphs: Vec<&str> = self.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        if hand_over_articles(&paragraphs, output)? {
            return Ok(());
        }
        let article = self.into_article();
        output.single =
            Some(article.ok_or_else(|| Failure::failed(Code::NoText, "the document holds no text"))?);
        Ok(())
    }

    /// The article; `None` when there is no text.
    fn into_article(self) -> Option<Article> {
        let is_text = |paragraph: &Paragraph| role_of(&paragraph.style) != Some(Role::Contents);
        let paragraphs: Vec<Paragraph> = self.paragraphs.into_iter().filter(is_text).collect();
        let mut article = Article::default();
        let mut spans = Vec::with_capacity(paragraphs.len());
        for paragraph in paragraphs.iter().chain(&self.notes) {
            if !article.text.is_empty() {
                article.text.push_str("\n\n");
            }
            let byte_start = article.text.len();
            article.text.push_str(&paragraph.text);
            spans.push(Span::new(byte_start, article.text.len()));
        }
        if article.text.is_empty() {
            return None;
        }
        set_title(&mut article, &paragraphs, &spans, self.properties.title.as_deref());
        set_lede(&mut article, &paragraphs, &spans);
        article.language = match (&self.properties.language, &self.marked_language) {
            (Some(stated), _) => metadata::language(stated, "document properties dc:language"),
            (None, Some(marked)) => metadata::language(marked, "language mark of the text"),
            (None, None) => None,
        };
        self.properties.fill(&mut article);
        Some(article)
    }
}

/// A paragraph of the style for titles, the heading that opens the text, or the property: what readers see goes first.
fn set_title(article: &mut Article, paragraphs: &[Paragraph], spans: &[Span], property: Option<&str>) {
    let is_short = |paragraph: &Paragraph| paragraph.text.chars().nth(MAX_TITLE_CHARS).is_none();
    let with_role =
        |paragraph: &Paragraph, role| role_of(&paragraph.style) == Some(role) && is_short(paragraph);
    let styled = paragraphs.iter().position(|paragraph| with_role(paragraph, Role::Title));
    let opening = paragraphs.first().filter(|first| with_role(first, Role::Heading)).map(|_| 0);
    if let Some(at) = styled.or(opening) {
        let place = format!("paragraph of style {}", paragraphs[at].style);
        article.title = Some(metadata::title(&paragraphs[at].text, place));
        article.title_span = Some(spans[at]);
        return;
    }
    let Some(title) = property.and_then(metadata::stated).filter(|title| says_something(title)) else {
        return;
    };
    let title = metadata::title(&title, "document properties dc:title");
    let repeated = paragraphs.iter().zip(spans).take(3);
    article.title_span = repeated
        .filter(|(paragraph, _)| metadata::one_line(&paragraph.text) == title.value)
        .map(|(_, span)| *span)
        .next();
    article.title = Some(title);
}

/// Whether a title was written by a person: not `Document1`, `Microsoft Word - depeche.doc`.
fn says_something(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let plain =
        title.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '-' | '(' | ')'));
    let is_file =
        [".doc", ".docx", ".docm", ".dot", ".dotx", ".odt", ".rtf", ".txt", ".tmp", ".wpd", ".htm", ".html"]
            .iter()
            .any(|ending| title.ends_with(ending));
    let is_made = NO_TITLES.lines().any(|known| known == plain);
    !plain.is_empty() && !is_file && !is_made
}

/// Paragraphs of a style that newsrooms call chapô, one after the other, near the start.
fn set_lede(article: &mut Article, paragraphs: &[Paragraph], spans: &[Span]) {
    let is_lede = |at: usize| paragraphs.get(at).is_some_and(|one| role_of(&one.style) == Some(Role::Lede));
    let Some(first) = (0..NUM_LEDE_PARAGRAPHS).find(|at| is_lede(*at)) else { return };
    let last = (first..paragraphs.len()).take_while(|at| is_lede(*at)).last().unwrap_or(first);
    article.lede = Some(Span::new(spans[first].byte_start, spans[last].byte_end));
}

impl Properties {
    fn fill(self, article: &mut Article) {
        let mut tags = metadata::keywords(self.keywords);
        for subject in metadata::keywords(self.subject.into_iter().collect()) {
            if !tags.contains(&subject) {
                tags.push(subject);
            }
        }
        article.tags = known_list(tags, "document properties keywords and subject");
        let name = self.creator.map(|name| metadata::one_line(&name)).filter(|name| is_name(name));
        if let Some(name) = name.filter(|name| signs(name, &article.text)) {
            article.authors = known_list(vec![name], "document properties dc:creator, and the text");
        }
        article.latest = [self.created, self.modified]
            .into_iter()
            .flatten()
            .filter(|date| date.trim() != NO_DAY)
            .filter_map(|date| written_date::parse(&date).ok().flatten())
            .max_by_key(|date: &PartialDate| date.first_minute());
    }
}

/// Two words at least: an account such as `mdupont` or `Redaction2` names nobody.
fn is_name(name: &str) -> bool {
    name.len() <= 80 && name.contains(' ') && !name.contains(|c: char| c.is_ascii_digit() || c == '@')
}

/// Whether the text has the name near its start or its end. Who typed a document need not have written it.
fn signs(name: &str, text: &str) -> bool {
    let start = &text[..floor_char_boundary(text, NUM_BYLINE_BYTES)];
    let end = &text[ceil_char_boundary(text, text.len().saturating_sub(NUM_BYLINE_BYTES))..];
    let name = name.to_lowercase();
    [start, end].iter().any(|part| metadata::one_line(part).to_lowercase().contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(paragraphs: &[(&str, &str)]) -> Document {
        let paragraphs = paragraphs
            .iter()
            .map(|(style, text)| Paragraph { text: text.to_string(), style: style.to_string() })
            .collect();
        Document { paragraphs, ..Document::default() }
    }

    fn title(article: &Article) -> Option<(&str, Option<&str>)> {
        let title = article.title.as_ref()?;
        Some((&title.value, article.title_span.map(|span| span.of(&article.text))))
    }

    #[test]
    fn the_title_is_what_readers_see() {
        let mut seen =
            document(&[("", "Vaubrune"), ("Title", "La digue\ntient"), ("Chapô", "En bref."), ("", "Un.")]);
        seen.properties.title = Some("Gabarit 2019".into());
        let article = seen.into_article().unwrap();
        assert_eq!(title(&article), Some(("La digue tient", Some("La digue\ntient"))));
        assert_eq!(article.lede.map(|span| span.of(&article.text)), Some("En bref."));
        let heading = document(&[("heading 1", "La digue"), ("", "Un.")]).into_article().unwrap();
        assert_eq!(title(&heading), Some(("La digue", Some("La digue"))));
        let late = document(&[("", "Un."), ("heading 1", "Deux")]).into_article().unwrap();
        assert_eq!(title(&late), None);
    }

    #[test]
    fn the_property_counts_when_it_says_something() {
        let with = |property: &str| {
            let mut document = document(&[("", "La digue tient"), ("", "Un.")]);
            document.properties.title = Some(property.into());
            let article = document.into_article().unwrap();
            title(&article).map(|(title, span)| (title.to_string(), span.map(str::to_string)))
        };
        assert_eq!(with("La digue tient"), Some(("La digue tient".into(), Some("La digue tient".into()))));
        assert_eq!(with("Crue de mars"), Some(("Crue de mars".into(), None)));
        for made in ["Document1", "Sans titre 2", "Microsoft Word - crue.doc", "", "12", "crue v2.docx"] {
            assert_eq!(with(made), None, "{made}");
        }
    }

    #[test]
    fn who_typed_it_is_an_author_when_the_text_says_so() {
        let with = |creator: &str, text: &str| {
            let mut document = document(&[("", text)]);
            document.properties.creator = Some(creator.into());
            document.into_article().unwrap().authors().to_vec()
        };
        assert_eq!(with("Irène Caussade", "Par IRÈNE CAUSSADE\nLa digue."), ["Irène Caussade"]);
        assert_eq!(with("Irène Caussade", "La digue tient."), [] as [String; 0]);
        assert_eq!(with("icaussade", "icaussade"), [] as [String; 0]);
    }

    #[test]
    fn dates_of_the_file_bound_and_do_not_publish() {
        let mut document = document(&[("", "Un.")]);
        document.properties.created = Some(NO_DAY.into());
        document.properties.modified = Some("2019-03-07T10:12:00Z".into());
        let article = document.into_article().unwrap();
        assert_eq!(article.latest.map(|date| date.to_string()).as_deref(), Some("2019-03-07T10:12:00Z"));
        assert_eq!(article.published, None);
    }

    #[test]
    fn contents_are_left_out_and_notes_come_last() {
        let mut document = document(&[("toc 1", "Un 3"), ("", "Un.")]);
        document.notes.push(Paragraph { text: "Note.".into(), style: String::new() });
        assert_eq!(document.into_article().unwrap().text, "Un.\n\nNote.");
    }
}
