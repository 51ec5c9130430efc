//! What is remembered of runs, and what monitoring is told of it.

use std::time::{Duration, SystemTime};

use serde::Deserialize;

use crate::contract::{Nullable, Run, RunOutcome, Status, Trigger};
use crate::harness::{Bench, hold_lock};

const SETTINGS: &str = "home/.config/depeche/depeche.toml";

fn bench() -> Bench {
    Bench::with(&[("2021/treve.txt", "La trêve d'Orsane\n\nLes armes se taisent à Orsane.\n")])
}

fn status(bench: &Bench, typed: &str) -> Status {
    serde_json::from_slice(&bench.run(typed).raw_out).unwrap()
}

#[test]
fn runs_are_remembered_with_what_they_did() {
    let bench = bench();
    bench.write("presse/2021/bis.txt", "Les pourparlers d'Orsane\n\nIls reprennent jeudi.\n");
    bench.run("index --trigger schedule").ended(0);
    bench.run("index --reanalyze").ended(0);
    let status = status(&bench, "status --runs=2 --json");
    let Nullable(Some(health)) = status.health else { panic!("{:?}", status.health) };
    let last = health.last.0.unwrap();
    assert_eq!((last.run, last.mode.as_str(), last.trigger), (3, "reanalyze", Trigger::Manual));
    assert!(!health.running && health.failures_in_a_row == 0);
    let [newest, before] = status.runs.as_slice() else { panic!("{:?}", status.runs) };
    assert_eq!(newest, &last);
    assert_eq!((before.trigger, before.outcome.0), (Trigger::Schedule, Some(RunOutcome::Done)));
    let counts = before.counts.0.as_ref().unwrap();
    assert_eq!((counts.articles_added, counts.articles_total), (1, 2));
    assert_eq!((counts.files["added"], counts.files["unchanged"]), (1, 1));
    bench.run("status --runs").ended(0).says("(schedule, update): done in").says("1 article added");
    // A query that refreshes its folder and finds nothing new is no run to remember.
    bench.run("query --folder presse armes").ended(0);
    bench.run("query --folder presse armes").ended(0);
    let name = std::fs::read_dir(bench.path("home/.local/share/depeche/archives")).unwrap();
    let name = name.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = { name }.find(|name| name.starts_with("folder-")).unwrap();
    let runs = self::status(&bench, &format!("status --archive {name} --runs --json")).runs;
    assert_eq!(runs.iter().map(|run| run.trigger).collect::<Vec<_>>(), [Trigger::Query]);
}

#[test]
fn only_the_newest_runs_are_kept() {
    let bench = bench();
    bench.write(SETTINGS, "[archives.default]\nkeep-runs = 4\n");
    for _ in 0..12 {
        bench.run("index").ended(0);
    }
    let runs = status(&bench, "status --runs=100 --json").runs;
    assert!((4..=6).contains(&runs.len()), "{}", runs.len());
    assert_eq!(runs[0].run, 13);
}

#[derive(Debug, Deserialize)]
struct Told {
    schema: String,
    archive: String,
    #[serde(flatten)]
    run: serde_json::Value,
}

