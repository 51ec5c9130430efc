//! What a person who knows the HTML of Factiva expects of an export with codes and of one without.

use super::*;
use crate::formats::battery::{read_as, survives};
use crate::formats::exports::expected::{Fields as Expected, fields_of, format_of};

const CODES: &str = include_str!("../../../tests/formats/factiva-html/codes.html");
const ORDERED: &str = include_str!("../../../tests/formats/factiva-html/article-format.html");

fn articles(html: &str) -> Vec<Article> {
    let (result, articles) = read_as(&FactivaHtml, html.as_bytes());
    result.unwrap();
    articles
}

#[test]
fn codes_name_the_fields() {
    let articles = articles(CODES);
    let expected = Expected {
        id: "QUOTVA0020111229e7ct0001r",
        title: "Les armes se taisent à Yevlakh",
        source: "Le Quotidien de la Vallée",
        section: "International",
        page: "26",
        published: "2011-12-29T15:32:00",
        authors: "Anne Née",
        tags: "Trêve|Infolocale",
        subjects: "factiva:ponval=Ponts de la Vallée SA|factiva:gvio=Military Action|factiva:gcat=Political/General News|factiva:azer=Azerbaijan",
        language: "fr",
        rights: "(c) Le Quotidien de la Vallée.",
        credits: "Agence des Hauts",
        lede: "Depuis l'aube, plus un tir dans la vallée.",
        text: "Depuis l'aube, plus un tir dans la vallée.\n\nLes habitants sortent, prudents.\n\nIls comptent les maisons debout.",
        ..Expected::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
    let expected = Expected {
        id: "VALHER0020111230e7cu0015j",
        title: "Truce holds",
        source: "The Valley Herald",
        published: "2011-12-30",
        language: "en",
        text: "No shot was heard.",
        ..Expected::default()
    };
    assert_eq!(fields_of(&articles[1]), expected.owned());
    assert_eq!(articles.len(), 2);
}

#[test]
fn without_codes_the_order_of_the_lines_names_them() {
    let articles = articles(ORDERED);
    let expected = Expected {
        id: "QUOTVA0020111229e7ct0001r",
        title: "Les armes se taisent à Yevlakh",
        source: "Le Quotidien de la Vallée",
        section: "International",
        page: "12",
        published: "2011-12-29T19:32:00",
        authors: "Anne Née",
        language: "fr",
        rights: "Tous droits réservés Le Quotidien de la Vallée 2011",
        text: "Depuis l'aube, plus un tir dans la vallée.\n\nLes habitants sortent, prudents.",
        ..Expected::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
    let expected = Expected {
        id: "VALHER0020111230e7cu0015j",
        title: "Truce holds",
        source: "The Valley Herald",
        published: "2011-12-30",
        language: "en",
        rights: "Copyright 2011. The Valley Herald.",
        text: "No shot was heard.",
        ..Expected::default()
    };
    assert_eq!(fields_of(&articles[1]), expected.owned());
    assert_eq!(articles.len(), 2, "an article without text is none");
}

#[test]
fn exports_are_recognised_behind_long_style_sheets() {
    let styles = format!("<title>Factiva</title><style>{}", ".a{margin:0}".repeat(8000));
    let long = CODES.replace("<title>Factiva</title>", "").replacen("<style type=\"text/css\">", &styles, 1);
    assert_eq!(format_of("a.txt", long.as_bytes()), "factiva-html");
    assert_eq!(format_of("export.HTM", ORDERED.as_bytes()), "factiva-html");
    let page = "<html><head><title>Factiva - Encyclopédie</title></head><body><div class='article'><p>Factiva est une base de presse, dit-on.</p></div></body></html>";
    assert_eq!(format_of("a.html", page.as_bytes()), "html");
}

#[test]
fn spoilt_exports_do_no_harm() {
    let pieces: [&[u8]; 8] = [
        b"<div class='article frArticle'>",
        b"</div>",
        b"<td class=index>HD</td><td>",
        b"<table>",
        b"<p class=articleParagraph>",
        b"<span class=frHeadline>",
        b"<b>",
        b"gvio : a |",
    ];
    survives("a.html", CODES.as_bytes(), &pieces);
    survives("a.html", ORDERED.as_bytes(), &pieces);
}
