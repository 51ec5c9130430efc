//! Alerts over real archives: what is delivered after which runs, and that every hit is shown once whatever happens between.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::*;
use crate::index::{Access, Archive};
use crate::ingest::{IngestOptions, Mode, Observer, Progress, Unobserved, reanalyze, run};
use crate::model::{FixedClock, FolderSettings};
use crate::render::AlertForms;
use crate::search::{LocalSearcher, Match, SearchRequest, Searcher};

/// A folder, its archive, an alert for `paix` that writes all kinds of files.
struct Bench {
    place: tempfile::TempDir,
    archive: Archive,
    alerts: Vec<Alert>,
    now: i64,
}

impl Bench {
    fn new() -> Bench {
        let place = tempfile::tempdir().unwrap();
        let base = place.path().canonicalize().unwrap();
        std::fs::create_dir(base.join("presse")).unwrap();
        let mut archive = Archive::create(&base.join("archive"), "essai", Access::Private).unwrap();
        archive.add_folder(&base.join("presse"), FolderSettings::default()).unwrap();
        let mut alert = Alert::new("la paix", "paix");
        let path = |name: &str| base.join(name);
        alert.destinations = vec![
            Destination::Rss(path("a.rss")),
            Destination::Atom(path("a.atom")),
            Destination::JsonLines(path("a.jsonl")),
            Destination::Markdown(path("a.md")),
        ];
        // Far beyond the files' own times, so that those are trusted: the year 2096.
        Bench { place, archive, alerts: vec![alert], now: 4_000_000_000 }
    }

    /// One whose runs are today: sources are not believed that know the future.
    fn of_today() -> Bench {
        Bench { now: Timestamp::now().as_second(), ..Bench::started() }
    }

    /// One that has been run once over an article that is no news to anybody.
    fn started() -> Bench {
        let mut bench = Bench::new();
        bench.write("avant.txt", "La paix d'avant toute alerte, signée ici.");
        let alerts = std::mem::take(&mut bench.alerts);
        bench.run();
        bench.alerts = alerts;
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().canonicalize().unwrap().join(name)
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.path("presse").join(path), text).unwrap();
    }

    fn clock(&mut self) -> FixedClock {
        self.now += 60;
        FixedClock(Timestamp::from_second(self.now).unwrap())
    }

    fn before(&mut self, kind: RunKind) {
        let clock = self.clock();
        before_run(&self.archive, &self.alerts, kind, &clock).unwrap();
    }

    fn ingest(&mut self, mode: Mode, observer: &mut dyn Observer) {
        let mut options = IngestOptions::default();
        (options.mode, options.num_jobs) = (mode, 1);
        let clock = self.clock();
        run(&mut self.archive, &options, &clock, observer).unwrap();
    }

    fn answer(&mut self) -> Summary {
        let clock = self.clock();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let environment = [(OsString::from("PATH"), path)];
        let (archive, alerts) = (&self.archive, &self.alerts[..]);
        let desk = Desk { archive, alerts, forms: &AlertForms, environment: &environment, clock: &clock };
        desk.answer(None).unwrap()
    }

    fn run(&mut self) -> Summary {
        self.before(RunKind::Usual);
        self.ingest(Mode::Update, &mut Unobserved);
        self.answer()
    }

    fn run_full(&mut self) -> Summary {
        self.before(RunKind::Anew);
        self.ingest(Mode::Full, &mut Unobserved);
        self.answer()
    }

    /// Delivers, and is killed before that is noted.
    fn answer_and_die(&mut self) {
        let memory = std::fs::read(self.archive.root().join("alerts.json")).unwrap();
        self.answer();
        std::fs::write(self.archive.root().join("alerts.json"), memory).unwrap();
    }

    /// The ids of deliveries in a file, in its order.
    fn shown(&self, name: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.path(name)).unwrap_or_default();
        let marks: [&str; 2] = match name.rsplit('.').next().unwrap() {
            "rss" => ["<guid isPermaLink=\"false\">", "</guid>"],
            "atom" => ["<id>urn:depeche:", "</id>"],
            "jsonl" => ["\"delivery\":\"", "\""],
            _ => ["<!-- depeche:delivery=", " -->"],
        };
        let rest = text.split(marks[0]).skip(1);
        rest.map(|rest| rest.split(marks[1]).next().unwrap().to_string()).collect()
    }

    /// How often each article is shown, by its path; the same in all files.
    fn shown_paths(&self) -> BTreeMap<String, usize> {
        let mut paths: BTreeMap<String, usize> = BTreeMap::new();
        let lines = std::fs::read_to_string(self.path("a.jsonl")).unwrap_or_default();
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let path = format!("{} {}", line["path"].as_str().unwrap(), line["kind"].as_str().unwrap());
            *paths.entry(path).or_default() += 1;
        }
        let sorted = |name: &str| {
            let mut shown = self.shown(name);
            shown.sort_unstable();
            shown
        };
        for name in ["a.rss", "a.atom", "a.md"] {
            assert_eq!(sorted(name), sorted("a.jsonl"), "{name}");
        }
        paths
    }

    fn expect(&self, expected: &[&str]) {
        let expected: BTreeMap<String, usize> = expected.iter().map(|path| (path.to_string(), 1)).collect();
        assert_eq!(self.shown_paths(), expected);
    }
}

