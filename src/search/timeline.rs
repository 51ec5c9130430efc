//! How the articles of an answer are spread over time, beside all articles of the same periods. Counted in columns and, for
//! words, in their positions; no texts are read. How periods are cut is `period`'s.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::columnar::Column;
use tantivy::query::Query;
use tantivy::{Searcher, SegmentReader};

use super::collect;
use super::period::{Period, iso};
use super::reading::Reading;
use super::units::Units;
use super::way::{Way, Ways};

/// Without a period asked for, the shortest of which at most so many hold an article.
const MAX_FILLED_BARS: usize = 60;

/// What a timeline counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Measure {
    /// Articles.
    #[default]
    Articles,
    /// The share of all articles of the period that the filters keep.
    Share,
    /// Occurrences of what is looked for, in a million words of all articles of the period that the filters keep.
    Words,
}

impl Measure {
    /// The word used on the command line and in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Articles => "articles",
            Measure::Share => "share",
            Measure::Words => "words",
        }
    }
}

/// Which timeline is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimelineRequest {
    /// How long its periods are. `None`: the shortest of which at most 60 hold an article.
    pub by: Option<Period>,
    /// What it counts. Occurrences are counted only when they are asked for.
    pub measure: Measure,
}

/// The articles of an answer by time. Every article is in one of `bars`, `coarse` and `undated`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Timeline {
    /// How the query was read.
    pub reading: Reading,
    /// How long the periods are.
    pub by: Period,
    /// What was asked to be counted.
    pub measure: Measure,
    /// What the articles are.
    pub units: Units,
    /// All periods from the first to the last with an article, in order, those without one too.
    pub bars: Vec<Bar>,
    /// Articles of which only a longer period is known: the year, or the month where days or weeks are counted.
    pub coarse: Vec<Bar>,
    /// Articles without a date.
    pub undated: Counts,
}

/// What is counted in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bar {
    /// `2023-09-20`, `2023-W38`, `2023-09`, `2023`.
    pub label: String,
    /// Its first day, `2023-09-20`.
    pub first_day: String,
    /// Its last day.
    pub last_day: String,
    /// What is counted.
    pub counts: Counts,
}

/// Counts of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Articles of the answer.
    pub num_articles: u64,
    /// All articles that the filters keep.
    pub num_all: u64,
    /// Places in the articles of the answer where what is looked for stands; 0 when they were not asked for.
    pub num_occurrences: u64,
    /// Words of all articles that the filters keep.
    pub num_words: u64,
}

impl Counts {
    /// The articles of the answer among all; `None` when there are none at all.
    pub fn share(&self) -> Option<f64> {
        (self.num_all > 0).then(|| self.num_articles as f64 / self.num_all as f64)
    }

    /// Occurrences in a million words; `None` when there are no words.
    pub fn per_million(&self) -> Option<f64> {
        (self.num_words > 0).then(|| self.num_occurrences as f64 * 1e6 / self.num_words as f64)
    }
}

/// Counts by time; what [`Timeline`] is made of.
pub(super) struct Spread {
    pub by: Period,
    pub bars: Vec<Bar>,
    pub coarse: Vec<Bar>,
    pub undated: Counts,
}

/// Spreads the articles that `found` finds over time, beside those that `all` finds. `ways`: what occurrences are of; empty
/// when none are to be counted.
pub(super) fn spread(
    searcher: &Searcher,
    found: &dyn Query,
    all: &dyn Query,
    by: Option<Period>,
    ways: &[Way],
) -> tantivy::Result<Spread> {
    let by = match by {
        Some(by) => by,
        None => fitting(searcher, found)?,
    };
    let mut tally = Tally { by, places: BTreeMap::new() };
    collect::each_segment(searcher, found, |segment, docs| {
        let reader = searcher.segment_reader(segment);
        let columns = TimeColumns::open(reader)?;
        let mut ways = Ways::open(reader, ways)?;
        for &doc in docs {
            let counts = tally.at(columns.days(doc));
            counts.num_articles += 1;
            if let Some(ways) = ways.as_mut() {
                let is_here = ways.seek(doc) == doc;
                counts.num_occurrences += if is_here { u64::from(ways.num_places(doc)) } else { 0 };
            }
        }
        Ok(())
    })?;
    // Before the others are counted: periods in which nothing was found are no bars at either end.
    let bounds = tally.bounds();
    collect::each_segment(searcher, all, |segment, docs| {
        let columns = TimeColumns::open(searcher.segment_reader(segment))?;
        for &doc in docs {
            let counts = tally.at(columns.days(doc));
            counts.num_all += 1;
            counts.num_words += columns.words.first(doc).unwrap_or(0);
        }
        Ok(())
    })?;
    Ok(tally.spread(bounds))
}

