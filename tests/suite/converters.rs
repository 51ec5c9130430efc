//! Commands of the user's that read formats which depeche does not: from the file of settings to the answer.

use crate::harness::Bench;

/// A file that opens as Word files before 2007 do.
const WORD: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1Les armes se taisent a Orsane.\n";

const SETTINGS: &str = "home/.config/depeche/depeche.toml";

fn bench(settings: &str) -> Bench {
    let bench = Bench::new();
    bench.write("presse/2001/orsane.doc", WORD);
    bench.write(SETTINGS, settings);
    bench
}

#[test]
fn a_converter_makes_files_searchable() {
    let bench = bench("[converters]\ndoc = \"tail -c +9 {}\"\n");
    bench.run("index presse").ended(0).says("1 added");
    bench.run("query armes Orsane").ended(0).says("2001/orsane.doc");
    bench.run("inspect file presse/2001/orsane.doc").ended(0).says("format converted (doc)");
    bench.run("index --dry-run presse").ended(0).says("readable: 1 doc");
    bench.run("query --folder presse armes").ended(0).says("2001/orsane.doc");
}

#[test]
fn without_the_setting_the_file_is_skipped_and_what_was_read_stays() {
    let bench = bench("");
    bench.run("index presse").ended(0).says("1 doc");
    bench.run("query armes").ended(1);
    bench.write("own.toml", "[converters]\ndoc = \"tail -c +9 {}\"\n");
    // A file that no reader knew is read now that one does.
    bench.run("--config own.toml index").ended(0);
    bench.run("query armes").ended(0);
    bench.run("index").ended(0).says("1 unchanged");
    bench.run("query armes").ended(0);
    // Another command: read again.
    bench.write("own.toml", "[converters]\ndoc = \"echo Les pourparlers reprennent\"\n");
    bench.run("--config own.toml index").ended(0).says("1 updated");
    bench.run("query pourparlers").ended(0);
    bench.run("query armes").ended(1);
}

#[test]
fn a_converter_that_fails_is_told_with_what_it_said() {
    let bench = bench("[converters]\ndoc = \"sh -c 'echo not a Word document >&2; exit 1'\"\n");
    bench.run("index presse").ended(3).says("not a Word document");
}

#[test]
fn mistakes_in_settings_are_told_and_nothing_is_done() {
    let bench = bench("[convertors]\ndoc = \"cat\"\n");
    bench
        .run("index presse")
        .ended(2)
        .warns("[place]/home/.config/depeche/depeche.toml, line 1: there is no setting `convertors`; did you mean `converters`?");
    assert!(!bench.archive().exists());
    bench.run("index presse --config nowhere.toml").ended(2).warns("nowhere.toml");
    // Commands that read no files have no use for them.
    bench.run("archives").ended(0);
}
