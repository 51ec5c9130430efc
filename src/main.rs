//! The program `depeche`: parses its arguments, runs a command through the library's public API, and exits.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
