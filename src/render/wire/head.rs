//! The shape of what is known of an article: the part that answers and `show` have in common.

use serde::Serialize;

use super::lossy;
use crate::model::{Dateline, Status, Unit, path_bytes};
use crate::render::base64;
use crate::search::{ArchiveStamp, ArticleHead};

/// Which archive answered, in which state.
#[derive(Debug, Serialize)]
pub struct Archive<'a> {
    name: &'a str,
    generation: u64,
    updated: &'a str,
    state: &'a str,
}

impl<'a> From<&'a ArchiveStamp> for Archive<'a> {
    fn from(stamp: &'a ArchiveStamp) -> Self {
        Archive {
            name: &stamp.name,
            generation: stamp.generation,
            updated: &stamp.updated,
            state: stamp.state,
        }
    }
}

/// What is known of an article.
#[derive(Debug, Serialize)]
pub(super) struct Head<'a> {
    id: String,
    source_id: Option<&'a str>,
    folder: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    member: Option<&'a str>,
    unit: Unit,
    page: Option<&'a str>,
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_highlights: Option<Vec<[usize; 2]>>,
    published: Option<String>,
    published_precision: Option<&'static str>,
    published_from: Option<&'static str>,
    updated: Option<String>,
    source: Option<&'a str>,
    section: Option<&'a str>,
    authors: &'a [String],
    language: Option<&'a str>,
    url: Option<&'a str>,
    status: Status,
    version: Option<u64>,
    embargo: Option<String>,
    dateline: Option<DatelineShape<'a>>,
    agency: Option<&'a str>,
    excerpt: bool,
    legibility: Option<u8>,
    /// Places spoken of: not computed yet.
    places: Option<()>,
    /// Other copies of the same dispatch: not computed yet.
    copies: Option<()>,
}

/// Place and time of writing.
#[derive(Debug, Serialize)]
struct DatelineShape<'a> {
    place: Option<&'a str>,
    time: Option<String>,
}

impl<'a> From<&'a Dateline> for DatelineShape<'a> {
    fn from(dateline: &'a Dateline) -> Self {
        let time = dateline.time.map(|time| time.to_string());
        DatelineShape { place: dateline.place.as_deref(), time }
    }
}

impl<'a> Head<'a> {
    pub(super) fn new(article: &'a ArticleHead, title_highlights: Option<Vec<[usize; 2]>>) -> Self {
        let published = article.published.as_ref();
        Head {
            id: article.id.to_string(),
            source_id: article.source_id.as_deref(),
            folder: lossy(&article.folder_path),
            path: lossy(&article.path),
            path_bytes: encoded_path(&article.path),
            member: article.member.as_deref(),
            unit: article.unit,
            page: article.page.as_deref(),
            title: article.title.as_ref().map(|title| title.value.as_str()),
            title_highlights,
            published: published.map(|date| date.value.to_string()),
            published_precision: published.map(|date| date.value.precision().as_str()),
            published_from: published.map(|date| date.origin.as_str()),
            updated: article.updated.as_ref().map(|date| date.value.to_string()),
            source: article.source.as_ref().map(|source| source.value.as_str()),
            section: article.section.as_ref().map(|section| section.value.as_str()),
            authors: &article.authors,
            language: article.language.as_ref().map(|language| language.value.as_str()),
            url: article.url.as_deref(),
            status: article.status,
            version: article.version,
            embargo: article.embargo.as_ref().map(|embargo| embargo.value.to_string()),
            dateline: article.dateline.as_ref().map(|dateline| DatelineShape::from(&dateline.value)),
            agency: article.agency.as_ref().map(|agency| agency.value.as_str()),
            excerpt: article.is_excerpt,
            legibility: article.legibility,
            places: None,
            copies: None,
        }
    }
}

/// The path in base64 when text cannot say it.
fn encoded_path(path: &std::path::Path) -> Option<String> {
    path.to_str().is_none().then(|| base64::encode(path_bytes(path)))
}
