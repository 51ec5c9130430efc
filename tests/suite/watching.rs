//! `depeche watch` from outside: articles are findable soon, none is lost in a burst, half of a file is never read, and a share that
//! goes away costs nothing.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::harness::{Bench, hold_lock, shell_words};

struct Watch {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Watch {
    fn start(bench: &Bench, typed: &str) -> Watch {
        let mut command = bench.command(&shell_words(typed));
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Watch { child, lines, said: Vec::new() }
    }

    #[track_caller]
    fn says(&mut self, part: &str) {
        while !self.said.iter().any(|line| line.contains(part)) {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            self.said.push(line.unwrap_or_else(|_| panic!("{part:?} was not said: {:?}", self.said)));
        }
    }

    fn ends(mut self) -> Vec<String> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        self.said.extend(self.lines.iter());
        std::mem::take(&mut self.said)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn article(word: &str) -> String {
    format!("Une nouvelle de {word}\n\nOn apprend de {word} que les pourparlers reprennent.\n")
}

fn count(bench: &Bench, word: &str) -> u64 {
    bench.run(&format!("query {word} --count")).out.trim().parse().unwrap_or(0)
}

/// How long it took until so many articles have the word.
#[track_caller]
fn found(bench: &Bench, word: &str, num: u64, within: Duration) -> Duration {
    let began = Instant::now();
    loop {
        let have = count(bench, word);
        if have == num {
            return began.elapsed();
        }
        assert!(began.elapsed() < within, "{have} of {num} articles have {word} after {within:?}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

fn watched() -> (Bench, Watch) {
    let bench = Bench::with(&[("2021/treve.txt", &article("Orsane"))]);
    let mut watch = Watch::start(&bench, "watch");
    watch.says("watching");
    watch.says("1 article in all");
    (bench, watch)
}

/// Tests run beside others on slow machines; the promise is two seconds.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn what_comes_changes_moves_and_goes_is_seen() {
    let (bench, watch) = watched();
    bench.write("presse/2021/bis.txt", article("Valmont"));
    let took = found(&bench, "Valmont", 1, SOON);
    eprintln!("findable after {took:?}");
    bench.write("presse/2021/bis.txt", article("Morlaix"));
    found(&bench, "Morlaix", 1, SOON);
    found(&bench, "Valmont", 0, SOON);
    bench.rename("presse/2021/bis.txt", "presse/2021/ter.txt");
    found(&bench, "Morlaix", 1, SOON);
    bench.write("dehors/a.txt", article("Kerlann"));
    bench.rename("dehors/a.txt", "presse/2021/a.txt");
    found(&bench, "Kerlann", 1, SOON);
    bench.rename("presse/2021/a.txt", "dehors/a.txt");
    found(&bench, "Kerlann", 0, SOON);
    bench.write("presse/2022/mars/b.txt", article("Trévou"));
    found(&bench, "Trévou", 1, SOON);
    bench.remove("presse/2022");
    found(&bench, "Trévou", 0, SOON);
    bench.write("presse/2022/mars/c.txt", article("Ploumanac"));
    found(&bench, "Ploumanac", 1, SOON);
    bench.rename("presse/2022", "presse/2023");
    bench.write("presse/2023/mars/d.txt", article("Landerneau"));
    found(&bench, "Landerneau", 1, SOON);
    found(&bench, "Ploumanac", 1, SOON);
    watch.ends();
    bench.run("index").ended(0).says("4 unchanged");
    bench.run("status --runs").says("(watch, update)");
}

#[test]
fn a_burst_loses_none() {
    let num: usize = std::env::var("DEPECHE_BURST").ok().and_then(|num| num.parse().ok()).unwrap_or(3000);
    let (bench, watch) = watched();
    for number in 0..num {
        let path = bench.path(&format!("presse/{}/{}", number % 7, number % 11));
        if number < 77 {
            std::fs::create_dir_all(&path).unwrap();
        }
        std::fs::write(path.join(format!("{number}.txt")), article(&format!("Rafale {number}"))).unwrap();
    }
    let took = found(&bench, "Rafale", num as u64, Duration::from_secs(120 + num as u64 / 20));
    eprintln!("{num} files are findable {took:?} after the last was written");
    watch.ends();
}

#[test]
fn half_of_a_file_is_not_read() {
    let (bench, watch) = watched();
    let mut file = File::create(bench.path("presse/2021/lent.txt")).unwrap();
    for part in 0..6 {
        file.write_all(format!("Le fleuve Brévenne, partie {part}.\n\n").as_bytes()).unwrap();
        file.flush().unwrap();
        std::thread::sleep(Duration::from_millis(400));
        // Another file, in the same folder, is read meanwhile.
        bench.write(&format!("presse/2021/autre-{part}.txt"), article(&format!("Autre{part}")));
        assert_eq!(count(&bench, "Brévenne"), 0, "it is open still");
    }
    found(&bench, "Autre5", 1, SOON);
    assert_eq!(count(&bench, "Brévenne"), 0);
    drop(file);
    found(&bench, "Brévenne", 1, SOON);
    bench.run("query '\"partie 5\"'").ended(0);
    watch.ends();
}

#[test]
fn a_folder_that_goes_away_costs_nothing_and_is_watched_when_it_comes_back() {
    let (bench, mut watch) = watched();
    for number in 0..30 {
        bench.write(&format!("presse/2021/{number}.txt"), article("Brocéliande"));
    }
    found(&bench, "Brocéliande", 30, SOON);
    // At once: the share is not there.
    bench.rename("presse", "ailleurs");
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(count(&bench, "Brocéliande"), 30);
    bench.rename("ailleurs", "presse");
    std::thread::sleep(Duration::from_secs(3));
    bench.write("presse/2021/retour.txt", article("Retour"));
    found(&bench, "Retour", 1, SOON);
    // One by one, as slowly as never to be much at once.
    for number in 0..30 {
        bench.remove(&format!("presse/2021/{number}.txt"));
        std::thread::sleep(Duration::from_millis(if number % 10 == 9 { 2500 } else { 10 }));
    }
    watch.says("what else is gone is kept until `depeche index` looks at it as a whole");
    assert!(count(&bench, "Brocéliande") >= 5, "{}", count(&bench, "Brocéliande"));
    watch.ends();
}

#[test]
fn polling_finds_what_nobody_tells() {
    let bench = Bench::with(&[("2021/treve.txt", &article("Orsane"))]);
    let mut watch = Watch::start(&bench, "watch --only-poll --poll 1s");
    watch.says(
        "looking through [place]/presse every 1s: you asked for it"
            .trim_start_matches("looking through [place]"),
    );
    watch.says("in all");
    bench.write("presse/2021/bis.txt", article("Valmont"));
    found(&bench, "Valmont", 1, SOON);
    watch.ends();
}

#[test]
fn a_locked_archive_is_tried_again() {
    let (bench, mut watch) = watched();
    let lock = hold_lock(&bench.archive());
    bench.write("presse/2021/bis.txt", article("Valmont"));
    watch.says("it is tried again");
    assert_eq!(count(&bench, "Valmont"), 0);
    drop(lock);
    found(&bench, "Valmont", 1, SOON);
    watch.ends();
}

#[test]
fn without_folders_there_is_nothing_to_watch() {
    let bench = Bench::new();
    bench.run("watch").ended(2).warns("there is no archive");
    bench.write("presse/a.txt", article("Orsane"));
    bench.run("index presse").ended(0);
    bench.run("index --forget presse").ended(0);
    bench.run("watch").ended(2).warns("no folder to watch");
}
