//! The run of an archive: every query asked, its answers kept by name. How good they are is `evaluation`'s to say.

use super::{Queries, RankedAnswer, Run, run_name};
use crate::search::{Error, Level, LocalSearcher, SearchRequest};

/// Asks every query of `queries` as `template` says, whose text is replaced; calls `done` with the number of queries
/// answered so far.
///
/// Articles are named by the id that their source gave them, else by the archive's.
pub fn search_run(
    searcher: &LocalSearcher,
    queries: &Queries,
    template: &SearchRequest,
    done: &mut dyn FnMut(usize),
) -> Result<Run, Error> {
    let mut run = Run::default();
    for (number, (qid, text)) in (1..).zip(queries.iter()) {
        let request = SearchRequest { text: text.to_string(), ..template.clone() };
        let answers = search_answers(searcher, &request)?;
        run.insert(qid, answers);
        done(number);
    }
    Ok(run)
}

/// The answers to one request: articles or passages, as its level says, by name and score only.
pub fn search_answers(searcher: &LocalSearcher, request: &SearchRequest) -> Result<Vec<RankedAnswer>, Error> {
    let answer = |name: &str, span, score| RankedAnswer { name: run_name(name).into_owned(), span, score };
    Ok(match request.level {
        Level::Article => {
            let ranked = searcher.search_ids(request)?.into_iter();
            ranked.map(|article| answer(&article.id, None, article.score)).collect()
        }
        Level::Passage => {
            let ranked = searcher.search_spans(request)?.into_iter();
            ranked.map(|passage| answer(&passage.id, Some(passage.span), passage.score)).collect()
        }
    })
}
