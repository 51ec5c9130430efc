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
