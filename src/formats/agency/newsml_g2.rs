//! NewsML-G2: a news item, or a message or package of many. Planning, concepts and knowledge are no articles.

use super::markup::{self, add_line};
use super::nitf::{self, add_tags, text_at};
use super::picture_captions::{PictureCaptions, is_picture};
use super::{byline, dateline, edition, subject};
use crate::diagnostics::Code;
use crate::formats::lede::put_lede_first;
use crate::formats::metadata::{self, Doubts, ReadDate, known, one_line, stated};
use crate::formats::xml::{self, Element, name_in, root_tag};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, Dateline, Known, PartialDate};

/// Kinds of subjects that are things spoken of, not subjects of a classification: people, places, organisations.
const ENTITIES: [&str; 7] = ["geoArea", "poi", "person", "organisation", "event", "object", "animal"];

/// Roots of documents of the standard that hold no text of an article, each with what to say of it.
const WITHOUT_TEXT: [(&str, &str); 6] = [
    ("packageItem", "a package names its items and holds none of them"),
    ("contentMeta", "the metadata of an item without the item"),
    ("planningItem", "a plan of coverage is no article"),
    ("conceptItem", "a concept is no article"),
    ("knowledgeItem", "a list of concepts is no article"),
    ("catalogItem", "a catalogue of schemes is no article"),
];

/// Documents whose root is an item, a package, a message, or the content of an item alone.
pub(in crate::formats) struct NewsMlG2;

impl Format for NewsMlG2 {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "newsml-g2",
            version: 2,
            extensions: &["xml"],
            is_container: true,
            is_binary: false,
            reads: "text items, alone or in messages, with guid, version, status, dates, dateline, subjects and rights",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let is_root = |name: &str| {
            ["newsItem", "newsMessage", "contentSet"].contains(&name) || reason_without_text(name).is_some()
        };
        root_tag(head.bytes).is_some_and(|tag| is_root(name_in(&tag)))
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let file = xml::read(source, output)?;
        let Some(root) = file.tree.root() else {
            return Err(Failure::skipped(Code::NoText, "holds no element"));
        };
        if let Some(reason) = reason_without_text(root.name()) {
            return Err(Failure::skipped(Code::NoText, reason));
        }
        match root.name() {
            "newsMessage" => read_message(root, &file.xml, output)?,
            _ if root.is_closed() => read_alone(root, output)?,
            _ => {}
        }
        file.tree.end.failure(output.num_members).map_or(Ok(()), Err)
    }
}

fn reason_without_text(root: &str) -> Option<&'static str> {
    WITHOUT_TEXT.iter().find(|(name, _)| *name == root).map(|(_, reason)| *reason)
}

fn read_alone(item: Element<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut doubts = Doubts::default();
    let mut article = read_item(item, &mut doubts);
    for (code, message) in doubts.0 {
        output.doubt(None, code, message);
    }
    if is_picture(item) || !edition::has_text(&mut article) {
        return Err(Failure::skipped(Code::NoText, "the item holds no text, as items of pictures do not"));
    }
    output.single = Some(article);
    Ok(())
}

fn read_message(message: Element<'_>, xml: &str, output: &mut Output<'_>) -> Result<(), Failure> {
    output.is_container = true;
    let items: Vec<Element<'_>> =
        message.all("itemSet").flat_map(Element::children).filter(|item| item.is_closed()).collect();
    let mut doubts = Doubts::default();
    let sent =
        date_at(message, &["header", "sent"], metadata::other_date, &mut doubts).map(|date| date.value);
    let mut pictures = PictureCaptions::of(&items);
    let mut first_without: Option<String> = None;
    for item in items.into_iter().filter(|item| item.name() == "newsItem") {
        let place = item.attribute("guid").unwrap_or("newsItem");
        let mut article = read_item(item, &mut doubts);
        article.latest = sent;
        for (code, message) in std::mem::take(&mut doubts.0) {
            output.doubt(Some(place), code, message);
        }
        if is_picture(item) || !edition::has_text(&mut article) {
            output.doubt(Some(place), Code::NoText, "holds no text, as items of pictures do not");
            first_without.get_or_insert_with(|| place.to_string());
            continue;
        }
        pictures.take(place).iter().for_each(|line| add_line(&mut article.captions, line));
        output.member(&place, ContentHash::of(xml[item.span()].as_bytes()), article);
        if output.is_stopped {
            return Ok(());
        }
    }
    match first_without {
        Some(first) if output.num_members + output.num_failed_members == 0 => {
            Err(Failure::skipped(Code::NoText, format!("none of its items holds text, such as {first}")))
        }
        _ => Ok(()),
    }
}

