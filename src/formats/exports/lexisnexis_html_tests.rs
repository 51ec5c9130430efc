//! What a person who knows the HTML of LexisNexis expects of an export with an English and a French document.

use super::*;
use crate::formats::battery::{read_as, survives};
use crate::formats::exports::expected::{Fields, fields_of, format_of};

const HTML: &str = include_str!("../../../tests/formats/lexisnexis-html/export.html");

#[test]
fn every_field_is_read() {
    let (result, articles) = read_as(&LexisNexisHtml, HTML.as_bytes());
    result.unwrap();
    assert_eq!(articles.len(), 2, "an excuse is no article");
    let expected = Fields {
        title: "Truce holds",
        source: "The Valley Herald",
        page: "B22",
        published: "2018-12-31",
        updated: "2019-01-02",
        authors: "Jane Hill",
        language: "en",
        rights: "Copyright 2018 The Valley Herald All Rights Reserved",
        latest: "2019-10-15",
        text: "No shot was heard.\n\n\"We shall see,\" a teacher said.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
    let expected = Fields {
        title: "Les armes se taisent",
        source: "Le Quotidien de la Vallée",
        section: "INTERNATIONAL",
        page: "12",
        published: "2019-01-03",
        updated: "2019-01-04",
        authors: "Anne Née",
        tags: "CESSEZ-LE-FEU|PAIX",
        language: "fr",
        latest: "2019-10-15",
        text: "Depuis l'aube, plus un tir.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[1]), expected.owned());
}

#[test]
fn exports_are_recognised_and_pages_are_not() {
    assert_eq!(format_of("a.txt", HTML.as_bytes()), "lexisnexis-html");
    let page = "<html><body><a name=\"doc\"></a><p>Nexis compte ses documents : 1 of 3 DOCUMENTS, dit le manuel.</p></body></html>";
    assert_eq!(format_of("a.html", page.as_bytes()), "html");
}

#[test]
fn spoilt_exports_do_no_harm() {
    let pieces: [&[u8]; 7] = [
        b"<A NAME=\"DOC_ID_1_0\">",
        b"<DIV>",
        b"</DIV>",
        b"<P>LENGTH: 1",
        b"<!--",
        b"</DOCFULL>",
        b"<table><b>",
    ];
    survives("a.html", HTML.as_bytes(), &pieces);
}
