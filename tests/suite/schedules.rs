//! Schedules as users meet them: edited in the settings, followed by the daemon, handed to systemd and cron.

use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::contract::Nullable;
use crate::harness::{Bench, hold_lock, is_root, shell_words, wait_until};

const SETTINGS: &str = "home/.config/depeche/depeche.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    schema: String,
    schedules: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    archive: String,
    plan: String,
    timezone: Nullable<String>,
    paused: bool,
    origin: String,
    last: Nullable<String>,
    next: Vec<String>,
    drivers: Vec<String>,
    missed_since: Nullable<String>,
}

fn bench(settings: &str) -> Bench {
    let bench = Bench::new();
    bench.write("presse/treve.txt", "La trêve d'Orsane\n\nLes armes se taisent à Orsane.\n");
    bench.write(SETTINGS, settings);
    bench
}

fn listing(bench: &Bench) -> Listing {
    bench.run("schedule list --json").ended(0).json()
}

const UNE: &str = "# ours\n[archives.une]   # the daily\nfolders = [\"../../../presse\"]\n";

fn scheduled(every: &str) -> String {
    format!("{UNE}[archives.une.schedule]\nevery = \"{every}\"\n")
}

#[test]
fn schedules_are_edited_in_the_settings() {
    let bench = bench(UNE);
    bench
        .run("schedule add une --daily 02:30 --timezone Europe/Paris")
        .ended(0)
        .says("une: daily at 02:30 (Europe/Paris), written to [place]/home/.config/depeche/depeche.toml")
        .says("depeche schedule install");
    let text = std::fs::read_to_string(bench.path(SETTINGS)).unwrap();
    let section = "\n[archives.une.schedule]\ndaily = \"02:30\"\ntimezone = \"Europe/Paris\"\n";
    assert_eq!(text, format!("{UNE}{section}"));
    let Listing { schema, schedules } = listing(&bench);
    assert_eq!(schema, "depeche.schedules/1");
    let [row] = schedules.as_slice() else { panic!("{schedules:?}") };
    assert_eq!((row.archive.as_str(), row.plan.as_str()), ("une", "daily at 02:30 (Europe/Paris)"));
    assert_eq!(row.timezone.0.as_deref(), Some("Europe/Paris"));
    assert!(row.next.len() == 3 && row.next.iter().all(|next| next.ends_with(":30:00Z")), "{row:?}");
    assert!(
        row.origin.ends_with("depeche.toml:5") && row.last.0.is_none() && row.missed_since.0.is_none(),
        "{row:?}"
    );
    bench.run("schedule list").ended(0).says("nobody follows it");
    // Another plan takes the place of the one before.
    bench.run("schedule add une --every 15m").ended(0).says("every 15m");
    let text = std::fs::read_to_string(bench.path(SETTINGS)).unwrap();
    assert_eq!(text, format!("{UNE}\n[archives.une.schedule]\nevery = \"15m\"\n"));
    bench.run("schedule pause une").ended(0).says("une: paused");
    let paused = &listing(&bench).schedules[0];
    assert!(paused.paused && paused.next.is_empty());
    bench.run("schedule resume une").ended(0);
    assert!(!listing(&bench).schedules[0].paused);
    bench.run("schedule remove une").ended(0);
    assert!(listing(&bench).schedules.is_empty());
    assert!(std::fs::read_to_string(bench.path(SETTINGS)).unwrap().starts_with(UNE));
    bench.run("schedule remove une").ended(1).warns("has no schedule");
}

#[test]
fn slips_are_told_and_nothing_is_written() {
    let bench = bench(UNE);
    bench.run("schedule add dune --every 15m").ended(2).warns("there is no archive `dune`");
    bench.run("schedule add une --cron '60 2 * * *'").ended(2).warns("`60` is not a minute");
    bench.run("schedule add une --daily 25:00").ended(2).warns("time of day");
    bench.run("schedule add une --daily 02:30 --timezone Orsane").ended(2).warns("time zone");
    bench.run("schedule add une").ended(2);
    bench.run("schedule add une --every 15m --daily 02:30").ended(2);
    assert_eq!(std::fs::read_to_string(bench.path(SETTINGS)).unwrap(), UNE);
    bench.run("schedule pause une").ended(1).warns("has no schedule");
}

/// A daemon with what it wrote.
struct Daemon {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
    said: Vec<String>,
}

impl Daemon {
    fn start(bench: &Bench, typed: &str, variables: &[(&str, &str)]) -> Daemon {
        let mut command = bench.command(&shell_words(typed));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .envs(variables.iter().copied());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Daemon { child, lines, said: Vec::new() }
    }

