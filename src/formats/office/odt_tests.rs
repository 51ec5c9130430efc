//! What a person who knows Writer expects of a document that was saved and read.

use super::super::package::tests::package;
use super::*;
use crate::formats::battery::{read_as, survives, survives_made};
use crate::model::Article;

const STYLES: &str = r#"<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="T9" style:family="text"><style:text-properties text:display="none"/></style:style></office:automatic-styles>"#;

const META: &str = r#"<office:meta><meta:initial-creator>Irène Caussade</meta:initial-creator><dc:creator>secretariat</dc:creator><dc:title>Sans titre 1</dc:title>
<dc:subject>crue</dc:subject><meta:keyword>Vaubrune</meta:keyword><meta:keyword>digue</meta:keyword><dc:language>fr-FR</dc:language>
<meta:creation-date>2019-03-06T08:00:00</meta:creation-date><dc:date>2019-03-07T10:12:00</dc:date></office:meta>"#;

const ARTICLE: &str = r#"<text:tracked-changes><text:changed-region><text:deletion><text:p>Trois cents</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">La digue
  de <text:span>Vaubrune</text:span> tient</text:p><text:p text:style-name="Chap_f4_">Le fleuve a baissé.</text:p>
<text:p>Par Irène Caussade<office:annotation><dc:creator>x</dc:creator><text:p>À vérifier</text:p></office:annotation></text:p>
<text:p>Deux<text:s text:c="2"/>cents<text:tab/>habitants<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Selon la préfecture.</text:p></text:note-body></text:note> sont<text:line-break/>rentrés.<text:span text:style-name="T9">caché</text:span></text:p>
<text:list><text:list-item><text:p>le pont</text:p></text:list-item><text:list-item><text:p>le bac</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Liste</text:p></table:table-cell><table:table-cell><text:p>Voix</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Union</text:p></table:table-cell><table:table-cell><text:p>1 204</text:p></table:table-cell></table:table-row></table:table>
<text:p>Fin<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box><svg:desc>une photo</svg:desc></draw:frame>.</text:p>"#;

fn odt(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content>{STYLES}<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("meta.xml", &format!("<office:document-meta>{META}</office:document-meta>")),
        ("content.xml", &content),
    ])
}

fn flat(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">{META}{STYLES}<office:master-styles><text:p>page 1</text:p></office:master-styles><office:body><office:text>{body}</office:text></office:body></office:document>"
    )
}

#[track_caller]
fn read(bytes: &[u8]) -> Article {
    let (result, mut articles) = read_as(&Odt, bytes);
    result.unwrap();
    articles.remove(0)
}

#[test]
fn an_article_has_its_text_title_lede_author_tags_and_notes() {
    for article in [read(&odt(ARTICLE)), read(flat(ARTICLE).as_bytes())] {
        assert_eq!(
            article.text,
            "La digue de Vaubrune tient\n\nLe fleuve a baissé.\n\nPar Irène Caussade\n\nDeux  cents\thabitants sont\nrentrés.\n\nle pont\n\nle bac\n\nListe\tVoix\nUnion\t1 204\n\nFin.\n\nEncadré\n\nSelon la préfecture."
        );
        let title = article.title.as_ref().unwrap();
        assert_eq!(
            (title.value.as_str(), title.place.as_str()),
            ("La digue de Vaubrune tient", "paragraph of style Title")
        );
        assert_eq!(article.lede.map(|span| span.of(&article.text)), Some("Le fleuve a baissé."));
        assert_eq!(
            (article.authors(), article.tags()),
            (
                &["Irène Caussade".to_string()][..],
                &["Vaubrune".to_string(), "digue".into(), "crue".into()][..]
            )
        );
        assert_eq!(article.latest.map(|day| day.to_string()).as_deref(), Some("2019-03-07T10:12:00"));
        assert_eq!(article.language.map(|language| language.value.to_string()).as_deref(), Some("fr"));
    }
}

#[test]
fn a_heading_that_opens_the_text_is_its_title() {
    let article = read(&odt("<text:h text:outline-level=\"1\">La digue</text:h><text:p>Un.</text:p>"));
    assert_eq!(article.title.map(|title| title.value).as_deref(), Some("La digue"));
}

#[test]
fn it_is_known_whatever_its_name() {
    let is_odt = |bytes: &[u8], extension| Odt.recognises(&Head { bytes, is_whole: true, extension });
    assert!(is_odt(&odt(ARTICLE), "zip") && is_odt(flat(ARTICLE).as_bytes(), "xml"));
    let sheet = flat(ARTICLE).replace("opendocument.text", "opendocument.spreadsheet");
    assert!(!is_odt(sheet.as_bytes(), "fodt") && !is_odt(b"<?xml version='1.0'?><a/>", "odt"));
}

#[test]
fn what_cannot_be_read_says_why() {
    let error = |bytes: &[u8]| read_as(&Odt, bytes).0.unwrap_err();
    let in_cipher =
        package(&[("content.xml", "\u{1}\u{2}"), ("META-INF/manifest.xml", "<m:encryption-data/>")]);
    assert!(error(&in_cipher).message.contains("password"));
    assert_eq!(error(&package(&[("a", "")])).code, Code::Malformed);
    assert_eq!(error(&odt("")).code, Code::NoText);
    assert_eq!(error(&flat(ARTICLE).as_bytes()[..1800]).code, Code::Truncated);
}

const PIECES: [&[u8]; 12] = [
    b"<table:table>",
    b"</text:p>",
    b"<text:p>",
    b"<text:note-body>",
    b"<text:span text:style-name='T9'>",
    b"<office:meta>",
    b"<text:s text:c='99999999'/>",
    b"</table:table>",
    b"<table:table-cell>",
    b"&",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"<office:annotation>",
];

#[test]
fn spoilt_documents_do_no_harm() {
    survives(
        "a.odt",
        &odt(ARTICLE),
        &[b"PK\x01\x02", b"PK\x05\x06", b"PK\x03\x04", b"\xFF\xFF\xFF\xFF", b"mimetype"],
    );
    survives("a.fodt", flat(ARTICLE).as_bytes(), &PIECES);
    survives_made("b.odt", ARTICLE.as_bytes(), &PIECES, &|spoilt| odt(&String::from_utf8_lossy(spoilt)));
}
