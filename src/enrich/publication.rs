//! Which of the dates found for an article is that of its publication: the one place that knows the order of trust.
//!
//! Stated by the source; the folder's date pattern; a whole date of agency tail or dateline; a day in the web address;
//! the path. A date later than the evidence is refused, reported, kept as it is written, and the next one asked. The
//! time of the file is never among them.

use super::dateline::{self, Day};
use super::evidence::Evidence;
use super::{Context, date_in_path};
use crate::model::{Article, Known, Origin, PartialDate, Precision};
use crate::text::written_date::{self, WrittenDay, other_readings};

/// A day without its year is not farther from the date that gives the year.
const MAX_DAYS_APART: u64 = 31;
const MINUTES_A_DAY: u64 = 24 * 60;

/// Settles `published` and the time of the dateline; `report` takes a sentence for every date that is refused.
pub(super) fn settle(
    article: &mut Article,
    day: Option<Day>,
    context: &Context<'_>,
    report: &mut dyn FnMut(String),
) {
    let evidence = Evidence::of(article, context.latest);
    let mut settling = Settling { evidence: &evidence, report };
    settling.settle_stated(article);
    let day = day.filter(|day| day.written.date.is_none_or(|date| settling.check(date, day.place).is_some()));
    let by_day = day.and_then(|day| {
        let date = day.written.date.or_else(|| year_from_outside(article, day.written, context))?;
        Some(Known::new(date, Origin::Text, place_of(day)))
    });
    if article.published.is_none() {
        article.published = settling.derived(article, by_day.as_ref(), context);
    }
    let time = by_day.map(|known| known.value).or_else(|| near_published(article, day?.written));
    if let Some(day) = day {
        dateline::set_time(article, time, day.place);
    }
}

fn place_of(day: Day) -> String {
    match day.written.date {
        Some(_) => day.place.to_string(),
        None => format!("{}, its year from another date", day.place),
    }
}

struct Settling<'a> {
    evidence: &'a Evidence,
    report: &'a mut dyn FnMut(String),
}

impl Settling<'_> {
    /// Takes back what the source states when it cannot be.
    fn settle_stated(&mut self, article: &mut Article) {
        let written = article.date_as_written.take();
        let reading = written.as_deref().and_then(|written| written_date::parse(written).ok()?);
        let Some(stated) = article.published.take() else {
            // One that can be read belongs to another field.
            article.date_as_written = written.filter(|_| reading.is_none());
            return self.settle_updated(article);
        };
        let first = stated.value;
        if self.evidence.allows(first) {
            article.published = Some(stated);
            return self.settle_updated(article);
        }
        let others = written.as_deref().filter(|_| reading == Some(first)).map(other_readings);
        let possible = others.unwrap_or_default().into_iter().find(|date| self.evidence.allows(*date));
        let written = written.filter(|_| reading == Some(first)).unwrap_or_else(|| first.to_string());
        match possible {
            Some(date) => {
                let place = format!("{}, `{written}` read so that it is not in the future", stated.place);
                article.published = Some(Known { value: date, place, ..stated });
            }
            None => {
                (self.report)(self.evidence.refusal(first, &stated.place));
                article.date_as_written = Some(written);
            }
        }
        self.settle_updated(article);
    }

    fn settle_updated(&mut self, article: &mut Article) {
        article.updated =
            article.updated.take().filter(|known| self.check(known.value, &known.place).is_some());
    }

    /// The date, unless the evidence is against it.
    fn check(&mut self, date: PartialDate, place: &str) -> Option<PartialDate> {
        let is_possible = self.evidence.allows(date);
        if !is_possible {
            (self.report)(self.evidence.refusal(date, place));
        }
        is_possible.then_some(date)
    }

    /// The best of the dates that the source does not state.
    fn derived(
        &mut self,
        article: &mut Article,
        by_day: Option<&Known<PartialDate>>,
        context: &Context<'_>,
    ) -> Option<Known<PartialDate>> {
        let pattern = context.folder.date_path.as_ref();
        let stated_time = article.dateline.as_ref().and_then(|known| {
            let time = known.value.time.filter(|time| time.precision() >= Precision::Day)?;
            (known.origin == Origin::Metadata).then(|| Known::new(time, known.origin, known.place.clone()))
        });
        let candidates = [
            date_in_path::by_pattern(pattern, context.path_inside),
            stated_time,
            by_day.cloned(),
            article.url.as_ref().and_then(|url| date_in_path::in_address(&url.value)),
            date_in_path::in_path(context.path_inside),
        ];
        for known in candidates.into_iter().flatten() {
            if self.check(known.value, &known.place).is_some() {
                return Some(known);
            }
            article.date_as_written.get_or_insert_with(|| known.value.to_string());
        }
        None
    }
}

/// A day with the year of the address, the path, the last change or the making of the source, if it is near them.
fn year_from_outside(article: &Article, day: WrittenDay, context: &Context<'_>) -> Option<PartialDate> {
    let stated = article.published.as_ref().map(|known| known.value);
    let in_address = || date_in_path::in_address(&article.url.as_ref()?.value).map(|known| known.value);
    let in_path = || date_in_path::in_path(context.path_inside).map(|known| known.value);
    let of_change = || article.updated.as_ref().map(|known| known.value);
    let near = stated.or_else(in_address).or_else(in_path).or_else(of_change).or(article.latest)?;
    with_year_near(day, near)
}

fn near_published(article: &Article, day: WrittenDay) -> Option<PartialDate> {
    with_year_near(day, article.published.as_ref()?.value)
}

/// The day in the year that puts it nearest to `near`: inside it, where it is a month or a year.
fn with_year_near(day: WrittenDay, near: PartialDate) -> Option<PartialDate> {
    let year = u16::try_from(near.yyyy()).ok()?;
    if near.precision() < Precision::Day {
        let date = PartialDate::day(year, day.month, day.day)?;
        return (near.first_day()..=near.last_day()).contains(&date.first_day()).then_some(date);
    }
    let minute = near.without_time().first_minute();
    let days_apart = |date: &PartialDate| date.first_minute().abs_diff(minute) / MINUTES_A_DAY;
    let dates =
        [year - 1, year, year + 1].into_iter().filter_map(|year| PartialDate::day(year, day.month, day.day));
    dates.min_by_key(days_apart).filter(|date| days_apart(date) <= MAX_DAYS_APART)
}

#[cfg(test)]
#[path = "publication_tests.rs"]
mod tests;
