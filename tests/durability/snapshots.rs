//! Snapshots: each is one commit, nothing of them changes, and what is put back goes on as if nothing had happened.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::sync::atomic::{AtomicBool, Ordering};

use depeche::index::snapshot::{self, Snapshot, SnapshotOptions};
use depeche::index::{Archive, Error, IndexReader};
use depeche::model::Clock;

use crate::fixture::Fixture;
use crate::harness::Bench;
use crate::wear::{fresh_build, index_directory, look, said, worn};

fn snap(fixture: &mut Fixture) -> Snapshot {
    let (now, shelf) = (fixture.clock().now(), fixture.archive.root().with_file_name("snapshots"));
    snapshot::create(&fixture.archive, &shelf, &SnapshotOptions::default(), now).unwrap()
}

#[test]
fn a_snapshot_stays_what_it_was_and_is_put_back() {
    let mut fixture = worn();
    let then = fixture.stored();
    let made = snap(&mut fixture);
    let kept = fixture.folder.join("2023/a.txt");
    let text = std::fs::read_to_string(&kept).unwrap();
    fixture.write("2023/a.txt", "Un autre texte.");
    fixture.remove("2023/d.txt");
    fixture.write("2023/f.txt", "Un article de plus.");
    fixture.run_with(|options| options.mode = depeche::ingest::Mode::Full);
    assert!(made.faults().unwrap().is_empty());
    let report = look(&Archive::open(&made.path).unwrap());
    assert!(report.is_well(), "{}", said(&report));
    let now = fixture.clock().now();
    let again = fixture.archive.root().with_file_name("rendue");
    let restored = snapshot::restore(&made, &again, "rendue", false, now).unwrap();
    assert_eq!((restored.settings().name.as_str(), restored.is_snapshot()), ("rendue", false));
    assert!(
        std::fs::metadata(index_directory(&again).join("meta.json")).unwrap().nlink() == 1,
        "never linked"
    );
    fixture.archive = restored;
    assert_eq!(fixture.stored(), then);
    std::fs::write(kept, text).unwrap();
    fixture.run();
    assert_eq!(fixture.stored(), fresh_build(&mut fixture));
    assert!(look(&fixture.archive).is_well());
}

#[test]
fn parts_are_shared_with_the_archive_and_counted_when_they_are_not() {
    let mut fixture = worn();
    let made = snap(&mut fixture);
    assert!(made.num_own_bytes < made.num_bytes, "{made:?}");
    let stores = made.manifest.files.iter().filter(|file| file.path.ends_with(".store"));
    for store in stores {
        assert_eq!(std::fs::metadata(made.path.join(&store.path)).unwrap().nlink(), 2);
    }
    let root = fixture.archive.root().to_path_buf();
    Archive::remove(&root, fixture.clock().now()).unwrap();
    let alone = Snapshot::open(&made.path).unwrap();
    assert_eq!(alone.num_own_bytes, alone.num_bytes);
    assert!(alone.faults().unwrap().is_empty());
    // Nothing of an archive is needed to put it back in its place.
    fixture.archive = snapshot::restore(&alone, &root, "essai", false, fixture.clock().now()).unwrap();
    assert_eq!(fixture.run().articles_total, 28);
}

#[test]
fn snapshots_are_listed_found_and_thinned_out() {
    let mut fixture = worn();
    let names: Vec<String> = (0..3).map(|_| snap(&mut fixture).name).collect();
    let shelf = fixture.archive.root().with_file_name("snapshots");
    // What a snapshot left behind that broke off, and what is none, are not listed.
    std::fs::create_dir(shelf.join(".essai.new")).unwrap();
    std::fs::create_dir(shelf.join("autre")).unwrap();
    let listed = |shelf: &std::path::Path| -> Vec<String> {
        snapshot::list(shelf).unwrap().into_iter().map(|snapshot| snapshot.name).collect()
    };
    assert_eq!(listed(&shelf), names);
    assert!(snapshot::thin_out(&shelf, "autre archive", 1).unwrap().is_empty());
    let gone: Vec<String> =
        snapshot::thin_out(&shelf, "essai", 2).unwrap().into_iter().map(|s| s.name).collect();
    assert_eq!((&gone[..], listed(&shelf)), (&names[..1], names[1..].to_vec()));
    snap(&mut fixture);
    assert!(!shelf.join(".essai.new").exists());
    assert!(matches!(snapshot::open(&shelf, "../archive"), Err(Error::BadSnapshotName(_))));
    assert!(matches!(snapshot::open(&shelf, "autre"), Err(Error::NoSnapshot(_))));
    assert!(snapshot::list(&shelf.join("nulle part")).unwrap().is_empty());
}

/// For whoever takes an article out for good: a snapshot tells whether its bytes are still there.
#[test]
fn a_snapshot_tells_which_articles_it_holds() {
    let mut fixture = worn();
    let before = snap(&mut fixture);
    let id = fixture.stored().into_iter().find(|(_, stored)| stored.origin.path == b"2023/d.txt").unwrap().0;
    let id = id.parse().unwrap();
    fixture.remove("2023/d.txt");
    fixture.run();
    let clock = fixture.clock();
    let options = depeche::ingest::IngestOptions::default();
    let deleted = snap(&mut fixture);
    depeche::ingest::compact(&mut fixture.archive, &options, &clock, &mut depeche::ingest::Unobserved)
        .unwrap();
    let after = snap(&mut fixture);
    let holds = [before, deleted, after].map(|snapshot| snapshot.holds(id).unwrap());
    assert_eq!(holds, [true, true, false]);
}

