//! NITF files: one article of a news agency or a newspaper's system. The element itself is read in `nitf.rs`.

use super::{edition, nitf};
use crate::diagnostics::Code;
use crate::formats::metadata::Doubts;
use crate::formats::xml::{self, name_in, root_tag};
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::Article;

/// `nitf` documents.
pub(in crate::formats) struct Nitf;

impl Format for Nitf {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "nitf",
            version: 1,
            extensions: &["nitf", "xml"],
            is_container: false,
            is_binary: false,
            reads: "one article with its headlines, byline, dateline, dates, subjects and rights",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        root_tag(head.bytes).is_some_and(|tag| name_in(&tag) == "nitf")
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let document = xml::read(source, output)?;
        if let Some(failure) = document.tree.end.failure(0) {
            return Err(failure);
        }
        let (mut article, mut doubts) = (Article::default(), Doubts::default());
        if let Some(root) = document.tree.root() {
            nitf::fill(root, &mut article, &mut doubts);
        }
        for (code, message) in doubts.0 {
            output.doubt(None, code, message);
        }
        if !edition::has_text(&mut article) {
            return Err(Failure::skipped(Code::NoText, "the item holds no text"));
        }
        output.single = Some(article);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};
    use crate::model::Status;

    const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf><head><title>Autre titre</title>
<tobject><tobject.subject tobject.subject.refnum="11002004" tobject.subject.matter="Paix"/></tobject>
<docdata management-status="usable"><doc-id id-string="AH-2023-0917"/><urgency ed-urg="3"/>
<date.issue norm="20230920T050000Z"/><date.release norm="20230920T060000Z"/>
<doc.copyright year="2023" holder="Agence de Vaubrune"/><key-list><keyword key="trêve"/></key-list></docdata></head>
<body><body.head><hedline><hl1>La trêve <em>tient</em></hl1><hl2>Premier jour sans un tir</hl2></hedline>
<byline>Par Anne Née, <byttl>envoyée spéciale</byttl></byline><distributor><org>AH</org></distributor>
<dateline><location>VAUBRUNE</location>, <story.date norm="20230920">20 sept.</story.date></dateline></body.head>
<body.content><p>Les armes se taisent depuis l&rsquo;aube.</p><media media-type="image"><media-caption>Le gué.</media-caption></media><p>Suite.</p><p>an/bl</p></body.content>
<body.end><tagline>Rédaction de Vaubrune</tagline></body.end></body></nitf>"#;

    fn read(xml: &str) -> Article {
        let (result, mut articles) = read_as(&Nitf, xml.as_bytes());
        result.unwrap();
        articles.remove(0)
    }

    fn recognised(xml: &str) -> bool {
        Nitf.recognises(&Head { bytes: xml.as_bytes(), is_whole: true, extension: "xml" })
    }

    #[test]
    fn an_item_has_its_fields() {
        let article = read(SAMPLE);
        let date = |date: Option<crate::model::Known<crate::model::PartialDate>>| {
            date.map(|date| date.value.to_string())
        };
        assert_eq!(article.text, "Premier jour sans un tir\n\nLes armes se taisent depuis l’aube.\n\nSuite.");
        assert_eq!(article.lede.map(|lede| lede.of(&article.text)), Some("Premier jour sans un tir"));
        assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("La trêve tient"));
        assert_eq!(article.authors(), ["Anne Née"]);
        assert_eq!(date(article.published.clone()).as_deref(), Some("2023-09-20T05:00:00Z"));
        assert_eq!(date(article.embargo.clone()).as_deref(), Some("2023-09-20T06:00:00Z"));
        let line = article.dateline.as_ref().map(|line| line.value.clone()).unwrap();
        assert_eq!(
            (line.place.as_deref(), line.time.map(|time| time.to_string()).as_deref()),
            (Some("VAUBRUNE"), Some("2023-09-20"))
        );
        assert_eq!(
            (article.source_id.as_deref(), article.version),
            (Some("AH-2023-0917"), Some(20_230_920_050_000))
        );
        assert_eq!(article.subjects()[0].code, "subj:11002004");
        assert_eq!(article.tags(), ["trêve"]);
        assert_eq!(article.captions, ["Le gué."]);
        assert_eq!(article.credits, ["an/bl", "Rédaction de Vaubrune"]);
        assert_eq!(article.rights.map(|rights| rights.value).as_deref(), Some("2023 Agence de Vaubrune"));
    }

    #[test]
    fn a_byline_that_names_nobody_is_a_subheadline() {
        let article = read(
            "<nitf><body><body.head><hedline><hl1>Truce</hl1></hedline><byline>Situation serious, says the valley council</byline></body.head><body.content><p>Guns fell silent.</p></body.content></body></nitf>",
        );
        assert_eq!(article.authors(), [] as [&str; 0]);
        assert_eq!(article.text, "Situation serious, says the valley council\n\nGuns fell silent.");
    }

    #[test]
    fn a_canceled_item_needs_no_text() {
        let article = read(
            r#"<nitf><head><docdata management-status="canceled"><doc-id id-string="a"/></docdata></head><body><body.head><hedline><hl1>Trêve</hl1></hedline></body.head></body></nitf>"#,
        );
        assert_eq!((article.status, article.text.as_str()), (Status::Canceled, "Trêve"));
        let (result, _) = read_as(&Nitf, b"<nitf><body/></nitf>");
        assert_eq!(result.err().map(|failure| failure.code), Some(Code::NoText));
    }

    #[test]
    fn only_nitf_is_claimed_and_a_cut_file_is_no_article() {
        assert!(recognised(SAMPLE) && !recognised("<html><nitf/></html>") && !recognised("nitf"));
        let (result, articles) = read_as(&Nitf, &SAMPLE.as_bytes()[..900]);
        assert_eq!((result.err().map(|failure| failure.code), articles.len()), (Some(Code::Truncated), 0));
    }

    #[test]
    fn spoilt_files_do_no_harm() {
        let pieces: [&[u8]; 9] = [
            b"<p>",
            b"</p>",
            b"<!ENTITY a '&b;'>",
            b"<![CDATA[",
            b"&#",
            b"&eacute;",
            b"<table>",
            b"norm=\"",
            b"<media>",
        ];
        survives("a.xml", SAMPLE.as_bytes(), &pieces);
    }
}
