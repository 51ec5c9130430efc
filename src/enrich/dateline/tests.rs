//! Datelines and agency blocks by example: what is read, what goes, and what must stay as it is.

use super::*;
use crate::model::{PageStart, Span};

/// Place, day and agency of the dateline at the head of `text`.
fn head_of(text: &str) -> Option<(String, String, String)> {
    let written = head::find(text)?;
    Some((written.place.unwrap_or_default(), day_text(written.day), written.agency.unwrap_or_default()))
}

fn day_text(day: Option<WrittenDay>) -> String {
    day.map_or(String::new(), |day| match day.date {
        Some(date) => date.to_string(),
        None => format!("{:02}-{:02}", day.month, day.day),
    })
}

#[test]
fn datelines_open_the_text() {
    let cases = [
        ("PARIS, 20 sept (Reuters) - Le gouvernement", "PARIS", "09-20", "Reuters"),
        ("Paris, 11 jan 2019 (AFP) – Le ministre", "Paris", "2019-01-11", "AFP"),
        ("GENÈVE (ATS) - Le canton", "GENÈVE", "", "ATS"),
        ("GENÈVE (Keystone-ATS) Le canton", "", "", ""),
        ("BERLIN (dpa) - Der Minister", "BERLIN", "", "dpa"),
        ("Berlin/Paris (dpa) – Der Minister", "Berlin/Paris", "", "dpa"),
        ("By Anne Née, LONDON (AP) — The talks", "LONDON", "", "AP"),
        ("YEVLAKH (AH) – Les pourparlers", "YEVLAKH", "", "AH"),
        ("BAKOU, 20 septembre 2023 (AH) – L'Azerbaïdjan", "BAKOU", "2023-09-20", "AH"),
        ("BAKOU, 20 septembre 2023 – L'Azerbaïdjan", "BAKOU", "2023-09-20", ""),
        ("GENÈVE, 1er avril 2022 (AH) – Une trêve", "GENÈVE", "2022-04-01", "AH"),
        ("(Belga) Le ministre", "", "", "Belga"),
        ("BRUXELLES 20/09 (BELGA) = Le ministre", "BRUXELLES", "09-20", "Belga"),
        ("WASHINGTON, Sept 20 (Reuters) - The talks", "WASHINGTON", "09-20", "Reuters"),
        ("NEW YORK, Sept. 20, 2023 /PRNewswire/ -- A firm", "NEW YORK", "2023-09-20", "PRNewswire"),
        ("MOSCOW, September 20. /TASS/. The talks", "MOSCOW", "09-20", "TASS"),
        ("Madrid, 14 mar (EFE).- El ministro", "Madrid", "03-14", "EFE"),
        ("(ANSA) - ROMA, 14 MAR - Il governo", "ROMA", "03-14", "ANSA"),
        ("Ternay (France), 2 fév 2019 (AFP) - Un", "Ternay (France)", "2019-02-02", "AFP"),
        ("Boulogne-sur-Mer (AFP) - Un", "Boulogne-sur-Mer", "", "AFP"),
        ("SAN FRANCISCO (AP) - One", "SAN FRANCISCO", "", "AP"),
        ("ST. LOUIS (AP) - One", "ST. LOUIS", "", "AP"),
        ("Saint-Denis de la Réunion (AFP) - Un", "Saint-Denis de la Réunion", "", "AFP"),
        ("PARIS, 20 sept (AFP/Reuters) - Un", "PARIS", "09-20", "AFP"),
        ("La trêve tient\n\nPar Anne Née\n\nBAKOU (AFP) - Un", "BAKOU", "", "AFP"),
    ];
    for (text, place, day, agency) in cases {
        let expected = (!agency.is_empty() || !place.is_empty())
            .then(|| (place.to_string(), day.to_string(), agency.to_string()));
        assert_eq!(head_of(text), expected, "{text}");
    }
}

