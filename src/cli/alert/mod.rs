//! `depeche alert`: queries that every run answers over what it brought. What is news and how it is delivered is
//! `depeche::alert`'s.

mod add;
mod list;
mod of_archive;
mod of_run;
mod remove;
mod run;
mod test;

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::shared::Shared;
use super::ui::Ui;

pub use of_run::{AlertsOfRun, Answered};

/// Be told what every run brings on a subject: in a feed, in a file, or by a command.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche alert add karabakh 'Haut-Karabakh (trêve OU négociations)' \\
      --rss ~/public/karabakh.xml
  depeche alert add grèves 'grève -SNCF' --markdown ~/veille.md --max-age 30d
  depeche alert add paix '\"accord de paix\"' --command 'mail -s Paix moi@x.fr'
  depeche alert list
  depeche alert test karabakh --since 2023-09

Alerts stand in depeche.toml; `depeche index` answers them after each run.
Exit status: 0 done · 1 `test`: nothing; `run`: not all was delivered ·
2 usage, no archive")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Add(add::Args),
    List(list::Args),
    Test(test::Args),
    Remove(remove::Args),
    Run(run::Args),
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    match &args.action {
        Action::Add(args) => add::run(args, shared, ui, environment),
        Action::List(args) => list::run(args, shared, ui, environment),
        Action::Test(args) => test::run(args, shared, ui, environment),
        Action::Remove(args) => remove::run(args, shared, ui, environment),
        Action::Run(args) => run::run(args, shared, ui, environment),
    }
}

/// The text of the query in `alert add`, for the tests of what a shell user types.
#[cfg(test)]
pub fn added_query(args: &Args) -> Option<String> {
    match &args.action {
        Action::Add(args) => Some(args.query()),
        _ => None,
    }
}
