//! The golden relevance suite: what the demonstration archive (`seeds/`) answers to the queries of `golden/queries.tsv`,
//! held against judgments made by reading. `golden/answers.txt` and `golden/passages.txt` show the first five of each
//! answer, `golden/stats.txt` the figures: a change of ranking shows there as a diff, and a reader says whether it is
//! right. No measure of other archives: that is `depeche eval` on collections (docs/relevance.md).
//!
//! `cargo test --test golden regenerate -- --ignored` writes the three files anew. The floors below stay.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use depeche::diagnostics::Diagnostic;
use depeche::eval::{Evaluation, Judgments, Measure, Queries, Run, run_name, search_run};
use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};
use depeche::search::{ArticleHead, Level, LocalSearcher, SearchRequest, Searcher, Totals};

/// A change that falls below these makes answers worse than they have been, whatever the golden files are made to say. Set a
/// little under what is reached; raise them when that rises.
const ARTICLE_FLOORS: [(Measure, f64); 2] = [(Measure::Ndcg10, 0.88), (Measure::Mrr10, 0.96)];
const PASSAGE_FLOORS: [(Measure, f64); 2] = [(Measure::Ndcg10, 0.78), (Measure::Mrr10, 0.95)];
/// The groups whose words stand in the articles themselves, in one form or another, and the floor of their nDCG@10: what a
/// change of the thesaurus must not pay for.
const PLAIN_GROUPS: [&str; 4] = ["form", "long", "name", "place"];
const PLAIN_FLOOR: f64 = 0.93;

/// Answers shown of each query, and characters of a passage.
const NUM_SHOWN: usize = 5;
const PASSAGE_CHARS: usize = 60;
/// Differing lines that a failure shows.
const MAX_DIFFERENCES: usize = 40;
/// As many as `depeche eval` looks at.
const DEPTH: usize = 100;

const ANSWERS_HEAD: &str = "\
# The first five articles that seeds/ answers to each query of queries.tsv; see tests/golden.rs, which writes and checks this.
# RANK GRADE MATCHED TITLE · first passage. A grade is 2, 1 or 0 as judged, - where nobody judged.
# `later RANK GRADE TITLE`: a relevant article further down; `missed GRADE TITLE`: one that is not found at all.
";
const PASSAGES_HEAD: &str = "\
# The first five passages that seeds/ answers to each query of queries.tsv; see tests/golden.rs, which writes and checks this.
# RANK GRADE TITLE · beginning of the passage. The grade is what the passage earns: - when it overlaps no judged passage, or
# one that a passage above it has earned already.
";
const STATS_HEAD: &str = "\
# How good the answers of seeds/ are; see tests/golden.rs, which writes and checks this, and docs/relevance.md for the measures.
# A group is what stands before the first hyphen of a qid.
";

struct Golden {
    queries: Queries,
    articles: Judgments,
    passages: Judgments,
    /// The grade of each judged article, by query and name.
    grades: BTreeMap<(String, String), u32>,
    /// Each article by the name that runs give it.
    heads: BTreeMap<String, ArticleHead>,
    searcher: LocalSearcher,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn name(head: &ArticleHead) -> String {
    let name = head.source_id.clone().unwrap_or_else(|| head.id.to_string());
    run_name(&name).into_owned()
}

fn title(head: &ArticleHead) -> &str {
    head.title.as_ref().map_or("", |title| &title.value)
}

/// The beginning of a passage, in one line.
fn beginning(passage: &str) -> String {
    let line: String = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(PASSAGE_CHARS).collect()
}

fn grades(path: &Path) -> BTreeMap<(String, String), u32> {
    let text = std::fs::read_to_string(path).unwrap();
    let columns = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    columns.map(|line| ((line[0].to_string(), line[1].to_string()), line[2].parse().unwrap())).collect()
}

fn searcher(directory: &Path) -> LocalSearcher {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut archive = Archive::create(directory, "golden", Access::Private).expect("an archive can be made");
    archive.add_folder(&seeds, FolderSettings::default()).expect("the folder can be added");
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    let report =
        run(&mut archive, &IngestOptions::default(), &clock, &mut Unobserved).expect("the run ends well");
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    LocalSearcher::open(&archive).expect("the archive answers")
}

impl Golden {
    fn open(directory: &Path) -> Golden {
        let file = |name: &str| folder().join(name);
        let mut findings: Vec<Diagnostic> = Vec::new();
        let queries = Queries::read(&file("queries.tsv"), &mut findings).unwrap();
        let articles = Judgments::read(&file("qrels-articles.tsv"), Level::Article, &mut findings).unwrap();
        let passages = Judgments::read(&file("qrels-passages.tsv"), Level::Passage, &mut findings).unwrap();
        assert_eq!(findings, [], "the files of the suite can be read");
        let searcher = searcher(directory);
        for judgments in [&articles, &passages] {
            let missing = judgments.missing(searcher.names().unwrap());
            assert!(missing.is_empty(), "judged, but not in seeds/: {missing:?}");
        }
        let everything = SearchRequest { num_hits: 1000, num_passages: 0, ..SearchRequest::default() };
        let hits = searcher.search(&everything).unwrap().hits;
        let heads = hits.into_iter().map(|hit| (name(&hit.article), hit.article)).collect();
        let grades = grades(&file("qrels-articles.tsv"));
        Golden { queries, articles, passages, grades, heads, searcher }
    }

