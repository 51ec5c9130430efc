//! Each file of an index spoilt in each way: a check says so, a repair heals, and nothing is lost that can be read or that
//! a source still gives.

use std::path::Path;

use depeche::index::IndexReader;
use depeche::index::check::Severity;

use crate::fixture::{Fixture, lines};
use crate::harness::copy;
use crate::wear::{files, fresh_build, index_directory, look, repair, said, worn};

type Damage = fn(&Path);

const DAMAGES: [(&str, Damage); 4] = [
    ("removed", |file| std::fs::remove_file(file).unwrap()),
    ("cut", |file| {
        let file = std::fs::File::options().write(true).open(file).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    }),
    ("emptied", |file| std::fs::write(file, "").unwrap()),
    ("flipped", |file| {
        let mut bytes = std::fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..].iter_mut().take(3).for_each(|byte| *byte ^= 0x55);
        std::fs::write(file, bytes).unwrap();
    }),
];

/// Puts the archive back as it was kept in `sound`.
fn put_back(fixture: &Fixture, sound: &Path) {
    std::fs::remove_dir_all(fixture.archive.root()).unwrap();
    copy(sound, fixture.archive.root());
}

#[test]
fn an_archive_that_was_only_used_is_well() {
    let mut fixture = worn();
    let report = look(&fixture.archive);
    assert!(report.is_well(), "{}", said(&report));
    assert_eq!((report.num_articles, report.num_compared), (28, 28));
    let dels = files(fixture.archive.root());
    assert!(dels.iter().any(|file| file.extension().is_some_and(|e| e == "del")), "{dels:?}");
    assert_eq!(fixture.stored(), fresh_build(&mut fixture));
    // A check leaves everything as it is.
    assert_eq!(files(fixture.archive.root()), dels);
}

#[test]
fn every_file_is_missed_and_mended_from_text_and_sources() {
    let mut fixture = worn();
    let fresh = fresh_build(&mut fixture);
    let sound = fixture.archive.root().with_file_name("sound");
    copy(fixture.archive.root(), &sound);
    for file in files(&sound) {
        for (name, damage) in DAMAGES {
            let inside = file.strip_prefix(&sound).unwrap();
            let what = format!("{} {name}", inside.display());
            damage(&fixture.archive.root().join(inside));
            let report = look(&fixture.archive);
            assert!(!report.is_well(), "{what} is not noticed");
            let repaired = repair(&mut fixture);
            assert!(repaired.lost.is_empty(), "{what}: {:?}", repaired.lost);
            assert_eq!(repaired.num_unconfirmed, 0, "{what}");
            let after = look(&fixture.archive);
            assert!(after.is_well(), "{what}: {}", said(&after));
            assert_eq!(fixture.stored(), fresh, "{what}");
            let again = fixture.run();
            assert_eq!((again.articles_added, again.articles_removed), (0, 0), "{what}");
            put_back(&fixture, &sound);
        }
    }
}

/// Without sources only what no file of the index has any more may go.
#[test]
fn without_sources_a_repair_keeps_what_any_file_has() {
    let mut fixture = worn();
    let all = fixture.stored();
    let sound = fixture.archive.root().with_file_name("sound");
    copy(fixture.archive.root(), &sound);
    let elsewhere = fixture.folder.with_file_name("ailleurs");
    std::fs::rename(&fixture.folder, &elsewhere).unwrap();
    for file in files(&sound) {
        for (name, damage) in DAMAGES {
            let inside = file.strip_prefix(&sound).unwrap();
            let what = format!("{} {name}", inside.display());
            damage(&fixture.archive.root().join(inside));
            let repaired = repair(&mut fixture);
            let is_store = file.extension().is_some_and(|extension| extension == "store");
            let after = look(&fixture.archive);
            assert!(after.is_well(), "{what}: {}", said(&after));
            let stored = fixture.stored();
            if is_store {
                assert_eq!(stored.len() + repaired.lost.len(), all.len(), "{what}");
                assert!(!repaired.lost.is_empty() || repaired.num_unconfirmed > 0, "{what}");
                assert!(repaired.lost.iter().all(|lost| lost.reason.contains("when it is back")));
            } else {
                assert!(repaired.lost.is_empty(), "{what}: {:?}", repaired.lost);
                for (id, article) in &all {
                    assert!(stored.contains_key(id), "{what}: {id} is lost");
                    // Where it is not known any more which articles are deleted, an older text may come back.
                    if file.extension().is_none_or(|extension| extension != "del") && !what.contains("meta") {
                        assert_eq!(&stored[id], article, "{what}");
                    }
                }
            }
            put_back(&fixture, &sound);
        }
    }
}

