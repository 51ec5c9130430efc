//! Taking answers away: exports hold what is counted, manifests can be run again, pages fit together or say that they do not.

use std::collections::BTreeSet;

use crate::contract::{Failure, Line, Manifest, Matched, Replay, Search, Show, Verdict};
use crate::harness::{Bench, Ended};

const SHEET: &str = "---\ntitle: La trêve & l'accord, \"tenus\"\nauthor: Nadia Ferrand\nsource: L'Écho d'Orsane\n\
                     date: 2023-09-20T13:05:00+04:00\nlang: fr\nurl: https://example.org/treve_1\n---\n\n\
                     =1+1\tLa trêve tient.\n\n**** *source_faux\nElle est fragile.\n";

fn bench() -> Bench {
    Bench::with(&[
        ("2023/a.md", SHEET),
        ("b.txt", "Une trêve à Sanaa\n\nLes combats cessent. La trêve dure. On attend la suite."),
        ("c.txt", "Le port\n\nRien de tel."),
    ])
}

/// Articles that the first step of ranking puts in another order than the second: their lengths say nothing of where their
/// words stand.
fn crowd(num_articles: usize) -> String {
    let line = |number: usize| {
        let words = |number: usize| "mot ".repeat(number);
        let (before, between) = (number * 37 % 200, number * 53 % 100);
        let behind = 340 + number % 40 - before - between;
        let text = format!("{}trêve {}accord {}", words(before), words(between), words(behind));
        format!("{{\"id\":\"a{number}\",\"title\":\"Dépêche {number}\",\"text\":\"{text}\"}}\n")
    };
    (0..num_articles).map(line).collect()
}

/// The cells of CSV, read by a reader of its own.
fn table(ended: &Ended) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(ended.raw_out.as_slice());
    let row = |row: Result<csv::StringRecord, csv::Error>| row.unwrap().iter().map(str::to_string).collect();
    reader.records().map(row).collect()
}

#[track_caller]
fn failure(ended: &Ended) -> Failure {
    serde_json::from_str(ended.err.lines().last().unwrap_or_default()).unwrap_or_else(|error| {
        panic!("{}: {error}: {}", ended.typed, ended.err);
    })
}

fn ids(answer: &Search) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.id.clone()).collect()
}

#[test]
fn an_export_holds_what_is_counted() {
    let bench = Bench::with_seeds();
    let queries = [
        "trêve",
        "négociation",
        "accord paix",
        "négociation accord",
        "\"cessez-le-feu\"",
        "pourparlers -guerre",
        "grève OU manifestation",
        "ceasefire Karabakh",
        "la trêve au Yémen et les pourparlers de paix",
        "zorblatique",
        "--from 2022 --to 2022",
    ];
    let mut num_related = 0;
    for query in queries {
        for options in
            ["", "--match all", "--match some", "--match some --sort newest", "--sort oldest", "-n 3"]
        {
            let typed = if query.starts_with("--") { query.to_string() } else { format!("'{query}'") };
            let counted = bench.run(&format!("query {typed} {options} --json")).json::<Search>().total;
            let wanted = match options {
                "--match all" => counted.all,
                "-n 3" => counted.articles.min(3),
                _ => counted.articles + counted.some * u64::from(options.contains("some")),
            };
            num_related += counted.related;
            let ended = bench.run(&format!("query {typed} {options} --format csv --fields id,matched"));
            let rows = table(&ended.ended(if wanted > 0 { 0 } else { 1 }));
            let articles: BTreeSet<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
            assert_eq!((rows.len() as u64 - 1, articles.len() as u64), (wanted, wanted), "{typed} {options}");
            let num_some = rows[1..].iter().filter(|row| row[1] == "some").count() as u64;
            let may_lack = if options.contains("some") { counted.some } else { 0 };
            assert_eq!(num_some, may_lack, "{typed} {options}");
        }
    }
    assert!(num_related > 0, "no query of the test has related articles");
}

#[test]
fn tables_are_read_back_as_they_were() {
    let bench = bench();
    let rows =
        table(&bench.run("query trêve --format csv --fields id,published,title,text --sort newest").ended(0));
    assert_eq!(rows[0], ["id", "published", "title", "text"]);
    assert_eq!(rows[1][1..3], ["2023-09-20T13:05:00+04:00", "La trêve & l'accord, \"tenus\""]);
    let text = bench.run(&format!("show {} --json", rows[1][0])).json::<Show>().articles.remove(0).text;
    assert!(text.starts_with("=1+1"), "{text}");
    assert_eq!(rows[1][3], format!("'{text}"), "no cell begins as a formula");
    let tsv = bench.run("query trêve --format tsv --fields id,text").ended(0);
    assert_eq!(tsv.out.lines().count(), 3, "{}", tsv.out);
    assert!(tsv.out.contains("\t=1+1\\tLa trêve tient.\\n"), "{}", tsv.out);
}