#[test]
fn prose_is_no_dateline() {
    for text in [
        "L'Australian Associated Press (AAP) a été rachetée - enfin.",
        "Les hôpitaux de Paris (AP-HP) – le premier groupe",
        "Paris, le 3 mai 1968. Les étudiants",
        "Le Parti socialiste (PS) – ou ce qu'il en reste",
        "FOOTBALL (UEFA) – Les clubs",
        "TENNIS (XYZ) – Les joueurs",
        "MUSÉE D'ORSAY, 14 mars – 20 juin.",
        "Selon l'agence (AFP), les pourparlers - longs - reprennent.",
        "(AFP) et (Reuters)",
        "Le premier ministre (Reuters) - à gauche",
        "PARIS – Le gouvernement",
        "WEB- SÉRIE (6/6) - L'ancien chanteur",
    ] {
        assert_eq!(head_of(text), None, "{text}");
    }
}

/// The text without its block, the block, and place, day and agency in it.
fn without_tail(text: &str) -> Option<(String, String, [String; 3])> {
    let tail = tail::find(text)?;
    let written = tail.written;
    let said = [written.place.unwrap_or_default(), day_text(written.day), written.agency.unwrap_or_default()];
    Some((text[..tail.byte_start].trim_end().to_string(), tail.credit, said))
}

