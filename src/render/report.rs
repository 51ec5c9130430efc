//! The report of an index run in sentences, with counts that add up. Its JSON form is the report itself.

use std::io::{self, Write};
use std::path::Path;

use super::{Look, path_text, printable, wrap};
use crate::diagnostics::Code;
use crate::ingest::{HeldBack, Outcome, Report};

/// Most failures listed one by one.
const MAX_FAILURES: usize = 10;

/// Writes what the run did: a line per outcome, reasons, what was held back, and the searchable share.
pub fn write_report(out: &mut dyn Write, report: &Report, look: &Look) -> io::Result<()> {
    write_outcomes(out, report)?;
    write_skipped(out, report)?;
    write_failures(out, report)?;
    write_refused_dates(out, report)?;
    for held_back in &report.held_back {
        write_held_back(out, held_back, look)?;
    }
    writeln!(out, "{}", articles_text(report))?;
    if report.articles_withdrawn > 0 {
        let articles = count_text(report.articles_withdrawn, "article");
        writeln!(out, "Withdrawn: {articles}, in no answer; `depeche withdraw list` says why.")?;
    }
    if let Some(text) = searchable_text(report) {
        writeln!(out, "{text}")?;
    }
    if report.interrupted {
        writeln!(out, "Stopped before the end; what was complete is kept. Run the command again to go on.")?;
    }
    Ok(())
}

/// `1 article`, `2 articles`, `12,345 articles`.
pub fn count_text(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A size people can compare: `812 B`, `3.4 MB`.
pub fn bytes_text(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    if unit == 0 || size >= 99.95 {
        format!("{size:.0} {}", UNITS[unit])
    } else {
        format!("{size:.1} {}", UNITS[unit])
    }
}

pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

fn write_outcomes(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let met: u64 = report.files.values().map(|tally| tally.files).sum();
    writeln!(out, "{} in {}:", count_text(met, "file"), seconds(report.took_ms))?;
    for (outcome, tally) in report.files.iter().filter(|(_, tally)| tally.files > 0) {
        writeln!(
            out,
            "  {:>9} {:<11} {}",
            grouped(tally.files),
            outcome.as_str().replace("-", " "),
            bytes_text(tally.bytes)
        )?;
    }
    Ok(())
}

fn write_skipped(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if !report.skipped.is_empty() {
        let reasons = report.skipped.iter().map(|(reason, tally)| (reason.as_str(), tally.files));
        writeln!(out, "Skipped: {}.", reasons_text(reasons))?;
    }
    if !report.skipped_members.is_empty() {
        let reasons = report.skipped_members.iter().map(|(reason, count)| (reason.as_str(), *count));
        writeln!(out, "Skipped inside other files: {}.", reasons_text(reasons))?;
    }
    Ok(())
}

/// Reasons with their counts, the most frequent first: `12 jpg, 3 pdf`.
pub fn reasons_text<'a>(reasons: impl Iterator<Item = (&'a str, u64)>) -> String {
    let mut reasons: Vec<_> = reasons.collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let listed: Vec<_> =
        reasons.iter().map(|(why, count)| format!("{} {}", grouped(*count), printable(why))).collect();
    listed.join(", ")
}

fn write_failures(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for problem in report.failed.iter().take(MAX_FAILURES) {
        let again = if problem.known { " (known)" } else { "" };
        let path = path_text(Path::new(&problem.path));
        writeln!(out, "Failed: {path}: {}{again}", printable(&problem.message))?;
    }
    match report.failed.len().saturating_sub(MAX_FAILURES) {
        0 => Ok(()),
        more => writeln!(out, "{more} more failed; `depeche status --failed` lists them all."),
    }
}

/// The dates that could not be used: the articles are there, but not where a person would look for them.
fn write_refused_dates(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    match report.findings.get(&Code::BadDate).copied().unwrap_or(0) {
        0 => Ok(()),
        num => {
            let dates = count_text(num, "date");
            writeln!(out, "Refused: {dates}; the next best date counts, else the article is undated.")
        }
    }
}

fn write_held_back(out: &mut dyn Write, held_back: &HeldBack, look: &Look) -> io::Result<()> {
    let path = path_text(&held_back.path);
    let reason = printable(held_back.reason.trim_end_matches('.'));
    let end = if reason.ends_with('?') { "" } else { "." };
    let sentence = format!(
        "Held back: {path} would lose {} of {}: {reason}{end}",
        grouped(held_back.num_articles),
        count_text(held_back.out_of, "article"),
    );
    write!(out, "{}", wrap(&sentence, &[], look, 0))?;
    writeln!(out, "  If they are to go: depeche index --allow-removals {}", shell_word(&path))
}

fn articles_text(report: &Report) -> String {
    let changes = [
        (report.articles_added, "added"),
        (report.articles_updated, "updated"),
        (report.articles_removed, "removed"),
    ];
    let changes: Vec<_> =
        changes.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", grouped(*n))).collect();
    let changes = if changes.is_empty() { "none changed".to_string() } else { changes.join(", ") };
    let undated = match report.articles_undated {
        0 => String::new(),
        n => format!(", {} of them undated", grouped(n)),
    };
    format!("{} in the archive{undated} ({changes}).", count_text(report.articles_total, "article"))
}