#[test]
fn an_alert_begins_with_the_next_run_and_tells_every_article_once() {
    let mut bench = Bench::started();
    bench.run();
    bench.expect(&[]);
    assert!(bench.path("a.rss").exists(), "who subscribes must find the feed");
    bench.write("b.txt", "Les pourparlers de paix reprennent à l'aube.");
    bench.write("c.txt", "Un article sans aucun rapport.");
    assert_eq!(bench.run().num_hits(), 1);
    bench.expect(&["b.txt new"]);
    for _ in 0..2 {
        assert_eq!(bench.run().num_hits(), 0);
    }
    bench.write("d.txt", "Encore la paix, encore.");
    bench.run();
    bench.expect(&["b.txt new", "d.txt new"]);
    let line = std::fs::read_to_string(bench.path("a.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&line["matched"], &line["alert"], &line["generation"]),
        (&"all".into(), &"la paix".into(), &2.into())
    );
    assert_eq!(line["passages"][0]["highlights"][0], serde_json::json!([19, 23]));
}

#[test]
fn what_is_read_analysed_or_put_elsewhere_again_is_no_news() {
    let mut bench = Bench::started();
    bench.run();
    bench.write("b.txt", "Les pourparlers de paix.");
    bench.run();
    bench.write("e.txt", "Une autre paix, arrivée avec la relecture de tout.");
    assert_eq!(bench.run_full().num_hits(), 0, "a full run tells nothing");
    let clock = bench.clock();
    reanalyze(&mut bench.archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    bench.answer();
    std::fs::rename(bench.path("presse/b.txt"), bench.path("presse/z.txt")).unwrap();
    std::fs::rename(bench.path("presse/avant.txt"), bench.path("presse/apres.txt")).unwrap();
    bench.run();
    bench.expect(&["b.txt new"]);
    // The index is lost, and made new.
    for name in ["index-000001", "index-000002"] {
        let _ = std::fs::remove_dir_all(bench.archive.root().join(name));
    }
    assert_eq!(bench.run_full().num_hits(), 0);
    bench.expect(&["b.txt new"]);
    bench.write("f.txt", "La paix du lendemain.");
    bench.run();
    bench.expect(&["b.txt new", "f.txt new"]);
}

#[test]
fn corrections_are_told_to_who_wants_them() {
    let mut bench = Bench::started();
    bench.run();
    let line = |text: &str| format!("{{\"title\":\"Un titre\",\"text\":\"{text}\"}}\n");
    bench.write("b.txt", "La paix est signée à Orsane.");
    // Its id is its content: a correction changes it.
    bench.write("c.jsonl", &line("La paix de la ligne seule."));
    bench.run();
    bench.write("b.txt", "La paix n'est pas signée à Orsane.");
    bench.write("c.jsonl", &line("La paix corrigée de la ligne seule."));
    bench.write("avant.txt", "La paix d'avant toute alerte, corrigée ici.");
    assert_eq!(bench.run().num_hits(), 0);
    bench.expect(&["b.txt new", "c.jsonl new"]);
    bench.alerts[0].updates = true;
    assert_eq!(bench.run().num_hits(), 0, "what was passed over stays so");
    bench.write("b.txt", "La paix est tout de même signée à Orsane.");
    bench.write("c.jsonl", &line("La paix corrigée deux fois."));
    bench.run();
    bench.expect(&["b.txt new", "b.txt update", "c.jsonl new", "c.jsonl update"]);
    // The time of the file alone is new.
    bench.write("b.txt", "La paix est tout de même signée à Orsane.");
    assert_eq!(bench.run().num_hits(), 0);
}

#[test]
fn a_crash_anywhere_loses_nothing_and_shows_nothing_twice() {
    let mut bench = Bench::started();
    let log = bench.path("log");
    let script = format!("cat >> '{}'", log.display());
    let words = ["sh", "-c", &script].map(OsString::from).to_vec();
    bench.alerts[0].destinations.push(Destination::Command(words));
    bench.run();
    // Between commit and delivery.
    bench.write("b.txt", "La paix au matin.");
    bench.before(RunKind::Usual);
    bench.ingest(Mode::Update, &mut Unobserved);
    // Between delivery and note; the article is corrected and moved before the next run.
    bench.write("c.txt", "La paix à midi.");
    bench.before(RunKind::Usual);
    bench.ingest(Mode::Update, &mut Unobserved);
    bench.answer_and_die();
    bench.expect(&["b.txt new", "c.txt new"]);
    std::fs::rename(bench.path("presse/b.txt"), bench.path("presse/z.txt")).unwrap();
    bench.write("c.txt", "La paix à midi et quart.");
    // A torn last line.
    let mut torn = std::fs::read(bench.path("a.jsonl")).unwrap();
    torn.extend_from_slice(b"{\"schema\":\"depeche.al\xc3");
    std::fs::write(bench.path("a.jsonl"), torn).unwrap();
    bench.write("d.txt", "La paix le soir.");
    bench.run();
    bench.expect(&["b.txt new", "c.txt new", "d.txt new"]);
    // Told twice to the command, under the same ids.
    let told = std::fs::read_to_string(&log).unwrap();
    let mut ids: Vec<&str> = told.lines().map(|line| line.split('"').nth(7).unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids.len(), 5);
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn what_a_command_refuses_waits_and_nothing_else_does() {
    let mut bench = Bench::started();
    let (log, gate) = (bench.path("log"), bench.path("gate"));
    let script = format!(
        "if [ -e '{}' ]; then cat >> '{}'; else echo 'the gate is closed' >&2; exit 7; fi",
        gate.display(),
        log.display()
    );
    let command = Destination::Command(["sh", "-c", &script].map(OsString::from).to_vec());
    bench.alerts[0].destinations.push(command.clone());
    bench.run();
    bench.write("b.txt", "La paix au matin.");
    let summary = bench.run();
    let failure = &summary.failures[0];
    assert_eq!(failure.destination, Some(command.clone()));
    assert_eq!(failure.why.to_string(), "`sh` failed: the gate is closed");
    bench.expect(&["b.txt new"]);
    let standing = standings(&bench.archive, &bench.alerts).unwrap().remove(0);
    assert_eq!(
        (standing.failing[0].1.as_str(), standing.is_behind),
        ("`sh` failed: the gate is closed", true)
    );
    // Everything is read again meanwhile, and more comes.
    bench.write("e.txt", "La paix de la relecture.");
    bench.run_full();
    bench.write("c.txt", "La paix à midi.");
    bench.run();
    std::fs::write(&gate, "").unwrap();
    assert!(bench.run().failures.is_empty());
    let told = std::fs::read_to_string(&log).unwrap();
    let mut paths: Vec<String> = told
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["path"].as_str().unwrap().into())
        .collect();
    paths.sort_unstable();
    assert_eq!(paths, ["b.txt", "c.txt"]);
    bench.expect(&["b.txt new", "c.txt new"]);
    let standing = standings(&bench.archive, &bench.alerts).unwrap().remove(0);
    assert!(standing.failing.is_empty() && !standing.is_behind);
    let memory = std::fs::read_to_string(bench.archive.root().join("alerts.json")).unwrap();
    assert!(memory.contains("\"quiet\": []"), "nothing grows with the number of runs: {memory}");
}

#[test]
fn files_of_others_are_left_alone_and_said() {
    let mut bench = Bench::started();
    std::fs::write(bench.path("a.md"), "# Mes notes\n").unwrap();
    std::fs::write(bench.path("a.jsonl"), "{\"mine\":1}\n").unwrap();
    bench.run();
    bench.write("b.txt", "La paix au matin.");
    let failures = bench.run().failures;
    let said: Vec<String> = failures.iter().map(|failed| failed.why.to_string()).collect();
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|said| said.contains("was not written by an alert")), "{said:?}");
    assert_eq!(std::fs::read_to_string(bench.path("a.md")).unwrap(), "# Mes notes\n");
    std::fs::remove_file(bench.path("a.md")).unwrap();
    std::fs::remove_file(bench.path("a.jsonl")).unwrap();
    bench.run();
    bench.expect(&["b.txt new"]);
}

