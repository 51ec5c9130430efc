//! `depeche check`: whether an archive is as it was written, and the repair of what is not.

use std::io::{self, Write};
use std::ops::ControlFlow;

use depeche::index::Archive;
use depeche::index::check::{self, CheckOptions, CheckReport, Severity};
use depeche::ingest::{IngestOptions, Mode, Repair};
use depeche::render::{bytes_text, count_text, path_text, printable, wire, write_json};

use super::alert::AlertsOfRun;
use super::engine;
use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::interrupt;
use super::place::place_of;
use super::progress::CheckView;
use super::settings;
use super::shared::Shared;
use super::ui::Ui;

/// Articles that are lost are named up to this number; JSON names all.
const MAX_NAMED: usize = 50;

/// Check that an archive is as it was written, and repair it.
///
/// Reads all files of the index and compares checksums, counts, and that every article can be read; of a sample of
/// articles (--thorough: of all) also that their words in the index are those of their texts. It never writes, needs no
/// permission but to read, and may run while the archive is indexed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche check
  depeche check --thorough     compare the words of all articles, too
  depeche check --repair       keep what can be read, read the rest again
  depeche check --json         for monitoring (schema depeche.check/1)

Exit status: 0 all is well · 1 something needs attention, or articles are lost ·
2 cannot tell · 130 interrupted")]
pub struct Args {
    /// Compare the words of all articles with their texts, not only those of a sample
    #[arg(long)]
    thorough: bool,
    /// When something is damaged, make the index new: from every article that can be read, and from the sources
    #[arg(long)]
    repair: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let mut archive = engine::open(&place)?;
    let before = check_of(&archive, args.thorough, ui)?;
    let is_repaired = args.repair && !before.is_interrupted && !before.is_well();
    if is_repaired {
        mend_side_files(&archive, ui)?;
    }
    if is_repaired && !before.needs_new_index() {
        if !args.json {
            ui.answer(|out| write_findings(out, &before))?;
        }
        let after = check_of(&archive, args.thorough, ui)?;
        write(args, &after, None, ui)?;
        return Ok(exit_of(&after));
    }
    if !is_repaired {
        let exit = exit_of(&before);
        write(args, &before, None, ui)?;
        return Ok(exit);
    }
    if !args.json {
        ui.answer(|out| write_findings(out, &before))?;
    }
    let mut options = IngestOptions::default();
    options.commands = settings::commands(shared, environment)?;
    let alerts = AlertsOfRun::of(&settings::load(shared, environment)?, &place, shared, environment);
    // What a repair finds again is no news.
    alerts.before(&archive, Mode::Full, ui);
    let repair = engine::repair(&mut archive, &options, ui)?;
    alerts.after(&archive, ui);
    if repair.is_interrupted {
        ui.note("The repair was interrupted; the archive is as it was before.");
        return Ok(Exit::Interrupted);
    }
    let after = check_of(&Archive::open(archive.root())?, args.thorough, ui)?;
    write(args, &after, Some(&repair), ui)?;
    Ok(if repair.lost.is_empty() { exit_of(&after) } else { Exit::Nothing })
}

/// Looks at an archive while showing how far it is; Ctrl-C ends it.
pub fn check_of(archive: &Archive, is_thorough: bool, ui: &Ui) -> Result<CheckReport, Failure> {
    let _guard = interrupt::Guard::begin();
    let view = CheckView::new(ui);
    let report = check::check(archive, &CheckOptions { is_thorough }, &mut |progress| {
        view.show(progress);
        if interrupt::is_requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    view.finish();
    let report = report?;
    Ok(match depeche::alert::fault(archive)? {
        Some(message) => report.with_damaged_file("alerts.json", message),
        None => report,
    })
}

/// Files beside the index need no new one.
fn mend_side_files(archive: &Archive, ui: &Ui) -> Result<(), Failure> {
    for list in archive.mend_withdrawals()? {
        let list = path_text(&list);
        ui.note(&format!(
            "{list} is the other list of what is withdrawn now; what only the damaged one knew is not in it: look through {list}.damaged"
        ));
    }
    if let Some(aside) = depeche::alert::put_fault_aside(archive)? {
        ui.note(&format!("All alerts begin with the next run; the damaged file is {}", path_text(&aside)));
    }
    Ok(())
}

/// The exit status of a check.
pub fn exit_of(report: &CheckReport) -> Exit {
    match () {
        () if report.is_interrupted => Exit::Interrupted,
        () if report.is_well() => Exit::Done,
        () => Exit::Nothing,
    }
}

fn write(args: &Args, report: &CheckReport, repair: Option<&Repair>, ui: &Ui) -> Result<(), Failure> {
    ui.answer(|out| match args.json {
        true => write_json(out, &wire::CheckShape::new(report, repair)),
        false => {
            if let Some(repair) = repair {
                write_repair(out, repair)?;
            }
            write_report(out, report)
        }
    })
}

/// The report of a check, for people.
pub fn write_report(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    write_findings(out, report)?;
    let name = printable(&report.stamp.name);
    let verdict = match () {
        () if report.is_interrupted => "interrupted: what was not looked at may be damaged",
        () if report.is_damaged() => "damaged",
        () if !report.is_well() => "needs attention",
        () => "well",
    };
    writeln!(out, "Archive {name} at {}: {verdict}", path_text(&report.root))?;
    writeln!(
        out,
        "  {} in {} ({}) read, the words of {} compared",
        count_text(report.num_articles, "article"),
        count_text(report.num_files, "file"),
        bytes_text(report.num_bytes),
        count_text(report.num_compared, "article"),
    )
}

fn write_findings(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    report.findings.iter().try_for_each(|finding| {
        let mark = if finding.severity == Severity::Harmless { "-" } else { "!" };
        writeln!(out, "{mark} {}", printable(&finding.message))
    })
}

fn write_repair(out: &mut dyn Write, repair: &Repair) -> io::Result<()> {
    writeln!(
        out,
        "Repaired: {} kept from the index, {} read again from the sources, {} in the archive",
        count_text(repair.num_kept, "article"),
        count_text(repair.num_read_again, "article"),
        count_text(repair.num_articles, "article"),
    )?;
    if repair.num_unconfirmed > 0 {
        let articles = count_text(repair.num_unconfirmed, "article");
        writeln!(
            out,
            "  {articles} come from a damaged file, and no source was there to confirm their text"
        )?;
    }
    if repair.lost.is_empty() {
        return writeln!(out, "  nothing is lost");
    }
    writeln!(out, "  lost: {}", count_text(repair.lost.len() as u64, "article"))?;
    for lost in repair.lost.iter().take(MAX_NAMED) {
        writeln!(out, "  {}  {}: {}", lost.id, printable(&lost.place), printable(&lost.reason))?;
    }
    match repair.lost.len().saturating_sub(MAX_NAMED) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more; `--json` names all"),
    }
}
