//! Index runs through the public API: what changed in folders arrives in the archive, and nothing else.

// A test that cannot set itself up has failed.
#![allow(clippy::unwrap_used)]

mod access;
mod arrivals;
mod bad_input;
mod containers;
mod fixture;
mod fresh_build;
mod issues;
mod withdrawing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use depeche::index::{IndexReader, IndexState};
use depeche::ingest::{IngestOptions, Mode, Observer, Outcome, Progress, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};

use fixture::{Fixture, counts, lines};

#[test]
fn a_folder_is_indexed_and_then_known() {
    let mut fixture = Fixture::new();
    fixture.write("2023/09/a.txt", "Trêve au Karabakh\n\nLes pourparlers commencent demain.");
    fixture.write("b.txt", "Un autre article, sans rapport.");
    fixture.write("photo.jpg", "\u{0}\u{1}binaire");
    assert_eq!(fixture.archive.state(), IndexState::Missing);
    let report = fixture.run();
    assert_eq!(counts(&report), [(Outcome::Added, 2), (Outcome::Skipped, 1)]);
    assert_eq!((report.articles_added, report.articles_total, report.generation), (2, 2, 1));
    assert_eq!(fixture.archive.state(), IndexState::Current);

    let again = fixture.run();
    assert_eq!(counts(&again), [(Outcome::Unchanged, 2), (Outcome::Skipped, 1)]);
    assert_eq!(again.generation, 1, "nothing changed, nothing was committed");
    assert!((again.searchable_files - 2.0 / 3.0).abs() < 1e-9);
}

#[test]
fn changes_additions_and_removals_arrive() {
    let mut fixture = Fixture::new();
    for name in ["a.txt", "b.txt", "c.txt"] {
        fixture.write(name, &format!("Le texte de {name} est court."));
    }
    fixture.run();
    fixture.write("a.txt", "Le texte a été corrigé depuis hier soir.");
    fixture.remove("b.txt");
    fixture.write("d.txt", "Un article nouveau.");
    let report = fixture.run();
    assert_eq!(
        counts(&report),
        [(Outcome::Added, 1), (Outcome::Updated, 1), (Outcome::Unchanged, 1), (Outcome::Removed, 1)]
    );
    assert_eq!((report.articles_added, report.articles_updated, report.articles_removed), (1, 1, 1));
    let articles = fixture.articles();
    assert_eq!(articles.keys().collect::<Vec<_>>(), ["a.txt", "c.txt", "d.txt"]);
    assert!(articles["a.txt"].contains("corrigé"));
}

#[test]
fn members_of_a_container_are_replaced_one_by_one() {
    let mut fixture = Fixture::new();
    fixture.write("a.jsonl", &lines(&[("1", "Un texte."), ("2", "Deux textes."), ("3", "Trois textes.")]));
    fixture.run();
    fixture.write(
        "a.jsonl",
        &lines(&[("3", "Trois textes."), ("2", "Deux textes corrigés."), ("4", "Quatre.")]),
    );
    let report = fixture.run();
    assert_eq!((report.articles_added, report.articles_updated, report.articles_removed), (1, 1, 1));
    let articles = fixture.articles();
    assert_eq!(articles.keys().collect::<Vec<_>>(), ["a.jsonl#2", "a.jsonl#3", "a.jsonl#4"]);
    assert_eq!(articles["a.jsonl#2"], "Deux textes corrigés.");
}

#[test]
fn a_bad_line_fails_the_file_and_spares_the_others() {
    let mut fixture = Fixture::new();
    fixture.write("a.jsonl", &lines(&[("1", "Un texte."), ("2", "Deux textes.")]));
    fixture.run();
    fixture
        .write("a.jsonl", &format!("{}{{\"id\":\"2\", \"te", lines(&[("1", "Un texte."), ("3", "Trois.")])));
    let report = fixture.run();
    assert_eq!(counts(&report), [(Outcome::Failed, 1)]);
    assert!(!report.failed[0].known);
    assert_eq!(fixture.articles().len(), 3, "what may only be unreadable stays");
    let again = fixture.run();
    assert!(again.failed[0].known && again.generation == report.generation);
}

