//! ALTO: what a machine read on a page, word by word. One page is one article where no issue says better.
//!
//! Columns are read in the order of the file; coordinates, fonts and the machine's own doubts are not looked at.

use super::issue_of::issue_of;
use super::page::{Page, language_of, pages, running_text};
use crate::diagnostics::Code;
use crate::formats::xml::{declared_encoding, opens_with_element};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source, metadata};
use crate::model::{Article, Unit};

/// `.xml` that opens with the element `alto`, of any version and namespace.
pub(in crate::formats) struct Alto;

impl Format for Alto {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "alto",
            version: 1,
            extensions: &["xml", "alto"],
            is_container: true,
            is_binary: false,
            reads: "the text of a digitised page, words cut at line ends joined; its number and language",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        opens_with_element(head.bytes, &["alto"])
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        if let Some(issue) = source.path.and_then(issue_of) {
            let message = format!("a page of the issue that {issue} describes; it is read with that");
            return Err(Failure::skipped(Code::PageOfIssue, message));
        }
        let decoded = source.text(u64::MAX, declared_encoding)?;
        let mut articles: Vec<Article> = pages(&decoded.text)?.iter().filter_map(article_of).collect();
        if articles.len() == 1 {
            output.single = articles.pop();
            return Ok(());
        }
        output.is_container = true;
        for (number, article) in (1..).zip(articles) {
            let hash = ContentHash::of(article.text.as_bytes());
            output.member(&format!("page {number}"), hash, article);
            if output.is_stopped {
                return Ok(());
            }
        }
        match output.num_members {
            0 => Err(Failure::skipped(Code::NoText, "the page holds no text")),
            _ => Ok(()),
        }
    }
}

/// The page as an article; `None` when nothing was read on it.
fn article_of(page: &Page) -> Option<Article> {
    let (text, _) = running_text(page.body().map(|block| (None, block)));
    let number = page.number.as_ref();
    let language = language_of(page.body());
    (!text.trim().is_empty()).then(|| Article {
        unit: Unit::Page,
        is_scan: true,
        text,
        page: number.map(|number| metadata::known(number.clone(), "ALTO Page")),
        language: language.and_then(|code| metadata::language(code, "ALTO LANG")),
        ..Article::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};
    use crate::formats::scans::read_named;

    const PAGE: &str = include_str!("../../../tests/formats/alto/la-vigie-1884-p2.xml");

    fn read(xml: &str) -> Vec<Article> {
        let (result, articles) = read_as(&Alto, xml.as_bytes());
        result.unwrap();
        articles
    }

    #[test]
    fn a_page_is_one_article_of_running_text() {
        let articles = read(PAGE);
        assert_eq!(
            articles[0].text,
            "NOUVELLES DU PORT\n\n\
             Le pavillon du gouvernement, hiſſé hier, flotte sur l'arsenal; les équipages de Saint-Aubin R&D dorment.\n\n\
             Shipping list."
        );
        let article = &articles[0];
        assert_eq!(article.page.as_ref().map(|page| page.value.as_str()), Some("2"));
        assert_eq!(
            article.language.as_ref().map(|language| language.value.to_string()).as_deref(),
            Some("fr")
        );
        assert!(article.is_scan && article.unit == Unit::Page && article.title.is_none());
    }

    #[test]
    fn every_version_is_read() {
        // Version 1 has no namespace, no marked spaces and its own word for languages; others number pages as printed.
        let xml = "<alto><Layout><Page ID=\"a\" PHYSICAL_IMG_NR=\"7\" PRINTED_IMG_NR=\"iv\"><PrintSpace>\
            <TextBlock ID=\"b\" language=\"eng\"><TextLine><String CONTENT=\"A\"/><String CONTENT=\"truce\"/></TextLine>\
            </TextBlock></PrintSpace></Page></Layout></alto>";
        let article = read(xml).remove(0);
        assert_eq!((article.text.as_str(), article.page.unwrap().value.as_str()), ("A truce", "iv"));
        assert_eq!(article.language.unwrap().value.to_string(), "en");

        let prefixed = "<a:alto xmlns:a=\"http://www.loc.gov/standards/alto/ns-v4#\"><a:Layout><a:Page><a:PrintSpace><a:TextBlock>\
            <a:TextLine><a:String a:CONTENT=\"Ville\"/></a:TextLine></a:TextBlock></a:PrintSpace></a:Page></a:Layout></a:alto>";
        assert_eq!(read(prefixed)[0].text, "Ville");
    }

    #[test]
    fn pages_of_one_file_are_articles_of_a_container() {
        let page = |word: &str| {
            format!(
                "<Page><PrintSpace><TextBlock><TextLine><String CONTENT=\"{word}\"/></TextLine></TextBlock></PrintSpace></Page>"
            )
        };
        let xml = format!("<alto><Layout>{}{}</Layout></alto>", page("Un"), page("Deux"));
        assert_eq!(read(&xml).len(), 2);
    }

    #[test]
    fn what_it_is_shows_whatever_its_name() {
        for name in ["page.xml", "page.alto", "page.txt", "page"] {
            let (result, ..) = read_named(name, PAGE.as_bytes());
            assert_eq!(result.unwrap().format, "alto", "{name}");
        }
        let page = b"<html><body><p>L'alto joue dans l'orchestre de la ville.</p></body></html>";
        assert_eq!(read_named("page.html", page).0.unwrap().format, "html");
        let empty = read_named("page.xml", b"<alto><Layout><Page/></Layout></alto>");
        assert_eq!(empty.0.unwrap_err().code, Code::NoText);
    }

    #[test]
    fn spoilt_files_do_no_harm() {
        let pieces: [&[u8]; 8] = [
            b"<alto>",
            b"<Page>",
            b"</TextLine>",
            b"<TextBlock>",
            b"SUBS_TYPE=\"HypPart1\"",
            b"CONTENT=\"-\"",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
            b"&b;",
        ];
        survives("page.xml", PAGE.as_bytes(), &pieces);
    }
}
