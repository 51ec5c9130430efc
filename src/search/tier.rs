//! The articles that answer a request, tier by tier: every word first, then articles that lack words. No texts are read.

use tantivy::query::Query;
use tantivy::{DocAddress, Searcher};

use super::collect;
use super::columns::Columns;
use super::filter::filters;
use super::matching::{exclusions, query_for_all, query_for_some, restrict};
use super::plan::Plan;
use super::ranking::{Candidate, rescore};
use super::request::{Match, SearchRequest, Sort, Totals};
use super::response::Total;

/// The first step fetches at least so many candidates …
const MIN_CANDIDATES: usize = 200;
/// … and so many for each hit asked for.
const CANDIDATES_PER_HIT: usize = 10;

/// An article in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub address: DocAddress,
    pub score: f32,
    pub matched: Match,
}

/// The articles in order, as many as the request may show, and the totals.
pub(super) struct Tiers {
    pub ranked: Vec<Ranked>,
    pub total: Total,
}

/// Finds and orders the articles for `request`. Ties break by date, latest first, then by id.
pub(super) fn find(
    searcher: &Searcher,
    columns: &Columns,
    plan: &Plan,
    request: &SearchRequest,
) -> tantivy::Result<Tiers> {
    let all = restrict(query_for_all(plan), filters(request), Vec::new());
    let num_wanted = request.offset + request.num_hits;
    let mut tiers = Tiers { ranked: Vec::new(), total: Total { exact: true, ..Total::default() } };
    if request.totals != Totals::Skip {
        tiers.total.all = collect::count(searcher, all.as_ref())?;
        tiers.total.articles = tiers.total.all;
    }
    if plan.condition.is_none() || request.sort != Sort::Relevance {
        tiers.ranked = by_date(searcher, columns, all.as_ref(), request.sort, num_wanted)?;
        return Ok(tiers);
    }
    // As many as there are is the most that can be found, and memory is set aside for each.
    let num_articles = (searcher.num_docs() as usize).max(1);
    let num_candidates = MIN_CANDIDATES.max(CANDIDATES_PER_HIT.saturating_mul(num_wanted)).min(num_articles);
    let mut candidates = collect::best(searcher, all.as_ref(), num_candidates)?;
    rescore(searcher, plan, &mut candidates)?;
    order(columns, &mut candidates);
    push(&mut tiers.ranked, candidates, Match::All, num_wanted);
    let wants_some = request.weakest.unwrap_or(Match::Some) == Match::Some && plan.words.len() > 1;
    // Who asks for them by name wants them counted, also when nothing is to be listed.
    let is_asked_for = request.weakest == Some(Match::Some);
    if wants_some && (tiers.ranked.len() < num_wanted || is_asked_for) {
        let some = restrict(query_for_some(plan), filters(request), exclusions(plan));
        if request.totals != Totals::Skip {
            tiers.total.some = collect::count(searcher, some.as_ref())?.saturating_sub(tiers.total.all);
        }
        let mut candidates = collect::best(searcher, some.as_ref(), num_candidates + tiers.ranked.len())?;
        candidates.retain(|candidate| tiers.ranked.iter().all(|ranked| ranked.address != candidate.address));
        rescore(searcher, plan, &mut candidates)?;
        order(columns, &mut candidates);
        push(&mut tiers.ranked, candidates, Match::Some, num_wanted);
    }
    Ok(tiers)
}

fn order(columns: &Columns, candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| {
        let tie_key = |candidate: &Candidate| columns.tie_key(candidate.address);
        b.score.total_cmp(&a.score).then_with(|| tie_key(a).cmp(&tie_key(b)))
    });
}

fn push(ranked: &mut Vec<Ranked>, candidates: Vec<Candidate>, matched: Match, num_wanted: usize) {
    let room = num_wanted.saturating_sub(ranked.len());
    let place = |candidate: Candidate| Ranked { address: candidate.address, score: candidate.score, matched };
    ranked.extend(candidates.into_iter().take(room).map(place));
}

/// By date every match counts the same.
fn by_date(
    searcher: &Searcher,
    columns: &Columns,
    query: &dyn Query,
    sort: Sort,
    num_wanted: usize,
) -> tantivy::Result<Vec<Ranked>> {
    let sort = if sort == Sort::Relevance { Sort::Newest } else { sort };
    let addresses = collect::by_date(searcher, columns, query, sort, num_wanted)?;
    let place = |address| Ranked { address, score: 0.0, matched: Match::All };
    Ok(addresses.into_iter().map(place).collect())
}
