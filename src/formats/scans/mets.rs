//! METS: an issue of a newspaper with its pages in ALTO, and with its articles where somebody marked them.
//!
//! An article is what the logical structure says it is; what belongs to no article is a page. Names of newspaper and
//! article, dates and languages are those of the MODS or Dublin Core inside. Not the ALTO files on their own: see `alto`.

use super::blocks::{Blocks, IssuePage, read_pages};
use super::description::Description;
use super::issue::{AreaRole, Issue, Unit, UnitKind};
use super::page::{language_of, running_text};
use crate::diagnostics::Code;
use crate::formats::metadata::{self, Doubts};
use crate::formats::xml::{declared_encoding, opens_with_element};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, Known, PageStart, Span, Unit as ArticleUnit};

/// What stands where there is no headline.
const PLACEHOLDERS: &str = include_str!("placeholder_titles.txt");

/// Words that a page must have beside its articles to be kept: fewer are a running head, the imprint, a rule read as letters.
const MIN_REST: usize = 50;

/// Characters of a headline; a longer one is text that was marked as headline.
const MAX_HEADING_CHARS: usize = 200;

/// `.xml` that opens with the element `mets`.
pub(in crate::formats) struct Mets;

impl Format for Mets {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "mets",
            version: 2,
            extensions: &["xml", "mets"],
            is_container: true,
            is_binary: false,
            reads: "the articles of a digitised issue, else its pages, from the ALTO files beside it",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        opens_with_element(head.bytes, &["mets"])
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let decoded = source.text(u64::MAX, declared_encoding)?;
        let issue = Issue::read(&decoded.text)?;
        drop(decoded);
        if source.path.is_none() {
            return leave_to_pages(source.level.depth > 0, output);
        }
        output.is_container = true;
        let pages = read_pages(&issue, source, output)?;
        if pages.is_empty() && output.first_failure.is_none() {
            return Err(Failure::skipped(Code::NoText, "the issue names no pages in ALTO"));
        }
        let mut doubts = Doubts::default();
        let common = common_fields(&issue, &mut doubts);
        for (code, message) in doubts.0 {
            output.doubt(None, code, message);
        }
        Assembly { issue: &issue, common, blocks: Blocks::new(&pages) }.hand_over(&pages, output);
        Ok(())
    }
}

/// Leaves out an issue whose pages cannot be found from it: in an archive they come before it or after it, once.
fn leave_to_pages(is_in_archive: bool, output: &mut Output<'_>) -> Result<(), Failure> {
    if !is_in_archive {
        let message = "an issue is put together in its folder only";
        return Err(Failure::skipped(Code::UnsupportedFormat, message));
    }
    let message = "is an issue, whose pages are read each on its own here; unpack the archive and index the \
                   folder to have its articles";
    output.doubt(None, Code::RefusedMember, message);
    output.skip_inner_files("issue in METS", 1);
    Ok(())
}

/// What all articles of the issue have in common.
fn common_fields(issue: &Issue, doubts: &mut Doubts) -> Article {
    let mut article = Article { is_scan: true, ..Article::default() };
    article.source_id = id_of(issue);
    for said in issue.own_descriptions() {
        if let (None, Some(title)) = (&article.source, &said.title) {
            article.source = Some(metadata::known(title.clone(), "title of the issue in METS"));
        }
        if let (None, Some((date, place))) = (&article.published, said.date()) {
            article.published = metadata::date(date, place, doubts);
            if article.published.is_none() {
                article.date_as_written.get_or_insert_with(|| date.to_string());
            }
        }
        if let (None, Some(language)) = (&article.language, &said.language) {
            article.language = metadata::language(language, "language of the issue in METS");
        }
        if let (None, Some(rights)) = (&article.rights, &said.rights) {
            article.rights = Some(metadata::known(rights.clone(), "rights in METS"));
        }
        let address =
            said.identifiers.iter().find(|id| id.starts_with("http://") || id.starts_with("https://"));
        if let (None, Some(address)) = (&article.url, address) {
            article.url = Some(metadata::known(address.clone(), "identifier in METS"));
        }
    }
    article
}

