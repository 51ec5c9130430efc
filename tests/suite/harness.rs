//! A place of its own for each test: folders of articles, a home, and the program run there with a cleared environment.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use crate::words::words_of;

/// A temporary place. The working directory of every command is its root, and so is every path of a test relative to it.
pub struct Bench {
    _place: tempfile::TempDir,
    pub root: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub typed: String,
    pub status: Option<i32>,
    /// Stdout, with the place written as `[place]`.
    pub out: String,
    /// Stderr, likewise.
    pub err: String,
    /// Stdout as it was written.
    pub raw_out: Vec<u8>,
}

impl Bench {
    pub fn new() -> Bench {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("home")).unwrap();
        std::fs::create_dir(root.join("presse")).unwrap();
        Bench { _place: place, root }
    }

    /// A place whose folder `presse` holds these files, indexed.
    pub fn with(files: &[(&str, &str)]) -> Bench {
        let bench = Bench::new();
        for (path, text) in files {
            bench.write(&format!("presse/{path}"), text);
        }
        bench.run("index presse").ended(0);
        bench
    }

    /// A place where the demonstration archive is indexed, its folder being that of the project.
    pub fn with_seeds() -> Bench {
        let bench = Bench::new();
        bench.run_os(&["index".into(), seeds().into_os_string()]).ended(0);
        bench
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn remove(&self, path: &str) {
        let path = self.path(path);
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap()
        } else {
            std::fs::remove_file(path).unwrap()
        }
    }

    pub fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// The directory of the archive that commands without `--archive` use.
    pub fn archive(&self) -> PathBuf {
        self.path("home/.local/share/depeche/archives/default")
    }

    /// Its index directory in force.
    pub fn index_directory(&self) -> PathBuf {
        let current = std::fs::read_to_string(self.archive().join("CURRENT")).unwrap();
        self.archive().join(current.trim())
    }

    /// The program, to be run in this place.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depeche"));
        command
            .args(arguments)
            .current_dir(&self.root)
            .env_clear()
            .env("HOME", self.path("home"))
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("COLUMNS", "80");
        command
    }

    /// Runs `depeche` with what was typed after its name, cut into words as a shell does.
    pub fn run(&self, typed: &str) -> Ended {
        self.finish(typed, self.command(&shell_words(typed)).stdin(Stdio::null()).output().unwrap())
    }

    pub fn run_os(&self, arguments: &[OsString]) -> Ended {
        let output = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        self.finish(&format!("{arguments:?}"), output)
    }

    /// Runs it with `input` on stdin.
    pub fn run_with_input(&self, typed: &str, input: impl Into<Vec<u8>>) -> Ended {
        let mut child = self.start(typed);
        let mut stdin = child.stdin.take().unwrap();
        let input = input.into();
        // A thread: neither side may wait for the other. A program that has read enough is no failure.
        let feed = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feed.join().unwrap();
        self.finish(typed, output)
    }

    /// Starts it with all three streams in pipes.
    pub fn start(&self, typed: &str) -> Child {
        let mut command = self.command(&shell_words(typed));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    pub fn finish(&self, typed: &str, output: Output) -> Ended {
        let place = self.root.to_str().unwrap();
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(place, "[place]");
        Ended {
            typed: format!("depeche {typed}"),
            status: output.status.code(),
            out: shown(&output.stdout),
            err: shown(&output.stderr),
            raw_out: output.stdout,
        }
    }
}

impl Ended {
    /// Holds it to an exit status.
    #[track_caller]
    pub fn ended(self, status: i32) -> Ended {
        let Ended { typed, out, err, .. } = &self;
        assert_eq!(self.status, Some(status), "{typed}\nstdout: {out}\nstderr: {err}");
        self
    }

    /// Holds it to a sentence on stdout.
    #[track_caller]
    pub fn says(self, part: &str) -> Ended {
        let Ended { typed, out, err, .. } = &self;
        assert!(out.contains(part), "{typed} does not say {part:?}\nstdout: {out}\nstderr: {err}");
        self
    }

    /// Holds it to a sentence on stderr.
    #[track_caller]
    pub fn warns(self, part: &str) -> Ended {
        let Ended { typed, out, err, .. } = &self;
        assert!(err.contains(part), "{typed} does not warn {part:?}\nstdout: {out}\nstderr: {err}");
        self
    }

    /// Stdout as one JSON document of this shape.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        let Ended { typed, out, .. } = self;
        serde_json::from_slice(&self.raw_out).unwrap_or_else(|error| panic!("{typed}: {error}\n{out}"))
    }

    /// Stdout as JSON lines of this shape.
    #[track_caller]
    pub fn json_lines<T: DeserializeOwned>(&self) -> Vec<T> {
        let line = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}\n{line}", self.typed))
        };
        std::str::from_utf8(&self.raw_out).unwrap().lines().map(line).collect()
    }
}

/// The demonstration archive of the project.
pub fn seeds() -> PathBuf {
    project().join("seeds")
}

/// The project's root.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Waits until `is_true`, at most half a minute.
#[track_caller]
pub fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_true() {
        assert!(began.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Takes the writer's lock of an archive, as a process does that indexes it.
pub fn hold_lock(archive: &Path) -> File {
    let path = archive.join("writer.lock");
    let file = File::options().read(true).write(true).open(path).unwrap();
    file.lock().unwrap();
    file
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Whether the tests run as root, who may read everything.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// The words of a line as the program itself cuts the commands of its settings.
pub fn shell_words(line: &str) -> Vec<String> {
    words_of(line).unwrap_or_else(|_| panic!("a quote is not closed: {line}"))
}
