//! The life of an archive in docs/operations.md is what the program does: its `console` blocks are run in order, with a copy of the
//! demonstration archive in the folder `presse`. In an expected line `…` stands for the rest of it.

use std::path::Path;

use crate::harness::{Bench, project, seeds, shell_words};
use crate::readme::{Step, steps};

#[test]
fn the_life_of_an_archive_is_as_told() {
    let page = std::fs::read_to_string(project().join("docs/operations.md")).unwrap();
    let steps = steps(&page);
    assert!(steps.len() >= 20, "docs/operations.md has {} steps", steps.len());
    let bench = Bench::new();
    copy(&seeds(), &bench.path("presse"));
    let mut faults = String::new();
    // Snapshots are called by their time: the page's name is that of the newest one.
    let mut snapshot: Option<String> = None;
    for Step { line_number, command, expected } in &steps {
        let command = match &snapshot {
            Some(name) => command.replace(PAGES_NAME, name),
            None => command.clone(),
        };
        let words = shell_words(&command);
        assert_eq!(
            words.first().map(String::as_str),
            Some("depeche"),
            "operations.md:{line_number}: {command}"
        );
        let output = bench.command(&words[1..]).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if command.starts_with("depeche snapshot create") {
            snapshot = out.split_whitespace().next().map(str::to_string);
        }
        let expected: Vec<String> = expected
            .iter()
            .map(|line| snapshot.as_ref().map_or(line.clone(), |name| line.replace(PAGES_NAME, name)))
            .collect();
        let lines: Vec<&str> = out.trim_end().lines().map(str::trim_end).collect();
        if !output.status.success() || !fits(&expected, &lines) {
            let status = output.status;
            let expected = expected.join("\n");
            faults += &format!(
                "operations.md:{line_number}: $ {command}\n{status}\n{out}{err}\nnot:\n{expected}\n"
            );
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
    let figures = std::fs::read_to_string(bench.path("presse.prom")).unwrap();
    assert!(figures.contains("depeche_articles{archive=\"default\"} 99\n"), "{figures}");
}

const PAGES_NAME: &str = "default-20261120T023004Z";

fn fits(expected: &[String], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=lines.len()).any(|skip| fits(rest, &lines[skip..]))
        }
        Some((first, rest)) => {
            let is_line = |line: &&str| match first.strip_suffix('…') {
                Some(start) => line.starts_with(start),
                None => line == first,
            };
            lines.first().is_some_and(is_line) && fits(rest, &lines[1..])
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

#[test]
fn the_rest_of_a_line_may_differ() {
    let fits = |expected: &str, lines: &[&str]| {
        self::fits(&expected.lines().map(str::to_string).collect::<Vec<_>>(), lines)
    };
    assert!(fits("a …\n…\nd", &["a b c", "x", "d"]) && !fits("a …", &["b"]) && !fits("a", &["a b"]));
}