    /// As `depeche eval` asks.
    fn run(&self, level: Level) -> Run {
        let template =
            SearchRequest { level, num_hits: DEPTH, totals: Totals::Skip, ..SearchRequest::default() };
        search_run(&self.searcher, &self.queries, &template, &mut |_| ()).unwrap()
    }

    fn shown(&self, text: &str, level: Level) -> SearchRequest {
        SearchRequest { level, num_hits: NUM_SHOWN, ..SearchRequest::new(text) }
    }

    fn answers(&self, run: &Run) -> String {
        let mut page = ANSWERS_HEAD.to_string();
        for (qid, text) in self.queries.iter() {
            let _ = write!(page, "\n{qid}: {text}\n");
            let response = self.searcher.search(&self.shown(text, Level::Article)).unwrap();
            for hit in &response.hits {
                let key = (qid.to_string(), name(&hit.article));
                let grade = self.grades.get(&key).map_or("-".to_string(), u32::to_string);
                let passage = hit.passages.first().map_or(String::new(), |first| beginning(&first.text));
                let (rank, matched, title) = (hit.rank, hit.matched.as_str(), title(&hit.article));
                let _ = writeln!(page, "  {rank} {grade} {matched} {title} · {passage}");
            }
            self.write_not_shown(&mut page, qid, run);
        }
        page
    }

    /// The relevant articles that stand below those shown, and those that stand nowhere.
    fn write_not_shown(&self, page: &mut String, qid: &str, run: &Run) {
        let ranks: BTreeMap<&str, usize> =
            run.answers(qid).iter().map(|answer| answer.name.as_str()).zip(1..).collect();
        let (mut later, mut missed) = (BTreeSet::new(), BTreeSet::new());
        for ((_, name), grade) in self.grades.iter().filter(|((of, _), grade)| of == qid && **grade > 0) {
            match ranks.get(name.as_str()) {
                Some(rank) if *rank <= NUM_SHOWN => {}
                Some(rank) => drop(later.insert((*rank, *grade, title(&self.heads[name])))),
                None => drop(missed.insert((std::cmp::Reverse(*grade), title(&self.heads[name])))),
            }
        }
        for (rank, grade, title) in later {
            let _ = writeln!(page, "  later {rank} {grade} {title}");
        }
        for (grade, title) in missed {
            let _ = writeln!(page, "  missed {} {title}", grade.0);
        }
    }

    fn passages(&self, evaluation: &Evaluation) -> String {
        let mut page = PASSAGES_HEAD.to_string();
        for query in &evaluation.queries {
            let text = self.queries.text(&query.qid).unwrap();
            let _ = write!(page, "\n{}: {text}\n", query.qid);
            let response = self.searcher.search(&self.shown(text, Level::Passage)).unwrap();
            for hit in &response.hits {
                let paid = query.paid.iter().find(|paid| paid.rank == hit.rank);
                let grade = paid.map_or("-".to_string(), |paid| paid.grade.to_string());
                let passage = beginning(&hit.passages[0].text);
                let _ = writeln!(page, "  {} {grade} {} · {passage}", hit.rank, title(&hit.article));
            }
        }
        page
    }

