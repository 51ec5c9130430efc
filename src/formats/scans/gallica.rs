//! "Texte brut" of Gallica, as a page or a text file: the notice at its head is read, the preface on reuse left out, the rest
//! is the text. Not Gallica's ALTO, and not its PDF.
//!
//! The rate of recognition in it is the machine's own estimate and no legibility: it is left out with the remark it stands in.

use dom_query::Document;

use super::notice::Notice;
use super::running_text::{Piece, RunningText};
use crate::diagnostics::Code;
use crate::formats::html::{nesting, text as page_text};
use crate::formats::metadata::{self, Doubts};
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::Article;

/// The tree of a page takes ten times its size.
const MAX_PAGE_BYTES: u64 = 32 * 1024 * 1024;

/// Words by which the type of a document says that it is an issue of a newspaper or review.
const SERIAL_WORDS: [&str; 5] = ["série", "fascicule", "périodique", "serial", "newspaper"];

/// `.txt` and `.html` that open with a notice of Gallica.
pub(in crate::formats) struct Gallica;

impl Format for Gallica {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "gallica",
            version: 1,
            extensions: &["txt", "html"],
            is_container: false,
            is_binary: false,
            reads: "the text of a document of Gallica, and the notice at its head",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let text = String::from_utf8_lossy(head.bytes);
        let may_be =
            ["ark:/12148/", "allica", "Rappel de votre demande"].iter().any(|sign| text.contains(sign));
        may_be && Notice::of(&without_tags(&text)).is_some()
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let is_packed = source.is_packed;
        let decoded = source.text(u64::MAX, declared_in_meta)?;
        if decoded.has_replacements {
            let message = format!("some bytes are not {} and were replaced", decoded.encoding);
            output.doubt(None, Code::BadEncoding, message);
        }
        let is_page = decoded.text.trim_start().starts_with('<');
        let text = if is_page { text_of_page(decoded.text)? } else { decoded.text };
        let notice = Notice::of(&text).unwrap_or_default();
        let mut article = Article { is_scan: true, ..Article::default() };
        let document = &text[notice.byte_end..];
        let start = notice.byte_end + document.len() - document.trim_start().len();
        if is_page {
            article.text = joined(&text[start..]);
        } else {
            article.text = text[start..].trim_end().to_string();
            let num_lines = text[..start].bytes().filter(|byte| *byte == b'\n').count();
            article.first_line = u32::try_from(num_lines + 1).ok().filter(|_| !is_packed);
        }
        if article.text.is_empty() {
            return Err(Failure::skipped(Code::NoText, "the document holds its notice and no text"));
        }
        let mut doubts = Doubts::default();
        fill(&mut article, &notice, &mut doubts);
        for (code, message) in doubts.0 {
            output.doubt(None, code, message);
        }
        output.single = Some(article);
        Ok(())
    }
}

fn fill(article: &mut Article, notice: &Notice, doubts: &mut Doubts) {
    let is_serial = notice.all("type").any(|kind| {
        let kind = kind.to_lowercase();
        SERIAL_WORDS.iter().any(|word| kind.contains(word))
    });
    article.title = notice.first("title").map(|title| metadata::title(title, "Gallica Titre"));
    // Of a newspaper the title is the publication; of a book the publisher is, as far as there is one.
    let source = if is_serial { notice.first("title") } else { notice.first("publisher") };
    article.source = source.filter(|source| !source.starts_with("[s.n.]")).map(|source| {
        metadata::known(
            metadata::one_line(source),
            if is_serial { "Gallica Titre" } else { "Gallica Éditeur" },
        )
    });
    if let Some(date) = notice.first("date") {
        article.published = metadata::date(date, "Gallica Date d'édition", doubts);
        if article.published.is_none() {
            article.date_as_written = Some(date.to_string());
        }
    }
    let names = notice.all("author").map(name_of).collect();
    article.authors = metadata::known_list(metadata::people(names), "Gallica Auteur");
    article.tags = metadata::known_list(
        metadata::keywords(notice.all("subject").map(str::to_string).collect()),
        "Gallica Sujet",
    );
    article.language =
        notice.all("language").find_map(|language| metadata::language(language, "Gallica Langue"));
    article.rights =
        notice.first("rights").map(|rights| metadata::known(rights.to_string(), "Gallica Droits"));
    let ark = notice.all("id").find_map(|id| id.find("ark:/").map(|at| id[at..].to_string()));
    if let Some(ark) = ark {
        article.url = Some(metadata::known(format!("https://gallica.bnf.fr/{ark}"), "Gallica Identifiant"));
        article.source_id = Some(ark);
    }
}

/// `Hugo, Victor (1802-1885). Auteur du texte` without dates and role.
fn name_of(author: &str) -> String {
    let name = author.split(" (").next().unwrap_or(author);
    name.split(". Auteur").next().unwrap_or(name).trim().to_string()
}

fn text_of_page(html: String) -> Result<String, Failure> {
    if html.len() as u64 > MAX_PAGE_BYTES {
        return Err(Failure::failed(
            Code::TooLarge,
            format!("is a page of more than {} MiB", MAX_PAGE_BYTES >> 20),
        ));
    }
    if nesting::is_too_deep(&html) {
        return Err(Failure::failed(Code::Malformed, "nests its elements deeper than any page"));
    }
    let page = Document::from(html);
    Ok(page.select("body").nodes().first().map(page_text::text_of).unwrap_or_default())
}

/// The paragraphs of a page, which are often lines or columns: what was cut between two is put together.
fn joined(text: &str) -> String {
    let mut running = RunningText::default();
    for paragraph in text.split("\n\n") {
        running.begin_block(None);
        for line in paragraph.lines() {
            let pieces: Vec<Piece> = line
                .split_whitespace()
                .map(|word| Piece { text: word.to_string(), ..Piece::default() })
                .collect();
            running.add_line(&pieces, false);
        }
    }
    running.finish().0
}

/// Enough of a page's text to know it by, without a tree: elements that stand in a line go, others end it.
fn without_tags(text: &str) -> String {
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return text.to_string();
    }
    let body = text.find("<body").map_or(text, |at| &text[at..]);
    let mut plain = String::with_capacity(body.len());
    let mut pieces = body.split('<');
    plain.extend(pieces.next());
    for piece in pieces {
        let (tag, behind) = piece.split_once('>').unwrap_or((piece, ""));
        let is_inside_line =
            ["strong", "/strong", "b>", "/b", "em", "/em", "i>", "/i", "span", "/span", "a ", "/a"];
        if !is_inside_line.iter().any(|inside| format!("{tag}>").starts_with(inside)) {
            plain.push('\n');
        }
        plain.push_str(behind);
    }
    plain.replace("&nbsp;", " ").replace('\u{a0}', " ").replace("&#39;", "'")
}

/// The label in `<meta charset=…>`, else of an XML declaration.
fn declared_in_meta(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let value = start
        .split("<meta")
        .skip(1)
        .find_map(|meta| Some(meta.split('>').next()?.split_once("charset=")?.1.to_string()))?;
    let label: String = value
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
#[path = "gallica_tests.rs"]
mod tests;
