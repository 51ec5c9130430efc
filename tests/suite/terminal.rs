//! What reaches the terminal: nothing that an article, a name or a query could make it do, colours only where wanted, and
//! silence when nobody reads any more.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

use crate::contract::Search;
use crate::harness::{Bench, Ended, shell_words};

const HOSTILE: &str = "\x1b]0;titre volé\x07\x1b[2JTrêve \u{202e}inversée\u{9b}31m\n\nLa trêve\x1b[31m rouge\x08\x08 de\x00Sanaa\u{2066}.\r\n";

/// A place whose article, title, source, member and file name all hold escape sequences.
fn bench() -> Bench {
    let bench = Bench::new();
    let line = serde_json::json!({"id": "id\x1b[2J\n1", "title": "Titre\x1b]0;volé\x07 trêve", "source": "Le\x1b[5m Courrier",
        "author": "A\u{202e}B", "url": "https://example.org/\x1b[2J", "section": "\x1b[1m", "text": HOSTILE.replace('\0', "")});
    bench.write("presse/a.jsonl", format!("{line}\n{{\"id\":\"\\u001b[2J\",\"te"));
    bench.write("presse/b.txt", HOSTILE.replace('\0', ""));
    let name = OsStr::from_bytes(b"c\x1b[31m\xe9\n.txt");
    std::fs::write(bench.path("presse").join(name), "Une trêve au nom hostile.").unwrap();
    std::fs::write(bench.path("presse").join(OsStr::from_bytes(b"d\x1b[2J.pdf")), "x").unwrap();
    bench
}

/// Holds output to what a terminal shows and does nothing else with.
#[track_caller]
fn is_harmless(ended: &Ended) {
    for (stream, text) in [("stdout", &ended.out), ("stderr", &ended.err)] {
        let acts = |c: char| {
            c.is_control() && c != '\n' && c != '\t'
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
        };
        assert!(!text.contains(acts), "{}: {stream}: {text:?}", ended.typed);
    }
}

#[test]
fn nothing_in_articles_and_names_acts_on_the_terminal() {
    let bench = bench();
    for typed in [
        "index presse",
        "index presse --json --full",
        "index --dry-run presse",
        "index --dry-run presse --json",
    ] {
        let ended = bench.run(typed);
        is_harmless(&ended);
    }
    bench.run("query trêve").says("\\x1b]0;").says("c\\x1b[31m\\xE9\\n.txt");
    bench.run("status --skipped").says("d\\x1b[2J.pdf");
    let ids: Vec<_> =
        bench.run("query trêve --json").json::<Search>().hits.into_iter().map(|hit| hit.id).collect();
    assert_eq!(ids.len(), 3);
    let mut typed: Vec<String> =
        ["query trêve", "query trêve --json", "query trêve --format jsonl", "query trêve --format trec"]
            .into_iter()
            .chain([
                "query trêve --level passage",
                "status --failed --skipped",
                "status --failed --skipped --json",
            ])
            .chain([
                "show presse/a.jsonl --json",
                "show presse/b.txt",
                "inspect file presse/a.jsonl",
                "inspect file presse/b.txt",
            ])
            .chain([
                "query 'zorb\x1b[2J NEAR/5 trêve\u{202e}'",
                "query 'a\x1b[2J' --json",
                "show '\x1b[2J'",
                "show '/\x1b[2J/x' --json",
            ])
            .chain([
                "index '\x1b[2J'",
                "query trêve --archive '\x1b[2J'",
                "query --folder '\x1b[2J' x",
                "inspect analyze 'a\x1b[2Jb'",
            ])
            .chain([
                "query trêve --from '\x1b[2J'",
                "query trêve '--\x1b[2J'",
                "\x1b[2J",
                "query trêve --from '\x1b[2J' --json",
            ])
            .chain([
                "inspect terms '\x1b[2J'",
                "query trêve --batch '\x1b[2J'",
                "index --forget '\x1b[2J'",
                "index --set '\x1b[2J=1'",
            ])
            .map(str::to_string)
            .collect();
    typed.extend(
        ids.iter()
            .flat_map(|id| [format!("show {id}"), format!("show --cite {id}"), format!("show {id} --json")]),
    );
    for typed in typed {
        is_harmless(&bench.run(&typed));
    }
    let batch = bench.run_with_input("query --batch -", "q\x1b[2J\ttrêve\x1b[31m\n\x1b[2J\n");
    is_harmless(&batch);
    is_harmless(
        &bench.run_with_input("query --batch - --format trec --timing", "q\x1b[2J\ttrêve\n\x1b[2J\n"),
    );
    let file: OsString = bench.path("presse").join(OsStr::from_bytes(b"c\x1b[31m\xe9\n.txt")).into();
    is_harmless(&bench.run_os(&["show".into(), file.clone()]).ended(0));
    is_harmless(&bench.run_os(&["inspect".into(), "file".into(), file]).ended(0));
}

