//! What is read from files of NewsML-G2: specifications by example.
use super::*;
use crate::formats::battery::{read_as, survives};
use crate::model::Status;

const ITEM: &str = r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:ah.example:20230920:treve" version="3" standard="NewsML-G2" xml:lang="fr">
<rightsInfo><copyrightHolder qcode="nprov:AH"><name>Agence de Vaubrune</name></copyrightHolder><copyrightNotice xml:lang="en">(c) AH</copyrightNotice>
<copyrightNotice xml:lang="fr">© AH 2023</copyrightNotice><usageTerms>Pas de revente</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:AH"/><versionCreated>2023-09-20T08:00:00+02:00</versionCreated><firstCreated>2023-09-20T06:30:00+02:00</firstCreated>
<embargoed>2023-09-20T09:00:00+02:00</embargoed><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><contentCreated>2023-09-20T06:00:00+02:00</contentCreated><located><name>Vaubrune</name></located><creator qcode="ah:mnee"><name>mnee</name></creator><infoSource><name>Agence Orsane</name></infoSource>
<language tag="fr"/><subject type="cpnat:abstract" qcode="medtop:20000076"><name xml:lang="en">peace talks</name><name xml:lang="fr">pourparlers de paix</name></subject>
<subject type="cpnat:geoArea" qcode="ahgeo:12"><name>Orsane</name></subject><subject qcode="ah:7"><name>Conflits</name><sameAs qcode="medtop:20000056"/></subject>
<subject type="ahtype:category" qcode="ahcat:mon"><name>Monde</name></subject><subject literal="Vallée"/><slugline>VAUBRUNE-TREVE</slugline><keyword>gué</keyword>
<headline>La trêve tient</headline><headline role="hld:subHeadline">Premier jour</headline><dateline>Vaubrune, 20 sept 2023 (AH) -</dateline><by>Par Anne Née</by>
<description role="drol:summary">Pas un tir depuis l'aube.</description></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>x</h:title></h:head><h:body><h:header>menu</h:header><h:h1>La trêve tient</h:h1>
<h:p>Les armes se taisent.</h:p><h:figure><h:img/><h:figcaption>Le gué.</h:figcaption></h:figure><h:p>Suite.</h:p></h:body></h:html></inlineXML></contentSet></newsItem>"#;

fn read(xml: &str) -> Vec<Article> {
    let (result, articles) = read_as(&NewsMlG2, xml.as_bytes());
    result.unwrap();
    articles
}

fn message(items: &str) -> String {
    format!(
        r#"<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2023-09-20T10:00:00Z</sent></header><itemSet>{items}</itemSet></newsMessage>"#
    )
}

#[test]
fn an_item_has_its_fields() {
    let article = read(ITEM).remove(0);
    assert_eq!(article.text, "Premier jour\n\nPas un tir depuis l'aube.\n\nLes armes se taisent.\n\nSuite.");
    assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("La trêve tient"));
    assert_eq!(
        (article.source_id.as_deref(), article.version),
        (Some("urn:newsml:ah.example:20230920:treve"), Some(3))
    );
    let date = |date: &Option<Known<PartialDate>>| date.as_ref().map(|date| date.value.to_string());
    assert_eq!(date(&article.published).as_deref(), Some("2023-09-20T06:00:00+02:00"));
    assert_eq!(date(&article.updated).as_deref(), Some("2023-09-20T08:00:00+02:00"));
    assert_eq!(date(&article.embargo).as_deref(), Some("2023-09-20T09:00:00+02:00"));
    let line = article.dateline.as_ref().map(|line| line.value.clone()).unwrap();
    assert_eq!(
        (line.place.as_deref(), line.time.map(|time| time.to_string()).as_deref()),
        (Some("Vaubrune"), Some("2023-09-20"))
    );
    assert_eq!(
        (article.source.as_ref().unwrap().value.as_str(), article.agency.as_ref().unwrap().value.as_str()),
        ("AH", "Agence Orsane")
    );
    assert_eq!(article.authors(), ["Anne Née"]);
    let subjects: Vec<_> =
        article.subjects().iter().map(|subject| (subject.code.as_str(), subject.name.as_deref())).collect();
    assert_eq!(
        subjects,
        [
            ("medtop:20000076", Some("pourparlers de paix")),
            ("ah:7", Some("Conflits")),
            ("medtop:20000056", None)
        ]
    );
    assert_eq!(article.tags(), ["Vallée", "VAUBRUNE-TREVE", "gué"]);
    assert_eq!(article.section.as_ref().map(|section| section.value.as_str()), Some("Monde"));
    assert_eq!(article.rights.as_ref().map(|rights| rights.value.as_str()), Some("© AH 2023 Pas de revente"));
    assert_eq!(article.captions, ["Le gué."]);
}

