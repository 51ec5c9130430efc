//! The named states of an index: which answer, which refuse, and that the command each message names repairs them.

use std::path::{Path, PathBuf};

use crate::contract::{Failure, Search, State, Status};
use crate::harness::{Bench, copy, hold_lock};

fn bench() -> Bench {
    Bench::with(&[
        ("2023/a.txt", "La trêve tient à Sanaa\n\nLes pourparlers ont repris mercredi."),
        ("b.jsonl", "{\"id\":\"1\",\"text\":\"Un accord.\"}\n{\"id\":\"2\",\"text\":\"Une trêve.\"}\n"),
    ])
}

/// Changes a value of the manifest.
fn alter_manifest(bench: &Bench, field: &str, value: impl Into<serde_json::Value>) {
    let path = bench.index_directory().join("manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(manifest.get(field).is_some(), "{manifest}");
    manifest[field] = value.into();
    std::fs::write(&path, manifest.to_string()).unwrap();
}

/// The state that `status` names.
fn state(bench: &Bench) -> State {
    let status = bench.run("status --json").json::<Status>();
    assert_eq!(status.attention.is_empty(), status.state == State::Current, "{status:?}");
    status.state
}

/// A query that must be refused: the code of the failure and its message.
#[track_caller]
fn refused(bench: &Bench) -> (String, String) {
    let ended = bench.run("query trêve --json").ended(2);
    assert_eq!(ended.out, "");
    let failure: Failure = serde_json::from_str(ended.err.lines().last().unwrap()).unwrap();
    bench.run("query trêve").ended(2).warns(&failure.message);
    (failure.code, failure.message)
}

/// Everything is well again.
#[track_caller]
fn is_well(bench: &Bench) {
    bench.run("status").ended(0);
    let found = bench.run("query trêve --json").ended(0);
    assert_eq!(found.err, "");
    assert_eq!(found.json::<Search>().total.all, 2);
}

#[test]
fn missing_means_that_nothing_is_indexed_yet() {
    let bench = Bench::with(&[]);
    // What a first run leaves that was killed before its first commit.
    let directory = bench.index_directory();
    for file in
        std::fs::read_dir(&directory).unwrap().flatten().filter(|file| file.file_name() != "manifest.json")
    {
        std::fs::remove_file(file.path()).unwrap();
    }
    assert_eq!(state(&bench), State::Missing);
    let (code, message) = refused(&bench);
    assert_eq!(code, "missing");
    assert!(message.contains("`depeche index FOLDER`"), "{message}");
    bench.write("presse/a.txt", "Une trêve.\n\nPuis une autre.");
    bench.write("presse/b.txt", "Encore une trêve.");
    bench.run("index presse").ended(0);
    is_well(&bench);
}

#[test]
fn stale_answers_and_asks_for_another_run() {
    let bench = bench();
    bench.write("revues/c.txt", "Une revue.");
    let lock = hold_lock(&bench.archive());
    bench.run("index revues").ended(2).warns("another depeche");
    drop(lock);
    assert_eq!(state(&bench), State::Stale);
    let found = bench.run("query trêve --json").ended(0).warns("warning: ").warns("`depeche index`");
    assert_eq!(found.json::<Search>().archive.state, State::Stale);
    bench.run("index").ended(0);
    is_well(&bench);
}

#[test]
fn other_word_rules_answer_with_a_warning_until_they_are_renewed() {
    let bench = bench();
    alter_manifest(&bench, "analyzer", "depeche-0/0000000000000000");
    assert_eq!(state(&bench), State::AnalyzerMismatch);
    let found = bench.run("query trêve --json").ended(0).warns("`depeche index --reanalyze`");
    let answer = found.json::<Search>();
    assert_eq!((answer.archive.state, answer.total.all), (State::AnalyzerMismatch, 2));
    bench.run("query trêve --quiet").ended(0);
    bench.run("index").ended(2).warns("`depeche index --reanalyze`");
    bench.rename("presse", "absent");
    bench.run("index --reanalyze").ended(0);
    bench.rename("absent", "presse");
    is_well(&bench);
}

#[test]
fn other_fields_are_refused_and_reanalysis_repairs() {
    let bench = bench();
    alter_manifest(&bench, "schema", "0000");
    assert_eq!(state(&bench), State::SchemaMismatch);
    let (code, message) = refused(&bench);
    assert!(
        code == "schema-mismatch" && message.contains("`depeche index --reanalyze`"),
        "{code}: {message}"
    );
    bench.run("index").ended(2).warns("`depeche index --reanalyze`");
    bench.rename("presse", "absent");
    bench.run("index --reanalyze").ended(0).says("3 articles in the archive");
    bench.rename("absent", "presse");
    is_well(&bench);
}

#[test]
fn another_layout_is_refused_and_a_full_run_repairs() {
    let bench = bench();
    alter_manifest(&bench, "format_version", 99);
    assert_eq!(state(&bench), State::FormatMismatch);
    let (code, message) = refused(&bench);
    assert!(code == "format-mismatch" && message.contains("`depeche index --full`"), "{code}: {message}");
    bench.run("index").ended(2).warns("`depeche index --full`");
    bench.run("index --reanalyze").ended(2).warns("`depeche index --full`");
    bench.run("index --full").ended(0);
    is_well(&bench);
}

/// Every file of the archive but its settings and its lock.
fn files(bench: &Bench) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(bench.index_directory()).unwrap().map(|file| file.unwrap().path()).collect();
    files.push(bench.archive().join("CURRENT"));
    files.sort();
    files
}