/// When the folder is back, a repair that had to do without it is made good by the next run.
#[test]
fn what_was_lost_comes_back_with_its_folder() {
    let mut fixture = worn();
    let fresh = fresh_build(&mut fixture);
    let elsewhere = fixture.folder.with_file_name("ailleurs");
    std::fs::rename(&fixture.folder, &elsewhere).unwrap();
    for store in files(fixture.archive.root()) {
        if store.extension().is_some_and(|extension| extension == "store") {
            std::fs::remove_file(store).unwrap();
        }
    }
    let repaired = repair(&mut fixture);
    assert_eq!((repaired.num_articles, repaired.lost.len()), (0, 28));
    assert!(repaired.lost.iter().any(|lost| lost.place == "presse/lots.jsonl#5"), "{:?}", repaired.lost);
    std::fs::rename(&elsewhere, &fixture.folder).unwrap();
    fixture.run();
    assert_eq!(fixture.stored(), fresh);
}

/// A list of files that cannot be read is made again from the articles, also where the folder is gone: then it is the
/// guard that keeps them.
#[test]
fn a_lost_list_of_files_costs_no_article() {
    let mut fixture = worn();
    let all = fixture.stored();
    let log = files(fixture.archive.root()).into_iter().find(|file| file.to_str().unwrap().ends_with(".log"));
    std::fs::remove_file(log.unwrap()).unwrap();
    let elsewhere = fixture.folder.with_file_name("ailleurs");
    std::fs::rename(&fixture.folder, &elsewhere).unwrap();
    repair(&mut fixture);
    assert_eq!(fixture.stored(), all);
    std::fs::rename(&elsewhere, &fixture.folder).unwrap();
    fixture.remove("2023/d.txt");
    let report = fixture.run();
    assert_eq!((report.articles_total, report.articles_removed), (all.len() as u64 - 1, 1));
    assert_eq!(fixture.stored(), fresh_build(&mut fixture));
}

struct Impatient;

impl depeche::ingest::Observer for Impatient {
    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn an_interrupted_repair_changes_nothing() {
    let mut fixture = worn();
    let directory = index_directory(fixture.archive.root());
    let (_, cut) = DAMAGES[1];
    let pos =
        files(fixture.archive.root()).into_iter().find(|file| file.extension().is_some_and(|e| e == "pos"));
    cut(&pos.unwrap());
    let before = files(fixture.archive.root());
    let clock = fixture.clock();
    let options = depeche::ingest::IngestOptions::default();
    let stopped = depeche::ingest::repair(&mut fixture.archive, &options, &clock, &mut Impatient).unwrap();
    assert!(stopped.is_interrupted);
    assert_eq!(index_directory(fixture.archive.root()), directory);
    assert_eq!(files(fixture.archive.root()), before);
    assert!(look(&fixture.archive).is_damaged());
}

#[test]
fn what_nothing_needs_is_named_as_harmless() {
    let fixture = worn();
    let root = fixture.archive.root();
    std::fs::write(index_directory(root).join("0123456789abcdef0123456789abcdef.store"), "x").unwrap();
    std::fs::write(root.join("archive.json.new"), "{").unwrap();
    std::fs::create_dir(root.join("index-000009")).unwrap();
    let report = look(&fixture.archive);
    assert!(report.is_well(), "{}", said(&report));
    let leftovers: Vec<_> =
        report.findings.iter().map(|found| (found.severity, found.file.as_deref())).collect();
    assert_eq!(leftovers.len(), 3, "{leftovers:?}");
    assert!(leftovers.iter().all(|(severity, _)| *severity == Severity::Harmless), "{leftovers:?}");
}

#[test]
fn an_index_by_other_rules_is_no_damage_and_names_its_command() {
    let mut fixture = worn();
    let directory = index_directory(fixture.archive.root());
    let manifest = directory.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["analyzer"] = "depeche-0/0000000000000000".into();
    std::fs::write(&manifest, json.to_string()).unwrap();
    let report = look(&fixture.archive);
    assert!(!report.is_damaged() && !report.is_well(), "{}", said(&report));
    assert!(said(&report).contains("--reanalyze"));
    repair(&mut fixture);
    assert!(look(&fixture.archive).is_well());
}

/// Files of two commits, as a careless copy has them: the postings of one, the texts of another.
#[test]
fn texts_and_words_of_two_archives_are_noticed() {
    let texts = |first: &str, second: &str| {
        let mut fixture = Fixture::new();
        fixture.write("lots.jsonl", &lines(&[("1", first), ("2", second)]));
        fixture.run();
        fixture
    };
    let fixture = texts("Une trêve.", "Un accord.");
    let other = texts("Une digue.", "Un accord.");
    let segment_file = |fixture: &Fixture, component: &str| {
        let mut files = files(fixture.archive.root()).into_iter();
        files.find(|file| file.extension().is_some_and(|e| e == component)).unwrap()
    };
    for component in ["term", "idx", "pos"] {
        std::fs::copy(segment_file(&other, component), segment_file(&fixture, component)).unwrap();
    }
    let report = look(&fixture.archive);
    assert_eq!(said(&report).matches("are not those of its text").count(), 1, "{}", said(&report));
    let sampled = depeche::index::check::check(&fixture.archive, &Default::default(), &mut |_| {
        std::ops::ControlFlow::Continue(())
    });
    assert!(sampled.unwrap().is_damaged(), "a sample of two articles is both");
    assert!(IndexReader::open(&fixture.archive).is_ok(), "it looks sound to a query");
}
