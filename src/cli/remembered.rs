//! What is remembered of an archive outside its directory, for the day on which that is not there: that it was, and whether its
//! operator was told of runs that its own history could not take. A small file among the user's data. Advice: one that is lost or
//! torn counts as none.

use std::path::{Path, PathBuf};

use depeche::model::{ArticleId, path_bytes};
use depeche::render::{count_text, path_text, printable};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::environment::Environment;

const VERSION: u32 = 1;

/// What is remembered of one archive.
#[derive(Debug)]
pub struct Remembered {
    /// `None`: there is no place to remember anything.
    file: Option<PathBuf>,
    kept: Option<Kept>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    version: u32,
    /// For whoever looks into the file.
    archive: String,
    directory: String,
    /// Whether a run was ever made there.
    is_made: bool,
    #[serde(default)]
    failing: Option<Failing>,
}

/// Runs in a row that failed and are in no history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// When the first did, in UTC.
    pub since: String,
    /// How many did.
    pub num_runs: u64,
    /// Why the last did.
    pub reason: String,
}

impl Failing {
    /// What is to be said of it.
    pub fn sentence(&self) -> String {
        let runs = count_text(self.num_runs, "run");
        format!("{runs} could not begin since {}; the last one says: {}", self.since, printable(&self.reason))
    }
}

impl Remembered {
    /// What is remembered of the archive at `root`, be it there or not.
    pub fn of(root: &Path, environment: &Environment) -> Remembered {
        let id = ArticleId::new("archive", path_bytes(root), "");
        let directory = environment.data_dir.as_ref().map(|data| data.join("depeche").join("remembered"));
        let file = directory.map(|directory| directory.join(format!("{id}.json")));
        let json = file.as_ref().and_then(|file| std::fs::read(file).ok());
        let kept = json.and_then(|json| serde_json::from_slice::<Kept>(&json).ok());
        Remembered { file, kept: kept.filter(|kept| kept.version == VERSION) }
    }

    /// Whether a run was made there.
    pub fn was_there(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.is_made)
    }

    /// The failures that are in no history, until a run succeeds.
    pub fn failing(&self) -> Option<&Failing> {
        self.kept.as_ref()?.failing.as_ref()
    }

    /// A run of the archive called `name` was made and is in its history, or succeeded.
    pub fn note_run(&mut self, name: &str, root: &Path) {
        self.keep(name, root, true, None);
    }

    /// A run failed and is in no history.
    pub fn note_failure(&mut self, name: &str, root: &Path, reason: &str, now: Timestamp) {
        let before = self.failing();
        let since = before
            .map_or_else(|| now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), |before| before.since.clone());
        let num_runs = before.map_or(0, |before| before.num_runs) + 1;
        let failing = Failing { since, num_runs, reason: reason.to_string() };
        self.keep(name, root, self.was_there(), Some(failing));
    }

    /// The archive is deleted on purpose.
    pub fn forget(self) {
        if let Some(file) = self.file {
            // It may never have been there.
            let _ = std::fs::remove_file(file);
        }
    }

    fn keep(&mut self, name: &str, root: &Path, is_made: bool, failing: Option<Failing>) {
        let (archive, directory) = (name.to_string(), path_text(root));
        let kept = Some(Kept { version: VERSION, archive, directory, is_made, failing });
        if self.kept != kept {
            self.kept = kept;
            // Where nothing can be kept the operator is told once more than needed: better than not at all.
            let _ = self.write();
        }
    }

    fn write(&self) -> std::io::Result<()> {
        let (Some(file), Some(kept)) = (&self.file, &self.kept) else { return Ok(()) };
        let directory = file.parent().unwrap_or(Path::new("/"));
        std::fs::create_dir_all(directory)?;
        let temporary = file.with_extension(format!("{}.new", std::process::id()));
        std::fs::write(&temporary, serde_json::to_vec_pretty(kept)?)?;
        std::fs::rename(&temporary, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_counted_until_a_run_is_made() {
        let place = tempfile::tempdir().unwrap();
        let environment =
            Environment { data_dir: Some(place.path().to_path_buf()), ..Environment::default() };
        let root = Path::new("/srv/presse");
        let remembered = || Remembered::of(root, &environment);
        assert!(!remembered().was_there());
        for second in [100, 200] {
            let now = Timestamp::from_second(second).unwrap();
            remembered().note_failure("presse", root, "there is nothing", now);
        }
        assert!(!remembered().was_there(), "none was made yet");
        let failing = remembered().failing().unwrap().clone();
        assert_eq!((failing.since.as_str(), failing.num_runs), ("1970-01-01T00:01:40Z", 2));
        remembered().note_run("presse", root);
        assert!(remembered().was_there() && remembered().failing().is_none());
        assert!(!Remembered::of(Path::new("/srv/radio"), &environment).was_there());
        remembered().forget();
        assert!(!remembered().was_there());
        std::fs::write(remembered().file.unwrap(), "{").unwrap();
        assert!(!remembered().was_there());
    }
}
