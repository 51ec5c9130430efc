//! The history of an archive's runs, `runs.jsonl` in its directory: a line when a run begins, one when it ends, the newest runs
//! only. Advice for people and schedules, not part of the index: a line that is lost or torn costs that line.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use super::error::Error;
use super::run_record::{RunCounts, RunOutcome, RunRecord, RunStart};
use crate::corpus::platform;
use crate::error::AtPath;
use crate::index::{Archive, write_durably};

/// The history's file in an archive's directory.
const FILE: &str = "runs.jsonl";
/// The version that lines have.
const VERSION: u32 = 1;

/// The history of an archive.
#[derive(Debug, Clone)]
pub struct RunLog {
    path: PathBuf,
    file_mode: u32,
    is_busy: bool,
}

/// A run that has begun and not ended.
#[derive(Debug, Clone)]
pub struct RunHandle {
    record: RunRecord,
}

#[derive(Serialize)]
struct Line<'a> {
    version: u32,
    #[serde(flatten)]
    record: &'a RunRecord,
}

impl RunLog {
    /// The history of `archive`.
    pub fn of(archive: &Archive) -> RunLog {
        let file_mode = archive.access().file_mode();
        RunLog { path: archive.root().join(FILE), file_mode, is_busy: archive.writer().is_some() }
    }

    /// All runs that are remembered, oldest first. One that ended without a word while nobody writes to the archive is broken off.
    pub fn read(&self) -> Result<Vec<RunRecord>, Error> {
        let text = match std::fs::read(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            text => text.at(&self.path)?,
        };
        let mut records: Vec<RunRecord> = Vec::new();
        for line in text.split(|byte| *byte == b'\n') {
            let Ok(record) = serde_json::from_slice::<RunRecord>(line) else { continue };
            // Two that begin at one moment may take the same number.
            let is_same = |known: &&mut RunRecord| known.run == record.run && known.process == record.process;
            match records.iter_mut().rev().find(is_same) {
                Some(known) => *known = record,
                None => records.push(record),
            }
        }
        records.retain(|record| record.outcome != Some(RunOutcome::Skipped));
        let num = records.len();
        for (place, record) in records.iter_mut().enumerate() {
            let may_be_running = self.is_busy && place + 1 == num;
            if record.outcome.is_none() && !may_be_running {
                record.outcome = Some(RunOutcome::BrokenOff);
            }
        }
        Ok(records)
    }

    /// Notes that a run begins, and forgets the oldest beyond `keep`.
    pub fn begin(&self, start: &RunStart, keep: u64) -> Result<RunHandle, Error> {
        let records = self.read()?;
        let record = RunRecord {
            run: records.iter().map(|record| record.run).max().unwrap_or(0) + 1,
            trigger: start.trigger,
            mode: start.mode.clone(),
            started: start.started,
            ended: None,
            outcome: None,
            took_ms: None,
            generation: None,
            counts: None,
            failures: Vec::new(),
            process: start.process,
        };
        self.rotate(records, usize::try_from(keep).unwrap_or(usize::MAX))?;
        self.append(&record)?;
        Ok(RunHandle { record })
    }

    /// Notes how a run ended.
    pub fn end(
        &self,
        run: RunHandle,
        now: Timestamp,
        outcome: RunOutcome,
        counts: Option<RunCounts>,
        generation: Option<u64>,
        failures: Vec<String>,
    ) -> Result<RunRecord, Error> {
        let took_ms = now.as_millisecond() - run.record.started.as_millisecond();
        let record = RunRecord {
            ended: Some(now),
            outcome: Some(outcome),
            took_ms: u64::try_from(took_ms).ok(),
            counts,
            generation,
            failures,
            ..run.record
        };
        self.append(&record)?;
        Ok(record)
    }

    /// A quarter more than are kept may stand there, so that not every run writes the file anew.
    fn rotate(&self, mut records: Vec<RunRecord>, keep: usize) -> Result<(), Error> {
        let keep = keep.max(1);
        if records.len() < keep.saturating_add(keep / 4) {
            return Ok(());
        }
        records.drain(..records.len() + 1 - keep);
        self.write(&records)
    }

    fn write(&self, records: &[RunRecord]) -> Result<(), Error> {
        let lines: Vec<u8> = records.iter().flat_map(line_of).collect();
        Ok(write_durably(&self.path, self.file_mode, &lines)?)
    }

    fn append(&self, record: &RunRecord) -> Result<(), Error> {
        let mut line = line_of(record);
        let mut file = match platform::create_new_file(&self.path, self.file_mode) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                OpenOptions::new().append(true).open(&self.path).at(&self.path)?
            }
            file => file.at(&self.path)?,
        };
        if !ends_with_line(&self.path) {
            line.insert(0, b'\n');
        }
        Ok(file.write_all(&line).at(&self.path)?)
    }
}

