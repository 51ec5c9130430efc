//! What the index keeps of an article beside its words: enough to show it, to cite it, and to rebuild its words without
//! the source file.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::fields::Fields;
use crate::model::{Article, ArticleId, Known, Language, PartialDate, Span, Status, Unit};

/// Where an article came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOrigin {
    /// Its id.
    pub id: ArticleId,
    /// Label of the folder.
    pub folder: String,
    /// Path inside the folder, as the file system's bytes.
    pub path: Vec<u8>,
    /// Key of the member when the file is a container.
    pub member: Option<String>,
    /// Last change of the file, in seconds since 1970; never taken for a date of publication.
    pub file_time: Option<i64>,
}

impl FileOrigin {
    /// The term under which all articles of a file are found; what is not UTF-8 in the path is written `%XX`.
    pub fn file_term(folder: &str, path: &[u8]) -> String {
        format!("{folder}\n{}", escape_path(path))
    }
}

/// Path bytes as text: valid UTF-8 as it is (but `%` as `%25`), other bytes as `%XX`. Reversible.
pub fn escape_path(path: &[u8]) -> String {
    let mut escaped = String::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        escaped.push_str(&chunk.valid().replace('%', "%25"));
        chunk.invalid().iter().for_each(|byte| escaped.push_str(&format!("%{byte:02X}")));
    }
    escaped
}

/// The bytes that [`escape_path`] wrote.
pub fn unescape_path(escaped: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let code = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(b'%'));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// An article read back from the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArticle {
    /// Where it came from.
    pub origin: FileOrigin,
    /// The article, as complete as when it was indexed.
    pub article: Article,
}

impl StoredArticle {
    /// Reads a stored document. `None` when it is not one of ours (a damaged store).
    pub(crate) fn from_document(document: &TantivyDocument) -> Option<StoredArticle> {
        let fields = Fields::get();
        let text = |field| document.get_first(field).and_then(|value| value.as_str());
        let id: ArticleId = text(fields.id)?.parse().ok()?;
        let record: Record = serde_json::from_str(text(fields.record)?).ok()?;
        Some(record.into_stored(id, text(fields.text)?.to_string()))
    }
}

/// The JSON of the field `record`. Members are only ever added, with a default.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    folder: String,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_id: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    unit: Unit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Known<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title_span: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lede: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<Known<PartialDate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated: Option<Known<PartialDate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Known<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<Known<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authors: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<Known<Language>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_line: Option<u32>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Record {
    /// Takes everything but the text out of `article`.
    pub(crate) fn take(origin: &FileOrigin, article: &mut Article) -> Record {
        Record {
            folder: origin.folder.clone(),
            path: escape_path(&origin.path),
            member: origin.member.clone(),
            file_time: origin.file_time,
            source_id: article.source_id.take(),
            unit: article.unit,
            page: article.page.take(),
            title: article.title.take(),
            title_span: article.title_span,
            lede: article.lede,
            published: article.published.take(),
            updated: article.updated.take(),
            source: article.source.take(),
            section: article.section.take(),
            authors: std::mem::take(&mut article.authors),
            tags: std::mem::take(&mut article.tags),
            language: article.language.take(),
            url: article.url.take(),
            status: article.status,
            first_line: article.first_line,
        }
    }

    fn into_stored(self, id: ArticleId, text: String) -> StoredArticle {
        let path = unescape_path(&self.path);
        let origin =
            FileOrigin { id, folder: self.folder, path, member: self.member, file_time: self.file_time };
        let article = Article {
            source_id: self.source_id,
            unit: self.unit,
            page: self.page,
            title: self.title,
            title_span: self.title_span,
            lede: self.lede,
            text,
            published: self.published,
            updated: self.updated,
            source: self.source,
            section: self.section,
            authors: self.authors,
            tags: self.tags,
            language: self.language,
            url: self.url,
            status: self.status,
            first_line: self.first_line,
        };
        StoredArticle { origin, article }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_any_bytes_come_back() {
        for path in [&b"2023/09/a.txt"[..], b"100%/\xe9t\xe9.txt", b"%41\xff", b""] {
            assert_eq!(unescape_path(&escape_path(path)), path);
        }
        assert_eq!(escape_path(b"\xe9t\xc3\xa9"), "%E9té");
    }
}