#[test]
fn an_empty_or_absent_folder_removes_nothing() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Un article.");
    fixture.write("sub/b.txt", "Un autre article.");
    fixture.run();
    let elsewhere = fixture.folder.with_file_name("ailleurs");
    std::fs::rename(&fixture.folder, &elsewhere).unwrap();
    let absent = fixture.run();
    assert_eq!(counts(&absent), [(Outcome::HeldBack, 2)]);
    assert_eq!((absent.held_back.len(), absent.articles_total), (1, 2));
    std::fs::create_dir(&fixture.folder).unwrap();
    let empty = fixture.run();
    assert_eq!(counts(&empty), [(Outcome::HeldBack, 2)]);
    assert!(empty.held_back[0].reason.contains("empty"), "{:?}", empty.held_back);
    let folder = fixture.folder.clone();
    let allowed = fixture.run_with(|options| options.allow_removals.push(folder));
    assert_eq!((allowed.articles_removed, allowed.articles_total), (2, 0));
    std::fs::remove_dir(&fixture.folder).unwrap();
    std::fs::rename(&elsewhere, &fixture.folder).unwrap();
    assert_eq!(fixture.run().articles_added, 2);
}

#[test]
fn large_losses_are_held_back_and_the_rest_goes_on() {
    let mut fixture = Fixture::new();
    for n in 0..30 {
        fixture.write(&format!("old/{n}.txt"), &format!("Article ancien numéro {n}."));
    }
    fixture.write("new/1.txt", "Article récent.");
    fixture.run();
    std::fs::remove_dir_all(fixture.folder.join("old")).unwrap();
    fixture.write("new/2.txt", "Article plus récent.");
    let report = fixture.run();
    assert_eq!((report.articles_added, report.articles_removed, report.articles_total), (1, 0, 32));
    assert_eq!(report.tally(Outcome::HeldBack).files, 30);
    let again = fixture.run();
    assert_eq!(again.generation, report.generation, "held back again, and nothing new to say");
    assert_eq!(again.held_back[0].num_articles, 30);
    let old = fixture.folder.join("old");
    assert_eq!(fixture.run_with(|options| options.allow_removals.push(old)).articles_removed, 30);
}

#[test]
fn a_container_cut_short_keeps_its_articles() {
    let mut fixture = Fixture::new();
    let all: Vec<(String, String)> = (0..50).map(|n| (n.to_string(), format!("Article {n}."))).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    fixture.write("a.jsonl", &lines(&all));
    fixture.run();
    fixture.write("a.jsonl", &lines(&all[..3]));
    let report = fixture.run();
    assert_eq!((report.held_back.len(), report.articles_total), (1, 50));
    assert_eq!(fixture.run().articles_total, 50, "also when the file is not read again");
    fixture.write("a.jsonl", &lines(&all[..49]));
    assert_eq!(fixture.run().articles_total, 49, "back again but for one");
}

#[test]
fn moved_files_keep_their_old_ids_as_aliases() {
    let mut fixture = Fixture::new();
    for n in 0..40 {
        fixture.write(&format!("a/{n}.txt"), &format!("Article numéro {n}."));
    }
    fixture.run();
    let old = fixture.archive.file_table().unwrap().file("presse", b"a/7.txt").unwrap().members[0].id;
    std::fs::rename(fixture.folder.join("a"), fixture.folder.join("b")).unwrap();
    let report = fixture.run();
    assert_eq!((report.articles_total, report.held_back.len()), (40, 0), "a move loses nothing");
    let table = fixture.archive.file_table().unwrap();
    let new = table.file("presse", b"b/7.txt").unwrap().members[0].id;
    assert_eq!(table.resolve_alias(old), Some(new));
}

#[test]
fn a_part_of_a_folder_is_refreshed_alone() {
    let mut fixture = Fixture::new();
    fixture.write("a/1.txt", "Article un.");
    fixture.write("b/1.txt", "Article deux.");
    fixture.run();
    fixture.write("a/2.txt", "Article trois.");
    fixture.write("b/2.txt", "Article quatre.");
    fixture.remove("b/1.txt");
    let part = fixture.folder.join("a");
    let report = fixture.run_with(|options| options.only.push(part));
    assert_eq!(counts(&report), [(Outcome::Added, 1), (Outcome::Unchanged, 1)]);
    assert_eq!(report.articles_total, 3);
    let mut options = IngestOptions::default();
    options.only.push(PathBuf::from("/ailleurs"));
    assert!(fixture.try_run(&options).is_err());
}

