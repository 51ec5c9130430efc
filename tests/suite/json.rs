//! The JSON contract: every command that answers in JSON, held to the shapes of `contract`, and what their numbers mean.

use crate::contract::{
    Alternative, Code, DryRun, End, Failure, From, Hit, Line, LineOf, Listing, Matched, NearWord,
    ObstacleKind, Precision, Publishing, Report, Search, Show, State, Status, Unit,
};
use crate::harness::{Bench, Ended};

const SHEET: &str = "---\ntitle: La trêve tient, l’accord aussi\nauthor: Nadia Ferrand\nsource: L'Écho d'Orsane\nsection: Monde\n\
                     date: 2023-09-20T13:05:00+04:00\nlang: fr\nurl: https://example.org/treve\ntags: [paix, Orsane]\n---\n\n\
                     Premier paragraphe, où l'on parle d’un accord 𝕏 signé à l’aube.\n\nLa trêve est « fragile ».\n";
const LINES: &str = "{\"id\":\"dép-17\",\"title\":\"Une trêve\",\"text\":\"La trêve de décembre.\",\"date\":\"2022-12\"}\n\
                     {\"text\":\"Une trêve sans titre ni date, et un accord.\"}\n";

fn bench() -> Bench {
    Bench::with(&[("2023/a.md", SHEET), ("b.jsonl", LINES), ("c.txt", "Titre\n\nUn accord à l’été.\n")])
}

/// The JSON failure at the end of stderr; stdout must be empty.
#[track_caller]
fn failure(ended: &Ended) -> Failure {
    assert_eq!(ended.out, "", "{}: a failure leaves stdout empty", ended.typed);
    let last = ended.err.lines().last().unwrap_or_default();
    let failure: Failure =
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{}: {error}: {}", ended.typed, ended.err));
    assert_eq!(failure.schema, "depeche.error/1");
    assert!(!failure.message.is_empty());
    failure
}

/// The stored text of an article.
fn stored_text(bench: &Bench, id: &str) -> String {
    bench.run(&format!("show {id} --json")).ended(0).json::<Show>().articles.remove(0).text
}

/// The part of `text` from one code point to another.
fn chars(text: &str, [start, end]: [usize; 2]) -> String {
    text.chars().skip(start).take(end - start).collect()
}

/// What is marked in a hit: words of the title, words of the passages; by bytes.
fn marked(hit: &Hit) -> (Vec<String>, Vec<String>) {
    let title = hit.title.0.as_deref().unwrap_or_default();
    let cut = |text: &str, marks: &[[usize; 2]]| -> Vec<String> {
        marks.iter().map(|&[start, end]| text[start..end].to_string()).collect()
    };
    let passages = hit.passages.iter().flat_map(|passage| cut(&passage.text, &passage.highlights)).collect();
    (cut(title, &hit.title_highlights), passages)
}

#[test]
fn an_answer_has_every_field() {
    let bench = bench();
    let found = bench.run("query 'trêve accord' --match all --json").ended(0);
    assert_eq!(found.err, "");
    let answer: Search = found.json();
    assert_eq!((answer.schema.as_str(), answer.took_ms), ("depeche.search/1", None));
    assert_eq!((answer.archive.name.as_str(), answer.archive.generation), ("default", 1));
    assert_eq!(answer.archive.state, State::Current);
    assert!(answer.archive.updated.parse::<jiff::Timestamp>().is_ok(), "{}", answer.archive.updated);
    assert_eq!(
        (answer.query.text.as_str(), answer.query.understood.as_str()),
        ("trêve accord", "trêve AND accord")
    );
    assert_eq!(
        (answer.total.articles, answer.total.all, answer.total.related, answer.total.exact),
        (2, 2, 0, true)
    );
    assert_eq!(answer.hits.iter().map(|hit| hit.rank).collect::<Vec<_>>(), [1, 2]);
    let sheet = answer.hits.iter().find(|hit| hit.path == "2023/a.md").unwrap();
    assert_eq!((sheet.matched, sheet.unit, sheet.status), (Matched::All, Unit::Article, Publishing::Usable));
    assert_eq!(sheet.folder, bench.path("presse").to_str().unwrap());
    assert_eq!(
        (&sheet.member.0, &sheet.page.0, &sheet.path_bytes, &sheet.source_id.0),
        (&None, &None, &None, &None)
    );
    assert_eq!(sheet.published.0.as_deref(), Some("2023-09-20T13:05:00+04:00"));
    assert_eq!(
        (sheet.published_precision.0, sheet.published_from.0),
        (Some(Precision::Time), Some(From::Metadata))
    );
    assert_eq!(sheet.source.0.as_deref(), Some("L'Écho d'Orsane"));
    assert_eq!((sheet.section.0.as_deref(), sheet.language.0.as_deref()), (Some("Monde"), Some("fr")));
    assert_eq!(
        (&sheet.authors[..], sheet.url.0.as_deref()),
        (&["Nadia Ferrand".to_string()][..], Some("https://example.org/treve"))
    );
    assert_eq!((&sheet.updated.0, &sheet.places.0, &sheet.copies.0), (&None, &None, &None));
    let member = answer.hits.iter().find(|hit| hit.path == "b.jsonl").unwrap();
    assert!(member.member.0.is_some() && member.source_id.0.is_none());
    assert_eq!(
        (&member.published.0, member.published_precision.0, member.published_from.0),
        (&None, None, None)
    );
    assert!(answer.hits[0].score >= answer.hits[1].score && answer.hits[1].score > 0.0);
}

