//! The shape of articles by time: `timeline --json`.

use serde::Serialize;

use super::TIMELINE_SCHEMA;
use super::reading::Looked;
use crate::search::{Bar, Counts, Measure, Timeline, Units};

/// Articles by time.
#[derive(Debug, Serialize)]
pub struct TimelineShape<'a> {
    schema: &'static str,
    #[serde(flatten)]
    looked: Looked<'a>,
    by: &'static str,
    count: &'static str,
    units: UnitsShape,
    periods: Vec<BarShape<'a>>,
    coarse: Vec<BarShape<'a>>,
    undated: CountsShape,
}

impl<'a> TimelineShape<'a> {
    /// The shape of `timeline`.
    pub fn new(timeline: &'a Timeline) -> Self {
        let bar = |bar: &'a Bar| BarShape {
            period: &bar.label,
            from: &bar.first_day,
            to: &bar.last_day,
            counts: CountsShape::new(&bar.counts, timeline.measure),
        };
        TimelineShape {
            schema: TIMELINE_SCHEMA,
            looked: Looked::from(&timeline.reading),
            by: timeline.by.as_str(),
            count: timeline.measure.as_str(),
            units: UnitsShape::from(timeline.units),
            periods: timeline.bars.iter().map(bar).collect(),
            coarse: timeline.coarse.iter().map(bar).collect(),
            undated: CountsShape::new(&timeline.undated, timeline.measure),
        }
    }
}

#[derive(Debug, Serialize)]
struct UnitsShape {
    looked_at: u64,
    articles: u64,
    pages: u64,
    chapters: u64,
}

impl From<Units> for UnitsShape {
    fn from(units: Units) -> Self {
        UnitsShape {
            looked_at: units.num_looked_at,
            articles: units.num_articles,
            pages: units.num_pages,
            chapters: units.num_chapters,
        }
    }
}

#[derive(Debug, Serialize)]
struct BarShape<'a> {
    period: &'a str,
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    counts: CountsShape,
}

#[derive(Debug, Serialize)]
struct CountsShape {
    articles: u64,
    of: u64,
    share: Option<f64>,
    words: u64,
    occurrences: Option<u64>,
    per_million: Option<f64>,
}

impl CountsShape {
    fn new(counts: &Counts, measure: Measure) -> Self {
        let is_counted = measure == Measure::Words;
        CountsShape {
            articles: counts.num_articles,
            of: counts.num_all,
            share: counts.share(),
            words: counts.num_words,
            occurrences: is_counted.then_some(counts.num_occurrences),
            per_million: counts.per_million().filter(|_| is_counted),
        }
    }
}
