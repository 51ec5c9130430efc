//! What a page says of its article in JSON-LD, `meta`, microdata and the like, in this order of trust. Not its text.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use serde_json::{Map, Value};

use crate::model::{Article, Known, PartialDate};

use super::author::authors;
use super::headline::Candidates;
use super::imprint::Names;
use super::microdata::items;
use super::printed::{bylines, standfirst, times};
use super::{json_ld, text};
use crate::formats::metadata::{self, Doubts, one_line, stated};

/// Blocks of JSON-LD that are looked at.
const MAX_BLOCKS: usize = 100;

/// Values of one property in JSON-LD that are read.
const MAX_VALUES: usize = 200;

/// A role a line, then the names of `meta` elements, most trusted first.
const META_NAMES: &str = include_str!("meta.tsv");

/// What a page says of its article.
pub(super) struct PageMeta {
    json_ld: Map<String, Value>,
    /// Lower-case name, property or itemprop → contents in the order of the page.
    metas: HashMap<String, Vec<String>>,
    language: Option<String>,
    canonical: Option<String>,
    headings: Vec<String>,
    title_element: Option<String>,
    /// `itemprop` → texts, of elements other than `meta`.
    items: HashMap<String, Vec<String>>,
    times: Vec<String>,
    bylines: Vec<String>,
    standfirst: Option<String>,
}

impl PageMeta {
    /// Collects from the whole page.
    pub(super) fn of(page: &Document) -> Self {
        let scripts = page.select("script[type='application/ld+json']");
        let blocks: Vec<_> = scripts.iter().take(MAX_BLOCKS).map(|script| script.text()).collect();
        let blocks: Vec<&str> = blocks.iter().map(|block| &**block).collect();
        let text_of = |node: &NodeRef<'_>| one_line(&text::text_of(node));
        PageMeta {
            json_ld: json_ld::article_in(&blocks).unwrap_or_default(),
            metas: metas(page),
            language: page.select_single("html").attr("lang").map(|lang| lang.to_string()),
            canonical: page.select_single("link[rel~=canonical]").attr("href").map(|href| href.to_string()),
            headings: page
                .select("h1")
                .nodes()
                .iter()
                .take(5)
                .map(text_of)
                .filter(|text| !text.is_empty())
                .collect(),
            title_element: page.select("title").nodes().first().map(text_of),
            items: items(page),
            bylines: bylines(page),
            standfirst: standfirst(page),
            times: times(page),
        }
    }

    /// Fills in all that the page says except its text.
    pub(super) fn fill(&self, article: &mut Article, doubts: &mut Doubts) {
        article.source = self.source();
        article.title = self.title();
        article.published = self.date("published", "datePublished", doubts).or_else(|| self.first_time());
        article.updated = self.date("updated", "dateModified", doubts);
        article.section = self.first("section", "articleSection");
        article.authors = self.authors(article.source.as_ref().map(|source| source.value.as_str()));
        article.tags = self
            .all("tags", "keywords")
            .and_then(|tags| metadata::known_list(metadata::keywords(tags.value), tags.place));
        article.language = self.languages().find_map(|(code, place)| metadata::language(&code, place));
        article.url = self.address();
    }

    /// The lede: that of an element called so, else the description that search engines and networks show.
    pub(super) fn lede(&self) -> Option<String> {
        self.standfirst.clone().or_else(|| self.first("description", "description").map(|known| known.value))
    }

    /// The article's text as JSON-LD repeats it.
    pub(super) fn article_body(&self) -> Option<String> {
        let body = json_ld::texts(&self.json_ld, "articleBody").into_iter().next()?;
        // Tags make the paragraphs, or line breaks do.
        let has_tags = ["</p", "<br", "</div"].iter().any(|tag| body.contains(tag));
        let text = if has_tags {
            plain_text(&body)
        } else {
            body.split('\n').map(plain_text).collect::<Vec<_>>().join("\n")
        };
        stated(&text)
    }

    fn ld(&self, property: &str) -> Vec<String> {
        json_ld::texts(&self.json_ld, property)
            .into_iter()
            .take(MAX_VALUES)
            .map(|text| plain_text(&text))
            .filter_map(|text| stated(&text))
            .collect()
    }

