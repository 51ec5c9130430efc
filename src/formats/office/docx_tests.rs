//! What a person who knows Word expects of a document that was saved and read.

use super::super::package::tests::package;
use super::*;
use crate::formats::battery::{read_as, survives};
use crate::model::Article;

const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml""#
);

const STYLES: &str = r#"<w:styles xmlns:w="x"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Chap"><w:name w:val="Chapô"/></w:style>
<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style></w:styles>"#;

const RELATIONS: &str = r#"<Relationships xmlns="x"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

const FOOTNOTES: &str = r#"<w:footnotes xmlns:w="x"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Selon la préfecture.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;

const PROPERTIES: &str = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Document1</dc:title><dc:subject>crue</dc:subject>
<dc:creator>Irène Caussade</dc:creator><cp:keywords>Vaubrune; digue</cp:keywords><cp:lastModifiedBy>secretariat</cp:lastModifiedBy>
<dcterms:created>2019-03-06T08:00:00Z</dcterms:created><dcterms:modified>2019-03-07T10:12:00Z</dcterms:modified></cp:coreProperties>"#;

fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    );
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &document),
        ("word/styles.xml", STYLES),
        ("word/footnotes.xml", FOOTNOTES),
        ("docProps/core.xml", PROPERTIES),
    ])
}

#[track_caller]
fn read(body: &str) -> Article {
    let (result, mut articles) = read_as(&Docx, &docx(body));
    result.unwrap();
    articles.remove(0)
}

/// The text of a body without the footnote that all samples have.
#[track_caller]
fn text(body: &str) -> String {
    let text = read(body).text;
    text.strip_suffix("Selon la préfecture.").map_or(text.clone(), |text| text.trim_end().to_string())
}

fn paragraph(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

const ARTICLE: &str = r#"<w:p><w:pPr><w:pStyle w:val="Titre"/><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>La digue de Vaubrune tient</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Chap"/></w:pPr><w:r><w:t>Le fleuve a baissé de deux mètres.</w:t></w:r></w:p>
<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">Par </w:t></w:r><w:hyperlink><w:r><w:t>Irène Caussade</w:t></w:r></w:hyperlink></w:p>
<w:p><w:r><w:t>Deux cents habitants</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t xml:space="preserve"> sont rentrés.</w:t></w:r></w:p><w:sectPr/>"#;

#[test]
fn an_article_has_its_title_lede_author_tags_and_notes() {
    let article = read(ARTICLE);
    assert_eq!(
        article.text,
        "La digue de Vaubrune tient\n\nLe fleuve a baissé de deux mètres.\n\nPar Irène Caussade\n\nDeux cents habitants sont rentrés.\n\nSelon la préfecture."
    );
    let title = article.title.as_ref().unwrap();
    assert_eq!(
        (title.value.as_str(), title.place.as_str()),
        ("La digue de Vaubrune tient", "paragraph of style Title")
    );
    assert_eq!(article.title_span.map(|span| span.of(&article.text)), Some("La digue de Vaubrune tient"));
    assert_eq!(article.lede.map(|span| span.of(&article.text)), Some("Le fleuve a baissé de deux mètres."));
    assert_eq!(article.authors(), ["Irène Caussade"]);
    assert_eq!(article.tags(), ["Vaubrune", "digue", "crue"]);
    assert_eq!(article.latest.map(|day| day.to_string()).as_deref(), Some("2019-03-07T10:12:00Z"));
    // The language that Word was set up with says nothing of the text.
    assert_eq!((article.published, article.language), (None, None));
}

#[test]
fn breaks_tabs_and_hyphens_are_characters() {
    let runs = "<w:r><w:t>Un</w:t><w:tab/><w:t>deux</w:t><w:br/><w:t>cessez</w:t><w:noBreakHyphen/><w:t>le</w:t><w:noBreakHyphen/><w:t>feu, négo</w:t><w:softHyphen/><w:t>ciations </w:t><w:sym w:font=\"Symbol\" w:char=\"F0AE\"/></w:r>";
    assert_eq!(text(&paragraph(runs)), "Un\tdeux\ncessez\u{2011}le\u{2011}feu, négociations→");
}

#[test]
fn what_was_inserted_stays_and_what_was_deleted_goes() {
    let body = paragraph(&format!(
        "{}<w:ins w:author=\"x\">{}</w:ins><w:del><w:r><w:delText>trois</w:delText></w:r></w:del><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo>",
        run("Deux "),
        run("cents "),
        run("habitants"),
        run("habitants")
    ));
    assert_eq!(text(&body), "Deux cents habitants");
}

#[test]
fn fields_show_their_result_and_forms_not_what_to_type() {
    let body = paragraph(&format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> HYPERLINK \"http://x.example\" </w:instrText></w:r>{}<w:fldSimple w:instr=\"DATE\">{}</w:fldSimple>",
        run("le site "),
        run("du jour")
    )) + &format!(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        paragraph(&run("Cliquez ici"))
    ) + &paragraph(&format!("<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r>{}", run("vu")));
    assert_eq!(text(&body), "le site du jour\n\nvu");
}

