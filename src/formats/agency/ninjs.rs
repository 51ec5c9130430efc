//! ninjs, the JSON of news agencies, in its versions 1, 2 and 3: one item, an array, or one a line. Known by its members
//! and never by the name of the file; other JSON is not read here.

use serde_json::Value;

use super::markup::{Marked, add_line};
use super::ninjs_value::{Object, Part};
use super::{byline, dateline, edition, subject};
use crate::diagnostics::Code;
use crate::formats::json::scan::{Elements, ScanError, members, skip_space, value_end};
use crate::formats::lede::put_lede_first;
use crate::formats::metadata::{self, Doubts, ReadDate, known, one_line, stated};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, Dateline, Known, PartialDate};

/// Items inside an item that are looked through.
const MAX_ASSOCIATIONS: usize = 1000;

/// Members that only ninjs has, in lower case; with `uri`, one of them is certainty.
const SIGNS: [&str; 3] = ["versioncreated", "pubstatus", "standard"];

/// Members that other JSON has too; with `uri` and `version`, one of them is certainty enough.
const LESSER_SIGNS: [&str; 6] =
    ["headlines", "bodies", "copyrightholder", "usageterms", "copyrightnotice", "representationtype"];

/// ninjs items.
pub(in crate::formats) struct Ninjs;

impl Format for Ninjs {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "ninjs",
            version: 2,
            extensions: &["json", "jsonl", "ndjson", "ninjs"],
            is_container: true,
            is_binary: false,
            reads: "text items of ninjs 1, 2 and 3, with uri, version, status, dates, place, subjects and rights",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let start = head.bytes.len() - head.trimmed().len();
        let object = match head.trimmed() {
            [b'[', ..] => skip_space(head.bytes, start + 1),
            _ => start,
        };
        head.bytes.get(object) == Some(&b'{') && is_ninjs(head.bytes, object)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let decoded = source.text(u64::MAX, |_| None)?;
        if decoded.has_replacements {
            let message = format!("some bytes are not {} and were replaced", decoded.encoding);
            output.doubt(None, Code::BadEncoding, message);
        }
        read_items(&decoded.text, output)
    }
}

/// Whether the object that opens at `start` has the members of an item, as far as the bytes go.
fn is_ninjs(json: &[u8], start: usize) -> bool {
    let names: Vec<String> = members(json, start)
        .into_iter()
        .map(|(name, _)| String::from_utf8_lossy(&json[name.start + 1..name.end - 1]).to_ascii_lowercase())
        .collect();
    let has = |name: &&str| names.iter().any(|known| known == name);
    has(&"uri") && (SIGNS.iter().any(&has) || has(&"version") && LESSER_SIGNS.iter().any(has))
}

fn read_items(json: &str, output: &mut Output<'_>) -> Result<(), Failure> {
    let bytes = json.as_bytes();
    let start = skip_space(bytes, 0);
    let is_array = bytes.get(start) == Some(&b'[');
    let end = value_end(bytes, start).map_err(failure);
    let is_one = !is_array && end.as_ref().is_ok_and(|end| skip_space(bytes, *end) == bytes.len());
    if is_one {
        return read_one(json.trim(), output);
    }
    output.is_container = true;
    let elements =
        if is_array { Elements::of_array(bytes, start) } else { Elements::of_sequence(bytes, start) };
    for (number, range) in (1_u64..).zip(elements) {
        let item = json.get(range.map_err(failure)?).unwrap_or("");
        let place = format!("item {number}");
        match serde_json::from_str::<Value>(item) {
            Err(error) => output.failed_member(&place, Code::Malformed, format!("no JSON object: {error}")),
            Ok(value) => hand_over_all(read_with_associations(&value), &place, item, output),
        }
        if output.is_stopped {
            break;
        }
    }
    Ok(())
}

fn failure(error: ScanError) -> Failure {
    let code = if error == ScanError::Cut { Code::Truncated } else { Code::Malformed };
    Failure::failed(code, format!("the file {error}"))
}

fn read_one(json: &str, output: &mut Output<'_>) -> Result<(), Failure> {
    let value: Value = serde_json::from_str(json)
        .map_err(|error| Failure::failed(Code::Malformed, format!("no JSON object: {error}")))?;
    let mut items = read_with_associations(&value);
    if items.len() != 1 {
        output.is_container = true;
        hand_over_all(items, "item", json, output);
        return Ok(());
    }
    let Item { mut article, doubts, .. } = items.remove(0);
    for (code, message) in doubts.0 {
        output.doubt(None, code, message);
    }
    if !edition::has_text(&mut article) {
        return Err(Failure::skipped(Code::NoText, "the item holds no text, as items of pictures do not"));
    }
    output.single = Some(article);
    Ok(())
}

/// An item that was read, with the value it was read from when that is not the whole.
struct Item<'a> {
    article: Article,
    doubts: Doubts,
    inner: Option<&'a Value>,
}

