//! Web pages as people save them: with a folder of parts beside them, in one file, of a site for subscribers. What is read
//! of each page is tested beside the reader.

use crate::contract::{Report, Search};
use crate::harness::{Bench, project};

fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(project().join("tests/formats").join(path)).unwrap()
}

/// The paths of what is found.
fn found(bench: &Bench, query: &str) -> Vec<String> {
    let hits = bench.run(&format!("query {query} --json")).json::<Search>().hits;
    hits.into_iter().map(|hit| hit.path).collect()
}

#[test]
fn a_page_is_one_article_however_it_was_saved() {
    let bench = Bench::new();
    bench.write("presse/Trêve.html", fixture("html/article.html"));
    bench.write(
        "presse/Trêve_fichiers/cadre.html",
        "<html><body><p>Parapluies à moitié prix.</p></body></html>",
    );
    bench.write("presse/bac.mhtml", fixture("mhtml/bac.mhtml"));
    let report = bench.run("index presse --json").ended(0).json::<Report>();
    assert_eq!(report.files.counts(), [("added", 2)]);
    assert!(found(&bench, "parapluies").is_empty(), "parts and frames are no articles");
    assert_eq!(found(&bench, "passeur"), ["bac.mhtml"]);
    assert_eq!(found(&bench, "boulangère"), ["Trêve.html"]);
    // Its page gone, the folder is one as any other.
    bench.remove("presse/Trêve.html");
    bench.run("index presse").ended(0);
    assert_eq!(found(&bench, "parapluies"), ["Trêve_fichiers/cadre.html"]);
}

#[test]
fn captions_are_searched_for_themselves() {
    let bench = Bench::new();
    bench.write("presse/a.html", fixture("html/article.html"));
    bench.write("presse/harbour.html", fixture("html/harbour.html"));
    bench.run("index presse").ended(0);
    assert_eq!(found(&bench, "--caption pont"), ["a.html"]);
    assert_eq!(found(&bench, "--caption crewe"), ["harbour.html"], "credits are searched with them");
    bench.run("query pont").ended(1);
    bench.run("query --caption pont").ended(0).says("Trêve : premier jour sans un tir");
}

#[test]
fn beginnings_of_pages_for_subscribers_are_marked() {
    let bench = Bench::new();
    bench.write("presse/abonnes.html", fixture("html/abonnes.html"));
    bench.run("index presse").ended(0);
    bench.run("query digue").ended(0).says("beginning only");
    bench.run("query appareils").ended(1);
}