    /// Contents of the `meta` elements of a role, with the element's name.
    fn meta(&self, role: &str) -> impl Iterator<Item = (&str, &Vec<String>)> {
        let names =
            META_NAMES.lines().find_map(|line| line.strip_prefix(role)?.strip_prefix('\t')).unwrap_or("");
        names.split('\t').filter_map(|name| Some((name, self.metas.get(name)?)))
    }

    fn first(&self, role: &str, property: &str) -> Option<Known<String>> {
        if let Some(value) = self.ld(property).into_iter().next() {
            return Some(Known::stated(one_line(&value), format!("JSON-LD {property}")));
        }
        let meta = self
            .meta(role)
            .find_map(|(name, values)| Some((values.iter().find_map(|value| stated(value))?, name)));
        if let Some((value, name)) = meta {
            return Some(Known::stated(one_line(&value), format!("meta {name}")));
        }
        let item = self.items.get(property)?.iter().find_map(|value| stated(value))?;
        Some(Known::stated(one_line(&item), format!("itemprop {property}")))
    }

    fn all(&self, role: &str, property: &str) -> Option<Known<Vec<String>>> {
        let from_ld = self.ld(property);
        if !from_ld.is_empty() {
            return Some(Known::stated(from_ld, format!("JSON-LD {property}")));
        }
        let stated_values = |values: &Vec<String>| -> Vec<String> {
            values.iter().filter_map(|value| stated(value)).filter(|value| !is_address(value)).collect()
        };
        let from_meta = self
            .meta(role)
            .find_map(|(name, values)| metadata::known_list(stated_values(values), format!("meta {name}")));
        from_meta.or_else(|| {
            let values = self.items.get(property).map(stated_values)?;
            metadata::known_list(values, format!("itemprop {property}"))
        })
    }

    fn date(&self, role: &str, property: &str, doubts: &mut Doubts) -> Option<Known<PartialDate>> {
        let from_ld = self.ld(property).into_iter().map(|value| (value, format!("JSON-LD {property}")));
        let from_meta = self.meta(role).flat_map(|(name, values)| {
            values.iter().map(move |value| (value.clone(), format!("meta {name}")))
        });
        let items = self.items.get(property).into_iter().flatten();
        let from_items = items.map(|value| (value.clone(), format!("itemprop {property}")));
        // A date that cannot be read gives way to the next; it is a doubt only when none can be read.
        let mut unread = Doubts::default();
        let mut dates = from_ld.chain(from_meta).chain(from_items);
        let read = |(value, place): (String, String)| match role {
            "published" => metadata::date(&value, place, &mut unread),
            _ => metadata::other_date(&value, place, &mut unread),
        };
        let found = dates.find_map(read);
        match found {
            None => doubts.0.append(&mut unread.0),
            Some(_) if role == "published" => doubts.0.append_dates(unread.0),
            Some(_) => {}
        }
        found
    }

    fn first_time(&self) -> Option<Known<PartialDate>> {
        self.times.iter().find_map(|value| metadata::date(value, "time datetime", &mut Doubts::default()))
    }

    fn source(&self) -> Option<Known<String>> {
        self.first("source", "publisher").filter(|source| !is_address(&source.value))
    }

    /// The headline; see [`Candidates`].
    fn title(&self) -> Option<Known<String>> {
        let from_ld = self.ld("headline").into_iter().map(|value| (value, "JSON-LD headline".to_string()));
        let mut from_meta = self.meta("title").filter_map(|(name, values)| {
            Some((values.iter().find_map(|value| stated(value))?, format!("meta {name}")))
        });
        let items = self.items.get("headline").into_iter().flatten();
        let from_items = items.map(|value| (value.clone(), "itemprop headline".to_string()));
        // Open Graph first, for it is written for readers: without running titles, and by hand where headlines differ.
        let first: Vec<_> = from_meta.by_ref().take(1).collect();
        let (open_graph, other): (Vec<_>, Vec<_>) =
            first.into_iter().partition(|(_, place)| place == "meta og:title");
        let named = open_graph.into_iter().chain(from_ld).chain(other).chain(from_meta).chain(from_items);
        let named = named.map(|(value, place)| (one_line(&plain_text(&value)), place)).collect();
        let sites = self
            .ld("publisher")
            .into_iter()
            .chain(self.meta("source").flat_map(|(_, values)| values.clone()));
        let title_element = self.title_element.as_deref().filter(|title| !title.is_empty());
        Candidates { named, headings: &self.headings, title_element, sites: sites.collect() }.headline()
    }

