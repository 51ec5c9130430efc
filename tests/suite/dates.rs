//! Dates from the file to the answer: press of 1600 and after, agency blocks, dates that cannot be.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::contract::{Search, Status};
use crate::harness::Bench;

/// Titles and days of the hits in their order.
fn dated(bench: &Bench, typed: &str) -> Vec<(String, Option<String>)> {
    let hits = bench.run(&format!("query {typed} --json")).json::<Search>().hits;
    hits.into_iter().map(|hit| (hit.title.0.unwrap_or_default(), hit.published.0)).collect()
}

fn found(title: &str, day: &str) -> (String, Option<String>) {
    (title.to_string(), Some(day.to_string()))
}

#[test]
fn the_press_of_1631_is_sorted_and_filtered_like_any_other() {
    let bench = Bench::with(&[
        ("gazette.md", "---\ntitle: De Rome\ndate: 30 May 1631\n---\nLe siège de la ville dure encore."),
        ("mercure.md", "---\ntitle: De Vienne\ndate: 14 7bre 1683\n---\nLe siège est levé."),
        ("1944/08/26/liberation.txt", "Paris libéré\n\nLe siège de la préfecture est fini."),
        ("journal.md", "---\ntitle: Le siège social\ndate: 2023-09-20\n---\nLe siège déménage."),
    ]);
    let (rome, vienna) = (found("De Rome", "1631-05-30"), found("De Vienne", "1683-09-14"));
    let paris = found("Paris libéré", "1944-08-26");
    let today = found("Le siège social", "2023-09-20");
    assert_eq!(dated(&bench, "siège --from 1600 --to 1700 --sort oldest"), [rome.clone(), vienna.clone()]);
    assert_eq!(dated(&bench, "siège --from 1631-05-30 --to 1631-05"), std::slice::from_ref(&rome));
    assert_eq!(dated(&bench, "siège --to 1631-04"), []);
    let oldest_first = [rome, vienna, paris, today];
    assert_eq!(dated(&bench, "siège --sort oldest"), oldest_first);
    let mut newest_first = oldest_first;
    newest_first.reverse();
    assert_eq!(dated(&bench, "siège --sort newest"), newest_first);
}

#[test]
fn the_block_of_an_agency_dates_the_article_and_is_no_text_of_it() {
    let bench = Bench::with(&[(
        "depeche.txt",
        "Le dialogue reprend\n\nLes deux délégations ont repris leurs pourparlers.\n\
         burs-abc/de/fg\n11/01/2019 15:03:02\u{a0}-\u{a0}\n\u{a0}\u{a0}Hautecombe (AFP)\u{a0}-\u{a0}\n\u{a0}©\u{a0}2019\u{a0}AFP",
    )]);
    assert_eq!(dated(&bench, "pourparlers"), [found("Le dialogue reprend", "2019-01-11T15:03:02")]);
    let shown = bench.run("inspect file presse/depeche.txt").ended(0);
    for part in ["Hautecombe, 2019-01-11T15:03:02", "agency: AFP", "agency tail", "credits: burs-abc/de/fg"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    assert!(shown.out.trim_end().ends_with("leurs pourparlers."), "{}", shown.out);
}

#[test]
fn a_date_later_than_its_file_is_refused_and_said() {
    let bench = Bench::new();
    let files = [
        ("presse/2019/05/demain.md", "---\ntitle: Demain\ndate: 2031-05-01\n---\nLe tunnel ouvrira."),
        ("presse/jamais.md", "---\ntitle: Jamais\ndate: 31/02/2019\n---\nLe tunnel n'ouvrira pas."),
        ("presse/echange.md", "---\ntitle: Échange\ndate: 05/11/2019\n---\nLe tunnel est ouvert."),
    ];
    // 1 June 2019.
    let written_at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_559_390_400);
    for (path, text) in files {
        bench.write(path, text);
        File::options().write(true).open(bench.path(path)).unwrap().set_modified(written_at).unwrap();
    }
    let ended = bench.run("index presse").ended(0);
    let ended = ended.warns("2031-05-01 is refused").warns("`31/02/2019` is no date that exists");
    ended.says("Refused: 2 dates").says("1 of them undated");
    assert_eq!(
        dated(&bench, "tunnel --sort oldest"),
        [found("Demain", "2019-05"), found("Échange", "2019-05-11"), ("Jamais".to_string(), None)]
    );
    // Two are kept as they are written; the third was read the other way round.
    bench
        .run("status")
        .ended(0)
        .says("  refused dates: 2 articles; `depeche inspect file` shows them as written\n");
    assert_eq!(bench.run("status --json").json::<Status>().refused_dates, 2);
    let shown = bench.run("inspect file presse/2019/05/demain.md").ended(0);
    assert!(
        shown.out.contains("written: 2031-05-01") && shown.out.contains("2019-05  [path"),
        "{}",
        shown.out
    );
    let shown = bench.run("inspect file presse/echange.md").ended(0);
    assert!(shown.out.contains("`05/11/2019` read so that"), "{}", shown.out);
}
