//! Programs of the system's schedulers, started and waited for. What they are asked is known to who asks.

use std::process::{Command, Stdio};

/// What a command wrote, or why it failed.
pub fn output_of(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("`{program}`: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(first_line(&String::from_utf8_lossy(&output.stderr)))
}

/// What a program said, as a reason.
pub fn first_line(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it gave no reason").to_string()
}
