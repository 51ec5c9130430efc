//! An evaluation for people: a table of means, beside an earlier run the differences, and the queries that changed most.
//! Its JSON form is in `wire`.

use std::io::{self, Write};

use super::report::grouped;
use super::{Look, count_text, printable};
use crate::eval::{Change, Comparison, Evaluation, Measure, Moved, NUM_RESAMPLES, QueryFigures, Report};
use crate::model::Span;

/// Most ids that are named where only their number matters.
const MAX_NAMED: usize = 5;
/// Most relevant articles or passages shown of a query that changed.
const MAX_MOVED: usize = 6;

/// What an evaluation shows besides the means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EvaluationDetail {
    /// Most queries that changed.
    pub num_changes: usize,
    /// Whether every query has its line.
    pub per_query: bool,
}

/// Writes what counts, the means, the differences and the detail asked for.
pub fn write_evaluation(
    out: &mut dyn Write,
    report: &Report,
    detail: EvaluationDetail,
    look: &Look,
) -> io::Result<()> {
    write_coverage(out, report)?;
    writeln!(out)?;
    write_means(out, &report.evaluation)?;
    if let Some(comparison) = &report.comparison {
        write_differences(out, comparison)?;
    }
    writeln!(
        out,
        "{}",
        look.dim(&format!("intervals: bootstrap over queries, {} resamples", grouped(NUM_RESAMPLES as u64)))
    )?;
    if let Some(comparison) = &report.comparison {
        write_changes(out, &comparison.changes, detail.num_changes, look)?;
    }
    if detail.per_query {
        write_queries(out, &report.evaluation)?;
    }
    Ok(())
}

fn write_coverage(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let Evaluation { level, depth, queries, coverage, .. } = &report.evaluation;
    let queries = match queries.len() {
        1 => "1 query".to_string(),
        num => format!("{num} queries"),
    };
    let judged = count_text(coverage.num_judged as u64, &format!("judged {}", level.as_str()));
    writeln!(
        out,
        "{queries} at {} level, {depth} deep; {judged}, {} of them relevant",
        level.as_str(),
        grouped(coverage.num_relevant as u64)
    )?;
    let notes = [
        ("without an answer: each figure counts 0", &coverage.unanswered),
        ("not counted, nothing was judged", &coverage.unjudged),
        ("not counted, nothing relevant was judged", &coverage.without_relevant),
        ("judged but not asked", &coverage.not_asked),
    ];
    for (what, qids) in notes.iter().filter(|(_, qids)| !qids.is_empty()) {
        writeln!(out, "  {} {what}: {}", qids.len(), named(qids))?;
    }
    if let Some(missing) = report.missing.as_ref().filter(|missing| !missing.is_empty()) {
        let articles = count_text(missing.len() as u64, "judged article");
        let are = if missing.len() == 1 { "is" } else { "are" };
        writeln!(out, "  {articles} {are} not in the archive: {}", named(missing))?;
    }
    if !report.findings.is_empty() {
        writeln!(out, "  {} left out", count_text(report.findings.len() as u64, "bad line"))?;
    }
    Ok(())
}

fn named(ids: &[String]) -> String {
    let mut named: Vec<_> = ids.iter().take(MAX_NAMED).map(|id| printable(id)).collect();
    if ids.len() > MAX_NAMED {
        named.push("…".into());
    }
    named.join(", ")
}

fn title(measure: Measure) -> &'static str {
    match measure {
        Measure::Ndcg10 => "nDCG@10",
        Measure::Mrr10 => "MRR@10",
        Measure::Precision5 => "P@5",
        Measure::Recall50 => "recall@50",
        Measure::Recall100 => "recall@100",
        Measure::Map => "MAP",
        Measure::Unjudged10 => "unjudged@10",
    }
}

fn write_means(out: &mut dyn Write, evaluation: &Evaluation) -> io::Result<()> {
    writeln!(out, "measure         mean   95 % interval")?;
    for (measure, estimate) in &evaluation.means {
        let (mean, low, high) = (estimate.mean, estimate.low, estimate.high);
        writeln!(out, "{:<12} {mean:>7.4}   {low:.4} to {high:.4}", title(*measure))?;
    }
    Ok(())
}

fn write_differences(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    writeln!(out, "\nmeasure       before     now  difference  95 % interval       higher  lower  equal")?;
    for difference in &comparison.measures {
        let (measure, estimate) = (title(difference.measure), difference.difference);
        writeln!(
            out,
            "{measure:<12} {:>7.4} {:>7.4}     {:>+7.4}  {:>+7.4} to {:>+7.4}  {:>6} {:>6} {:>6}",
            difference.before,
            difference.now,
            estimate.mean,
            estimate.low,
            estimate.high,
            difference.higher,
            difference.lower,
            difference.equal,
        )?;
    }
    Ok(())
}

fn write_changes(out: &mut dyn Write, changes: &[Change], most: usize, look: &Look) -> io::Result<()> {
    let shown = &changes[..most.min(changes.len())];
    if shown.is_empty() {
        return if changes.is_empty() { writeln!(out, "\nNo query changed its nDCG@10.") } else { Ok(()) };
    }
    writeln!(out, "\nQueries whose nDCG@10 changed most, {} of {}:", shown.len(), changes.len())?;
    for change in shown {
        let Change { qid, text, before, now, moved } = change;
        let text =
            text.as_deref().map(|text| format!("  {}", look.bold(&printable(text)))).unwrap_or_default();
        writeln!(out, "{:+.4}  {before:.4} → {now:.4}  {}{text}", now - before, printable(qid))?;
        moved.iter().take(MAX_MOVED).try_for_each(|moved| write_moved(out, moved))?;
        if moved.len() > MAX_MOVED {
            writeln!(out, "         … and {} more", moved.len() - MAX_MOVED)?;
        }
    }
    Ok(())
}

fn write_moved(out: &mut dyn Write, moved: &Moved) -> io::Result<()> {
    let rank = |rank: Option<usize>| rank.map_or("none".to_string(), |rank| rank.to_string());
    let span = match moved.span {
        Some(Span { byte_start, byte_end }) => format!(" {byte_start}–{byte_end}"),
        None => String::new(),
    };
    let (before, now) = (rank(moved.before), rank(moved.now));
    writeln!(
        out,
        "         rank {before:>4} → {now:<4} grade {} {}{span}",
        moved.grade,
        printable(&moved.name)
    )
}

fn write_queries(out: &mut dyn Write, evaluation: &Evaluation) -> io::Result<()> {
    let measures = Measure::of_level(evaluation.level);
    writeln!(out)?;
    let head: String = measures.iter().map(|measure| format!("{:>12}", title(*measure))).collect();
    writeln!(out, "{}  query", head.trim_start())?;
    for QueryFigures { qid, text, figures, .. } in &evaluation.queries {
        let row: String = figures
            .iter()
            .zip(measures)
            .enumerate()
            .map(|(place, ((_, value), measure))| {
                // The first column begins the line: it is as wide as its title.
                let width = if place == 0 { title(*measure).len() } else { 12 };
                format!("{value:>width$.4}")
            })
            .collect();
        let text = text.as_deref().map(|text| format!("  {}", printable(text))).unwrap_or_default();
        writeln!(out, "{row}  {}{text}", printable(qid))?;
    }
    Ok(())
}