#[test]
fn text_boxes_are_read_once() {
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", paragraph(&run("Encadré")));
    let body = paragraph(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{boxed}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{boxed}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}",
        run("Un "),
        run("deux")
    ));
    assert_eq!(text(&body), "Un deux\n\nEncadré");
}

#[test]
fn tables_and_contents() {
    let cell = |text: &str| format!("<w:tc><w:tcPr><w:tcW/></w:tcPr>{}</w:tc>", paragraph(&run(text)));
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"TM1\"/></w:pPr>{}</w:p>{}<w:tbl><w:tblPr/><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        run("Résultats 3"),
        paragraph(&run("Résultats")),
        cell("Liste"),
        cell("Voix"),
        cell("Union"),
        cell("1 204")
    );
    assert_eq!(text(&body), "Résultats\n\nListe\tVoix\nUnion\t1 204");
}

#[test]
fn the_language_is_that_of_most_of_the_text() {
    let marked = |language: &str, text: &str| {
        format!(
            "<w:r><w:rPr><w:lang w:val=\"{language}\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
        )
    };
    let body =
        paragraph(&(marked("fr-FR", "Les habitants sont rentrés chez eux ") + &marked("en-GB", "at last")));
    assert_eq!(read(&body).language.map(|language| language.value.to_string()).as_deref(), Some("fr"));
}

#[test]
fn documents_saved_by_other_programs_have_other_prefixes_and_names() {
    let document = "<ns0:document xmlns:ns0='x'><ns0:body><ns0:p><ns0:r><ns0:t>Un.</ns0:t></ns0:r></ns0:p></ns0:body></ns0:document>";
    let relations = RELATIONS.replace("word/document.xml", "/word/document2.xml");
    let bytes = package(&[
        ("[Content_Types].xml", ""),
        ("_rels/.rels", &relations),
        ("word/document2.xml", document),
    ]);
    let paragraphs = paragraphs_of(&bytes, &Limits::default()).unwrap();
    assert_eq!(paragraphs, [Paragraph { text: "Un.".into(), style: String::new() }]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let error = |bytes: &[u8]| read_as(&Docx, bytes).0.unwrap_err();
    let mut protected = OLE_SIGNATURE.to_vec();
    protected.resize(2048, 0);
    protected.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(error(&protected).message.contains("password"));
    assert!(error(&[OLE_SIGNATURE, b"WordDocument"].concat()).message.contains("doc files"));
    let empty =
        package(&[("word/document.xml", "<w:document xmlns:w='x'><w:body><w:p/></w:body></w:document>")]);
    assert_eq!(error(&empty).code, Code::NoText);
    assert_eq!(error(b"PK\x03\x04").code, Code::Malformed);
}

#[test]
fn it_is_known_whatever_its_name() {
    let bytes = docx(ARTICLE);
    for extension in ["docx", "txt", "", "docm"] {
        assert!(Docx.recognises(&Head { bytes: &bytes, is_whole: true, extension }), "{extension}");
    }
    let ole = [OLE_SIGNATURE, b"WordDocument"].concat();
    assert!(!Docx.recognises(&Head { bytes: &ole, is_whole: true, extension: "doc" }));
    assert!(!Docx.recognises(&Head { bytes: b"word/document.xml", is_whole: true, extension: "docx" }));
}

#[test]
fn spoilt_packages_do_no_harm() {
    survives(
        "a.docx",
        &docx(ARTICLE),
        &[b"PK\x01\x02", b"PK\x05\x06", b"PK\x03\x04", b"\xFF\xFF\xFF\xFF", b"PK\x06\x06"],
    );
}

/// Packing hides the XML from mutation, so its parts are spoilt unpacked and packed again.
#[test]
fn spoilt_xml_does_no_harm() {
    crate::formats::battery::survives_made(
        "a.docx",
        ARTICLE.as_bytes(),
        &[
            b"<w:tbl>",
            b"</w:p>",
            b"<w:p>",
            b"<mc:AlternateContent>",
            b"<mc:Fallback>",
            b"<w:sdt>",
            b"<w:t>",
            b"&",
            b"&#0;",
            b"<w:tc>",
            b"</w:tbl>",
            b"<w:r>",
            b"<w:del>",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
            b"<![CDATA[",
        ],
        &|spoilt| docx(&String::from_utf8_lossy(spoilt)),
    );
}
