//! What a person who knows the exports of Europresse expects of two of them, old and new, French and English.

use super::*;
use crate::formats::battery::{read_as, survives};
use crate::formats::exports::expected::{Fields, fields_of, format_of};

const OLD: &str = include_str!("../../../tests/formats/europresse/2015.HTML");
const NEW: &str = include_str!("../../../tests/formats/europresse/2024.html");

fn articles(html: &str) -> Vec<Article> {
    let (result, articles) = read_as(&Europresse, html.as_bytes());
    result.unwrap();
    articles
}

#[test]
fn every_field_of_an_old_export_is_read() {
    let articles = articles(OLD);
    assert_eq!(articles.len(), 2, "the page of pictures has no text");
    let expected = Fields {
        id: "news·20060315·QV·0q1503_1256056",
        title: "Les armes se taisent à Yevlakh",
        source: "Le Quotidien de la Vallée",
        section: "International",
        page: "16",
        // That of the header: the number has the day after, on which evening papers are dated.
        published: "2006-03-14",
        authors: "Anne Née|Lu Berthier",
        captions: "Le gué, lundi.",
        rights: "© 2006 Le Quotidien de la Vallée. Tous droits réservés.",
        latest: "2015-07-04",
        text: "TRÊVE\n\nDepuis l'aube, plus un tir dans la vallée.\n\nLes habitants sortent, prudents, et comptent les maisons debout.\n\nRectificatif : le gué est au nord du village.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
}

#[test]
fn without_a_date_in_the_header_the_number_gives_the_day() {
    let articles = articles(OLD);
    let published = articles[1].published.as_ref().unwrap();
    assert_eq!(
        (published.value.to_string().as_str(), published.place.as_str()),
        ("2006-03-14", "Europresse document number")
    );
    assert_eq!(articles[1].section.as_ref().unwrap().value, "Tribunes");
    assert_eq!(articles[1].text, "POINT DE VUE\n\nUn paragraphe sans boîte.");
}

#[test]
fn every_field_of_a_new_export_is_read() {
    let articles = articles(NEW);
    let expected = Fields {
        id: "news·20240911·DG·20240911xqp003",
        title: "Les pourparlers reprennent",
        source: "La Dépêche du Gué",
        section: "France",
        page: "11",
        published: "2024-09-11",
        authors: "Jean Dubois",
        rights: "© 2024 La Dépêche du Gué. Tous droits réservés.",
        url: "https://example.org/2024/pourparlers",
        lede: "Un émissaire est attendu jeudi à Yevlakh.",
        text: "Conflit\n\nUn émissaire est attendu jeudi à Yevlakh.\n\nL'émissaire doit rencontrer les deux parties.\n\n«\u{a0}Nous verrons\u{a0}», dit-on.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles[0]), expected.owned());
}

#[test]
fn english_headers_are_read_too() {
    let expected = Fields {
        id: "web·20221222·VHW·4f2a1",
        title: "Truce holds",
        source: "The Valley Herald (web site)",
        section: "News",
        page: "A1",
        published: "2022-12-22T14:32:00+01:00",
        authors: "Jane Hill",
        text: "No shot was heard.",
        ..Fields::default()
    };
    assert_eq!(fields_of(&articles(NEW)[1]), expected.owned());
}

#[test]
fn exports_are_recognised_whatever_they_are_called() {
    for name in ["a.HTML", "a.txt", "a"] {
        assert_eq!(format_of(name, OLD.as_bytes()), "europresse", "{name}");
        assert_eq!(format_of(name, NEW.as_bytes()), "europresse", "{name}");
    }
    let page = "<html><body><article><h1>Lire Europresse</h1><p>On y trouve <code>&lt;span class=\"DocPublicationName\"&gt;</code>, dit le manuel.</p></article></body></html>";
    assert_eq!(format_of("a.html", page.as_bytes()), "html");
}

#[test]
fn a_file_cut_short_says_so_and_keeps_what_stands_before() {
    let cut = &OLD[..OLD.find("<p>Un paragraphe").unwrap()];
    let (result, articles) = read_as(&Europresse, cut.as_bytes());
    assert_eq!(result.unwrap_err().code, crate::diagnostics::Code::Truncated);
    assert_eq!(articles.len(), 1);
}

#[test]
fn articles_that_lack_a_part_are_read_all_the_same() {
    let without_end = OLD.replacen("</article>", "", 1);
    assert_eq!(articles(&without_end).len(), 2);
    let without_source = NEW.replacen("DocPublicationName\"", "x\"", 2);
    assert_eq!(articles(&without_source)[0].source, None);
    let box_of_the_site = NEW.replacen("<article>", "<article><p>Voir aussi</p></article><article>", 1);
    assert_eq!(articles(&box_of_the_site).len(), 2);
}

#[test]
fn an_unreadable_date_is_kept_as_written_and_none_invented() {
    let html = NEW
        .replace("Thursday, December 22, 2022 - 14:32 UTC +01:00", "31 février 2022")
        .replace("web·20221222·VHW·4f2a1", "");
    let article = &articles(&html)[1];
    assert_eq!(article.published, None);
    assert!(article.date_as_written.as_ref().unwrap().contains("31 février 2022"));
}

#[test]
fn spoilt_exports_do_no_harm() {
    let pieces: [&[u8]; 9] = [
        b"<article>",
        b"</article>",
        b"<span class=DocPublicationName>",
        b"<div class=titreArticle>",
        b"<header>",
        b"<div>",
        b"<table><b>",
        b"news\xC2\xB720060231\xC2\xB7A\xC2\xB7B",
        b"<aside>Note(s) :",
    ];
    survives("a.html", OLD.as_bytes(), &pieces);
    survives("a.html", NEW.as_bytes(), &pieces);
}
