//! Saved web pages: the main text without menus, and what the page says of it.

use dom_query::Document;

use crate::diagnostics::Code;
use crate::model::Article;

use super::meta::PageMeta;
use super::{body, nesting};
use crate::formats::lede::put_lede_first;
use crate::formats::metadata::Doubts;
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

/// A larger page is no article, and its tree takes ten times its size.
const MAX_PAGE_BYTES: u64 = 32 * 1024 * 1024;

/// Bytes in which a page declares its encoding.
const DECLARATION_BYTES: usize = 4096;

/// A longer description is the text again, not a lede.
const MAX_LEDE_BYTES: usize = 1500;

/// The text in JSON-LD is taken when it is so many times longer than what was found in the page.
const MIN_GAIN: usize = 2;

/// `.html` and whatever opens as HTML does.
pub(in crate::formats) struct Html;

impl Format for Html {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "html",
            version: 1,
            extensions: &["html", "htm", "xhtml"],
            is_container: false,
            is_binary: false,
            reads: "the main text of a page; title, dates, authors, section, address and language it declares",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let opens_as_html = head.opens_with(&["<!doctype html", "<html"]);
        let is_xhtml = head.opens_with(&["<?xml"])
            && head.bytes.windows(5).any(|bytes| bytes.eq_ignore_ascii_case(b"<html"));
        head.has_extension(self.info().extensions) || opens_as_html || is_xhtml
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let decoded = source.text(MAX_PAGE_BYTES, declared_encoding)?;
        if decoded.has_replacements {
            output.doubt(
                None,
                Code::BadEncoding,
                format!("some bytes are not {} and were replaced", decoded.encoding),
            );
        }
        if nesting::is_too_deep(&decoded.text) {
            return Err(Failure::failed(Code::Malformed, "nests its elements deeper than any page"));
        }
        let mut doubts = Doubts::default();
        let article = read_page(decoded.text, &mut doubts);
        for (code, message) in doubts.0 {
            output.doubt(None, code, message);
        }
        if article.text.trim().is_empty() {
            return Err(Failure::skipped(Code::NoText, "the page holds no article text"));
        }
        output.single = Some(article);
        Ok(())
    }
}

/// The article of a whole page, also for formats that hold pages. The caller looks first whether it `nesting::is_too_deep`.
pub(in crate::formats) fn read_page(html: String, doubts: &mut Doubts) -> Article {
    let page = Document::from(html);
    let meta = PageMeta::of(&page);
    let mut article = Article::default();
    meta.fill(&mut article, doubts);
    let title = article.title.as_ref().map(|title| title.value.as_str());
    article.text = body::main_text(page, title);
    if let Some(body) = meta.article_body().filter(|body| body.len() > MIN_GAIN * article.text.len()) {
        article.text = body;
    }
    put_lede_first(&mut article, meta.description().filter(|lede| lede.len() <= MAX_LEDE_BYTES).as_deref());
    article
}

/// The label in `<meta charset=…>`, `<meta … content="…; charset=…">` or `<?xml … encoding="…"?>`.
pub(in crate::formats) fn declared_encoding(html: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&html[..html.len().min(DECLARATION_BYTES)]).to_ascii_lowercase();
    let prolog = start.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let in_prolog = prolog.and_then(|prolog| prolog.split_once("encoding")).map(|(_, rest)| rest);
    let in_meta = || {
        start.split("<meta").skip(1).find_map(|meta| Some(meta.split('>').next()?.split_once("charset")?.1))
    };
    let value =
        in_prolog.or_else(in_meta)?.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
    let label: String =
        value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}