/// Whether the file's last line is whole: a machine that went down may have torn it.
fn ends_with_line(path: &Path) -> bool {
    use std::io::{Read, Seek, SeekFrom};
    let last = || -> std::io::Result<Option<u8>> {
        let mut file = std::fs::File::open(path)?;
        if file.seek(SeekFrom::End(0))? == 0 {
            return Ok(None);
        }
        file.seek(SeekFrom::End(-1))?;
        let mut byte = [0];
        file.read_exact(&mut byte)?;
        Ok(Some(byte[0]))
    };
    !matches!(last(), Ok(Some(byte)) if byte != b'\n')
}

fn line_of(record: &RunRecord) -> Vec<u8> {
    let mut line = serde_json::to_vec(&Line { version: VERSION, record }).unwrap_or_default();
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::super::run_record::Trigger;
    use super::*;
    use crate::index::Access;

    fn archive() -> (tempfile::TempDir, Archive) {
        let place = tempfile::tempdir().unwrap();
        let archive = Archive::create(&place.path().join("a"), "a", Access::Private).unwrap();
        (place, archive)
    }

    fn start(second: i64) -> RunStart {
        let started = Timestamp::from_second(second).unwrap();
        RunStart { trigger: Trigger::Schedule, mode: "update".into(), started, process: 1 }
    }

    fn run(log: &RunLog, second: i64, keep: u64) -> RunRecord {
        let handle = log.begin(&start(second), keep).unwrap();
        let ended = Timestamp::from_second(second + 2).unwrap();
        let counts = Some(RunCounts { articles_added: 3, ..RunCounts::default() });
        log.end(handle, ended, RunOutcome::Done, counts, Some(7), vec!["a sentence".into()]).unwrap()
    }

    #[test]
    fn runs_are_remembered_as_they_were() {
        let (_place, archive) = archive();
        let log = RunLog::of(&archive);
        assert_eq!(log.read().unwrap(), []);
        let first = run(&log, 100, 10);
        let second = run(&log, 200, 10);
        assert_eq!(log.read().unwrap(), [first.clone(), second]);
        assert_eq!((first.run, first.took_ms, first.generation), (1, Some(2000), Some(7)));
    }

    #[test]
    fn the_oldest_are_forgotten_and_numbers_go_on() {
        let (_place, archive) = archive();
        let log = RunLog::of(&archive);
        for second in 0..100 {
            run(&log, second, 8);
            assert!(log.read().unwrap().len() <= 10);
        }
        let runs: Vec<u64> = log.read().unwrap().iter().map(|record| record.run).collect();
        assert_eq!(runs.last(), Some(&100));
        assert!(runs.len() >= 8 && std::fs::metadata(&log.path).unwrap().len() < 16 * 1024);
    }

    #[test]
    fn a_run_without_an_end_is_broken_off_unless_somebody_writes() {
        let (_place, archive) = archive();
        let log = RunLog::of(&archive);
        log.begin(&start(100), 10).unwrap();
        assert_eq!(log.read().unwrap()[0].outcome, Some(RunOutcome::BrokenOff));
        let lock = archive.lock(Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(RunLog::of(&archive).read().unwrap()[0].outcome, None);
        drop(lock);
        run(&log, 200, 10);
        let outcomes: Vec<_> = log.read().unwrap().iter().map(|record| record.outcome).collect();
        assert_eq!(outcomes, [Some(RunOutcome::BrokenOff), Some(RunOutcome::Done)]);
    }

    #[test]
    fn of_two_that_begin_at_once_the_one_that_works_is_remembered() {
        let (_place, archive) = archive();
        let log = RunLog::of(&archive);
        let first = log.begin(&start(100), 10).unwrap();
        let mut second = first.clone();
        second.record.process = 2;
        log.append(&second.record).unwrap();
        let now = Timestamp::from_second(101).unwrap();
        log.end(second, now, RunOutcome::Skipped, None, None, Vec::new()).unwrap();
        let first = log.end(first, now, RunOutcome::Done, None, None, Vec::new()).unwrap();
        assert_eq!(log.read().unwrap(), [first]);
    }

    #[test]
    fn torn_and_foreign_lines_cost_themselves_only() {
        let (_place, archive) = archive();
        let log = RunLog::of(&archive);
        let first = run(&log, 100, 10);
        let mut bytes = std::fs::read(&log.path).unwrap();
        bytes.extend_from_slice(b"{\"version\":1,\"run\":2,\"trig");
        std::fs::write(&log.path, bytes).unwrap();
        let second = run(&log, 200, 10);
        assert_eq!(log.read().unwrap(), [first, second]);
    }
}
