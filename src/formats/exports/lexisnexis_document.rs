//! One document of LexisNexis or Nexis Uni, as blocks of lines → an article. Parses no file.

use std::collections::HashMap;

use crate::formats::lede::put_lede_first;
use crate::formats::metadata::{self, Doubts, one_line, stated};
use crate::model::{Article, Dateline};

use super::lexisnexis_head;
use super::lexisnexis_label::{Role, Shape, label_of};
use super::{byline, page, rights};

/// Blocks among which the head of a document ends.
const MAX_HEAD_BLOCKS: usize = 60;

/// Reads a document, without the line that numbers it or ends it. The day on which the database took it up is that of a
/// change, never of publication.
pub(super) fn read_document(blocks: &[String], shape: Shape, doubts: &mut Doubts) -> Article {
    let blocks = split_at_labels(blocks, shape);
    let mut parts = Parts::default();
    parts.sort(&blocks, shape);
    parts.into_article(shape, doubts)
}

/// A label opens a block of its own, also where no blank line stands before it.
fn split_at_labels(blocks: &[String], shape: Shape) -> Vec<String> {
    let mut split: Vec<String> = Vec::new();
    for block in blocks {
        let mut is_open = false;
        for line in block.lines() {
            match split.last_mut() {
                Some(last) if is_open && label_of(line, shape).is_none() => {
                    last.push('\n');
                    last.push_str(line);
                }
                _ => split.push(line.to_string()),
            }
            is_open = true;
        }
    }
    split
}

/// The blocks of a document by what they are.
#[derive(Default)]
struct Parts {
    head: Vec<String>,
    body: Vec<String>,
    values: HashMap<Role, Vec<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
    Tail,
}

impl Parts {
    fn sort(&mut self, blocks: &[String], shape: Shape) {
        let (head_end, tail_start) = (head_end(blocks, shape), tail_start(blocks, shape));
        let mut part = Part::Head;
        let mut current = None;
        for (at, block) in blocks.iter().enumerate() {
            let label = label_of(block.lines().next().unwrap_or(""), shape);
            let label =
                label.filter(|(role, _)| part != Part::Body || role.is_trailing() && at >= tail_start);
            let Some((role, value)) = label else {
                if part == Part::Head && current.is_some() && at >= head_end {
                    part = Part::Body;
                }
                self.add_unlabelled(block, part, current);
                continue;
            };
            let behind: Vec<&str> = block.lines().skip(1).collect();
            let value = std::iter::once(value).chain(behind).collect::<Vec<_>>().join("\n");
            current = Some(role);
            // That it is a correction is part of what it says.
            let value = if role == Role::Correction { block.clone() } else { value };
            if role == Role::Body {
                part = Part::Body;
                self.body.extend(Some(value).filter(|value| !value.trim().is_empty()));
                continue;
            }
            if part == Part::Body {
                part = Part::Tail;
            }
            self.add(role, value);
        }
    }

    fn add(&mut self, role: Role, value: String) {
        if role == Role::Correction {
            // Readers of the article are to find what was wrong in it.
            self.body.extend(Some(value).filter(|value| !value.trim().is_empty()));
        } else if !value.trim().is_empty() {
            self.values.entry(role).or_default().push(value);
        }
    }

    fn add_unlabelled(&mut self, block: &str, part: Part, current: Option<Role>) {
        let block = block.to_string();
        match (part, current) {
            _ if part != Part::Head && rights::is_notice(&block) => self.add(Role::Rights, block),
            (Part::Head, None) => self.head.push(block),
            (Part::Head, Some(role @ (Role::Lede | Role::Authors))) => self.add(role, block),
            (Part::Head, Some(_)) => self.head.push(block),
            (Part::Tail, Some(role @ (Role::Captions | Role::Rights))) => self.add(role, block),
            // What has no label behind the text is a part of it: a correction that was added.
            (Part::Body | Part::Tail, _) => self.body.push(block),
        }
    }