    /// Waits until it has said this so many times.
    #[track_caller]
    fn says(&mut self, part: &str, num: usize) {
        let mut found = self.said.iter().filter(|line| line.contains(part)).count();
        while found < num {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.unwrap_or_else(|_| panic!("{part:?} was said {found} times: {:?}", self.said));
            found += usize::from(line.contains(part));
            self.said.push(line);
        }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    fn ends(mut self) -> Vec<String> {
        self.signal("-TERM");
        let status = self.child.wait().unwrap();
        self.said.extend(self.lines.iter());
        assert_eq!(status.code(), Some(0), "{:?}", self.said);
        std::mem::take(&mut self.said)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_daemon_refreshes_archives_in_time() {
    let bench = bench(&scheduled("2s"));
    let mut daemon = Daemon::start(&bench, "schedule daemon", &[]);
    daemon.says("following 1 schedule", 1);
    daemon.says("une: done", 1);
    bench.run("query --archive une armes").ended(0);
    bench.write("presse/bis.txt", "Les pourparlers d'Orsane\n\nIls reprennent jeudi.\n");
    daemon.says("une: done", daemon.said.iter().filter(|line| line.contains("une: done")).count() + 2);
    bench.run("query --archive une pourparlers").ended(0);
    bench.run("schedule daemon").ended(2).warns("running already");
    assert_eq!(listing(&bench).schedules[0].drivers, ["daemon"]);
    bench.run("status --archive une --runs").says("(schedule, update)");
    let said = daemon.ends();
    assert!(said.iter().any(|line| line.ends_with("stopped")), "{said:?}");
    assert!(said.iter().all(|line| line.starts_with("20") && line.contains("Z ")), "with the time: {said:?}");
}

#[test]
fn a_locked_archive_is_no_failure_and_other_settings_are_taken_at_sighup() {
    let bench = bench(&scheduled("1h"));
    bench.run("index --archive une").ended(0);
    let lock = hold_lock(&bench.path("home/.local/share/depeche/archives/une"));
    bench.write(SETTINGS, scheduled("1s"));
    let mut daemon = Daemon::start(&bench, "schedule daemon", &[]);
    daemon.says("it is tried again", 1);
    drop(lock);
    bench.write(SETTINGS, "[archives.une]\nfolders = 3\n");
    daemon.signal("-HUP");
    daemon.says("those before are kept", 1);
    bench.write("agence/a.txt", "Une dépêche d'agence sur les pourparlers.\n");
    bench.write(
        SETTINGS,
        "[archives.agence]\nfolders = [\"../../../agence\"]\n[archives.agence.schedule]\nevery = \"1h\"\n",
    );
    daemon.signal("-HUP");
    daemon.says("settings read again: 1 schedule", 1);
    daemon.says("agence: done", 1);
    daemon.ends();
    let runs = bench.run("status --archive une --runs");
    assert!(!runs.out.contains("failed:"), "{}", runs.out);
}

#[test]
fn what_fails_follows_its_plan_and_runs_are_let_come_to_an_end() {
    let settings = format!("{}[converters]\nslow = \"sh -c 'sleep 3; cat'\"\n", scheduled("1h"));
    let bench = bench(&settings);
    bench.write("presse/lent.slow", [&b"\0\x01\x02"[..], b"Un texte lent"].concat());
    let mut daemon = Daemon::start(&bench, "schedule daemon", &[]);
    daemon.says("une: begins", 1);
    std::thread::sleep(Duration::from_millis(700));
    let said = daemon.ends();
    let place = |part: &str| said.iter().position(|line| line.contains(part));
    let ended = place("une: stopped at a safe point").or(place("une: done")).unwrap();
    assert!(ended < place("Z stopped").unwrap(), "{said:?}");
    bench.run("status --archive une").says("Archive une");
    let failing = self::bench(
        "[archives.une]\nindex = \"/proc/none\"\nfolders = [\"../../../presse\"]\n[archives.une.schedule]\nevery = \"1h\"\n",
    );
    let mut daemon = Daemon::start(&failing, "schedule daemon", &[]);
    daemon.says("une: failed", 1);
    std::thread::sleep(Duration::from_secs(1));
    let said = daemon.ends();
    assert_eq!(said.iter().filter(|line| line.contains("une: begins")).count(), 1, "{said:?}");
}

#[test]
fn settings_that_break_are_a_failure_that_is_told_once() {
    let with_hooks = |text: &str| {
        let hooks = "on-failure = \"sh -c 'cat >> failures'\"\non-recovery = \"sh -c 'cat >> recoveries'\"\n";
        text.replace("[archives.une.schedule]", &format!("{hooks}[archives.une.schedule]"))
    };
    let bench = bench(&with_hooks(&scheduled("1s")));
    let num_told = |name: &str| std::fs::read_to_string(bench.path(name)).unwrap_or_default().lines().count();
    let mut daemon = Daemon::start(&bench, "schedule daemon", &[]);
    daemon.says("une: done", 1);
    bench.write(SETTINGS, "[archives.une]\nfolders = 3\nsauce = 1\n");
    daemon.says("une: failed: ", 3);
    wait_until("the failure is told", || num_told("failures") > 0);
    bench.write(SETTINGS, with_hooks(&scheduled("1s")));
    wait_until("the recovery is told", || num_told("recoveries") > 0);
    let said = daemon.ends();
    assert_eq!((num_told("failures"), num_told("recoveries")), (1, 1), "{said:?}");
    let failed = said.iter().find(|line| line.contains("une: failed: ")).unwrap();
    assert!(failed.contains("`archives.une.folders`") && failed.contains("sauce"), "{failed}");
    assert!(!failed.contains("\\n"), "{failed}");
}

#[test]
fn the_service_manager_is_told() {
    let bench = bench(&scheduled("1h"));
    let path = bench.path("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let hear = |part: &str| {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(30) {
            let mut buffer = [0; 500];
            let num_bytes = socket.recv(&mut buffer).unwrap();
            if String::from_utf8_lossy(&buffer[..num_bytes]).contains(part) {
                return;
            }
        }
        panic!("{part} was not told");
    };
    let variables = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "600000")];
    let mut daemon = Daemon::start(&bench, "schedule daemon", &variables);
    hear("READY=1");
    daemon.says("une: done", 1);
    hear("STATUS=next: une at");
    hear("WATCHDOG=1");
    daemon.signal("-HUP");
    hear("RELOADING=1\nMONOTONIC_USEC=");
    hear("READY=1");
    daemon.ends();
    hear("STOPPING=1");
}