fn read_item(item: Element<'_>, doubts: &mut Doubts) -> Article {
    let mut article = Article {
        source_id: item.attribute("guid").and_then(stated),
        version: item.attribute("version").and_then(|version| version.parse().ok()),
        ..Article::default()
    };
    let language = item.attribute("xml:lang");
    fill_dates(item, &mut article, doubts);
    let agency_uri =
        item.child("itemMeta").and_then(|meta| fill_from_item_meta(meta, language, &mut article));
    if let Some(rights) = item.child("rightsInfo") {
        fill_rights(rights, language, &mut article);
    }
    if article.source.is_none() {
        article.source = agency_uri.map(|host| known(host, "NewsML-G2 provider (host of the address)"));
    }
    let mut ledes = Vec::new();
    if let Some(meta) = item.child("contentMeta") {
        fill_from_content_meta(meta, language, &mut article);
        ledes = ledes_of(meta);
    }
    let content = if item.name() == "contentSet" { Some(item) } else { item.child("contentSet") };
    if let Some(content) = content {
        fill_text(content, &mut article, doubts);
    }
    ledes.iter().rev().for_each(|lede| put_lede_first(&mut article, Some(lede)));
    if article.language.is_none() {
        article.language = language.and_then(|code| metadata::language(code, "NewsML-G2 xml:lang"));
    }
    article
}

/// The dates of an item, and the version where the time it was made at is its only number.
fn fill_dates(item: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    // When the content came to be is nearer to publication than when the item did, which may be a copy.
    article.published = date_at(item, &["contentMeta", "contentCreated"], metadata::date, doubts)
        .or_else(|| date_at(item, &["itemMeta", "firstCreated"], metadata::date, doubts));
    let read = if article.published.is_some() { metadata::other_date } else { metadata::date };
    let made = date_at(item, &["itemMeta", "versionCreated"], read, doubts);
    article.embargo = date_at(item, &["itemMeta", "embargoed"], metadata::other_date, doubts);
    if article.version.is_none() && article.source_id.is_some() {
        article.version = made.as_ref().and_then(|date| edition::version_of(&date.value));
    }
    match &article.published {
        Some(first) => article.updated = made.filter(|date| date.value != first.value),
        None => article.published = made,
    }
}

/// Status and provider; gives the host of a provider that is an address.
fn fill_from_item_meta(meta: Element<'_>, language: Option<&str>, article: &mut Article) -> Option<String> {
    let word =
        meta.child("pubStatus").and_then(|status| status.attribute("qcode").or(status.attribute("uri")));
    article.status = word.and_then(edition::status).unwrap_or_default();
    edition::keep_embargo(article, meta.child("embargoed").is_some());
    article.title = text_at(meta, &["title"]).map(|title| metadata::title(&title, "NewsML-G2 title"));
    let provider = meta.child("provider")?;
    // The code of the IPTC's list of providers is what everybody calls the agency: `nprov:dpa`.
    let code = provider.attribute("qcode").and_then(|code| code.strip_prefix("nprov:")).map(str::to_string);
    article.source =
        code.or_else(|| name_of(provider, language)).map(|name| known(name, "NewsML-G2 provider"));
    let address = provider.attribute("uri")?;
    let mut host = Article::default();
    metadata::set_source(&mut host, address.to_string(), String::new());
    host.source.filter(|_| host.url.is_some()).map(|host| host.value)
}

/// The date at the end of a path, as `read` reads it: that of publication or another.
fn date_at(
    element: Element<'_>,
    path: &[&str],
    read: ReadDate,
    doubts: &mut Doubts,
) -> Option<Known<PartialDate>> {
    let text = text_at(element, path)?;
    read(&text, format!("NewsML-G2 {}", path.last().unwrap_or(&"")), doubts)
}

