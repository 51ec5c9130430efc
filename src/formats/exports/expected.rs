//! Test support: an article's fields as short texts, to be compared in one go, and what detection takes a file for.

use std::io::Write;

use crate::formats::{Flow, ReadOptions, read_file};
use crate::model::{Article, Known};

/// The fields of an article; those not named are empty.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fields<T = &'static str> {
    pub(super) id: T,
    pub(super) title: T,
    pub(super) source: T,
    pub(super) section: T,
    pub(super) page: T,
    pub(super) published: T,
    pub(super) updated: T,
    pub(super) authors: T,
    pub(super) tags: T,
    pub(super) subjects: T,
    pub(super) language: T,
    pub(super) rights: T,
    pub(super) url: T,
    pub(super) place: T,
    pub(super) captions: T,
    pub(super) credits: T,
    pub(super) latest: T,
    pub(super) lede: T,
    pub(super) text: T,
}

impl Fields {
    pub(super) fn owned(&self) -> Fields<String> {
        let text = str::to_string;
        Fields {
            id: text(self.id),
            title: text(self.title),
            source: text(self.source),
            section: text(self.section),
            page: text(self.page),
            published: text(self.published),
            updated: text(self.updated),
            authors: text(self.authors),
            tags: text(self.tags),
            subjects: text(self.subjects),
            language: text(self.language),
            rights: text(self.rights),
            url: text(self.url),
            place: text(self.place),
            captions: text(self.captions),
            credits: text(self.credits),
            latest: text(self.latest),
            lede: text(self.lede),
            text: text(self.text),
        }
    }
}

/// The fields of `article`; lists joined by bars, subjects as `code=name`.
pub(super) fn fields_of(article: &Article) -> Fields<String> {
    fn known<T: ToString>(field: &Option<Known<T>>) -> String {
        field.as_ref().map(|field| field.value.to_string()).unwrap_or_default()
    }
    let subjects = article
        .subjects()
        .iter()
        .map(|subject| format!("{}={}", subject.code, subject.name.as_deref().unwrap_or("")));
    Fields {
        id: article.source_id.clone().unwrap_or_default(),
        title: known(&article.title),
        source: known(&article.source),
        section: known(&article.section),
        page: known(&article.page),
        published: known(&article.published),
        updated: known(&article.updated),
        authors: article.authors().join("|"),
        tags: article.tags().join("|"),
        subjects: subjects.collect::<Vec<_>>().join("|"),
        language: known(&article.language),
        rights: known(&article.rights),
        url: known(&article.url),
        place: article.dateline.as_ref().and_then(|line| line.value.place.clone()).unwrap_or_default(),
        captions: article.captions.join("|"),
        credits: article.credits.join("|"),
        latest: article.latest.map(|day| day.to_string()).unwrap_or_default(),
        lede: article.lede.map(|lede| lede.of(&article.text).to_string()).unwrap_or_default(),
        text: article.text.clone(),
    }
}

/// The format that a file of this name and content is taken for.
pub(super) fn format_of(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(content).unwrap();
    let read = read_file(&path, &ReadOptions::default(), &mut Vec::new(), &mut |_| Flow::Continue);
    match read {
        Ok(read) => read.format.into_owned(),
        Err(error) => error.format.map_or("none".to_string(), |format| format.into_owned()),
    }
}
