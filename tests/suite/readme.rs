//! The README's session is what the program says: its `console` blocks are run in order and compared line by line.
//!
//! In a block, a line that begins with `$ ` is a command; the lines up to the next are what it writes to stdout. A line `…`
//! stands for any number of lines. Commands begin with `depeche`, are cut into words as a shell does, and run at the
//! project's root with a home of their own, 80 columns wide.

use crate::harness::{Bench, project, shell_words};

/// A command and the lines it should write.
#[derive(Debug, Default, PartialEq)]
pub struct Step {
    pub line_number: usize,
    pub command: String,
    pub expected: Vec<String>,
}

/// The steps of all console blocks.
pub fn steps(markdown: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut is_inside = false;
    for (number, line) in (1..).zip(markdown.lines()) {
        if line.starts_with("```") {
            is_inside = line.trim_end() == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| is_inside) {
            steps.push(Step { line_number: number, command: command.to_string(), expected: Vec::new() });
        } else if is_inside {
            let step = steps.last_mut().unwrap_or_else(|| panic!("line {number}: output without a command"));
            step.expected.push(line.trim_end().to_string());
        }
    }
    // A blank line before the next command or the end of the block belongs to the page.
    for step in &mut steps {
        while step.expected.last().is_some_and(String::is_empty) {
            step.expected.pop();
        }
    }
    steps
}

/// Whether the lines are those expected; `…` stands for any number of lines, none included.
pub fn fits(expected: &[String], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=lines.len()).any(|skip| fits(rest, &lines[skip..]))
        }
        Some((first, rest)) => lines.first() == Some(&first.as_str()) && fits(rest, &lines[1..]),
    }
}

#[test]
fn the_session_of_the_readme_is_true() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let steps = steps(&readme);
    assert!(!steps.is_empty(), "README.md has no console block");
    let bench = Bench::new();
    let mut faults = String::new();
    for Step { line_number, command, expected } in &steps {
        let words = shell_words(command);
        assert_eq!(words.first().map(String::as_str), Some("depeche"), "README.md:{line_number}: {command}");
        let output = bench.command(&words[1..]).current_dir(project()).output().unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = out.trim_end().lines().map(str::trim_end).collect();
        if !fits(expected, &lines) {
            let err = String::from_utf8_lossy(&output.stderr);
            faults += &format!(
                "README.md:{line_number}: $ {command}\nsays:\n{out}{err}\nnot:\n{}\n",
                expected.join("\n")
            );
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn blocks_are_read_as_described() {
    let markdown = "```console\n$ depeche a\none\n…\n\n$ depeche b\n```\n```sh\n$ depeche c\n```\n";
    let step = |line_number, command: &str, expected: &[&str]| Step {
        line_number,
        command: command.into(),
        expected: expected.iter().map(|line| line.to_string()).collect(),
    };
    assert_eq!(steps(markdown), [step(2, "depeche a", &["one", "…"]), step(6, "depeche b", &[])]);
    let fits = |expected: &str, lines: &[&str]| {
        fits(&expected.lines().map(str::to_string).collect::<Vec<_>>(), lines)
    };
    assert!(fits("a\n…\nc", &["a", "b", "b", "c"]) && fits("a\n…\nc", &["a", "c"]) && fits("…", &[]));
    assert!(!fits("a\n…\nc", &["a", "b"]) && !fits("a", &["a", "b"]) && !fits("", &["a"]));
}
