//! Figures of an archive as a text file for Prometheus' node exporter: written beside its place and renamed, so that none is read half.

use std::path::Path;

use depeche::error::AtPath;
use depeche::history::RunOutcome;
use depeche::render::{Figures, write_metrics};

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
        last_failed: last.and_then(|run| run.outcome).map(RunOutcome::is_failure),
        last_added: last.and_then(|run| run.counts.as_ref()).map(|counts| counts.articles_added),
        next: health.next.map(seconds),
        is_overdue: health.overdue_since.is_some(),
        num_failures: health.num_failures,
    };
    let mut text = Vec::new();
    write_metrics(&mut text, &figures)?;
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = file.with_file_name(name);
    std::fs::write(&temporary, text).at(&temporary)?;
    std::fs::rename(&temporary, file).at(file)?;
    Ok(())
}
