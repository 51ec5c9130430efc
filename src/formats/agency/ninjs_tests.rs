//! What is read from files of ninjs: specifications by example.
use super::*;
use crate::formats::battery::{read_as, survives};
use crate::model::Status;

const FIRST: &str = r#"{"uri": "http://ah.example/n/917", "type": "text", "version": "2", "versioncreated": "2023-09-20T08:00:00Z", "firstcreated": "2023-09-20T06:00:00Z", "pubstatus": "usable", "urgency": 3,
"copyrightholder": "AH", "copyrightnotice": "© AH 2023", "usageterms": "Pas de revente", "language": "fr", "headline": "La trêve tient", "byline": "Par Anne Née et Bruno Lu", "located": "Vaubrune", "slugline": "vaubrune-treve",
"subject": [{"name": "pourparlers", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "20000076"}, {"name": "Vallée"}], "place": [{"name": "Orsane"}], "infosource": [{"name": "Agence Orsane"}],
"description_text": "Pas un tir depuis l'aube.", "body_text": "Les armes se taisent. Suite.", "body_html": "<p>Les armes se taisent.</p><p>Suite.</p><p>an/bl</p>",
"associations": {"photo": {"uri": "http://ah.example/p/1", "type": "picture", "description_text": "Le gué."}, "encadre": {"uri": "http://ah.example/n/918", "type": "text", "headline": "Repères", "versioncreated": "2023-09-20T08:00:00Z", "body_text": "Six mois de guerre."}, "lien": {"uri": "http://ah.example/n/9", "type": "text", "headline": "Ailleurs"}}}"#;

const SECOND: &str = r#"{"uri": "urn:ah:917", "version": "3", "contentCreated": "2023-09-20T05:00:00+02:00", "versionCreated": "2023-09-20T08:00:00+02:00", "embargoed": "2023-09-20T09:00:00+02:00", "pubStatus": "withheld", "copyrightHolder": "AH",
"language": "en-GB", "headlines": [{"role": "subheadline", "value": "First day without a shot"}, {"role": "main", "value": "Truce holds"}], "by": "By Ann Lee, AH", "located": "Vaubrune, Orsane",
"subjects": [{"name": "peace talks", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000076"}, {"name": "Teknologi", "literal": "13010000"}, {"name": "Home", "literal": "Home"}],
"bodies": [{"role": "main", "contentType": "text/plain", "value": "Guns fell silent. More."}, {"role": "rich", "contentType": "application/xhtml+xml", "value": "<p>Guns fell silent.</p> <p>More.</p>"}]}"#;

fn read(json: &str) -> Vec<Article> {
    let (result, articles) = read_as(&Ninjs, json.as_bytes());
    result.unwrap();
    articles
}

fn recognised(json: &str) -> bool {
    Ninjs.recognises(&Head { bytes: json.as_bytes(), is_whole: true, extension: "json" })
}

fn date(date: &Option<Known<PartialDate>>) -> Option<String> {
    date.as_ref().map(|date| date.value.to_string())
}

#[test]
fn version_1_is_read() {
    let articles = read(FIRST);
    let article = &articles[0];
    assert_eq!(article.text, "Pas un tir depuis l'aube.\n\nLes armes se taisent.\n\nSuite.");
    assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("La trêve tient"));
    assert_eq!(article.authors(), ["Anne Née", "Bruno Lu"]);
    assert_eq!((article.source_id.as_deref(), article.version), (Some("http://ah.example/n/917"), Some(2)));
    assert_eq!(date(&article.published).as_deref(), Some("2023-09-20T06:00:00Z"));
    assert_eq!(date(&article.updated).as_deref(), Some("2023-09-20T08:00:00Z"));
    assert_eq!(article.dateline.as_ref().and_then(|line| line.value.place.as_deref()), Some("Vaubrune"));
    assert_eq!(article.subjects()[0].code, "medtop:20000076");
    assert_eq!(article.tags(), ["Vallée", "vaubrune-treve"]);
    assert_eq!(article.rights.as_ref().map(|rights| rights.value.as_str()), Some("© AH 2023 Pas de revente"));
    assert_eq!(article.agency.as_ref().map(|agency| agency.value.as_str()), Some("Agence Orsane"));
    assert_eq!(
        (&*article.captions, &*article.credits),
        (&["Le gué.".to_string()][..], &["an/bl".to_string()][..])
    );
    // A text with a body is an article of its own, a link to one is not.
    assert_eq!(articles.len(), 2);
    assert_eq!(
        (articles[1].text.as_str(), articles[1].version),
        ("Six mois de guerre.", Some(20_230_920_080_000))
    );
}

