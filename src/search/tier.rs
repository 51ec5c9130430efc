//! The articles that answer a request, tier by tier: every word first, then related words, then articles that lack words; a
//! description by score alone. No texts are read.

use std::collections::HashSet;

use tantivy::query::{BooleanQuery, ConstScoreQuery, Query};
use tantivy::{DocAddress, Searcher};

use super::collect;
use super::columns::Columns;
use super::family::Family;
use super::filter::filters;
use super::freshness::Freshness;
use super::listed::ListedQuery;
use super::matching::{exclusions, query_for_all, query_for_related, query_for_some, required, restrict};
use super::plan::Plan;
use super::ranking::{Candidate, rescore};
use super::request::{Match, SearchRequest, Sort, Totals};
use super::response::Total;
use super::unit::Unit;

/// The first step fetches at least so many candidates …
const MIN_CANDIDATES: usize = 200;
/// … or so many where age decides too: the first step does not know it. …
const MIN_AGING_CANDIDATES: usize = 2_000;
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

impl Tiers {
    /// Appends the articles of a tier, in order, as long as no more than `num_wanted` are listed.
    fn push(&mut self, candidates: impl IntoIterator<Item = Candidate>, matched: Match, num_wanted: usize) {
        let room = num_wanted.saturating_sub(self.ranked.len());
        let place =
            |candidate: Candidate| Ranked { address: candidate.address, score: candidate.score, matched };
        self.ranked.extend(candidates.into_iter().take(room).map(place));
    }
}

/// Finds and orders the articles for `request`. Ties break by date, latest first, then by id.
pub(super) fn find(
    searcher: &Searcher,
    columns: &Columns,
    plan: &Plan,
    request: &SearchRequest,
    hidden: Option<&ListedQuery>,
) -> tantivy::Result<Tiers> {
    let all = restrict(query_for_all(plan), filters(request), excluded(hidden, Vec::new()));
    let mut tiers = Tiers { ranked: Vec::new(), total: Total { exact: true, ..Total::default() } };
    if request.totals != Totals::Skip {
        tiers.total.all = collect::count(searcher, all.as_ref())?;
        tiers.total.articles = tiers.total.all;
    }
    if plan.words.is_empty() || request.sort != Sort::Relevance {
        let weakest = request.weakest.unwrap_or(Match::Related);
        let down_to = |weakest: Match| {
            let request = SearchRequest { weakest: Some(weakest), ..request.clone() };
            counted(searcher, plan, &request, hidden)
        };
        let (listed, related) = (down_to(weakest)?, down_to(weakest.min(Match::Related))?);
        if request.totals != Totals::Skip {
            tiers.total.articles = collect::count(searcher, related.as_ref())?;
            tiers.total.related = tiers.total.articles.saturating_sub(tiers.total.all);
            if weakest == Match::Some {
                let num_listed = collect::count(searcher, listed.as_ref())?;
                tiers.total.some = num_listed.saturating_sub(tiers.total.articles);
            }
        }
        let matching = [all.as_ref(), related.as_ref()];
        tiers.ranked = by_date(searcher, columns, listed.as_ref(), matching, request)?;
        return Ok(tiers);
    }
    let families = Family::all(searcher, plan)?;
    let freshness = Freshness::of(request, columns);
    let finder = Finder { searcher, columns, plan, request, hidden, families, freshness };
    if finder.is_blended() {
        finder.blended(all.as_ref(), &mut tiers)?;
    } else {
        finder.tier_by_tier(all.as_ref(), &mut tiers)?;
    }
    Ok(tiers)
}

/// All articles that an answer counts, whatever part of them it lists: those that say every word and those that say some
/// of them in another way; with `Match::All` the first alone, with `Match::Some` also those that lack words. Unscored.
pub(super) fn counted(
    searcher: &Searcher,
    plan: &Plan,
    request: &SearchRequest,
    hidden: Option<&ListedQuery>,
) -> tantivy::Result<Box<dyn Query>> {
    let weakest = request.weakest.unwrap_or(Match::Related);
    let has_related = plan.units.iter().any(Unit::has_related);
    let (found, exclusions) = match weakest {
        _ if plan.words.is_empty() => (query_for_all(plan), Vec::new()),
        Match::Related if has_related => (query_for_related(plan, &[]), Vec::new()),
        Match::All | Match::Related => (query_for_all(plan), Vec::new()),
        Match::Some => {
            // An article may say every word in another way and none as it is typed.
            let some = query_for_some(plan, &Family::all(searcher, plan)?);
            let mut found = vec![restrict(some, required(plan).into_iter().collect(), Vec::new())];
            found.extend(has_related.then(|| query_for_related(plan, &[])));
            (Box::new(BooleanQuery::union(found)) as Box<dyn Query>, exclusions(plan))
        }
    };
    Ok(restrict(found, filters(request), excluded(hidden, exclusions)))
}

