//! What a person who exports tables expects to find again.

use super::*;
use crate::diagnostics::Diagnostic;
use crate::formats::battery::survives;
use crate::formats::{Flow, Member, read_file};

struct Read {
    members: Vec<Member>,
    findings: Vec<Diagnostic>,
    result: Result<crate::formats::FileRead, crate::formats::ReadError>,
}

fn read_with(name: &str, bytes: &[u8], options: &ReadOptions) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    let result = read_file(&path, options, &mut findings, &mut |member| {
        members.push(member);
        Flow::Continue
    });
    Read { members, findings, result }
}

fn read(name: &str, text: &str) -> Read {
    read_with(name, text.as_bytes(), &ReadOptions::default())
}

fn mapped(columns: &[(&str, &str)]) -> ReadOptions {
    let columns = columns.iter().map(|(field, name)| (field.to_string(), name.to_string())).collect();
    ReadOptions { columns, ..ReadOptions::default() }
}

const FRENCH: &str = "Identifiant;Titre;Date;Rubrique;Texte\r\n\
    7;\"La digue; suite\";20/09/2023;Vaubrune;\"Un « mot ».\r\n\r\nDeux.\"\r\n\
    8;Crue;21/09/2023 13:05;Vaubrune;\"Il dit : \"\"Enfin.\"\"\"\r\n";

#[test]
fn french_spreadsheets_are_read() {
    let read = read("a.csv", FRENCH);
    let first = &read.members[0];
    assert_eq!((read.result.unwrap().format.as_ref(), read.members.len()), ("csv", 2));
    assert_eq!(first.key.as_deref(), Some("7"));
    assert_eq!(first.article.text, "Un « mot ».\r\n\r\nDeux.");
    let title = first.article.title.as_ref().unwrap();
    assert_eq!((title.value.as_str(), title.place.as_str()), ("La digue; suite", "column Titre"));
    assert_eq!(
        first.article.published.as_ref().map(|date| date.value.to_string()).as_deref(),
        Some("2023-09-20")
    );
    assert_eq!(read.members[1].article.text, "Il dit : \"Enfin.\"");
    assert!(read.findings.is_empty());
}

#[test]
fn english_tables_and_tabs_are_read() {
    let english =
        read("a.csv", "headline,body,published_at,author\n\"Dam, holds\",One.,2023-09-20T08:00:00Z,A. B.\n");
    let article = &english.members[0].article;
    assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("Dam, holds"));
    assert_eq!(article.authors(), ["A. B."]);
    let tabs = read("a.tsv", "id\ttext\n1\tHe said \"no\n2\tYes\n");
    assert_eq!(
        tabs.members.iter().map(|member| member.article.text.as_str()).collect::<Vec<_>>(),
        ["He said \"no", "Yes"]
    );
    let epoch = read("a.csv", "text,timestamp\nUn,1695200709\nDeux,\\N\n");
    assert_eq!(epoch.members[0].article.published.as_ref().map(|date| date.value.yyyy()), Some(2023));
    assert_eq!((&epoch.members[1].article.published, epoch.findings.len()), (&None, 0));
}

#[test]
fn old_encodings_marks_and_the_line_of_excel_are_no_obstacle() {
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode("sep=;\r\nTitre;Texte\r\nÉté;L’œuvre à 10 €\r\n");
    let (mac, ..) = encoding_rs::MACINTOSH.encode("titre;texte\nÉté;L’œuvre\n");
    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain("titre\ttexte\nÉté\tL’œuvre\n".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = "\u{FEFF}titre,texte\nÉté,L’œuvre\n";
    let in_mac = ReadOptions { encoding: Some("macintosh".into()), ..ReadOptions::default() };
    for (bytes, options) in [
        (&latin[..], &ReadOptions::default()),
        (&mac[..], &in_mac),
        (&wide[..], &ReadOptions::default()),
        (marked.as_bytes(), &ReadOptions::default()),
    ] {
        let read = read_with("a.csv", bytes, options);
        let article = &read.members[0].article;
        assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("Été"));
        assert!(article.text.starts_with("L’œuvre"), "{}", article.text);
    }
}

