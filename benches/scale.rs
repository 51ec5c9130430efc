//! How long queries take in a large archive of generated articles: words, conditions on where they stand, and a thousand alerts over
//! a thousand new articles. Not a benchmark to compare commits by: it says whether the promises of size hold.
//!
//! `cargo bench --bench scale` takes 20,000 articles; `DEPECHE_SCALE_ARTICLES=1000000 cargo bench --bench scale` the long run, which
//! needs some 3 GB of disk and a quarter of an hour.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use depeche::alert::{Alert, Desk, Destination, RunKind, before_run};
use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};
use depeche::render::AlertForms;
use depeche::search::{LocalSearcher, SearchRequest, Totals};

/// Words of an article, its title not counted: a short dispatch.
const NUM_WORDS: usize = 150;
/// Different words of the archive.
const NUM_SPELLINGS: u64 = 200_000;
const ARTICLES_PER_FILE: usize = 50_000;
const NUM_QUERIES: usize = 300;
const NUM_ALERTS: u64 = 1_000;
const NUM_NEWS: usize = 1_000;

/// The words that every French text is full of stand first, as they do in the press.
const LITTLE_WORDS: [&str; 16] =
    ["de", "la", "le", "et", "les", "des", "en", "un", "du", "une", "que", "est", "pour", "qui", "dans", "a"];
const SYLLABLES: [&str; 40] = [
    "ba", "ca", "da", "fa", "ga", "la", "ma", "na", "pa", "ra", "sa", "ta", "va", "bo", "co", "do", "fo",
    "go", "lo", "mo", "no", "po", "ro", "so", "to", "vo", "bi", "di", "fi", "li", "mi", "ni", "pi", "ri",
    "si", "ti", "vi", "lu", "mu", "ru",
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A rank by Zipf's law: the nth word is met a nth as often as the first.
    fn rank(&mut self) -> u64 {
        (NUM_SPELLINGS as f64).powf(self.roll()) as u64 - 1
    }

    /// A rank between two, every order of magnitude as likely as any other.
    fn rank_between(&mut self, low: f64, high: f64) -> u64 {
        (low * (high / low).powf(self.roll())) as u64
    }
}

/// The word of a rank.
fn word(rank: u64) -> String {
    if let Some(little) = LITTLE_WORDS.get(rank as usize) {
        return little.to_string();
    }
    let mut rest = rank + 1_600;
    let mut word = String::new();
    while rest > 0 {
        word += SYLLABLES[(rest % 40) as usize];
        rest /= 40;
    }
    word
}

/// Writes the articles of these numbers; how many bytes they are.
fn write_articles(folder: &Path, numbers: Range<usize>) -> u64 {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 + numbers.start as u64);
    let mut num_bytes = 0;
    for first in numbers.clone().step_by(ARTICLES_PER_FILE) {
        let file = File::create(folder.join(format!("articles-{first:08}.jsonl"))).unwrap();
        let mut file = BufWriter::new(file);
        for number in first..numbers.end.min(first + ARTICLES_PER_FILE) {
            let mut text = String::new();
            for at in 0..NUM_WORDS {
                text += &word(dice.rank());
                text += match () {
                    () if at % 60 == 59 => ".\\n\\nEt ",
                    () if at % 15 == 14 => ". Le ",
                    () => " ",
                };
            }
            let title = format!("{} {} {}", word(dice.rank()), word(dice.rank()), word(dice.rank()));
            let (year, month, day) = (2000 + number % 25, 1 + number / 25 % 12, 1 + number / 300 % 28);
            let line = format!(
                "{{\"id\":\"{number}\",\"title\":\"{title}\",\"text\":\"{text}\",\"date\":\"{year}-{month:02}-{day:02}\",\"lang\":\"fr\"}}\n"
            );
            num_bytes += line.len() as u64;
            file.write_all(line.as_bytes()).unwrap();
        }
        file.flush().unwrap();
    }
    num_bytes
}

