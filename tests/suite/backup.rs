//! `check` and `snapshot` for programs: their JSON, and what they say of damage. What they heal is in `tests/durability/`.

use crate::contract::{Check, FindingKind, Severity, Snapshots};
use crate::harness::Bench;

fn bench() -> Bench {
    Bench::with(&[("a.txt", "La trêve tient à Sanaa."), ("b.txt", "Le port a rouvert.")])
}

#[test]
fn a_check_and_the_repair_that_follows_it_in_json() {
    let bench = bench();
    let check = bench.run("check --json").ended(0).json::<Check>();
    assert_eq!(
        (check.schema.as_str(), check.well, check.articles, check.compared),
        ("depeche.check/1", true, 2, 2)
    );
    assert!(check.findings.is_empty() && check.repair.0.is_none(), "{check:?}");

    let files = std::fs::read_dir(bench.index_directory()).unwrap().map(|file| file.unwrap().path());
    for store in files.filter(|file| file.extension().is_some_and(|extension| extension == "store")) {
        std::fs::remove_file(store).unwrap();
    }
    let check = bench.run("check --json").ended(1).json::<Check>();
    let finding = &check.findings[0];
    assert_eq!((finding.severity, finding.kind), (Severity::Damage, FindingKind::Missing));
    assert!(finding.file.0.as_ref().is_some_and(|file| file.ends_with(".store")), "{finding:?}");
    assert!(finding.message.contains("`depeche check --repair`"), "{finding:?}");

    bench.remove("presse/b.txt");
    let check = bench.run("check --repair --json").ended(1).json::<Check>();
    let repair = check.repair.0.unwrap();
    assert_eq!((repair.kept, repair.read_again, repair.articles), (0, 1, 1));
    assert_eq!(repair.lost[0].place, "presse/b.txt");
    assert!(check.well, "what was made is sound");
    bench.run("check --repair").ended(0).says("well");
}

#[test]
fn snapshots_in_json() {
    let bench = bench();
    let made = bench.run("snapshot create --json").ended(0).json::<Snapshots>();
    let [snapshot] = made.snapshots.as_slice() else { panic!("{made:?}") };
    assert_eq!(
        (made.schema.as_str(), snapshot.archive.as_str(), snapshot.articles),
        ("depeche.snapshots/1", "default", 2)
    );
    assert!(snapshot.own_bytes < snapshot.bytes);
    let listed = bench.run("snapshot list --json").ended(0).json::<Snapshots>();
    assert_eq!(listed.snapshots[0].name, snapshot.name);
    let check = bench.run(&format!("snapshot verify {} --json", snapshot.name)).ended(0).json::<Check>();
    assert_eq!((check.well, check.path), (true, snapshot.path.clone()));
}

#[test]
fn a_damaged_list_of_what_is_withdrawn_is_found_and_mended_by_the_other() {
    let bench = bench();
    let id = bench.run("query Sanaa --json").ended(0).json::<crate::contract::Search>().hits[0].id.clone();
    bench.run(&format!("withdraw {id} --reason plainte")).ended(0);
    let copy = bench.archive().join("withdrawn.json");
    let own = bench.path("home/.config/depeche/withdrawn/default.json");
    let current = std::fs::read_to_string(bench.archive().join("CURRENT")).unwrap();
    for (damaged, advice) in [(&copy, "beside your settings"), (&own, "the archive's copy")] {
        std::fs::write(damaged, "{").unwrap();
        bench.run("query port").ended(2);
        let check = bench.run("check --json").ended(1).json::<Check>();
        let [finding] = check.findings.as_slice() else { panic!("{check:?}") };
        assert_eq!(finding.file.0.as_deref(), Some("withdrawn.json"));
        assert!(finding.message.contains(advice), "{finding:?}");
        bench.run("check --repair").ended(0).says("well").warns("look through");
        bench.run("query Sanaa").ended(1);
        bench.run("query port").ended(0);
    }
    // Where neither can be read nothing is made up.
    std::fs::write(&copy, "{").unwrap();
    std::fs::write(&own, "{").unwrap();
    bench.run("check --repair").ended(1).says("put it back from a snapshot");
    bench.run("query port").ended(2);
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "{");
    // The index was sound all the time, and is the same.
    assert_eq!(std::fs::read_to_string(bench.archive().join("CURRENT")).unwrap(), current);
    std::fs::remove_file(&own).unwrap();
    std::fs::remove_file(&copy).unwrap();
    bench.run("archives remove default --yes").ended(0);
}

#[test]
fn a_damaged_memory_of_alerts_is_found_and_put_aside() {
    let bench = bench();
    bench.run("alert add port port --jsonl port.jsonl").ended(0);
    bench.write("presse/c.txt", "Le port de Lorme attend un navire.");
    bench.run("index").ended(0);
    let memory = bench.archive().join("alerts.json");
    std::fs::write(&memory, "{").unwrap();
    bench.run("check").ended(1).says("! alerts.json").says("begin anew with the next run");
    bench.run("check --repair").ended(0).says("well").warns("alerts.json.damaged");
    bench.run("check").ended(0);
    bench.run("index").ended(0);
    bench.write("presse/d.txt", "Au port, le navire est parti.");
    bench.run("index").ended(0);
    let lines = std::fs::read_to_string(bench.path("port.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2, "{lines}");
}