#[test]
fn embargoed_articles_are_told_when_the_embargo_ends_and_withdrawn_ones_never() {
    let mut bench = Bench::of_today();
    bench.run();
    let wire = |id: &str, version: u32, more: &str| {
        format!(
            "{{\"uri\":\"urn:{id}\",\"type\":\"text\",\"version\":\"{version}\",{more}\"headline\":\"La paix {id}\",\
             \"body_text\":\"La paix est annoncée par l'agence, dépêche {id}.\",\"language\":\"fr\"}}"
        )
    };
    let end = Timestamp::from_second(bench.now + 1_000).unwrap();
    bench.write("e.json", &wire("e", 1, &format!("\"pubstatus\":\"usable\",\"embargoed\":\"{end}\",")));
    bench.write("w.json", &wire("w", 1, "\"pubstatus\":\"canceled\","));
    bench.write("n.json", &wire("n", 1, "\"pubstatus\":\"usable\","));
    bench.run();
    bench.expect(&["n.json new"]);
    bench.run();
    bench.run();
    bench.expect(&["n.json new"]);
    bench.now += 2_000;
    // No file changed: the time alone makes it news.
    assert_eq!(bench.run().num_hits(), 1);
    assert_eq!(bench.run().num_hits(), 0);
    bench.expect(&["e.json new", "n.json new"]);
    // An alert that begins now does not hear of embargoes that ended before.
    bench.alerts[0].name = "une autre".into();
    for name in ["a.rss", "a.atom", "a.jsonl", "a.md"] {
        std::fs::remove_file(bench.path(name)).unwrap();
    }
    bench.run();
    bench.expect(&[]);
}