    fn into_article(mut self, shape: Shape, doubts: &mut Doubts) -> Article {
        let head = lexisnexis_head::read(&self.head, shape);
        let mut article = Article::default();
        let title = self.line(Role::Title).or(head.title).and_then(|title| stated(&title));
        article.title = title.map(|title| metadata::title(&title, "LexisNexis title"));
        article.source = head.source.map(|source| metadata::known(source, "LexisNexis source"));
        if let Some(line) = head.date {
            article.published = metadata::date(&line, "LexisNexis date", doubts);
            article.date_as_written = Some(line).filter(|_| article.published.is_none());
        }
        let loaded = self.line(Role::Loaded);
        article.updated = loaded.and_then(|day| metadata::other_date(&day, "LexisNexis LOAD-DATE", doubts));
        self.fill_section(&mut article);
        self.fill_names(&mut article);
        let notice = self.line(Role::Rights).or(head.rights);
        article.rights = notice.map(|notice| metadata::known(notice, "LexisNexis copyright"));
        article.url = self.line(Role::Url).map(|url| metadata::known(url, "LexisNexis URL"));
        article.dateline = self
            .line(Role::Dateline)
            .and_then(|line| dateline(&line))
            .map(|dateline| metadata::known(dateline, "LexisNexis DATELINE"));
        article.captions = self
            .values
            .remove(&Role::Captions)
            .unwrap_or_default()
            .iter()
            .map(|text| one_line(text))
            .collect();
        let blocks: Vec<String> = head.rest.into_iter().chain(self.body).collect();
        article.text = blocks.join("\n\n").trim().to_string();
        let lede = self.values.remove(&Role::Lede).map(|blocks| blocks.join("\n\n"));
        if !article.text.is_empty() {
            put_lede_first(&mut article, lede.as_deref());
        }
        article
    }

    /// `FEATURES; Pg. 6` is a section and a page.
    fn fill_section(&mut self, article: &mut Article) {
        let Some(line) = self.line(Role::Section) else { return };
        let (pages, names): (Vec<&str>, Vec<&str>) = line
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .partition(|part| page::number(part).is_some());
        let place = "LexisNexis SECTION";
        article.page = pages
            .first()
            .and_then(|part| page::number(part))
            .map(|page| metadata::known(page.to_string(), place));
        article.section = (!names.is_empty()).then(|| metadata::known(names.join("; "), place));
    }

    fn fill_names(&mut self, article: &mut Article) {
        let bylines = self.values.remove(&Role::Authors).unwrap_or_default();
        let bylines: Vec<String> = bylines.iter().map(|line| one_line(line)).collect();
        article.authors =
            metadata::known_list(byline::authors(bylines.iter().map(String::as_str)), "LexisNexis BYLINE");
        let tags = self.values.remove(&Role::Tags).unwrap_or_default();
        let tags =
            tags.iter().flat_map(|line| line.split(';')).map(|tag| without_share(&one_line(tag)).to_string());
        // A list of lists: commas inside stand inside a tag.
        let tags: Vec<String> = tags.chain([String::new()]).collect();
        article.tags = metadata::known_list(metadata::keywords(tags), "LexisNexis SUBJECT");
        let language = self.line(Role::Language);
        let name = language.as_deref().and_then(|line| line.split(';').next());
        article.language = name.and_then(|name| metadata::language(name, "LexisNexis LANGUAGE"));
    }

    fn line(&mut self, role: Role) -> Option<String> {
        let values = self.values.remove(&role)?;
        stated(&one_line(&values.join(" ")))
    }
}

/// The block at which the text may begin: all before the label of the text, or of its length, is head.
fn head_end(blocks: &[String], shape: Shape) -> usize {
    let start = &blocks[..blocks.len().min(MAX_HEAD_BLOCKS)];
    let find = |wanted: Role| {
        start.iter().position(|block| matches!(label_of(block.lines().next().unwrap_or(""), shape), Some((role, _)) if role == wanted))
    };
    find(Role::Body).or_else(|| find(Role::Length)).unwrap_or(0)
}

/// The block at which fields may follow the text. `Graphic` or `Classification` alone in its line says so; labels in
/// small letters before it are words of the text.
fn tail_start(blocks: &[String], shape: Shape) -> usize {
    let is_heading = |block: &String| {
        let label = label_of(block.lines().next().unwrap_or(""), shape);
        !block.contains(':') && label.is_some_and(|(role, _)| role.is_trailing())
    };
    match shape {
        Shape::Numbered => 0,
        Shape::Ended => blocks.iter().position(is_heading).unwrap_or(0),
    }
}

/// `ELECTIONS (90%)`.
fn without_share(tag: &str) -> &str {
    match tag.rsplit_once('(') {
        Some((name, share)) if share.ends_with("%)") => name.trim_end(),
        _ => tag,
    }
}

/// The place before the day: `PARIS, Jan. 11`.
fn dateline(line: &str) -> Option<Dateline> {
    let parts = line.split(',').map(str::trim);
    let place: Vec<&str> = parts.take_while(|part| !part.bytes().any(|byte| byte.is_ascii_digit())).collect();
    let place = stated(place.join(", ").trim_end_matches(['-', '–', ' ', '.']))?;
    Some(Dateline { place: Some(place), time: None })
}