#[test]
fn forgotten_folders_go_without_guard() {
    let mut fixture = Fixture::new();
    for n in 0..30 {
        fixture.write(&format!("{n}.txt"), &format!("Article {n}."));
    }
    fixture.run();
    fixture.archive.forget_folder(Path::new("presse")).unwrap();
    let report = fixture.run();
    assert_eq!((report.articles_removed, report.articles_total), (30, 0));
}

#[test]
fn settings_of_a_folder_reach_its_articles() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Article sans source.");
    fixture.run();
    let settings = FolderSettings { source: Some("La Vigie".into()), ..FolderSettings::default() };
    let folder = fixture.folder.clone();
    fixture.archive.set_folder_settings(&folder, settings).unwrap();
    assert_eq!(fixture.run().articles_updated, 1);
    let id = fixture.archive.file_table().unwrap().members().next().unwrap().id;
    let stored = IndexReader::open(&fixture.archive).unwrap().article(id).unwrap().unwrap();
    assert_eq!(stored.article.source.unwrap().value, "La Vigie");
}

/// Stops a run once so many articles were taken in.
struct StopAfter(u64, bool);

impl Observer for StopAfter {
    fn progress(&mut self, progress: &Progress) {
        self.1 |= progress.num_articles >= self.0;
    }

    fn is_cancelled(&self) -> bool {
        self.1
    }
}

#[test]
fn an_interrupted_run_keeps_what_is_complete_and_goes_on() {
    let mut fixture = Fixture::new();
    let filler = "mot ".repeat(2000);
    let lines: String =
        (0..400).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Article {n}. {filler}\"}}\n")).collect();
    fixture.write("a.jsonl", &lines);
    let clock = FixedClock(jiff::Timestamp::from_second(fixture.now).unwrap());
    let mut options = IngestOptions::default();
    options.num_jobs = 2;
    let report = run(&mut fixture.archive, &options, &clock, &mut StopAfter(50, false)).unwrap();
    assert!(report.interrupted);
    assert!((50..400).contains(&report.articles_total), "{}", report.articles_total);
    assert_eq!(fixture.archive.state(), IndexState::Stale);
    fixture.check(&report);
    let rest = fixture.run();
    assert_eq!(rest.articles_added + report.articles_added, 400, "nothing is done twice");
    assert_eq!(rest.articles_total, 400);
    assert_eq!(fixture.archive.state(), IndexState::Current);
}

#[test]
fn verify_and_full_find_what_times_hide() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Article un.");
    fixture.run();
    assert_eq!(counts(&fixture.run_with(|options| options.mode = Mode::Verify)), [(Outcome::Unchanged, 1)]);
    assert_eq!(fixture.run_with(|options| options.mode = Mode::Full).articles_updated, 1);
}

#[test]
fn names_of_any_bytes_are_indexed() {
    use std::os::unix::ffi::OsStrExt;
    let mut fixture = Fixture::new();
    let name = std::ffi::OsStr::from_bytes(b"\xe9t\xe9.txt");
    std::fs::write(fixture.folder.join(name), "Un article d'été.").unwrap();
    assert_eq!(fixture.run().articles_added, 1);
    assert_eq!(counts(&fixture.run()), [(Outcome::Unchanged, 1)]);
}

#[test]
fn damage_to_the_log_is_named_and_a_full_run_repairs_it() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Article un.");
    fixture.run();
    let directory = fixture.archive.root().join("index-000001");
    let log = directory.join("files-000001.log");
    let mut bytes = std::fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&log, bytes).unwrap();
    let message = fixture.try_run(&IngestOptions::default()).unwrap_err().to_string();
    assert!(message.contains("depeche check --repair"), "{message}");
    std::fs::remove_file(&log).unwrap();
    assert_eq!(fixture.archive.state(), IndexState::Corrupt);
    assert_eq!(fixture.run_with(|options| options.mode = Mode::Full).articles_total, 1);
    assert_eq!(fixture.archive.state(), IndexState::Current);
    assert!(!directory.exists(), "the damaged index is gone");
}

