//! A `nitf` element → what it says of its article, and the article's text; alone in a file or inside NewsML. Fields that
//! are known already stay.

use super::markup::{self, add_line};
use super::{byline, dateline, edition, subject};
use crate::formats::lede::put_lede_first;
use crate::formats::metadata::{self, Doubts, ReadDate, one_line, stated};
use crate::formats::xml::Element;
use crate::model::{Article, Dateline, Known, PartialDate};

/// Reads `nitf` into `article`.
pub(super) fn fill(nitf: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    let head = nitf.at(&["body", "body.head"]);
    fill_title(nitf, head, article);
    fill_text(nitf, head, article);
    if let Some(head) = head {
        fill_from_body_head(head, article, doubts);
    }
    if let Some(head) = nitf.child("head") {
        fill_from_head(head, article, doubts);
    }
    fill_subheadline(head, article);
    if article.language.is_none() {
        let tagged = [Some(nitf), nitf.child("body"), nitf.at(&["body", "body.content"])];
        article.language = tagged
            .into_iter()
            .flatten()
            .find_map(|element| metadata::language(element.attribute("xml:lang")?, "NITF xml:lang"));
    }
}

fn fill_title(nitf: Element<'_>, head: Option<Element<'_>>, article: &mut Article) {
    if article.title.is_some() {
        return;
    }
    let headline = head.and_then(|head| text_at(head, &["hedline", "hl1"])).map(|title| (title, "NITF hl1"));
    let title = headline.or_else(|| Some((text_at(nitf, &["head", "title"])?, "NITF title")));
    article.title = title.map(|(title, place)| metadata::title(&title, place));
}

fn fill_text(nitf: Element<'_>, head: Option<Element<'_>>, article: &mut Article) {
    let Some(body) = nitf.child("body") else { return };
    let title = article.title.as_ref().map(|title| title.value.clone());
    let mut text = String::new();
    for part in body.all("body.content").chain(body.all("body.end")) {
        let marked = markup::read(part, title.as_deref());
        if !marked.text.is_empty() {
            text.push_str(if text.is_empty() { "" } else { "\n\n" });
            text.push_str(&marked.text);
        }
        marked.captions.iter().for_each(|line| add_line(&mut article.captions, line));
        marked.credits.iter().for_each(|line| add_line(&mut article.credits, line));
        if let Some(lede) = marked.lede {
            article.text = std::mem::take(&mut text);
            put_lede_first(article, Some(&lede));
            text = std::mem::take(&mut article.text);
        }
    }
    article.text = text;
    let lede = head.and_then(|head| head.child("abstract")).map(|lede| markup::read(lede, None).text);
    put_lede_first(article, lede.as_deref());
}

fn fill_from_body_head(head: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    if article.dateline.is_none() {
        article.dateline = head.child("dateline").and_then(|line| dateline_of(line, doubts));
    }
    if article.source.is_none() {
        let distributor = head.child("distributor");
        let name =
            distributor.and_then(|name| text_at(name, &["org"]).or_else(|| stated(&one_line(&name.text()))));
        article.source = name.map(|name| metadata::known(name, "NITF distributor"));
    }
    if article.authors.is_none() {
        let agency = article.source.as_ref().map(|source| source.value.as_str());
        let bylines = head.all("byline").map(byline_text);
        let names = bylines.flat_map(|line| byline::people(&line, agency)).collect();
        article.authors = metadata::known_list(metadata::people(names), "NITF byline");
    }
    if article.rights.is_none() {
        let rights = head.child("rights").and_then(|rights| stated(&one_line(&rights.text())));
        article.rights = rights.map(|rights| metadata::known(rights, "NITF rights"));
    }
}

/// The byline without the office that stands in an element of its own.
fn byline_text(byline: Element<'_>) -> String {
    let people: Vec<String> = byline.all("person").map(|person| one_line(&person.text())).collect();
    if !people.is_empty() {
        return people.join(";");
    }
    let whole = one_line(&byline.text());
    match byline.child("byttl") {
        Some(office) => whole.replacen(&one_line(&office.text()), "", 1),
        None => whole,
    }
}

fn dateline_of(line: Element<'_>, doubts: &mut Doubts) -> Option<Known<Dateline>> {
    let location = line.child("location");
    let place = location.map_or_else(|| one_line(&line.text()), |place| one_line(&place.text()));
    let mut read = dateline::read(&place).unwrap_or(Dateline { place: None, time: None });
    if let Some(story_date) = line.child("story.date").and_then(|date| date.attribute("norm")) {
        read.time = metadata::other_date(story_date, "NITF story.date", doubts).map(|date| date.value);
    }
    (read.place.is_some() || read.time.is_some()).then(|| metadata::known(read, "NITF dateline"))
}