#[test]
fn every_format_has_every_article() {
    let bench = bench();
    let markdown = bench.run("query trêve --format markdown").ended(0).out;
    assert_eq!(markdown.matches("\n## ").count(), 2, "{markdown}");
    assert!(markdown.contains("> Les combats cessent. La **trêve** dure."), "{markdown}");
    let bibtex = bench.run("query trêve --format bibtex").ended(0).out;
    assert!(bibtex.contains("title = {{La trêve \\& l'accord, \"tenus\"}},"), "{bibtex}");
    assert!(bibtex.contains("url = {https://example.org/treve_1}"), "{bibtex}");
    assert_eq!(bibtex.matches('{').count(), bibtex.matches('}').count(), "{bibtex}");
    let corpus = bench.run("query trêve --format iramuteq --fields source,published,id").ended(0).out;
    let heads: Vec<&str> = corpus.lines().filter(|line| line.contains('*')).collect();
    assert_eq!(heads.len(), 2, "{corpus}");
    assert!(
        heads.iter().any(|head| head.starts_with("**** *source_l-echo-d-orsane *date_2023-09-20 *id_")),
        "{corpus}"
    );
    let lines = bench.run("query trêve --format jsonl -n all").ended(0).json_lines::<Line>();
    assert!(matches!(lines.as_slice(), [Line::Hit(None, _), Line::Hit(None, _), Line::End(_)]), "{lines:?}");
    let chosen = bench.run("query trêve --format jsonl --fields id,text,tags").ended(0).out;
    assert!(chosen.lines().next().unwrap().starts_with("{\"type\":\"hit\",\"id\":\""), "{chosen}");
}

#[test]
fn what_makes_no_export_is_refused_with_advice() {
    let bench = bench();
    bench.run("query trêve --format csv --fields id,titel").ended(2).warns("did you mean `title`?");
    bench.run("query trêve --fields id").ended(2).warns("--format csv --output FILE.csv");
    bench.run("query trêve --format bibtex --fields id").ended(2).warns("bibtex has its own fields");
    bench.run("query trêve --format csv --level passage").ended(2).warns("--fields id,title,passages");
    bench.run("query trêve --format csv --offsets chars").ended(2).warns("count bytes");
    bench.run("query trêve --format csv --output absent/a.csv").ended(2).warns("absent/a.csv");
    let said = bench.run("query trêve --format csv --output presse/a.csv").ended(0);
    said.warns("presse/a.csv lies in a folder of the archive");
}

