//! `status`: what is in the archive, and what needs attention.

use std::io::Write;

use depeche::index::{self, FolderStatus, IndexState, ProblemStatus, Status};
use depeche::render::{bytes_text, count_text, path_text, printable, wire, write_json};
use serde::Serialize;

use super::Shared;
use super::exit::{Exit, Failure};
use super::{archive, terminal};

/// Say what is in the archive and what needs attention.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List the files that failed, with reasons.
    #[arg(long)]
    failed: bool,
    /// List the files that were skipped, with reasons.
    #[arg(long)]
    skipped: bool,
    /// Print JSON (schema depeche.status/1).
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct StatusJson<'a> {
    name: &'a str,
    state: &'static str,
    generation: u64,
    updated: Option<&'a str>,
    articles: u64,
    undated: u64,
    index_bytes: u64,
    folders: &'a [FolderStatus],
    problems: &'a [ProblemStatus],
}

/// Runs the command.
pub fn run(shared: &Shared, args: &Args) -> Result<Exit, Failure> {
    let archive = archive::open(shared)?;
    let status = index::status(&archive)?;
    let mut out = Vec::new();
    if args.json {
        let json = StatusJson {
            name: &status.stamp.name,
            state: status.stamp.state.as_str(),
            generation: status.stamp.generation,
            updated: status.stamp.updated.as_deref(),
            articles: status.stamp.num_articles,
            undated: status.stamp.num_undated,
            index_bytes: status.index_bytes,
            folders: &status.folders,
            problems: &status.problems,
        };
        write_json(&mut out, &wire::Named::new("depeche.status/1", json)).map_err(Failure::output)?;
    } else if args.failed || args.skipped {
        write_problems(&mut out, &status, args).map_err(Failure::output)?;
    } else {
        write_status(&mut out, &status).map_err(Failure::output)?;
    }
    terminal::write_paged(&out)?;
    Ok(if needs_attention(&status) { Exit::Nothing } else { Exit::Done })
}

fn needs_attention(status: &Status) -> bool {
    let is_sound =
        |folder: &FolderStatus| folder.is_present && folder.held_back.is_empty() && folder.num_failed == 0;
    status.stamp.state != IndexState::Current || !status.folders.iter().all(is_sound)
}

fn write_status(out: &mut dyn Write, status: &Status) -> std::io::Result<()> {
    let stamp = &status.stamp;
    writeln!(
        out,
        "Archive {}: {}, {} undated.",
        stamp.name,
        count_text(stamp.num_articles, "article"),
        stamp.num_undated
    )?;
    writeln!(
        out,
        "Index: {}, generation {}, {}.",
        stamp.state.as_str(),
        stamp.generation,
        bytes_text(status.index_bytes)
    )?;
    writeln!(out, "Last commit: {}.", stamp.updated.as_deref().unwrap_or("none yet"))?;
    if stamp.state != IndexState::Current {
        writeln!(out, "{}", stamp.state.sentence())?;
    }
    for folder in &status.folders {
        writeln!(out, "\n{} ({})", folder.label, path_text(&folder.path))?;
        writeln!(
            out,
            "  {} of {} searchable, {}; {} skipped, {} failed",
            folder.num_searchable_files,
            count_text(folder.num_files, "file"),
            count_text(folder.num_articles, "article"),
            folder.num_skipped,
            folder.num_failed
        )?;
        if !folder.is_present {
            writeln!(out, "  the folder is not there: its articles are kept")?;
        }
        for note in &folder.held_back {
            writeln!(
                out,
                "  held back in {}: {} of {} articles, {}",
                printable(&note.part),
                note.num_articles,
                note.out_of,
                note.reason
            )?;
        }
    }
    Ok(())
}

fn write_problems(out: &mut dyn Write, status: &Status, args: &Args) -> std::io::Result<()> {
    let wanted = |problem: &&ProblemStatus| if problem.is_failure { args.failed } else { args.skipped };
    for problem in status.problems.iter().filter(wanted) {
        writeln!(
            out,
            "{}/{}: {} ({})",
            problem.folder,
            printable(&problem.path),
            printable(&problem.message),
            problem.code.as_str()
        )?;
    }
    Ok(())
}
