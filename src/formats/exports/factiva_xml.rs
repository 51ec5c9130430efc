//! XML of Factiva, as its programming interface and some libraries give it: `ppsarticle` elements. Not the wire formats
//! of agencies.

use crate::diagnostics::Code;
use crate::formats::metadata::{Doubts, one_line};
use crate::formats::xml::{Element, Tree};
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::Article;

use super::factiva_fields::{Fields, Role, role_called};
use super::pieces::{Cut, read_articles};
use super::tag;

/// A role a line, then the elements that have it.
const ELEMENTS: &str = include_str!("factiva_elements.tsv");

/// The code of fields that hold keywords of the publisher.
const KEYWORDS_CODE: &str = "ipd";

/// The reader of Factiva's XML.
pub(in crate::formats) struct FactivaXml;

impl Format for FactivaXml {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "factiva-xml",
            version: 1,
            extensions: &["xml"],
            is_container: true,
            is_binary: false,
            reads: "articles exported from Factiva as XML, with source, date and time, authors, subjects and number",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.opens_with(&["<"]) && tag::any(head.bytes, begins)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        read_articles(
            source,
            output,
            &Cut { begins, end: "</ppsarticle>", read: read_piece, exported: |_| None },
        )
    }
}

fn begins(tag: &[u8]) -> bool {
    tag::is_start(tag, "ppsarticle")
}

fn read_piece(xml: &str, doubts: &mut Doubts) -> Option<(Article, ContentHash)> {
    let tree = match Tree::parse(xml) {
        Ok(tree) => tree,
        // An article without text is counted and reported, with this beside it.
        Err(error) => {
            doubts.0.push((Code::Malformed, error.to_string()));
            return Some((Article::default(), ContentHash::of(xml.as_bytes())));
        }
    };
    let root = tree.root()?;
    let article = root.child("article").unwrap_or(root);
    let mut fields = Fields::default();
    article.children().for_each(|element| take(element, &mut fields));
    let own = xml.get(root.span()).unwrap_or(xml);
    Some((fields.into_article(doubts), ContentHash::of(own.as_bytes())))
}

fn take(element: Element<'_>, fields: &mut Fields) {
    if element.name() == "descField" {
        if element.attribute("code").is_some_and(|code| code.eq_ignore_ascii_case(KEYWORDS_CODE)) {
            fields.add_tag(&one_line(&element.text()));
        }
        return;
    }
    match role_of(element.name()) {
        Some(Role::Subjects) => {
            let name = element.child("name").map(Element::text).unwrap_or_default();
            fields.add_subject(element.attribute("code").unwrap_or(""), &name);
        }
        Some(role @ Role::Page) => {
            let pages: Vec<String> = element.all("page").map(|page| one_line(&page.text())).collect();
            let all = if pages.is_empty() { one_line(&element.text()) } else { pages.join(", ") };
            fields.add(role, &all);
        }
        Some(role) => fields.add(role, &paragraphs(element)),
        None => {}
    }
}

fn role_of(name: &str) -> Option<Role> {
    let lines = ELEMENTS.lines().filter_map(|line| line.split_once('\t'));
    let mut of_name = lines.filter(|(_, names)| names.split('\t').any(|known| known == name));
    of_name.next().and_then(|(role, _)| role_called(role))
}

/// The paragraphs inside, apart by blank lines; all text, where there are none.
fn paragraphs(element: Element<'_>) -> String {
    let inside: Vec<String> = element.all("paragraph").map(|paragraph| one_line(&paragraph.text())).collect();
    if inside.is_empty() { one_line(&element.text()) } else { inside.join("\n\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};
    use crate::formats::exports::expected::{Fields as Expected, fields_of, format_of};

    const XML: &str = include_str!("../../../tests/formats/factiva-xml/response.xml");

    #[test]
    fn every_line_of_the_table_names_a_role() {
        assert!(
            ELEMENTS
                .lines()
                .all(|line| line.split_once('\t').is_some_and(|(role, _)| role_called(role).is_some()))
        );
    }

    #[test]
    fn every_field_is_read() {
        let (result, articles) = read_as(&FactivaXml, XML.as_bytes());
        result.unwrap();
        let expected = Expected {
            id: "QUOTVA0020120109e81900030",
            title: "Les armes se taisent à Yevlakh",
            source: "Le Quotidien de la Vallée",
            section: "International",
            page: "12",
            published: "2012-01-09T01:35:58Z",
            authors: "Anne Née",
            tags: "Trêve",
            subjects: "factiva:azer=Azerbaijan|factiva:gvio=Military Action",
            language: "fr",
            rights: "(c) 2012 Le Quotidien de la Vallée",
            lede: "Depuis l'aube, plus un tir dans la vallée.",
            text: "Depuis l'aube, plus un tir dans la vallée.\n\nLes habitants sortent, prudents.\n\nIls comptent les maisons debout.",
            ..Expected::default()
        };
        assert_eq!(fields_of(&articles[0]), expected.owned());
        let expected = Expected {
            id: "VALHER0020120110e81a00031",
            title: "Truce holds",
            source: "The Valley Herald",
            published: "2012-01-10",
            language: "en",
            text: "No shot was heard.",
            ..Expected::default()
        };
        assert_eq!(fields_of(&articles[1]), expected.owned());
    }

    #[test]
    fn exports_are_recognised_whatever_they_are_called() {
        assert_eq!(format_of("a.txt", XML.as_bytes()), "factiva-xml");
        let cut = &XML[..XML.rfind("</tailParagraphs>").unwrap()];
        assert_eq!(
            read_as(&FactivaXml, cut.as_bytes()).0.unwrap_err().code,
            crate::diagnostics::Code::Truncated
        );
    }

    #[test]
    fn spoilt_exports_do_no_harm() {
        let pieces: [&[u8]; 7] = [
            b"<ppsarticle>",
            b"</ppsarticle>",
            b"<paragraph>",
            b"<!DOCTYPE a [<!ENTITY b \"&c;&c;\">]>",
            b"<![CDATA[",
            b"&b;",
            b"<region code='a b'>",
        ];
        survives("a.xml", XML.as_bytes(), &pieces);
    }
}
