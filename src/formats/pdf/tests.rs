//! PDF files as newsrooms and their readers have them → what a person would read. Extraction runs in this process; that
//! it runs in one of its own is tested with the program.

use super::sample::{Coding, Sample};
use super::*;
use crate::formats::{Flow, Member};

const ONE: &[&str] =
    &["Les armes se taisent", "depuis l'aube dans la", "vallée, où le cessez-", "le-feu est respecté."];
const TWO: &[&str] =
    &["Le marché d'Orsane a", "rouvert ; les négocia-", "teurs arrivent demain", "pour la suite."];
const THREE: &[&str] =
    &["Les écoles ouvriront", "lundi, selon le maire.", "Les routes restent", "coupées au nord."];

fn pages(sample: &Sample) -> PdfText {
    pdf_text(&sample.bytes(), &PdfLimits::default()).unwrap()
}

fn first_page(sample: &Sample) -> Vec<String> {
    pages(sample).pages[0].text.split("\n\n").map(str::to_string).collect()
}

/// The articles made of a text, and what was said of it.
fn articles(text: PdfText) -> (Result<(), Failure>, Vec<Member>, Vec<String>) {
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    let mut each = |member| {
        members.push(member);
        Flow::Continue
    };
    let mut output = Output::new(std::path::Path::new("a.pdf"), &mut findings, &mut each);
    let result = put(text, &mut output);
    output.hand_over_single(ContentHash::of(b""));
    (result, members, findings.into_iter().map(|finding| finding.message).collect())
}

#[test]
fn columns_drawn_row_by_row_are_read_one_after_the_other() {
    for coding in [Coding::WinAnsi, Coding::Table] {
        let mut sample = Sample::new(coding);
        sample.page().columns(700.0, &[(50.0, ONE), (200.0, TWO), (350.0, THREE)]);
        sample.text(50.0, 740.0, 24.0, "La trêve tient encore dans la vallée");
        let expected = [
            "La trêve tient encore dans la vallée",
            "Les armes se taisent depuis l'aube dans la vallée, où le cessez-le-feu est respecté.",
            "Le marché d'Orsane a rouvert ; les négociateurs arrivent demain pour la suite.",
            "Les écoles ouvriront lundi, selon le maire. Les routes restent coupées au nord.",
        ];
        assert_eq!(first_page(&sample), expected, "{coding:?}");
    }
}

#[test]
fn two_columns_and_one_are_read_as_they_stand() {
    let mut sample = Sample::new(Coding::WinAnsi);
    sample.page().columns(700.0, &[(50.0, ONE), (200.0, TWO)]);
    assert_eq!(first_page(&sample).len(), 2);
    let mut sample = Sample::new(Coding::WinAnsi);
    sample.page().columns(700.0, &[(50.0, ONE)]);
    assert_eq!(first_page(&sample).len(), 1);
}

#[test]
fn ligatures_and_soft_hyphens_are_letters() {
    let mut sample = Sample::new(Coding::Table);
    sample.page().columns(700.0, &[(50.0, &["La ﬁn d'une négo\u{AD}", "ciation diﬃcile"])]);
    assert_eq!(first_page(&sample)[0].split_once(" d'").unwrap().0, "La fin");
    assert!(first_page(&sample)[0].contains("une négociation"), "{:?}", first_page(&sample));
}

fn numbered(num_pages: usize) -> Sample {
    let mut sample = Sample::new(Coding::WinAnsi);
    for number in 1..=num_pages {
        sample.page().text(50.0, 810.0, 9.0, &format!("L'Écho d'Orsane - {} mai 2021", number + 2));
        sample.columns(700.0, &[(50.0, &[&format!("Article de la page {number}."), "Il est court."])]);
        sample.text(290.0, 30.0, 9.0, &number.to_string());
    }
    sample
}

#[test]
fn a_short_file_is_one_article_with_pages() {
    let mut sample = numbered(3);
    sample
        .info("Title", "La treve d'Orsane")
        .info("Author", "Anne Lu; B. Roy")
        .info("ModDate", "D:20210504120000Z");
    let (result, members, findings) = articles(pages(&sample));
    result.unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let article = &members[0].article;
    assert_eq!(
        article.text,
        "Article de la page 1. Il est court.\n\nArticle de la page 2. Il est court.\n\nArticle de la page 3. Il est court."
    );
    let starts: Vec<_> = article
        .page_starts
        .iter()
        .map(|start| (&article.text[start.byte_start..][..20], &*start.page))
        .collect();
    assert_eq!(
        starts,
        [("Article de la page 1", "1"), ("Article de la page 2", "2"), ("Article de la page 3", "3")]
    );
    assert_eq!(article.title.as_ref().map(|title| &*title.value), Some("La treve d'Orsane"));
    assert_eq!(article.authors(), ["Anne Lu", "B. Roy"]);
    // The day of the last change bounds the date; it is not one.
    assert_eq!(article.published, None);
    assert_eq!(article.latest.as_ref().map(ToString::to_string).as_deref(), Some("2021-05-04"));
    assert!(members[0].key.is_none() && !article.is_scan);
}

#[test]
fn a_long_file_is_an_article_a_page() {
    let mut sample = numbered(12);
    sample.info("Title", "L'Echo d'Orsane");
    let (result, members, _) = articles(pages(&sample));
    result.unwrap();
    let keys: Vec<_> = members.iter().map(|member| member.key.as_deref().unwrap()).collect();
    assert_eq!((keys.len(), keys[0], keys[11]), (12, "p1", "p12"));
    let article = &members[4].article;
    assert_eq!((&*article.text, article.unit), ("Article de la page 5. Il est court.", Unit::Page));
    assert_eq!(article.page.as_ref().map(|page| &*page.value), Some("5"));
    assert_eq!(article.title, None);
}