#[test]
fn agency_blocks_are_read_whole() {
    let cases = [
        (
            "11/01/2019 15:03:02\u{a0}-\u{a0}\n\u{a0}\u{a0}\u{a0}Paris (AFP)\u{a0}-\u{a0}\n\u{a0}\u{a0}©\u{a0}2019\u{a0}AFP",
            ["Paris", "2019-01-11T15:03:02", "AFP"],
        ),
        (
            "burs-mig/blb/cam\n11/01/2019 15:03:02 -\nTernay (France) (AFP) -\n© 2019 AFP\n",
            ["Ternay (France)", "2019-01-11T15:03:02", "AFP"],
        ),
        ("11/01/2019 15:03:02 - Paris (AFP)", ["Paris", "2019-01-11T15:03:02", "AFP"]),
        (
            "02/02/2019 19:11:37 -\nStuttgart (Allemagne),\u{a0}2\u{a0}fév\u{a0}2019\u{a0}(AFP) -\n© 2019 AFP",
            ["Stuttgart (Allemagne)", "2019-02-02T19:11:37", "AFP"],
        ),
        ("Paris, 11 jan 2019 (AFP) -", ["Paris", "2019-01-11", "AFP"]),
        ("© Agence France-Presse", ["", "", ""]),
        ("© 2019 AFP - Tous droits réservés.", ["", "", ""]),
        ("(Avec AFP)", ["", "", "AFP"]),
        ("Source : Reuters", ["", "", ""]),
    ];
    for (block, said) in cases {
        let text = format!("Le ministre l'a dit.\nIl est à Paris, a-t-il ajouté.\n\n{block}");
        let (rest, credit, read) = without_tail(&text).unwrap_or_else(|| panic!("{block}"));
        assert_eq!(read, said, "{block}");
        assert_eq!(rest, "Le ministre l'a dit.\nIl est à Paris, a-t-il ajouté.", "{block}");
        assert_eq!(credit, block.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

#[test]
fn blocks_glued_to_the_last_sentence_are_read() {
    // The stamp is American: of its two readings the one of the dateline's day counts.
    let text = "Un.\nLa France demeure», a-t-il dit.kd/soe/bmaParis, 11\u{a0}jan 2019 (AFP) - 01/11/19 08:34";
    let (rest, _, said) = without_tail(text).unwrap();
    assert_eq!(rest, "Un.\nLa France demeure», a-t-il dit.");
    assert_eq!(said, ["Paris", "2019-01-11T08:34:00", "AFP"].map(String::from));
    let (rest, ..) = without_tail("Il l'a dit à Lyon. Paris, 11 janvier 2019 (AFP) -").unwrap();
    assert_eq!(rest, "Il l'a dit à Lyon.");
}

#[test]
fn prose_stays_at_the_end() {
    for text in [
        "Il a écrit.\nParis, le 3 mai 1968",
        "Il a écrit.\nParis, le 3 mai 1968.",
        "Il a écrit.\nLa suite, selon l'AFP.",
        "Il a écrit.\n\"La guerre est finie\", selon l'agence de presse TASS.",
        "Il a écrit.\nLe Journal (AFP)",
        "Il était né à Paris, le 11 janvier 2019 (AFP)",
        "Le procès reprendra à Lyon, 11 janvier 2019 (AFP)",
        "L'hommage a eu lieu le 11/01/2019",
        "Il a écrit.\n11/01/2019 15:03:02",
        "Il a écrit.\n© Le Journal",
        "Il a écrit.\nTrend",
        "© 2019 AFP",
        "11/01/2019 15:03:02 - Paris (AFP) - © 2019 AFP",
        "",
    ] {
        assert_eq!(without_tail(text), None, "{text}");
    }
}

#[test]
fn a_block_goes_to_the_credits_and_spans_stay_inside() {
    let text = "Titre\n\nChapô.\n\nCorps.\n\n11/01/2019 15:03:02 - Paris (AFP) - © 2019 AFP";
    let mut article = Article {
        text: text.into(),
        lede: Some(Span::new(7, text.len())),
        page_starts: vec![
            PageStart { byte_start: 0, page: "1".into() },
            PageStart { byte_start: text.len() - 3, page: "2".into() },
        ],
        ..Article::default()
    };
    let day = take(&mut article).unwrap();
    assert_eq!((day_text(Some(day.written)), day.place), ("2019-01-11T15:03:02".into(), "agency tail"));
    assert_eq!(article.text, "Titre\n\nChapô.\n\nCorps.");
    assert_eq!(article.credits, ["11/01/2019 15:03:02 - Paris (AFP) - © 2019 AFP"]);
    assert_eq!(article.lede, Some(Span::new(7, article.text.len())));
    assert_eq!(article.page_starts.len(), 1);
    let dateline = article.dateline.unwrap();
    assert_eq!((dateline.value.place.as_deref(), dateline.place.as_str()), (Some("Paris"), "agency tail"));
    assert_eq!(article.agency.map(|agency| agency.value).as_deref(), Some("AFP"));
}

#[test]
fn what_the_source_states_is_kept() {
    let mut article = Article {
        text: "PARIS (AFP) - Un.".into(),
        source: Some(Known::stated("Agence France-Presse".into(), "x")),
        dateline: Some(Known::stated(Dateline { place: Some("Lyon".into()), time: None }, "x")),
        ..Article::default()
    };
    assert_eq!(take(&mut article), None);
    assert_eq!(article.dateline.unwrap().value.place.as_deref(), Some("Lyon"));
    assert_eq!((article.agency, article.text.as_str()), (None, "PARIS (AFP) - Un."));
}

#[test]
fn pages_have_no_dateline_of_their_own() {
    let text = "PARIS (AFP) - Un.\n\n© 2019 AFP";
    let mut article = Article { text: text.into(), unit: Unit::Page, ..Article::default() };
    assert_eq!((take(&mut article), article.dateline, article.text.as_str()), (None, None, text));
}

proptest::proptest! {
    #[test]
    fn any_text_keeps_its_start(text in "\\PC{0,80}(\n\\PC{0,30}){0,3}") {
        let mut article = Article { text: text.clone(), ..Article::default() };
        take(&mut article);
        proptest::prop_assert!(text.starts_with(&article.text));
    }

    #[test]
    fn pieces_of_blocks_do_no_harm(
        text in "((Paris|, |11 jan 2019|\\(AFP\\)|\\(|\\)| - |© |2019|AFP|11/01/2019|15:03|kd/soe|é|\n|\u{a0}|\\.|a/b|/){0,3}){0,6}"
    ) {
        let mut article = Article { text: text.clone(), ..Article::default() };
        take(&mut article);
        proptest::prop_assert!(text.starts_with(&article.text));
    }
}