fn report(name: &str, searcher: &LocalSearcher, queries: &[String]) {
    let mut times: Vec<f64> = Vec::new();
    let mut num_found = 0;
    for query in queries {
        let mut request = SearchRequest::new(query.as_str());
        request.num_passages = 0;
        request.totals = Totals::Skip;
        let start = Instant::now();
        num_found += usize::from(!searcher.search_ids(&request).unwrap().is_empty());
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!(
        "{name:<11} median {:>7.2} ms   99 % {:>7.2} ms   {num_found} of {} find something",
        at(50),
        at(99),
        queries.len()
    );
}

/// A round of alerts for words that so many articles have, over articles that came just now.
fn report_alerts(
    name: &str,
    archive: &mut Archive,
    folder: &Path,
    numbers: Range<usize>,
    (low, high): (f64, f64),
) {
    let mut dice = Dice(11);
    let alert = |number: u64| {
        let query = format!("{} {}", word(dice.rank_between(low, high)), word(dice.rank_between(low, high)));
        let mut alert = Alert::new(format!("{name} {number}"), query);
        alert.destinations =
            vec![Destination::JsonLines(archive.root().with_file_name(format!("{name}-{number}.jsonl")))];
        alert
    };
    let alerts: Vec<Alert> = (0..NUM_ALERTS).map(alert).collect();
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    before_run(archive, &alerts, RunKind::Usual, &clock).unwrap();
    write_articles(folder, numbers);
    run(archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    let start = Instant::now();
    let desk = Desk { archive, alerts: &alerts, forms: &AlertForms, environment: &[], clock: &clock };
    let summary = desk.answer(None).unwrap();
    assert!(summary.failures.is_empty(), "{:?}", summary.failures);
    println!(
        "{name:<11} {NUM_ALERTS} alerts over {NUM_NEWS} new articles: {} hits in {:.1} s",
        summary.num_hits(),
        start.elapsed().as_secs_f64()
    );
}

fn main() {
    let asked = std::env::var("DEPECHE_SCALE_ARTICLES").ok();
    let num_articles: usize = asked.and_then(|number| number.parse().ok()).unwrap_or(20_000);
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("articles");
    std::fs::create_dir(&folder).unwrap();
    let num_bytes = write_articles(&folder, 0..num_articles);
    let start = Instant::now();
    let mut archive = Archive::create(&directory.path().join("archive"), "scale", Access::Private).unwrap();
    archive.add_folder(&folder, FolderSettings::default()).unwrap();
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    run(&mut archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    println!(
        "{num_articles} articles, {} MB, indexed in {:.0} s",
        num_bytes / 1_000_000,
        start.elapsed().as_secs_f64()
    );
    let searcher = LocalSearcher::open(&archive).unwrap();
    let mut dice = Dice(7);
    let words: Vec<String> = (0..NUM_QUERIES)
        .map(|n| {
            let (a, b) = (word(dice.rank_between(50.0, 20_000.0)), word(dice.rank_between(50.0, 2_000.0)));
            if n % 2 == 0 { a } else { format!("{a} {b}") }
        })
        .collect();
    let placed: Vec<String> = (0..NUM_QUERIES)
        .map(|n| {
            let mut rank = || word(dice.rank_between(20.0, 2_000.0));
            let (a, b, c, d) = (rank(), rank(), rank(), rank());
            match n % 6 {
                0 => format!("{a} NEAR/5 {b}"),
                1 => format!("{a} W/8 {b}"),
                2 => format!("{a} /s {b}"),
                3 => format!("({a} OU {b}) /p ({c} OU {d})"),
                4 => format!("\"{a} {b} {c}\"~20"),
                _ => format!("atleast2 {a} titre:{b}"),
            }
        })
        .collect();
    // The first run reads from the disk.
    report("words, cold", &searcher, &words);
    report("words", &searcher, &words);
    report("positional", &searcher, &placed);
    let (rare, common) =
        (num_articles..num_articles + NUM_NEWS, num_articles + NUM_NEWS..num_articles + 2 * NUM_NEWS);
    report_alerts("alerts", &mut archive, &folder, rare, (100.0, 1_000.0));
    report_alerts("common ones", &mut archive, &folder, common, (4.0, 60.0));
}
