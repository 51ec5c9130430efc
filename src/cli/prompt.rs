//! `depeche query` alone on a terminal: a query a line, nothing to quote. Ends at the end of input (Ctrl-D).

use std::io::{self, BufRead};

use depeche::search::{LocalSearcher, Searcher};

use super::exit::Exit;
use super::failure::Failure;
use super::query::{self, Args};
use super::ui::{Ui, write_message};

/// Answers lines until there are no more. The exit status is that of the last answer.
pub fn run(args: &Args, searcher: &LocalSearcher, ui: &Ui) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    write_message("One query a line; \"…\" for a phrase, -word to leave out; Ctrl-D ends.\n");
    loop {
        write_message("> ");
        let mut line = Vec::new();
        if io::stdin().lock().read_until(b'\n', &mut line)? == 0 {
            write_message("\n");
            return Ok(exit);
        }
        let text = String::from_utf8_lossy(&line).trim().to_string();
        if text.is_empty() {
            continue;
        }
        let response = searcher.search(&args.request(text))?;
        ui.answer(|out| query::write_text(out, &response, "", ui))?;
        exit = query::exit_of(&response);
    }
}
