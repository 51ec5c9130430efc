//! The surroundings that runs of another account have: its home, and what is kept there. Read only.

use std::path::PathBuf;
use std::process::Command;

use depeche::render::printable;

use crate::cli::environment::Environment;
use crate::cli::failure::Failure;

/// The surroundings that another account has.
pub fn of_account(environment: &Environment, user: &str) -> Result<Environment, Failure> {
    let home =
        home_of(user).ok_or_else(|| Failure::usage(format!("there is no account `{}`", printable(user))))?;
    Ok(Environment {
        data_dir: Some(home.join(".local/share")),
        config_dir: Some(home.join(".config")),
        home: Some(home),
        config_file: None,
        base_dirs: Vec::new(),
        variables: Vec::new(),
        ..environment.clone()
    })
}

fn home_of(user: &str) -> Option<PathBuf> {
    let of_lines = |text: &str| {
        let mut accounts = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
        accounts
            .find(|fields| fields.first() == Some(&user))
            .and_then(|fields| fields.get(5).map(PathBuf::from))
    };
    of_lines(&std::fs::read_to_string("/etc/passwd").unwrap_or_default()).or_else(|| {
        // Accounts of a directory service are in no file.
        let output = Command::new("getent").args(["passwd", "--", user]).output().ok()?;
        of_lines(&String::from_utf8_lossy(&output.stdout))
    })
}
