//! `depeche completions`: what a shell needs to complete commands and options, made from the commands themselves.

use clap::Command;
use clap_complete::Shell;

use super::failure::Failure;
use super::ui::Ui;

/// Print the completions of a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche completions bash > ~/.local/share/bash-completion/completions/depeche
  depeche completions zsh > ~/.zfunc/_depeche
  depeche completions fish > ~/.config/fish/completions/depeche.fish")]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui, mut cli: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli, "depeche", &mut script);
    ui.answer(|out| out.write_all(&script))
}
