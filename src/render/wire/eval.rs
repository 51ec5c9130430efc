//! The shape of an evaluation: `eval --json`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Archive, EVAL_SCHEMA, lossy};
use crate::diagnostics::Diagnostic;
use crate::eval::{Change, Comparison, Coverage, Difference, Estimate, Measure, Moved, QueryFigures, Report};
use crate::model::Span;

/// An evaluation in full: means, every query, and what changed.
#[derive(Debug, Serialize)]
pub struct Evaluation<'a> {
    schema: &'static str,
    level: &'static str,
    depth: usize,
    archive: Option<Archive<'a>>,
    queries: Queries<'a>,
    judgments: Judgments<'a>,
    measures: Vec<MeasureLine>,
    per_query: Vec<PerQuery<'a>>,
    changes: Option<Vec<ChangeLine<'a>>>,
    left_out: Vec<LeftOut<'a>>,
}

impl<'a> Evaluation<'a> {
    /// The shape of `report`.
    pub fn new(report: &'a Report) -> Self {
        let evaluation = &report.evaluation;
        let coverage = &evaluation.coverage;
        Evaluation {
            schema: EVAL_SCHEMA,
            level: evaluation.level.as_str(),
            depth: evaluation.depth,
            archive: report.archive.as_ref().map(Archive::from),
            queries: Queries::new(evaluation.queries.len(), coverage),
            judgments: Judgments {
                judged: coverage.num_judged,
                relevant: coverage.num_relevant,
                missing: report.missing.as_deref(),
            },
            measures: measures(&evaluation.means, report.comparison.as_ref()),
            per_query: evaluation.queries.iter().map(PerQuery::from).collect(),
            changes: report
                .comparison
                .as_ref()
                .map(|comparison| comparison.changes.iter().map(ChangeLine::from).collect()),
            left_out: report.findings.iter().map(LeftOut::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Queries<'a> {
    evaluated: usize,
    unanswered: &'a [String],
    unjudged: &'a [String],
    without_relevant: &'a [String],
    not_asked: &'a [String],
}

impl<'a> Queries<'a> {
    fn new(evaluated: usize, coverage: &'a Coverage) -> Self {
        Queries {
            evaluated,
            unanswered: &coverage.unanswered,
            unjudged: &coverage.unjudged,
            without_relevant: &coverage.without_relevant,
            not_asked: &coverage.not_asked,
        }
    }
}

#[derive(Debug, Serialize)]
struct Judgments<'a> {
    judged: usize,
    relevant: usize,
    missing: Option<&'a [String]>,
}

#[derive(Debug, Serialize)]
struct MeasureLine {
    name: &'static str,
    mean: f64,
    low: f64,
    high: f64,
    against: Option<Against>,
}

#[derive(Debug, Serialize)]
struct Against {
    mean: f64,
    difference: f64,
    low: f64,
    high: f64,
    higher: usize,
    lower: usize,
    equal: usize,
}

fn measures(means: &[(Measure, Estimate)], comparison: Option<&Comparison>) -> Vec<MeasureLine> {
    let line = |(measure, estimate): &(Measure, Estimate)| {
        let mut differences = comparison.into_iter().flat_map(|comparison| &comparison.measures);
        MeasureLine {
            name: measure.as_str(),
            mean: estimate.mean,
            low: estimate.low,
            high: estimate.high,
            against: differences.find(|difference| difference.measure == *measure).map(Against::from),
        }
    };
    means.iter().map(line).collect()
}

impl From<&Difference> for Against {
    fn from(difference: &Difference) -> Self {
        let Difference { before, difference, higher, lower, equal, .. } = *difference;
        let Estimate { mean, low, high } = difference;
        Against { mean: before, difference: mean, low, high, higher, lower, equal }
    }
}

#[derive(Debug, Serialize)]
struct PerQuery<'a> {
    qid: &'a str,
    text: Option<&'a str>,
    figures: BTreeMap<&'static str, f64>,
}

impl<'a> From<&'a QueryFigures> for PerQuery<'a> {
    fn from(query: &'a QueryFigures) -> Self {
        let figures = query.figures.iter().map(|(measure, value)| (measure.as_str(), *value));
        PerQuery { qid: &query.qid, text: query.text.as_deref(), figures: figures.collect() }
    }
}

#[derive(Debug, Serialize)]
struct ChangeLine<'a> {
    qid: &'a str,
    text: Option<&'a str>,
    before: f64,
    now: f64,
    moved: Vec<MovedLine<'a>>,
}

impl<'a> From<&'a Change> for ChangeLine<'a> {
    fn from(change: &'a Change) -> Self {
        ChangeLine {
            qid: &change.qid,
            text: change.text.as_deref(),
            before: change.before,
            now: change.now,
            moved: change.moved.iter().map(MovedLine::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct MovedLine<'a> {
    docid: &'a str,
    span: Option<[usize; 2]>,
    grade: u32,
    before: Option<usize>,
    now: Option<usize>,
}

impl<'a> From<&'a Moved> for MovedLine<'a> {
    fn from(moved: &'a Moved) -> Self {
        let bytes = |span: Span| [span.byte_start, span.byte_end];
        let Moved { name, span, grade, before, now } = moved;
        MovedLine { docid: name, span: span.map(bytes), grade: *grade, before: *before, now: *now }
    }
}

#[derive(Debug, Serialize)]
struct LeftOut<'a> {
    path: String,
    line: Option<u64>,
    message: &'a str,
}

impl<'a> From<&'a Diagnostic> for LeftOut<'a> {
    fn from(finding: &'a Diagnostic) -> Self {
        let line = finding.member.as_deref().and_then(|member| member.strip_prefix("line "));
        LeftOut {
            path: lossy(&finding.path),
            line: line.and_then(|number| number.parse().ok()),
            message: &finding.message,
        }
    }
}
