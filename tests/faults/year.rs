//! A simulated year: 400 scheduled runs over a folder that changes, with all that goes wrong in a year. In the end the
//! archive is what a fresh build gives, and nothing grew.

use std::path::PathBuf;
use std::time::Duration;

use depeche::alert::{Alert, Desk, Destination, RunKind, before_run};
use depeche::history::{RunCounts, RunLog, RunOutcome, RunStart, Trigger};
use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Mode, Report, Unobserved, compact, reanalyze, run};
use depeche::model::{FixedClock, FolderSettings, Language};

use depeche::render::AlertForms;

use crate::corpus::Size;
use crate::place::{Place, count};
use crate::whole::{Whole, fresh};

/// What a day brings beside changed files.
enum Day {
    Usual,
    /// The share is not there; the day after it is again.
    Unmounted,
    /// The program is killed in the middle of its run.
    Crash,
    Full,
    Verify,
    Reanalyze,
    Compact,
}

/// Runs that the history keeps.
const KEPT_RUNS: usize = 100;

struct Year {
    place: Place,
    archive: Archive,
    settings: FolderSettings,
    alerts: Vec<Alert>,
    num_hits: u64,
    /// Seconds since 1970: far beyond the files' own times.
    now: i64,
    num_runs: usize,
    num_held_back: usize,
    num_killed: usize,
}

impl Year {
    fn clock(&mut self) -> FixedClock {
        self.now += 79_000;
        FixedClock(jiff::Timestamp::from_second(self.now).unwrap())
    }

    /// A run as the program makes one: noted in the history, and alerts are answered after it.
    fn run(&mut self, mode: Mode) -> Report {
        let clock = self.clock();
        let mut options = IngestOptions::default();
        (options.num_jobs, options.mode) = (1, mode);
        self.num_runs += 1;
        let kind = if mode == Mode::Full { RunKind::Anew } else { RunKind::Usual };
        before_run(&self.archive, &self.alerts, kind, &clock).unwrap();
        let log = RunLog::of(&self.archive);
        let (trigger, process) = (Trigger::Schedule, std::process::id());
        let start = RunStart { trigger, mode: format!("{mode:?}"), started: clock.0, process };
        let handle = log.begin(&start, KEPT_RUNS as u64).unwrap();
        let report = run(&mut self.archive, &options, &clock, &mut Unobserved).unwrap();
        let outcome = if report.held_back.is_empty() { RunOutcome::Done } else { RunOutcome::HeldBack };
        let counts = Some(RunCounts::of(&report));
        log.end(handle, clock.0, outcome, counts, Some(report.generation), Vec::new()).unwrap();
        let desk = Desk {
            archive: &self.archive,
            alerts: &self.alerts,
            forms: &AlertForms,
            environment: &[],
            clock: &clock,
        };
        let summary = desk.answer(None).unwrap();
        assert!(summary.failures.is_empty(), "{summary:?}");
        self.num_hits += summary.num_hits();
        report
    }

