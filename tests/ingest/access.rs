//! Who may read an archive, who may write to it, and when.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use depeche::index::{Access, Archive, IndexReader};
use depeche::ingest::{IngestOptions, Observer, Progress, Unobserved, run};
use depeche::model::{Clock, FixedClock};

use crate::fixture::Fixture;

fn modes_below(root: &Path) -> Vec<(bool, u32)> {
    let mut modes = vec![(true, root.metadata().unwrap().permissions().mode() & 0o777)];
    for entry in std::fs::read_dir(root).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            modes.extend(modes_below(&entry.path()));
        } else {
            modes.push((false, entry.metadata().unwrap().permissions().mode() & 0o777));
        }
    }
    modes.sort_unstable();
    modes.dedup();
    modes
}

#[test]
fn every_file_of_an_archive_has_its_permissions() {
    for (access, folder, file) in [(Access::Private, 0o700, 0o600), (Access::Shared, 0o750, 0o640)] {
        let mut fixture = Fixture::with_access(access);
        fixture.write("a.txt", "Un article.");
        fixture.run();
        fixture.write("a.txt", "Un article corrigé.");
        fixture.run();
        let modes = modes_below(fixture.archive.root());
        assert_eq!(modes, [(false, file), (true, folder)], "{access:?}");
    }
}

/// Opens an archive in a process of its own; the test below starts this one under another account.
#[test]
#[ignore = "started by another test"]
fn open_the_archive_of_the_environment() {
    let Ok(root) = std::env::var("DEPECHE_TEST_ARCHIVE") else { return };
    let archive = Archive::open(Path::new(&root)).unwrap();
    let mut reader = IndexReader::open(&archive).unwrap();
    assert_eq!(reader.num_articles(), 1);
    assert!(!reader.reload_if_changed().unwrap());
    assert!(depeche::index::status(&archive).unwrap().problems.is_empty());
    assert!(archive.file_table().is_ok());
}

#[test]
fn another_account_reads_what_it_may_not_write() {
    let mut fixture = Fixture::with_access(Access::Shared);
    fixture.write("a.txt", "Un article.");
    fixture.run();
    let is_root =
        std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if !is_root {
        eprintln!("left out: only root can become another account");
        return;
    }
    // The temporary place itself is private: open the way to the archive, and nothing in it.
    let way = |path: &Path| std::fs::set_permissions(path, PermissionsExt::from_mode(0o711)).unwrap();
    way(fixture.archive.root().parent().unwrap());
    let program = fixture.archive.root().with_file_name("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let open = |account: &[&str]| {
        Command::new("setpriv")
            .args(account)
            .args(["--clear-groups", "--"])
            .arg(&program)
            .args(["--ignored", "--exact", "access::open_the_archive_of_the_environment"])
            .env("DEPECHE_TEST_ARCHIVE", fixture.archive.root())
            .output()
    };
    let Ok(in_group) = open(&["--reuid", "65534", "--regid", "0"]) else {
        eprintln!("left out: setpriv is not installed");
        return;
    };
    assert!(in_group.status.success(), "{}", String::from_utf8_lossy(&in_group.stdout));
    let stranger = open(&["--reuid", "65534", "--regid", "65534"]).unwrap();
    assert!(!stranger.status.success(), "a stranger must not read it");
}

#[test]
fn readers_need_no_write_permission() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Un article.");
    fixture.run();
    let before = modes_below(fixture.archive.root()).len();
    let copy = fixture.archive.root().with_file_name("copie");
    copy_read_only(fixture.archive.root(), &copy);
    let reader = IndexReader::open(&Archive::open(&copy).unwrap()).unwrap();
    assert_eq!(reader.num_articles(), 1);
    assert_eq!(modes_below(fixture.archive.root()).len(), before, "reading wrote nothing");
    std::fs::set_permissions(&copy, PermissionsExt::from_mode(0o700)).unwrap();
    for entry in std::fs::read_dir(&copy).unwrap() {
        std::fs::set_permissions(entry.unwrap().path(), PermissionsExt::from_mode(0o700)).unwrap();
    }
}

fn copy_read_only(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_read_only(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
            std::fs::set_permissions(&target, PermissionsExt::from_mode(0o400)).unwrap();
        }
    }
    std::fs::set_permissions(to, PermissionsExt::from_mode(0o500)).unwrap();
}

/// Tries to index the same archive while a run goes on.
struct SecondWriter(Archive, Option<String>);

impl Observer for SecondWriter {
    fn progress(&mut self, _: &Progress) {
        if self.1.is_none() {
            let clock = FixedClock(jiff::Timestamp::from_second(4_000_000_000).unwrap());
            let result = run(&mut self.0, &IngestOptions::default(), &clock, &mut Unobserved);
            self.1 = Some(result.unwrap_err().to_string());
        }
    }
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let mut fixture = Fixture::new();
    fixture.write("a.txt", "Un article.");
    let clock = fixture.clock();
    let mut second = SecondWriter(fixture.archive.clone(), None);
    run(&mut fixture.archive, &IngestOptions::default(), &clock, &mut second).unwrap();
    let message = second.1.unwrap();
    assert!(message.contains(&format!("process {}", std::process::id())), "{message}");
    assert!(message.ends_with("is indexing this archive; wait or stop it"), "{message}");
}

/// A clock that goes on by a minute each time it is asked: every look at it is time to commit.
struct Hasty(std::sync::atomic::AtomicI64);

impl Clock for Hasty {
    fn now(&self) -> jiff::Timestamp {
        let now = self.0.fetch_add(60, std::sync::atomic::Ordering::Relaxed);
        jiff::Timestamp::from_second(now).unwrap()
    }
}

/// Reads the index at every step of a run.
struct Reading(Archive, Vec<u64>);

impl Observer for Reading {
    fn progress(&mut self, _: &Progress) {
        if let Ok(reader) = IndexReader::open(&self.0) {
            self.1.push(reader.num_articles());
        }
    }
}

#[test]
fn queries_work_while_a_long_run_commits() {
    let mut fixture = Fixture::new();
    for n in 0..40 {
        fixture.write(&format!("{n}.txt"), &format!("Article numéro {n}."));
    }
    let mut reading = Reading(fixture.archive.clone(), Vec::new());
    let clock = Hasty(4_000_000_000.into());
    let report = run(&mut fixture.archive, &IngestOptions::default(), &clock, &mut reading).unwrap();
    fixture.check(&report);
    assert_eq!(report.articles_total, 40);
    assert!(reading.1.is_sorted(), "{:?}", reading.1);
    assert!(reading.1.iter().any(|num| (1..40).contains(num)), "{:?}", reading.1);
}
