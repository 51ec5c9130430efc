//! Files that are no articles, or go wrong: one counted outcome each, with a reason, and the rest is indexed.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use crate::contract::{Code, Report, Search, Status};
use crate::harness::{Bench, is_root};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// Two megabytes on one line.
fn single_line() -> String {
    "Une ligne sans fin qui parle de dépêches. ".repeat(50_000)
}

/// A folder with one of each, and three good articles.
fn bench() -> Bench {
    let bench = Bench::new();
    for n in 1..=3 {
        bench.write(&format!("presse/bon-{n}.txt"), format!("Bon article numéro {n}."));
    }
    bench.write("presse/vide.txt", "");
    bench.write("presse/blanc.txt", " \n\t\r\n");
    bench.write("presse/vide.json", "[]");
    bench.write("presse/binaire.txt", [0u8, 1, 2, 255, 0, 0, 7, 200].repeat(500));
    bench.write("presse/ligne.txt", single_line());
    bench.write("presse/latin.txt", b"L'\xe9t\xe9 \xe0 Orsane fut br\xfblant, et la r\xe9colte m\xe9diocre.");
    bench.write("presse/faux.html", b"<html><head><meta charset=utf-8></head><body><p>D\xe9j\xe0 vu : l'\xe9t\xe9 fut long.</p></body></html>");
    bench.write("presse/page.pdf", "%PDF-1.7");
    let lines: String =
        (0..200).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Article {n} du fonds.\"}}\n")).collect();
    let packed = gzip(lines.as_bytes());
    bench.write("presse/tronqué.jsonl.gz", &packed[..packed.len() / 2]);
    bench.write("presse/zéros.txt.gz", gzip(&vec![0; 10 << 20]));
    // 80 MB of one letter in 80 kB: beyond what a small file may unpack to.
    bench.write("presse/bombe.txt.gz", gzip(&vec![b'a'; 80 << 20]));
    bench.write("presse/profond.json", "[".repeat(10_000) + &"]".repeat(10_000));
    bench.write(
        "presse/profond-2.json",
        format!("{{\"id\":\"1\",\"text\":\"Un texte.\",\"x\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000)),
    );
    bench.write("presse/coupé.jsonl", "{\"id\":\"1\",\"text\":\"Avant la coupure.\"}\n{\"id\":\"2\",\"te");
    bench.write("presse/mauvais.jsonl", "{\"id\":\"1\",\"text\":\"Première ligne juste.\"}\npas du JSON\n{\"id\":\"3\",\"text\":\"Troisième ligne juste.\"}\n");
    bench.write("presse/secret.txt", "Illisible pour qui n'en a pas le droit.");
    bench.write("presse/coffre/a.txt", "Dans un dossier fermé.");
    std::fs::set_permissions(bench.path("presse/secret.txt"), PermissionsExt::from_mode(0o0)).unwrap();
    std::fs::set_permissions(bench.path("presse/coffre"), PermissionsExt::from_mode(0o0)).unwrap();
    bench
}

/// Lets the temporary place be cleared.
fn open_again(bench: &Bench) {
    std::fs::set_permissions(bench.path("presse/coffre"), PermissionsExt::from_mode(0o700)).unwrap();
}

#[test]
fn each_bad_file_is_one_outcome_with_a_reason_and_the_rest_is_indexed() {
    let bench = bench();
    let ended = bench.run("index presse --json").ended(3);
    let report = ended.json::<Report>();
    let counted: u64 = report.files.counts().iter().map(|(_, files)| files).sum();
    assert_eq!(counted, 20, "{report:?}");
    assert_eq!(report.failed.len() as u64, report.files.failed.files);
    assert_eq!(report.skipped.values().map(|tally| tally.files).sum::<u64>(), report.files.skipped.files);
    let total = |word: &str| bench.run(&format!("query {word} --json")).json::<Search>().total.all;
    for (word, articles) in
        [("bon", 3), ("dépêches", 1), ("récolte", 1), ("'l’été'", 2), ("coupure", 1), ("juste", 2), ("vu", 1)]
    {
        assert_eq!(total(word), articles, "{word}");
    }

    let status = bench.run("status --failed --skipped --json").ended(1).json::<Status>();
    open_again(&bench);
    let of = |path: &str| {
        let problem = status.problems.iter().find(|problem| problem.path == path);
        problem.map(|problem| {
            assert!(!problem.message.is_empty());
            (problem.is_failure, problem.code)
        })
    };
    let failed = |code| Some((true, code));
    let skipped = |code| Some((false, code));
    assert_eq!(of("vide.txt"), skipped(Code::Empty));
    assert_eq!(of("blanc.txt"), skipped(Code::Empty));
    assert_eq!(of("binaire.txt"), skipped(Code::Binary));
    assert_eq!(of("page.pdf"), failed(Code::Malformed));
    assert_eq!(of("tronqué.jsonl.gz"), failed(Code::Truncated));
    assert_eq!(of("profond.json").map(|(is_failure, _)| is_failure), Some(true));
    assert_eq!(of("coupé.jsonl"), failed(Code::Truncated));
    assert_eq!(of("mauvais.jsonl"), failed(Code::Malformed));
    assert_eq!(of("zéros.txt.gz"), skipped(Code::Binary));
    assert_eq!(of("bombe.txt.gz"), failed(Code::TooLarge));
    for good in ["ligne.txt", "latin.txt", "faux.html", "bon-1.txt"] {
        assert_eq!(of(good), None, "{good}");
    }
    if is_root() {
        eprintln!("left out: root may read everything");
    } else {
        assert_eq!(of("secret.txt"), failed(Code::Unreadable));
        assert_eq!(of("coffre"), failed(Code::Unreadable));
    }
    assert_eq!(status.problems.len() as u64, report.files.failed.files + report.files.skipped.files);
}

#[test]
fn reasons_are_listed_for_people() {
    let bench = bench();
    let run = bench.run("index presse").ended(3);
    run.says("Failed: [place]/presse/coupé.jsonl: ")
        .says("Skipped: ")
        .warns("warning: [place]/presse/mauvais.jsonl#line 2: ");
    let failed = bench.run("status --failed").ended(1);
    assert!(!failed.out.contains("skipped: "), "{}", failed.out);
    failed.says("failed: [place]/presse/tronqué.jsonl.gz: ").says("[truncated]\n");
    let skipped = bench.run("status --skipped").ended(1);
    assert!(!skipped.out.contains("failed: ["), "{}", skipped.out);
    skipped.says("skipped: [place]/presse/binaire.txt: ").says("[binary]\n");
    bench.run("index").ended(0).says("(known)\n");
    bench.run("index --strict").ended(3);
    open_again(&bench);
}

#[test]
fn mended_files_arrive_and_are_failures_no_more() {
    let bench = Bench::with(&[("a.txt", "Un article.")]);
    bench.write("presse/b.jsonl", "{\"id\":\"1\",\"text\":\"Avant la coupure.\"}\n{\"id\":\"2\",\"te");
    bench.run("index").ended(3);
    bench.write(
        "presse/b.jsonl",
        "{\"id\":\"1\",\"text\":\"Avant la coupure.\"}\n{\"id\":\"2\",\"text\":\"Après elle.\"}\n",
    );
    bench.run("index").ended(0).says("3 articles in the archive");
    bench.run("status").ended(0);
}
