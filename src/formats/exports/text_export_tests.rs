//! What a person expects of exports that came as Word documents or PDF: articles where they are marked, else a refusal.

use std::path::Path;

use super::*;
use crate::formats::exports::expected::{Fields, fields_of};
use crate::formats::{Flow, Member};

fn read(paragraphs: &[&str]) -> (Result<bool, Failure>, Vec<Article>) {
    let (mut articles, mut findings) = (Vec::new(), Vec::new());
    let mut each = |member: Member| {
        articles.push(member.article);
        Flow::Continue
    };
    let mut output = Output::new(Path::new("sample"), &mut findings, &mut each);
    let result = hand_over_articles(paragraphs, &mut output);
    (result, articles)
}

#[rustfmt::skip]
const ENDED: &[&str] = &[
    "User Name: Une bibliothèque", "Date and Time: Thursday, October 15, 2020 10:00:00 AM EDT", "Job Number: 1", "Documents (2)",
    "1. Truce holds", "Client/Matter: -None-", "Search Terms: truce", "2. Les armes se taisent", "Page 1 of 3",
    "Truce holds", "The Valley Herald", "January 11, 2010 Monday", "Late Edition", "Copyright 2010 Valley Press Ltd All Rights Reserved",
    "Section: NEWS; Pg. 3", "Length: 355 words", "Byline: By Jane Hill", "Dateline: YEVLAKH, Jan. 10", "Highlight: The envoys stay.",
    "Body", "No shot was heard.", "Language: a teacher said, is no label here.", "Page 2 of 3", "Graphic", "A bridge, Monday", "Classification",
    "Language: ENGLISH", "Publication-Type: Newspaper", "Subject: CEASEFIRES (90%); PEACE TALKS (78%)", "Load-Date: January 12, 2010", "End of Document",
    "Les armes se taisent", "Le Quotidien de la Vallée", "jeudi 29 décembre 2011", "Rubrique: INTERNATIONAL; Pg. 12", "Longueur: 40 mots", "Auteur: Anne Née",
    "Corps", "Depuis l'aube, plus un tir.", "Langue: FRENCH", "Date de chargement: 30 décembre 2011", "Fin du document",
];

#[test]
fn documents_of_nexis_uni_end() {
    let (result, articles) = read(ENDED);
    assert!(result.unwrap());
    let expected = Fields {
        title: "Truce holds",
        source: "The Valley Herald",
        section: "NEWS",
        page: "3",
        published: "2010-01-11",
        updated: "2010-01-12",
        authors: "Jane Hill",
        tags: "CEASEFIRES|PEACE TALKS",
        language: "en",
        rights: "Copyright 2010 Valley Press Ltd All Rights Reserved",
        place: "YEVLAKH",
        captions: "A bridge, Monday",
        latest: "2020-10-15",
        lede: "The envoys stay.",
        text: "The envoys stay.\n\nNo shot was heard.\n\nLanguage: a teacher said, is no label here.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
    let expected = Fields {
        title: "Les armes se taisent",
        source: "Le Quotidien de la Vallée",
        section: "INTERNATIONAL",
        page: "12",
        published: "2011-12-29",
        updated: "2011-12-30",
        authors: "Anne Née",
        language: "fr",
        latest: "2020-10-15",
        text: "Depuis l'aube, plus un tir.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[1]), expected.owned());
    assert_eq!(articles.len(), 2);
}

#[test]
fn codes_of_factiva_cut_its_text() {
    let lines = [
        "Factiva\nRésultats",
        "SE\tInternational\nHD\tLes armes se taisent\nBY Anne Née\nWC 295 mots\nPD 29 décembre 2011\nET 15:32\nSN Le Quotidien\nLA Français\nLP Plus un tir.",
        "TD Les habitants sortent.\nIN FINE, rien n'a filtré.",
        "NS gvio : Military Action\nAN Document QUOTVA0020111229e7ct0001r",
        "HD Truce holds",
        "PD 30 December 2011\nSN The Valley Herald\nLP No shot was heard.\nAN Document VALHER0020111230e7cu0015j",
    ];
    let (result, articles) = read(&lines);
    assert!(result.unwrap());
    assert_eq!(articles.len(), 2);
    assert_eq!(articles[0].text, "Plus un tir.\n\nLes habitants sortent.\n\nIN FINE, rien n'a filtré.");
    assert_eq!(articles[0].published.as_ref().unwrap().value.to_string(), "2011-12-29T15:32:00");
    assert_eq!(articles[1].source_id.as_deref(), Some("VALHER0020111230e7cu0015j"));
}

#[test]
fn numbered_documents_are_cut() {
    let lines = [
        "1 of 2 DOCUMENTS",
        "The Herald",
        "January 11, 2010 Monday",
        "Truce",
        "LENGTH: 3 words",
        "No shot.",
        "2 of 2 DOCUMENTS",
        "The Herald",
        "January 12, 2010 Tuesday",
        "Rain",
        "LENGTH: 1 words",
        "Sun.",
    ];
    let (result, articles) = read(&lines);
    assert!(result.unwrap());
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    assert_eq!(texts, ["No shot.", "Sun."]);
}

#[test]
fn what_cannot_be_cut_says_what_to_do() {
    let europresse = [
        "Titre",
        "Un texte.",
        "news·20060315·QV·0q1503_1256056",
        "Autre",
        "Texte.",
        "news·20060315·QV·0q1503_1256057",
    ];
    assert!(read(&europresse).0.unwrap_err().message.contains("Europresse"));
    let factiva = [
        "Titre",
        "789 mots",
        "Document QUOTVA0020111229e7ct0001r",
        "Autre",
        "Document QUOTVA0020111229e7ct0002r",
    ];
    let nexis = ["Title The Herald Length: 3 words", "End of Document", "Title 2", "End of Document"];
    assert!(read(&nexis).0.unwrap_err().message.contains("LexisNexis"));
    assert!(read(&factiva).0.unwrap_err().message.ends_with("download it as HTML"));
}

#[test]
fn ordinary_texts_are_no_exports() {
    let one =
        ["Titre", "Un texte cité.", "news·20060315·QV·0q1503_1256056", "Document QUOTVA0020111229e7ct0001r"];
    let manual = ["End of Document", "So Nexis ends its documents.", "Body", "Of a fish."];
    for paragraphs in [&one[..], &manual[..], &[]] {
        assert!(matches!(read(paragraphs), (Ok(false), articles) if articles.is_empty()), "{paragraphs:?}");
    }
}

#[test]
fn paragraphs_in_any_order_do_no_harm() {
    for start in 0..ENDED.len() {
        for step in 1..6 {
            let shuffled: Vec<&str> =
                ENDED.iter().cycle().skip(start).step_by(step).take(ENDED.len()).copied().collect();
            let (_, articles) = read(&shuffled);
            assert!(articles.iter().all(|article| !article.text.trim().is_empty()));
        }
    }
}
