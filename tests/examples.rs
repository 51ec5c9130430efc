//! Runs the examples as people would: an example that does not run teaches the wrong thing. They are built by `cargo
//! test`; before `cargo test --test examples` alone, run `cargo build --examples`.

#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

const DEPECHE: &str = env!("CARGO_BIN_EXE_depeche");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo puts a built example: beside the program.
fn example(name: &str) -> PathBuf {
    let program = Path::new(DEPECHE).with_file_name("examples").join(name);
    assert!(program.exists(), "{} is not built; run `cargo build --examples`", program.display());
    program
}

/// What a command prints; it must end well.
fn output_of<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: &[A]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_archive_is_made_and_searched_through_the_library() {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("archive").into_os_string();
    let report = output_of(example("index_folder"), &[&archive, OsStr::new("seeds")]);
    assert!(report.contains("    added  75 files\n"), "{report}");
    assert!(report.ends_with("99 articles in the archive\n"), "{report}");
    let again = output_of(example("index_folder"), &[&archive, OsStr::new("seeds")]);
    assert!(again.contains("unchanged  75 files\n"), "{again}");
    let answer = output_of(example("search_passages"), &[&archive, OsStr::new("pourparlers Yevlakh")]);
    assert!(answer.starts_with("2 articles have every word\n"), "{answer}");
    assert!(answer.contains("\n1. À Yevlakh, deux heures de pourparlers et peu de certitudes ("), "{answer}");
    assert!(answer.contains("   bytes "), "{answer}");
}

#[test]
fn the_yardstick_measures() {
    let place = tempfile::tempdir().unwrap();
    let lines = place.path().join("articles.jsonl");
    std::fs::write(&lines, "{\"title\":\"Trêve\",\"text\":\"Les armes se taisent.\"}\n{\"text\":\"Paix\"}\n")
        .unwrap();
    let printed = output_of(example("bare_tantivy"), &[lines, place.path().join("index")]);
    assert!(printed.starts_with("2 documents, 0.0 MB of text\n"), "{printed}");
    assert!(printed.contains("× the text"), "{printed}");
}

/// Nobody needs Python to build or use depeche: without it this test has nothing to run. Continuous integration has it.
#[test]
fn a_python_script_asks_one_process_many_queries() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("there is no python3 here: examples/depeche.py was not run");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("archive").into_os_string().into_string().unwrap();
    output_of(DEPECHE, &["--index", &archive, "index", "seeds"]);
    let printed = output_of(
        "python3",
        &[
            "examples/depeche.py",
            "--index",
            &archive,
            "--program",
            DEPECHE,
            "-n",
            "1",
            "trêve",
            "zorblatique",
        ],
    );
    assert!(printed.starts_with("# trêve: 8 article(s)\n"), "{printed}");
    assert!(printed.contains("[trêve]"), "what matched is in brackets: {printed}");
    assert!(printed.contains("# zorblatique: 0 article(s)\n"), "{printed}");
}