/// The ark of the issue, else the id that its METS file has.
fn id_of(issue: &Issue) -> Option<String> {
    let said = issue.own_descriptions().flat_map(|said| &said.identifiers);
    let ark =
        issue.id.iter().chain(said).find_map(|id| id.find("ark:").map(|at| id[at..].trim().to_string()));
    ark.or_else(|| issue.id.clone())
}

struct Assembly<'a> {
    issue: &'a Issue,
    common: Article,
    blocks: Blocks<'a>,
}

/// The blocks of a unit, with what each is to it.
type Taken = Vec<(usize, AreaRole)>;

impl<'a> Assembly<'a> {
    fn hand_over(&mut self, pages: &'a [IssuePage], output: &mut Output<'_>) {
        let taken: Vec<Taken> = self.issue.units.iter().map(|unit| self.take(unit, output)).collect();
        for area in &self.issue.furniture {
            self.blocks.take(area);
        }
        let names: Vec<Option<String>> =
            self.issue.units.iter().zip(&taken).map(|(unit, taken)| self.section_name(unit, taken)).collect();
        let mut has_articles = false;
        for (unit, taken) in self.issue.units.iter().zip(taken) {
            let is_only_name = unit.kind == UnitKind::Section && unit.has_units && is_heading_only(&taken);
            let section = unit.section.and_then(|section| names[section].as_deref());
            if let Some(article) = (!is_only_name).then(|| self.article(unit, &taken, section)).flatten() {
                has_articles = true;
                give(output, unit.label.as_deref().unwrap_or("article"), article);
            }
            if output.is_stopped {
                return;
            }
        }
        for (place, page) in pages.iter().enumerate() {
            if let Some(article) = self.rest_of_page(place, page, has_articles) {
                give(output, &format!("page {}", page.number), article);
            }
            if output.is_stopped {
                return;
            }
        }
    }

    fn take(&mut self, unit: &Unit, output: &mut Output<'_>) -> Taken {
        let mut taken = Vec::new();
        let mut num_missing = 0;
        for area in &unit.areas {
            match self.blocks.take(area) {
                Some(blocks) => taken.extend(blocks.into_iter().map(|block| (block, area.role))),
                None => num_missing += 1,
            }
        }
        // Pictures of pages are named beside their text, in files that were not read: those are no blocks at all.
        if num_missing > 0 && taken.is_empty() && !self.blocks.is_empty() {
            let message = "its pages do not have the blocks that it names; their text is kept as pages";
            output.doubt(unit.label.as_deref().or(unit.id.as_deref()), Code::NoText, message);
        }
        taken
    }

    fn section_name(&self, unit: &Unit, taken: &Taken) -> Option<String> {
        if unit.kind != UnitKind::Section {
            return None;
        }
        self.stated_title(unit).map(|title| title.value).or_else(|| self.heading(taken))
    }

    fn article(&self, unit: &Unit, taken: &Taken, section: Option<&str>) -> Option<Article> {
        let mut article = self.common.clone();
        article.source_id = self.own_id(unit.id.as_deref());
        article.title = self.stated_title(unit).or_else(|| {
            let heading = self.heading(taken).filter(|heading| heading.chars().count() <= MAX_HEADING_CHARS);
            heading.map(|heading| metadata::title(&heading, "headline block of ALTO"))
        });
        let has_body = taken.iter().any(|(_, role)| *role == AreaRole::Body);
        let title = article.title.as_ref().map(|title| spoken(&title.value));
        let is_title = |block: usize| {
            let words = spoken(&self.text_of([block]).0);
            title.as_ref().is_some_and(|title| !words.trim().is_empty() && title.contains(&words))
        };
        // A headline that is the title is not said twice.
        let in_text = taken.iter().filter(|(block, role)| match role {
            AreaRole::Body => true,
            AreaRole::Heading => !(has_body && is_title(*block)),
            AreaRole::Caption => false,
        });
        let in_text: Vec<usize> = in_text.map(|(block, _)| *block).collect();
        (article.text, article.page_starts) = self.text_of(in_text.iter().copied());
        let captions = taken.iter().filter(|(_, role)| *role == AreaRole::Caption);
        article.captions =
            captions.map(|(block, _)| self.text_of([*block]).0).filter(|text| !text.is_empty()).collect();
        if article.text.trim().is_empty() {
            return None;
        }
        if title.is_some_and(|title| title == spoken(&article.text)) {
            article.title_span = Some(Span::new(0, article.text.len()));
        }
        self.fill_place(&mut article, &in_text);
        article.section = match section {
            Some(section) => Some(metadata::known(section.to_string(), "section in METS")),
            None if unit.kind == UnitKind::Notice => {
                Some(metadata::known(unit.type_name.trim().to_lowercase(), "type of the division in METS"))
            }
            None => None,
        };
        let said = self.descriptions(unit).flat_map(|said| said.authors.clone()).collect();
        article.authors = metadata::known_list(metadata::people(said), "MODS name");
        Some(article)
    }

