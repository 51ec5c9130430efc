//! What a person who knows RTF, or only ever saw it in an editor, expects of a document that was saved and read.

use super::*;
use crate::diagnostics::Diagnostic;
use crate::formats::battery::{read_as, survives};
use crate::formats::{Flow, Member, read_file};
use crate::model::Article;

const ARTICLE: &str = r#"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset204 Times New Roman Cyr;}{\f2\fnil\fcharset2 Symbol;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\ql Normal;}{\s15\b\snext0 Title;}{\s16 Chap\'f4;}{\*\cs10 Default Paragraph Font;}}
{\info{\title Document1}{\author Ir\'e8ne Caussade}{\operator secretariat}{\keywords Vaubrune, digue}{\creatim\yr2019\mo3\dy6\hr8\min0}{\revtim\yr2019\mo3\dy7\hr10\min12}}
{\header\pard page 1\par}{\*\generator Msftedit;}
\pard\s15\f0 La digue de Vaubrune tient\par
\pard\s16 Le fleuve a baiss\'e9.\par
\pard\plain Par {\field{\*\fldinst HYPERLINK "x"}{\fldrslt Ir\u232?ne Caussade}}\par
Deux\~cents habitants\line sont rentr\'e9s{\super\chftn{\footnote\pard\plain {\chftn} Selon la pr\'e9fecture.}}, \ldblquote enfin\rdblquote\emdash {\deleted jamais}{\v cach\'e9}\par
{\f1\'cc\'e8\'f0} {\f2\'61} {\pict\wmetafile8 0102}{\upr{ol}{\*\ud old}}\par
}"#;

fn rtf(body: &str) -> String {
    format!("{{\\rtf1\\ansi {body}}}")
}

#[track_caller]
fn read(rtf: &str) -> Article {
    let (result, mut articles) = read_as(&Rtf, rtf.as_bytes());
    result.unwrap();
    articles.remove(0)
}

fn text(body: &str) -> String {
    read(&rtf(body)).text
}

#[test]
fn an_article_has_its_text_title_lede_author_tags_and_notes() {
    let article = read(ARTICLE);
    assert_eq!(
        article.text,
        "La digue de Vaubrune tient\n\nLe fleuve a baissé.\n\nPar Irène Caussade\n\nDeux\u{A0}cents habitants\nsont rentrés, “enfin”—\n\nМир α old\n\nSelon la préfecture."
    );
    let title = article.title.as_ref().unwrap();
    assert_eq!(
        (title.value.as_str(), title.place.as_str()),
        ("La digue de Vaubrune tient", "paragraph of style Title")
    );
    assert_eq!(article.lede.map(|span| span.of(&article.text)), Some("Le fleuve a baissé."));
    assert_eq!(
        (article.authors(), article.tags()),
        (&["Irène Caussade".to_string()][..], &["Vaubrune".to_string(), "digue".into()][..])
    );
    assert_eq!(article.latest.map(|day| day.to_string()).as_deref(), Some("2019-03-07T10:12:00"));
    assert_eq!(article.published, None);
}

#[test]
fn characters_come_in_many_ways() {
    assert_eq!(text(r"\u8217\'92\uc0\u233\uc2\u-10179\'3f\'3f\u-8704\'3f\'3f\uc1\u8364 ?"), "’é😀€");
    assert_eq!(text(r"{\uc1 \u233 \'e9}\'e9\{\}\\ a\_b\-c"), "éé{}\\ a\u{2011}bc");
    assert_eq!(read(r"{\rtf1\mac \'8e}").text, "é");
    assert_eq!(
        read(r"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 MS;}}\f0 \'93\'fa\'96\'7b}").text,
        "日本"
    );
}

#[test]
fn tables_are_rows_with_tabs() {
    let row = |a: &str, b: &str| format!(r"\trowd\cellx100\cellx200\pard\intbl {a}\cell {b}\cell\row ");
    let body = format!(
        r"Avant\par {}{}\pard Apr\'e8s\par {}",
        row("Liste", "Voix"),
        row("Union", "1 204"),
        row("a", "")
    );
    assert_eq!(text(&body), "Avant\n\nListe\tVoix\nUnion\t1 204\n\nAprès\n\na");
}

#[test]
fn text_boxes_and_objects_are_read_once() {
    let body = r"Un {\shp{\*\shpinst\shpleft0{\sp{\sn txfl}{\sv 1}}{\shptxt\pard Encadr\'e9\par Suite\par}}{\shprslt{\*\do Encadr\'e9}}}deux {\object{\*\objdata 00}{\result trois}}.\par Fin";
    assert_eq!(text(body), "Un deux trois.\n\nEncadré\n\nSuite\n\nFin");
}

#[test]
fn binary_data_is_passed_over() {
    assert_eq!(text("Un{\\pict\\bin4 }}{{x} deux"), "Un deux");
}

#[test]
fn files_that_are_cut_or_from_dos_are_read_and_said() {
    let findings = |bytes: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, bytes).unwrap();
        let mut found: Vec<Diagnostic> = Vec::new();
        let read = read_file(&path, &crate::formats::ReadOptions::default(), &mut found, &mut |_: Member| {
            Flow::Continue
        });
        (
            read.map(|read| read.format.to_string()).ok(),
            found.into_iter().map(|one| one.code).collect::<Vec<_>>(),
        )
    };
    assert_eq!(findings(br"{\rtf1\ansi Un {\b deux"), (Some("rtf".into()), vec![Code::Truncated]));
    assert_eq!(findings(br"{\rtf1\ansi\ansicpg850 Un}"), (Some("rtf".into()), vec![Code::BadEncoding]));
    assert_eq!(findings(ARTICLE.as_bytes()).1, [] as [Code; 0]);
}

#[test]
fn groups_without_end_are_refused() {
    let deep = format!(r"{{\rtf1 {}a", "{".repeat(100_000));
    assert!(read_as(&Rtf, deep.as_bytes()).0.unwrap_err().message.contains("nested"));
}

#[test]
fn it_is_known_whatever_its_name() {
    let is_rtf = |bytes: &[u8]| Rtf.recognises(&Head { bytes, is_whole: true, extension: "doc" });
    assert!(is_rtf(ARTICLE.as_bytes()) && !is_rtf(b"Un {\\rtf1}"));
}

#[test]
fn spoilt_documents_do_no_harm() {
    let pieces: [&[u8]; 14] = [
        b"{",
        b"}",
        b"\\u-10179 ",
        b"\\'e9",
        b"\\bin99 ",
        b"\\trowd",
        b"\\cell ",
        b"\\row ",
        b"{\\footnote ",
        b"{\\shp{\\*\\shpinst{\\shptxt ",
        b"\\uc99 ",
        b"{\\upr{\\*\\ud ",
        b"{\\info{\\title ",
        b"\\par ",
    ];
    survives("a.rtf", ARTICLE.as_bytes(), &pieces);
}
