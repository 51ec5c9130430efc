//! One round of all alerts over what came since each was answered, and what must be noted before a run. A delivery that broke
//! off is made again: each arrives at least once.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::delivery::{Delivery, Entry, delivery_id};
use super::error::{Error, Undelivered};
use super::forms::Forms;
use super::memory::{Memory, Progress, Quiet};
use super::news::{FirstIds, News, news};
use super::post::deliver;
use super::saved::{Alert, Destination};
use crate::index::{Archive, FileTable};
use crate::model::{ArticleId, Clock, DateRange, PartialDate};
use crate::search::{
    Among, Hit, LocalSearcher, Match, SearchRequest, SearchResponse, Searcher, Sort, Totals,
};

/// So often what was delivered is put on disk while others are still to be: a crash delivers so much again at most.
const SAVE_EVERY: Duration = Duration::from_secs(1);

/// Alerts are answered together as long as they could find so many articles, at a few kilobytes each …
const MAX_HITS: usize = 20_000;
/// … and so many at most: what was delivered is noted after each.
const MAX_TOGETHER: usize = 64;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// It takes in what is new.
    Usual,
    /// It reads everything again: what it brings is no news.
    Anew,
}

/// What alerts are answered with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its alerts.
    pub alerts: &'a [Alert],
    /// How deliveries are written.
    pub forms: &'a dyn Forms,
    /// What commands see of the environment.
    pub environment: &'a [(OsString, OsString)],
    /// The time.
    pub clock: &'a dyn Clock,
}

/// What a round did.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Every alert that was answered, in the order of the settings.
    pub alerts: Vec<AnsweredAlert>,
    /// What did not arrive; it is tried again with the next round.
    pub failures: Vec<Failed>,
}

impl Summary {
    /// Articles delivered, to however many destinations of an alert.
    pub fn num_hits(&self) -> u64 {
        self.alerts.iter().map(|alert| alert.num_hits).sum()
    }
}

/// An alert after a round.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnsweredAlert {
    /// Its name.
    pub name: String,
    /// Articles that it delivered; those of the destination that got most.
    pub num_hits: u64,
}

/// A delivery that did not arrive.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed {
    /// Name of the alert.
    pub alert: String,
    /// Where it was to go; `None`: it was not answered at all.
    pub destination: Option<Destination>,
    /// Why it did not.
    pub why: Arc<Undelivered>,
}

/// Notes before a run what it must not be forgotten to be: an alert begins with it, or nothing of it is news. Does nothing
/// for an archive without alerts.
pub fn before_run(
    archive: &Archive,
    alerts: &[Alert],
    kind: RunKind,
    clock: &dyn Clock,
) -> Result<(), Error> {
    if alerts.is_empty() && !Memory::is_there(archive) {
        return Ok(());
    }
    let now = clock.now();
    // While another process writes, this run will be refused: nothing is known of where it would begin.
    let Ok(writer) = archive.lock(now) else { return Ok(()) };
    let _lock = Memory::lock(archive)?;
    let mut memory = Memory::load(archive)?;
    let before = memory.clone();
    let payload = archive.payload().ok().flatten();
    let generation = payload.as_ref().map_or(0, |payload| payload.generation);
    // An index that is not there, yet or any more, is made new, whatever the run is called: that is no news.
    let is_lost = payload.is_none();
    memory.go_back_to(generation);
    if payload.is_some_and(|payload| !payload.is_interrupted) {
        memory.end_quiet(generation);
    }
    if (is_lost || kind == RunKind::Anew) && memory.quiet.iter().all(|quiet| quiet.until.is_some()) {
        memory.quiet.push(Quiet { after: generation, until: None });
    }
    begin_new(&mut memory, alerts, generation, now);
    if memory != before {
        memory.save(archive)?;
    }
    drop(writer);
    Ok(())
}

/// Alerts and destinations that nothing is remembered of begin behind the commit `generation`; destinations that an alert has
/// no more are forgotten.
fn begin_new(memory: &mut Memory, alerts: &[Alert], generation: u64, now: Timestamp) {
    for alert in alerts {
        let known = memory.alerts.entry(alert.name.clone()).or_default();
        let keys: Vec<String> = alert.destinations.iter().map(Destination::key).collect();
        known.retain(|key, _| keys.contains(key));
        for key in keys {
            known.entry(key).or_insert_with(|| Progress::beginning(generation, now));
        }
    }
}

impl Desk<'_> {
    /// Answers all alerts over what came since each was answered, and delivers. What could not be delivered is in the summary
    /// and no error. `only`: the alert of that name alone.
    ///
    /// # Errors
    /// When the archive cannot be read, or what was delivered cannot be noted.
    pub fn answer(&self, only: Option<&str>) -> Result<Summary, Error> {
        if self.alerts.is_empty() {
            return Ok(Summary::default());
        }
        let _lock = Memory::lock(self.archive)?;
        let mut memory = Memory::load(self.archive)?;
        let searcher = LocalSearcher::open(self.archive)?;
        let now = self.clock.now();
        let Some(payload) = self.archive.payload()? else { return Ok(Summary::default()) };
        let before = memory.clone();
        let generation = searcher.stamp().generation;
        memory.go_back_to(generation);
        if !payload.is_interrupted {
            memory.end_quiet(generation);
        }
        begin_new(&mut memory, self.alerts, generation, now);
        if memory != before {
            memory.save(self.archive)?;
        }
        let round = Round::new(*self, searcher, now);
        let summary = round.run(only, &mut memory)?;
        memory.forget_passed();
        if memory != before {
            memory.save(self.archive)?;
        }
        Ok(summary)
    }
}

/// What `alert` would give for the articles that the commits behind `after` brought, or for those published in `dates`.
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

/// News that several destinations share: most alerts have come equally far.
struct Shared {
    news: News,
    among: Among,
}

/// What an alert has to say.
type Answer = Result<Vec<Entry>, Arc<Undelivered>>;

/// What two destinations must have in common to have the same news.
type Place = (u64, u64, Timestamp, bool);

struct Round<'a> {
    desk: Desk<'a>,
    searcher: LocalSearcher,
    /// Read when something is news, not before: it is large.
    table: OnceCell<(FileTable, FirstIds)>,
    archive_name: String,
    generation: u64,
    now: Timestamp,
}

impl<'a> Round<'a> {
    fn new(desk: Desk<'a>, searcher: LocalSearcher, now: Timestamp) -> Self {
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

    fn run(&self, only: Option<&str>, memory: &mut Memory) -> Result<Summary, Error> {
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

/// What is asked for an alert: articles that say every word, latest first.
fn request(alert: &Alert, now: Timestamp) -> SearchRequest {
    SearchRequest {
        now: minute_of(now),
        sort: Sort::Newest,
        weakest: Some(Match::All),
        num_passages: alert.num_passages,
        ..SearchRequest::new(&alert.query)
    }
}

/// Whether an alert with a greatest age wants the article; one without a date may be of today.
fn is_young(hit: &Hit, alert: &Alert, now: Timestamp) -> bool {
    let (Some(days), Some(published)) = (alert.max_age_days, &hit.article.published) else { return true };
    let oldest = now.as_second() - i64::from(days) * 24 * 3600;
    let oldest = Timestamp::from_second(oldest).ok().and_then(minute_of);
    oldest.is_none_or(|oldest| published.value.last_day() >= oldest.first_day())
}

fn minute_of(time: Timestamp) -> Option<PartialDate> {
    time.to_string().parse().ok()
}
