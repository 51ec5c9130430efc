//! Runs of the program in which one call of the operating system breaks: which, and how. What stands between them is
//! `failpoint.c`, compiled at the first use.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::place::{Ended, Place, finish, sample_of};
use crate::random::Random;

/// Calls that change something on disk.
pub const WRITING: &[&str] =
    &["create", "write", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir"];

/// What breaks in a run.
#[derive(Debug, Clone, Copy)]
pub struct Break<'a> {
    pub under: &'a Path,
    pub calls: &'a [&'a str],
    /// The number of the call, from 1; 0: none breaks.
    pub at: usize,
    /// As `failpoint.c` names them.
    pub action: &'a str,
    pub is_lasting: bool,
}

/// A run, and the calls that counted in it.
#[derive(Debug)]
pub struct Broken {
    pub ended: Ended,
    /// Call and path, from the first.
    pub calls: Vec<(String, PathBuf)>,
}

/// The shim. `None`: there is no C compiler; that is said, and in CI it is a failure.
pub fn shim() -> Option<&'static Path> {
    static SHIM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let shim = SHIM.get_or_init(|| {
        let shim =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("failpoint-{}.so", std::process::id()));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/failpoint.c");
        let made = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&shim).arg(source).status();
        made.is_ok_and(|status| status.success()).then_some(shim)
    });
    crate::place::needed("a C compiler for the 64-bit GNU C library", shim.as_deref())
}

/// Which calls of a run are broken: all with `DEPECHE_FAULTS=all`, else so many of each name and kind of file.
pub fn sample_of_each(random: &mut Random, calls: &[(String, PathBuf)], usual: usize) -> Vec<usize> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, (call, path)) in calls.iter().enumerate() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Segments have random names, and their endings say what they hold.
        let kind = name.strip_suffix(".new").unwrap_or(&name).rsplit('.').next().unwrap_or_default();
        groups.entry(format!("{call} {kind}")).or_default().push(number + 1);
    }
    let mut chosen = Vec::new();
    for numbers in groups.values() {
        chosen.extend(sample_of(random, numbers.len(), usual).into_iter().map(|place| numbers[place - 1]));
    }
    chosen
}

impl Place {
    /// Runs the program with something broken.
    pub fn run_broken(&self, shim: &Path, arguments: &[&str], broken: &Break<'_>) -> Broken {
        let log = self.root.join("calls");
        let _ = std::fs::remove_file(&log);
        let mut command = self.command(arguments);
        command.env("LD_PRELOAD", shim).env("FAILPOINT_UNDER", broken.under);
        command.env("FAILPOINT_CALLS", format!(",{},", broken.calls.join(",")));
        command.env("FAILPOINT_AT", broken.at.to_string()).env("FAILPOINT_ACTION", broken.action);
        command.env("FAILPOINT_LOG", &log);
        if broken.is_lasting {
            command.env("FAILPOINT_LASTING", "1");
        }
        let ended = finish(command.spawn().unwrap());
        let calls = std::fs::read_to_string(&log).unwrap_or_default();
        let call = |line: &str| {
            let mut words = line.splitn(3, ' ').skip(1);
            Some((words.next()?.to_string(), PathBuf::from(words.next()?)))
        };
        Broken { ended, calls: calls.lines().filter_map(call).collect() }
    }
}
