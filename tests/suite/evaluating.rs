//! `eval` on the demonstration archive: figures that can be worked out by hand from what `query` answers, runs that are
//! written and read back, comparisons, and files with faults.

use crate::contract::{Eval, EvalChange, EvalLevel, EvalName, Failure, Nullable, Search};
use crate::harness::{Bench, Ended};

const QUERY: &str = "trêve Yémen";

/// The names of the hits of `query`, as runs have them, best first.
fn names(bench: &Bench, query: &str) -> Vec<String> {
    let hits = bench.run(&format!("query '{query}' --json -n 100")).json::<Search>().hits;
    hits.into_iter().map(|hit| hit.source_id.0.unwrap_or(hit.id)).collect()
}

fn mean(eval: &Eval, name: EvalName) -> f64 {
    eval.measures.iter().find(|measure| measure.name == name).unwrap().mean
}

#[track_caller]
fn is(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-6, "{value}, not {expected}");
}

/// Queries and judgments of the demonstration archive: the first and the third hit of one query are relevant.
fn judged() -> (Bench, Vec<String>) {
    let bench = Bench::with_seeds();
    let names = names(&bench, QUERY);
    assert!(names.len() >= 5, "{names:?}");
    bench.write("q.tsv", format!("q1\t{QUERY}\nq2\tzorblatique\nq3\tséisme\nq4\tpaix\n"));
    let judgments = format!(
        "q1\t{}\t1\nq1\t{}\t2\nq1\t{}\t0\nq2\tabsent-7\t1\nq3\t{}\t0\nq9\t{}\t1\n",
        names[0], names[2], names[1], names[0], names[0]
    );
    bench.write("judged.tsv", judgments);
    (bench, names)
}

#[test]
fn figures_are_those_worked_out_by_hand() {
    let (bench, names) = judged();
    let eval = bench.run("eval --queries q.tsv --qrels judged.tsv --json").ended(0).json::<Eval>();
    assert_eq!((eval.schema.as_str(), eval.level, eval.depth), ("depeche.eval/1", EvalLevel::Article, 100));
    assert_eq!(eval.archive.0.as_ref().unwrap().name, "default");
    // q1: grade 1 at rank 1, 0 at rank 2, 2 at rank 3. q2 finds nothing: every figure is 0, and so each mean is half.
    // nDCG: (1/log2(2) + 2/log2(4)) / (2/log2(2) + 1/log2(3)) = 2 / 2.6309298 = .7601875.
    is(mean(&eval, EvalName::Ndcg10), 0.760_187_5 / 2.0);
    is(mean(&eval, EvalName::Mrr10), 1.0 / 2.0);
    is(mean(&eval, EvalName::P5), 0.4 / 2.0);
    is(mean(&eval, EvalName::Recall100), 1.0 / 2.0);
    // Average precision: (1/1 + 2/3) / 2 = .8333333.
    is(mean(&eval, EvalName::Map), 0.833_333_3 / 2.0);
    let num_unjudged = names.len().min(10) - 3;
    is(mean(&eval, EvalName::Unj10), num_unjudged as f64 / 10.0 / 2.0);
    assert!(eval.measures.iter().all(|measure| measure.low <= measure.mean && measure.mean <= measure.high));
    let (queries, judgments) = (&eval.queries, &eval.judgments);
    assert_eq!((queries.evaluated, &queries.unanswered[..]), (2, &["q2".to_string()][..]));
    assert_eq!(
        [&queries.unjudged[..], &queries.without_relevant[..], &queries.not_asked[..]],
        [&["q4".to_string()][..], &["q3".to_string()][..], &["q9".to_string()][..]]
    );
    assert_eq!((judgments.judged, judgments.relevant), (4, 3));
    assert_eq!(judgments.missing.0.as_deref(), Some(&["absent-7".to_string()][..]));
    assert_eq!(eval.per_query[0].text.0.as_deref(), Some(QUERY));
    is(eval.per_query[0].figures[&EvalName::Ndcg10], 0.760_187_5);
    assert!(eval.changes.0.is_none() && eval.left_out.is_empty());
}

#[test]
fn the_report_says_what_counts() {
    let (bench, _) = judged();
    let said = bench.run("eval --queries q.tsv --qrels judged.tsv --per-query").ended(0);
    assert_eq!(said.err, "");
    said.says("2 queries at article level, 100 deep; 4 judged articles, 3 of them relevant")
        .says("  1 without an answer: each figure counts 0: q2\n")
        .says("  1 not counted, nothing was judged: q4\n")
        .says("  1 not counted, nothing relevant was judged: q3\n")
        .says("  1 judged but not asked: q9\n")
        .says("  1 judged article is not in the archive: absent-7\n")
        .says("MRR@10        0.5000   0.0000 to 1.0000\n")
        .says(&format!("  q1  {QUERY}\n"));
}

