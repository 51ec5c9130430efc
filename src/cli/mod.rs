//! The command line: what was typed → what the library is asked → bytes and an exit status. No search, no indexing.
//!
//! One file a command. This is the only module that reads environment and clock, writes to the terminal, or exits.

mod alert;
mod archives;
mod arrangement;
mod batch;
mod check;
mod completions;
mod condition;
mod config;
mod engine;
mod environment;
mod eval;
mod exit;
mod export;
mod extract_pdf;
mod facets;
mod failure;
mod fault;
mod filters;
mod hook;
mod index;
mod inspect;
mod inspect_thesaurus;
mod interrupt;
mod kwic;
mod man;
mod metrics;
mod noted_run;
mod operator;
mod pager;
mod place;
mod progress;
mod prompt;
mod query;
mod question;
mod refresh;
mod remembered;
mod replay;
mod schedule;
mod settings;
mod settings_file;
mod shape;
mod shared;
mod show;
mod similar;
mod snapshot;
mod status;
mod survey;
mod thesaurus;
mod timeline;
mod typing;
mod ui;
mod watch;
mod withdraw;
mod withdrawn_list;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use environment::Environment;
use exit::Exit;
use failure::Failure;
use shared::Shared;
use ui::Ui;

/// Full-text search for news archives.
///
/// Point depeche at folders of articles; it keeps an index of them, and answers queries with the passages that say what
/// you look for, each with its article, date, source and place. The folders are never written to.
#[derive(Debug, Parser)]
#[command(name = "depeche", version, max_term_width = 100, disable_help_subcommand = false)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Args),
    Query(query::Args),
    Facets(facets::Args),
    Timeline(timeline::Args),
    Kwic(kwic::Args),
    Similar(similar::Args),
    Show(show::Args),
    Replay(replay::Args),
    Status(status::Args),
    Alert(alert::Args),
    Check(check::Args),
    Snapshot(snapshot::Args),
    Archives(archives::Args),
    Schedule(schedule::Args),
    Watch(watch::Args),
    Config(config::Args),
    Withdraw(withdraw::Args),
    Inspect(inspect::Args),
    Eval(eval::Args),
    Completions(completions::Args),
    Man(man::Args),
    #[command(name = extract_pdf::NAME, hide = true)]
    ExtractPdf,
}

/// What `depeche` alone says.
const OVERVIEW: &str = "\
depeche index FOLDER...   index folders of articles, or refresh them
depeche query 'TEXT...'   find the passages that speak of something
depeche show ID           read an article, or cite it
depeche status            what is indexed, and what needs attention
depeche help [COMMAND]    all commands and options
";

/// Runs the program on these arguments, the program's name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let environment = Environment::of_process();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let json_wanted = typing::wants_json(&arguments);
    let typed = typing::mark_query_words(arguments, &Cli::command());
    let ui = |shared: &Shared| Ui::new(&environment, shared);
    match Cli::try_parse_from(typed) {
        Ok(cli) => {
            let ui = ui(&cli.shared);
            let work = || dispatch(cli, &ui, &environment);
            let result = fault::guarded(environment.wants_trace, work);
            result.unwrap_or_else(|failure| ui.fail(&failure, json_wanted)).into()
        }
        Err(error) if json_wanted && error.use_stderr() => {
            let failure = Failure::usage(first_line(&error));
            ui(&Shared::default()).fail(&failure, true).into()
        }
        Err(error) => {
            // Nothing can be done about a terminal that went away.
            let _ = error.print();
            if error.use_stderr() { Exit::Failed.into() } else { Exit::Done.into() }
        }
    }
}

fn dispatch(cli: Cli, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let Cli { shared, command } = cli;
    match command {
        None => ui.answer(|out| out.write_all(OVERVIEW.as_bytes())),
        Some(Command::Index(args)) => return index::run(&args, &shared, ui, environment),
        Some(Command::Query(args)) => return query::run(&args, &shared, ui, environment),
        Some(Command::Facets(args)) => return facets::run(&args, &shared, ui, environment),
        Some(Command::Timeline(args)) => return timeline::run(&args, &shared, ui, environment),
        Some(Command::Kwic(args)) => return kwic::run(&args, &shared, ui, environment),
        Some(Command::Similar(args)) => return similar::run(&args, &shared, ui, environment),
        Some(Command::Show(args)) => return show::run(&args, &shared, ui, environment),
        Some(Command::Replay(args)) => return replay::run(&args, &shared, ui, environment),
        Some(Command::Status(args)) => return status::run(&args, &shared, ui, environment),
        Some(Command::Alert(args)) => return alert::run(&args, &shared, ui, environment),
        Some(Command::Check(args)) => return check::run(&args, &shared, ui, environment),
        Some(Command::Snapshot(args)) => return snapshot::run(&args, &shared, ui, environment),
        Some(Command::Archives(args)) => return archives::run(&args, &shared, ui, environment),
        Some(Command::Schedule(args)) => return schedule::run(&args, &shared, ui, environment),
        Some(Command::Watch(args)) => return watch::run(&args, &shared, ui, environment),
        Some(Command::Config(args)) => return config::run(&args, &shared, ui, environment),
        Some(Command::Withdraw(args)) => return withdraw::run(&args, &shared, ui, environment),
        Some(Command::Inspect(args)) => return inspect::run(&args, &shared, ui, environment),
        Some(Command::Eval(args)) => return eval::run(&args, &shared, ui, environment),
        Some(Command::Completions(args)) => completions::run(&args, ui, Cli::command()),
        Some(Command::ExtractPdf) => extract_pdf::run(ui),
        Some(Command::Man(args)) => man::run(&args, ui, Cli::command()),
    }?;
    Ok(Exit::Done)
}

/// clap's message without its usage lines: one sentence for a JSON failure.
fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("error: ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// clap breaks longer lines without their indentation.
    #[test]
    fn examples_fit_a_narrow_terminal() {
        let mut commands: Vec<clap::Command> = vec![Cli::command()];
        let mut num_examples = 0;
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            num_examples += help.matches("\n  depeche ").count();
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
            }
        }
        assert!(num_examples > 20, "only {num_examples} examples were found");
    }

    #[test]
    fn depeche_alone_says_five_lines() {
        assert_eq!(OVERVIEW.lines().count(), 5);
    }
}