/// So many candidates are scored again together. Further pages of a list go on with the windows of the first: with more in a
/// window, the articles already listed would stand elsewhere.
fn window(request: &SearchRequest) -> usize {
    let num_wanted = request.offset.saturating_add(request.num_hits);
    let num_wanted = request.cursor.map_or(num_wanted, |cursor| cursor.page());
    let at_least = if request.half_life_days.is_some() { MIN_AGING_CANDIDATES } else { MIN_CANDIDATES };
    at_least.max(CANDIDATES_PER_HIT.saturating_mul(num_wanted))
}

/// How many articles the first step of ranking hands to the second.
pub(super) fn num_candidates(searcher: &Searcher, request: &SearchRequest) -> usize {
    let num_wanted = request.offset.saturating_add(request.num_hits);
    let num_windows = num_wanted.div_ceil(window(request)).max(1);
    // As many as there are is the most that can be found, and memory is set aside for each.
    let num_articles = (searcher.num_docs() as usize).max(1);
    window(request).saturating_mul(num_windows).min(num_articles)
}

struct Finder<'a> {
    searcher: &'a Searcher,
    columns: &'a Columns,
    plan: &'a Plan,
    request: &'a SearchRequest,
    hidden: Option<&'a ListedQuery>,
    families: Vec<Option<Family>>,
    freshness: Option<Freshness>,
}

impl Finder<'_> {
    fn num_wanted(&self) -> usize {
        self.request.offset + self.request.num_hits
    }

    fn num_candidates(&self) -> usize {
        num_candidates(self.searcher, self.request)
    }

    /// The candidates of the first step that are not `listed` yet, in the order of the second step, window by window.
    fn ordered(
        &self,
        mut candidates: Vec<Candidate>,
        matched: Match,
        listed: &HashSet<DocAddress>,
    ) -> tantivy::Result<Vec<Candidate>> {
        // Those listed are found again and count in the first window: it holds the same whatever the page.
        let window = window(self.request);
        let first = window.saturating_add(listed.len());
        if candidates.len() > first {
            candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.address.cmp(&b.address)));
        }
        let families = self.uncounted(matched);
        let (first, rest) = candidates.split_at(first.min(candidates.len()));
        let mut ordered = Vec::with_capacity(candidates.len());
        for window in std::iter::once(first).chain(rest.chunks(window)) {
            let is_new = |candidate: &&Candidate| !listed.contains(&candidate.address);
            let mut window: Vec<Candidate> = window.iter().filter(is_new).copied().collect();
            rescore(self.searcher, self.columns.lengths(), self.plan, &families, &mut window)?;
            if let Some(freshness) = &self.freshness {
                freshness.apply(self.columns, &mut window);
            }
            order(self.columns, &mut window);
            ordered.extend(window);
        }
        Ok(ordered)
    }

    fn lists(&self, matched: Match) -> bool {
        matched <= self.request.weakest.unwrap_or(Match::Some)
    }

    /// Whether a tier is to be looked for: who asks for it by name wants it counted, also when nothing is to be listed.
    fn wants(&self, matched: Match, tiers: &Tiers) -> bool {
        let is_asked_for = self.request.weakest.is_some_and(|weakest| matched <= weakest);
        is_asked_for || (self.lists(matched) && tiers.ranked.len() < self.num_wanted())
    }

    fn is_blended(&self) -> bool {
        self.plan.is_description() && self.lists(Match::Some)
    }

    fn related(&self) -> Box<dyn Query> {
        let excluded = excluded(self.hidden, Vec::new());
        restrict(query_for_related(self.plan, &self.families), filters(self.request), excluded)
    }

    fn some(&self) -> Box<dyn Query> {
        let excluded = excluded(self.hidden, exclusions(self.plan));
        let mut kept = filters(self.request);
        kept.extend(required(self.plan));
        restrict(query_for_some(self.plan, &self.families), kept, excluded)
    }

    /// How many articles lack words, besides those counted so far.
    fn num_some(&self, tiers: &Tiers) -> tantivy::Result<u64> {
        let request = SearchRequest { weakest: Some(Match::Some), ..self.request.clone() };
        let counted = counted(self.searcher, self.plan, &request, self.hidden)?;
        Ok(self.count(counted.as_ref())?.saturating_sub(tiers.total.articles))
    }

    fn has_related(&self) -> bool {
        self.plan.units.iter().any(Unit::has_related)
    }

    /// The families with what the first step of a tier has not counted yet.
    fn uncounted(&self, matched: Match) -> Vec<Family> {
        let is_counted = |family: &Family| match matched {
            Match::All => false,
            Match::Related => true,
            Match::Some => family.is_carried_over,
        };
        let families = self.families.iter().flatten().cloned();
        families
            .map(|family| Family { weight: if is_counted(&family) { 0.0 } else { family.weight }, ..family })
            .collect()
    }

    fn count(&self, query: &dyn Query) -> tantivy::Result<u64> {
        if self.request.totals == Totals::Skip { Ok(0) } else { collect::count(self.searcher, query) }
    }

    fn best(&self, query: &dyn Query, limit: usize) -> tantivy::Result<Vec<Candidate>> {
        collect::best(self.searcher, self.columns.lengths(), query, limit)
    }

    /// All articles that say one of the words, by score alone.
    fn blended(&self, all: &dyn Query, tiers: &mut Tiers) -> tantivy::Result<()> {
        let mut some = self.some();
        if self.request.weakest == Some(Match::Some) && self.has_related() {
            // Who asks for all of them gets those too that say no word as it is typed; they come last.
            let related: Box<dyn Query> = Box::new(ConstScoreQuery::new(self.related(), 0.0));
            some = Box::new(BooleanQuery::union(vec![some, related]));
        }
        let candidates = self.best(some.as_ref(), self.num_candidates())?;
        let mut candidates = self.ordered(candidates, Match::Some, &HashSet::new())?;
        candidates.truncate(self.num_wanted());
        let addresses: Vec<DocAddress> = candidates.iter().map(|candidate| candidate.address).collect();
        let in_all = collect::holds(self.searcher, all, &addresses)?;
        let related = self.related();
        let in_related = match self.has_related() {
            true => collect::holds(self.searcher, related.as_ref(), &addresses)?,
            false => in_all.clone(),
        };
        for (number, candidate) in candidates.into_iter().enumerate() {
            let matched = match (in_all[number], in_related[number]) {
                (true, _) => Match::All,
                (false, true) => Match::Related,
                (false, false) => Match::Some,
            };
            tiers.push([candidate], matched, self.num_wanted());
        }
        let total = &mut tiers.total;
        if self.has_related() {
            total.related = self.count(related.as_ref())?.saturating_sub(total.all);
        }
        total.articles = total.all + total.related;
        tiers.total.some = self.num_some(tiers)?;
        Ok(())
    }

    fn tier_by_tier(&self, all: &dyn Query, tiers: &mut Tiers) -> tantivy::Result<()> {
        let candidates = self.best(all, self.num_candidates())?;
        let candidates = self.ordered(candidates, Match::All, &HashSet::new())?;
        tiers.push(candidates, Match::All, self.num_wanted());
        if self.has_related() && self.lists(Match::Related) {
            // Counted though the page may be full: totals do not depend on how much of the list is asked for.
            let related = self.related();
            tiers.total.related = self.count(related.as_ref())?.saturating_sub(tiers.total.all);
            tiers.total.articles += tiers.total.related;
            if self.wants(Match::Related, tiers) {
                self.add_tier(related.as_ref(), Match::Related, tiers)?;
            }
        }
        if self.plan.words.len() > 1 && self.wants(Match::Some, tiers) {
            let some = self.some();
            tiers.total.some = self.num_some(tiers)?;
            self.add_tier(some.as_ref(), Match::Some, tiers)?;
        }
        Ok(())
    }

    /// Adds the best that `query` finds and no tier before it has found.
    fn add_tier(&self, query: &dyn Query, matched: Match, tiers: &mut Tiers) -> tantivy::Result<()> {
        let listed: HashSet<DocAddress> = tiers.ranked.iter().map(|ranked| ranked.address).collect();
        let candidates = self.best(query, self.num_candidates() + listed.len())?;
        let candidates = self.ordered(candidates, matched, &listed)?;
        tiers.push(candidates, matched, self.num_wanted());
        Ok(())
    }
}

