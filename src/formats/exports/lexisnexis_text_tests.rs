//! What a person who knows the texts of LexisNexis expects of an English and a French export.

use super::*;
use crate::formats::battery::{read_as, survives};
use crate::formats::exports::expected::{Fields, fields_of, format_of};
use crate::model::Article;

const ENGLISH: &[u8] = include_bytes!("../../../tests/formats/lexisnexis-text/english.TXT");
const FRENCH: &[u8] = include_bytes!("../../../tests/formats/lexisnexis-text/francais.txt");

fn articles(text: &[u8]) -> Vec<Article> {
    let (result, articles) = read_as(&LexisNexisText, text);
    result.unwrap();
    articles
}

#[test]
fn every_field_of_an_english_document_is_read() {
    let articles = articles(ENGLISH);
    let expected = Fields {
        title: "Truce holds in Yevlakh as envoys meet for the first time since the shelling began there",
        source: "The Valley Herald",
        section: "NEWS",
        page: "3",
        published: "2010-01-11",
        updated: "2010-01-12",
        authors: "Jane Hill|Tom Ford",
        tags: "CEASEFIRES|PEACE TALKS|TEACHERS, SCHOOLS",
        language: "en",
        rights: "Copyright 2010 Valley Press Ltd All Rights Reserved",
        place: "YEVLAKH",
        captions: "A bridge, Monday",
        latest: "2018-03-23",
        lede: "The envoys will stay until Thursday.",
        text: "The envoys will stay until Thursday.\n\nNo shot was heard on Monday in the valley, where people left their cellars for the first time in a week, counted the houses and looked for those who had not come back.\n\n\"We shall see,\" a teacher said.\n\nCORRECTION: The teacher's school is north of the river.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
}

#[test]
fn a_document_without_a_date_has_none() {
    let articles = articles(ENGLISH);
    assert_eq!(articles.len(), 2, "a picture is no article");
    assert_eq!((&articles[1].published, &articles[1].date_as_written), (&None, &None));
    assert_eq!(articles[1].updated.as_ref().unwrap().value.to_string(), "2010-01-11");
    assert_eq!(
        (articles[1].title.as_ref().unwrap().value.as_str(), articles[1].text.as_str()),
        ("Weather", "Rain, then sun.")
    );
}

#[test]
fn every_field_of_a_french_document_is_read() {
    let articles = articles(FRENCH);
    let expected = Fields {
        title: "Les armes se taisent",
        source: "Le Quotidien de la Vallée",
        section: "INTERNATIONAL",
        page: "12",
        published: "2011-12-29",
        updated: "2011-12-30",
        authors: "Anne Née",
        language: "fr",
        rights: "Copyright 2011 Le Quotidien de la Vallée Tous droits réservés",
        lede: "Un émissaire est attendu.",
        text: "Un émissaire est attendu.\n\nDepuis l’aube, plus un tir dans la vallée.\n\nSECRET: rien n’a filtré.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
    assert_eq!(
        (&articles[1].published, articles[1].date_as_written.as_deref()),
        (&None, Some("31 février 2011"))
    );
    assert_eq!(articles[1].text, "Rien de neuf.");
}

#[test]
fn exports_are_recognised_and_texts_that_speak_of_them_are_not() {
    assert_eq!(format_of("a.TXT", ENGLISH), "lexisnexis-text");
    assert_eq!(format_of("a.dat", FRENCH), "lexisnexis-text");
    let text = "La base LexisNexis numérote ses documents ainsi :\n\nDocument 1 de 3\n\nC'est ce que dit le manuel.\nLENGTHY: non.\n";
    assert_eq!(format_of("a.txt", text.as_bytes()), "plain-text");
}

#[test]
fn spoilt_exports_do_no_harm() {
    let pieces: [&[u8]; 8] = [
        b"\n1 of 3 DOCUMENTS\n",
        b"LENGTH: 3 words\n",
        b"\n\n",
        b"HIGHLIGHT: a\n\n",
        b"31 February 2010\n",
        b"\x0C",
        b"CORRECTION: ",
        b"\xFF\xFE",
    ];
    survives("a.txt", ENGLISH, &pieces);
    survives("a.txt", FRENCH, &pieces);
}