    /// Page and language of an article with these blocks.
    fn fill_place(&self, article: &mut Article, blocks: &[usize]) {
        let first = blocks.first().map(|block| self.blocks.get(*block).0.number.clone());
        article.page = first.map(|number| metadata::known(number, "ALTO Page"));
        let stated = language_of(blocks.iter().map(|block| self.blocks.get(*block).1));
        let stated = stated.and_then(|code| metadata::language(code, "ALTO LANG"));
        article.language = stated.or_else(|| article.language.take());
    }

    fn rest_of_page(&self, place: usize, page: &IssuePage, has_articles: bool) -> Option<Article> {
        let rest = self.blocks.rest_of(place);
        let num_words: usize = rest.iter().map(|block| self.blocks.get(*block).1.num_pieces()).sum();
        if has_articles && num_words < MIN_REST {
            return None;
        }
        let (text, _) = self.text_of(rest.iter().copied());
        let mut article = Article { unit: ArticleUnit::Page, text, ..self.common.clone() };
        article.source_id = self.own_id(Some(&format!("{}-page-{}", page.file, page.number)));
        self.fill_place(&mut article, &rest);
        (!article.text.trim().is_empty()).then_some(article)
    }

    fn own_id(&self, id: Option<&str>) -> Option<String> {
        match (&self.common.source_id, id) {
            (Some(issue), Some(id)) => Some(format!("{issue}#{id}")),
            (_, id) => id.map(str::to_string),
        }
    }

    fn descriptions(&self, unit: &Unit) -> impl Iterator<Item = &'a Description> {
        let issue = self.issue;
        let ids: Vec<String> = unit.description_ids.clone();
        ids.into_iter().filter_map(move |id| issue.descriptions.get(&id))
    }

    fn stated_title(&self, unit: &Unit) -> Option<Known<String>> {
        let is_title = |title: &&str| {
            let lower = title.trim().to_lowercase();
            PLACEHOLDERS.lines().all(|placeholder| placeholder.starts_with('#') || placeholder != lower)
        };
        let said = self.descriptions(unit).filter_map(|said| said.title.as_deref()).find(is_title);
        // Programs label advertisements by number.
        let label = unit.label.as_deref().filter(|_| unit.kind != UnitKind::Notice).filter(is_title);
        said.map(|title| metadata::title(title, "title of the article in METS"))
            .or_else(|| label.map(|label| metadata::title(label, "LABEL of the article in METS")))
    }

    fn heading(&self, taken: &Taken) -> Option<String> {
        let headings = taken.iter().filter(|(_, role)| *role == AreaRole::Heading);
        metadata::stated(&metadata::one_line(&self.text_of(headings.map(|(block, _)| *block)).0))
    }

    fn text_of(&self, blocks: impl IntoIterator<Item = usize>) -> (String, Vec<PageStart>) {
        running_text(blocks.into_iter().map(|block| {
            let (page, block) = self.blocks.get(block);
            (Some(page.number.as_str()), block)
        }))
    }
}

fn is_heading_only(taken: &Taken) -> bool {
    taken.iter().all(|(_, role)| *role == AreaRole::Heading)
}

fn give(output: &mut Output<'_>, place: &str, article: Article) {
    // Everything that is known of it, since its bytes are spread over several files.
    let hash = ContentHash::of(format!("{article:?}").as_bytes());
    output.member(&place, hash, article);
}

/// The letters and figures of a text, without case, as words between spaces.
fn spoken(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::from(" "), |all, word| all + &word.to_lowercase() + " ")
}

#[cfg(test)]
#[path = "mets_tests.rs"]
mod tests;