/// Damages each file of the index in turn. The program may answer (not every file is read by every query) or refuse, and
/// then it names the command; it never panics; the command repairs it.
fn damage_each_file(damage: impl Fn(&Path)) {
    let bench = bench();
    let sound = bench.path("sound");
    copy(&bench.archive(), &sound);
    let mut num_refused = 0;
    for file in files(&bench) {
        damage(&file);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for typed in ["query trêve", "query trêve --sort oldest", "status", "inspect terms t"] {
            let ended = bench.run(typed);
            assert!(!ended.err.contains("panicked"), "{name}: {typed}: {}", ended.err);
            let said = format!("{}{}", ended.out, ended.err);
            match ended.status {
                Some(0) => {}
                Some(1 | 2) => {
                    num_refused += 1;
                    assert!(said.contains("`depeche "), "{name}: {typed}: {said}");
                }
                status => panic!("{name}: {typed}: {status:?}: {said}"),
            }
        }
        let repaired = bench.run("index --full");
        assert_eq!(repaired.status, Some(0), "{name}: {}{}", repaired.out, repaired.err);
        is_well(&bench);
        std::fs::remove_dir_all(bench.archive()).unwrap();
        copy(&sound, &bench.archive());
    }
    assert!(num_refused > 5, "the damage is noticed: {num_refused}");
}

#[test]
fn a_file_that_is_missing_is_noticed_and_repaired() {
    damage_each_file(|file| std::fs::remove_file(file).unwrap());
}

#[test]
fn a_file_that_was_cut_is_noticed_and_repaired() {
    damage_each_file(|file| {
        let file = std::fs::File::options().write(true).open(file).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    });
}

#[test]
fn a_file_of_zeros_is_noticed_and_repaired() {
    damage_each_file(|file| std::fs::write(file, vec![0; file.metadata().unwrap().len() as usize]).unwrap());
}

#[test]
fn settings_that_cannot_be_read_name_their_file() {
    let bench = bench();
    std::fs::write(bench.archive().join("archive.json"), "{").unwrap();
    bench.run("query trêve").ended(2).warns("archive.json");
    bench.run("index").ended(2).warns("archive.json");
    bench.run("index presse").ended(2).warns("archive.json");
}
