//! `depeche index --dry-run`: what folders hold and what indexing them would take. Writes nothing.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use depeche::config::FolderSetting;
use depeche::formats::Commands;
use depeche::ingest::Survey;
use depeche::model::FolderSettings;
use depeche::render::{bytes_text, count_text, path_text, printable, wire, write_json};

use super::engine;
use super::exit::Exit;
use super::failure::Failure;
use super::index::{absolute, settings_from};
use super::ui::Ui;

/// Most extensions and failures listed.
const MAX_LISTED: usize = 10;

/// Surveys each folder with the settings it would have.
pub fn run(
    folders: &[PathBuf],
    changes: &[FolderSetting],
    commands: &Arc<Commands>,
    json: bool,
    ui: &Ui,
) -> Result<Exit, Failure> {
    if let Some(missing) = folders.iter().find(|folder| !folder.exists()) {
        return Err(Failure::usage(format!("there is no file or folder {}", path_text(missing))));
    }
    let settings = settings_from(FolderSettings::default(), changes);
    let surveys: Vec<_> = folders
        .iter()
        .map(|folder| absolute(folder))
        .map(|folder| {
            let survey = engine::survey(&folder, &settings, commands, ui);
            (folder, survey)
        })
        .collect();
    ui.answer(|out| {
        if json {
            return write_json(out, &wire::DryRun::new(&surveys));
        }
        surveys.iter().try_for_each(|(folder, survey)| write_survey(out, folder, survey))
    })?;
    Ok(Exit::Done)
}

fn write_survey(out: &mut dyn Write, folder: &Path, survey: &Survey) -> io::Result<()> {
    let Survey { files, .. } = survey;
    writeln!(out, "{}: {}, {}", path_text(folder), count_text(files.files, "file"), bytes_text(files.bytes))?;
    for (what, kinds) in [("readable", &survey.readable), ("skipped", &survey.skipped)] {
        let mut kinds: Vec<_> = kinds.iter().collect();
        kinds.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.files));
        let named = |kind: &str| {
            if kind.is_empty() { "without extension".into() } else { printable(kind).into_owned() }
        };
        let listed: Vec<_> = kinds
            .iter()
            .take(MAX_LISTED)
            .map(|(kind, tally)| format!("{} {}", tally.files, named(kind)))
            .collect();
        if !listed.is_empty() {
            writeln!(out, "  {what}: {}", listed.join(", "))?;
        }
    }
    let about = if survey.is_exact { "" } else { " in a sample" };
    let years = match (survey.by_year.keys().next(), survey.by_year.keys().next_back()) {
        (Some(first), Some(last)) if first == last => format!(", of {first}"),
        (Some(first), Some(last)) => format!(", from {first} to {last}"),
        _ => String::new(),
    };
    let articles = count_text(survey.num_articles, "article");
    writeln!(out, "  {articles}{about}{years}, {} without a date", survey.num_undated)?;
    for (path, reason) in survey.failed.iter().chain(&survey.unreadable).take(MAX_LISTED) {
        writeln!(out, "  would fail: {}: {}", path_text(path), printable(reason))?;
    }
    if let Some(ms) = survey.estimated_ms {
        let size = bytes_text(survey.estimated_index_bytes);
        writeln!(out, "  about {} on one core, an index of about {size}", seconds(ms))?;
    }
    Ok(())
}

fn seconds(ms: u64) -> String {
    match ms.div_ceil(1000) {
        s @ 0..=119 => count_text(s, "second"),
        s => format!("{} minutes", s.div_ceil(60)),
    }
}