/// The shortest period of which few hold an article. One article with a date far off does not make others years wide.
fn fitting(searcher: &Searcher, found: &dyn Query) -> tantivy::Result<Period> {
    let mut days = BTreeSet::new();
    collect::each_segment(searcher, found, |segment, docs| {
        let columns = TimeColumns::open(searcher.segment_reader(segment))?;
        days.extend(docs.iter().filter_map(|&doc| columns.first_days.first(doc)));
        Ok(())
    })?;
    let fits = |by: &Period| {
        let periods: BTreeSet<u64> = days.iter().map(|&day| by.number_of(day)).collect();
        periods.len() <= MAX_FILLED_BARS
    };
    Ok(Period::ALL.into_iter().find(fits).unwrap_or(Period::Year))
}

/// The columns of a segment that say when and how long.
struct TimeColumns {
    first_days: Column<u64>,
    last_days: Column<u64>,
    words: Column<u64>,
}

impl TimeColumns {
    fn open(reader: &SegmentReader) -> tantivy::Result<TimeColumns> {
        let columns = reader.fast_fields();
        Ok(TimeColumns {
            first_days: columns.u64("yyyymmdd")?,
            last_days: columns.u64("yyyymmdd_last")?,
            words: columns.u64("num_words")?,
        })
    }

    /// First and last day on which an article may have been published; `None` when it is undated.
    fn days(&self, doc: u32) -> Option<(u64, u64)> {
        let first = self.first_days.first(doc)?;
        Some((first, self.last_days.first(doc).unwrap_or(first)))
    }
}

/// Where an article stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    In(u64),
    /// Known less exactly than that: first and last day.
    Coarse(u64, u64),
    Undated,
}

struct Tally {
    by: Period,
    places: BTreeMap<Place, Counts>,
}

impl Tally {
    fn at(&mut self, days: Option<(u64, u64)>) -> &mut Counts {
        let place = match days {
            None => Place::Undated,
            Some((first, last)) if self.by.number_of(first) == self.by.number_of(last) => {
                Place::In(self.by.number_of(first))
            }
            Some((first, last)) => Place::Coarse(first, last),
        };
        self.places.entry(place).or_default()
    }

    /// The first and the last period that holds something.
    fn bounds(&self) -> Option<(u64, u64)> {
        let mut numbers = self.places.keys().filter_map(|place| match place {
            Place::In(number) => Some(*number),
            _ => None,
        });
        let first = numbers.next()?;
        Some((first, numbers.next_back().unwrap_or(first)))
    }

    fn spread(self, bounds: Option<(u64, u64)>) -> Spread {
        let Tally { by, places } = self;
        let at = |place: Place| places.get(&place).copied().unwrap_or_default();
        let bar = |number: u64| {
            let (first, last) = by.bounds(number);
            Bar {
                label: by.label(number),
                first_day: iso(first),
                last_day: iso(last),
                counts: at(Place::In(number)),
            }
        };
        let coarse = places.iter().filter(|(_, counts)| counts.num_articles > 0);
        let coarse = coarse.filter_map(|(place, counts)| match *place {
            Place::Coarse(first, last) => Some(coarse_bar(first, last, *counts)),
            _ => None,
        });
        Spread {
            by,
            bars: bounds.into_iter().flat_map(|(first, last)| first..=last).map(bar).collect(),
            coarse: coarse.collect(),
            undated: at(Place::Undated),
        }
    }
}

