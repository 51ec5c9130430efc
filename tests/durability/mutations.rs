//! Bytes changed at random places of every file of an index, seeded: checks, searches and repairs end with an answer.
//!
//! Of each file a few mutations are tried, or as many in all as `DEPECHE_MUTATIONS` says when this is compiled.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use depeche::index::Archive;
use depeche::search::{LocalSearcher, SearchRequest, Searcher};

use crate::harness::{Bench, copy};
use crate::wear::{files, fresh_build, look, repair, said, worn};

#[path = "../../src/formats/mutation.rs"]
mod mutation;

use mutation::Mutation;

fn num_mutations(of: usize) -> usize {
    option_env!("DEPECHE_MUTATIONS").and_then(|number| number.parse().ok()).map_or(of, |all: usize| all / 10)
}

fn spoil(file: &Path, seed: u64) {
    let bytes = std::fs::read(file).unwrap();
    std::fs::write(file, Mutation::new(seed).spoil(&bytes, &[])).unwrap();
}

/// A search as the program makes it. The search core may break down on damaged bytes: the program says so then.
fn search(archive: &Archive) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let searcher = LocalSearcher::open(archive).ok()?;
        searcher.search(&SearchRequest::new("trêve \"des poires\"")).ok()
    }));
}

#[test]
fn no_mutation_of_an_index_breaks_a_check_or_a_repair() {
    let mut fixture = worn();
    let fresh = fresh_build(&mut fixture);
    let sound = fixture.archive.root().with_file_name("sound");
    copy(fixture.archive.root(), &sound);
    let places: Vec<_> =
        files(&sound).iter().map(|file| file.strip_prefix(&sound).unwrap().to_path_buf()).collect();
    let mut num_noticed = 0;
    let num_all = num_mutations(150);
    for seed in 0..num_all {
        let place = &places[seed % places.len()];
        spoil(&fixture.archive.root().join(place), seed as u64);
        let what = format!("{}, seed {seed}", place.display());
        let report = look(&fixture.archive);
        num_noticed += usize::from(report.is_damaged());
        search(&fixture.archive);
        let status = depeche::index::status(&fixture.archive);
        assert!(status.is_ok(), "{what}: {status:?}");
        // A repair takes longer than a look: some are tried, of each file.
        if seed % (places.len() + 1) < 3 {
            let repaired = repair(&mut fixture);
            assert!(repaired.lost.is_empty(), "{what}: {:?}", repaired.lost);
            let after = look(&fixture.archive);
            assert!(after.is_well(), "{what}: {}", said(&after));
            assert_eq!(fixture.stored(), fresh, "{what}");
        }
        std::fs::remove_dir_all(fixture.archive.root()).unwrap();
        copy(&sound, fixture.archive.root());
    }
    assert!(num_noticed * 2 > num_all, "only {num_noticed} of {num_all} mutations are noticed");
}

/// The program from outside: whatever is damaged, it ends with a status of its own and a sentence.
#[test]
fn no_mutation_makes_the_program_break_down() {
    let bench = Bench::with(&[
        ("2023/a.txt", "La trêve tient à Sanaa\n\nLes pourparlers ont repris mercredi."),
        ("b.jsonl", "{\"id\":\"1\",\"text\":\"Un accord.\"}\n{\"id\":\"2\",\"text\":\"Une trêve.\"}\n"),
    ]);
    let sound = bench.path("sound");
    copy(&bench.archive(), &sound);
    let places: Vec<_> =
        files(&sound).iter().map(|file| file.strip_prefix(&sound).unwrap().to_path_buf()).collect();
    for seed in 0..num_mutations(3 * places.len()) {
        let place = &places[seed % places.len()];
        spoil(&bench.archive().join(place), seed as u64);
        for typed in ["query 'trêve AND pourparlers'", "status", "check"] {
            let ended = bench.run(typed);
            let what = format!("{}, seed {seed}: {typed}: {}{}", place.display(), ended.out, ended.err);
            assert!(matches!(ended.status, Some(0..=2)), "{what}");
            assert!(!ended.err.contains("panicked"), "{what}");
            assert!(ended.status != Some(2) || ended.err.contains("`depeche "), "{what}");
        }
        std::fs::remove_dir_all(bench.archive()).unwrap();
        copy(&sound, &bench.archive());
    }
}