#[test]
fn old_articles_are_left_out_and_undated_ones_are_not() {
    let mut bench = Bench::of_today();
    bench.alerts[0].max_age_days = Some(30);
    bench.run();
    let dated = |date: &str| format!("---\ntitle: La paix\ndate: {date}\n---\n\nLa paix du jour.\n");
    let day = |days: i64| {
        let time = Timestamp::from_second(bench.now - days * 24 * 3600).unwrap();
        time.to_string()[..10].to_string()
    };
    bench.write("old.md", &dated(&day(40)));
    bench.write("young.md", &dated(&day(20)));
    bench.write("month.md", &dated(&day(20)[..7]));
    bench.write("undated.md", "La paix sans date.");
    bench.run();
    bench.expect(&["month.md new", "undated.md new", "young.md new"]);
}

/// Stops a run after its first commit.
struct StopAfterCommit(bool);

impl Observer for StopAfterCommit {
    fn progress(&mut self, progress: &Progress) {
        self.0 |= progress.num_articles > 0;
    }
    fn is_cancelled(&self) -> bool {
        self.0
    }
}

#[test]
fn an_index_that_is_made_new_in_several_goes_is_no_news() {
    let mut bench = Bench::started();
    for number in 0..30 {
        bench.write(&format!("{number:02}.txt"), &format!("La paix numéro {number}."));
    }
    bench.run();
    let shown = bench.shown_paths().len();
    for name in ["index-000001", "index-000002"] {
        let _ = std::fs::remove_dir_all(bench.archive.root().join(name));
    }
    bench.before(RunKind::Anew);
    bench.ingest(Mode::Full, &mut StopAfterCommit(false));
    let so_far = bench.archive.stamp().num_articles;
    assert!(so_far > 0 && so_far < 31, "{so_far}");
    bench.answer();
    bench.run();
    assert_eq!(bench.archive.stamp().num_articles, 31);
    assert_eq!(bench.shown_paths().len(), shown);
    bench.write("new.txt", "La paix, enfin.");
    bench.run();
    assert_eq!(bench.shown_paths().len(), shown + 1);
}

