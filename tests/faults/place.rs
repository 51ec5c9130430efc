//! A temporary place with a folder of news and an archive, and the program run there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use depeche::model::FolderSettings;

use crate::corpus::{Corpus, Size};
use crate::random::Random;
use crate::whole::{Whole, fresh, whole};

/// No run of these small folders takes as long, also when the machine has much else to do.
const LONGEST: Duration = Duration::from_secs(60);

/// The place.
pub struct Place {
    _dir: tempfile::TempDir,
    pub root: PathBuf,
    pub corpus: Corpus,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// `None`: a signal.
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    /// A folder of this size, not indexed yet.
    pub fn new(seed: u64, size: Size) -> Place {
        // In memory where that is possible: thousands of commits are synced here, and no power is cut.
        let memory = Path::new("/dev/shm");
        let dir = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap();
        let root = dir.path().canonicalize().unwrap();
        let corpus = Corpus::new(&root.join("presse"), seed, size);
        Place { _dir: dir, root, corpus }
    }

    pub fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    pub fn folder(&self) -> &Path {
        &self.corpus.folder
    }

    /// The program, to be run on the archive.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depeche"));
        command.arg(arguments[0]).arg("--index").arg(self.archive()).args(&arguments[1..]);
        command
            .current_dir(&self.root)
            .env_clear()
            .env("HOME", &self.root)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        finish(self.command(arguments).spawn().unwrap())
    }

    /// Runs `index` on the folder and holds it to end well.
    #[track_caller]
    pub fn index(&self) -> Ended {
        let folder = self.folder().to_str().unwrap();
        let ended = self.run(&["index", folder]);
        assert_eq!(ended.status, Some(0), "{ended:?}");
        ended
    }

    /// What a fresh build gives.
    pub fn fresh(&self) -> Whole {
        fresh(&[(self.folder(), &FolderSettings::default())], &self.root.join("neuve"), false)
    }

    pub fn whole(&self) -> Whole {
        whole(&self.archive())
    }

    /// The next run ends well, and the archive is then what a fresh build gives.
    #[track_caller]
    pub fn converges(&self, fresh: &Whole, when: &str) {
        let ended = self.run(&["index", "--jobs", "2"]);
        assert_eq!(ended.status, Some(0), "{when}: {ended:?}");
        self.whole().same_as(fresh, when);
    }

    /// A query is answered, by the program, with what was committed last.
    #[track_caller]
    pub fn answers(&self, when: &str) {
        let ended = self.run(&["query", "--count", "grève"]);
        assert!(matches!(ended.status, Some(0 | 1)), "{when}: {ended:?}");
    }
}

/// Waits for a process, but not for ever.
#[track_caller]
pub fn finish(mut child: Child) -> Ended {
    let began = Instant::now();
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |mut from: Box<dyn std::io::Read + Send>| {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            from.read_to_end(&mut text).unwrap();
            String::from_utf8_lossy(&text).into_owned()
        })
    };
    let (out, err) = (read(Box::new(out)), read(Box::new(err)));
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the program hangs; stderr: {}", err.join().unwrap());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Ended { status: status.code(), out: out.join().unwrap(), err: err.join().unwrap() }
}

/// Makes `to` a copy of the folder `from`.
pub fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Something that a test needs of the machine. Where it is missing that is said; in CI it is a failure.
pub fn needed<T>(what: &str, thing: Option<T>) -> Option<T> {
    if thing.is_none() {
        let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
        assert!(!is_ci, "this machine lacks {what}: nothing was tested");
        eprintln!("NOT TESTED: this machine lacks {what}");
    }
    thing
}

/// Which of `last` calls are broken: all with `DEPECHE_FAULTS=all`, else so many of them.
pub fn sample_of(random: &mut Random, last: usize, usual: usize) -> Vec<usize> {
    match std::env::var("DEPECHE_FAULTS").as_deref() {
        Ok("all") => (1..=last).collect(),
        Ok(num) => random.sample(last, num.parse().unwrap()),
        Err(_) => random.sample(last, usual),
    }
}

/// Whether only the usual, few calls are broken.
pub fn is_sample() -> bool {
    std::env::var_os("DEPECHE_FAULTS").is_none()
}

/// A number from the environment: `.ci/run --long` sets the full counts.
pub fn count(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().map_or(usual, |text| text.parse().unwrap())
}
