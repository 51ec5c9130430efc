//! `query --batch`: one process serves a script; a bad line costs only itself; every answer is flushed at its end.

use std::io::{BufRead, BufReader, Write};

use crate::contract::{Line, Search};
use crate::harness::Bench;

fn bench() -> Bench {
    Bench::with(&[
        ("a.txt", "La trêve tient à Sanaa."),
        ("b.jsonl", "{\"id\":\"dép 17\",\"text\":\"Une trêve à Orsane, un accord.\"}\n"),
    ])
}

/// What each line is, and of which query.
fn kinds(lines: &[Line]) -> Vec<(&'static str, Option<&str>)> {
    fn kind(line: &Line) -> (&'static str, Option<&str>) {
        match line {
            Line::Hit(qid, _) => ("hit", qid.as_deref()),
            Line::End(end) => ("end", end.qid.as_deref()),
            Line::Failed(qid, _) => ("failed", qid.as_deref()),
        }
    }
    lines.iter().map(kind).collect()
}

#[test]
fn every_query_has_its_hits_and_its_end() {
    let bench = bench();
    let ended =
        bench.run_with_input("query --batch -", "q1\ttrêve\nq2\tzorblatique\n\nq3\t\"un accord\"\n").ended(0);
    let lines = ended.json_lines::<Line>();
    let q = |id| Some(id);
    assert_eq!(
        kinds(&lines),
        [
            ("hit", q("q1")),
            ("hit", q("q1")),
            ("end", q("q1")),
            ("end", q("q2")),
            ("hit", q("q3")),
            ("end", q("q3"))
        ]
    );
    bench.run_with_input("query --batch -", "q1\tzorblatique\n").ended(1);
}

#[test]
fn bad_lines_are_answered_and_the_rest_goes_on() {
    let bench = bench();
    let long = "x".repeat(2 << 20);
    let mut input = format!("q1\nq2\t \n\tq3\nq4\t{long}\n").into_bytes();
    input.extend_from_slice(b"q5\t\xe9t\xe9\nq6\ttr\xc3\xaave");
    let ended = bench.run_with_input("query --batch - -n 1", input).ended(2);
    let lines = ended.json_lines::<Line>();
    let failed = ("failed", None);
    assert_eq!(
        kinds(&lines),
        [
            ("failed", Some("q1")),
            ("failed", Some("q2")),
            failed,
            failed,
            failed,
            ("hit", Some("q6")),
            ("end", Some("q6"))
        ]
    );
    for line in &lines {
        if let Line::Failed(_, failure) = line {
            assert_eq!((failure.schema.as_str(), failure.code.as_str()), ("depeche.error/1", "usage"));
            assert!(failure.message.starts_with("line "), "{}", failure.message);
        }
    }
}

#[test]
fn answers_are_flushed_and_see_what_was_indexed_meanwhile() {
    let bench = bench();
    let mut script = bench.start("query --batch - --format jsonl --passages 0");
    let mut stdin = script.stdin.take().unwrap();
    let mut answers = BufReader::new(script.stdout.take().unwrap()).lines();
    let mut ask = |text: &str| {
        writeln!(stdin, "q\t{text}").unwrap();
        loop {
            // It blocks for ever where an answer is not flushed: the test then fails by its time limit.
            let line: Line = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
            if let Line::End(end) = line {
                return end.total.articles;
            }
        }
    };
    assert_eq!(ask("trêve"), 2);
    assert_eq!(ask("pourparlers"), 0);
    bench.write("presse/c.txt", "Des pourparlers ont repris.");
    bench.run("index").ended(0);
    assert_eq!(ask("pourparlers"), 1);
    drop(stdin);
    assert!(script.wait().unwrap().success());
}

#[test]
fn runs_are_lines_of_six_columns() {
    let bench = bench();
    bench.write("queries.tsv", "301\ttrêve\n302\tzorblatique\n303\taccord\n");
    let ended = bench.run("query --batch queries.tsv --format trec").ended(0);
    let rows: Vec<Vec<&str>> = ended.out.lines().map(|line| line.split(' ').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "depeche"), "{}", ended.out);
    let topics: Vec<_> = rows.iter().map(|row| (row[0], row[3])).collect();
    assert_eq!(topics, [("301", "1"), ("301", "2"), ("303", "1")]);
    assert_eq!(rows[2][2], "dép_17", "the source's own id names the article");
    let scores: Vec<f64> = rows.iter().map(|row| row[4].parse().unwrap()).collect();
    assert!(scores[0] >= scores[1]);
    bench.run("query trêve --format trec").ended(0).says("1 Q0 ");
    let bad = bench.run_with_input("query --batch - --format trec", "q1\nq2\ttrêve\n").ended(2);
    bad.warns("line 1 has no tab").says("q2 Q0 ");
}

#[test]
fn runs_of_passages_have_their_bytes() {
    let bench = bench();
    let ended =
        bench.run_with_input("query --batch - --format trec --level passage", "q1\taccord\n").ended(0);
    let row: Vec<&str> = ended.out.trim_end().split('\t').collect();
    assert_eq!([row[0], row[1], row[2], row[3], row[4]], ["q1", "1", "dép_17", "0", "32"], "{}", ended.out);
    bench.run("query accord --format trec --level passage").ended(0).says("1\t1\tdép_17\t0\t32\t");
}

#[test]
fn options_hold_for_every_query() {
    let bench = bench();
    let ended = bench.run_with_input("query --batch - -n 1 --timing", "q1\ttrêve\nq2\taccord\n").ended(0);
    let hits = ended.json_lines::<Line>().into_iter().filter(|line| matches!(line, Line::Hit(..))).count();
    assert_eq!(hits, 2);
    let timed: Vec<_> = ended.err.lines().map(|line| line.split('\t').next().unwrap()).collect();
    assert_eq!(timed, ["q1", "q2"]);
    bench.run("query --batch - --json").ended(2).warns("jsonl, csv, tsv or trec");
    bench.run("query --batch absent.tsv").ended(2).warns("absent.tsv");
    bench.run("query --batch - trêve").ended(2);
    assert_eq!(bench.run("query trêve --json").json::<Search>().total.articles, 2);
}