/// The same parser and matcher as `query`: what an alert tells is what `query` finds with every word, as far as it is new.
#[test]
fn an_alert_tells_of_the_news_what_a_query_finds() {
    use crate::search::generated::{Dice, article, query};
    let mut dice = Dice(7);
    let mut bench = Bench::new();
    let line = |dice: &mut Dice, id: usize| {
        let article = article(dice);
        let title = article.title.map(|title| title.value);
        let published = article.published.map(|date| date.value.to_string());
        let source = article.source.map(|source| source.value);
        serde_json::json!({"id": id, "title": title, "text": article.text, "date": published, "source": source})
            .to_string()
            + "\n"
    };
    let lines =
        |dice: &mut Dice, ids: std::ops::Range<usize>| ids.map(|id| line(dice, id)).collect::<String>();
    bench.write("old.jsonl", &lines(&mut dice, 0..60));
    bench.alerts.clear();
    bench.run();
    for number in 0..60 {
        let mut alert = Alert::new(format!("{number}"), query(&mut dice, 2, false));
        alert.destinations = vec![Destination::JsonLines(bench.path(&format!("{number}.jsonl")))];
        bench.alerts.push(alert);
    }
    bench.write("new.jsonl", &lines(&mut dice, 100..160));
    bench.run();
    let searcher = LocalSearcher::open(&bench.archive).unwrap();
    let mut num_found = 0;
    for alert in &bench.alerts {
        let mut request = SearchRequest::new(&alert.query);
        (request.num_hits, request.weakest) = (SearchRequest::ALL, Some(Match::All));
        let hits = searcher.search(&request).unwrap().hits.into_iter();
        let news = hits.filter(|hit| hit.article.path == Path::new("new.jsonl"));
        let mut expected: Vec<String> = news.map(|hit| hit.article.id.to_string()).collect();
        let path = alert.destinations[0].path().unwrap();
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let id = |line: &str| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_string()
        };
        let mut told: Vec<String> = text.lines().map(id).collect();
        expected.sort_unstable();
        told.sort_unstable();
        assert_eq!(told, expected, "`{}`", alert.query);
        num_found += told.len();
    }
    assert!(num_found > 60, "{num_found}");
}

/// Many runs over a folder that changes, with crashes: whatever happened, every article that came with a usual run was told
/// once, and none that came with a full one.
#[test]
fn any_history_tells_every_article_once() {
    let num_histories = u64::from(proptest::test_runner::Config::default().cases).div_ceil(128);
    for seed in 0..num_histories {
        let mut history = History::begin(seed);
        for _ in 0..16 {
            history.change_files();
            history.run();
        }
        history.bench.run();
        history.check(&format!("history {seed}"));
    }
}