#[test]
fn offsets_point_into_the_stored_text_and_highlights_into_the_passage() {
    let bench = bench();
    let answer = bench.run("query 'trêve accord' --json").json::<Search>();
    let mut num_marks = 0;
    for hit in &answer.hits {
        let text = stored_text(&bench, &hit.id);
        for passage in &hit.passages {
            let (start, end) = (passage.start.0.unwrap(), passage.end.0.unwrap());
            assert_eq!(&text[start..end], passage.text);
            assert!(passage.paragraph >= 1 && passage.line >= 1);
        }
        let (title, passages) = marked(hit);
        for word in title.iter().chain(&passages) {
            assert!(["trêve", "accord"].contains(&word.as_str()), "{word:?}: without the elided article");
            num_marks += 1;
        }
    }
    assert!(num_marks >= 5, "{num_marks}");
    let sheet = answer.hits.iter().find(|hit| hit.path == "2023/a.md").unwrap();
    assert_eq!(marked(sheet).0, ["trêve", "accord"]);
}

#[test]
fn offsets_in_chars_are_code_points() {
    let bench = bench();
    let bytes = bench.run("query 'trêve accord' --json").json::<Search>();
    let points = bench.run("query 'trêve accord' --json --offsets chars").json::<Search>();
    assert_eq!(bytes.hits.len(), points.hits.len());
    let mut differ = false;
    for (by_bytes, by_chars) in bytes.hits.iter().zip(&points.hits) {
        let text = stored_text(&bench, &by_chars.id);
        assert_eq!(by_bytes.title, by_chars.title);
        for (marks, counted) in by_bytes.title_highlights.iter().zip(&by_chars.title_highlights) {
            let title = by_chars.title.0.as_deref().unwrap();
            assert_eq!(chars(title, *counted), title[marks[0]..marks[1]]);
        }
        for (passage, counted) in by_bytes.passages.iter().zip(&by_chars.passages) {
            assert_eq!(chars(&text, [counted.start.0.unwrap(), counted.end.0.unwrap()]), passage.text);
            differ |= passage.start != counted.start || passage.highlights != counted.highlights;
            for (marks, points) in passage.highlights.iter().zip(&counted.highlights) {
                assert_eq!(chars(&counted.text, *points), passage.text[marks[0]..marks[1]]);
            }
        }
    }
    assert!(differ, "the texts hold characters of several bytes");
}

#[test]
fn a_line_is_of_the_file_only_where_it_is() {
    let bench = bench();
    let hits = bench.run("query accord --json").json::<Search>().hits;
    for hit in &hits {
        for passage in &hit.passages {
            if passage.line_of == LineOf::File {
                let file = std::fs::read_to_string(bench.path("presse").join(&hit.path)).unwrap();
                let line = file.lines().nth(passage.line - 1).unwrap();
                let first = passage.text.lines().next().unwrap();
                assert!(
                    line.contains(first),
                    "line {} of {} is {line:?}, not {first:?}",
                    passage.line,
                    hit.path
                );
            }
        }
    }
    assert!(hits.iter().flat_map(|hit| &hit.passages).any(|passage| passage.line_of == LineOf::File));
    let member = hits.iter().find(|hit| hit.path == "b.jsonl").unwrap();
    assert_eq!(member.passages[0].line_of, LineOf::Text);
}

