//! What the index keeps of an article beside its words: enough to show it, to cite it, and to rebuild its words without
//! the source file.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::fields::Fields;
use crate::model::{
    Article, ArticleId, Dateline, Known, Language, Origin, PageStart, PartialDate, Span, Status, Subject,
    Unit,
};

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
    /// Last change of the file when the article was read from it, in seconds since 1970; never taken for a date of
    /// publication, and no part of what a fresh build must give again.
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
        let record: Record = serde_json::from_str(text(fields.record)?).ok()?;
        Some(record.into_stored(text(fields.text)?.to_string()))
    }
}

/// The JSON of the field `record`. Members are only ever added, with a default.
///
/// What the articles of a file have in common stands first, in one run: the store then packs it to a few bytes (on 79 MB
/// of news this order saves 1 % of the index).
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    folder: String,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file_time: Option<i64>,
    #[serde(default, skip_serializing_if = "is_default")]
    unit: Unit,
    #[serde(default, skip_serializing_if = "is_default")]
    status: Status,
    /// Where the values of the members below were found.
    #[serde(default, skip_serializing_if = "is_default")]
    origins: Origins,
    #[serde(default, skip_serializing_if = "is_default")]
    is_scan: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    is_excerpt: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rights: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authors: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    #[serde(default, skip_serializing_if = "SourceId::is_none")]
    source_id: SourceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    page_starts: Vec<PageStart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<PartialDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date_as_written: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated: Option<PartialDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    embargo: Option<PartialDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dateline: Option<Dateline>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title_span: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lede: Option<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    captions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    credits: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subjects: Option<Vec<Subject>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    legibility: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_line: Option<u32>,
}

/// The kind of place and the place itself, for each value that has them.
#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Origins {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dateline: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    embargo: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agency: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rights: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authors: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tags: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subjects: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<(Origin, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<(Origin, String)>,
}

/// The source's own id. Members of containers are mostly called by it: then it is not written twice.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SourceId {
    #[default]
    None,
    Member,
    Id(String),
}

impl SourceId {
    fn is_none(&self) -> bool {
        matches!(self, SourceId::None)
    }

    fn of(source_id: Option<String>, member: Option<&str>) -> SourceId {
        match source_id {
            None => SourceId::None,
            Some(id) if Some(id.as_str()) == member => SourceId::Member,
            Some(id) => SourceId::Id(id),
        }
    }

