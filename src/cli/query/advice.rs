//! What people are told beside an answer: how to type a phrase, where else to look, that the archive is old. Programs are not.

use depeche::search::{LocalSearcher, SearchRequest, SearchResponse, Searcher};
use jiff::Timestamp;

use super::args::Args;
use super::format::Format;
use crate::cli::failure::Failure;
use crate::cli::typing;
use crate::cli::ui::Ui;

/// Shells take quotes away: who typed "le cessez-le-feu" may have meant the phrase.
pub(super) fn advise_on_phrase(args: &Args, ui: &Ui) {
    let [typed] = args.text.as_slice() else { return };
    let text = typing::unmark(typed);
    let is_plain =
        text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '\'' | '’'));
    if is_plain && text.split_whitespace().count() > 1 && !text.starts_with('-') {
        ui.hint_once(&format!("these are words in any order; for the phrase type '\"{text}\"'"));
    }
}

/// Says which filter keeps the matches out, or where else to look.
pub(super) fn advise_on_nothing(
    args: &Args,
    searcher: &LocalSearcher,
    response: &SearchResponse,
    ui: &Ui,
) -> Result<(), Failure> {
    if ui.is_quiet || args.format() != Format::Text {
        return Ok(());
    }
    let is_filtered = !args.filters.is_empty();
    let mut request = SearchRequest::new(response.text.as_str());
    request.num_hits = 0;
    let elsewhere = if is_filtered { searcher.search(&request)?.total.articles } else { 0 };
    ui.note(&match () {
        () if elsewhere > 0 => {
            let dates =
                if args.filters.is_dated() { "; articles without a date are in no period" } else { "" };
            format!(
                "without the filters {}{dates}",
                match elsewhere {
                    1 => "1 article matches".to_string(),
                    n => format!("{n} articles match"),
                }
            )
        }
        () if !response.advice.offers_nothing() => return Ok(()),
        () if response.understood.split_whitespace().count() > 1 => {
            "try fewer words, or --match some to see articles that have only some of them".to_string()
        }
        () => "`depeche inspect terms BEGINNING` lists the words of the archive that begin so".to_string(),
    });
    Ok(())
}

/// An archive that nobody refreshes says so to people.
pub(super) fn say_if_old(response: &SearchResponse, ui: &Ui) {
    let stamp = &response.archive;
    let Ok(looked) = stamp.refreshed.as_ref().unwrap_or(&stamp.updated).parse::<Timestamp>() else { return };
    let days = Timestamp::now().duration_since(looked).as_hours() / 24;
    if days >= 7 {
        ui.hint_once(&format!(
            "the archive was not refreshed for {days} days; `depeche index` brings it up to date"
        ));
    }
}
