//! `depeche query`: words → passages. What was typed becomes a request; the answer goes out in the format asked for.

mod advice;
mod answer;
mod args;
mod choices;
mod folder;
mod format;
mod refusal;
mod request;

use depeche::search::{LocalSearcher, Searcher};

pub use answer::{counted, exit_of, write_lines, write_text};
pub use args::Args;
pub use choices::{LevelOf, MatchOf};
pub use format::Format;

use super::environment::Environment;
use super::exit::Exit;
use super::export::{self, Destination};
use super::failure::Failure;
use super::place::{self, Place};
use super::shared::Shared;
use super::ui::Ui;
use super::{batch, engine, prompt};
use advice::{advise_on_nothing, advise_on_phrase, say_if_old};
use answer::{write, write_run, write_understood};

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let text = args.typed_text();
    let asks = args.asks();
    let is_dialogue = environment.stdin_is_terminal && environment.stdout_is_terminal;
    if !asks && args.batch_file().is_none() && !is_dialogue {
        let failure = Failure::usage("there is nothing to look for");
        return Err(failure.hint("depeche query 'WORDS', or a filter such as --from 2023-09"));
    }
    args.check()?;
    // First: a mistake in it should not wait for a folder to be looked through.
    let thesaurus = args.own_entries.thesaurus(environment)?;
    let has_own_entries = thesaurus.is_some();
    let place = match &args.folder {
        Some(folder) => folder::refreshed_place(folder, shared, ui, environment)?,
        None => place::place_of(shared, environment)?,
    };
    let mut searcher = engine::searcher(&place, thesaurus, ui)?;
    if let Some(file) = args.batch_file() {
        return batch::run(file, args, args.format(), &mut searcher, ui);
    }
    if !asks {
        return prompt::run(args, &searcher, ui);
    }
    if args.explain {
        return write_understood(args, &searcher, text, ui);
    }
    if args.format() == Format::Trec {
        return write_run(args, &searcher, text, ui);
    }
    if let Some(form) = args.export_form() {
        return export_all(args, &form, &searcher, &place, has_own_entries, ui);
    }
    advise_on_phrase(args, ui);
    let response = searcher.search(&args.request(text))?;
    say_if_old(&response, ui);
    write(args, shared, &searcher, &response, ui)?;
    if args.timing && args.format() == Format::Text {
        ui.note(&format!("took {:.1} ms", response.took_us as f64 / 1000.0));
    }
    if response.hits.is_empty() && response.total.articles == 0 && !args.count {
        advise_on_nothing(args, &searcher, &response, ui)?;
    }
    Ok(exit_of(&response))
}

/// Takes all articles of the answer away.
fn export_all(
    args: &Args,
    form: &export::Form,
    searcher: &LocalSearcher,
    place: &Place,
    has_own_entries: bool,
    ui: &Ui,
) -> Result<Exit, Failure> {
    let destination = Destination::of(&args.export);
    destination.warn_if_indexed(&engine::open(place)?, ui);
    let request = args.request(args.typed_text());
    let written = export::write(searcher, &request, form, has_own_entries, &destination, &mut |_| {})?;
    export::report(&written, &destination, ui);
    Ok(if written.num_articles > 0 { Exit::Done } else { Exit::Nothing })
}