#[test]
fn a_damaged_snapshot_is_told_and_not_put_back() {
    let mut fixture = worn();
    let made = snap(&mut fixture);
    let log = made.manifest.files.iter().find(|file| file.path.ends_with(".log")).unwrap();
    let path = made.path.join(&log.path);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(made.faults().unwrap().len(), 1);
    let now = fixture.clock().now();
    let all = fixture.stored();
    let root = fixture.archive.root().to_path_buf();
    let refused = snapshot::restore(&made, &root, "essai", true, now);
    assert!(matches!(refused, Err(Error::DamagedSnapshot { .. })), "{refused:?}");
    assert_eq!(fixture.stored(), all, "the archive that was to be replaced stays");
}

/// A writer commits and merges all the time; every snapshot is one whole commit.
#[test]
fn snapshots_of_an_archive_at_work_are_whole() {
    let mut fixture = worn();
    let shelf = fixture.archive.root().with_file_name("snapshots");
    let archive = fixture.archive.clone();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..25 {
                fixture.write(&format!("flux/{round}.txt"), &format!("Dépêche numéro {round}."));
                fixture.write("flux/mobile.txt", &format!("Version {round}."));
                fixture.run();
            }
            is_over.store(true, Ordering::Release);
        });
        let mut number = 0;
        while !is_over.load(Ordering::Acquire) {
            let options = SnapshotOptions::default();
            let now = jiff::Timestamp::from_second(5_000_000_000 + number).unwrap();
            let made = snapshot::create(&archive, &shelf, &options, now).unwrap();
            let inside = Archive::open(&made.path).unwrap();
            let report = look(&inside);
            assert!(report.is_well(), "{}", said(&report));
            assert_eq!(IndexReader::open(&inside).unwrap().num_articles(), made.manifest.num_articles);
            number += 1;
        }
        assert!(number > 0);
    });
}

#[test]
fn from_the_command_line() {
    let bench = Bench::with(&[("a.txt", "La trêve tient à Sanaa.")]);
    bench.run("snapshot create avant").ended(0).says("avant  20").says("1 article");
    let place = bench.path("home/.local/share/depeche/snapshots/avant");
    bench.run("snapshot list").ended(0).says("avant  ");
    bench.run("snapshot verify avant").ended(0).says("well");
    let at = |typed: &str| format!("--index home/.local/share/depeche/snapshots/avant {typed}");
    for typed in ["query trêve", "show presse/a.txt", "status", "facets trêve", "check"] {
        bench.run(&at(typed)).ended(0);
    }
    for typed in
        ["index", "index presse", "index --full", "index --reanalyze", "check --repair", "archives remove"]
    {
        let ended = bench.run(&at(typed));
        if typed == "check --repair" {
            ended.ended(0);
        } else {
            ended.ended(2).warns("is a snapshot").warns("`depeche snapshot restore`");
        }
    }
    bench.run("snapshot restore avant").ended(2).warns("--force");
    bench
        .run("snapshot restore avant --archive copie")
        .ended(0)
        .warns("`depeche index` brings it up to date");
    bench.run("query trêve --archive copie").ended(0);
    std::fs::remove_dir_all(bench.index_directory()).unwrap();
    bench.run("query trêve").ended(2);
    bench.rename("presse", "ailleurs");
    bench.run("snapshot restore avant --force").ended(0).warns("`depeche index --moved`");
    bench.run("index").ended(4);
    bench.rename("ailleurs", "presse");
    bench.run("index").ended(0).says("1 article in the archive");
    bench.run("snapshot create --keep 1").ended(0).warns("The snapshot avant is deleted.");
    assert!(!place.exists());
    bench.run("snapshot verify avant").ended(2).warns("`depeche snapshot list`");
    bench.run("snapshot create --to sauvegardes main").ended(0);
    bench.run("snapshot verify sauvegardes/main").ended(0);
    bench.run("snapshot remove sauvegardes/main").ended(0);
    assert!(!bench.path("sauvegardes/main").exists());
}

/// A directory that nobody may write to, as a share is that is mounted to be read.
#[test]
fn a_snapshot_is_read_where_nothing_can_be_written() {
    let bench = Bench::with(&[("a.txt", "La trêve tient à Sanaa.")]);
    bench.run("snapshot create --to partage avant").ended(0);
    let forbid = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let root = bench.path("partage/avant");
    let inside = index_directory(&root);
    let names = |path: &std::path::Path| {
        let mut names: Vec<_> =
            std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = (names(&root), names(&inside));
    [&inside, &root].iter().for_each(|path| forbid(path, 0o500));
    for typed in ["query trêve", "status", "check --thorough", "snapshot verify partage/avant"] {
        bench.run(&format!("{typed} --index partage/avant")).ended(0);
    }
    [&root, &inside].iter().for_each(|path| forbid(path, 0o700));
    assert_eq!((names(&root), names(&inside)), before);
}
