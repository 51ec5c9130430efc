//! The library never prints, never exits, and reads neither the environment nor the clock: only the program does.

use crate::source::{Source, positions};

/// What only the program may say. A stopwatch (`Instant`) is no clock: it tells no time of day.
const OF_THE_PROGRAM: [&str; 12] = [
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "process::exit",
    "std::env",
    "env::var",
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "io::stdout",
];

/// Uses of them outside `src/cli` and `src/main.rs`.
pub fn outside_the_program(sources: &[Source]) -> Vec<String> {
    let library = sources.iter().filter(|source| !matches!(source.module(), Some("cli" | "main") | None));
    let mut complaints = Vec::new();
    for source in library {
        for word in OF_THE_PROGRAM {
            let found = positions(&source.code, word).into_iter();
            complaints.extend(
                found.map(|at| format!("{}:{}: `{word}` in the library", source.name, source.line(at))),
            );
        }
    }
    complaints
}

#[test]
fn a_library_that_speaks_is_noticed() {
    let text = "fn f() { println!(\"x\"); std::process::exit(1); let e = std::env::args(); }";
    assert_eq!(outside_the_program(&[Source::new("src/index/a.rs", text)]).len(), 3);
    assert_eq!(
        outside_the_program(&[Source::new("src/cli/a.rs", text), Source::new("src/main.rs", text)]).len(),
        0
    );
}

#[test]
fn what_only_looks_like_it_is_not() {
    let text = "/// Does not println!\nfn f() { writeln!(out, \"print!\"); env!(\"CARGO_PKG_VERSION\"); my_println!(); }";
    assert_eq!(outside_the_program(&[Source::new("src/index/a.rs", text)]), [] as [String; 0]);
}