    fn evaluation(&self, run: &Run, judgments: &Judgments) -> Evaluation {
        Evaluation::of(run, Some(&self.queries), judgments, DEPTH).unwrap()
    }
}

fn group(qid: &str) -> &str {
    qid.split('-').next().unwrap_or(qid)
}

/// The mean nDCG@10 of the queries in the plain groups.
fn plain_mean(evaluation: &Evaluation) -> f64 {
    let plain: Vec<f64> = evaluation
        .queries
        .iter()
        .filter(|query| PLAIN_GROUPS.contains(&group(&query.qid)))
        .map(|query| query.figure(Measure::Ndcg10))
        .collect();
    plain.iter().sum::<f64>() / plain.len() as f64
}

fn stats(evaluations: [&Evaluation; 2]) -> String {
    let mut page = STATS_HEAD.to_string();
    for evaluation in evaluations {
        let measures: Vec<Measure> = Measure::of_level(evaluation.level)
            .iter()
            .copied()
            .filter(|measure| *measure != Measure::Recall50)
            .collect();
        let _ = write!(page, "\n{:8} {:>7}", evaluation.level.as_str(), "queries");
        for measure in &measures {
            let _ = write!(page, " {:>10}", measure.as_str());
        }
        page.push('\n');
        let groups: BTreeSet<&str> = evaluation.queries.iter().map(|query| group(&query.qid)).collect();
        for of in std::iter::once(None).chain(groups.into_iter().map(Some)) {
            let is_in = |qid: &str| of.is_none_or(|of| group(qid) == of);
            let queries: Vec<_> = evaluation.queries.iter().filter(|query| is_in(&query.qid)).collect();
            let _ = write!(page, "{:8} {:>7}", of.unwrap_or("all"), queries.len());
            for measure in &measures {
                let sum: f64 = queries.iter().map(|query| query.figure(*measure)).sum();
                let _ = write!(page, " {:>10.4}", sum / queries.len() as f64);
            }
            page.push('\n');
        }
    }
    page
}

/// The golden files as this version writes them, and the evaluations of articles and passages.
fn written() -> ([(&'static str, String); 3], [Evaluation; 2]) {
    let directory = tempfile::tempdir().unwrap();
    let golden = Golden::open(&directory.path().join("archive"));
    let run = golden.run(Level::Article);
    let articles = golden.evaluation(&run, &golden.articles);
    let passages = golden.evaluation(&golden.run(Level::Passage), &golden.passages);
    let files = [
        ("answers.txt", golden.answers(&run)),
        ("passages.txt", golden.passages(&passages)),
        ("stats.txt", stats([&articles, &passages])),
    ];
    (files, [articles, passages])
}

/// The lines of one page that the other lacks, each under the query it belongs to.
fn differences(agreed: &str, now: &str) -> Vec<String> {
    let blocks = |page: &str| -> BTreeMap<String, Vec<String>> {
        let blocks = page.split("\n\n").filter_map(|block| {
            let mut lines = block.lines().map(str::to_string);
            Some((lines.next()?, lines.collect()))
        });
        blocks.collect()
    };
    let (agreed, now) = (blocks(agreed), blocks(now));
    let heads: BTreeSet<&String> = agreed.keys().chain(now.keys()).collect();
    let none = Vec::new();
    let mut found = Vec::new();
    for head in heads {
        let (before, after) = (agreed.get(head).unwrap_or(&none), now.get(head).unwrap_or(&none));
        if before != after || agreed.contains_key(head) != now.contains_key(head) {
            found.push(head.clone());
            found.extend(before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}")));
            found.extend(after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}")));
        }
    }
    found
}

#[test]
fn answers_are_as_read_and_agreed() {
    let (files, evaluations) = written();
    for (evaluation, floors) in evaluations.iter().zip([ARTICLE_FLOORS, PASSAGE_FLOORS]) {
        assert!(evaluation.coverage.unjudged.is_empty(), "{:?}", evaluation.coverage.unjudged);
        for (measure, floor) in floors {
            let (mean, level) = (evaluation.mean(measure).unwrap().mean, evaluation.level.as_str());
            assert!(
                mean >= floor,
                "{level} {} is {mean:.4}, below its floor of {floor}: the answers of seeds/ have become worse",
                measure.as_str()
            );
        }
    }
    let plain = plain_mean(&evaluations[0]);
    assert!(
        plain >= PLAIN_FLOOR,
        "article ndcg@10 of {PLAIN_GROUPS:?} is {plain:.4}, below its floor of {PLAIN_FLOOR}"
    );
    let mut report = String::new();
    for (file, now) in &files {
        // A checkout may have given the file other line ends.
        let agreed = std::fs::read_to_string(folder().join(file)).unwrap_or_default().replace("\r\n", "\n");
        if agreed != *now {
            let found = differences(&agreed, now);
            let _ = writeln!(report, "\ntests/golden/{file}, {} lines:", found.len());
            for line in found.iter().take(MAX_DIFFERENCES) {
                let _ = writeln!(report, "{line}");
            }
        }
    }
    assert!(
        report.is_empty(),
        "{report}\nThe ranking has changed. Are these answers better for who asked? Then write them down: \
         `cargo test --test golden regenerate -- --ignored`, and read `git diff tests/golden`."
    );
}

/// Writes `answers.txt`, `passages.txt` and `stats.txt` anew.
#[test]
#[ignore = "writes the golden files"]
fn regenerate() {
    let (files, _) = written();
    for (file, text) in files {
        std::fs::write(folder().join(file), text).unwrap();
    }
}
