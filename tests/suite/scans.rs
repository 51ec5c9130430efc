//! Digitised press on the command line: legibility in hits, filter and status.

use crate::contract::{Nullable, Scans, Search, Status};
use crate::harness::Bench;

/// A page in ALTO with these words.
fn page(words: &str) -> String {
    let strings: Vec<String> = words.split(' ').map(|word| format!("<String CONTENT=\"{word}\"/>")).collect();
    format!(
        "<alto><Layout><Page PHYSICAL_IMG_NR=\"3\"><PrintSpace><TextBlock LANG=\"fr\"><TextLine>{}</TextLine>\
         </TextBlock></PrintSpace></Page></Layout></alto>",
        strings.join("<SP/>")
    )
}

fn three() -> Bench {
    let clear =
        "La flotte est rentrée hier dans le port, et les marins ont retrouvé leurs maisons sans attendre.";
    let blurred =
        "La flotte cst rcntrée liier dans lc port, ct lcs inarins out rctrouvé lcurs inaisons saus attcndre.";
    Bench::with(&[
        ("clair.xml", &page(clear)),
        ("flou.xml", &page(blurred)),
        ("article.txt", "La flotte rentre\n\nLa flotte est rentrée au port, selon la préfecture."),
    ])
}

fn paths(bench: &Bench, typed: &str) -> Vec<String> {
    let found = bench.run(&format!("query {typed} --json"));
    let mut paths: Vec<String> = found.json::<Search>().hits.into_iter().map(|hit| hit.path).collect();
    paths.sort();
    paths
}

#[test]
fn hits_of_scans_say_how_legible_they_are() {
    let bench = three();
    let found = bench.run("query 'flotte marins' --match all").ended(0);
    assert!(found.out.contains(" · page 3 · legibility 100 % · "), "{}", found.out);
    let typed = bench.run("query 'préfecture' --match all").ended(0);
    assert!(!typed.out.contains("legibility"), "{}", typed.out);
}

#[test]
fn scans_that_are_hardly_legible_can_be_left_out() {
    let bench = three();
    assert_eq!(paths(&bench, "flotte"), ["article.txt", "clair.xml", "flou.xml"]);
    assert_eq!(paths(&bench, "flotte --min-legibility 60"), ["article.txt", "clair.xml"]);
    assert_eq!(paths(&bench, "flotte --min-legibility 100"), ["article.txt", "clair.xml"]);
    assert_eq!(paths(&bench, "--min-legibility 60"), ["article.txt", "clair.xml"], "without words");
    bench.run("query flotte --min-legibility 101").ended(2);
}

#[test]
fn the_status_says_how_many_scans_there_are() {
    let bench = three();
    let status = bench.run("status").ended(0);
    let line = status.out.lines().find(|line| line.starts_with("  scans: ")).unwrap_or_default();
    assert!(line.starts_with("  scans: 2 articles, legibility median "), "{}", status.out);
    assert!(line.ends_with(" %, 1 under 60 %"), "{}", status.out);
    let scans = bench.run("status --json").json::<Status>().scans;
    assert_eq!((scans.articles, scans.measured, scans.low), (2, 2, 1));
    assert!(scans.median_legibility.0.is_some_and(|percent| percent < 60), "{scans:?}");
    let typed = Bench::with(&[("a.txt", "Un article.")]);
    let status = typed.run("status").ended(0);
    assert!(!status.out.contains("scans"), "{}", status.out);
    let none = Scans { articles: 0, measured: 0, median_legibility: Nullable(None), low: 0 };
    assert_eq!(typed.run("status --json").json::<Status>().scans, none);
}
