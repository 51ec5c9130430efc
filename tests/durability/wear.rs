//! An archive that has seen some runs: several segments, deleted articles, a container, a moved file; and what is checked
//! of it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use depeche::index::check::{CheckOptions, CheckReport, check};
use depeche::index::{Access, Archive, StoredArticle};
use depeche::ingest::{IngestOptions, Repair, Unobserved};
use depeche::model::FolderSettings;

use crate::fixture::{Fixture, lines};

/// A folder and an archive of it that was changed and refreshed.
pub fn worn() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.write("2023/a.txt", "La trêve de Hautecombe\n\nLe cessez-le-feu tient depuis l’aube.\n");
    fixture.write("2023/b.txt", "Le marché vend des prunes.");
    fixture.write("2023/c.txt", "Les pourparlers ont repris mercredi à Vaubrune.");
    let old = [("1", "Un accord."), ("2", "Une trêve."), ("3", "Un pont."), ("4", "Une digue.")];
    fixture.write("lots.jsonl", &lines(&old));
    // Enough that a few deleted ones do not make the search core write the segment anew.
    for number in 0..20 {
        fixture.write(&format!("brèves/{number}.txt"), &format!("La brève numéro {number}, du port."));
    }
    fixture.run();
    fixture.write("2023/b.txt", "Le marché vend des poires.");
    fixture.write("2023/d.txt", "La récolte est maigre.");
    fixture.write("lots.jsonl", &lines(&[old[0], ("2", "Une trêve longue."), old[2], ("5", "Un phare.")]));
    std::fs::rename(fixture.folder.join("2023/c.txt"), fixture.folder.join("2023/e.txt")).unwrap();
    fixture.run();
    fixture
}

/// What a fresh build of the same folder holds.
pub fn fresh_build(fixture: &mut Fixture) -> BTreeMap<String, StoredArticle> {
    let place = fixture.archive.root().with_file_name("neuve");
    let mut fresh = Archive::create(&place, "neuve", Access::Private).unwrap();
    fresh.add_folder(&fixture.folder, FolderSettings::default()).unwrap();
    std::mem::swap(&mut fixture.archive, &mut fresh);
    fixture.run();
    let stored = fixture.stored();
    std::mem::swap(&mut fixture.archive, &mut fresh);
    std::fs::remove_dir_all(place).unwrap();
    stored
}

/// The index directory in force.
pub fn index_directory(archive: &Path) -> PathBuf {
    archive.join(std::fs::read_to_string(archive.join("CURRENT")).unwrap().trim())
}

/// Every file of the index, and `CURRENT`.
pub fn files(archive: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(index_directory(archive)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|file| file.unwrap().path()).collect();
    files.push(archive.join("CURRENT"));
    files.sort();
    files
}

/// Looks at an archive closely.
pub fn look(archive: &Archive) -> CheckReport {
    let options = CheckOptions { is_thorough: true };
    check(archive, &options, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// What a check says, a line each.
pub fn said(report: &CheckReport) -> String {
    report.findings.iter().map(|finding| format!("{}\n", finding.message)).collect()
}

pub fn repair(fixture: &mut Fixture) -> Repair {
    let clock = fixture.clock();
    let options = IngestOptions::default();
    depeche::ingest::repair(&mut fixture.archive, &options, &clock, &mut Unobserved).unwrap()
}
