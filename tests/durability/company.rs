//! Not alone: a directory copied while a writer works, two writers, a lock that a killed process left, readers while an
//! archive is written, an archive of an earlier version.

use std::sync::atomic::{AtomicBool, Ordering};

use depeche::index::{Archive, IndexReader};
use depeche::search::{LocalSearcher, SearchRequest, Searcher};

use crate::fixture::Fixture;
use crate::harness::{Bench, copy, hold_lock, project, wait_until};
use crate::wear::{fresh_build, look, repair, said, worn};

/// What `cp -r` does while a writer works: file by file, each as it is at its moment; what vanished is left out.
fn careless_copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    let Ok(entries) = std::fs::read_dir(from) else { return };
    for entry in entries.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            careless_copy(&entry.path(), &target);
        } else {
            let _ = std::fs::copy(entry.path(), target);
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_copy_made_while_a_writer_works_is_told_and_healed() {
    let mut fixture = worn();
    let from = fixture.archive.root().to_path_buf();
    let is_over = AtomicBool::new(false);
    let mut copies = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..12 {
                fixture.write(&format!("flux/{round}.txt"), &format!("Dépêche numéro {round}."));
                fixture.write("flux/mobile.txt", &format!("Version {round}."));
                fixture.run_with(|options| options.mode = depeche::ingest::Mode::Update);
            }
            is_over.store(true, Ordering::Release);
        });
        while !is_over.load(Ordering::Acquire) && copies.len() < 20 {
            let to = from.with_file_name(format!("copie-{}", copies.len()));
            careless_copy(&from, &to);
            copies.push(to);
        }
    });
    let fresh = fresh_build(&mut fixture);
    let mut num_torn = 0;
    for to in &copies {
        let Ok(archive) = Archive::open(to) else { continue };
        fixture.archive = archive;
        let report = look(&fixture.archive);
        num_torn += usize::from(report.is_damaged());
        match LocalSearcher::open(&fixture.archive) {
            Ok(searcher) => drop(searcher.search(&SearchRequest::new("trêve"))),
            Err(error) => assert!(error.to_string().contains("`depeche "), "{error}"),
        }
        if report.is_damaged() {
            let repaired = repair(&mut fixture);
            assert!(repaired.lost.is_empty(), "{:?}", repaired.lost);
        } else {
            fixture.run();
        }
        let after = look(&fixture.archive);
        assert!(after.is_well(), "{}", said(&after));
        assert_eq!(fixture.stored(), fresh);
    }
    println!("{num_torn} of {} copies were torn", copies.len());
    assert!(!copies.is_empty());
}

#[test]
fn the_second_writer_is_refused_and_told_who_the_first_is() {
    let bench = Bench::with(&[("a.txt", "Une trêve.")]);
    let lock = hold_lock(&bench.archive());
    for typed in ["index", "index --full", "index --reanalyze", "index --compact"] {
        bench.run(typed).ended(2).warns("another depeche (process ").warns("wait or stop it");
    }
    for typed in ["query trêve", "status", "check", "snapshot create"] {
        bench.run(typed).ended(0);
    }
    drop(lock);
    // The file of the lock stays, with the name of a process that is gone: it locks nobody out.
    std::fs::write(bench.archive().join("writer.lock"), "process 4000000 since 2020-01-01T00:00:00Z")
        .unwrap();
    bench.run("index").ended(0);
}

#[test]
fn a_killed_writer_leaves_no_lock() {
    let bench = Bench::new();
    for number in 0..400 {
        bench.write(&format!("presse/{number}.txt"), format!("Dépêche numéro {number}.\n").repeat(200));
    }
    let mut child = bench.start("index presse --jobs 1");
    wait_until("the archive is locked", || {
        std::fs::read_to_string(bench.archive().join("writer.lock")).is_ok_and(|text| !text.is_empty())
    });
    child.kill().unwrap();
    child.wait().unwrap();
    bench.run("check").ended(0);
    bench.run("index presse").ended(0).says("400 articles in the archive");
    bench.run("check --thorough").ended(0).says("well");
}

/// Eight readers while commits and merges go on: no error, and what one answer says is of one generation.
#[test]
fn readers_see_whole_commits_only() {
    let mut fixture = Fixture::new();
    // Each generation has the same number of articles that say `version N`, for one N.
    let write = |fixture: &Fixture, round: u64| {
        for number in 0..5 {
            fixture.write(&format!("{number}.txt"), &format!("Bulletin {number}. Version v{round}."));
        }
    };
    write(&fixture, 0);
    fixture.run();
    let archive = fixture.archive.clone();
    let is_over = AtomicBool::new(false);
    let num_answers = std::sync::atomic::AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Acquire) {
                    let searcher = LocalSearcher::open(&archive).unwrap();
                    let answer = searcher.search(&SearchRequest::new("bulletin")).unwrap();
                    let texts: std::collections::BTreeSet<String> = answer
                        .hits
                        .iter()
                        .flat_map(|hit| &hit.passages)
                        .filter_map(|passage| passage.text.split_once("Version ").map(|(_, v)| v.to_string()))
                        .collect();
                    assert_eq!((answer.hits.len(), texts.len()), (5, 1), "{texts:?}");
                    num_answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for round in 1..=50 {
            write(&fixture, round);
            fixture.run();
        }
        is_over.store(true, Ordering::Release);
    });
    assert!(num_answers.into_inner() > 8);
    assert_eq!(IndexReader::open(&fixture.archive).unwrap().num_articles(), 5);
    assert!(look(&fixture.archive).is_well());
}

#[test]
fn an_archive_of_an_earlier_version_is_checked_and_kept() {
    let bench = Bench::new();
    copy(&project().join("tests/compat/index-v1"), &bench.path("index-v1"));
    let checked = bench.run("check --index index-v1");
    assert!(matches!(checked.status, Some(0 | 1)), "{checked:?}");
    assert!(checked.status == Some(0) || checked.out.contains("`depeche index --reanalyze`"), "{checked:?}");
    assert!(!checked.out.contains("--repair"), "an old archive is not a damaged one: {checked:?}");
    bench.run("snapshot create avant --index index-v1").ended(0).says("4 articles");
    bench.run("snapshot verify index-v1.snapshots/avant --index index-v1");
    bench.run("snapshot restore avant --index index-v1 --force").ended(0);
    bench.run("index --reanalyze --index index-v1").ended(0);
    bench.run("check --thorough --index index-v1").ended(0).says("well");
}

/// As a power cut may leave them: files of a segment that no commit names, of the very name that the next commit wants.
#[test]
fn files_that_no_commit_names_do_not_stand_in_the_way() {
    let bench =
        Bench::with(&[("a.txt", "La trêve tient à Sanaa."), ("b.txt", "Les pourparlers reprennent.")]);
    let store = std::fs::read_dir(bench.index_directory()).unwrap().map(|entry| entry.unwrap().file_name());
    let store = store.map(|name| name.into_string().unwrap()).find(|name| name.ends_with(".store")).unwrap();
    let segment = store.trim_end_matches(".store");
    for number in 0..200 {
        std::fs::write(bench.index_directory().join(format!("{segment}.{number}.del")), "").unwrap();
    }
    bench.write("presse/a.txt", "La trêve est rompue à Sanaa.");
    bench.run("index").ended(0).says("1 updated");
    bench.run("query rompue").ended(0);
    bench.run("check").ended(0);
}
