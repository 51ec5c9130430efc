//! What the system's scheduler is told to start, with whole paths, for it starts it from elsewhere. How each writes that down is said by
//! `systemd`, `crontab`, `launchd`.

use std::path::{Path, PathBuf};

use depeche::error::AtPath;
use depeche::index::Archive;
use depeche::render::path_text;
use depeche::schedule::Plan;

use super::planned::Planned;
use crate::cli::environment::Environment;
use crate::cli::failure::Failure;
use crate::cli::shared::Shared;

/// What a scheduler is told to start.
#[derive(Debug, Clone)]
pub struct Job {
    /// The archive; for the daemon, nothing.
    pub archive: String,
    /// When.
    pub plan: Plan,
    /// The whole path of this program.
    pub program: String,
    /// What follows it.
    pub arguments: Vec<String>,
    /// Variables that it needs.
    pub environment: Vec<(String, String)>,
    /// Folders and index: what must be mounted.
    pub mounts: Vec<String>,
}

impl Job {
    /// The run of one archive.
    pub fn of(planned: &Planned, shared: &Shared, environment: &Environment) -> Result<Job, Failure> {
        let name = planned.place.name.clone();
        let mut arguments = start_of_arguments(shared)?;
        // As `child::arguments`, without JSON, which nobody reads, and for a scheduler that does not try again.
        arguments.extend(
            ["index", &format!("--archive={name}"), "--trigger", "schedule", "--quiet"].map(String::from),
        );
        let mut mounts: Vec<PathBuf> = match &planned.entry.folders {
            Some(folders) => folders.iter().map(|folder| folder.path.clone()).collect(),
            None => Archive::open(&planned.place.root)
                .map(|archive| archive.settings().folders.iter().map(|folder| folder.path.clone()).collect())
                .unwrap_or_default(),
        };
        mounts.push(planned.place.root.clone());
        Ok(Job {
            archive: name,
            plan: planned.plan.clone(),
            program: program(environment)?,
            arguments,
            environment: variables(environment)?,
            mounts: mounts.iter().map(|path| text_of(&normal(path))).collect::<Result<_, _>>()?,
        })
    }

    /// The daemon sees to all archives: it needs all that each of them needs.
    pub fn of_daemon(jobs: &[Job], shared: &Shared) -> Result<Job, Failure> {
        let first = jobs.first().ok_or_else(|| Failure::usage("no archive has a schedule"))?;
        let mut arguments = start_of_arguments(shared)?;
        arguments.extend(["schedule".to_string(), "daemon".to_string()]);
        let mut job = Job { archive: String::new(), arguments, mounts: Vec::new(), ..first.clone() };
        // What an archive's share lacks must not stop the others: nothing but the index of each is required. The unit waits for all shares
        // of the machine instead, whether they come or not.
        job.mounts = jobs.iter().filter_map(|job| job.mounts.last().cloned()).collect();
        job.mounts.dedup();
        Ok(job)
    }
}

fn start_of_arguments(shared: &Shared) -> Result<Vec<String>, Failure> {
    let Some(config) = &shared.config else { return Ok(Vec::new()) };
    let config = std::path::absolute(config).at(config)?;
    Ok(vec!["--config".to_string(), text_of(&config)?])
}

fn program(environment: &Environment) -> Result<String, Failure> {
    match &environment.program {
        Some(program) => text_of(Path::new(program)),
        None => Err(Failure::new("io", "the place of this program cannot be told")),
    }
}

fn variables(environment: &Environment) -> Result<Vec<(String, String)>, Failure> {
    let all = environment.base_dirs.iter();
    // Units run elsewhere: a path from where somebody stood means nothing there.
    let whole = |value| std::path::absolute(value).unwrap_or_else(|_| Path::new(value).to_path_buf());
    all.map(|(name, value)| Ok((name.clone(), text_of(&whole(value))?))).collect()
}

/// The path without `.` and `..`, which units do not take. A folder that is not there now is read as it is written.
fn normal(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(normal.pop()),
            part => normal.push(part),
        }
    }
    normal
}

/// Units and crontabs are text.
fn text_of(path: &Path) -> Result<String, Failure> {
    let text = path.to_str().filter(|text| !text.contains('\n'));
    text.map(str::to_string).ok_or_else(|| {
        let message =
            format!("{} cannot be written into a unit or a crontab: it is not plain UTF-8", path_text(path));
        Failure::usage(message).hint("`depeche schedule daemon` can use it")
    })
}