#[test]
fn texts_are_analysed_again_without_their_files() {
    let mut fixture = Fixture::new();
    fixture.write("a.jsonl", &lines(&[("1", "Un texte."), ("2", "Deux textes.")]));
    fixture.run();
    let before = fixture.articles();
    let manifest = fixture.archive.root().join("index-000001/manifest.json");
    let other = std::fs::read_to_string(&manifest).unwrap().replace("depeche-", "autre-");
    std::fs::write(&manifest, other).unwrap();
    assert_eq!(fixture.archive.state(), IndexState::AnalyzerMismatch);
    let message = fixture.try_run(&IngestOptions::default()).unwrap_err().to_string();
    assert!(message.contains("depeche index --reanalyze"), "{message}");
    let hidden = fixture.folder.with_file_name("caché");
    std::fs::rename(&fixture.folder, &hidden).unwrap();
    let clock = FixedClock(jiff::Timestamp::from_second(fixture.now).unwrap());
    let options = IngestOptions::default();
    let report = depeche::ingest::reanalyze(&mut fixture.archive, &options, &clock, &mut Unobserved).unwrap();
    assert_eq!((report.articles_total, report.generation), (2, 2));
    assert_eq!(fixture.articles(), before);
    assert_eq!(fixture.archive.state(), IndexState::Current);
    std::fs::rename(&hidden, &fixture.folder).unwrap();
    assert_eq!(counts(&fixture.run()), [(Outcome::Unchanged, 1)], "file states came along");
}

#[test]
fn compacting_changes_nothing_that_can_be_found() {
    let mut fixture = Fixture::new();
    for round in 0..4 {
        for n in 0..5 {
            fixture.write(&format!("{n}.txt"), &format!("Article {n}, version {round}."));
        }
        fixture.run();
    }
    let before = fixture.articles();
    let clock = FixedClock(jiff::Timestamp::from_second(fixture.now).unwrap());
    depeche::ingest::compact(&mut fixture.archive, &IngestOptions::default(), &clock, &mut Unobserved)
        .unwrap();
    assert_eq!(fixture.articles(), before);
    let segments = std::fs::read_dir(fixture.archive.root().join("index-000001")).unwrap();
    let stores =
        segments.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "store"));
    assert_eq!(stores.count(), 1);
    let report = fixture.run();
    assert_eq!((report.tally(Outcome::Unchanged).files, report.generation), (5, 4));
}

#[test]
fn a_survey_tells_what_is_there_and_writes_nothing() {
    let fixture = Fixture::new();
    fixture.write("2023/09/20/a.txt", "Un article daté par son chemin.");
    fixture.write("b.txt", "Un article sans date.");
    fixture.write("c.pdf", "%PDF");
    let clock = FixedClock(jiff::Timestamp::from_second(fixture.now).unwrap());
    let survey = depeche::ingest::survey(
        &fixture.folder,
        &FolderSettings::default(),
        &Arc::default(),
        &clock,
        &mut Unobserved,
    );
    assert_eq!((survey.files.files, survey.num_articles, survey.num_undated), (3, 2, 1));
    assert!(survey.is_exact);
    assert_eq!(survey.by_year, BTreeMap::from([(2023, 1)]));
    assert_eq!(survey.skipped["pdf"].files, 1);
    assert_eq!(fixture.archive.state(), IndexState::Missing);
}

#[test]
fn a_full_run_replaces_an_index_that_lost_a_segment() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Un article.");
    fixture.run();
    let before = fixture.articles();
    for file in std::fs::read_dir(fixture.archive.root().join("index-000001")).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "store") {
            std::fs::remove_file(file).unwrap();
        }
    }
    let message = fixture.try_run(&IngestOptions::default()).unwrap_err().to_string();
    assert!(message.contains("depeche check --repair"), "an ordinary run does not pass over it: {message}");
    let mut full = IngestOptions::default();
    full.mode = Mode::Full;
    let report = fixture.try_run(&full).unwrap();
    assert_eq!((report.articles_total, report.failed.len()), (1, 0));
    assert_eq!(fixture.articles(), before);
}
