//! Tests of issues in METS with pages in ALTO.

use std::path::{Path, PathBuf};

use super::*;
use crate::formats::Member;
use crate::formats::battery::survives_at;
use crate::formats::outcome::Refusal;
use crate::formats::scans::read_path;

const METS: &str = include_str!("../../../tests/formats/mets/la-vigie-18840307/la-vigie-18840307-mets.xml");
const PAGES: [(&str, &str); 2] = [
    ("alto/0001.xml", include_str!("../../../tests/formats/mets/la-vigie-18840307/alto/0001.xml")),
    ("alto/0002.xml", include_str!("../../../tests/formats/mets/la-vigie-18840307/alto/0002.xml")),
];

/// An issue in a folder of its own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(mets: &str) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        std::fs::create_dir(folder.place("alto")).unwrap();
        for (name, page) in PAGES {
            std::fs::write(folder.place(name), page).unwrap();
        }
        std::fs::write(folder.place("la-vigie-mets.xml"), mets).unwrap();
        folder
    }

    fn place(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn members(&self) -> Vec<Member> {
        let (result, members, findings) = read_path(&self.place("la-vigie-mets.xml"));
        assert_eq!((result.unwrap().num_failed_members, findings), (0, vec![]));
        members
    }
}

fn titles(members: &[Member]) -> Vec<Option<&str>> {
    members.iter().map(|member| member.article.title.as_ref().map(|title| title.value.as_str())).collect()
}

#[test]
fn an_issue_gives_its_articles() {
    let members = Folder::new(METS).members();
    let expected = [Some("L'Arsenal de l'Anse"), None, Some("Vol de filets"), None, None];
    assert_eq!(titles(&members), expected);
    let article = &members[0].article;
    assert_eq!(
        article.text,
        "Les travaux de l’arsenal ont commencé hier, au pied du phare.\n\n\
         Le conseil du port a voté les crédits nécessaires. Rien ne s’y oppose plus."
    );
    assert_eq!(members[0].key.as_deref(), Some("ark:/99999/vg18840307#DIVL5"));
    assert_eq!(article.published.as_ref().unwrap().value.to_string(), "1884-03-07");
    assert_eq!(article.source.as_ref().unwrap().value, "La Vigie de Saint-Aubin");
    assert_eq!(article.language.as_ref().unwrap().value.to_string(), "fr");
    assert_eq!(article.rights.as_ref().unwrap().value, "Domaine public");
    assert_eq!(article.authors(), ["Anne Le Goff"]);
    assert_eq!(article.captions, ["Le phare, vu du môle."]);
    assert!(article.is_scan && article.unit == ArticleUnit::Article);
}

#[test]
fn an_article_knows_where_its_pages_begin() {
    let article = Folder::new(METS).members().remove(0).article;
    let page_of = |words: &str| article.page_at(article.text.find(words).unwrap());
    // The cut word stands on the page where it begins.
    assert_eq!((page_of("crédits"), page_of("nécessaires")), (Some("1"), Some("2")));
    assert_eq!(article.page.as_ref().unwrap().value, "1");
}

#[test]
fn sections_name_what_lies_in_them() {
    let members = Folder::new(METS).members();
    let section =
        |number: usize| members[number].article.section.as_ref().map(|section| section.value.as_str());
    assert_eq!((section(0), section(1), section(2)), (None, Some("FAITS DIVERS"), Some("FAITS DIVERS")));
    assert_eq!(members[1].article.text, "Un canot a chaviré devant la jetée.");
    assert_eq!(section(3), Some("advertisement"));
    assert_eq!(members[3].article.text, "HUILE DE LAMPE\n\nchez Martin, quai Neuf.");
}

#[test]
fn what_belongs_to_no_article_is_a_page() {
    let last = Folder::new(METS).members().pop().unwrap();
    assert_eq!(last.article.unit, ArticleUnit::Page);
    assert!(last.article.text.ends_with("onze heures dix;"), "{}", last.article.text);

    let without_articles = METS.replace("TYPE=\"LOGICAL\"", "TYPE=\"PHYSICAL\"");
    let members = Folder::new(&without_articles).members();
    let pages: Vec<_> =
        members.iter().map(|member| member.article.page.as_ref().unwrap().value.as_str()).collect();
    assert_eq!(pages, ["1", "2"]);
    assert!(members[0].article.text.starts_with("LA VIGIE Un numéro"));
    assert_eq!(members[0].article.source.as_ref().unwrap().value, "La Vigie de Saint-Aubin");
}

#[test]
fn pages_of_an_issue_are_not_read_alone() {
    let folder = Folder::new(METS);
    let error = read_path(&folder.place("alto/0001.xml")).0.unwrap_err();
    assert_eq!((error.code, error.outcome), (Code::PageOfIssue, Refusal::Skipped));
    assert!(error.message.contains("la-vigie-mets.xml"), "{error}");
    // One that it does not name, and one whose issue cannot be read.
    std::fs::copy(folder.place("alto/0001.xml"), folder.place("alto/0003.xml")).unwrap();
    assert_eq!(read_path(&folder.place("alto/0003.xml")).0.unwrap().num_members, 1);
    std::fs::write(folder.place("la-vigie-mets.xml"), &METS[..METS.len() / 2]).unwrap();
    assert_eq!(read_path(&folder.place("alto/0001.xml")).0.unwrap().num_members, 1);
}