#[test]
fn a_run_is_kept_and_evaluated_without_the_archive() {
    let (bench, names) = judged();
    let asked =
        bench.run("eval --queries q.tsv --qrels judged.tsv --run now.run --json").ended(0).json::<Eval>();
    let kept = std::fs::read_to_string(bench.path("now.run")).unwrap();
    assert!(kept.starts_with(&format!("q1 Q0 {} 1 ", names[0])), "{kept}");
    assert!(
        kept.lines().any(|line| line.starts_with("q4 Q0 ")),
        "queries without judgments are in the run too"
    );
    bench.run("archives remove default --yes");
    bench.remove("home");
    let read = bench
        .run("eval --queries q.tsv --evaluate now.run --qrels judged.tsv --json")
        .ended(0)
        .json::<Eval>();
    assert!(read.archive.0.is_none() && read.judgments.missing.0.is_none());
    assert_eq!((read.measures, read.per_query), (asked.measures, asked.per_query));
    // Without queries, every judged query counts: q9 has no answer in the run.
    let all = bench.run("eval --evaluate now.run --qrels judged.tsv --json").ended(0).json::<Eval>();
    assert_eq!((all.queries.evaluated, all.queries.unanswered.len()), (3, 2));
    is(mean(&all, EvalName::Mrr10), 1.0 / 3.0);
}

#[test]
fn passages_are_judged_by_their_bytes() {
    let bench = Bench::with_seeds();
    let hits = bench.run(&format!("query '{QUERY}' --level passage -n 5 --json")).json::<Search>().hits;
    let mut judgments = "qid\tdocid\tbyte_start\tbyte_end\tgrade\n".to_string();
    for (hit, grade) in hits.iter().zip([0, 2, 1]) {
        let (start, end) = (hit.passages[0].start.0.unwrap(), hit.passages[0].end.0.unwrap());
        let name = hit.source_id.0.as_ref().unwrap_or(&hit.id);
        // Half of it is enough.
        judgments += &format!("q1\t{name}\t{}\t{end}\t{grade}\n", start + (end - start) / 2);
    }
    bench.write("q.tsv", format!("q1\t{QUERY}\n"));
    bench.write("judged.tsv", judgments);
    let typed = "eval --queries q.tsv --qrels judged.tsv --level passage --json";
    let eval = bench.run(&format!("{typed} -n 5 --run now.run")).ended(0).json::<Eval>();
    assert_eq!((eval.level, eval.judgments.judged, eval.judgments.relevant), (EvalLevel::Passage, 3, 2));
    // 2 at rank 2, 1 at rank 3: (2/log2(3) + 1/log2(4)) / (2/log2(2) + 1/log2(3)) = 1.7618595 / 2.6309298.
    is(mean(&eval, EvalName::Ndcg10), 1.761_859_5 / 2.630_929_8);
    is(mean(&eval, EvalName::Mrr10), 0.5);
    is(mean(&eval, EvalName::Recall50), 1.0);
    is(mean(&eval, EvalName::Unj10), (hits.len() - 3) as f64 / 10.0);
    let kept = std::fs::read_to_string(bench.path("now.run")).unwrap();
    let columns: Vec<&str> = kept.lines().next().unwrap().split('\t').collect();
    assert_eq!((columns.len(), columns[0], columns[1], columns[6]), (7, "q1", "1", "depeche"), "{kept}");
    assert_eq!(columns[3].parse::<usize>().unwrap(), hits[0].passages[0].start.0.unwrap());
    let read = bench.run(&format!("{typed} --evaluate now.run")).ended(0).json::<Eval>();
    assert_eq!(read.measures, eval.measures);
    let articles = bench.run("eval --evaluate now.run --qrels judged.tsv --json").ended(0).json::<Eval>();
    assert_eq!(articles.level, EvalLevel::Article, "judged passages and runs of passages serve both levels");
    assert!(mean(&articles, EvalName::Mrr10) >= 0.5);
}

/// A run that names these articles in this order.
fn run_of(qid: &str, names: &[&str]) -> String {
    let line = |(rank, name): (usize, &&str)| format!("{qid} Q0 {name} {rank} {} other\n", 100 - rank);
    (1..).zip(names).map(line).collect()
}

