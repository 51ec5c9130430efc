//! The program: everything it does is in `cli`, which can use nothing but the library's public interface.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main(std::env::args_os())
}
