//! `depeche man`: manual pages, made from the commands themselves.

use std::io;
use std::path::PathBuf;

use clap::Command;
use clap_mangen::Man;
use depeche::error::AtPath;

use super::failure::Failure;
use super::ui::Ui;

/// Print a manual page, or write all of them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche man query | man -l -
  depeche man --dir ~/.local/share/man/man1")]
pub struct Args {
    /// The command; none: depeche itself
    command: Option<String>,
    /// Write the pages of all commands into this directory; it is made where it is missing
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui, mut cli: Command) -> Result<(), Failure> {
    cli.build();
    if let Some(dir) = &args.dir {
        std::fs::create_dir_all(dir).at(dir)?;
        return Ok(clap_mangen::generate_to(cli, dir).at(dir)?);
    }
    let page = match &args.command {
        None => page_of(cli)?,
        Some(name) => {
            let command = cli.find_subcommand(name).cloned();
            page_of(command.ok_or_else(|| Failure::usage(format!("there is no command `{name}`")))?)?
        }
    };
    ui.answer(|out| out.write_all(&page))
}

fn page_of(command: Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::environment::Environment;
    use super::super::shared::Shared;
    use super::*;

    #[test]
    fn pages_are_written_where_no_directory_is_yet() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("share/man1");
        let ui = Ui::new(&Environment::default(), &Shared::default());
        run(&Args { command: None, dir: Some(dir.clone()) }, &ui, super::super::Cli::command()).unwrap();
        assert!(std::fs::read_to_string(dir.join("depeche-query.1")).unwrap().contains("batch"));
    }
}
