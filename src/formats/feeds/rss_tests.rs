use super::*;
use crate::formats::battery::{read_as, survives};
use crate::model::Article;

const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Le Courrier &amp; Cie</title><link>https://courrier.example/</link><atom:link href="https://courrier.example/feed" rel="self"/><language>fr-FR</language><lastBuildDate>Wed, 20 Sep 2023 10:00:00 +0200</lastBuildDate><copyright>© Le Courrier</copyright>
<item><title>Tr&#234;ve : &lt;em&gt;premier&lt;/em&gt; jour</title><link>https://courrier.example/treve</link><guid isPermaLink="false">courrier-917</guid><pubDate>Wed, 20 Sep 2023 08:00:00 +0200</pubDate><d:creator><![CDATA[Anne Née]]></d:creator>
<category>Monde</category><category>Paix, trêve</category><description>Pas un tir depuis l&#039;aube.</description><content:encoded><![CDATA[<p>Les armes se taisent.</p><p>5 < 6.</p><p>L’article <a href="x">Trêve</a> est apparu en premier sur <a href="y">Le Courrier</a>.</p>]]></content:encoded>
<media:content url="a.jpg"><media:title>x</media:title><media:description>Le gué.</media:description></media:content></item>
<item><title>Suite</title><link>https://courrier.example/suite</link><author>redaction@courrier.example (Bruno Lu)</author><description>&lt;p&gt;Les habitants sortent.&lt;/p&gt;</description><pubDate>31 Feb 2023</pubDate></item>
</channel></rss>"#;

fn read(xml: &str) -> Vec<Article> {
    let (result, articles) = read_as(&Rss, xml.as_bytes());
    result.unwrap();
    articles
}

#[test]
fn items_are_articles() {
    let articles = read(SAMPLE);
    let article = &articles[0];
    assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("Trêve : premier jour"));
    assert_eq!(article.text, "Pas un tir depuis l'aube.\n\nLes armes se taisent.\n\n5 < 6.");
    assert_eq!((article.source_id.as_deref(), article.is_excerpt), (Some("courrier-917"), false));
    assert_eq!(
        article.published.as_ref().map(|date| date.value.to_string()).as_deref(),
        Some("2023-09-20T08:00:00+02:00")
    );
    assert_eq!(article.latest.map(|date| date.to_string()).as_deref(), Some("2023-09-20T10:00:00+02:00"));
    assert_eq!(
        (article.authors(), article.tags()),
        (&["Anne Née".to_string()][..], &["Monde".to_string(), "Paix, trêve".into()][..])
    );
    assert_eq!(article.source.as_ref().map(|source| source.value.as_str()), Some("Le Courrier & Cie"));
    assert_eq!(article.language.as_ref().map(|language| language.value.to_string()).as_deref(), Some("fr"));
    assert_eq!(article.captions, ["Le gué."]);
    let next = &articles[1];
    assert_eq!(
        (next.text.as_str(), next.is_excerpt, next.authors()),
        ("Les habitants sortent.", true, &["Bruno Lu".to_string()][..])
    );
    assert_eq!((next.source_id.as_deref(), &next.published), (Some("https://courrier.example/suite"), &None));
}

#[test]
fn rdf_is_read() {
    let xml = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Courrier</title><dc:language>fr</dc:language></channel>
<item rdf:about="https://courrier.example/1"><title>Trêve</title><link>https://courrier.example/1</link><description>Un.</description><dc:date>2023-09-20T08:00:00Z</dc:date><dc:subject>Monde</dc:subject></item></rdf:RDF>"#;
    let article = read(xml).remove(0);
    assert_eq!(
        (article.source_id.as_deref(), article.tags()),
        (Some("https://courrier.example/1"), &["Monde".to_string()][..])
    );
    assert!(article.published.is_some() && article.source.is_some());
}

#[test]
fn ill_formed_feeds_are_read() {
    let xml = "<rss><channel><title>A & B</title><item><title>R&D: 5 < 6 &eacute;t&eacute;</title><description>Un<br>deux &nbsp; trois</description><dc:creator>Anne</dc:creator></item><item><title>Fin<description>Suite</item></channel>";
    let (result, articles) = read_as(&Rss, xml.as_bytes());
    assert_eq!(result.err().map(|failure| failure.code), Some(Code::Truncated));
    assert_eq!(articles[0].title.as_ref().map(|title| title.value.as_str()), Some("R&D: 5 < 6 été"));
    assert_eq!(
        (articles[0].text.as_str(), articles[0].authors()),
        ("Un\ndeux \u{A0} trois", &["Anne".to_string()][..])
    );
    let latin = encoding_rs::WINDOWS_1252.encode("<?xml version='1.0' encoding='utf-8'?><rss><channel><item><title>Été</title><description>Trêve à Vaubrune</description></item></channel></rss>").0.into_owned();
    let (_, articles) = read_as(&Rss, &latin);
    assert_eq!(articles[0].text, "Trêve à Vaubrune");
}

#[test]
fn a_mere_link_is_counted() {
    let (_, articles) =
        read_as(&Rss, b"<rss><channel><item><title>T</title><link>x</link></item></channel></rss>");
    assert_eq!(articles.len(), 0);
}

#[test]
fn feeds_are_known_by_their_root() {
    let recognised =
        |xml: &str| Rss.recognises(&Head { bytes: xml.as_bytes(), is_whole: true, extension: "xml" });
    assert!(recognised(SAMPLE) && recognised("<rss>"));
    for other in ["<rdf:RDF xmlns:rdf='x'><skos:Concept/></rdf:RDF>", "<feed/>", "rss", "<html><rss></html>"]
    {
        assert!(!recognised(other), "{other}");
    }
}

#[test]
fn spoilt_files_do_no_harm() {
    let pieces: [&[u8]; 10] = [
        b"<item>",
        b"</item>",
        b"<![CDATA[",
        b"]]>",
        b"&",
        b"<",
        b"<!ENTITY a '&b;'>",
        b"&lt;div&gt;",
        b"<div>",
        b"</channel>",
    ];
    survives("a.rss", SAMPLE.as_bytes(), &pieces);
}