struct History {
    bench: Bench,
    dice: u64,
    num_articles: u32,
    /// Name and number of every file that is there.
    files: Vec<(String, u32)>,
    names: u32,
    /// Came since the last run that was not broken off.
    fresh: Vec<u32>,
    /// How often each article that should be told is expected.
    told: BTreeMap<u32, usize>,
    untold: Vec<u32>,
}

impl History {
    fn begin(seed: u64) -> History {
        let mut bench = Bench::started();
        bench.run();
        let dice = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let (files, fresh, told, untold) = (Vec::new(), Vec::new(), BTreeMap::new(), Vec::new());
        History { bench, dice, num_articles: 0, files, names: 0, fresh, told, untold }
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 33) % sides
    }

    fn new_name(&mut self) -> String {
        self.names += 1;
        format!("f{}.txt", self.names)
    }

    fn write(&mut self, name: &str, number: u32) {
        let edition = self.roll(1_000_000);
        self.bench.write(name, &format!("La paix, numéro n{number}n, édition {edition}.\n"));
    }

    /// Every file at most one change: who is moved and corrected at once is another article.
    fn change_files(&mut self) {
        let mut kept = Vec::new();
        for (name, number) in std::mem::take(&mut self.files) {
            match self.roll(12) {
                0 => self.write(&name, number),
                1 => {
                    let to = self.new_name();
                    let presse = self.bench.path("presse");
                    std::fs::rename(presse.join(&name), presse.join(&to)).unwrap();
                    kept.push((to, number));
                    continue;
                }
                2 if !self.fresh.contains(&number) => {
                    std::fs::remove_file(self.bench.path("presse").join(&name)).unwrap();
                    continue;
                }
                _ => {}
            }
            kept.push((name, number));
        }
        for _ in 0..self.roll(3) {
            self.num_articles += 1;
            let (name, number) = (self.new_name(), self.num_articles);
            self.write(&name, number);
            kept.push((name, number));
            self.fresh.push(number);
        }
        self.files = kept;
    }

    fn run(&mut self) {
        match self.roll(8) {
            // Killed between commit and delivery.
            0 => {
                self.bench.before(RunKind::Usual);
                self.bench.ingest(Mode::Update, &mut Unobserved);
            }
            // Killed between delivery and note.
            1 | 2 => {
                self.bench.before(RunKind::Usual);
                self.bench.ingest(Mode::Update, &mut Unobserved);
                self.bench.answer_and_die();
            }
            3 => {
                self.bench.run_full();
                self.untold.append(&mut self.fresh);
            }
            // Killed in the middle of a full run, before anything is delivered.
            4 => {
                self.bench.before(RunKind::Anew);
                self.bench.ingest(Mode::Full, &mut Unobserved);
                self.untold.append(&mut self.fresh);
            }
            _ => drop(self.bench.run()),
        }
        for number in self.fresh.drain(..) {
            self.told.insert(number, 1);
        }
    }

    fn check(&self, what: &str) {
        self.bench.shown_paths();
        let text = std::fs::read_to_string(self.bench.path("a.jsonl")).unwrap_or_default();
        let mut told: BTreeMap<u32, usize> = BTreeMap::new();
        for line in text.lines() {
            let (_, rest) = line.split_once("numéro n").unwrap();
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            *told.entry(digits.parse().unwrap()).or_default() += 1;
        }
        let twice: Vec<_> = told.iter().filter(|(_, num)| **num > 1).collect();
        assert!(twice.is_empty(), "{what}: told twice: {twice:?}");
        let early: Vec<_> = self.untold.iter().filter(|number| told.contains_key(number)).collect();
        assert!(early.is_empty(), "{what}: came with a full run: {early:?}");
        // An article whose file went before a killed run was answered cannot be told any more.
        let there: Vec<u32> = self.files.iter().map(|(_, number)| *number).collect();
        let missing: Vec<_> =
            self.told.keys().filter(|number| there.contains(number) && !told.contains_key(number)).collect();
        assert!(missing.is_empty(), "{what}: never told: {missing:?}");
    }
}