fn hand_over_all(items: Vec<Item<'_>>, place: &str, json: &str, output: &mut Output<'_>) {
    for Item { mut article, doubts, inner } in items {
        let place = article.source_id.clone().unwrap_or_else(|| place.to_string());
        for (code, message) in doubts.0 {
            output.doubt(Some(&place), code, message);
        }
        if !edition::has_text(&mut article) {
            output.doubt(Some(&place), Code::NoText, "holds no text, as items of pictures do not");
            continue;
        }
        let hash = match inner {
            Some(value) => ContentHash::of(value.to_string().as_bytes()),
            None => ContentHash::of(json.as_bytes()),
        };
        output.member(&place, hash, article);
        if output.is_stopped {
            return;
        }
    }
}

/// The item, and the texts associated with it that have a body of their own.
fn read_with_associations(value: &Value) -> Vec<Item<'_>> {
    let Some(object) = Object::of(value) else { return Vec::new() };
    let mut doubts = Doubts::default();
    let mut article = read_item(object, &mut doubts);
    let mut inner = Vec::new();
    let mut waiting = associations(object);
    let mut num_seen = 0;
    while let Some(value) = waiting.pop() {
        num_seen += 1;
        let Some(associated) = Object::of(value).filter(|_| num_seen <= MAX_ASSOCIATIONS) else { continue };
        waiting.extend(associations(associated));
        if is_picture(associated) {
            caption_of(associated).iter().for_each(|line| add_line(&mut article.captions, line));
        } else if !associated.parts("bodies", "body").is_empty() {
            let mut doubts = Doubts::default();
            let article = read_item(associated, &mut doubts);
            inner.push(Item { article, doubts, inner: Some(value) });
        }
    }
    inner.insert(0, Item { article, doubts, inner: None });
    inner
}

/// Associated items, the last first: a list, or an object whose members they are.
fn associations(object: Object<'_>) -> Vec<&Value> {
    let mut found: Vec<&Value> = match object.get("associations") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Object(named)) => named.values().collect(),
        _ => Vec::new(),
    };
    found.reverse();
    found
}

fn is_picture(object: Object<'_>) -> bool {
    object.text(&["type"]).is_some_and(|kind| matches!(&*kind, "picture" | "graphic" | "video" | "audio"))
}

fn caption_of(object: Object<'_>) -> Option<String> {
    let parts = object.parts("descriptions", "description");
    parts.iter().find(|part| part.role == "caption").or(parts.first()).map(Part::text)
}

fn read_item(object: Object<'_>, doubts: &mut Doubts) -> Article {
    let mut article = Article { source_id: object.text(&["uri"]), ..Article::default() };
    fill_edition(object, &mut article, doubts);
    fill_parties(object, &mut article);
    fill_headlines(object, &mut article);
    fill_subjects(object, &mut article);
    article.language =
        object.text(&["language"]).and_then(|code| metadata::language(&code, "ninjs language"));
    article.dateline = object
        .text(&["located"])
        .and_then(|place| dateline::read(&place))
        .map(|line| known(Dateline { place: line.place, time: line.time }, "ninjs located"));
    fill_text(object, &mut article);
    article
}

fn fill_edition(object: Object<'_>, article: &mut Article, doubts: &mut Doubts) {
    let mut date = |name: &str, read: ReadDate| -> Option<Known<PartialDate>> {
        read(&object.text(&[name])?, format!("ninjs {name}"), doubts)
    };
    article.published =
        date("contentCreated", metadata::date).or_else(|| date("firstCreated", metadata::date));
    let read = if article.published.is_some() { metadata::other_date } else { metadata::date };
    let made = date("versionCreated", read);
    article.embargo = date("embargoed", metadata::other_date);
    article.version = object.text(&["version"]).and_then(|version| version.parse().ok());
    if article.version.is_none() && article.source_id.is_some() {
        article.version = made.as_ref().and_then(|date| edition::version_of(&date.value));
    }
    match &article.published {
        Some(first) => article.updated = made.filter(|date| date.value != first.value),
        None => article.published = made,
    }
    article.status = object.text(&["pubStatus"]).and_then(|word| edition::status(&word)).unwrap_or_default();
    edition::keep_embargo(article, object.text(&["embargoed"]).is_some());
}

