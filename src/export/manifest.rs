//! The record of an export: what was asked of which state of which archive, and what came of it. Kept as JSON of the schema
//! `depeche.manifest/1`; its articles stand in the middle, so that it can be written while they are.

use std::io::Read;

use serde::{Deserialize, Serialize};

use super::digest::content_digest;
use crate::analysis::analyzer_id;
use crate::model::{ArticleId, DateRange, Language, PartialDate};
use crate::search::{
    ArchiveStamp, ExportedArticle, FacetValue, Level, Match, SearchRequest, SearchResponse, Sort, Totals,
};

/// Schema of a manifest.
pub const SCHEMA: &str = "depeche.manifest/1";

/// A manifest as it is read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Manifest {
    /// What was asked.
    #[serde(flatten)]
    pub head: ManifestHead,
    /// The articles in their order.
    pub articles: Vec<Recorded>,
    /// What came of it.
    #[serde(flatten)]
    pub tail: ManifestTail,
}

/// What is known before the first article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManifestHead {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the program, such as `depeche 0.1.0`.
    pub program: String,
    /// Identity of its rules for words.
    pub analysis: String,
    /// When it was asked, in UTC.
    pub made: String,
    /// The archive asked.
    pub archive: ArchiveState,
    /// The query.
    pub query: Asked,
    /// What articles had to be besides.
    pub filters: Limits,
    /// How they were wanted.
    pub options: Options,
}

/// What is known behind the last article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManifestTail {
    /// How many there are.
    pub count: Count,
    /// The file that holds them.
    pub output: OutputFile,
}

/// Which state of which archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveState {
    /// Its name.
    pub name: String,
    /// Counts its commits.
    pub generation: u64,
    /// Time of the last one.
    pub updated: String,
    /// State word.
    pub state: String,
}

/// A query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// As typed.
    pub text: String,
    /// As understood.
    pub understood: String,
}

/// The filters of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// First period of publication.
    pub from: Option<PartialDate>,
    /// Last period.
    pub to: Option<PartialDate>,
    /// Publications.
    pub sources: Vec<String>,
    /// Languages.
    pub languages: Vec<Language>,
    /// Words of captions and credits.
    pub captions: String,
    /// Least legibility of scans.
    pub min_legibility: u8,
    /// Whether articles under embargo are shown.
    pub embargoed: bool,
    /// Values of fields that were kept, `section:Sport`.
    pub only: Vec<String>,
    /// Values of fields that were left out.
    pub not: Vec<String>,
}

/// How articles are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Form of the file.
    pub format: String,
    /// Fields by name; empty: those that the format usually has.
    pub fields: Vec<String>,
    /// Order: `relevance`, `newest`, `oldest`.
    pub sort: String,
    /// Days in which a score falls to a half; `None`: age did not matter.
    pub fresh: Option<u32>,
    /// The day from which ages and dates such as `7d` counted.
    pub today: Option<PartialDate>,
    /// Weakest match: `all`, `related`, `some`.
    pub r#match: String,
    /// Whether every word was widened by the thesaurus.
    pub expand: bool,
    /// Whether the user's own entries were in it.
    pub own_thesaurus: bool,
    /// Most articles; `None`: all.
    pub hits: Option<usize>,
    /// Articles left out first.
    pub offset: usize,
    /// Most passages of an article; `None`: all that match.
    pub passages: Option<usize>,
    /// Sentences around each passage.
    pub context: usize,
}

/// Numbers of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// In the file.
    pub exported: u64,
    /// That matched: `all + related`.
    pub articles: u64,
    /// With every word.
    pub all: u64,
    /// With every word, some through related words.
    pub related: u64,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Its name without folders; `None`: it was written to stdout.
    pub file: Option<String>,
    /// Its length.
    pub bytes: u64,
    /// `blake3:` and 64 hexadecimal digits.
    pub checksum: String,
}

/// An article of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its id.
    pub id: ArticleId,
    /// What it said: see [`content_digest`](super::content_digest).
    pub digest: String,
    /// First publication.
    pub published: Option<PartialDate>,
    /// Title.
    pub title: Option<String>,
}

/// A text that is no manifest, or none that can be run again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BadManifest {
    /// Not JSON, or without a field that manifests have.
    #[error("it is no manifest of an export: {0}")]
    Json(#[from] serde_json::Error),
    /// Of another schema.
    #[error("its schema is `{0}`, and this program reads `{SCHEMA}`")]
    Schema(String),
    /// A word of it has no meaning here.
    #[error("it says {name} `{value}`, which this program does not know")]
    Word {
        /// Of which option.
        name: &'static str,
        /// The word.
        value: String,
    },
}

