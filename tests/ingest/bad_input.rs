//! Files that are no articles, or go wrong: each ends as one counted outcome, and the rest is indexed.

use std::process::Command;

use depeche::diagnostics::{Code, Diagnostic};
use depeche::ingest::{IngestOptions, Observer, Outcome, Progress, run};

use crate::fixture::{Fixture, counts, lines};

#[test]
fn pipes_and_links_are_skipped_and_said() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Un article.");
    assert!(Command::new("mkfifo").arg(fixture.folder.join("tuyau.txt")).status().unwrap().success());
    std::os::unix::fs::symlink(&fixture.folder, fixture.folder.join("boucle")).unwrap();
    std::os::unix::fs::symlink("/nulle/part", fixture.folder.join("perdu.txt")).unwrap();
    let report = fixture.run();
    assert_eq!(counts(&report), [(Outcome::Added, 1), (Outcome::Skipped, 3)]);
    assert_eq!((report.skipped["special-file"].files, report.skipped["link"].files), (1, 2));
    assert_eq!(fixture.run().generation, report.generation);

    let folder = fixture.folder.clone();
    let settings = depeche::model::FolderSettings { follow_links: true, ..Default::default() };
    fixture.archive.set_folder_settings(&folder, settings).unwrap();
    let followed = fixture.run();
    assert_eq!((followed.articles_total, followed.skipped["link"].files), (1, 2), "a circle ends");
}

#[test]
fn empty_binary_and_foreign_files_have_reasons() {
    let mut fixture = Fixture::new();
    fixture.write("vide.txt", "");
    fixture.write("blanc.txt", " \n\t\n");
    std::fs::write(fixture.folder.join("binaire.txt"), [0u8, 1, 2, 255, 0, 0, 7].repeat(100)).unwrap();
    fixture.write("coupé.jsonl.gz", "\u{1f}\u{8b}");
    fixture.write("a.txt", "Un article.");
    let report = fixture.run();
    let counted: u64 = report.files.values().map(|tally| tally.files).sum();
    assert_eq!((counted, report.articles_total), (5, 1), "{report:?}");
    let status = depeche::index::status(&fixture.archive).unwrap();
    assert_eq!(status.problems.len(), 4);
    assert!(status.problems.iter().all(|problem| !problem.message.is_empty()));
}

#[test]
fn an_unreadable_file_is_tried_again() {
    use std::os::unix::fs::PermissionsExt;
    let is_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0;
    if is_root {
        eprintln!("left out: root may read everything");
        return;
    }
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Un article.");
    std::fs::set_permissions(fixture.folder.join("a.txt"), PermissionsExt::from_mode(0o0)).unwrap();
    let report = fixture.run();
    assert_eq!((report.failed[0].code, report.failed[0].known), (Code::Unreadable, false));
    assert!(fixture.run().failed[0].known);
    std::fs::set_permissions(fixture.folder.join("a.txt"), PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(fixture.run().articles_total, 1);
}

/// Takes a file away between the walk and the reading.
struct TakeAway(std::path::PathBuf, Vec<Diagnostic>);

impl Observer for TakeAway {
    fn progress(&mut self, progress: &Progress) {
        if progress.num_files_to_read > 0 {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        self.1.push(diagnostic.clone());
    }
}

#[test]
fn a_file_that_vanishes_while_it_is_read_fails_alone() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Un article.");
    fixture.write("b.txt", "Un autre article.");
    let clock = fixture.clock();
    let mut observer = TakeAway(fixture.folder.join("b.txt"), Vec::new());
    let report = run(&mut fixture.archive, &IngestOptions::default(), &clock, &mut observer).unwrap();
    assert_eq!(counts(&report), [(Outcome::Added, 1), (Outcome::Failed, 1)]);
    assert_eq!(counts(&fixture.run()), [(Outcome::Unchanged, 1), (Outcome::Removed, 1)]);
}

#[test]
fn a_long_text_is_kept_in_parts() {
    let mut fixture = Fixture::new();
    let paragraph = "Un paragraphe de plus dans ce très long rapport.\n\n";
    fixture.write("rapport.txt", &paragraph.repeat(9 * 1024 * 1024 / paragraph.len()));
    let report = fixture.run();
    assert_eq!(report.articles_total, 2);
    assert_eq!(fixture.articles().into_keys().collect::<Vec<_>>(), ["rapport.txt", "rapport.txt#~2"]);
    fixture.write("rapport.txt", "Un rapport raccourci.");
    let shorter = fixture.run();
    assert_eq!((shorter.articles_updated, shorter.articles_removed, shorter.articles_total), (1, 1, 1));
}

#[test]
fn a_file_that_becomes_another_kind_leaves_nothing_behind() {
    let mut fixture = Fixture::new();
    fixture.write("a.jsonl", &lines(&[("1", "Un texte."), ("2", "Deux textes.")]));
    fixture.run();
    fixture.write("a.jsonl", "");
    let report = fixture.run();
    assert_eq!((report.tally(Outcome::Skipped).files, report.articles_total), (1, 0));
}