fn fill_parties(object: Object<'_>, article: &mut Article) {
    let source = object
        .text(&["source", "provider"])
        .map(|name| known(name, "ninjs source"))
        .or_else(|| Some(known(object.text(&["copyrightHolder"])?, "ninjs copyrightHolder")));
    article.source = source;
    let agency = article.source.as_ref().map(|source| source.value.clone());
    let sources = object.objects("infoSources").chain(object.objects("infosource"));
    let name = sources.filter_map(|source| source.text(&["name"])).find(|name| Some(name) != agency.as_ref());
    article.agency = name.map(|name| known(name, "ninjs infosource"));
    article.authors = authors_of(object, agency.as_deref());
    let rights = object
        .objects("rightsInfo")
        .find_map(|rights| rights.text(&["usageTerms", "linkedRights", "encodedRights"]));
    let lines = [object.text(&["copyrightNotice"]), object.text(&["usageTerms"]).or(rights)];
    let lines: Vec<String> =
        lines.into_iter().flatten().map(|line| one_line(&metadata::plain(line))).collect();
    let text = if lines.is_empty() { object.text(&["copyrightHolder"]) } else { Some(lines.join(" ")) };
    article.rights = text.map(|text| known(text, "ninjs copyrightNotice and usageTerms"));
}

fn authors_of(object: Object<'_>, agency: Option<&str>) -> Option<Known<Vec<String>>> {
    let listed: Vec<String> = object
        .objects("authors")
        .filter_map(|author| author.text(&["name"]))
        .filter(|name| !agency.is_some_and(|agency| agency.eq_ignore_ascii_case(name)))
        .collect();
    let lines = ["byline", "by"].into_iter().find_map(|name| Some((object.text(&[name])?, name)));
    let by = lines.and_then(|(line, name)| {
        let names = byline::people(&metadata::plain(line), agency);
        metadata::known_list(names, format!("ninjs {name}"))
    });
    metadata::known_list(metadata::people(listed), "ninjs authors").or(by)
}

fn fill_headlines(object: Object<'_>, article: &mut Article) {
    let headlines = object.parts("headlines", "headline");
    let main = headlines
        .iter()
        .find(|part| part.role == "main")
        .or_else(|| headlines.iter().find(|part| !is_sub(part)));
    let headline = main.map(|part| (part.text(), "ninjs headline"));
    let title = headline.or_else(|| Some((object.text(&["title"])?, "ninjs title")));
    article.title = title.and_then(|(title, place)| Some(metadata::title(&stated(&title)?, place)));
}

fn is_sub(part: &Part<'_>) -> bool {
    part.role.to_lowercase().contains("sub")
}

fn fill_subjects(object: Object<'_>, article: &mut Article) {
    let (mut subjects, mut words) = (Vec::new(), Vec::new());
    for entry in object.objects("subjects").chain(object.objects("subject")) {
        let name = entry.text(&["name"]);
        let scheme = entry.text(&["scheme"]);
        if scheme.as_deref().is_some_and(|scheme| scheme.eq_ignore_ascii_case("category")) {
            article.section = article
                .section
                .take()
                .or_else(|| name.map(|name| known(name, "ninjs subject of scheme category")));
            continue;
        }
        let code = entry.text(&["qcode", "code", "uri", "literal"]);
        match code.and_then(|code| subject::code_of(scheme.as_deref(), &code)) {
            Some(code) => subject::add(&mut subjects, code, name),
            None => words.extend(name),
        }
    }
    article.subjects = metadata::known_list(subjects, "ninjs subject");
    if article.section.is_none() {
        let service = object.objects("service").find_map(|service| service.text(&["name"]));
        article.section = service.map(|name| known(name, "ninjs service"));
    }
    words.extend(object.text(&["slugline"]));
    words.extend(object.texts("keywords").map(str::to_string));
    article.tags = metadata::known_list(metadata::people(words), "ninjs subject, slugline and keywords");
}

/// Of several bodies the one with the most paragraphs: a plain one often has lost them.
fn fill_text(object: Object<'_>, article: &mut Article) {
    let bodies = object.parts("bodies", "body");
    let is_main = |part: &&Part<'_>| !matches!(part.role, "caption" | "script" | "ednote");
    let texts = bodies.iter().filter(is_main).map(Part::text);
    let num_paragraphs = |text: &String| text.split("\n\n").count();
    // Of equals `max_by_key` takes the last, and the first is meant.
    let texts: Vec<String> = texts.collect();
    let text = texts.into_iter().rev().max_by_key(num_paragraphs).unwrap_or_default();
    let mut marked = Marked { text, ..Marked::default() };
    marked.tidy(article.title.as_ref().map(|title| title.value.as_str()));
    article.text = marked.text;
    marked.credits.iter().for_each(|line| add_line(&mut article.credits, line));
    if is_picture(object) {
        // What a picture shows is no article, be it told at length.
        article.text.clear();
        return;
    }
    // Without a body, what is said of the item is all there is of it.
    article.is_excerpt = article.text.trim().is_empty();
    let descriptions = object.parts("descriptions", "description");
    put_lede_first(
        article,
        descriptions.iter().find(|part| part.role != "caption").map(Part::text).as_deref(),
    );
    let headlines = object.parts("headlines", "headline");
    put_lede_first(article, headlines.iter().find(|part| is_sub(part)).map(Part::text).as_deref());
}

#[cfg(test)]
#[path = "ninjs_tests.rs"]
mod tests;
