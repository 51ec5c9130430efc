//! `depeche similar`: the articles most like one.

use depeche::render::{wire, write_json, write_similar};
use depeche::search::SearchRequest;

use super::engine;
use super::environment::{Environment, now};
use super::exit::Exit;
use super::failure::Failure;
use super::filters::Filters;
use super::place::place_of;
use super::shared::Shared;
use super::ui::Ui;
use super::withdraw::not_shown;

/// Find the articles most like one.
///
/// They are found by the words that tell the article from others: those it says often and the archive seldom. Exact copies
/// of it are named and left out of the list.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche similar agkt531mny0t
  depeche similar agkt -n 20 --from 2023-09   the beginning of an id is enough
  depeche similar agkt --not source:'La Vigie'
  depeche similar agkt --json                 for programs

Exit status: 0 some are like it · 1 none is, or there is no such article ·
2 could not be answered")]
pub struct Args {
    /// The id of the article, or its first letters
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    filters: Filters,
    /// Most articles
    #[arg(short, long = "hits", value_name = "N", default_value_t = 10)]
    n: usize,
    /// Articles to leave out first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Most passages of an article
    #[arg(long, value_name = "N", default_value_t = 1)]
    passages: usize,
    /// Print JSON (schema depeche.similar/1)
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let searcher = engine::searcher(&place_of(shared, environment)?, None, ui)?;
    let mut request = SearchRequest::default();
    args.filters.fill(&mut request);
    (request.num_hits, request.offset, request.num_passages) = (args.n, args.offset, args.passages);
    // As citations write it.
    let id = args.id.strip_prefix("depeche:").unwrap_or(&args.id);
    let similar = searcher.similar(id, &request)?;
    if let Some(one) = searcher.withdrawal_of(similar.article.id, now()) {
        return Err(not_shown(similar.article.id, one));
    }
    let embargo = similar.article.embargo.as_ref().map(|embargo| embargo.value);
    let minute = now().map_or(0, |now| now.first_minute());
    if let Some(until) = embargo.filter(|until| !request.shows_embargoed && until.first_minute() > minute) {
        let failure = Failure::not_found(format!("this is under embargo until {until}"));
        return Err(failure.hint("--embargoed shows it all the same"));
    }
    if args.json {
        ui.answer(|out| write_json(out, &wire::SimilarShape::new(&similar)))?;
    } else {
        ui.long_answer(|out| write_similar(out, &similar, &ui.look))?;
    }
    Ok(if similar.hits.is_empty() { Exit::Nothing } else { Exit::Done })
}
