//! What a page says of its article in JSON-LD, `meta`, microdata and the like, in this order of trust. Not its text.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use serde_json::{Map, Value};

use crate::model::{Article, Known, PartialDate};

use super::{body, json_ld};
use crate::formats::metadata::{self, Doubts, one_line, stated};

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
}

impl PageMeta {
    /// Collects from the whole page.
    pub(super) fn of(page: &Document) -> Self {
        let scripts = page.select("script[type='application/ld+json']");
        let text_of = |node: &NodeRef<'_>| one_line(&body::text_of(node));
        PageMeta {
            json_ld: scripts
                .iter()
                .find_map(|script| json_ld::article_in(&script.text()))
                .unwrap_or_default(),
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
            times: page
                .select("time[datetime]")
                .iter()
                .take(20)
                .filter_map(|time| time.attr("datetime"))
                .map(|value| value.to_string())
                .collect(),
        }
    }

    /// Fills in all that the page says except its text.
    pub(super) fn fill(&self, article: &mut Article, doubts: &mut Doubts) {
        article.source = self.source();
        article.title = self.title(article.source.as_ref().map(|source| source.value.as_str()));
        article.published = self.date("published", "datePublished", doubts).or_else(|| self.first_time());
        article.updated = self.date("updated", "dateModified", doubts);
        article.section = self.first("section", "articleSection");
        article.authors = self.all("authors", "author").and_then(|Known { value, place, .. }| {
            let names = value.into_iter().filter(|name| !is_address(name)).collect();
            metadata::known_list(metadata::people(names), place)
        });
        article.tags = self
            .all("tags", "keywords")
            .and_then(|tags| metadata::known_list(metadata::keywords(tags.value), tags.place));
        article.language = self.languages().find_map(|(code, place)| metadata::language(&code, place));
        article.url = self.address();
    }

    /// The description that search engines and networks show, which is often the lede.
    pub(super) fn description(&self) -> Option<String> {
        self.first("description", "description").map(|known| known.value)
    }

    /// The article's text as JSON-LD repeats it.
    pub(super) fn article_body(&self) -> Option<String> {
        self.ld("articleBody").into_iter().next()
    }

    fn ld(&self, property: &str) -> Vec<String> {
        json_ld::texts(&self.json_ld, property)
            .into_iter()
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

    /// `title` elements and some headlines end in the name of the site: `Titre | Journal`.
    fn title(&self, site: Option<&str>) -> Option<Known<String>> {
        let stated = self.first("title", "headline");
        let element = self.title_element.as_deref().and_then(stated_text);
        let named = match stated {
            Some(title) => title,
            None => {
                let heading = self
                    .headings
                    .iter()
                    .find(|heading| element.as_deref().is_none_or(|title| title.contains(heading.as_str())));
                match (heading, element) {
                    (Some(heading), _) => return Some(Known::stated(heading.clone(), "h1")),
                    (None, Some(title)) => Known::stated(title, "title element"),
                    (None, None) => {
                        return self.headings.first().map(|heading| Known::stated(heading.clone(), "h1"));
                    }
                }
            }
        };
        let value = self.without_site_name(&named.value, site);
        Some(Known::stated(value, named.place))
    }

    fn without_site_name(&self, title: &str, site: Option<&str>) -> String {
        if let Some(heading) = self.headings.iter().find(|heading| is_title_with_suffix(title, heading)) {
            return heading.clone();
        }
        let cut = [" | ", " - ", " – ", " — ", " • "]
            .iter()
            .filter_map(|mark| title.rfind(mark).map(|at| (at, mark.len())))
            .max();
        match cut {
            Some((at, len))
                if site.is_some_and(|site| title[at + len..].trim().eq_ignore_ascii_case(site)) =>
            {
                title[..at].trim().to_string()
            }
            _ => title.to_string(),
        }
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

fn stated_text(text: &str) -> Option<String> {
    stated(text)
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// `Titre | Journal` with the heading `Titre`.
fn is_title_with_suffix(title: &str, heading: &str) -> bool {
    let rest = title.strip_prefix(heading).map(str::trim_start);
    heading.len() >= 10 && rest.is_some_and(|rest| rest.starts_with(['|', '-', '–', '—', '•', ':']))
}

/// JSON-LD repeats the entities and tags of the page.
fn plain_text(text: &str) -> String {
    if text.contains(['&', '<']) { body::text_of(&Document::fragment(text).root()) } else { text.to_string() }
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

fn items(page: &Document) -> HashMap<String, Vec<String>> {
    let mut items: HashMap<String, Vec<String>> = HashMap::new();
    for name in
        ["headline", "datePublished", "dateModified", "author", "articleSection", "keywords", "publisher"]
    {
        for node in page
            .select(&format!("[itemprop~={name}]"))
            .nodes()
            .iter()
            .filter(|node| !node.has_name("meta"))
            .take(20)
        {
            items.entry(name.to_string()).or_default().extend(item_value(node));
        }
    }
    items
}

/// The machine's form of a microdata value, else its name inside, else its text.
fn item_value(node: &NodeRef<'_>) -> Option<String> {
    if let Some(value) = node.attr("datetime").or_else(|| node.attr("content")) {
        return stated(&value);
    }
    let mut inside = node.descendants_it().filter(|inner| inner.attr("itemprop").as_deref() == Some("name"));
    if let Some(inner) = inside.next() {
        let content = inner.attr("content").map(|content| content.to_string());
        return stated(&content.unwrap_or_else(|| body::text_of(&inner)));
    }
    stated(&one_line(&body::text_of(node))).filter(|text| text.len() < 300)
}