/// The name of a thing: in the language of the item when there are several, else its literal, else its code.
fn name_of(element: Element<'_>, language: Option<&str>) -> Option<String> {
    let code = || stated(element.attribute("qcode")?.split_once(':')?.1);
    written_name(element, language).or_else(|| stated(element.attribute("literal")?)).or_else(code)
}

fn written_name(element: Element<'_>, language: Option<&str>) -> Option<String> {
    stated(&one_line(&in_language(element, "name", language)?.text()))
}

/// The child of that name in the language of the item, else the first.
fn in_language<'a>(element: Element<'a>, name: &str, language: Option<&str>) -> Option<Element<'a>> {
    let primary = |code: &str| code.split('-').next().unwrap_or("").to_lowercase();
    let wanted = language.map(primary);
    let named = || element.children().filter(|child| child.name() == name);
    named().find(|child| child.attribute("xml:lang").map(primary) == wanted).or_else(|| named().next())
}

fn fill_rights(rights: Element<'_>, language: Option<&str>, article: &mut Article) {
    let holder = rights.child("copyrightHolder").and_then(|holder| name_of(holder, language));
    if article.source.is_none() {
        article.source = holder.clone().map(|name| known(name, "NewsML-G2 copyrightHolder"));
    }
    let lines = ["copyrightNotice", "usageTerms"]
        .map(|name| in_language(rights, name, language).and_then(|line| stated(&one_line(&line.text()))));
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    let text = if lines.is_empty() { holder } else { Some(lines.join(" ")) };
    article.rights = text.map(|text| known(text, "NewsML-G2 rightsInfo"));
}

fn fill_from_content_meta(meta: Element<'_>, language: Option<&str>, article: &mut Article) {
    let mut headlines: Vec<Element<'_>> = meta.all("headline").filter(|line| !is_sub(*line)).collect();
    headlines
        .sort_by_key(|line| line.attribute("rank").and_then(|rank| rank.parse::<u32>().ok()).unwrap_or(0));
    let headline = headlines.iter().find_map(|line| stated(&one_line(&line.text())));
    if let Some(headline) = headline {
        article.title = Some(metadata::title(&headline, "NewsML-G2 headline"));
    }
    article.dateline = dateline_of(meta, language);
    article.language = meta
        .child("language")
        .and_then(|element| metadata::language(element.attribute("tag")?, "NewsML-G2 language"));
    fill_people(meta, language, article);
    let source = meta.child("infoSource").and_then(|source| name_of(source, language));
    let is_other = |name: &String| article.source.as_ref().is_none_or(|source| source.value != *name);
    article.agency = source.filter(is_other).map(|name| known(name, "NewsML-G2 infoSource"));
    fill_subjects(meta, language, article);
    let words: Vec<String> =
        ["slugline", "keyword"].iter().flat_map(|name| meta.all(name)).map(|line| line.text()).collect();
    add_tags(article, words, "NewsML-G2 slugline, keyword and subject");
    meta.all("creditline").for_each(|line| add_line(&mut article.credits, &line.text()));
}

fn is_sub(headline: Element<'_>) -> bool {
    headline.attribute("role").is_some_and(|role| role.to_lowercase().contains("sub"))
}

/// Subheadlines and summaries, in the order in which they stand above a text.
fn ledes_of(meta: Element<'_>) -> Vec<String> {
    let subs = meta.all("headline").filter(|line| is_sub(*line));
    let is_lede = |text: &Element<'_>| {
        let role = text.attribute("role").unwrap_or("summary").to_lowercase();
        role.contains("summary") || role.contains("lede") || role.contains("lead")
    };
    let summaries = meta.all("description").filter(is_lede);
    subs.chain(summaries).filter_map(|text| stated(&one_line(&text.text()))).collect()
}

/// Where it was written: what the item says by name, else by its dateline. The time only stands in the line.
fn dateline_of(meta: Element<'_>, language: Option<&str>) -> Option<Known<Dateline>> {
    let line = text_at(meta, &["dateline"]).and_then(|line| dateline::read(&line));
    let located = meta.child("located");
    let has_name =
        |place: &Element<'_>| place.child("name").is_some() || place.attribute("literal").is_some();
    let place = located.filter(has_name).and_then(|place| name_of(place, language));
    let time = line.as_ref().and_then(|line| line.time);
    match (place, line) {
        (Some(place), _) => Some(known(Dateline { place: Some(place), time }, "NewsML-G2 located")),
        (None, Some(line)) => Some(known(line, "NewsML-G2 dateline")),
        (None, None) => {
            let place = name_of(located?, language)?;
            Some(known(Dateline { place: Some(place), time: None }, "NewsML-G2 located"))
        }
    }
}

