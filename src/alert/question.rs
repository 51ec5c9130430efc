//! What an alert asks: the request that its query becomes, and which of the articles found are too old for it.

use jiff::Timestamp;

use super::error::Error;
use super::saved::Alert;
use crate::index::Archive;
use crate::model::{Clock, DateRange, PartialDate};
use crate::search::{Hit, LocalSearcher, Match, SearchRequest, SearchResponse, Searcher, Sort};

/// What is asked for an alert: articles that say every word, latest first.
pub(super) fn request(alert: &Alert, now: Timestamp) -> SearchRequest {
    SearchRequest {
        now: minute_of(now),
        sort: Sort::Newest,
        weakest: Some(Match::All),
        num_passages: alert.num_passages,
        ..SearchRequest::new(&alert.query)
    }
}

/// Whether an alert with a greatest age wants the article; one without a date may be of today.
pub(super) fn is_young(hit: &Hit, alert: &Alert, now: Timestamp) -> bool {
    let (Some(days), Some(published)) = (alert.max_age_days, &hit.article.published) else { return true };
    let oldest = now.as_second() - i64::from(days) * 24 * 3600;
    let oldest = Timestamp::from_second(oldest).ok().and_then(minute_of);
    oldest.is_none_or(|oldest| published.value.last_day() >= oldest.first_day())
}

/// The minute of a time, in UTC, as searches know it.
pub(super) fn minute_of(time: Timestamp) -> Option<PartialDate> {
    time.to_string().parse().ok()
}

/// What `alert` would give for the articles that came last, or for those published in `dates`.
/// Delivers nothing and remembers nothing.
pub fn preview(
    archive: &Archive,
    searcher: &LocalSearcher,
    alert: &Alert,
    dates: Option<DateRange>,
    clock: &dyn Clock,
) -> Result<SearchResponse, Error> {
    let now = clock.now();
    let mut request = request(alert, now);
    match dates {
        Some(dates) => request.dates = dates,
        None => {
            let table = archive.file_table()?;
            let last = table.members().map(|member| member.arrival.since).max().unwrap_or(0);
            let of_last_run = table.members().filter(|member| member.arrival.since == last);
            request.among = Some(searcher.among(of_last_run.map(|member| member.id))?);
        }
    }
    request.num_hits = SearchRequest::ALL;
    let mut response = searcher.search(&request)?;
    response.hits.retain(|hit| is_young(hit, alert, now));
    Ok(response)
}