#[test]
fn remarks_point_into_the_query() {
    let bench = bench();
    let answer = bench.run("query 'été trêve W/5 accord' --json").json::<Search>();
    let [remark, ..] = answer.query.remarks.as_slice() else { panic!("{:?}", answer.query) };
    assert_eq!(&answer.query.text[remark.span[0]..remark.span[1]], "W/5");
    assert!(!remark.message.is_empty());
    let points = bench.run("query 'été trêve W/5 accord' --json --offsets chars").json::<Search>();
    assert_eq!(chars(&points.query.text, points.query.remarks[0].span), "W/5");
}

#[test]
fn lines_end_with_the_totals() {
    let bench = bench();
    let ended = bench.run("query 'trêve accord' --format jsonl --timing").ended(0);
    let mut lines = ended.json_lines::<Line>();
    let Some(Line::End(end)) = lines.pop() else { panic!("{}", ended.out) };
    let End { qid, schema, total, took_ms, .. } = *end;
    assert_eq!((qid, schema.as_str(), total.all), (None, "depeche.search/1", 2));
    assert!(took_ms.is_some_and(|ms| ms > 0.0));
    assert!(!lines.is_empty());
    for (rank, line) in (1..).zip(&lines) {
        assert!(matches!(line, Line::Hit(None, hit) if hit.rank == rank), "{line:?}");
    }
    let nothing = bench.run("query zorblatique --format jsonl").ended(1).json_lines::<Line>();
    assert!(matches!(&nothing[..], [Line::End(_)]), "{nothing:?}");
}

#[test]
fn an_article_is_shown_with_its_text() {
    let bench = bench();
    let shown = bench.run("show presse/2023/a.md --json").ended(0).json::<Show>();
    assert_eq!((shown.schema.as_str(), shown.articles.len()), ("depeche.show/1", 1));
    let article = &shown.articles[0];
    assert_eq!(article.tags, ["paix", "Orsane"]);
    assert!(article.text.contains("Premier paragraphe") && article.text.contains("« fragile »"));
    assert_eq!(article.first_line.0, None, "without its markup, no line of the text is one of the file");
    let plain = bench.run("show presse/c.txt --json").json::<Show>();
    assert_eq!(plain.articles[0].first_line.0, Some(1));
    let members = bench.run("show presse/b.jsonl --json").ended(0).json::<Show>().articles;
    assert_eq!(members.len(), 2);
    let named = members.iter().find(|member| member.source_id.0.as_deref() == Some("dép-17")).unwrap();
    assert_eq!((named.member.0.as_deref(), named.published.0.as_deref()), (Some("dép-17"), Some("2022-12")));
    assert_eq!(named.published_precision.0, Some(Precision::Month));
}

#[test]
fn a_run_reports_on_every_file() {
    let bench = bench();
    bench.write("presse/d.txt", "Un article de plus.");
    bench.write("presse/e.pdf", "%PDF");
    bench.write("presse/f.json", "{\"text\": ");
    let report = bench.run("index --json").ended(3).json::<Report>();
    assert_eq!(
        (report.schema.as_str(), report.archive.as_str(), report.interrupted),
        ("depeche.index/1", "default", false)
    );
    assert_eq!(report.files.counts(), [("added", 1), ("unchanged", 3), ("skipped", 1), ("failed", 1)]);
    assert_eq!((report.articles.added, report.articles.total), (1, 5));
    assert_eq!(report.skipped["pdf"].files, 1);
    let [failed] = report.failed.as_slice() else { panic!("{report:?}") };
    assert!(failed.path.ends_with("/presse/f.json") && !failed.known);
    assert!(matches!(failed.code, Code::Truncated | Code::Malformed), "{failed:?}");
    assert!((report.searchable.files - 4.0 / 6.0).abs() < 1e-6 && report.searchable.bytes < 1.0);
    let again = bench.run("index --json").ended(0).json::<Report>();
    assert!(again.failed[0].known, "known failures are no news");
    bench.run("index --json --strict").ended(3);
}

