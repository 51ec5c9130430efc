//! Settings as users meet them: which place counts, what is said of mistakes, archives whose folders stand there.

use serde::Deserialize;

use crate::harness::Bench;

const SETTINGS: &str = "home/.config/depeche/depeche.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    schema: String,
    values: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    value: String,
    origin: String,
}

fn bench(settings: &str) -> Bench {
    let bench = Bench::new();
    bench.write("presse/2021/treve.txt", "La trêve d'Orsane\n\nLes armes se taisent à Orsane.\n");
    bench.write("presse/2021/brouillons/note.txt", "Brouillon sur la trêve d'Orsane.\n");
    bench.write("agence/depeche.md", "# Les pourparlers\n\nLes pourparlers reprennent à Orsane.\n");
    bench.write(SETTINGS, settings);
    bench
}

#[test]
fn every_value_is_listed_with_its_place() {
    let bench = bench("memory = \"1G\"\n");
    bench.run("config list").ended(0).says("memory     1G       [place]/home/.config/depeche/depeche.toml:1");
    bench.run("config list --archive presse").ended(0).says("presse  --archive");
    bench.run("config path").ended(0).says("[place]/home/.config/depeche/depeche.toml");
    let listing: Listing = serde_json::from_slice(&bench.run("config list --json").ended(0).raw_out).unwrap();
    assert_eq!(listing.schema, "depeche.config/1");
    let row = listing.values.iter().find(|row| row.name == "jobs").unwrap();
    assert_eq!((row.value.as_str(), row.origin.as_str()), ("0", "default"));
    bench.run("config schema").ended(0).says("\"$schema\"");
    bench.write(SETTINGS, "memroy = \"1G\"\n");
    bench.run("config list").ended(2).warns("line 1: there is no setting `memroy`; did you mean `memory`?");
    bench.run("query armes").ended(2).warns("did you mean `memory`?");
}

#[test]
fn an_archive_of_the_settings_has_its_folders_from_there() {
    let bench = bench(
        "archive = \"une\"\n\n[archives.une]\nfolders = [\"../../../presse\"]\nexclude = [\"brouillons/\"]\n",
    );
    bench.run("index").ended(0).says("1 added");
    bench.run("query Orsane").ended(0).says("La trêve d'Orsane");
    bench.run("query Brouillon").ended(1);
    bench
        .run("index agence")
        .ended(2)
        .warns("/agence is no folder of `une`, whose folders stand in your settings")
        .warns("depeche.toml:4");
    bench.run("index presse/2021").ended(0).says("1 unchanged");
    bench.run("index --forget presse").ended(2).warns("stand in your settings");
    bench.write(
        SETTINGS,
        "archive = \"une\"\n\n[archives.une]\nfolders = [\"../../../presse\", { path = \"../../../agence\", source = \"Agence du Val\" }]\n",
    );
    bench.run("index").ended(0).says("2 added");
    bench.run("query pourparlers").ended(0).says("Agence du Val");
    bench.write(SETTINGS, "archive = \"une\"\n[archives.une]\nfolders = [\"../../../agence\"]\n");
    bench.run("index").ended(0).says("2 removed");
    bench.run("query armes").ended(1);
    // Another archive is as it ever was.
    bench.run("index presse --archive autre").ended(0).says("2 added");
}

#[test]
fn what_is_refused_leaves_no_archive_behind() {
    let bench = bench("archive = \"une\"\n\n[archives.une]\nfolders = [\"../../../presse\"]\n");
    bench.run("index agence").ended(2).warns("is no folder of `une`");
    assert!(!bench.path("home/.local/share/depeche/archives/une").exists());
    bench.run("archives list").ended(0);
    bench.run("index presse").ended(0).says("added");
}

#[test]
fn many_first_runs_at_once_are_one() {
    let bench = bench("archive = \"une\"\n\n[archives.une]\nfolders = [\"../../../presse\"]\n");
    let all: Vec<_> = (0..4).map(|_| bench.start("index")).collect();
    let ended = all.into_iter().map(|one| bench.finish("index", one.wait_with_output().unwrap()));
    let ended: Vec<_> = ended.collect();
    assert!(ended.iter().any(|one| one.status == Some(0)), "{ended:?}");
    for one in ended {
        let is_usual =
            one.status == Some(0) || (one.status == Some(2) && one.err.contains("another depeche"));
        assert!(is_usual, "{one:?}");
    }
    bench.run("check").ended(0);
    let runs = bench.run("status --runs").ended(0);
    assert!(!runs.out.contains("failed:") && !runs.out.contains("broken off"), "{}", runs.out);
}

#[test]
fn a_folder_of_the_settings_that_is_gone_is_mended_there() {
    let bench = bench("archive = \"une\"\n\n[archives.une]\nfolders = [\"../../../presse\"]\n");
    bench.run("index").ended(0);
    bench.rename("presse", "ailleurs");
    let status = bench
        .run("status")
        .ended(1)
        .says("or change its line in your settings, [place]/home/.config/depeche/depeche.toml:4");
    assert!(!status.out.contains("--moved"), "{}", status.out);
}

#[test]
fn a_folder_of_the_settings_may_change_its_place() {
    let bench = bench("[archives.default]\nfolders = [{ path = \"../../../presse\", label = \"presse\" }]\n");
    bench.run("index").ended(0).says("2 added");
    bench.rename("presse", "ailleurs");
    bench.run("index").ended(4);
    bench.write(
        SETTINGS,
        "[archives.default]\nfolders = [{ path = \"../../../ailleurs\", label = \"presse\" }]\n",
    );
    bench.run("index").ended(0).says("2 unchanged");
}

#[test]
fn settings_choose_among_files_and_languages() {
    let bench = bench("[archives.default]\nformats = [\"markdown\"]\nlanguages = [\"en\"]\n");
    bench.run("index presse agence").ended(0).says("1 added");
    bench.run("query pourparlers --json").ended(0).says("\"language\": \"en\"");
    bench.write(SETTINGS, "[archives.default]\n");
    bench.run("index").ended(0).says("2 added");
    bench.run("query pourparlers --json").ended(0).says("\"language\": \"fr\"");
}

#[test]
fn an_archive_may_lie_where_the_settings_say() {
    let bench = bench("[archives.une]\nindex = \"../../../srv/une\"\nfolders = [\"../../../presse\"]\n");
    bench.run("index --archive une").ended(0).says("2 added");
    bench.run("query --archive une armes").ended(0);
    assert!(bench.path("srv/une/archive.json").exists());
}