fn fill_people(meta: Element<'_>, language: Option<&str>, article: &mut Article) {
    let agency = article.source.as_ref().map(|source| source.value.as_str());
    let lines = meta.all("by").flat_map(|line| byline::people(&line.text(), agency)).collect();
    let by = metadata::known_list(metadata::people(lines), "NewsML-G2 by");
    let is_person =
        |creator: &Element<'_>| creator.attribute("type").is_none_or(|kind| kind.ends_with("person"));
    let creators = || {
        let named = meta.all("creator").filter(is_person).filter_map(|creator| name_of(creator, language));
        let names = named.flat_map(|name| byline::people(&name, agency)).collect();
        metadata::known_list(metadata::people(names), "NewsML-G2 creator")
    };
    article.authors = by.or_else(creators);
}

/// Subjects of a classification; a category is the section; those without a code are tags.
fn fill_subjects(meta: Element<'_>, language: Option<&str>, article: &mut Article) {
    let (mut subjects, mut words) = (Vec::new(), Vec::new());
    for element in meta.all("subject") {
        let kind = element.attribute("type").unwrap_or("");
        let name = name_of(element, language);
        if ENTITIES.iter().any(|entity| kind.ends_with(&format!(":{entity}"))) {
            continue;
        }
        if kind.to_lowercase().ends_with("category") {
            article.section = article
                .section
                .take()
                .or_else(|| name.map(|name| known(name, "NewsML-G2 subject of type category")));
            continue;
        }
        let code = element.attribute("qcode").or(element.attribute("uri")).or(element.attribute("literal"));
        match code.and_then(|code| subject::code_of(None, code)) {
            Some(code) => {
                let is_medtop = code.starts_with("medtop:");
                subject::add(&mut subjects, code, written_name(element, language));
                if !is_medtop {
                    add_same_topics(element, language, &mut subjects);
                }
            }
            None => words.extend(name),
        }
    }
    article.subjects = metadata::known_list(subjects, "NewsML-G2 subject");
    add_tags(article, words, "NewsML-G2 slugline, keyword and subject");
}

/// Media topics that are said to be the same as an agency's own subject.
fn add_same_topics(element: Element<'_>, language: Option<&str>, subjects: &mut Vec<crate::model::Subject>) {
    for same in element.all("sameAs") {
        let code =
            same.attribute("qcode").or(same.attribute("uri")).and_then(|code| subject::code_of(None, code));
        if let Some(code) = code.filter(|code| code.starts_with("medtop:")) {
            subject::add(subjects, code, written_name(same, language));
        }
    }
}

/// Renditions of a content are alternatives: the first with markup that has a text, else the first plain one.
fn fill_text(content: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    for inline in content.all("inlineXML") {
        match inline.find("nitf") {
            Some(document) => nitf::fill(document, article, doubts),
            None => fill_from_markup(inline, article),
        }
        if !article.text.trim().is_empty() {
            return;
        }
    }
    let is_text = |data: &Element<'_>| {
        data.attribute("encoding").is_none()
            && data.attribute("contenttype").is_none_or(|kind| kind.starts_with("text"))
    };
    let texts = content.all("inlineData").filter(is_text).map(|data| metadata::plain(data.text()));
    let text = texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
    article.text = text.trim().to_string();
}

fn fill_from_markup(inline: Element<'_>, article: &mut Article) {
    let root = inline.find("body").unwrap_or(inline);
    if article.title.is_none() {
        let heading = inline.find("h1").or_else(|| inline.find("title")).map(|title| one_line(&title.text()));
        article.title =
            heading.and_then(|title| stated(&title)).map(|title| metadata::title(&title, "XHTML h1"));
    }
    let marked = markup::read(root, article.title.as_ref().map(|title| title.value.as_str()));
    article.text = marked.text;
    marked.captions.iter().for_each(|line| add_line(&mut article.captions, line));
    marked.credits.iter().for_each(|line| add_line(&mut article.credits, line));
}

#[cfg(test)]
#[path = "newsml_g2_tests.rs"]
mod tests;