/// Programs that stand in for those of the system, and write down how they were called.
fn stand_ins(bench: &Bench, programs: &[(&str, &str)]) -> String {
    use std::os::unix::fs::PermissionsExt;
    for (name, script) in programs {
        let text = format!("#!/bin/sh\necho \"{name} $*\" >> {}\n{script}\n", bench.path("called").display());
        bench.write(&format!("bin/{name}"), text);
        let path = bench.path(&format!("bin/{name}"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    format!("{}:/usr/bin:/bin", bench.path("bin").display())
}

fn run_with_path(bench: &Bench, path: &str, typed: &str) -> crate::harness::Ended {
    let output = bench.command(&shell_words(typed)).env("PATH", path).stdin(Stdio::null()).output().unwrap();
    bench.finish(typed, output)
}

#[test]
fn units_are_written_enabled_tried_and_taken_away() {
    let bench = bench(&scheduled("15m"));
    let path = stand_ins(
        &bench,
        &[
            ("systemctl", ""),
            ("loginctl", "echo Linger=no"),
            ("crontab", "echo no crontab for you >&2; exit 1"),
        ],
    );
    let units = bench.path("home/.config/systemd/user");
    bench.write("home/.config/systemd/user/depeche-autre.service", "[Service]\nExecStart=/bin/true\n");
    run_with_path(&bench, &path, "schedule install --systemd --user une")
        .ended(0)
        .says("Installed in [place]/home/.config/systemd/user: depeche-une.service, depeche-une.timer")
        .says("une: ran once as it will run from now on")
        .warns("loginctl enable-linger");
    let called = std::fs::read_to_string(bench.path("called")).unwrap();
    assert!(
        called.contains("systemctl --user daemon-reload\nsystemctl --user enable --now depeche-une.timer\n"),
        "{called}"
    );
    assert!(called.contains("systemctl --user start depeche-une.service\n"), "{called}");
    assert_eq!(listing(&bench).schedules[0].drivers, ["systemd"]);
    run_with_path(&bench, &path, "schedule uninstall").ended(0).says("depeche-une.timer");
    let left: Vec<_> = std::fs::read_dir(&units).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["depeche-autre.service"]);
    run_with_path(&bench, &path, "schedule uninstall").ended(1);
    // A manager that refuses leaves nothing behind.
    let path = stand_ins(&bench, &[("systemctl", "echo no bus >&2; exit 1")]);
    run_with_path(&bench, &path, "schedule install --systemd --user").ended(2).warns("no bus");
    assert_eq!(std::fs::read_dir(&units).unwrap().count(), 1);
}

#[test]
fn systemd_accepts_the_units() {
    let Ok(version) = Command::new("systemd-analyze").arg("--version").output() else {
        eprintln!("systemd-analyze is not installed: its judgement of the units is left out");
        return;
    };
    assert!(version.status.success());
    let bench = bench(&format!(
        "{}[archives.\"la une-2\"]\nfolders = [\"../../../presse\"]\n[archives.\"la une-2\".schedule]\ncron = \"*/15 8-18 1,15 * mon-fri\"\ntimezone = \"Europe/Paris\"\n",
        scheduled("15m")
    ));
    let account = if is_root() { "root" } else { "nobody" };
    for options in ["--user", &format!("--run-as {account}"), "--daemon --user"] {
        let ended = if options.starts_with("--run-as") {
            let config = bench.path(SETTINGS);
            bench
                .run(&format!("schedule install --systemd --print {options} --config {}", config.display()))
                .ended(0)
        } else {
            bench.run(&format!("schedule install --systemd --print {options}")).ended(0)
        };
        let text = String::from_utf8(ended.raw_out).unwrap();
        let mut files = Vec::new();
        for unit in text.split("\n# /").flat_map(|unit| unit.strip_prefix("# /").or(Some(unit))) {
            let (head, body) = unit.split_once('\n').unwrap();
            let name = head.rsplit('/').next().unwrap().replace("\\\\", "\\");
            bench.write(&format!("units/{name}"), body);
            files.push(bench.path(&format!("units/{name}")));
        }
        assert!(!files.is_empty());
        let output = Command::new("systemd-analyze").arg("verify").args(&files).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("depeche"), "{options}: {said}\n{text}");
    }
}

#[test]
fn root_must_say_who_the_runs_are() {
    let bench = bench(&scheduled("15m"));
    if is_root() {
        bench.run("schedule install --systemd --print").ended(2).warns("--run-as USER");
        bench.run("schedule install --cron --print").ended(2).warns("--run-as USER");
    } else {
        bench.run("schedule install --systemd").ended(2).warns("--user");
    }
    bench.run("schedule install --systemd --user --print dune").ended(2).warns("has no schedule");
    bench
        .run("schedule install --launchd --print")
        .ended(0)
        .says("<key>StartInterval</key><integer>900</integer>");
    bench.run("schedule install").ended(2);
}

/// Needs cron and root: the crontab of an account is the system's. It waits for a whole minute to begin.
#[test]
fn a_real_cron_refreshes_an_archive() {
    let has = |program: &str| {
        ["/usr/sbin", "/usr/bin"].iter().any(|at| std::path::Path::new(at).join(program).exists())
    };
    if !is_root() || !has("cron") || !has("crontab") {
        eprintln!("cron is not installed, or this is not root: a run by cron is left out");
        return;
    }
    let before = Command::new("crontab").arg("-l").output().unwrap();
    if before.status.success() {
        eprintln!("root has a crontab, which is left alone: a run by cron is left out");
        return;
    }
    let bench = bench("");
    let config = bench.path(SETTINGS);
    let data = bench.path("home/.local/share");
    let path = "/usr/sbin:/usr/bin:/sbin:/bin";
    let typed = format!("schedule install --cron --run-as root --config {}", config.display());
    // A name of its own: other tests look into the same crontab. It lies where the settings say, for root's home is not that of the test.
    bench.write(
        SETTINGS,
        format!(
            "[archives.chronique]\nindex = {:?}\nfolders = [\"../../../presse\"]\n[archives.chronique.schedule]\nevery = \"1m\"\n",
            data.join("une")
        ),
    );
    let mut cron = Command::new("cron")
        .arg("-f")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let installed = run_with_path(&bench, path, &typed);
    let outcome = std::panic::catch_unwind(|| {
        installed.ended(0).says("* * * * * ").says("chronique: ran once as it will run from now on");
        let query = |word: &str| {
            bench.run(&format!("query {word} --index {}", data.join("une").display())).status == Some(0)
        };
        assert!(query("armes"), "the first run");
        bench.write("presse/bis.txt", "Les pourparlers d'Orsane\n\nIls reprennent jeudi.\n");
        let began = Instant::now();
        while !query("pourparlers") {
            assert!(began.elapsed() < Duration::from_secs(130), "cron did not refresh the archive");
            std::thread::sleep(Duration::from_millis(500));
        }
        run_with_path(&bench, path, "schedule uninstall --cron --run-as root").ended(0).says("chronique");
        wait_until("root has no crontab", || {
            !Command::new("crontab").arg("-l").output().unwrap().status.success()
        });
    });
    let _ = cron.kill();
    let _ = cron.wait();
    if let Err(panic) = outcome {
        let _ = Command::new("crontab").arg("-r").status();
        std::panic::resume_unwind(panic);
    }
}
