//! Fields of Factiva, in whichever of its formats they stood → an article. Parses no format.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::formats::metadata::{self, Doubts, one_line, stated};
use crate::model::{Article, Known, Span, Subject};

use super::byline;

/// A role a line, then the two- and three-letter codes that have it.
const CODES: &str = include_str!("factiva_codes.tsv");

/// Codes of subjects that are kept of one article.
const MAX_SUBJECTS: usize = 300;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Headline.
    Title,
    /// Byline.
    Authors,
    /// Section.
    Section,
    /// Day of publication.
    Published,
    /// Time of publication.
    Time,
    /// Name of the publication.
    Source,
    /// Page.
    Page,
    /// Copyright.
    Rights,
    /// Accession number.
    Id,
    /// Language.
    Language,
    /// Lead paragraphs.
    Lede,
    /// The rest of the text.
    Text,
    /// Whose work it is.
    Credits,
    /// Captions.
    Captions,
    /// Codes of subjects, regions, companies, industries with their names.
    Subjects,
    /// Keywords of the publisher.
    Tags,
}

static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let lines = CODES.lines().filter_map(|line| line.split_once('\t'));
    let named = lines.filter_map(|(role, codes)| Some((role_called(role)?, codes)));
    named.flat_map(|(role, codes)| codes.split('\t').map(move |code| (code, role))).collect()
});

/// The role of that name in a table.
pub(super) fn role_called(name: &str) -> Option<Role> {
    Some(match name {
        "title" => Role::Title,
        "authors" => Role::Authors,
        "section" => Role::Section,
        "published" => Role::Published,
        "time" => Role::Time,
        "source" => Role::Source,
        "page" => Role::Page,
        "rights" => Role::Rights,
        "id" => Role::Id,
        "language" => Role::Language,
        "lede" => Role::Lede,
        "text" => Role::Text,
        "credits" => Role::Credits,
        "captions" => Role::Captions,
        "subjects" => Role::Subjects,
        "tags" => Role::Tags,
        _ => return None,
    })
}