#[test]
fn a_manifest_says_what_was_asked_and_a_replay_finds_it_again() {
    let bench = bench();
    bench
        .run("query trêve --lang fr --format csv --output t.csv")
        .ended(0)
        .warns("2 articles in t.csv; t.csv.manifest.json");
    let text = std::fs::read(bench.path("t.csv.manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_slice(&text).unwrap();
    assert_eq!(
        (manifest.schema.as_str(), manifest.query.understood.as_str()),
        ("depeche.manifest/1", "trêve")
    );
    assert_eq!((manifest.archive.name.as_str(), manifest.archive.generation), ("default", 1));
    assert_eq!(
        (manifest.filters.languages.as_slice(), manifest.options.hits.0),
        (&["fr".to_string()][..], None)
    );
    assert_eq!((manifest.count.exported, manifest.count.articles, manifest.articles.len()), (2, 2, 2));
    let file = std::fs::read(bench.path("t.csv")).unwrap();
    assert_eq!(manifest.output.checksum, format!("blake3:{}", blake3::hash(&file).to_hex()));
    assert_eq!(
        (manifest.output.file.0.as_deref(), manifest.output.bytes),
        (Some("t.csv"), file.len() as u64)
    );
    assert!(!bench.path("t.csv.partial").exists() && !bench.path("t.csv.manifest.json.partial").exists());
    bench.run("replay t.csv.manifest.json").ended(0).says("identical: 2 articles");
    bench.run("index").ended(0);
    bench.run("replay t.csv.manifest.json --output again.csv").ended(0);
    assert_eq!(std::fs::read(bench.path("again.csv")).unwrap(), file);
}

#[test]
fn a_replay_names_what_came_went_and_changed() {
    let bench = Bench::with(&[
        ("a.txt", "La trêve tient\n\nTexte premier, une trêve."),
        ("b.txt", "Trêve rompue\n\nTexte."),
        ("c.txt", "Une trêve\n\nTexte."),
    ]);
    bench.run("query trêve --format iramuteq --output t.txt").ended(0);
    bench.write("presse/a.txt", "La trêve tient\n\nTexte corrigé, une trêve.");
    bench.write("presse/c.txt", "Une grève\n\nTexte.");
    bench.remove("presse/b.txt");
    bench.write("presse/d.txt", "Trêve nouvelle\n\nTexte.");
    bench.run("index --allow-removals presse").ended(0);
    let replay: Replay = bench.run("replay t.txt.manifest.json --json").ended(1).json();
    assert_eq!((replay.schema.as_str(), replay.verdict), ("depeche.replay/1", Verdict::Differs));
    assert_eq!((replay.before.archive.generation, replay.now.archive.generation), (1, 2));
    let listed = |articles: &[crate::contract::ReplayArticle]| -> Vec<(String, Option<String>)> {
        articles.iter().map(|article| (article.title.0.clone().unwrap(), article.reason.0.clone())).collect()
    };
    assert_eq!(listed(&replay.gained), [("Trêve nouvelle".to_string(), None)]);
    assert_eq!(listed(&replay.changed), [("La trêve tient".to_string(), None)]);
    let mut lost = listed(&replay.lost);
    lost.sort();
    let reason = |reason: &str| Some(reason.to_string());
    assert_eq!(
        lost,
        [
            ("Trêve rompue".to_string(), reason("no longer in the archive")),
            ("Une trêve".to_string(), reason("no longer an answer to the query")),
        ]
    );
    bench
        .run("replay t.txt.manifest.json")
        .ended(1)
        .says("not the same")
        .says("Trêve rompue — no longer in the archive");
    bench.write("other.json", "{\"schema\":\"depeche.search/1\"}");
    bench.run("replay other.json").ended(2).warns("its schema is `depeche.search/1`");
    bench.run("replay absent.json").ended(2).warns("absent.json");
    let elsewhere = bench.run("replay t.txt.manifest.json --index nowhere").ended(2);
    elsewhere.warns("--archive NAME says where the archive is now");
    bench.run("query trêve --format csv --output a --manifest a").ended(2).warns("the same file");
}

#[test]
fn unchanged_articles_are_the_same_though_scores_move() {
    let bench = Bench::with(&[("a.txt", "La trêve tient."), ("b.txt", "Un accord.")]);
    bench.run("query trêve --format jsonl --output t.jsonl").ended(0);
    bench.write("presse/c.txt", "Tout autre chose, et rien de plus.");
    bench.run("index").ended(0);
    let replay: Replay = bench.run("replay t.jsonl.manifest.json --json").ended(0).json();
    assert_eq!(replay.verdict, Verdict::SameArticles);
    assert_ne!(replay.before.checksum, replay.now.checksum);
}

#[test]
fn pages_fit_together() {
    let bench = Bench::with(&[("a.jsonl", &crowd(450))]);
    let mut typed = "query 'trêve accord' --json -n 30 --passages 0".to_string();
    let (mut pages, mut total) = (Vec::new(), 0);
    loop {
        let answer: Search = bench.run(&typed).ended(0).json();
        assert_eq!(answer.hits[0].rank, pages.len() + 1);
        pages.extend(ids(&answer));
        total = answer.total.articles.max(total);
        let Some(next) = answer.next.0 else { break };
        typed = format!("query 'trêve accord' --json -n 30 --passages 0 --cursor {next}");
    }
    assert_eq!((pages.len() as u64, total), (450, 450));
    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), 450, "an article stands on two pages");
}

#[test]
fn a_cursor_says_when_the_archive_is_another() {
    let bench = Bench::with(&[("a.jsonl", &crowd(20))]);
    let first: Search = bench.run("query trêve --json -n 5").ended(0).json();
    let next = first.next.0.unwrap();
    let lines =
        bench.run(&format!("query trêve --format jsonl -n 5 --cursor {next}")).ended(0).json_lines::<Line>();
    let Some(Line::End(end)) = lines.last() else { panic!("{lines:?}") };
    assert!(end.next.0.is_some());
    let other = failure(&bench.run(&format!("query accord --json --cursor {next}")).ended(2));
    assert_eq!(other.code, "usage");
    assert!(other.message.contains("another query"), "{}", other.message);
    bench.run("query trêve --cursor c1.1").ended(2).warns("cursors are the `next` of an answer in JSON");
    bench.write("presse/b.txt", "Encore une trêve.");
    bench.run("index").ended(0);
    let stale = failure(&bench.run(&format!("query trêve --json -n 5 --cursor {next}")).ended(2));
    assert_eq!(stale.code, "stale-cursor");
    assert!(
        stale.message.contains("generation 1, now 2") && stale.message.contains("--output"),
        "{}",
        stale.message
    );
    let all: Search = bench.run("query trêve --json -n 30").ended(0).json();
    assert_eq!((all.hits.len(), all.next.0), (21, None));
}

