//! `depeche query --folder`: a folder that is asked without an index having been made of it. It gets an archive of its own, brought
//! up to date first.

use std::path::Path;

use depeche::history::Trigger;
use depeche::ingest::{IngestOptions, Report};
use depeche::render::{count_text, path_text, shell_word};

use crate::cli::engine;
use crate::cli::environment::Environment;
use crate::cli::failure::Failure;
use crate::cli::index::absolute;
use crate::cli::place::{self, Place};
use crate::cli::refresh::{Refresh, Work};
use crate::cli::settings;
use crate::cli::shared::Shared;
use crate::cli::ui::Ui;

/// The archive of `folder`, with all that is in the folder now.
pub(super) fn refreshed_place(
    folder: &Path,
    shared: &Shared,
    ui: &Ui,
    environment: &Environment,
) -> Result<Place, Failure> {
    if !folder.exists() {
        return Err(Failure::usage(format!("there is no file or folder {}", path_text(folder))));
    }
    let folder = absolute(folder);
    let place = place::with_list(place::of_folder(&folder, environment)?, shared, environment);
    let mut archive = engine::open_or_create(&place, depeche::index::Access::Private)?;
    archive.add_folder(&folder, depeche::model::FolderSettings::default())?;
    let mut options = IngestOptions::default();
    options.commands = settings::commands(shared, environment)?;
    let settings = settings::load(shared, environment)?;
    let refresh = Refresh {
        place: &place,
        work: Work::Refresh,
        trigger: Trigger::Query,
        options: &options,
        settings: &settings,
        alerts: None,
        metrics: None,
    };
    match refresh.run(&mut archive, ui, environment) {
        Ok(None) => {}
        Ok(Some(report)) => warn_of_gaps(&report, &place, ui),
        // Another process is doing the work: answer from what is committed.
        Err(failure) if failure.code == "locked" => ui.warn(&failure.message),
        Err(failure) => return Err(failure),
    }
    Ok(place)
}

/// Says what of the folder the answer does not have.
fn warn_of_gaps(report: &Report, place: &Place, ui: &Ui) {
    let status = format!("depeche status --archive {}", shell_word(&place.name));
    let held_back = report.held_back.iter().map(|held_back| held_back.num_articles).sum::<u64>();
    if held_back > 0 {
        let are = if held_back == 1 { "is" } else { "are" };
        let articles = count_text(held_back, "article");
        ui.warn(&format!("{articles} gone from the folder {are} kept; `{status}` says why"));
    }
    if !report.failed.is_empty() {
        let files = count_text(report.failed.len() as u64, "file");
        ui.warn(&format!("{files} could not be read; `{status} --failed` lists them"));
    }
    if report.interrupted {
        ui.warn("stopped before the end: the answer covers what was read");
    }
}