#[test]
fn the_settings_name_columns() {
    let table = "Rubrik,Brödtext,Datum,Källa\nDammen,Ett.,09/20/2023,X\nBron,Två.,09/02/2023,X\n";
    let without = read("a.csv", table).result.unwrap_err();
    assert_eq!((without.code, without.outcome), (Code::NoText, crate::formats::Refusal::Skipped));
    assert!(without.message.contains("`Rubrik`, `Brödtext`, `Datum`, `Källa`"), "{}", without.message);
    assert!(without.message.contains("--set column.text=NAME"));
    let mut options =
        mapped(&[("title", "Rubrik"), ("text", "brödtext"), ("published", "Datum"), ("lede", "Ingress")]);
    options.date_order = crate::model::DateOrder::MonthFirst;
    let read = read_with("a.csv", table.as_bytes(), &options);
    let article = &read.members[1].article;
    assert_eq!((read.members.len(), article.text.as_str()), (2, "Två."));
    assert_eq!(article.published.as_ref().map(|date| date.value.to_string()).as_deref(), Some("2023-09-02"));
    // Once for the file, not for each row.
    assert_eq!(read.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::MissingColumn]);
    assert!(
        read.findings[0].message.contains("`Ingress`") && read.findings[0].message.contains("column.lede")
    );
}

#[test]
fn ragged_rows_lose_nothing_in_silence() {
    let read = read("a.csv", "id,titre,texte\n1,Un,Deux,trois,quatre\n2,Un\n3,Un,Deux,,\n");
    assert_eq!(read.members.len(), 2);
    let said: Vec<_> =
        read.findings.iter().map(|finding| (finding.member.as_deref(), finding.code)).collect();
    assert_eq!(said, [(Some("1"), Code::Malformed), (Some("line 3"), Code::NoText)]);
    // The text is last here, and was not quoted.
    assert_eq!(read.members[0].article.text, "Deux,trois,quatre");
    let inside = self::read("a.csv", "texte,titre\nUn,Deux,trois\n");
    assert_eq!((inside.members[0].article.text.as_str(), inside.findings.len()), ("Un", 1));
}

#[test]
fn a_quote_that_is_never_closed_is_said() {
    let read = read("a.csv", "titre,texte\nUn,\"Deux\nTrois,Quatre\n");
    assert!(
        read.findings
            .iter()
            .any(|finding| finding.code == Code::Truncated && finding.member.as_deref() == Some("line 2"))
    );
    let mut options = ReadOptions::default();
    options.limits.max_line_bytes = 100_000;
    let endless = format!("titre,texte\nUn,Deux\nTrois,\"{}", "mot ".repeat(100_000));
    let read = read_with("a.csv", endless.as_bytes(), &options);
    let error = read.result.unwrap_err();
    assert_eq!((error.code, error.num_members_before), (Code::TooLarge, 1));
    assert!(error.message.contains("after line 2"), "{}", error.message);
}

#[test]
fn rows_without_an_id_are_known_by_their_content() {
    let keys =
        |text: &str| read("a.csv", text).members.into_iter().map(|member| member.key).collect::<Vec<_>>();
    let (all, less) = (keys("titre,texte\nA,Un\nB,Deux\n"), keys("titre,texte\nB,Deux\n"));
    assert_eq!(all[1], less[0]);
    assert_ne!(keys("titre,texte\nA,Un\n"), keys("texte,titre\nA,Un\n"));
}

#[test]
fn only_tables_are_tables() {
    let is_table =
        |text: &str, extension| Csv.recognises(&Head { bytes: text.as_bytes(), is_whole: true, extension });
    assert!(is_table("titre\ttexte\nUn\tDeux\n", "txt") && is_table("date;texte;source\n1;2;3\n", ""));
    assert!(is_table("n'importe quoi", "csv"));
    for prose in [
        "Texte, titre et date : la presse en parle, dit-on.\nSuite, et fin.\n",
        "Titre, texte\n\nUn autre paragraphe.\n",
        "texte;date",
        "Un, deux\nTrois, quatre\n",
        "titre|texte|Une longue phrase qui ne nomme aucune colonne du tout\na|b|c\n",
    ] {
        assert!(!is_table(prose, "txt"), "{prose}");
    }
    assert!(!is_table("titre;texte\n1;2\n", "md"));
}

#[test]
fn spoilt_tables_do_no_harm() {
    let pieces: [&[u8]; 10] =
        [b"\"", b"\"\"", b";", b"\n", b"\r", b"\xFF\xFE", b"\x00", b"sep=;\n", b"\\\"", b"\t"];
    survives("a.csv", FRENCH.as_bytes(), &pieces);
}
