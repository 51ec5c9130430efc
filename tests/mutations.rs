//! Every fixture of every format, spoilt in seeded ways and read through the public interface: no panic, no reading over
//! five seconds, no more than 300 MiB of memory. One test alone in its process, so that its memory is its own.
//!
//! Of each format 300 mutations are read, or as many as `DEPECHE_MUTATIONS` says when this is compiled.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use depeche::diagnostics::Diagnostic;
use depeche::formats::{Flow, read_file};

#[path = "../src/formats/mutation.rs"]
mod mutation;
#[path = "formats/reading.rs"]
mod reading;

use mutation::Mutation;

/// The longest that one reading may take.
const MAX_TIME: Duration = Duration::from_secs(5);
/// What reading may add to the memory of the process.
const MAX_BYTES: u64 = 300 << 20;

fn num_mutations() -> usize {
    option_env!("DEPECHE_MUTATIONS").and_then(|number| number.parse().ok()).unwrap_or(300)
}

#[test]
fn no_fixture_does_harm_however_it_is_spoilt() {
    let folder = tempfile::tempdir().unwrap();
    let mut failures = Vec::new();
    for (format, files) in fixtures() {
        let before = resident_bytes();
        forget_peak();
        let mut slowest = Duration::ZERO;
        for seed in 0..num_mutations() {
            let file = &files[seed % files.len()];
            let spoilt = Mutation::new(seed as u64).spoil(&fs::read(file).unwrap(), reading::PIECES);
            let path = folder.path().join(file.file_name().unwrap());
            fs::write(&path, spoilt).unwrap();
            let took = read(&path);
            slowest = slowest.max(took);
            if took > MAX_TIME {
                failures.push(format!("{}, seed {seed}: read in {took:?}", file.display()));
            }
            fs::remove_file(&path).unwrap();
        }
        let grown = peak_bytes().saturating_sub(before);
        println!("{format}: slowest {slowest:?}, {} MiB", grown >> 20);
        if grown > MAX_BYTES {
            failures.push(format!("{format}: {} MiB", grown >> 20));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// The fixtures of each format: the files in a folder of its name.
fn fixtures() -> BTreeMap<String, Vec<PathBuf>> {
    let mut formats: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in reading::fixture_files() {
        formats.entry(reading::format_of(&file)).or_default().push(file);
    }
    assert!(!formats.is_empty());
    formats
}

fn read(path: &Path) -> Duration {
    let began = Instant::now();
    let mut findings: Vec<Diagnostic> = Vec::new();
    // That it is refused is as good as that it is read.
    let _ = read_file(path, &reading::options(), &mut findings, &mut |_| Flow::Continue);
    began.elapsed()
}

/// Where the system does not tell (elsewhere than on Linux) memory is not checked.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn resident_bytes() -> u64 {
    memory("VmRSS")
}

fn peak_bytes() -> u64 {
    memory("VmHWM")
}

fn forget_peak() {
    // See proc(5): 5 resets the peak. Where it cannot be reset, the peak of all formats is checked.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
