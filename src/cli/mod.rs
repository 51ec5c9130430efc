//! The terminal program: arguments, terminal, exit status. Everything it does goes through the library's public API.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod archive;
mod exit;
mod index;
mod inspect;
mod query;
mod shell;
mod show;
mod status;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use exit::{Exit, Failure};

/// Full-text search for news archives: index folders of articles, find passages, cite them.
#[derive(Debug, Parser)]
#[command(name = "depeche", version)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
struct Shared {
    /// The archive to work on, by name.
    #[arg(long, global = true, default_value = "default", value_name = "NAME")]
    archive: String,
    /// The directory of the archive, instead of its name.
    #[arg(long, global = true, value_name = "DIR")]
    index: Option<std::path::PathBuf>,
    /// Say nothing but the answer.
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Colours: auto, always or never.
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    color: terminal::Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Index folders of articles, or refresh what is indexed.
    Index(index::Args),
    /// Find articles and passages.
    Query(query::Args),
    /// Show one article, by its id or its file.
    Show(show::Args),
    /// Say what is in the archive and what needs attention.
    Status(status::Args),
    /// List or remove archives.
    Archives(archive::Args),
    /// Look inside: words, terms, files, schema.
    Inspect(inspect::Args),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

const SUMMARY: &str = "\
depeche index FOLDER     index a folder of articles, or refresh it
depeche query \"WORDS\"    find the passages about something
depeche show ID          show an article
depeche status           what is indexed, and what needs attention
depeche help             all commands and options
";

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = shell::protect_query_words(std::env::args_os().collect());
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Trouble.into() } else { Exit::Done.into() };
        }
    };
    let wants_json = matches!(&cli.command, Some(Command::Query(args)) if args.wants_json())
        || matches!(&cli.command, Some(Command::Index(args)) if args.json)
        || matches!(&cli.command, Some(Command::Show(args)) if args.json)
        || matches!(&cli.command, Some(Command::Status(args)) if args.json);
    match run(cli) {
        Ok(exit) => exit.into(),
        Err(failure) => failure.report(wants_json).into(),
    }
}

fn run(cli: Cli) -> Result<Exit, Failure> {
    match cli.command {
        None => terminal::write_all(SUMMARY.as_bytes()).map(|()| Exit::Done),
        Some(Command::Index(args)) => index::run(&cli.shared, &args),
        Some(Command::Query(args)) => query::run(&cli.shared, &args),
        Some(Command::Show(args)) => show::run(&cli.shared, &args),
        Some(Command::Status(args)) => status::run(&cli.shared, &args),
        Some(Command::Archives(args)) => archive::run(&cli.shared, &args),
        Some(Command::Inspect(args)) => inspect::run(&cli.shared, &args),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "depeche", &mut script);
            terminal::write_all(&script).map(|()| Exit::Done)
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(Failure::output)?;
            terminal::write_all(&page).map(|()| Exit::Done)
        }
    }
}
