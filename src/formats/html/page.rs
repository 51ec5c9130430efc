//! Saved web pages: the main text without menus, and what the page says of it.

use dom_query::Document;

use crate::diagnostics::Code;
use crate::model::{Article, Known};
use crate::text::decode::Decoded;

use super::extraction::extract;
use super::imprint::date_in;
use super::meta::PageMeta;
use super::nesting;
use crate::formats::lede::put_lede_first;
use crate::formats::metadata::Doubts;
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

/// A larger page is no article, and its tree takes ten times its size.
pub(super) const MAX_PAGE_BYTES: u64 = 32 * 1024 * 1024;

/// Bytes in which a page declares its encoding.
const DECLARATION_BYTES: usize = 4096;

/// A longer description is the text again, not a lede.
const MAX_LEDE_BYTES: usize = 1500;

/// The text in JSON-LD is taken when it is so many times longer than what was found in the page.
const MIN_GAIN: usize = 2;

/// A page for subscribers that shows less is the beginning of its article; the others were saved by subscribers.
const MAX_STUB_BYTES: usize = 1800;

/// `.html` and whatever opens as HTML does.
pub(in crate::formats) struct Html;

impl Format for Html {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "html",
            version: 2,
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
        output.single = Some(read_decoded(decoded, output)?);
        Ok(())
    }
}

/// The article of a page that a file is or holds; what is doubtful about it goes to `output`.
pub(super) fn read_decoded(decoded: Decoded, output: &mut Output<'_>) -> Result<Article, Failure> {
    if decoded.has_replacements {
        let message = format!("some bytes are not {} and were replaced", decoded.encoding);
        output.doubt(None, Code::BadEncoding, message);
    }
    if nesting::is_too_deep(&decoded.text) {
        return Err(Failure::failed(Code::Malformed, "nests its elements deeper than any page"));
    }
    if nesting::has_too_many_tags(&decoded.text) {
        return Err(Failure::failed(Code::TooLarge, "has more elements than any page"));
    }
    let mut doubts = Doubts::default();
    let article = read_page(decoded.text, &mut doubts);
    for (code, message) in doubts.0 {
        output.doubt(None, code, message);
    }
    if article.text.trim().is_empty() {
        return Err(Failure::skipped(Code::NoText, "the page holds no article text"));
    }
    Ok(article)
}

/// The article of a whole page, also for formats that hold pages. The caller looks first whether it `nesting::is_too_deep`.
pub(in crate::formats) fn read_page(html: String, doubts: &mut Doubts) -> Article {
    let page = Document::from(html);
    let meta = PageMeta::of(&page);
    let mut article = Article::default();
    meta.fill(&mut article, doubts);
    let title = article.title.as_ref().map(|title| title.value.as_str());
    let names = meta.names(&article);
    let (found, captions) = extract(page, title, &names);
    if article.published.is_none() {
        let day = found.lines_above.iter().find_map(|line| date_in(line, &names));
        article.published = day.map(|date| Known::stated(date, "line above the text"));
    }
    let is_stub = found.text.len() < MAX_STUB_BYTES && (found.has_wall || meta.is_for_subscribers());
    article.is_excerpt = found.is_cut || is_stub;
    article.text = found.text;
    (article.captions, article.credits) = (captions.captions, captions.credits);
    if let Some(body) = meta.article_body().filter(|body| body.len() > MIN_GAIN * article.text.len()) {
        article.text = body;
        article.is_excerpt = false;
    }
    if article.text.is_empty() {
        // A page of pictures says in their captions what it has to say.
        article.text = article.captions.join("\n\n");
    }
    put_lede_first(&mut article, meta.lede().filter(|lede| lede.len() <= MAX_LEDE_BYTES).as_deref());
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

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "<p>Trois ans après la crue, la digue de l'Orsane n'a pas gagné un mètre, et les riverains comptent les sacs de sable.</p>";

    fn article(json_ld: &str, body: &str) -> Article {
        let page = format!(
            "<html><head><script type='application/ld+json'>{{\"@type\": \"NewsArticle\"{json_ld}}}</script></head>\
             <body><article>{body}</article></body></html>"
        );
        read_page(page, &mut Doubts::default())
    }

    #[test]
    fn short_pages_for_subscribers_are_beginnings() {
        let for_subscribers = ", \"isAccessibleForFree\": \"False\"";
        assert!(article(for_subscribers, PROSE).is_excerpt);
        assert!(article("", &format!("{PROSE}<p>Déjà abonné ? Connectez-vous</p>")).is_excerpt);
        assert!(!article("", PROSE).is_excerpt);
        assert!(!article(for_subscribers, &PROSE.repeat(20)).is_excerpt, "saved by a subscriber");
        let cut =
            article("", &format!("{}<p>La suite est réservée aux abonnés.</p><p>Aide</p>", PROSE.repeat(20)));
        assert!(cut.is_excerpt && !cut.text.contains("Aide") && !cut.text.contains("suite"));
    }

    #[test]
    fn what_only_the_page_shows_is_read() {
        let head = "<header><h1>La digue</h1><p class='chapo'>Trois ans après la crue, la vallée attend encore.</p>\
                    <div class='infos-date'>Publié le 22/09/2023</div><span class='auteur'>Lucie ARMANDEL.</span></header>";
        let page = article("", &format!("{head}{}", PROSE.repeat(3)));
        let published = page.published.as_ref().map(|date| date.value.to_string());
        assert_eq!(published.as_deref(), Some("2023-09-22"));
        assert_eq!(page.authors(), ["Lucie ARMANDEL"]);
        assert!(page.text.starts_with("Trois ans après la crue, la vallée attend encore.\n\n"));
        assert!(page.lede.is_some());
        let other = article("", &format!("{}<div class='date'>22/09/2023</div>", PROSE.repeat(3)));
        assert_eq!(other.published, None, "a date that is not behind the heading");
    }

    #[test]
    fn a_page_of_pictures_is_its_captions() {
        let figures = "<figure><img src=a><figcaption>Le quai, jeudi.</figcaption></figure>\
                       <figure><img src=b><figcaption>La digue.</figcaption></figure>";
        let page = article("", figures);
        assert_eq!(page.text, "Le quai, jeudi.\n\nLa digue.");
        assert_eq!(page.captions.len(), 2);
    }

    #[test]
    fn the_text_in_json_ld_counts_where_the_page_shows_less() {
        let body = format!(
            ", \"isAccessibleForFree\": false, \"articleBody\": \"{}\"",
            "La digue tient. ".repeat(30)
        );
        let whole = article(&body, PROSE);
        assert!(whole.text.starts_with("La digue tient.") && !whole.is_excerpt);
    }
}
