//! One round of all alerts over what came since each was answered. A delivery that broke off is made again: each arrives at least
//! once.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::delivery::{Delivery, Entry, delivery_id};
use super::desk::{AnsweredAlert, Desk, Failed, Summary};
use super::error::{Error, Undelivered};
use super::memory::{Memory, Progress, Quiet};
use super::news::{FirstIds, News, news};
use super::post::deliver;
use super::question::{is_young, minute_of, request};
use super::saved::Alert;
use crate::index::FileTable;
use crate::model::ArticleId;
use crate::search::{Among, Hit, LocalSearcher, SearchRequest, Totals};

/// So often what was delivered is put on disk while others are still to be: a crash delivers so much again at most.
const SAVE_EVERY: Duration = Duration::from_secs(1);

/// Alerts are answered together as long as they could find so many articles, at a few kilobytes each …
const MAX_HITS: usize = 20_000;
/// … and so many at most: an answer should not wait long for its delivery.
const MAX_TOGETHER: usize = 64;

/// News that several destinations share: most alerts have come equally far.
struct Shared {
    news: News,
    among: Among,
}

/// What an alert has to say.
type Answer = Result<Vec<Entry>, Arc<Undelivered>>;

/// What two destinations must have in common to have the same news.
type Place = (u64, u64, Timestamp, bool);

pub(super) struct Round<'a> {
    desk: Desk<'a>,
    searcher: LocalSearcher,
    /// Read when something is news, not before: it is large.
    table: OnceCell<(FileTable, FirstIds)>,
    archive_name: String,
    generation: u64,
    now: Timestamp,
}

impl<'a> Round<'a> {
    pub(super) fn new(desk: Desk<'a>, searcher: LocalSearcher, now: Timestamp) -> Self {
        let stamp = searcher.stamp();
        let (archive_name, generation) = (stamp.name, stamp.generation);
        Round { desk, searcher, table: OnceCell::new(), archive_name, generation, now }
    }

    fn table(&self) -> Result<&(FileTable, FirstIds), Error> {
        if self.table.get().is_none() {
            let table = self.desk.archive.file_table()?;
            let first_ids = FirstIds::of(&table);
            // It was empty a moment ago, and nobody else fills it.
            let _ = self.table.set((table, first_ids));
        }
        Ok(self.table.get_or_init(Default::default))
    }

    pub(super) fn run(&self, only: Option<&str>, memory: &mut Memory) -> Result<Summary, Error> {
        let is_meant = |alert: &&Alert| only.is_none_or(|only| alert.name == only);
        let alerts: Vec<&Alert> = self.desk.alerts.iter().filter(is_meant).collect();
        let shared = self.shared_news(&alerts, memory)?;
        let mut summary = Summary::default();
        let mut saved = Instant::now();
        for some in alerts.chunks(num_answered_together(&shared)) {
            let answers = self.answers(some, memory, &shared);
            for (alert, answers) in some.iter().zip(answers) {
                let num_hits = self.deliver_to_all(alert, answers, memory, &mut summary);
                summary.alerts.push(AnsweredAlert { name: alert.name.clone(), num_hits });
                if num_hits > 0 && saved.elapsed() >= SAVE_EVERY {
                    memory.save(self.desk.archive)?;
                    saved = Instant::now();
                }
            }
        }
        Ok(summary)
    }

    /// What is news for each place that a destination of `alerts` has come to.
    fn shared_news(&self, alerts: &[&Alert], memory: &Memory) -> Result<HashMap<Place, Shared>, Error> {
        let mut shared = HashMap::new();
        for alert in alerts {
            for (progress, place) in places_of(alert, memory) {
                if let MapEntry::Vacant(free) = shared.entry(place) {
                    free.insert(self.shared(progress, &memory.quiet, alert.updates)?);
                }
            }
        }
        Ok(shared)
    }

