//! What must not grow: memory with the corpus, the index with the number of runs, anything at all when nothing changes.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};

use crate::corpus::Size;
use crate::place::{Place, count, finish};
use crate::whole::Whole;

/// Length of every file of an archive, by path inside.
fn lengths(root: &Path) -> BTreeMap<String, u64> {
    let mut lengths = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root).into_iter().flatten().filter(|entry| entry.file_type().is_file())
    {
        let inside = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
        lengths.insert(inside, entry.metadata().unwrap().len());
    }
    lengths
}

fn num_bytes(root: &Path) -> u64 {
    lengths(root).values().sum()
}

fn num_segments(root: &Path) -> usize {
    lengths(root).keys().filter(|path| path.ends_with(".store")).count()
}

/// An archive of the folder of `place`, and a run in this process at a given second.
fn library(place: &Place) -> (Archive, impl FnMut(&mut Archive) + use<>) {
    let mut archive = Archive::create(&place.root.join("suivi"), "suivi", Access::Private).unwrap();
    archive.add_folder(place.folder(), FolderSettings::default()).unwrap();
    // Far beyond the files' own times, so that those are trusted.
    let mut second = 4_000_000_000;
    let mut options = IngestOptions::default();
    options.num_jobs = 1;
    let go = move |archive: &mut Archive| {
        second += 900;
        let clock = FixedClock(jiff::Timestamp::from_second(second).unwrap());
        run(archive, &options, &clock, &mut Unobserved).unwrap();
    };
    (archive, go)
}

#[test]
fn many_small_commits_leave_a_small_index() {
    let num_commits = count("DEPECHE_COMMITS", 200);
    let mut place = Place::new(41, Size { texts: 30, containers: 1, members: 40, zips: 0 });
    let (mut archive, mut go) = library(&place);
    go(&mut archive);
    let fresh_bytes = num_bytes(archive.root());
    let (mut most_segments, mut most_bytes, mut most_log) = (0, 0, 0);
    let mut took = Vec::new();
    for number in 0..num_commits {
        place.corpus.correct();
        let began = Instant::now();
        go(&mut archive);
        took.push(began.elapsed());
        if number % 10 == 0 || number + 1 == num_commits {
            let lengths = lengths(archive.root());
            most_segments = most_segments.max(num_segments(archive.root()));
            most_bytes = most_bytes.max(lengths.values().sum());
            let logs = lengths.iter().filter(|(path, _)| path.ends_with(".log"));
            most_log = most_log.max(logs.map(|(_, len)| *len).sum());
        }
    }
    let median = |part: &[Duration]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part[part.len() / 2]
    };
    let part = took.len() / 4;
    let (first, last) = (median(&took[..part]), median(&took[took.len() - part..]));
    println!(
        "{num_commits} commits: at most {most_segments} segments, {most_bytes} bytes ({fresh_bytes} after the first run), \
         {most_log} bytes of logs; a run took {first:?} at first and {last:?} at last"
    );
    assert!(most_segments <= 20, "{most_segments} segments");
    assert!(
        most_bytes <= 4 * fresh_bytes + (1 << 20),
        "{most_bytes} bytes, {fresh_bytes} after the first run"
    );
    assert!(most_log <= 192 * 1024, "{most_log} bytes of logs");
    assert!(last < first * 3 + Duration::from_millis(50), "runs take longer and longer: {first:?}, {last:?}");
    Whole::of(&archive, false).same_as(&place.fresh(), "after many commits");
}

#[test]
fn the_space_of_replaced_articles_comes_back() {
    let mut place = Place::new(42, Size { texts: 120, containers: 1, members: 100, zips: 0 });
    let (mut archive, mut go) = library(&place);
    go(&mut archive);
    let mut most = 0;
    let num_times = count("DEPECHE_REPLACED", 8);
    for _ in 0..num_times {
        place.corpus.replace_all();
        go(&mut archive);
        most = most.max(num_bytes(archive.root()));
    }
    let after = num_bytes(archive.root());
    let fresh = place.root.join("seule");
    let mut neuve = Archive::create(&fresh, "seule", Access::Private).unwrap();
    neuve.add_folder(place.folder(), FolderSettings::default()).unwrap();
    go(&mut neuve);
    let fresh_bytes = num_bytes(&fresh);
    println!(
        "all articles replaced {num_times} times: {after} bytes, at most {most}; a fresh index has {fresh_bytes}"
    );
    assert!(after <= 2 * fresh_bytes, "{after} bytes, {fresh_bytes} in a fresh index");
}

#[test]
fn runs_without_change_leave_every_file_as_it_is() {
    let num_runs = count("DEPECHE_IDLE_RUNS", 50);
    let place = Place::new(43, Size::SMALL);
    let (mut archive, mut go) = library(&place);
    go(&mut archive);
    go(&mut archive);
    let before = lengths(archive.root());
    for _ in 0..num_runs {
        go(&mut archive);
    }
    assert_eq!(lengths(archive.root()), before, "after {num_runs} runs");
}

/// Peak of the memory that a run takes for itself, in MiB; `None`: it ended with a failure. Pages of its files that the
/// system keeps in memory are not counted: it takes them back when it needs them.
fn peak_mib(place: &Place, arguments: &[&str]) -> Option<u64> {
    let mut child = place.command(arguments).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    let ended = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak_kib = peak_kib.max(kib.unwrap_or(0));
        if child.try_wait().unwrap().is_some() {
            break finish(child);
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    if ended.status != Some(0) {
        println!("{ended:?}");
    }
    (ended.status == Some(0)).then_some(peak_kib >> 10)
}

#[test]
fn a_run_keeps_to_the_memory_it_is_given() {
    let num_megabytes = count("DEPECHE_MEMORY_MB", 6);
    let place = Place::new(44, Size { texts: 1, containers: 0, members: 0, zips: 0 });
    place.corpus.write_bulk(num_megabytes);
    let folder = place.folder().to_str().unwrap();
    // A few megabytes could not reach more than the least.
    let bounds = if num_megabytes < 20 { &[64][..] } else { &[64, 128] };
    for bound in bounds.iter().copied() {
        let _ = std::fs::remove_dir_all(place.archive());
        let memory = format!("{bound}M");
        let peak = peak_mib(&place, &["index", folder, "--memory", &memory]);
        println!("--memory {memory} over {num_megabytes} MB: peak {peak:?} MiB");
        let peak = peak.expect("the run ends well");
        assert!(peak <= bound, "--memory {memory}: {peak} MiB");
    }
    let refused = place.run(&["index", "--memory", "16M"]);
    assert_eq!(refused.status, Some(2), "{refused:?}");
    assert!(refused.err.contains("64M"), "{refused:?}");
}

#[test]
fn logs_that_a_crash_left_behind_go() {
    let mut place = Place::new(45, Size::SMALL);
    let (mut archive, mut go) = library(&place);
    go(&mut archive);
    let left = archive.root().join("index-000001/files-000009.log");
    std::fs::write(&left, "what a crash left").unwrap();
    place.corpus.correct();
    go(&mut archive);
    assert!(!left.exists());
    Whole::of(&archive, false).same_as(&place.fresh(), "without it");
}