#[test]
fn json_gives_programs_the_text_as_it_is() {
    let bench = bench();
    bench.run("index presse");
    let hits = bench.run("query trêve --json").json::<Search>().hits;
    let member = hits.iter().find(|hit| hit.path == "a.jsonl").unwrap();
    assert_eq!(member.source.0.as_deref(), Some("Le\x1b[5m Courrier"));
    assert_eq!(member.source_id.0.as_deref(), Some("id\x1b[2J\n1"));
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let bench = Bench::with(&[("a.txt", "La trêve tient.")]);
    let with = |typed: &str, name: &str, value: &str| {
        let output =
            bench.command(&shell_words(typed)).env("TERM", "xterm").env(name, value).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!with("query trêve", "CLICOLOR", "1").contains('\x1b'), "a pipe is no terminal");
    assert!(with("query trêve --color always", "CLICOLOR", "1").contains("\x1b[1;31mtrêve\x1b[0m"));
    assert!(!with("query trêve --color never", "CLICOLOR", "1").contains('\x1b'));
    assert!(!with("query trêve", "NO_COLOR", "1").contains('\x1b'));
    assert!(
        with("query trêve --color always", "NO_COLOR", "1").contains('\x1b'),
        "what is typed counts more"
    );
    assert!(!with("query trêve --json --color always", "CLICOLOR", "1").contains('\x1b'));
    assert!(!with("status --color always --sauce", "NO_COLOR", "1").contains('\x1b'));
}

#[test]
fn nobody_reading_is_no_failure() {
    let bench = Bench::with_seeds();
    let queries: String = (0..200).map(|n| format!("q{n}\ttrêve\n")).collect();
    bench.write("queries.tsv", queries);
    for typed in [
        "query trêve -n 50",
        "query --from 2019 -n 99",
        "query --from 2019 -n 99 --json",
        "query --batch queries.tsv",
        "query --batch queries.tsv --format trec",
        "inspect terms -n 100000",
        "status --skipped",
        "completions bash",
        "help query",
    ] {
        let mut command = bench.command(&shell_words(typed));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut byte = [0];
        child.stdout.take().unwrap().read_exact(&mut byte).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(err, "", "{typed}");
        assert!(output.status.code().is_some_and(|status| status < 2), "{typed}: {:?}", output.status);
    }
}

#[test]
fn quiet_says_nothing_but_the_answer() {
    let bench = Bench::with(&[("a.txt", "La trêve tient.")]);
    bench.write("presse/b.jsonl", "pas du JSON\n");
    let run = bench.run("index --quiet").ended(3);
    assert_eq!(run.err, "");
    let none = bench.run("query zorblatique --quiet").ended(1);
    assert_eq!((none.out.as_str(), none.err.as_str()), ("no article matches\n", ""));
    bench.run("query zorblatique").ended(1).warns("`depeche inspect terms BEGINNING`");
    bench.run("query --quiet --archive absent x").ended(2).warns("error: ");
}