fn fill_from_head(head: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    if let Some(docdata) = head.child("docdata") {
        fill_from_docdata(docdata, article, doubts);
    }
    if let Some(pubdata) = head.child("pubdata") {
        fill_from_pubdata(pubdata, article, doubts);
    }
    let known = article.subjects.take();
    let place =
        known.as_ref().map_or_else(|| "NITF tobject.subject".to_string(), |known| known.place.clone());
    let mut subjects = known.map(|known| known.value).unwrap_or_default();
    for object in head.descendants().filter(|element| element.name() == "tobject.subject") {
        let names = ["tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type"];
        let name = names.iter().find_map(|name| object.attribute(name)).map(str::to_string);
        if let Some(code) =
            object.attribute("tobject.subject.refnum").and_then(|code| subject::code_of(Some("subj"), code))
        {
            subject::add(&mut subjects, code, name);
        }
    }
    article.subjects = metadata::known_list(subjects, place);
    let meta = |name: &str| {
        let element = head
            .all("meta")
            .find(|meta| meta.attribute("name").is_some_and(|key| key.eq_ignore_ascii_case(name)));
        element.and_then(|element| stated(element.attribute("content")?))
    };
    if article.subjects.is_none() {
        let code = meta("category_iptc").and_then(|code| subject::code_of(Some("subj"), &code));
        article.subjects = code.map(|code| {
            metadata::known(vec![crate::model::Subject { code, name: None }], "NITF meta category_iptc")
        });
    }
    if article.section.is_none() {
        article.section = meta("section").map(|section| metadata::known(section, "NITF meta section"));
    }
}

fn fill_from_docdata(docdata: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    let mut date = |name: &str, is_dated: bool| -> Option<Known<PartialDate>> {
        let read: ReadDate = if is_dated { metadata::other_date } else { metadata::date };
        read(docdata.child(name)?.attribute("norm")?, format!("NITF {name}"), doubts)
    };
    // What it is in may have dated it.
    let is_dated = article.published.is_some();
    let issued = date("date.issue", is_dated);
    let released = date("date.release", is_dated || issued.is_some());
    // A release behind the issue keeps the item back until then.
    let is_later = |issued: &Known<PartialDate>, released: &Known<PartialDate>| {
        released.value.first_minute() > issued.value.first_minute()
    };
    if let (Some(issued), Some(released)) = (&issued, &released)
        && is_later(issued, released)
    {
        article.embargo.get_or_insert_with(|| released.clone());
    }
    article.published = article.published.take().or(issued).or(released);
    if article.source_id.is_none() {
        article.source_id = docdata.child("doc-id").and_then(|id| stated(id.attribute("id-string")?));
        article.version = article.version.or_else(|| version_of(docdata, article));
    }
    if let Some(status) = docdata.attribute("management-status").and_then(edition::status) {
        article.status = status;
    }
    let keys = docdata.descendants().filter(|element| element.name() == "keyword");
    let keys = keys.filter_map(|keyword| keyword.attribute("key")).map(str::to_string);
    let slugs = docdata.all("du-key").filter_map(|slug| slug.attribute("key")).map(str::to_string);
    add_tags(article, slugs.chain(keys).collect(), "NITF du-key and key-list");
    if let (None, Some(copyright)) = (&article.rights, docdata.child("doc.copyright")) {
        let parts = ["year", "holder"].map(|name| copyright.attribute(name).unwrap_or(""));
        article.rights =
            stated(&one_line(&parts.join(" "))).map(|rights| metadata::known(rights, "NITF doc.copyright"));
    }
}

/// The number of the version, else the time of issue.
fn version_of(docdata: Element<'_>, article: &Article) -> Option<u64> {
    article.source_id.as_ref()?;
    let stated = docdata.all("du-key").find_map(|key| key.attribute("version")?.parse().ok());
    stated.or_else(|| edition::version_of(&article.published.as_ref()?.value))
}

fn fill_from_pubdata(pubdata: Element<'_>, article: &mut Article, doubts: &mut Doubts) {
    let value = |name: &str| pubdata.attribute(name).and_then(stated);
    if let Some(name) = value("name") {
        article.source = Some(metadata::known(name, "NITF pubdata name"));
    }
    if let Some(date) =
        value("date.publication").and_then(|date| metadata::date(&date, "NITF date.publication", doubts))
    {
        article.published = Some(date);
    }
    if let Some(section) = value("position.section") {
        article.section = Some(metadata::known(section, "NITF position.section"));
    }
}

/// Subheadlines, and bylines that name nobody but say something, stand in front of the text.
fn fill_subheadline(head: Option<Element<'_>>, article: &mut Article) {
    let Some(head) = head else { return };
    let below = head.child("hedline").and_then(|headlines| text_at(headlines, &["hl2"]));
    let misused = || {
        let line = one_line(&head.child("byline").filter(|line| line.child("byttl").is_none())?.text());
        (article.authors.is_none() && line.split(' ').count() > 4).then_some(line)
    };
    if let Some(line) = below.or_else(misused)
        && article.title.as_ref().is_none_or(|title| title.value != line)
    {
        put_lede_first(article, Some(&line));
    }
}

/// Adds to the article's tags.
pub(super) fn add_tags(article: &mut Article, words: Vec<String>, place: &str) {
    let known = article.tags.take();
    let place = known.as_ref().map_or_else(|| place.to_string(), |known| known.place.clone());
    let mut tags = known.map(|known| known.value).unwrap_or_default();
    tags.extend(words);
    article.tags = metadata::known_list(metadata::people(tags), place);
}

/// The text at the end of a path, in one line, when it says anything.
pub(super) fn text_at(element: Element<'_>, path: &[&str]) -> Option<String> {
    stated(&one_line(&element.at(path)?.text()))
}