#[test]
fn versions_2_and_3_are_read() {
    let article = read(SECOND).remove(0);
    assert_eq!(article.text, "First day without a shot\n\nGuns fell silent.\n\nMore.");
    assert_eq!(article.title.as_ref().map(|title| title.value.as_str()), Some("Truce holds"));
    assert_eq!((article.authors(), article.status), (&["Ann Lee".to_string()][..], Status::Withheld));
    assert_eq!(date(&article.published).as_deref(), Some("2023-09-20T05:00:00+02:00"));
    assert_eq!(date(&article.embargo).as_deref(), Some("2023-09-20T09:00:00+02:00"));
    let codes: Vec<_> = article.subjects().iter().map(|subject| subject.code.as_str()).collect();
    assert_eq!(
        (codes, article.tags()),
        (vec!["medtop:20000076", "subj:13010000"], &["Home".to_string()][..])
    );
    assert_eq!(article.language.map(|language| language.value.to_string()).as_deref(), Some("en"));
    assert_eq!(article.dateline.and_then(|line| line.value.place).as_deref(), Some("Vaubrune, Orsane"));
}

#[test]
fn arrays_and_lines_hold_many_items() {
    let canceled = r#"{"uri": "urn:ah:918", "version": 4, "pubStatus": "canceled", "versionCreated": "2023-09-20T08:00:00Z"}"#;
    let picture = r#"{"uri": "urn:ah:919", "type": "picture", "versionCreated": "2023-09-20T08:00:00Z", "descriptions": [{"value": "Le gué."}]}"#;
    for json in [
        format!("[{SECOND}, {canceled}, {picture}]"),
        format!("{}\n{canceled}\n{picture}\n", SECOND.replace('\n', " ")),
    ] {
        let articles = read(&json);
        let found: Vec<_> = articles.iter().map(|article| (article.version, article.status)).collect();
        assert_eq!(found, [(Some(3), Status::Withheld), (Some(4), Status::Canceled)]);
    }
    let brief = r#"{"uri": "urn:ah:920", "versionCreated": "2023-09-20T08:00:00Z", "descriptions": [{"role": "text", "value": "En bref."}]}"#;
    let article = read(brief).remove(0);
    assert_eq!((article.text.as_str(), article.is_excerpt), ("En bref.", true));
    let (result, _) = read_as(&Ninjs, picture.as_bytes());
    assert_eq!(result.err().map(|failure| failure.code), Some(Code::NoText));
}

#[test]
fn only_items_are_claimed() {
    for item in [FIRST, SECOND, &format!("[ {SECOND}")] {
        assert!(recognised(item));
    }
    for other in [
        r#"{"uri": "x", "title": "T", "text": "Un."}"#,
        r#"{"id": 1, "versionCreated": "2023"}"#,
        r#"{"uri": "x", "version": 2, "text": "Un."}"#,
        r#"[1, {"uri": "x", "pubstatus": "y"}]"#,
        "uri versioncreated",
        "",
    ] {
        assert!(!recognised(other), "{other}");
    }
}

#[test]
fn spoilt_files_do_no_harm() {
    let pieces: [&[u8]; 9] =
        [b"{", b"[", b"\"", b"\\u", b"null", b"\"associations\":{\"a\":", b"]", b"}", b"<p>"];
    survives("a.json", format!("[{FIRST},{SECOND}]").as_bytes(), &pieces);
}

#[test]
fn an_embargo_whose_end_cannot_be_read_withholds_the_item() {
    let status = |embargo: &str| {
        let json = FIRST.replacen("\"urgency\": 3", &format!("\"embargoed\": {embargo}"), 1);
        read(&json).remove(0).status
    };
    assert_eq!(
        (status("\"demain matin\""), status("null"), status("\"\"")),
        (Status::Withheld, Status::Usable, Status::Usable)
    );
}
