//! Tests of texts from Gallica.

use super::*;
use crate::formats::battery::{read_as, survives};
use crate::formats::scans::read_named;

const PAGE: &str = include_str!("../../../tests/formats/gallica/la-vigie-18840307.texteBrut.html");
const TEXT: &str = include_str!("../../../tests/formats/gallica/memoire.txt");

fn read(text: &str) -> Article {
    let (result, mut articles) = read_as(&Gallica, text.as_bytes());
    result.unwrap();
    articles.remove(0)
}

#[test]
fn the_notice_of_an_issue_is_read_and_left_out() {
    let article = read(PAGE);
    assert_eq!(
        article.text,
        "LA VIGIE DE SAINT-AUBIN\n\n\
         Le conseil du port s'est réuni hier soir, et a voté les crédits que le gouvernement lui demandait pour la jetée.\n\n\
         Source : dépêche de notre correspondant.\n\nOn parle du débat à Nouvelle-Anse."
    );
    assert_eq!(article.title.as_ref().unwrap().value, "La Vigie de Saint-Aubin : journal du port");
    assert_eq!(article.source.as_ref().unwrap().value, "La Vigie de Saint-Aubin : journal du port");
    assert_eq!(article.published.as_ref().unwrap().value.to_string(), "1884-03-07");
    assert_eq!(article.language.as_ref().unwrap().value.to_string(), "fr");
    assert_eq!(article.source_id.as_deref(), Some("ark:/12148/bptvigie0307"));
    assert_eq!(article.url.as_ref().unwrap().value, "https://gallica.bnf.fr/ark:/12148/bptvigie0307");
    assert_eq!(article.rights.as_ref().unwrap().value, "domaine public");
    // A director wrote nothing, and what the machine thinks of its reading is no legibility.
    assert!(article.is_scan && article.authors().is_empty() && article.legibility.is_none());
}

#[test]
fn the_preface_on_reuse_is_no_text() {
    let article = read(TEXT);
    assert_eq!(
        article.text,
        "MÉMOIRE\n\nTitre : ce mot ouvre aussi un chapitre du mémoire.\nLa jetée fut bâtie par les\npêcheurs eux-mêmes."
    );
    assert_eq!(article.authors(), ["Le Goff, Anne"]);
    assert_eq!(article.source.as_ref().unwrap().value, "Imprimerie Martin (Saint-Aubin)");
    assert_eq!(article.tags(), ["Jetées", "Ports -- Histoire"]);
    // Its lines are those of the file.
    let line = article.first_line.unwrap() as usize;
    assert_eq!(TEXT.lines().nth(line - 1), Some("MÉMOIRE"));
    // Two years are no date, and no reason to take one of them.
    assert_eq!((article.published.is_none(), article.date_as_written.as_deref()), (true, Some("1881-1882")));
}

#[test]
fn english_notices_are_read() {
    let text = "Reminder of your request:\nDownload format: : Text\nViews 1 to 4 of 4\n\nTitle : The Harbour Post\n\
        Publisher : [s.n.] (Saint-Aubin)\nPublication date : 1884-03-07\nType : printed serial\nLanguage : English\n\
        Identifier : ark:/12148/bptpost\nThe text displayed may contain some errors. The recognition rate is 90%.\n\nThe truce holds.\n";
    let article = read(text);
    assert_eq!(
        (article.text.as_str(), article.source.unwrap().value.as_str()),
        ("The truce holds.", "The Harbour Post")
    );
    assert_eq!(article.language.unwrap().value.to_string(), "en");
}

#[test]
fn what_it_is_shows_whatever_its_name() {
    for (name, text) in
        [("a.html", PAGE), ("a.txt", PAGE), ("a.txt", TEXT), ("a.html", TEXT), ("texteBrut", TEXT)]
    {
        let (result, ..) = read_named(name, text.as_bytes());
        assert_eq!(result.unwrap().format, "gallica", "{name}");
    }
    for text in [
        "Gallica met en ligne un journal\n\nLa bibliothèque publie ark:/12148/bptvigie, a-t-elle dit.\nSource : AH",
        "Titre : La trêve\nDate : 2023-09-20\n\nLes armes se taisent.",
        "Les contenus du site Gallica sont libres.\n\nTitre : un\nAuteur : deux\nType : trois",
    ] {
        assert_eq!(read_named("a.txt", text.as_bytes()).0.unwrap().format, "plain-text", "{text}");
    }
}

#[test]
fn a_notice_without_text_is_skipped() {
    let (notice, _) = TEXT.split_once("----------").unwrap();
    assert_eq!(read_named("a.txt", notice.as_bytes()).0.unwrap_err().code, Code::NoText);
}

#[test]
fn spoilt_files_do_no_harm() {
    let pieces: [&[u8]; 6] = [
        b"\n1/ Les contenus accessibles sur le site Gallica",
        b"Titre : ",
        b"\n7/ Pour obtenir un document de Gallica\n",
        b"</p>",
        b"\nLe taux de reconnaissance estim\xC3\xA9\n",
        b"Identifiant : ark:/12148/",
    ];
    survives("a.txt", TEXT.as_bytes(), &pieces);
    survives("a.html", PAGE.as_bytes(), &pieces);
}