#[test]
fn sentences_stand_around_passages() {
    let long = "Une phrase avant. ".to_string()
        + &"mot ".repeat(90)
        + ".\n\nLa trêve dure.\n\nPuis on attend. Et la suite.";
    let bench = Bench::with(&[("a.txt", &format!("Titre\n\n{long}"))]);
    let plain: Search = bench.run("query trêve --json").ended(0).json();
    assert_eq!((&plain.hits[0].passages[0].before, &plain.hits[0].passages[0].after), (&None, &None));
    let answer: Search = bench.run("query trêve --json --context 1").ended(0).json();
    let hit = &answer.hits[0];
    let text = bench.run(&format!("show {} --json", hit.id)).json::<Show>().articles.remove(0).text;
    let passage = &hit.passages[0];
    let beside: Vec<_> = passage.before.iter().chain(&passage.after).collect();
    assert!(!beside.is_empty());
    for found in beside {
        assert_eq!(text[found.start.0.unwrap()..found.end.0.unwrap()], found.text);
    }
    bench.run("query trêve --context 1").ended(0).says("    | ");
}

#[test]
fn all_passages_stand_in_the_order_of_the_article() {
    let paragraph = |number: usize| {
        format!("Alinéa {number} : {}trêve {}.", "mot ".repeat(45), "trêve ".repeat(number % 3))
    };
    let text: Vec<String> = (0..8).map(paragraph).collect();
    let bench = Bench::with(&[("a.txt", &format!("Titre\n\n{}", text.join("\n\n")))]);
    let best: Search = bench.run("query trêve --json").ended(0).json();
    assert_eq!(best.hits[0].passages.len(), 3);
    let all: Search = bench.run("query trêve --json --passages all").ended(0).json();
    let starts: Vec<_> = all.hits[0].passages.iter().map(|passage| passage.start.0).collect();
    assert_eq!(starts.len(), 8);
    assert!(starts.is_sorted(), "{starts:?}");
    bench.run("query trêve --passages tous").ended(2).warns("--passages");
}

#[test]
fn a_whole_article_is_marked() {
    let bench = bench();
    let id = bench.run("query Sanaa --json").json::<Search>().hits[0].id.clone();
    let shown: Show = bench.run(&format!("show {id} --highlight 'trêves combat' --json")).ended(0).json();
    let article = &shown.articles[0];
    let cut = |text: &str, marks: &Option<Vec<[usize; 2]>>| -> Vec<String> {
        marks.iter().flatten().map(|&[start, end]| text[start..end].to_string()).collect()
    };
    assert_eq!(cut(&article.text, &article.highlights), ["trêve", "combats", "trêve"]);
    assert_eq!(cut(article.title.0.as_deref().unwrap(), &article.title_highlights), ["trêve"]);
    assert_eq!(shown.query.unwrap().text, "trêves combat");
    bench.run(&format!("show {id} --highlight trêve")).ended(0).says("La **trêve** dure.");
    bench
        .run(&format!("show {id} --highlight zorblatique"))
        .ended(0)
        .warns("nothing here is meant by zorblatique");
    bench.run(&format!("show {id} --json")).ended(0).json::<Show>();
}

#[test]
fn batches_are_counted_tabled_and_may_be_plain_lists() {
    let bench = bench();
    let lines = "q1\ttrêve\nq2\nq3\tport\nq4\tzorblatique\n";
    let counts = bench.run_with_input("query --batch - --count", lines).ended(2).warns("line 2 has no tab");
    assert_eq!(counts.out, "q1\t2\nq3\t1\nq4\t0\n");
    let tabled = bench.run_with_input("query --batch - --format csv --fields path", lines).ended(2);
    let rows = table(&tabled.warns("line 2 has no tab"));
    assert_eq!(rows[0], ["qid", "path"]);
    assert_eq!(rows[1..].iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["q1", "q1", "q3"]);
    let plain = bench.run_with_input("query --batch-lines - --count", "trêve\n\nport\n").ended(0);
    assert_eq!(plain.out, "1\t2\n3\t1\n");
    let all = bench.run_with_input("query --batch - -n all", "q1\ntrêve\tx\nq2\ttrêve\n").ended(2);
    let all = all.json_lines::<Line>();
    let is_hit = |line: &&Line| matches!(line, Line::Hit(Some(qid), hit) if qid == "q2" && hit.matched == Matched::All);
    assert_eq!(all.iter().filter(is_hit).count(), 2, "{all:?}");
    bench.run_with_input("query --batch - --format csv --output a.csv", lines).ended(2).warns("go to stdout");
    bench
        .run_with_input("query --batch - --format markdown", lines)
        .ended(2)
        .warns("jsonl, csv, tsv or trec");
}