    /// For each of `alerts` what it has to say at each place that one of its destinations has come to.
    fn answers(
        &self,
        alerts: &[&Alert],
        memory: &Memory,
        shared: &HashMap<Place, Shared>,
    ) -> Vec<HashMap<Place, Answer>> {
        let mut asked: Vec<(usize, Place, &Shared)> = Vec::new();
        let mut answers: Vec<HashMap<Place, Answer>> = Vec::new();
        for (number, alert) in alerts.iter().enumerate() {
            let mut unasked = HashMap::new();
            for (_, place) in places_of(alert, memory) {
                let Some(shared) = shared.get(&place) else { continue };
                if let MapEntry::Vacant(free) = unasked.entry(place) {
                    free.insert(Ok(Vec::new()));
                    if !shared.news.is_empty() {
                        asked.push((number, place, shared));
                    }
                }
            }
            answers.push(unasked);
        }
        let request = |(number, _, shared): &(usize, Place, &Shared)| SearchRequest {
            among: Some(shared.among.clone()),
            num_hits: shared.news.len(),
            totals: Totals::Skip,
            ..request(alerts[*number], self.now)
        };
        let requests: Vec<SearchRequest> = asked.iter().map(request).collect();
        for ((number, place, shared), answer) in asked.into_iter().zip(self.searcher.search_all(&requests)) {
            let entries = answer.map(|answer| self.entries(alerts[number], shared, answer.hits));
            answers[number].insert(place, entries.map_err(|why| Arc::new(Undelivered::from(why))));
        }
        answers
    }

    /// Delivers what `alert` has to say; how many articles the destination got that got most.
    fn deliver_to_all(
        &self,
        alert: &Alert,
        answers: HashMap<Place, Answer>,
        memory: &mut Memory,
        summary: &mut Summary,
    ) -> u64 {
        let known = memory.alerts.entry(alert.name.clone()).or_default();
        let mut most = 0;
        for destination in &alert.destinations {
            let Some(progress) = known.get_mut(&destination.key()) else { continue };
            let Some(answer) = answers.get(&place_of(progress, alert)) else { continue };
            let delivered = answer.clone().and_then(|entries| {
                let num = entries.len() as u64;
                let delivery = Delivery::new(alert, &self.archive_name, self.generation, self.now, entries);
                deliver(destination, &delivery, self.desk.forms, self.desk.environment)?;
                Ok(num)
            });
            match delivered {
                Ok(num) => {
                    most = most.max(num);
                    self.served(progress, num);
                }
                Err(why) => {
                    progress.failing_since.get_or_insert(self.now);
                    progress.failure = Some(why.to_string());
                    let destination = Some(destination.clone());
                    summary.failures.push(Failed { alert: alert.name.clone(), destination, why });
                }
            }
        }
        most
    }

    fn served(&self, progress: &mut Progress, num: u64) {
        if num == 0 && progress.cursor == self.generation && progress.failure.is_none() {
            // A run that brought nothing leaves nothing to be written.
            return;
        }
        progress.cursor = self.generation;
        progress.answered_at = self.now;
        progress.num_delivered += num;
        (progress.failure, progress.failing_since) = (None, None);
        if num > 0 {
            progress.delivered_at = Some(self.now);
        }
    }

    fn shared(&self, progress: &Progress, quiet: &[Quiet], updates: bool) -> Result<Shared, Error> {
        let released = match (minute_of(progress.answered_at), minute_of(self.now)) {
            (Some(then), Some(now)) => self.searcher.released(then, now),
            _ => Vec::new(),
        };
        let news = match progress.cursor < self.generation || !released.is_empty() {
            true => news(&self.table()?.0, progress, quiet, updates, &released),
            false => News::new(),
        };
        let among = self.searcher.among(news.keys().copied())?.keep_read();
        Ok(Shared { news, among })
    }

    fn entries(&self, alert: &Alert, shared: &Shared, hits: Vec<Hit>) -> Vec<Entry> {
        let Some((_, first_ids)) = self.table.get() else { return Vec::new() };
        let entry = |hit: Hit| {
            let item = shared.news.get(&hit.article.id)?;
            let first: ArticleId = first_ids.first(hit.article.id);
            let delivery = delivery_id(&alert.name, first, item.content, &item.arrival, item.kind);
            Some(Entry::new(delivery, item.kind, hit))
        };
        hits.into_iter().filter(|hit| is_young(hit, alert, self.now)).filter_map(entry).collect()
    }
}

/// So many alerts are answered together that their answers find room in memory.
fn num_answered_together(shared: &HashMap<Place, Shared>) -> usize {
    let most = shared.values().map(|shared| shared.news.len()).max().unwrap_or(0);
    (MAX_HITS / most.max(1)).clamp(LocalSearcher::num_threads(), MAX_TOGETHER)
}

/// How far the destinations of `alert` have come.
fn places_of<'m>(alert: &Alert, memory: &'m Memory) -> impl Iterator<Item = (&'m Progress, Place)> {
    let known = memory.alerts.get(&alert.name);
    alert.destinations.iter().filter_map(move |destination| {
        let progress = known?.get(&destination.key())?;
        Some((progress, place_of(progress, alert)))
    })
}

fn place_of(progress: &Progress, alert: &Alert) -> Place {
    (progress.cursor, progress.began, progress.answered_at, alert.updates)
}