    /// Every file that alerts write has each delivery once.
    fn alert_files_are_sound(&self) {
        let text = std::fs::read_to_string(self.place.root.join("veille.jsonl")).unwrap();
        let mut ids: Vec<String> = Vec::new();
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            ids.push(line["delivery"].as_str().unwrap().to_string());
        }
        let num_all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), num_all, "a hit is in the file twice");
        assert_eq!(num_all as u64, self.num_hits, "the file has what was delivered");
        let feed = std::fs::read_to_string(self.place.root.join("veille.xml")).unwrap();
        for id in &ids {
            assert!(feed.matches(&format!(">{id}<")).count() <= 1, "{id} is in the feed twice");
        }
    }

    /// The history has the last runs, each with its number, and tells those without the share.
    fn history_is_right(&self) {
        let records = RunLog::of(&self.archive).read().unwrap();
        let last = records.last().unwrap();
        assert!(records.len() >= KEPT_RUNS.min(self.num_runs) && records.len() <= KEPT_RUNS * 5 / 4 + 1);
        let numbers: Vec<u64> = records.iter().map(|record| record.run).collect();
        assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
        assert_eq!(last.outcome, Some(RunOutcome::Done));
        assert!(records.iter().any(|record| record.outcome == Some(RunOutcome::HeldBack)));
        assert_eq!(last.generation, Some(self.archive.stamp().generation));
    }

    fn live(&mut self, day: &Day) {
        match day {
            Day::Usual => self.all_is_well(Mode::Update),
            Day::Full => self.all_is_well(Mode::Full),
            Day::Verify => self.all_is_well(Mode::Verify),
            Day::Unmounted => self.unmounted(),
            Day::Crash => self.crash(),
            Day::Reanalyze => {
                let clock = self.clock();
                reanalyze(&mut self.archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
            }
            Day::Compact => {
                let clock = self.clock();
                compact(&mut self.archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
            }
        }
    }

    fn all_is_well(&mut self, mode: Mode) {
        let report = self.run(mode);
        assert_eq!(
            (report.held_back.len(), report.failed.len(), report.interrupted),
            (0, 0, false),
            "{report:?}"
        );
    }

    fn unmounted(&mut self) {
        let folder = self.place.folder().to_path_buf();
        let away = folder.with_file_name("ailleurs");
        let before = self.archive.stamp().num_articles;
        std::fs::rename(&folder, &away).unwrap();
        // An empty mount point, or none at all.
        let is_empty = self.place.corpus.random.below(2) == 0;
        if is_empty {
            std::fs::create_dir(&folder).unwrap();
        }
        let report = self.run(Mode::Update);
        assert_eq!((report.held_back.len(), report.articles_removed), (1, 0), "{report:?}");
        assert_eq!(report.articles_total, before);
        self.num_held_back += 1;
        if is_empty {
            std::fs::remove_dir(&folder).unwrap();
        }
        std::fs::rename(&away, &folder).unwrap();
    }

    /// The program itself runs, and is killed.
    fn crash(&mut self) {
        let mut child = self.place.command(&["index", "--commit-every", "1"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(30 + self.place.corpus.random.below(300) as u64));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        self.num_killed += usize::from(status.code().is_none());
    }
}

#[test]
fn a_year_of_runs_gives_what_a_fresh_build_gives() {
    let num_days = count("DEPECHE_YEAR_RUNS", 400);
    let place = Place::new(71, Size { texts: 12, containers: 1, members: 12, zips: 1 });
    let root: PathBuf = place.archive();
    let mut archive = Archive::create(&root, "veille", Access::Private).unwrap();
    archive.add_folder(place.folder(), FolderSettings::default()).unwrap();
    let mut alert = Alert::new("grèves", "grève");
    alert.destinations = vec![
        Destination::JsonLines(place.root.join("veille.jsonl")),
        Destination::Rss(place.root.join("veille.xml")),
    ];
    let mut year = Year {
        place,
        archive,
        settings: FolderSettings::default(),
        alerts: vec![alert],
        num_hits: 0,
        now: 4_000_000_000,
        num_runs: 0,
        num_held_back: 0,
        num_killed: 0,
    };
    year.run(Mode::Update);
    for number in 0..num_days {
        let num_changes = year.place.corpus.random.below(4);
        (0..num_changes).for_each(|_| year.place.corpus.change());
        if number == num_days / 2 {
            // Settings that change what is read: every file is read again.
            year.settings.default_lang = Some(Language::FR);
            year.settings.source = Some("L'Écho".to_string());
            let folder = year.place.folder().to_path_buf();
            year.archive.set_folder_settings(&folder, year.settings.clone()).unwrap();
        }
        let day = match number % 40 {
            7 | 27 => Day::Unmounted,
            12 | 33 => Day::Crash,
            18 => Day::Verify,
            23 if number > 300 => Day::Full,
            29 if number % 80 == 29 => Day::Reanalyze,
            36 if number % 80 == 36 => Day::Compact,
            _ => Day::Usual,
        };
        year.live(&day);
        if number % 100 == 99 {
            year.all_is_well(Mode::Update);
            let now = fresh(&[(year.place.folder(), &year.settings)], &year.place.root.join("neuve"), false);
            Whole::of(&year.archive, false).same_as(&now, &format!("after {number} days"));
        }
    }
    year.all_is_well(Mode::Update);
    year.alert_files_are_sound();
    year.history_is_right();
    let clock = year.clock();
    compact(&mut year.archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    let now = fresh(&[(year.place.folder(), &year.settings)], &year.place.root.join("neuve"), true);
    Whole::of(&year.archive, true).same_as(&now, "at the end of the year");
    println!(
        "{} runs, {} of them without the share, {} killed; {} hits of the alert; {} articles, generation {}",
        year.num_runs,
        year.num_held_back,
        year.num_killed,
        year.num_hits,
        now.articles.len(),
        year.archive.stamp().generation
    );
}