#[test]
fn a_message_holds_items_of_their_own() {
    let canceled = r#"<newsItem guid="urn:newsml:ah.example:20230920:treve" version="4"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta><contentMeta><headline>Annulé</headline></contentMeta></newsItem>"#;
    let picture = r#"<newsItem guid="tag:ah.example,2023:photo" version="1"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta><contentMeta><headline>Photo</headline><description role="drol:caption">Une barque.</description></contentMeta><contentSet><remoteContent href="a.jpg"/></contentSet></newsItem>"#;
    let package = r#"<packageItem guid="p"><groupSet><group><itemRef residref="urn:newsml:ah.example:20230920:treve"/><itemRef residref="tag:ah.example,2023:photo"/></group></groupSet></packageItem>"#;
    let articles = read(&message(&format!("{ITEM}{canceled}{picture}{package}")));
    let found: Vec<_> =
        articles.iter().map(|article| (article.version, article.status, article.text.as_str())).collect();
    assert_eq!(found.len(), 2);
    assert_eq!(found[1], (Some(4), Status::Canceled, "Annulé"));
    assert_eq!(articles[0].captions, ["Le gué.", "Une barque."]);
    assert_eq!(articles[0].latest.map(|date| date.to_string()).as_deref(), Some("2023-09-20T10:00:00Z"));
    let (result, _) = read_as(&NewsMlG2, message(picture).as_bytes());
    assert_eq!(
        result.err().map(|failure| (failure.code, failure.outcome)),
        Some((Code::NoText, crate::formats::Refusal::Skipped))
    );
}

#[test]
fn nitf_inside_and_plain_data_are_read() {
    let nitf = r#"<contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body><body.head><hedline><hl1>Truce holds</hl1></hedline><byline>By Ann Lee, <byttl>Staff Reporter</byttl></byline><abstract><p>No shot.</p></abstract></body.head><body.content><p>Guns fell silent.</p></body.content></body></nitf></inlineXML></contentSet>"#;
    let article = read(nitf).remove(0);
    assert_eq!(
        (article.text.as_str(), article.authors()),
        ("No shot.\n\nGuns fell silent.", &["Ann Lee".to_string()][..])
    );
    let plain = r#"<newsItem guid="a"><contentMeta><dateline>MOSCOW, Monday (Reuters)</dateline></contentMeta><contentSet><inlineData contenttype="text/plain">Guns fell silent.</inlineData></contentSet></newsItem>"#;
    let article = read(plain).remove(0);
    assert_eq!(article.text, "Guns fell silent.");
    assert_eq!(article.dateline.and_then(|line| line.value.place).as_deref(), Some("MOSCOW"));
}

#[test]
fn a_cut_message_keeps_what_stands_before() {
    let xml = message(&format!("{ITEM}{}", ITEM.replace("treve\"", "suite\"")));
    let (result, articles) = read_as(&NewsMlG2, &xml.as_bytes()[..xml.len() - 200]);
    assert_eq!((result.err().map(|failure| failure.code), articles.len()), (Some(Code::Truncated), 1));
}

#[test]
fn items_are_known_by_their_root() {
    let recognised =
        |xml: &str| NewsMlG2.recognises(&Head { bytes: xml.as_bytes(), is_whole: true, extension: "html" });
    assert!(recognised(ITEM) && recognised(&message("")));
    assert!(!recognised("<html><newsItem/></html>") && !recognised("<NewsML/>") && !recognised("newsItem"));
}

#[test]
fn documents_of_the_standard_without_a_text_say_what_they_are() {
    let parts = [
        (
            "<contentMeta><headline>La trêve tient</headline></contentMeta>",
            "the metadata of an item without the item",
        ),
        ("<planningItem guid=\"p\"/>", "a plan of coverage is no article"),
    ];
    for (xml, reason) in parts {
        assert!(
            NewsMlG2.recognises(&Head { bytes: xml.as_bytes(), is_whole: true, extension: "xml" }),
            "{xml}"
        );
        let failure = read_as(&NewsMlG2, xml.as_bytes()).0.unwrap_err();
        assert_eq!(
            (failure.outcome, failure.message.as_str()),
            (crate::formats::Refusal::Skipped, reason),
            "{xml}"
        );
    }
}

#[test]
fn spoilt_files_do_no_harm() {
    let pieces: [&[u8]; 9] = [
        b"<newsItem guid='a'>",
        b"</newsItem>",
        b"<inlineXML>",
        b"</inlineXML>",
        b"<!ENTITY a '&b;'>",
        b"<![CDATA[",
        b"&#",
        b"<p>",
        b"<name>",
    ];
    survives("a.xml", message(ITEM).as_bytes(), &pieces);
}

#[test]
fn an_embargo_without_an_end_that_can_be_read_withholds_the_item() {
    for embargo in ["<embargoed/>", "<embargoed>demain matin</embargoed>"] {
        let xml = ITEM.replace("<embargoed>2023-09-20T09:00:00+02:00</embargoed>", embargo);
        let article = read(&xml).remove(0);
        assert_eq!((article.status, article.embargo), (Status::Withheld, None), "{embargo}");
    }
}
