//! A run over a large folder in which nothing changed costs about what looking at every file costs.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::corpus::Size;
use crate::place::{Place, count};

/// The quickest of several: what else the machine does only makes it slower.
fn best_of(num: usize, mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let began = Instant::now();
        run();
        began.elapsed()
    };
    (0..num).map(time).min().unwrap()
}

/// Scaled down it holds the memory; the time is held where the full count is asked for, on a quiet machine and with an
/// optimised program (`cargo test --release`).
#[test]
fn a_run_without_change_costs_about_what_find_does() {
    let num_files = count("DEPECHE_UNCHANGED_FILES", 2000);
    let place = Place::new(61, Size { texts: 1, containers: 0, members: 0, zips: 0 });
    for number in 0..num_files {
        place.corpus.write(
            &format!("{:03}/{number}.txt", number / 250),
            format!("Article {number} de la grève.").as_bytes(),
        );
    }
    place.index();
    // The next one sees files whose times it trusts.
    std::thread::sleep(Duration::from_millis(2100));
    place.run(&["index"]);
    let find = best_of(5, || {
        let mut command = Command::new("find");
        command.arg(place.folder()).args(["-type", "f", "-printf", "%s %T@\n"]).stdout(Stdio::null());
        assert!(command.status().unwrap().success());
    });
    let mut peak = 0;
    let run = best_of(5, || {
        let mut child = place.command(&["index"]).spawn().unwrap();
        let path = format!("/proc/{}/status", child.id());
        while child.try_wait().unwrap().is_none() {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib: Option<u64> = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            peak = peak.max(kib.unwrap_or(0) >> 10);
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    println!("{num_files} files: find {find:?}, a run without change {run:?}, peak {peak} MiB");
    assert!(peak < 150, "{peak} MiB");
    if num_files >= 100_000 && !cfg!(debug_assertions) {
        assert!(run < find * 2, "{run:?}, find {find:?}");
    }
}
