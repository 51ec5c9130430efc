//! Holds the source to ARCHITECTURE.md: layers, heads of files, who may name tantivy, who may speak to the terminal.
//!
//! The checks read text, not types: they are meant to catch what a reviewer would, early, and to explain it. Each
//! checking function takes sources as data, so that its own tests can show it a bad one.

mod layers;
mod links;
mod names;
mod public;
mod source;
mod speech;

use std::fs;
use std::path::{Path, PathBuf};

use source::Source;

/// The package's own folder.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `folder` with this extension, in order of name; hidden folders and build output left out.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "target")
    });
    entries
        .map(|entry| entry.expect("the package's own folders can be read").into_path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

/// The Rust files of some top-level folders.
fn rust_sources(folders: &[&str]) -> Vec<Source> {
    let root = root();
    let paths = folders.iter().map(|folder| root.join(folder)).filter(|path| path.exists());
    let mut sources = Vec::new();
    for path in paths.flat_map(|folder| files(&folder, "rs")) {
        let text = fs::read_to_string(&path).expect("source files are UTF-8 text");
        let name = path
            .strip_prefix(&root)
            .expect("it was found under the root")
            .to_string_lossy()
            .replace('\\', "/");
        sources.push(Source::new(&name, &text));
    }
    sources
}

fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn modules_use_lower_layers_only() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md can be read");
    let table = layers::Layers::from_markdown(&page);
    assert!(table.len() > 10, "the layer table was not found");
    assert_none(layers::violations(&table, &rust_sources(&["src"])));
}

#[test]
fn every_file_says_what_it_is_for() {
    let sources = rust_sources(&["src", "tests", "examples", "benches"]);
    assert!(sources.len() > 50, "only {} files were found", sources.len());
    assert_none(names::without_head(&sources));
}

#[test]
fn files_are_named_after_what_they_hold() {
    assert_none(names::catch_alls(&rust_sources(&["src", "tests", "examples", "benches"])));
}

#[test]
fn tantivy_is_named_in_four_modules_and_in_no_public_signature() {
    let sources = rust_sources(&["src"]);
    assert_none(public::outsiders_naming_tantivy(&sources));
    assert_none(public::signatures_naming_tantivy(&sources));
}

#[test]
fn only_the_program_prints_exits_and_reads_its_surroundings() {
    assert_none(speech::outside_the_program(&rust_sources(&["src"])));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let root = root();
    let pages = files(&root, "md");
    assert!(!pages.is_empty());
    let complaints = pages.iter().flat_map(|page| {
        let text = fs::read_to_string(page).expect("documents are UTF-8 text");
        let folder = page.parent().expect("a file is in a folder").to_path_buf();
        links::dead(&page.display().to_string(), &text, &|target| folder.join(target).exists())
    });
    assert_none(complaints.collect());
}