#[test]
fn failure_and_recovery_are_told_once() {
    let bench = bench();
    bench.write(
        SETTINGS,
        "[archives.default]\non-failure = \"sh -c 'cat >> failures'\"\non-recovery = \"sh -c 'cat >> recoveries'\"\nmetrics = \"../../../presse.prom\"\n",
    );
    let meta = bench.index_directory().join("meta.json");
    let sound = std::fs::read(&meta).unwrap();
    std::fs::write(&meta, "not JSON").unwrap();
    bench.run("index").ended(2);
    bench.run("index").ended(2);
    bench
        .run("status")
        .ended(1)
        .says("2 runs failed since")
        .says("the last one says: files of the index are missing or damaged");
    let figures = std::fs::read_to_string(bench.path("presse.prom")).unwrap();
    assert!(figures.contains("depeche_last_run_failed{archive=\"default\"} 1\n"), "{figures}");
    assert!(figures.contains("depeche_failures_in_a_row{archive=\"default\"} 2\n"), "{figures}");
    std::fs::write(&meta, sound).unwrap();
    bench.run("index").ended(0);
    bench.run("status").ended(0);
    let told = |name: &str| -> Vec<Told> {
        let text = std::fs::read_to_string(bench.path(name)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (failures, recoveries) = (told("failures"), told("recoveries"));
    assert_eq!((failures.len(), recoveries.len()), (1, 1), "{failures:?} {recoveries:?}");
    assert_eq!((failures[0].schema.as_str(), failures[0].archive.as_str()), ("depeche.run/1", "default"));
    let run: Run = serde_json::from_value(failures[0].run.clone()).unwrap();
    assert_eq!(run.outcome.0, Some(RunOutcome::Failed));
    assert!(run.failures[0].contains("missing or damaged"), "{run:?}");
    let figures = std::fs::read_to_string(bench.path("presse.prom")).unwrap();
    assert!(figures.contains("depeche_failures_in_a_row{archive=\"default\"} 0\n"), "{figures}");
}

/// Commands that write down what they are told, and figures.
const TOLD: &str = "on-failure = \"sh -c 'cat >> failures'\"\non-recovery = \"sh -c 'cat >> recoveries'\"\nmetrics = \"../../../presse.prom\"\n";

fn told(bench: &Bench, name: &str) -> Vec<Told> {
    let text = std::fs::read_to_string(bench.path(name)).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_scheduled_run_that_cannot_begin_is_a_failing_one() {
    let bench = bench();
    bench.write(SETTINGS, format!("[archives.default]\n{TOLD}"));
    let archive = "home/.local/share/depeche/archives/default";
    bench.rename(archive, "elsewhere");
    // Somebody who types it sees it.
    bench.run("index").ended(2);
    assert!(told(&bench, "failures").is_empty());
    bench.run("index --trigger schedule").ended(2).warns("no archive");
    bench.run("index --trigger schedule").ended(2);
    let failures = told(&bench, "failures");
    assert_eq!((failures.len(), failures[0].archive.as_str()), (1, "default"), "{failures:?}");
    let run: Run = serde_json::from_value(failures[0].run.clone()).unwrap();
    assert_eq!((run.run, run.outcome.0, run.trigger), (0, Some(RunOutcome::Failed), Trigger::Schedule));
    assert!(run.failures[0].contains("no archive"), "{run:?}");
    let figures = std::fs::read_to_string(bench.path("presse.prom")).unwrap();
    for line in ["usable{archive=\"default\"} 0", "last_run_failed{archive=\"default\"} 1"] {
        assert!(figures.contains(&format!("depeche_{line}\n")), "{figures}");
    }
    bench.run("status").ended(2).warns("2 runs could not begin since");
    bench.rename("elsewhere", archive);
    bench.run("status").ended(1).says("! 2 runs could not begin since");
    bench.run("index --trigger schedule").ended(0);
    bench.run("status").ended(0);
    assert_eq!((told(&bench, "failures").len(), told(&bench, "recoveries").len()), (1, 1));
}

#[test]
fn a_lost_archive_of_the_settings_is_not_made_anew_by_its_schedule() {
    let bench = bench();
    let schedule = "[archives.une.schedule]\nevery = \"1h\"\n";
    bench.write(SETTINGS, format!("[archives.une]\nfolders = [\"../../../presse\"]\n{TOLD}{schedule}"));
    bench.run("index --archive une --trigger schedule").ended(0);
    let archive = "home/.local/share/depeche/archives/une";
    bench.rename(archive, "elsewhere");
    bench.run("index --archive une --trigger schedule").ended(2).warns("is not there any more");
    assert!(!bench.path(archive).exists());
    assert_eq!(told(&bench, "failures").len(), 1);
    bench.run("schedule list").ended(0).says("! 1 run could not begin since");
    bench.run("index --archive une").ended(0);
    assert_eq!(told(&bench, "recoveries").len(), 1);
    bench.run("index --archive une --trigger schedule").ended(0);
    // One that was deleted on purpose is made anew.
    bench.run("archives remove une --yes").ended(0);
    bench.run("index --archive une --trigger schedule").ended(0);
    assert_eq!(told(&bench, "failures").len(), 1);
}

#[test]
fn a_failure_that_the_history_cannot_take_is_told_too() {
    let bench = bench();
    bench.write(SETTINGS, format!("[archives.default]\n{TOLD}"));
    let meta = bench.index_directory().join("meta.json");
    let sound = std::fs::read(&meta).unwrap();
    std::fs::write(&meta, "not JSON").unwrap();
    let history = bench.archive().join("runs.jsonl");
    std::fs::remove_file(&history).unwrap();
    std::fs::create_dir(&history).unwrap();
    bench.run("index --trigger schedule").ended(2).warns("not noted in the history");
    bench.run("index").ended(2);
    assert_eq!(told(&bench, "failures").len(), 1);
    std::fs::write(&meta, sound).unwrap();
    std::fs::remove_dir(&history).unwrap();
    bench.run("index").ended(0);
    assert_eq!((told(&bench, "failures").len(), told(&bench, "recoveries").len()), (1, 1));
}

#[test]
fn a_run_that_breaks_down_is_told_like_any_other() {
    let text = "La trêve d'Orsane tient à Sanaa depuis hier.";
    let bench = Bench::with(&[("1.txt", text), ("2.txt", text), ("3.txt", text)]);
    bench.write(SETTINGS, format!("[archives.default]\n{TOLD}"));
    let files = std::fs::read_dir(bench.index_directory()).unwrap().map(|file| file.unwrap().path());
    let mut norms = files.filter(|file| file.extension().is_some_and(|extension| extension == "fieldnorm"));
    let norms = norms.next().unwrap();
    let mut bytes = std::fs::read(&norms).unwrap();
    bytes[40..48].fill(0xff); // where the parts of the file begin
    std::fs::write(&norms, bytes).unwrap();
    bench.remove("presse/1.txt");
    bench.write("presse/4.txt", "Les pourparlers d'Orsane reprennent jeudi.");
    bench.run("index --trigger schedule").ended(2).warns("the program broke down");
    let failures = told(&bench, "failures");
    assert!(failures.len() == 1 && failures[0].run["outcome"] == "failed", "{failures:?}");
    bench.run("status").ended(1).says("the last one says: the program broke down");
    bench.run("check --repair").ended(0);
    bench.run("index --trigger schedule").ended(0);
    assert_eq!(told(&bench, "recoveries").len(), 1);
}

#[test]
fn a_scheduled_run_that_finds_another_at_work_is_skipped() {
    let bench = bench();
    bench
        .write(SETTINGS, format!("[archives.default]\n{TOLD}[archives.default.schedule]\nevery = \"30m\"\n"));
    std::fs::remove_file(bench.archive().join("runs.jsonl")).unwrap();
    let lock = hold_lock(&bench.archive());
    bench.run("index --trigger schedule --quiet").ended(0).warns("skipped: another depeche");
    bench.run("index").ended(2).warns("another depeche");
    drop(lock);
    assert!(told(&bench, "failures").is_empty());
    // It did not run: its time goes on being missed.
    let settings = std::fs::File::options().write(true).open(bench.archive().join("archive.json")).unwrap();
    settings.set_modified(SystemTime::now() - Duration::from_secs(86_400)).unwrap();
    bench.run("status").ended(1).says("a run was due at").says("did not come");
}

#[test]
fn a_command_that_fails_or_is_not_there_is_told_and_costs_no_run() {
    let bench = bench();
    let meta = bench.index_directory().join("meta.json");
    std::fs::write(&meta, "not JSON").unwrap();
    bench.write(SETTINGS, "[archives.default]\non-failure = \"no-such-command\"\non-recovery = \"false\"\n");
    bench.run("index").ended(2).warns("`no-such-command` of your settings could not be started");
    bench.run("index --full").ended(0).warns("`false` of your settings failed");
}

#[test]
fn figures_that_cannot_be_written_are_told_of_the_file_asked_for() {
    let bench = bench();
    let status = bench.run("status --metrics ailleurs/presse.prom").ended(2).warns("ailleurs/presse.prom: ");
    assert!(!status.err.contains(".new"), "{}", status.err);
}

#[test]
fn status_and_schedules_mean_the_same_by_the_last_run() {
    let bench = bench();
    bench.write(SETTINGS, "[archives.default.schedule]\nevery = \"30m\"\n");
    bench.run("index --reanalyze").ended(0);
    let last = status(&bench, "status --json").health.0.unwrap().last.0.unwrap();
    assert_eq!(last.mode, "reanalyze");
    let listed: serde_json::Value = bench.run("schedule list --json").ended(0).json();
    assert_eq!(listed["schedules"][0]["last"], serde_json::json!(last.started));
}

#[test]
fn a_run_that_did_not_come_is_told() {
    let bench = bench();
    bench.write(SETTINGS, "[archives.default.schedule]\nevery = \"30m\"\n");
    bench.run("status").ended(0).says("(every 30m)");
    // As if the last run had been yesterday.
    let runs = bench.archive().join("runs.jsonl");
    let yesterday = jiff::Timestamp::try_from(SystemTime::now() - Duration::from_secs(86_400)).unwrap();
    let today = jiff::Timestamp::now().to_string();
    let text = std::fs::read_to_string(&runs).unwrap();
    std::fs::write(&runs, text.replace(&today[..10], &yesterday.to_string()[..10])).unwrap();
    bench.run("status").ended(1).says("a run was due at").says("(every 30m) and did not come");
    let status = status(&bench, "status --json");
    assert!(status.health.0.unwrap().overdue_since.0.is_some());
    bench.write(SETTINGS, "[archives.default.schedule]\nevery = \"30m\"\npaused = true\n");
    bench.run("status").ended(0).says("the schedule is paused");
    bench.write(SETTINGS, "[archives.default.schedule]\nevery = \"30m\"\n");
    bench.run("index").ended(0);
    bench.run("status").ended(0);
    bench.run("status --metrics presse.prom").ended(0);
    let figures = std::fs::read_to_string(bench.path("presse.prom")).unwrap();
    assert!(figures.contains("depeche_overdue{archive=\"default\"} 0\n"), "{figures}");
}
