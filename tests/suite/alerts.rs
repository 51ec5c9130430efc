//! Alerts from the command line: set up, answered by runs, looked after; and the page that explains them, command by command.

use std::process::{Command, Stdio};

use crate::contract::{AlertKind, AlertLine, AlertList, Matched, Told};
use crate::harness::{Bench, project};
use crate::readme::{Step, fits, steps};

const SETTINGS: &str = "home/.config/depeche/depeche.toml";

fn bench() -> Bench {
    Bench::with(&[
        ("a.txt", "La trêve d'Orsane\n\nLes armes se taisent à Orsane : la trêve tient.\n"),
        ("b.txt", "Un port sans rapport\n\nLe port de Vaubrune rouvre demain matin.\n"),
    ])
}

fn lines(bench: &Bench, path: &str) -> Vec<AlertLine> {
    let text = std::fs::read_to_string(bench.path(path)).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_alert_is_set_up_answered_and_taken_out() {
    let bench = bench();
    bench.write(SETTINGS, "# ours\nmemory = \"256M\" # enough\n");
    bench
        .run("alert add orsane trêve -Vaubrune --jsonl out.jsonl --rss feed.xml --max-age 30d --passages 1")
        .ended(0)
        .says("trêve AND NOT Vaubrune")
        .says("1 article of the archive matches today, and is no news");
    let settings = std::fs::read_to_string(bench.path(SETTINGS)).unwrap();
    assert!(settings.starts_with("# ours\nmemory = \"256M\" # enough\n"), "{settings}");
    assert!(
        settings.contains("[archives.default.alerts.orsane]\nquery = \"trêve -Vaubrune\"\n"),
        "{settings}"
    );
    bench.run("alert list").ended(0).says("orsane: trêve -Vaubrune").says("begins with the next run");
    bench.run("index").ended(0);
    assert!(bench.path("feed.xml").exists() && lines(&bench, "out.jsonl").is_empty());
    bench.write("presse/c.txt", "La trêve prolongée\n\nLa trêve est prolongée de deux mois.\n");
    bench.run("index").ended(0).warns("1 alert delivered 1 article.");
    bench.run("index --full").ended(0);
    let told = lines(&bench, "out.jsonl");
    assert_eq!(told.len(), 1);
    let line = &told[0];
    assert_eq!(
        (line.schema.as_str(), line.alert.as_str(), line.kind),
        ("depeche.alert/1", "orsane", Told::New)
    );
    assert_eq!((line.path.as_str(), line.matched, line.passages.len()), ("c.txt", Matched::All, 1));
    assert_eq!((line.delivery.len(), line.generation, line.archive.as_str()), (16, 2, "default"));
    let feed = std::fs::read_to_string(bench.path("feed.xml")).unwrap();
    assert_eq!(feed.matches(&line.delivery).count(), 1);
    let list: AlertList = bench.run("alert list --json").ended(0).json();
    assert_eq!((list.schema.as_str(), list.alerts.len()), ("depeche.alerts/1", 1));
    let alert = &list.alerts[0];
    assert_eq!((alert.delivered, alert.pending, alert.max_age_days.0), (1, false, Some(30)));
    assert_eq!(
        alert.destinations.iter().map(|to| to.kind).collect::<Vec<_>>(),
        [AlertKind::Rss, AlertKind::Jsonl]
    );
    bench.run("alert test orsane").ended(0).says("1 article of the last run").says("c.txt");
    bench.run("alert test orsane --since 2200").ended(1).says("0 articles published since 2200");
    bench.run("alert remove orsane").ended(0).says("is gone");
    let settings = std::fs::read_to_string(bench.path(SETTINGS)).unwrap();
    assert!(settings.starts_with("# ours\n") && !settings.contains("orsane"), "{settings}");
    bench.write("presse/d.txt", "La trêve encore\n\nLa trêve est encore prolongée.\n");
    bench.run("index").ended(0);
    assert_eq!(lines(&bench, "out.jsonl").len(), 1);
    // Set up again, it begins anew.
    bench.run("alert add orsane trêve --jsonl out.jsonl").ended(0);
    bench.run("index").ended(0);
    assert_eq!(lines(&bench, "out.jsonl").len(), 1);
}

#[test]
fn what_cannot_be_set_up_is_told_and_nothing_is_written() {
    let bench = bench();
    bench.run("alert add orsane trêve").ended(2).warns("the alert would go nowhere").warns("--rss");
    bench
        .run("alert add orsane trêve --rss nowhere/feed.xml")
        .ended(2)
        .warns("there is no folder [place]/nowhere");
    bench.run("alert add orsane trêve --rss feed.xml --max-age soon").ended(2);
    bench.run("alert add a/b trêve --rss feed.xml").ended(2).warns("cannot name an alert");
    bench.run("alert add orsane ' ' --rss feed.xml").ended(2).warns("nothing to look for");
    bench.run("alert add orsane trêve --rss feed.xml --archive other").ended(2).warns("there is no archive");
    assert!(!bench.path(SETTINGS).exists());
    bench
        .run("alert add orsane trêve --rss presse/feed.xml")
        .ended(0)
        .warns("lies in a folder of the archive");
    bench.run("alert add orsane paix --rss b.xml").ended(2).warns("already").warns("alert remove orsane");
    bench.run("alert test paix").ended(2).warns("no alert `paix`").warns("it has orsane");
}

#[test]
fn a_failed_delivery_is_told_and_made_by_the_next_run() {
    let bench = bench();
    bench.run("alert add orsane trêve --command 'sh -c \"test -e gate && cat >> log || { echo closed >&2; exit 3; }\"'");
    bench.write(
        SETTINGS,
        format!(
            "[archives.default.alerts.orsane]\nquery = \"trêve\"\ncommand = \"sh -c 'cd {} && test -e gate && cat >> log'\"\n",
            bench.root.display()
        ),
    );
    bench.run("index").ended(0);
    bench.write("presse/c.txt", "La trêve prolongée\n\nLa trêve est prolongée de deux mois.\n");
    bench
        .run("index")
        .ended(0)
        .warns("the alert `orsane` could not deliver (command)")
        .warns("with the next run");
    let listed = bench.run("alert list").ended(0).says("command fails since").says("news wait");
    assert!(
        listed.out.lines().any(|line| line.contains(" UTC: ")),
        "a time as `status` has it: {}",
        listed.out
    );
    bench
        .run("alert add vieux trêve --jsonl v.jsonl --max-age 12h")
        .ended(2)
        .warns("--max-age 12h: must be a number of days, such as 30d");
    bench.run("alert run").ended(1).warns("could not deliver");
    bench.write("gate", "");
    bench.run("alert run").ended(0).says("orsane: 1 article");
    bench.run("alert run").ended(0).says("orsane: 0 articles");
    assert_eq!(lines(&bench, "log").len(), 1);
}

/// An archive at a place of its own is named in the settings, so that its runs know its alerts.
#[test]
fn an_archive_at_a_place_of_its_own_has_alerts_too() {
    let bench = bench();
    bench.run("index presse --index own").ended(0);
    bench.run("alert add orsane trêve --jsonl out.jsonl --index own").ended(0);
    bench.write("presse/c.txt", "La trêve prolongée\n\nLa trêve est prolongée de deux mois.\n");
    bench.run("index").ended(0);
    assert!(lines(&bench, "out.jsonl").is_empty(), "another archive");
    bench.run("index --index own").ended(0);
    assert_eq!(lines(&bench, "out.jsonl").len(), 1);
    bench.run("alert list --index own").ended(0).says("1 article delivered");
}

#[test]
fn the_page_on_alerts_is_true() {
    let page = std::fs::read_to_string(project().join("docs/alerts.md")).unwrap();
    let steps = steps(&page);
    assert!(steps.len() > 8, "docs/alerts.md has few commands");
    let bench = Bench::new();
    bench.write("presse/a.txt", "La trêve d'Orsane\n\nLes armes se taisent à Orsane : la trêve tient.\n");
    bench.write("presse/b.txt", "Le port d'Orsane\n\nLe port d'Orsane rouvre demain matin.\n");
    let mut faults = String::new();
    for Step { line_number, command, expected } in &steps {
        let output = match command.strip_prefix("depeche ") {
            Some(typed) => bench.command(&crate::harness::shell_words(typed)).stdin(Stdio::null()).output(),
            None => Command::new("sh").arg("-c").arg(command).current_dir(&bench.root).output(),
        };
        let output = output.unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let out = out.replace(bench.root.to_str().unwrap(), "[place]");
        let shown: Vec<&str> = out.trim_end().lines().map(str::trim_end).collect();
        if !output.status.success() || !fits_partly(expected, &shown) {
            faults += &format!("docs/alerts.md:{line_number}: $ {command}\nsays:\n{out}{err}\n");
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// As in the README; a line that ends with `…` goes on somehow.
fn fits_partly(expected: &[String], lines: &[&str]) -> bool {
    let cut = |(line, expected): (&&str, &String)| match expected.strip_suffix('…') {
        Some(begin) if !begin.trim().is_empty() && line.starts_with(begin) => expected.clone(),
        _ => line.to_string(),
    };
    if expected.len() != lines.len() {
        return fits(expected, lines);
    }
    let cut: Vec<String> = lines.iter().zip(expected).map(cut).collect();
    fits(expected, &cut.iter().map(String::as_str).collect::<Vec<_>>())
}