#[test]
fn an_issue_beside_its_pages_is_found_among_others() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    for number in 0..20 {
        std::fs::write(
            place(&format!("vigie_{number:04}_mets.xml")),
            METS.replace("alto/", &format!("vigie_{number:04}_")),
        )
        .unwrap();
        std::fs::write(place(&format!("vigie_{number:04}_0001.xml")), PAGES[0].1).unwrap();
    }
    let error = read_path(&place("vigie_0013_0001.xml")).0.unwrap_err();
    assert_eq!(error.code, Code::PageOfIssue);
    assert!(error.message.contains("vigie_0013_mets.xml"), "{error}");
}

#[test]
fn missing_pages_are_told_and_the_others_read() {
    let folder = Folder::new(METS);
    std::fs::remove_file(folder.place("alto/0002.xml")).unwrap();
    let (result, members, findings) = read_path(&folder.place("la-vigie-mets.xml"));
    assert_eq!(result.unwrap().num_failed_members, 1);
    assert_eq!((findings[0].code, members.len()), (Code::Vanished, 1));
    assert!(members[0].article.text.ends_with("crédits"));
}

#[test]
fn names_that_lead_out_of_the_folder_are_refused() {
    let folder = Folder::new(&METS.replace("file://./alto/0002.xml", "../alto/0002.xml"));
    let (result, _, findings) = read_path(&folder.place("la-vigie-mets.xml"));
    assert_eq!((result.unwrap().num_failed_members, findings[0].code), (1, Code::Link));
    let folder = Folder::new(&METS.replace("file://./alto/000", "/etc/000"));
    let error = read_path(&folder.place("la-vigie-mets.xml")).0.unwrap_err();
    assert_eq!((error.code, error.outcome), (Code::Link, Refusal::Failed));
}

#[test]
fn an_issue_without_pages_in_alto_is_skipped() {
    let folder = Folder::new(&METS.replace("text/xml", "image/jpeg").replace(".xml\"", ".jpg\""));
    let error = read_path(&folder.place("la-vigie-mets.xml")).0.unwrap_err();
    assert_eq!((error.code, error.outcome), (Code::NoText, Refusal::Skipped));
}

#[test]
fn an_issue_inside_an_archive_is_left_to_its_pages_and_says_what_to_do() {
    let archive = packed(&[("la-vigie/la-vigie-mets.xml", METS), ("la-vigie/alto/0001.xml", PAGES[0].1)]);
    let read = crate::formats::read::tests::read("a.zip", &archive);
    assert!(read.members.iter().all(|member| member.article.unit == ArticleUnit::Page), "{:?}", read.texts());
    assert_eq!(read.result.unwrap().skipped_members, [("issue in METS".to_string(), 1)].into());
    let [finding] = read.findings.as_slice() else { panic!("{:?}", read.findings) };
    assert_eq!(finding.member.as_deref(), Some("la-vigie/la-vigie-mets.xml"));
    assert!(finding.message.contains("unpack the archive"), "{}", finding.message);
}

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn dublin_core_is_read_too() {
    let (start, rest) = METS.split_once("<mods:mods>").unwrap();
    let (_, rest) = rest.split_once("</mods:mods>").unwrap();
    let core = "<dc:title>The Harbour Post</dc:title><dc:date>1884-03</dc:date><dc:language>English</dc:language>\
        <dc:identifier>ark:/99999/other</dc:identifier>";
    let article = Folder::new(&format!("{start}{core}{rest}")).members().remove(1).article;
    assert_eq!(article.source.unwrap().value, "The Harbour Post");
    assert_eq!(article.published.unwrap().value.to_string(), "1884-03");
    assert_eq!(article.language.unwrap().value.to_string(), "en");
}

#[test]
fn a_date_that_cannot_be_is_told_and_kept_as_written() {
    let folder = Folder::new(&METS.replace("07.03.1884", "31.02.1884"));
    let (_, members, findings) = read_path(&folder.place("la-vigie-mets.xml"));
    assert_eq!((members[0].article.published.as_ref(), findings[0].code), (None, Code::BadDate));
    assert_eq!(members[0].article.date_as_written.as_deref(), Some("31.02.1884"));
}

#[test]
fn spoilt_files_do_no_harm() {
    let pieces: [&[u8]; 8] = [
        b"<mets:div TYPE=\"ARTICLE\">",
        b"</mets:div>",
        b"../",
        b"<mets:area FILEID=\"ALTO1\"/>",
        b"TYPE=\"SECTION\"",
        b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
        b"P1_TB3",
        b"0001",
    ];
    let folder = Folder::new(METS);
    survives_at(Path::new(&folder.place("la-vigie-mets.xml")), METS.as_bytes(), &pieces);
    // And its pages.
    let folder = Folder::new(METS);
    survives_at(&folder.place("alto/0003.xml"), PAGES[0].1.as_bytes(), &pieces);
}