impl ManifestHead {
    /// What was asked: `request`, answered by `response`, in `format` with `fields`, at the time `made`.
    pub fn new(
        request: &SearchRequest,
        response: &SearchResponse,
        (format, fields): (&str, Vec<String>),
        own_thesaurus: bool,
        made: String,
    ) -> ManifestHead {
        // Without `..`: a new option must be kept, or it is not the same request that is run again.
        let SearchRequest {
            text,
            among: _,
            dates,
            sources,
            languages,
            captions,
            min_legibility,
            kept,
            left_out,
            now,
            today,
            shows_embargoed,
            expands,
            level: _,
            sort,
            half_life_days,
            weakest,
            num_hits,
            offset,
            cursor: _,
            num_passages,
            num_context,
            totals: _,
        } = request;
        let limited = |number: usize| (number != SearchRequest::ALL).then_some(number);
        ManifestHead {
            schema: SCHEMA.to_string(),
            program: format!("depeche {}", env!("CARGO_PKG_VERSION")),
            analysis: analyzer_id(),
            made,
            archive: ArchiveState::from(&response.archive),
            query: Asked { text: text.clone(), understood: response.understood.clone() },
            filters: Limits {
                from: dates.from,
                to: dates.to,
                sources: sources.clone(),
                languages: languages.clone(),
                captions: captions.clone(),
                min_legibility: *min_legibility,
                embargoed: *shows_embargoed,
                only: kept.iter().map(ToString::to_string).collect(),
                not: left_out.iter().map(ToString::to_string).collect(),
            },
            options: Options {
                format: format.to_string(),
                fields,
                sort: sort.as_str().to_string(),
                fresh: *half_life_days,
                today: today.or(*now).map(PartialDate::without_time),
                r#match: weakest.unwrap_or(Match::Related).as_str().to_string(),
                expand: *expands,
                own_thesaurus,
                hits: limited(*num_hits),
                offset: *offset,
                passages: limited(*num_passages),
                context: *num_context,
            },
        }
    }

    /// The same request, asked at the minute `now`.
    pub fn request(&self, now: Option<PartialDate>) -> Result<SearchRequest, BadManifest> {
        let (filters, options) = (&self.filters, &self.options);
        let word = |name, value: &str| BadManifest::Word { name, value: value.to_string() };
        let sorts = [Sort::Relevance, Sort::Newest, Sort::Oldest];
        let sort = sorts.into_iter().find(|sort| sort.as_str() == options.sort);
        let matches = [Match::All, Match::Related, Match::Some];
        let weakest = matches.into_iter().find(|weakest| weakest.as_str() == options.r#match);
        let values = |texts: &[String]| -> Result<Vec<FacetValue>, BadManifest> {
            texts.iter().map(|text| text.parse().map_err(|_| word("filter", text))).collect()
        };
        Ok(SearchRequest {
            text: self.query.text.clone(),
            among: None,
            kept: values(&filters.only)?,
            left_out: values(&filters.not)?,
            today: options.today,
            half_life_days: options.fresh,
            dates: DateRange { from: filters.from, to: filters.to },
            sources: filters.sources.clone(),
            languages: filters.languages.clone(),
            captions: filters.captions.clone(),
            min_legibility: filters.min_legibility,
            now,
            shows_embargoed: filters.embargoed,
            expands: options.expand,
            level: Level::Article,
            sort: sort.ok_or_else(|| word("sort", &options.sort))?,
            weakest: Some(weakest.ok_or_else(|| word("match", &options.r#match))?),
            num_hits: options.hits.unwrap_or(SearchRequest::ALL),
            offset: options.offset,
            cursor: None,
            num_passages: options.passages.unwrap_or(SearchRequest::ALL),
            num_context: options.context,
            totals: Totals::Usual,
        })
    }
}

impl Manifest {
    /// Reads a manifest.
    pub fn read(from: impl Read) -> Result<Manifest, BadManifest> {
        let value: serde_json::Value = serde_json::from_reader(from)?;
        match value.get("schema").and_then(|schema| schema.as_str()) {
            Some(schema) if schema != SCHEMA => Err(BadManifest::Schema(schema.to_string())),
            _ => Ok(serde_json::from_value(value)?),
        }
    }
}

impl From<&ExportedArticle> for Recorded {
    fn from(article: &ExportedArticle) -> Self {
        let head = &article.hit.article;
        Recorded {
            id: head.id,
            digest: content_digest(article),
            published: head.published.as_ref().map(|published| published.value),
            title: head.title.as_ref().map(|title| title.value.clone()),
        }
    }
}

impl From<&ArchiveStamp> for ArchiveState {
    fn from(stamp: &ArchiveStamp) -> Self {
        ArchiveState {
            name: stamp.name.clone(),
            generation: stamp.generation,
            updated: stamp.updated.clone(),
            state: stamp.state.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Advice, Total};

    fn response() -> SearchResponse {
        let archive = ArchiveStamp {
            name: "presse".into(),
            generation: 7,
            updated: "2026-11-20T02:30:04Z".into(),
            refreshed: None,
            state: "current",
        };
        SearchResponse::without_hits(archive, "trêve", "trêve", Advice::default(), Total::default())
    }

    #[test]
    fn a_request_is_kept_whole() {
        let mut request = SearchRequest::new("trêve -gaz");
        request.dates.from = "2023-09".parse().ok();
        request.sources = vec!["Le Monde".into()];
        request.languages = vec![Language::FR];
        request.captions = "port".into();
        (request.min_legibility, request.shows_embargoed, request.expands) = (60, true, true);
        (request.sort, request.weakest) = (Sort::Oldest, Some(Match::Some));
        (request.num_hits, request.offset, request.num_passages) = (SearchRequest::ALL, 3, 2);
        request.num_context = 1;
        let head = ManifestHead::new(&request, &response(), ("csv", vec!["id".into()]), false, String::new());
        let json = serde_json::to_string(&head).unwrap();
        let again = serde_json::from_str::<ManifestHead>(&json).unwrap().request(None).unwrap();
        assert_eq!(format!("{again:?}"), format!("{request:?}"));
    }

    #[test]
    fn other_files_are_refused_with_a_reason() {
        let said = |text: &str| Manifest::read(text.as_bytes()).unwrap_err().to_string();
        assert!(said("id,title").starts_with("it is no manifest of an export: "));
        assert!(said("{}").contains("missing field"), "{}", said("{}"));
        let other = "{\"schema\":\"depeche.search/1\"}";
        assert_eq!(
            said(other),
            "its schema is `depeche.search/1`, and this program reads `depeche.manifest/1`"
        );
    }
}