/// Whether `text` may be a code, known or not: `HD`, `IPC`.
pub(super) fn is_code(text: &str) -> bool {
    (2..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// What the field with this code holds, when it is one that is read.
pub(super) fn role_of(code: &str) -> Option<Role> {
    ROLES.get(code).copied()
}

/// The fields of one article, as texts.
#[derive(Debug, Default)]
pub(super) struct Fields {
    texts: HashMap<Role, String>,
    subjects: Vec<Subject>,
}

impl Fields {
    /// Takes a field. Of several with one role, the paragraphs follow each other.
    pub(super) fn add(&mut self, role: Role, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if role == Role::Subjects {
            text.split('|').for_each(|subject| self.add_written_subject(subject));
            return;
        }
        let joined = self.texts.entry(role).or_default();
        if !joined.is_empty() {
            joined.push_str("\n\n");
        }
        joined.push_str(text);
    }

    /// Takes a keyword of the publisher.
    pub(super) fn add_tag(&mut self, tag: &str) {
        let tags = self.texts.entry(Role::Tags).or_default();
        if !tags.is_empty() {
            tags.push('|');
        }
        tags.push_str(tag);
    }

    /// `gvote : Elections`.
    fn add_written_subject(&mut self, text: &str) {
        let (code, name) = text.split_once(':').unwrap_or((text, ""));
        self.add_subject(code, name);
    }

    /// Takes a code of Factiva's classification and its name.
    pub(super) fn add_subject(&mut self, code: &str, name: &str) {
        let (code, name) = (code.trim(), one_line(name));
        if !code.is_empty() && !code.contains(char::is_whitespace) && self.subjects.len() < MAX_SUBJECTS {
            self.subjects.push(Subject { code: format!("factiva:{code}"), name: stated(&name) });
        }
    }

    /// The article that the fields describe.
    pub(super) fn into_article(mut self, doubts: &mut Doubts) -> Article {
        let title = self.line(Role::Title).map(|title| metadata::title(&title, "Factiva headline"));
        let mut article = Article { title, ..Article::default() };
        article.source = self.known(Role::Source, "Factiva source name");
        article.section = self.known(Role::Section, "Factiva section");
        article.page = self.known(Role::Page, "Factiva page");
        article.rights = self.known(Role::Rights, "Factiva copyright");
        article.language =
            self.line(Role::Language).and_then(|name| metadata::language(&name, "Factiva language"));
        article.source_id = self.line(Role::Id).and_then(|id| accession_number(&id));
        let bylines = self.take(Role::Authors).unwrap_or_default();
        article.authors = metadata::known_list(byline::authors(bylines.lines()), "Factiva byline");
        self.fill_date(&mut article, doubts);
        let tags =
            self.take(Role::Tags).map(|tags| tags.split('|').map(one_line).collect()).unwrap_or_default();
        article.tags = metadata::known_list(metadata::keywords(tags), "Factiva keywords");
        article.subjects = metadata::known_list(std::mem::take(&mut self.subjects), "Factiva codes");
        article.credits = self.line(Role::Credits).into_iter().collect();
        article.captions = self.take(Role::Captions).map(paragraphs).unwrap_or_default();
        self.fill_text(&mut article);
        article
    }

    /// The time says no zone, so none is put there.
    fn fill_date(&mut self, article: &mut Article, doubts: &mut Doubts) {
        let time = self.line(Role::Time).unwrap_or_default();
        let Some(day) = self.line(Role::Published) else { return };
        article.published = metadata::date(&format!("{day} {time}"), "Factiva date", doubts);
        if article.published.is_none() {
            article.date_as_written = Some(day);
        }
    }

    fn fill_text(&mut self, article: &mut Article) {
        let lede = self.take(Role::Lede).unwrap_or_default();
        match self.take(Role::Text) {
            Some(text) if !lede.is_empty() => {
                article.text = format!("{lede}\n\n{text}");
                article.lede = Some(Span::new(0, lede.len()));
            }
            // Short articles stand whole in the lead paragraphs.
            text => article.text = text.unwrap_or(lede),
        }
    }

    fn take(&mut self, role: Role) -> Option<String> {
        self.texts.remove(&role)
    }

    fn line(&mut self, role: Role) -> Option<String> {
        self.take(role).and_then(|text| stated(&one_line(&text)))
    }

    fn known(&mut self, role: Role, place: &str) -> Option<Known<String>> {
        self.line(role).map(|text| metadata::known(text, place))
    }
}

fn paragraphs(text: String) -> Vec<String> {
    text.split("\n\n").map(one_line).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// The number in `Document LEMONDE020111229e7ct0001r`, whatever the word before it is called in the reader's language.
pub(super) fn accession_number(text: &str) -> Option<String> {
    let mut words = text.split_whitespace().rev();
    let number = words.next()?;
    let is_plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_source = number.bytes().take(2).all(|byte| byte.is_ascii_alphabetic());
    let num_digits = number.bytes().filter(u8::is_ascii_digit).count();
    let is_number = is_plain && has_source && num_digits >= 8 && (15..=60).contains(&number.len());
    (is_number && words.count() <= 2).then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_names_a_role() {
        assert!(
            CODES
                .lines()
                .all(|line| line.split_once('\t').is_some_and(|(role, _)| role_called(role).is_some()))
        );
        assert_eq!((role_of("TD"), role_of("IPC")), (Some(Role::Text), None));
    }

    #[test]
    fn accession_numbers_stand_behind_a_word_in_any_language() {
        for text in [
            "Document VALLEE0020111229e7ct0001r",
            "Dokument VALLEE0020111229e7ct0001r",
            "VALLEE0020111229e7ct0001r",
        ] {
            assert_eq!(accession_number(text).as_deref(), Some("VALLEE0020111229e7ct0001r"), "{text}");
        }
        for text in [
            "",
            "Document",
            "Le document dont il parle est VALLEE0020111229e7ct0001r",
            "anticonstitutionnellement",
        ] {
            assert_eq!(accession_number(text), None, "{text}");
        }
    }

    #[test]
    fn bad_dates_stay_as_written() {
        let mut fields = Fields::default();
        fields.add(Role::Published, "31 février 2011");
        let mut doubts = Doubts::default();
        let article = fields.into_article(&mut doubts);
        assert_eq!((article.published, article.date_as_written.as_deref()), (None, Some("31 février 2011")));
        assert_eq!(doubts.0.len(), 1);
    }
}