#[test]
fn a_dry_run_status_and_list_have_shapes_of_their_own() {
    let bench = bench();
    bench.write("presse/f.json", "{\"text\": ");
    let survey = bench.run("index --dry-run presse --json").ended(0).json::<DryRun>();
    assert_eq!(survey.schema, "depeche.dry-run/1");
    let folder = &survey.folders[0];
    assert_eq!((folder.files.files, folder.articles, folder.undated, folder.exact), (4, 4, 2, true));
    assert_eq!(folder.readable["jsonl"].files, 1);
    assert_eq!((folder.by_year["2022"], folder.by_year["2023"]), (1, 1));
    assert!(folder.failed[0].path.ends_with("f.json") && folder.estimated_index_bytes > 0);
    bench.run("index --quiet").ended(3);
    let status = bench.run("status --json --failed").ended(1).json::<Status>();
    assert_eq!(
        (status.schema.as_str(), status.state, status.articles),
        ("depeche.status/1", State::Current, 4)
    );
    let [folder] = status.folders.as_slice() else { panic!("{status:?}") };
    assert_eq!(
        (folder.label.as_str(), folder.files, folder.searchable_files, folder.failed),
        ("presse", 4, 3, 1)
    );
    assert!(folder.present && status.index_bytes > 0 && status.attention.len() == 1);
    let [problem] = status.problems.as_slice() else { panic!("{status:?}") };
    assert_eq!(
        (problem.folder.as_str(), problem.path.as_str(), problem.is_failure),
        ("presse", "f.json", true)
    );
    assert_eq!(bench.run("status --json").json::<Status>().problems.len(), 0, "only what is asked for");
    let list = bench.run("archives list --json").ended(0).json::<Listing>();
    assert_eq!(
        (list.schema.as_str(), list.archives.len(), list.archives[0].articles),
        ("depeche.archives/1", 1, 4)
    );
}

#[test]
fn failures_are_json_at_the_end_of_stderr() {
    let bench = Bench::new();
    assert_eq!(failure(&bench.run("query paix --json").ended(2)).code, "no-archive");
    assert_eq!(failure(&bench.run("status --json").ended(2)).code, "no-archive");
    assert_eq!(failure(&bench.run("index --json absent").ended(2)).code, "usage");
    assert_eq!(failure(&bench.run("query paix --json --sauce").ended(2)).code, "usage");
    assert_eq!(failure(&bench.run("query paix --format jsonl --from hier").ended(2)).code, "usage");
    bench.write("presse/a.txt", "La paix.");
    bench.run("index presse").ended(0);
    let nothing = failure(&bench.run("query --json").ended(2));
    assert!(nothing.code == "usage" && nothing.hint.0.is_some());
    assert_eq!(failure(&bench.run("show zzzzzzzzzzzz --json").ended(1)).code, "not-found");
    assert_eq!(failure(&bench.run("archives list --json --sauce").ended(2)).code, "usage");
    let _lock = crate::harness::hold_lock(&bench.archive());
    assert_eq!(failure(&bench.run("index --json").ended(2)).code, "locked");
}

#[test]
fn obstacles_and_alternatives_have_every_field() {
    let bench = bench();
    let answer: Search = bench.run("query \"aube l'acord zorblatique\" --json").ended(1).json();
    let [first, second] = answer.query.obstacles.as_slice() else { panic!("{:?}", answer.query) };
    assert_eq!((first.kind, second.kind), (ObstacleKind::NoOccurrence, ObstacleKind::NoOccurrence));
    assert_eq!(&answer.query.text[first.span[0]..first.span[1]], "acord");
    assert_eq!(first.words, [NearWord { word: "accord".into(), articles: 3 }]);
    assert!(first.message.contains("`acord`") && second.words.is_empty());
    assert_eq!(answer.query.instead, [Alternative { text: "aube l'accord".into(), articles: 1 }]);

    let chars: Search = bench.run("query \"aube l'acord zorblatique\" --json --offsets chars").json();
    assert_eq!(crate::json::chars(&chars.query.text, chars.query.obstacles[0].span), "acord");

    let kind = |typed: &str| {
        let answer: Search = bench.run(&format!("query {typed} --json")).json();
        answer.query.obstacles.iter().map(|obstacle| obstacle.kind).collect::<Vec<_>>()
    };
    assert_eq!(kind("'\"fragile trêve\"'"), [ObstacleKind::NotAdjacent]);
    assert_eq!(kind("'décembre fragile'"), [ObstacleKind::NotTogether]);
    assert_eq!(kind("trêve"), []);

    let lines = bench.run_with_input("query --batch -", "q1\tacord\n").ended(1).json_lines::<Line>();
    let [Line::End(end)] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(end.query.instead[0].text, "accord");
}
