//! The document handed to tantivy: one analysis, read as a stream by each aligned field; nothing is cloned per value.

use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};

use super::fields::Fields;
use super::record::{FileOrigin, Record};
use crate::analysis::{AnalysedArticle, MAX_TERM_BYTES, fold, is_apostrophe};
use crate::model::{Article, Status};

/// One article with its analysis.
#[derive(Debug)]
pub(crate) struct ArticleDocument {
    values: Vec<(Field, Owned)>,
}

/// A value of a document.
#[derive(Debug)]
pub(crate) enum Owned {
    Text(String),
    Number(u64),
}

impl Owned {
    /// The value of a field of text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Owned::Text(text) => Some(text),
            Owned::Number(_) => None,
        }
    }

    /// The value of a field of numbers.
    pub(crate) fn number(&self) -> Option<u64> {
        match self {
            Owned::Text(_) => None,
            Owned::Number(number) => Some(*number),
        }
    }
}

impl ArticleDocument {
    /// Takes an enriched article and its analysis apart.
    pub(crate) fn new(origin: &FileOrigin, mut article: Article, analysed: AnalysedArticle) -> Self {
        let fields = Fields::get();
        let mut values = vec![
            (fields.id, Owned::Text(origin.id.to_string())),
            (fields.id_number, Owned::Number(origin.id.number())),
            (fields.file, Owned::Text(FileOrigin::file_term(&origin.folder, &origin.path))),
            (fields.lemma, Owned::Text(analysed.lemma)),
            (fields.exact, Owned::Text(analysed.exact)),
            (fields.boundary, Owned::Text(analysed.boundary)),
            (fields.num_words, Owned::Number(u64::from(analysed.num_words))),
        ];
        if !analysed.caption.is_empty() {
            values.push((fields.caption, Owned::Text(analysed.caption)));
        }
        let mut keyword = |field, value: &str| values.push((field, Owned::Text(value.to_string())));
        if let Some(source_id) = &article.source_id {
            keyword(fields.source_id, source_id);
        }
        if let Some(source) = &article.source {
            keyword(fields.source, &filter_key(&source.value));
        }
        if let Some(section) = &article.section {
            keyword(fields.section, &filter_key(&section.value));
        }
        if let Some(language) = &article.language {
            keyword(fields.language, language.value.as_str());
        }
        if let Some(agency) = &article.agency {
            keyword(fields.agency, &filter_key(&agency.value));
        }
        if let Some(place) = article.dateline.as_ref().and_then(|dateline| dateline.value.place.as_deref()) {
            keyword(fields.dateline, &filter_key(place));
        }
        if let Some(url) = &article.url {
            keyword(fields.url, &url_key(&url.value));
        }
        article.authors().iter().for_each(|author| keyword(fields.author, &filter_key(author)));
        article.tags().iter().for_each(|tag| keyword(fields.tag, &filter_key(tag)));
        for subject in article.subjects() {
            keyword(fields.tag, &filter_key(&subject.code));
            subject.name.iter().for_each(|name| keyword(fields.tag, &filter_key(name)));
        }
        if article.status != Status::Usable {
            keyword(fields.status, article.status.as_str());
        }
        values.extend(article.version.map(|version| (fields.version, Owned::Number(version))));
        let embargo = article.embargo.as_ref().map(|embargo| embargo.value.first_minute());
        values.extend(embargo.map(|minute| (fields.embargo, Owned::Number(minute))));
        let legibility = article.legibility.map(u64::from);
        values.extend(legibility.map(|percent| (fields.legibility, Owned::Number(percent))));
        if let Some(date) = article.published.as_ref().map(|published| published.value) {
            values.push((fields.year, Owned::Number(date.yyyy())));
            values.extend(date.yyyymm().map(|month| (fields.yyyymm, Owned::Number(month))));
            values.push((fields.yyyymmdd, Owned::Number(date.first_day())));
            values.push((fields.yyyymmdd_last, Owned::Number(date.last_day())));
        }
        let text = std::mem::take(&mut article.text);
        let record = serde_json::to_string(&Record::take(origin, &mut article));
        values.push((fields.record, Owned::Text(record.expect("a record holds only strings and numbers"))));
        values.push((fields.text, Owned::Text(text)));
        ArticleDocument { values }
    }

    /// Its fields with their values.
    pub(crate) fn values(&self) -> &[(Field, Owned)] {
        &self.values
    }

    /// Bytes it holds in memory while it waits to be indexed.
    pub(crate) fn num_bytes(&self) -> usize {
        let bytes = |(_, value): &(Field, Owned)| match value {
            Owned::Text(text) => text.len(),
            Owned::Number(_) => size_of::<u64>(),
        };
        self.values.iter().map(bytes).sum()
    }
}

/// The key under which names are filtered: no case, no accents, one shape of apostrophe, single blanks.
pub(crate) fn filter_key(name: &str) -> String {
    let name = name.replace(is_apostrophe, "'");
    let words: Vec<String> = name.to_lowercase().split_whitespace().map(fold).collect();
    words.join(" ")
}

/// The key under which addresses are found: small letters, without scheme and `www.`, at most as long as a term may be.
pub(crate) fn url_key(url: &str) -> String {
    let lower = url.trim().to_lowercase();
    let host = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let key = host.strip_prefix("www.").unwrap_or(host);
    let end = (0..=key.len().min(MAX_TERM_BYTES)).rev().find(|&end| key.is_char_boundary(end));
    key[..end.unwrap_or(0)].to_string()
}

impl Document for ArticleDocument {
    type Value<'a> = BorrowedValue<'a>;
    type FieldsValuesIter<'a> = std::iter::Map<
        std::slice::Iter<'a, (Field, Owned)>,
        fn(&'a (Field, Owned)) -> (Field, BorrowedValue<'a>),
    >;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        fn borrow((field, value): &(Field, Owned)) -> (Field, BorrowedValue<'_>) {
            (*field, BorrowedValue(value))
        }
        self.values.iter().map(borrow)
    }
}

/// A value on loan to tantivy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BorrowedValue<'a>(&'a Owned);

impl<'a> Value<'a> for BorrowedValue<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self.0 {
            Owned::Text(text) => ReferenceValueLeaf::Str(text),
            Owned::Number(number) => ReferenceValueLeaf::U64(*number),
        })
    }
}