/// `None` where no file was looked at, as when stored texts are analysed again.
fn searchable_text(report: &Report) -> Option<String> {
    let is_present = |outcome: &Outcome| !matches!(outcome, Outcome::Removed | Outcome::HeldBack);
    if !report.files.iter().any(|(outcome, tally)| is_present(outcome) && tally.files > 0) {
        let is_missed = report.articles_total == 0 || report.tally(Outcome::HeldBack).files > 0;
        return is_missed.then(|| "No file was found.".to_string());
    }
    let percent = |share: f64| {
        // 99.97 % is not "100 %": a missing file must show.
        let floored = (share * 1000.0).floor() / 10.0;
        if floored == floored.trunc() { format!("{floored:.0} %") } else { format!("{floored:.1} %") }
    };
    let (files, bytes) = (percent(report.searchable_files), percent(report.searchable_bytes));
    Some(format!("Searchable: {files} of the files, {bytes} of their bytes."))
}

fn seconds(took_ms: u64) -> String {
    match took_ms {
        0..1000 => format!("{took_ms} ms"),
        1000..60_000 => format!("{:.1} s", took_ms as f64 / 1000.0),
        _ => format!("{} min {} s", took_ms / 60_000, took_ms / 1000 % 60),
    }
}

/// A path (as [`path_text`] shows it) so that it can be pasted into a shell.
pub fn shell_word(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/-._~+,:@".contains(c);
    // A shell reads `~` at the beginning as a home directory.
    if !path.is_empty() && !path.starts_with('~') && path.chars().all(plain) {
        return path.to_string();
    }
    // A French text is full of apostrophes.
    if path.contains('\'') && !path.contains(['"', '$', '`', '\\', '!', '\n']) {
        return format!("\"{path}\"");
    }
    format!("'{}'", path.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Problem, Tally};

    fn report() -> Report {
        let mut report = Report { took_ms: 1234, articles_total: 1099, ..Report::default() };
        report.files.insert(Outcome::Added, Tally { files: 98, bytes: 210_000 });
        report.files.insert(Outcome::Skipped, Tally { files: 3, bytes: 812 });
        report.files.insert(Outcome::Failed, Tally { files: 1, bytes: 0 });
        report.skipped.insert("pdf".into(), Tally { files: 2, bytes: 800 });
        report.skipped.insert("docx".into(), Tally { files: 1, bytes: 12 });
        report.skipped_members.extend([("jpg".to_string(), 1200), ("pdf".to_string(), 3)]);
        report.failed.push(Problem {
            path: "/p/a\x1b.gz".into(),
            code: Code::Truncated,
            message: "the file ends too early".into(),
            known: false,
        });
        report.articles_added = 1099;
        report.articles_undated = 4;
        (report.searchable_files, report.searchable_bytes) = (98.0 / 102.0, 0.9999);
        report
    }

    fn said(report: &Report) -> String {
        let mut out = Vec::new();
        write_report(&mut out, report, &Look::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_outcome_has_a_line() {
        assert_eq!(
            said(&report()),
            "102 files in 1.2 s:\n         98 added       210 kB\n          3 skipped     812 B\n          \
             1 failed      0 B\nSkipped: 2 pdf, 1 docx.\nSkipped inside other files: 1,200 jpg, 3 pdf.\nFailed: /p/a\\x1b.gz: the file ends too early\n\
             1,099 articles in the archive, 4 of them undated (1,099 added).\n\
             Searchable: 96 % of the files, 99.9 % of their bytes.\n"
        );
    }

    #[test]
    fn what_is_held_back_names_the_command_that_applies_it() {
        let mut report = report();
        report.held_back.push(HeldBack {
            path: "/mnt/l'écho".into(),
            num_articles: 800,
            out_of: 1000,
            reason: "the folder is empty; is its disk mounted?".into(),
        });
        let text = said(&report).replace('\n', " ");
        assert!(
            text.contains("lose 800 of 1,000 articles: the folder is empty; is its disk mounted?   If"),
            "{text}"
        );
        assert!(text.contains("depeche index --allow-removals \"/mnt/l'écho\" "), "{text}");
    }

    #[test]
    fn what_is_withdrawn_is_counted() {
        let report = Report { articles_withdrawn: 2, ..report() };
        assert!(said(&report).contains("\nWithdrawn: 2 articles, in no answer; `depeche withdraw list`"));
    }

    #[test]
    fn an_absent_folder_is_not_wholly_searchable() {
        let mut report = Report { searchable_files: 1.0, searchable_bytes: 1.0, ..Report::default() };
        report.files.insert(Outcome::HeldBack, Tally { files: 28, bytes: 25_600 });
        assert!(said(&report).ends_with("\nNo file was found.\n"), "{}", said(&report));
        report.files.insert(Outcome::Unchanged, Tally { files: 1, bytes: 2 });
        assert!(said(&report).ends_with("Searchable: 100 % of the files, 100 % of their bytes.\n"));
    }

    #[test]
    fn sizes_are_round() {
        let sizes = [0, 812, 999, 1000, 1049, 99_949, 210_000, 3_400_000_000];
        let shown = ["0 B", "812 B", "999 B", "1.0 kB", "1.0 kB", "99.9 kB", "210 kB", "3.4 GB"];
        assert_eq!(sizes.map(bytes_text), shown);
    }
}
