//! What a person sees while an index run works: a bar on a terminal, a line now and then elsewhere.

use std::time::{Duration, Instant};

use depeche::diagnostics::Diagnostic;
use depeche::index::check::{CheckProgress, CheckStep};
use depeche::ingest::{Observer, Phase, Progress};
use depeche::render::{bytes_text, count_text, printable};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::interrupt;
use super::ui::{Ui, write_message};

/// Time between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);
/// Findings shown one by one.
const MAX_FINDINGS: usize = 10;

/// Shows a run, and hands on the wish to stop it.
pub struct RunView {
    bar: ProgressBar,
    /// Where there is no terminal, and lines are wanted.
    writes_lines: bool,
    is_quiet: bool,
    last_line: Instant,
    num_findings: usize,
}

impl RunView {
    /// A view on the terminal of `ui`, if it has one.
    pub fn new(ui: &Ui) -> Self {
        let target = if ui.speaks_to_person {
            ProgressDrawTarget::stderr_with_hz(8)
        } else {
            ProgressDrawTarget::hidden()
        };
        RunView {
            bar: ProgressBar::with_draw_target(None, target),
            writes_lines: !ui.speaks_to_person && !ui.is_quiet,
            is_quiet: ui.is_quiet,
            last_line: Instant::now(),
            num_findings: 0,
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, message: &str) {
        if !self.is_quiet {
            self.bar.suspend(|| write_message(&format!("{message}\n")));
        }
    }
}

impl Observer for RunView {
    fn phase(&mut self, phase: Phase) {
        let (style, message) = match phase {
            Phase::Walking => ("{spinner} {msg}", "looking what changed"),
            Phase::Indexing => ("{bar:30} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left · {msg}", ""),
            Phase::Committing => ("{spinner} {msg}", "making it durable"),
            Phase::Merging => ("{spinner} {msg}", "putting the index in order"),
        };
        if let Ok(style) = ProgressStyle::with_template(style) {
            self.bar.set_style(style);
        }
        self.bar.set_message(message);
    }

    fn progress(&mut self, progress: &Progress) {
        if progress.num_bytes_to_read > 0 {
            self.bar.set_length(progress.num_bytes_to_read);
            self.bar.set_position(progress.num_bytes_read.min(progress.num_bytes_to_read));
            self.bar.set_message(count_text(progress.num_articles, "article"));
        } else if progress.num_files_seen > 0 {
            self.bar.set_message(format!(
                "looking what changed: {}",
                count_text(progress.num_files_seen, "file")
            ));
        }
        if self.writes_lines && self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            self.say(&line(progress));
        }
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        self.num_findings += 1;
        match self.num_findings {
            0..=MAX_FINDINGS => self.say(&format!("warning: {}", printable(&diagnostic.to_string()))),
            n if n == MAX_FINDINGS + 1 => {
                self.say("more findings follow; `depeche inspect file PATH` shows those of a file")
            }
            _ => {}
        }
    }

    fn warning(&mut self, sentence: &str) {
        self.say(&format!("warning: {}", printable(sentence)));
    }

    fn is_cancelled(&self) -> bool {
        interrupt::is_requested()
    }
}

/// Shows how far a check is: on a terminal only, for it is over in seconds.
pub struct CheckView {
    bar: ProgressBar,
}

impl CheckView {
    /// A view on the terminal of `ui`, if it has one.
    pub fn new(ui: &Ui) -> Self {
        let target = match ui.speaks_to_person {
            true => ProgressDrawTarget::stderr_with_hz(8),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} % · {msg}") {
            bar.set_style(style);
        }
        CheckView { bar }
    }

    /// Shows where the check is.
    pub fn show(&self, progress: &CheckProgress) {
        self.bar.set_message(match progress.step {
            CheckStep::Files => "comparing checksums",
            CheckStep::Articles => "reading articles",
            CheckStep::Words => "reading words",
        });
        self.bar.set_length(progress.num_all.max(1));
        self.bar.set_position(progress.num_done);
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

fn line(progress: &Progress) -> String {
    if progress.num_files_to_read == 0 {
        return format!("looking what changed: {} so far", count_text(progress.num_files_seen, "file"));
    }
    format!(
        "{} of {} read, {} of {}, {}",
        progress.num_files_read,
        count_text(progress.num_files_to_read, "file"),
        bytes_text(progress.num_bytes_read),
        bytes_text(progress.num_bytes_to_read),
        count_text(progress.num_articles, "article"),
    )
}