fn coarse_bar(first: u64, last: u64, counts: Counts) -> Bar {
    let known = if first / 100 == last / 100 { Period::Month } else { Period::Year };
    Bar { label: known.label(known.number_of(first)), first_day: iso(first), last_day: iso(last), counts }
}

#[cfg(test)]
mod tests {
    use super::super::example_index::searcher_over;
    use super::super::slot::{Slot, slots_of};
    use super::*;
    use crate::index::Fields;
    use crate::model::{Article, Known, Language};
    use tantivy::query::{AllQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;

    const DATES: [(&str, &str); 7] = [
        ("2023-09-20", "La trêve, une trêve."),
        ("2023-09-21", "Le port."),
        ("2023-11-02", "La trêve."),
        ("2023-12", "La trêve."),
        ("2023", "La trêve."),
        ("2024-05-01", "Le port."),
        ("", "La trêve."),
    ];

    fn way(text: &str) -> Way {
        slots_of(text, Some(Language::FR), Some(Language::FR)).iter().map(Slot::index_terms).collect()
    }

    fn spread_by(by: Option<Period>) -> Spread {
        let article = |(date, text): &(&str, &str)| Article {
            title: Some(Known::stated("Une trêve".into(), "test")),
            text: text.to_string(),
            language: Some(Known::stated(Language::FR, "test")),
            published: date.parse().ok().map(|date| Known::stated(date, "test")),
            ..Article::default()
        };
        let mut articles: Vec<Article> = DATES.iter().map(article).collect();
        articles
            .iter_mut()
            .filter(|article| article.text == "Le port.")
            .for_each(|article| article.title = None);
        let searcher = searcher_over(articles);
        let term = tantivy::Term::from_field_text(Fields::get().exact, "trêve");
        let found = TermQuery::new(term, IndexRecordOption::Basic);
        spread(&searcher, &found, &AllQuery, by, &[way("trêve")]).unwrap()
    }

    fn shown(bars: &[Bar]) -> Vec<(&str, u64, u64)> {
        bars.iter().map(|bar| (bar.label.as_str(), bar.counts.num_articles, bar.counts.num_all)).collect()
    }

    #[test]
    fn periods_without_articles_stand_between_the_first_and_the_last() {
        let spread = spread_by(Some(Period::Month));
        assert_eq!(
            shown(&spread.bars),
            [("2023-09", 1, 2), ("2023-10", 0, 0), ("2023-11", 1, 1), ("2023-12", 1, 1)]
        );
        assert_eq!(shown(&spread.coarse), [("2023", 1, 1)]);
        assert_eq!((spread.undated.num_articles, spread.undated.num_all), (1, 1));
    }

    #[test]
    fn an_article_of_a_month_is_in_none_of_its_days() {
        let spread = spread_by(Some(Period::Day));
        assert_eq!((spread.bars.len(), spread.bars[0].label.as_str()), (44, "2023-09-20"));
        let num_in_bars: u64 = spread.bars.iter().map(|bar| bar.counts.num_articles).sum();
        assert_eq!(num_in_bars, 2);
        assert_eq!(shown(&spread.coarse), [("2023", 1, 1), ("2023-12", 1, 1)]);
    }

    #[test]
    fn in_years_only_the_undated_have_no_place() {
        let spread = spread_by(Some(Period::Year));
        assert_eq!((shown(&spread.bars), spread.coarse.len()), (vec![("2023", 4, 5)], 0));
    }

    #[test]
    fn without_a_period_asked_for_it_is_the_shortest_that_fits() {
        assert_eq!(spread_by(None).by, Period::Day);
    }

    #[test]
    fn a_word_of_the_title_occurs_once() {
        let spread = spread_by(Some(Period::Month));
        let first = spread.bars[0].counts;
        // Title, text twice.
        assert_eq!((first.num_occurrences, spread.undated.num_occurrences), (3, 2));
        assert!(first.num_words >= 8, "{first:?}");
        assert_eq!(first.per_million(), Some(3e6 / first.num_words as f64));
    }
}