    fn read(self, member: Option<&str>) -> Option<String> {
        match self {
            SourceId::None => None,
            SourceId::Member => member.map(str::to_string),
            SourceId::Id(id) => Some(id),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

type Parted<T> = (Option<T>, Option<(Origin, String)>);

fn part<T>(known: Option<Known<T>>) -> Parted<T> {
    known.map_or((None, None), |known| (Some(known.value), Some((known.origin, known.place))))
}

/// `None` when either is lacking, as in no record that was written whole.
fn join<T>(value: Option<T>, origin: Option<(Origin, String)>) -> Option<Known<T>> {
    value.zip(origin).map(|(value, (origin, place))| Known { value, origin, place })
}

impl Record {
    /// Takes everything but the text out of `article`.
    pub(crate) fn take(origin: &FileOrigin, article: &mut Article) -> Record {
        let mut origins = Origins::default();
        let (title, place) = part(article.title.take());
        origins.title = place;
        let (dateline, place) = part(article.dateline.take());
        origins.dateline = place;
        let (published, place) = part(article.published.take());
        origins.published = place;
        let (updated, place) = part(article.updated.take());
        origins.updated = place;
        let (embargo, place) = part(article.embargo.take());
        origins.embargo = place;
        let (source, place) = part(article.source.take());
        origins.source = place;
        let (agency, place) = part(article.agency.take());
        origins.agency = place;
        let (rights, place) = part(article.rights.take());
        origins.rights = place;
        let (section, place) = part(article.section.take());
        origins.section = place;
        let (authors, place) = part(article.authors.take());
        origins.authors = place;
        let (tags, place) = part(article.tags.take());
        origins.tags = place;
        let (subjects, place) = part(article.subjects.take());
        origins.subjects = place;
        let (language, place) = part(article.language.take());
        origins.language = place;
        let (page, place) = part(article.page.take());
        origins.page = place;
        let (url, place) = part(article.url.take());
        origins.url = place;
        Record {
            folder: origin.folder.clone(),
            path: escape_path(&origin.path),
            file_time: origin.file_time,
            unit: article.unit,
            status: article.status,
            origins,
            is_scan: article.is_scan,
            is_excerpt: article.is_excerpt,
            language,
            source,
            agency,
            rights,
            section,
            authors,
            member: origin.member.clone(),
            source_id: SourceId::of(article.source_id.take(), origin.member.as_deref()),
            version: article.version,
            page,
            page_starts: std::mem::take(&mut article.page_starts),
            published,
            date_as_written: article.date_as_written.take(),
            updated,
            embargo,
            dateline,
            title,
            title_span: article.title_span,
            lede: article.lede,
            captions: std::mem::take(&mut article.captions),
            credits: std::mem::take(&mut article.credits),
            tags,
            subjects,
            url,
            legibility: article.legibility,
            first_line: article.first_line,
        }
    }

    fn into_stored(self, text: String) -> StoredArticle {
        let path = unescape_path(&self.path);
        let id = ArticleId::new(&self.folder, &path, self.member.as_deref().unwrap_or(""));
        let origins = self.origins;
        let article = Article {
            source_id: self.source_id.read(self.member.as_deref()),
            version: self.version,
            unit: self.unit,
            page: join(self.page, origins.page),
            page_starts: self.page_starts,
            title: join(self.title, origins.title),
            title_span: self.title_span,
            lede: self.lede,
            text,
            captions: self.captions,
            credits: self.credits,
            dateline: join(self.dateline, origins.dateline),
            published: join(self.published, origins.published),
            date_as_written: self.date_as_written,
            updated: join(self.updated, origins.updated),
            embargo: join(self.embargo, origins.embargo),
            source: join(self.source, origins.source),
            agency: join(self.agency, origins.agency),
            section: join(self.section, origins.section),
            authors: join(self.authors, origins.authors),
            tags: join(self.tags, origins.tags),
            subjects: join(self.subjects, origins.subjects),
            language: join(self.language, origins.language),
            url: join(self.url, origins.url),
            rights: join(self.rights, origins.rights),
            status: self.status,
            is_excerpt: self.is_excerpt,
            is_scan: self.is_scan,
            legibility: self.legibility,
            // Evidence of a date is needed before it is accepted, not after.
            latest: None,
            first_line: self.first_line,
        };
        let origin =
            FileOrigin { id, folder: self.folder, path, member: self.member, file_time: self.file_time };
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

    fn written_and_read(origin: &FileOrigin, article: Article) -> StoredArticle {
        let (mut rest, text) = (article.clone(), article.text);
        let json = serde_json::to_string(&Record::take(origin, &mut rest)).unwrap();
        serde_json::from_str::<Record>(&json).unwrap().into_stored(text)
    }

    #[test]
    fn articles_come_back_as_they_were() {
        let member = Some("dép-1".to_string());
        let id = ArticleId::new("presse", b"a/b.jsonl", "dép-1");
        let (folder, path) = ("presse".to_string(), b"a/b.jsonl".to_vec());
        let origin = FileOrigin { id, folder, path, member: member.clone(), file_time: Some(1_695_200_400) };
        let full = Article {
            source_id: member,
            title: Some(Known::stated("La trêve".into(), "JSON member title")),
            title_span: Some(Span::new(0, 9)),
            published: Some(Known::new("2023-09".parse().unwrap(), Origin::Path, "folder 2023/09")),
            source: Some(Known::new("L’Écho".into(), Origin::Setting, "folder setting source")),
            language: Some(Known::new(Language::FR, Origin::Detected, "words of the text")),
            authors: Some(Known::stated(vec!["Nadia Ferrand".into()], "byline")),
            tags: Some(Known::stated(vec!["paix".into()], "keywords")),
            subjects: Some(Known::stated(
                vec![Subject { code: "medtop:16000000".into(), name: None }],
                "subject",
            )),
            url: Some(Known::stated("https://exemple.test/a".into(), "url")),
            version: Some(3),
            page: Some(Known::stated("4".into(), "page")),
            page_starts: vec![PageStart { byte_start: 0, page: "4".into() }],
            captions: vec!["Le pont, hier.".into()],
            credits: vec!["© AH".into()],
            dateline: Some(Known::new(
                Dateline { place: Some("Yevlakh".into()), time: "2023-09-20T09:00:00Z".parse().ok() },
                Origin::Text,
                "first line",
            )),
            date_as_written: Some("31 février".into()),
            embargo: Some(Known::stated("2023-09-21".parse().unwrap(), "embargo")),
            agency: Some(Known::stated("AH".into(), "credit")),
            rights: Some(Known::stated("AH".into(), "copyright")),
            is_excerpt: true,
            is_scan: true,
            legibility: Some(87),
            text: "La trêve tient.".into(),
            ..Article::default()
        };
        let other_id = Article { source_id: Some("7".into()), ..full.clone() };
        for article in [full, other_id, Article::default()] {
            let stored = written_and_read(&origin, article.clone());
            assert_eq!((stored.origin, stored.article), (origin.clone(), article));
        }
    }
}