#[test]
fn a_paragraph_goes_on_on_the_next_page() {
    let mut sample = Sample::new(Coding::WinAnsi);
    sample.page().columns(700.0, &[(50.0, &["Les armes se taisent", "depuis l'aube dans tou-"])]);
    sample.page().columns(700.0, &[(50.0, &["tes les vallées du pays", "et sur la côte. Enfin."])]);
    let (_, members, _) = articles(pages(&sample));
    let article = &members[0].article;
    assert_eq!(
        article.text,
        "Les armes se taisent depuis l'aube dans toutes les vallées du pays et sur la côte. Enfin."
    );
    assert_eq!(article.page_at(article.text.find("vallées").unwrap()), Some("2"));
}

#[test]
fn a_scan_is_skipped_and_recognised_text_is_marked() {
    let mut sample = Sample::new(Coding::WinAnsi);
    sample.page().raw("q 595 0 0 842 0 0 cm /Im1 Do Q\n");
    let text = pages(&sample);
    assert_eq!(text.num_pictured, 0, "a picture that the page does not have is none");
    let (result, ..) = articles(PdfText { num_pictured: 1, ..text });
    let failure = result.unwrap_err();
    assert_eq!((failure.code, &*failure.message), (Code::NoText, "scan without text layer"));

    let mut sample = Sample::new(Coding::WinAnsi);
    sample.page().raw("3 Tr\n").columns(700.0, &[(50.0, ONE)]);
    let (_, members, _) = articles(pages(&sample));
    assert!(members[0].article.is_scan);
}

#[test]
fn letters_that_nobody_can_tell_are_no_text() {
    let mut sample = Sample::new(Coding::Unknown);
    sample.page().columns(700.0, &[(50.0, ONE)]);
    let (result, ..) = articles(pages(&sample));
    assert_eq!(result.unwrap_err().message, "its fonts do not say which letters they show");
}

#[test]
fn page_numbers_marked_as_such_are_left_out() {
    let mut sample = Sample::new(Coding::WinAnsi);
    sample.page().columns(700.0, &[(50.0, ONE)]);
    sample.raw("/Artifact <</Type /Pagination>> BDC\n").text(50.0, 400.0, 10.0, "Tous droits").raw("EMC\n");
    assert_eq!(first_page(&sample).len(), 1);
}

#[test]
fn limits_end_the_work_and_are_told() {
    let limits = PdfLimits { max_pages: 2, ..PdfLimits::default() };
    let text = pdf_text(&numbered(5).bytes(), &limits).unwrap();
    assert_eq!((text.pages.len(), text.num_pages, text.is_cut), (2, 5, true));
    let (_, _, findings) = articles(text);
    assert_eq!(findings, ["only the first 2 of its 5 pages were read: 3 are over the limits"]);
    let limits = PdfLimits { max_page_operations: 30, ..PdfLimits::default() };
    assert!(pdf_text(&numbered(1).bytes(), &limits).unwrap().is_cut == false);
    let limits = PdfLimits { max_page_glyphs: 10, ..PdfLimits::default() };
    assert!(pdf_text(&numbered(1).bytes(), &limits).unwrap().is_cut);
}

#[test]
fn a_form_that_draws_itself_ends() {
    let mut sample = Sample::new(Coding::WinAnsi);
    sample.page().columns(700.0, &[(50.0, ONE)]);
    let form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 22 /Resources << /XObject << /A 3 0 R >> >> >>\nstream\n/A Do /A Do /A Do /A Do\nendstream";
    let bytes = String::from_utf8(sample.bytes()).unwrap();
    // In the place of the font stands a form, which the page draws.
    let at = bytes.find("3 0 obj\n").unwrap() + 8;
    let end = at + bytes[at..].find("\nendobj").unwrap();
    let bytes = format!("{}{form}{}", &bytes[..at], &bytes[end..])
        .replace("/Font << /F1 3 0 R >>", "/XObject << /A 3 0 R >>")
        .replace("Tj ET\n", "Tj ET /A Do\n");
    let began = std::time::Instant::now();
    let _ = pdf_text(bytes.as_bytes(), &PdfLimits::default());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_pdf_is_known_by_its_first_bytes() {
    let head = |bytes, extension| Head { bytes, is_whole: true, extension };
    assert!(Pdf.recognises(&head(b"%PDF-1.4\n", "txt")));
    assert!(Pdf.recognises(&head(b"\r\n%PDF-1.4\n", "pdf")));
    assert!(!Pdf.recognises(&head(b"On lit %PDF-1.4 au debut.", "txt")));
    assert!(!Pdf.recognises(&head(b"<html>", "pdf")));
}

#[test]
fn spoilt_files_do_no_harm() {
    let mut sample = numbered(3);
    sample.columns(600.0, &[(50.0, ONE), (200.0, TWO)]);
    sample.info("Title", "La treve");
    let pieces: [&[u8]; 16] = [
        b"stream\n",
        b"endobj\n",
        b"1 0 obj\n",
        b"<<",
        b"[",
        b"(",
        b" 9999999999 ",
        b" -1 ",
        b"/Kids [2 0 R]",
        b" Tj ",
        b" q ",
        b" 0 0 0 0 0 0 cm ",
        b" 1e30 0 0 1e30 0 0 cm ",
        b"BT ",
        b"<FFFF>",
        b"/Filter /FlateDecode",
    ];
    crate::formats::battery::survives_bytes(&sample.bytes(), &pieces, &|bytes| {
        let text = pdf_text(bytes, &PdfLimits::default());
        if let Ok(text) = &text {
            let (whole, starts) = text.whole();
            assert!(starts.iter().all(|(start, _)| whole.get(*start..).is_some()));
        }
        format!("{text:?}")
    });
}