/// What the query excludes, and what no answer may hold.
pub(super) fn excluded(
    hidden: Option<&ListedQuery>,
    mut exclusions: Vec<Box<dyn Query>>,
) -> Vec<Box<dyn Query>> {
    exclusions.extend(hidden.map(|hidden| Box::new(hidden.clone()) as Box<dyn Query>));
    exclusions
}

/// Best first; ties by date, latest first, then by id.
pub(super) fn order(columns: &Columns, candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| {
        let tie_key = |candidate: &Candidate| columns.tie_key(candidate.address);
        b.score.total_cmp(&a.score).then_with(|| tie_key(a).cmp(&tie_key(b)))
    });
}

/// By date every match counts the same; those that also `all` finds say every word, and those that `related` finds say some in
/// another way.
fn by_date(
    searcher: &Searcher,
    columns: &Columns,
    listed: &dyn Query,
    [all, related]: [&dyn Query; 2],
    request: &SearchRequest,
) -> tantivy::Result<Vec<Ranked>> {
    let sort = if request.sort == Sort::Relevance { Sort::Newest } else { request.sort };
    let num_wanted = request.offset + request.num_hits;
    let addresses = collect::by_date(searcher, columns, listed, sort, num_wanted)?;
    let in_all = collect::holds(searcher, all, &addresses)?;
    let in_related = collect::holds(searcher, related, &addresses)?;
    let place = |(number, &address): (usize, &DocAddress)| {
        let matched = match (in_all[number], in_related[number]) {
            (true, _) => Match::All,
            (false, true) => Match::Related,
            (false, false) => Match::Some,
        };
        Ranked { address, score: 0.0, matched }
    };
    Ok(addresses.iter().enumerate().map(place).collect())
}
