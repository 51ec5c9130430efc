//! Files inside files: a changed container costs its changed members, what is left out in it is told, dates are found in
//! the paths inside.

use std::io::{Cursor, Write};

use depeche::index::{IndexReader, status};
use depeche::ingest::Outcome;

use crate::fixture::Fixture;

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn write(fixture: &Fixture, path: &str, bytes: &[u8]) {
    std::fs::write(fixture.folder.join(path), bytes).unwrap();
}

#[test]
fn unchanged_members_of_a_changed_archive_are_not_indexed_again() {
    let mut fixture = Fixture::new();
    let files: Vec<(String, String)> =
        (0..20).map(|n| (format!("2023/09/{:02}/{n}.txt", n + 1), format!("Article {n}."))).collect();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    write(&fixture, "a.zip", &zip(&files));
    let report = fixture.run();
    assert_eq!((report.articles_added, report.articles_undated), (20, 0));
    let reader = IndexReader::open(&fixture.archive).unwrap();
    let id = fixture.archive.file_table().unwrap().file("presse", b"a.zip").unwrap().members[4].id;
    let stored = reader.article(id).unwrap().unwrap();
    assert_eq!(stored.origin.member.as_deref(), Some("2023/09/05/4.txt"));
    assert_eq!(stored.article.published.unwrap().value.to_string(), "2023-09-05");

    files[7].1 = "Article corrigé.";
    files.push(("2023/10/a.txt", "Article ajouté."));
    files.remove(3);
    write(&fixture, "a.zip", &zip(&files));
    let report = fixture.run();
    assert_eq!((report.articles_added, report.articles_updated, report.articles_removed), (1, 1, 1));
    assert_eq!(report.articles_total, 20);
    // Other bytes, the same files.
    files.reverse();
    write(&fixture, "a.zip", &zip(&files));
    let report = fixture.run();
    assert_eq!((report.articles_added, report.articles_updated, report.articles_removed), (0, 0, 0));
    assert_eq!(report.tally(Outcome::Unchanged).files, 1);
}

fn capture(page: u32, text: &str) -> Vec<u8> {
    let html = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><html lang=fr><title>Page {page}</title>\
         <body><article><p>{text} Les pourparlers reprennent jeudi matin dans la ville.</p></article></body></html>"
    );
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{page}\r\n\
         WARC-Date: 2023-09-21T06:00:00Z\r\nContent-Length: {}\r\n\r\n{html}\r\n\r\n",
        html.len()
    )
    .into_bytes()
}

#[test]
fn a_crawl_that_grew_costs_its_new_pages() {
    let mut fixture = Fixture::new();
    let crawl = |pages: std::ops::Range<u32>| pages.flat_map(|page| capture(page, "Un."));
    write(&fixture, "a.warc", &crawl(0..30).collect::<Vec<u8>>());
    assert_eq!(fixture.run().articles_added, 30);
    let grown: Vec<u8> = crawl(0..29).chain(capture(29, "Deux.")).chain(crawl(30..32)).collect();
    write(&fixture, "a.warc", &grown);
    let report = fixture.run();
    assert_eq!((report.articles_added, report.articles_updated, report.articles_total), (2, 1, 32));
}

#[test]
fn what_is_left_out_inside_a_file_is_told_in_every_run() {
    let mut fixture = Fixture::new();
    write(&fixture, "a.zip", &zip(&[("a.txt", "Un."), ("b.xyz", "?"), ("c.xyz", "?"), ("d.txt", " ")]));
    for _ in 0..2 {
        let report = fixture.run();
        let left_out: Vec<_> =
            report.skipped_members.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
        assert_eq!(left_out, [("empty", 1), ("xyz", 2)]);
        assert_eq!((report.articles_total, report.failed.len()), (1, 0));
    }
    let problems = status(&fixture.archive).unwrap().problems;
    assert_eq!(problems[0].message, "left out inside it: 2 xyz, 1 empty");
    assert!(!problems[0].is_failure);
}
