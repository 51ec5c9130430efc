//! What the terminal can show, and writing to it. The only place that asks the environment about looks.

use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use depeche::render::Look;

use super::exit::Failure;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal that has them, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How text may look on stdout.
pub fn look(color: Color) -> Look {
    let is_terminal = std::io::stdout().is_terminal();
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    let has_color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && !is_dumb && std::env::var_os("NO_COLOR").is_none(),
    };
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let columns = columns.or_else(|| std::env::var("COLUMNS").ok()?.parse().ok());
    let links = is_terminal && has_color && !is_dumb && std::env::var_os("CI").is_none();
    Look { color: has_color, links, width: columns.unwrap_or(80).clamp(20, 120) }
}

/// Writes everything to stdout.
pub fn write_all(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::output)
}

/// Writes text for people: through `$PAGER` on a terminal when it is longer than the screen, as git does.
pub fn write_paged(text: &[u8]) -> Result<(), Failure> {
    let rows = terminal_size::terminal_size().map_or(usize::MAX, |(_, height)| usize::from(height.0));
    let num_lines = text.iter().filter(|&&byte| byte == b'\n').count();
    if !std::io::stdout().is_terminal() || num_lines < rows {
        return write_all(text);
    }
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less -RFX".to_string());
    let child = Command::new("sh").arg("-c").arg(&pager).stdin(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return write_all(text) };
    if let Some(mut input) = child.stdin.take() {
        // A reader who has seen enough closes the pager early.
        let _ = input.write_all(text);
    }
    let _ = child.wait();
    Ok(())
}