    /// The authors; see [`authors`].
    fn authors(&self, source: Option<&str>) -> Option<Known<Vec<String>>> {
        let from_ld = (self.ld("author"), "JSON-LD author".to_string());
        let from_meta = self.meta("authors").map(|(name, values)| (values.clone(), format!("meta {name}")));
        let from_items =
            (self.items.get("author").cloned().unwrap_or_default(), "itemprop author".to_string());
        let publishers = self
            .ld("publisher")
            .into_iter()
            .chain(self.meta("source").flat_map(|(_, values)| values.clone()));
        let publishers: Vec<String> = publishers.chain(source.map(str::to_string)).collect();
        let publishers: Vec<&str> = publishers.iter().map(String::as_str).collect();
        let from_bylines = (self.bylines.clone(), "byline".to_string());
        authors(
            std::iter::once(from_ld).chain(from_meta).chain([from_items, from_bylines]).collect(),
            &publishers,
        )
    }

    /// Names of all who had a hand in the page, for lines that say nothing else.
    pub(super) fn names(&self, article: &Article) -> Names {
        let known = [self.ld("publisher"), self.ld("author"), self.ld("creator")].concat();
        let metas =
            ["authors", "source"].iter().flat_map(|role| self.meta(role)).flat_map(|(_, values)| values);
        let items = ["author", "publisher"].iter().filter_map(|name| self.items.get(*name)).flatten();
        let values =
            known.iter().chain(metas).chain(items).filter(|value| value.len() < 200 && !is_address(value));
        let values = values.map(String::as_str).chain(article.authors().iter().map(String::as_str));
        Names::of(values, article.published.as_ref().map(|date| date.value))
    }

    /// Whether the page says that it is for subscribers.
    pub(super) fn is_for_subscribers(&self) -> bool {
        let is_false = |value: &Value| match value {
            Value::Bool(is_free) => !is_free,
            Value::String(word) => word.eq_ignore_ascii_case("false"),
            _ => false,
        };
        self.json_ld.get("isAccessibleForFree").is_some_and(is_false)
            || self
                .metas
                .get("article:content_tier")
                .into_iter()
                .flatten()
                .any(|tier| tier == "locked" || tier == "metered")
    }

    fn languages(&self) -> impl Iterator<Item = (String, String)> {
        let from_ld = self.ld("inLanguage").into_iter().map(|code| (code, "JSON-LD inLanguage".to_string()));
        let from_html = self.language.iter().map(|code| (code.clone(), "html lang".to_string()));
        let from_meta = self
            .meta("language")
            .flat_map(|(name, values)| values.iter().map(move |code| (code.clone(), format!("meta {name}"))));
        from_ld.chain(from_html).chain(from_meta)
    }

    fn address(&self) -> Option<Known<String>> {
        let canonical = self.canonical.iter().map(|url| (url.clone(), "link rel=canonical".to_string()));
        let from_meta = self
            .meta("url")
            .flat_map(|(name, values)| values.iter().map(move |url| (url.clone(), format!("meta {name}"))));
        let from_ld = ["url", "mainEntityOfPage"]
            .into_iter()
            .flat_map(|name| self.ld(name).into_iter().map(move |url| (url, format!("JSON-LD {name}"))));
        let mut addresses = canonical.chain(from_meta).chain(from_ld);
        addresses.find(|(url, _)| is_address(url)).map(|(url, place)| Known::stated(url, place))
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// JSON-LD repeats the entities and tags of the page.
fn plain_text(text: &str) -> String {
    if text.contains(['&', '<']) { text::text_of(&Document::fragment(text).root()) } else { text.to_string() }
}

fn metas(page: &Document) -> HashMap<String, Vec<String>> {
    let mut metas: HashMap<String, Vec<String>> = HashMap::new();
    for meta in page.select("meta[content]").nodes().iter().take(500) {
        let Some(content) = meta.attr("content") else { continue };
        for kind in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = meta.attr(kind) {
                metas.entry(name.trim().to_ascii_lowercase()).or_default().push(content.to_string());
                break;
            }
        }
    }
    metas
}
