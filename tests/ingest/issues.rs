//! Issues of a digitised newspaper: their text is in the files of their pages, and a change of either arrives.

use depeche::ingest::Outcome;

use crate::fixture::{Fixture, counts};

const METS: &str = include_str!("../formats/mets/la-vigie-18840307/la-vigie-18840307-mets.xml");
const FIRST: &str = include_str!("../formats/mets/la-vigie-18840307/alto/0001.xml");
const SECOND: &str = include_str!("../formats/mets/la-vigie-18840307/alto/0002.xml");

/// An archive of one issue beside another page, and of an article to keep the folder from looking emptied.
fn issue() -> Fixture {
    let fixture = Fixture::new();
    fixture.write("1884/mets.xml", METS);
    fixture.write("1884/alto/0001.xml", FIRST);
    fixture.write("1884/alto/0002.xml", SECOND);
    fixture
}

fn texts(fixture: &Fixture) -> String {
    fixture.stored().into_values().map(|stored| stored.article.text + "\n").collect()
}

#[test]
fn an_issue_is_read_once_and_then_known() {
    let mut fixture = issue();
    let report = fixture.run();
    assert_eq!(counts(&report), [(Outcome::Added, 1), (Outcome::Skipped, 2)]);
    assert_eq!((report.articles_total, report.skipped["page-of-issue"].files), (5, 2));
    let again = fixture.run();
    assert_eq!((again.generation, again.articles_updated), (report.generation, 0));
    assert_eq!(counts(&again), [(Outcome::Unchanged, 1), (Outcome::Skipped, 2)]);
}

#[test]
fn a_changed_page_changes_the_articles_on_it() {
    let mut fixture = issue();
    fixture.run();
    fixture.write("1884/alto/0002.xml", &SECOND.replace("disparu", "reparu, intacts,"));
    let report = fixture.run();
    assert!(texts(&fixture).contains("Trois"), "{}", texts(&fixture));
    assert!(texts(&fixture).contains("reparu, intacts"), "{}", texts(&fixture));
    assert_eq!((report.articles_updated, report.articles_total), (1, 5), "only the article on that page");
}

#[test]
fn a_page_that_vanishes_and_comes_back_is_noticed() {
    let mut fixture = issue();
    fixture.run();
    fixture.remove("1884/alto/0002.xml");
    let report = fixture.run();
    assert_eq!(report.failed.len(), 1, "{report:?}");
    assert!(report.failed[0].message.contains("0002.xml"), "{report:?}");
    fixture.write("1884/alto/0002.xml", SECOND);
    let report = fixture.run();
    assert_eq!((report.failed.len(), report.articles_total), (0, 5));
}

#[test]
fn pages_follow_their_issue_when_it_comes_and_goes() {
    let mut fixture = issue();
    fixture.remove("1884/mets.xml");
    assert_eq!(fixture.run().articles_total, 2, "each page on its own");
    fixture.write("1884/mets.xml", METS);
    let report = fixture.run();
    assert_eq!(counts(&report), [(Outcome::Added, 1), (Outcome::Skipped, 2)]);
    assert_eq!(report.articles_total, 5, "the articles, and no page twice");
    fixture.remove("1884/mets.xml");
    assert_eq!(fixture.run().articles_total, 2, "each page on its own again");
}
