//! Figures of an archive as a text file for Prometheus' node exporter: written beside its place and renamed, so that none is read half.

use std::path::Path;

use depeche::error::AtPath;
use depeche::history::RunOutcome;
use depeche::render::{Figures, write_metrics};
use jiff::Timestamp;

use super::condition::Condition;
use super::failure::Failure;

/// Writes the figures of an archive to `file`.
pub fn write(file: &Path, condition: &Condition) -> Result<(), Failure> {
    let (status, health) = (&condition.status, &condition.health);
    let last = health.last.as_ref();
    let seconds = |time: jiff::Timestamp| time.as_second();
    let figures = Figures {
        archive: &status.stamp.name,
        is_usable: status.stamp.state.can_answer(),
        num_articles: status.stamp.num_articles,
        index_bytes: status.index_bytes,
        generation: status.stamp.generation,
        num_failed_files: status.folders.iter().map(|folder| folder.num_failed).sum(),
        num_held_back: status
            .folders
            .iter()
            .flat_map(|folder| &folder.held_back)
            .map(|note| note.num_articles)
            .sum(),
        last_start: last.map(|run| seconds(run.started)),
        last_success: health.last_success.map(seconds),
        last_took_ms: last.and_then(|run| run.took_ms),
        last_failed: match &condition.failing {
            Some(_) => Some(true),
            None => last.and_then(|run| run.outcome).map(RunOutcome::is_failure),
        },
        last_added: last.and_then(|run| run.counts.as_ref()).map(|counts| counts.articles_added),
        next: health.next.map(seconds),
        is_overdue: health.overdue_since.is_some(),
        num_failures: health.num_failures + condition.failing.as_ref().map_or(0, |failing| failing.num_runs),
    };
    put(file, &figures)
}

/// Writes the figures of an archive that is not there: a run that was to begin now could not.
pub fn write_lost(file: &Path, archive: &str, now: Timestamp, num_failures: u64) -> Result<(), Failure> {
    let figures = Figures {
        archive,
        is_usable: false,
        num_articles: 0,
        index_bytes: 0,
        generation: 0,
        num_failed_files: 0,
        num_held_back: 0,
        last_start: Some(now.as_second()),
        last_success: None,
        last_took_ms: None,
        last_failed: Some(true),
        last_added: None,
        next: None,
        is_overdue: false,
        num_failures,
    };
    put(file, &figures)
}

fn put(file: &Path, figures: &Figures<'_>) -> Result<(), Failure> {
    let mut text = Vec::new();
    write_metrics(&mut text, figures)?;
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = file.with_file_name(name);
    // Told of the file that was asked for: the other is nobody's.
    std::fs::write(&temporary, text).at(file)?;
    std::fs::rename(&temporary, file).at(file).inspect_err(|_| {
        let _ = std::fs::remove_file(&temporary);
    })?;
    Ok(())
}