#[test]
fn runs_are_compared_query_by_query() {
    let bench = Bench::new();
    bench.write("judged.tsv", "q1 0 a 2\nq1 0 b 1\nq2 0 c 1\nq3 0 d 1\n");
    bench.write("before.run", run_of("q1", &["b", "a"]) + &run_of("q2", &["c"]) + &run_of("q3", &["d"]));
    bench.write(
        "now.run",
        run_of("q1", &["a", "b"]) + &run_of("q2", &["x", "y", "c"]) + &run_of("q3", &["d"]),
    );
    bench.write("q.tsv", "q1\taccord\nq2\ttrêve\nq3\tpaix\n");
    let typed = "eval --queries q.tsv --evaluate now.run --against before.run --qrels judged.tsv";
    let eval = bench.run(&format!("{typed} --json")).ended(0).json::<Eval>();
    let mrr = eval.measures.iter().find(|measure| measure.name == EvalName::Mrr10).unwrap();
    let against = mrr.against.0.as_ref().unwrap();
    // Before 1, 1, 1; now 1, 1/3, 1.
    is(mrr.mean, 7.0 / 9.0);
    is(against.mean, 1.0);
    is(against.difference, -2.0 / 9.0);
    is(against.low, -2.0 / 3.0);
    is(against.high, 0.0);
    assert_eq!((against.higher, against.lower, against.equal), (0, 1, 2));
    let changes = eval.changes.0.unwrap();
    let [EvalChange { qid, text, before, now, moved }, second] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((qid.as_str(), text.0.as_deref(), *before, *now), ("q2", Some("trêve"), 1.0, 0.5));
    assert_eq!((moved[0].docid.as_str(), moved[0].grade, &moved[0].span), ("c", 1, &Nullable(None)));
    assert_eq!((&moved[0].before, &moved[0].now), (&Nullable(Some(1)), &Nullable(Some(3))));
    // (1 + 2/log2(3)) / (2 + 1/log2(3)) = 2.2618595 / 2.6309298.
    is(second.before, 2.261_859_5 / 2.630_929_8);
    let said = bench.run(&format!("{typed} --changes 1")).ended(0);
    let said = said
        .says("measure       before     now  difference")
        .says("MRR@10        1.0000  0.7778     -0.2222  -0.6667 to +0.0000       0      1      2\n")
        .says("Queries whose nDCG@10 changed most, 1 of 2:\n")
        .says("-0.5000  1.0000 → 0.5000  q2  trêve\n         rank    1 → 3    grade 1 c\n");
    assert!(!said.out.contains("q1  accord"), "{}", said.out);
    bench
        .run("eval --evaluate now.run --against now.run --qrels judged.tsv")
        .ended(0)
        .says("No query changed");
}

#[test]
fn bad_lines_are_named_and_the_rest_counts() {
    let bench = Bench::new();
    bench.write("judged.tsv", "q1 0 a 1\nq1 0 b good\nq2\n");
    bench.write("a.run", run_of("q1", &["a"]) + "q1 Q0 b second 1.0 x\n");
    let typed = "eval --evaluate a.run --qrels judged.tsv";
    let said = bench.run(typed).ended(1);
    said.says("3 bad lines left out")
        .warns("judged.tsv#line 2: `good` is not a grade")
        .warns("judged.tsv#line 3: the number of columns is 1; a line is: qid TAB docid TAB grade")
        .warns("a.run#line 2: `second` is not a rank");
    let eval = bench.run(&format!("{typed} --json --quiet")).ended(1);
    assert_eq!(eval.err, "");
    let eval = eval.json::<Eval>();
    is(mean(&eval, EvalName::Mrr10), 1.0);
    let lines: Vec<_> = eval.left_out.iter().map(|line| (line.path.as_str(), line.line.0)).collect();
    assert_eq!(lines, [("judged.tsv", Some(2)), ("judged.tsv", Some(3)), ("a.run", Some(2))]);
}

#[test]
fn what_cannot_be_evaluated_is_a_failure() {
    let bench = Bench::new();
    bench.write("q.tsv", "q1\ttrêve\n");
    bench.write("judged.tsv", "q1 0 a 1\n");
    bench.write("none.tsv", "q1 0 a 0\n");
    bench.write("a.run", run_of("q1", &["a"]));
    let code = |ended: &Ended| {
        let last = ended.err.lines().last().unwrap_or_default();
        serde_json::from_str::<Failure>(last).unwrap_or_else(|error| panic!("{error}: {}", ended.err)).code
    };
    let fails = |typed: &str| code(&bench.run(typed).ended(2));
    assert_eq!(fails("eval --queries q.tsv --qrels judged.tsv --json"), "no-archive");
    assert_eq!(fails("eval --evaluate a.run --qrels none.tsv --json"), "usage");
    assert_eq!(
        fails("eval --queries q.tsv --qrels none.tsv --json"),
        "usage",
        "said before the archive is opened"
    );
    assert_eq!(fails("eval --evaluate a.run --qrels absent.tsv --json"), "io");
    assert_eq!(fails("eval --evaluate a.run --qrels judged.tsv -n 0 --json"), "usage");
    assert_eq!(fails("eval --qrels judged.tsv --json"), "usage");
    assert_eq!(fails("eval --evaluate a.run --index ix --qrels judged.tsv --json"), "usage");
    bench.run("eval --evaluate a.run --qrels none.tsv").ended(2).warns("the same qid");
}
