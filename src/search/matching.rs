//! Plans → tantivy queries: which articles match, and the cheap first score. Sequences use our own positional scorer.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::family::Family;
use super::group::GroupQuery;
use super::known_values;
use super::placed_query::PlacedQuery;
use super::places::Places;
use super::plan::{Condition, Plan};
use super::sequence::SequenceQuery;
use super::slot::Slot;
use super::unit::Unit;
use crate::index::Fields;
use crate::query::Form;

/// The aligned field that holds the terms of a form.
pub(super) fn field_of(form: Form) -> Field {
    match form {
        Form::Inflected | Form::Concept => Fields::get().lemma,
        Form::Exact => Fields::get().exact,
    }
}

/// The articles that satisfy the whole condition.
pub(super) fn query_for_all(plan: &Plan) -> Box<dyn Query> {
    match &plan.condition {
        Some(condition) => query_for(plan, condition, Reach::Inflected),
        None => Box::new(AllQuery),
    }
}

/// The articles that satisfy the whole condition when derived words count as the word itself. Scored by the words
/// themselves, and by each with its family, which weighs as `families` say.
pub(super) fn query_for_related(plan: &Plan, families: &[Option<Family>]) -> Box<dyn Query> {
    let Some(condition) = &plan.condition else { return Box::new(AllQuery) };
    let matches = ConstScoreQuery::new(query_for(plan, condition, Reach::Related), 0.0);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(matches))];
    for (word, family) in plan.words.iter().zip(families) {
        clauses.push((Occur::Should, weighted(query_for_slot(&word.slot), word.weight.factor())));
        if let Some(family) = family {
            let group = GroupQuery::new(family.ways.clone(), family.weight);
            clauses.push((Occur::Should, Box::new(group)));
        }
    }
    Box::new(BooleanQuery::new(clauses))
}

/// The articles that hold at least one wanted word, those of phrases on their own. Exclusions are the caller's.
///
/// The terms of a concept count when they stand in the place of words that the archive hardly says.
pub(super) fn query_for_some(plan: &Plan, families: &[Option<Family>]) -> Box<dyn Query> {
    let mut words: Vec<Box<dyn Query>> =
        plan.words.iter().map(|word| weighted(query_for_slot(&word.slot), word.weight.factor())).collect();
    let carried = families.iter().flatten().filter(|family| family.is_carried_over);
    words.extend(
        carried.map(|family| -> Box<dyn Query> {
            Box::new(GroupQuery::new(family.ways.clone(), family.weight))
        }),
    );
    Box::new(BooleanQuery::union(words))
}

/// The articles that no condition under a NOT at the top of the query may keep; `None` when there is none.
pub(super) fn exclusions(plan: &Plan) -> Vec<Box<dyn Query>> {
    let excluded = |condition: &Condition| match condition {
        Condition::Not(inner) => Some(query_for(plan, inner, Reach::Inflected)),
        _ => None,
    };
    match &plan.condition {
        Some(Condition::And(parts)) => parts.iter().filter_map(excluded).collect(),
        Some(condition) => excluded(condition).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The filters at the top of the query, which hold for articles that lack words too.
pub(super) fn required(plan: &Plan) -> Vec<Box<dyn Query>> {
    let filter = |condition: &Condition| match condition {
        Condition::Filter(number) => Some(known_values::query_for(&plan.filters[*number], plan.today)),
        _ => None,
    };
    match &plan.condition {
        Some(Condition::And(parts)) => parts.iter().filter_map(filter).collect(),
        Some(condition) => filter(condition).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Which words count as the word of a query. Under a NOT only itself does.
#[derive(Clone, Copy)]
enum Reach {
    Inflected,
    Related,
}

fn query_for(plan: &Plan, condition: &Condition, reach: Reach) -> Box<dyn Query> {
    match condition {
        Condition::Unit(unit) if plan.units[*unit].part.is_none() => {
            let unit = &plan.units[*unit];
            weighted(query_for_unit(unit, reach), unit.weight.factor())
        }
        Condition::Filter(number) => known_values::query_for(&plan.filters[*number], plan.today),
        Condition::Unit(_)
        | Condition::Near { .. }
        | Condition::Within { .. }
        | Condition::AtLeast { .. } => query_for_placed(plan, condition, reach),
        Condition::Or(parts) => {
            Box::new(BooleanQuery::union(parts.iter().map(|part| query_for(plan, part, reach)).collect()))
        }
        Condition::And(parts) => conjunction(plan, parts, reach),
        Condition::Not(_) => conjunction(plan, std::slice::from_ref(condition), reach),
    }
}

/// The articles in which the words stand where they are wanted, scored by BM25 over the words wherever they stand.
fn query_for_placed(plan: &Plan, condition: &Condition, reach: Reach) -> Box<dyn Query> {
    let is_related = matches!(reach, Reach::Related);
    let Some(places) = Places::of(plan, condition, is_related, &mut 0) else { return Box::new(EmptyQuery) };
    let holds = ConstScoreQuery::new(Box::new(PlacedQuery::new(places)), 0.0);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(holds))];
    let mut units = Vec::new();
    units_of(condition, &mut units);
    let words = plan.words.iter().filter(|word| units.contains(&word.unit));
    clauses.extend(
        words.map(|word| (Occur::Should, weighted(query_for_slot(&word.slot), word.weight.factor()))),
    );
    Box::new(BooleanQuery::new(clauses))
}

fn units_of(condition: &Condition, units: &mut Vec<usize>) {
    match condition {
        Condition::Unit(number) => units.push(*number),
        other => other.children().iter().for_each(|part| units_of(part, units)),
    }
}

fn weighted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    // A boost of one would still cost a call for each article.
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

fn conjunction(plan: &Plan, parts: &[Condition], reach: Reach) -> Box<dyn Query> {
    let clause = |part: &Condition| match part {
        Condition::Not(inner) => (Occur::MustNot, query_for(plan, inner, Reach::Inflected)),
        wanted => (Occur::Must, query_for(plan, wanted, reach)),
    };
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = parts.iter().map(clause).collect();
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// The articles in which the unit occurs, scored by BM25 over its words.
fn query_for_unit(unit: &Unit, reach: Reach) -> Box<dyn Query> {
    if matches!(reach, Reach::Related) && unit.has_related() {
        return Box::new(GroupQuery::new(unit.related_ways(), 0.0));
    }
    let mut ways: Vec<Box<dyn Query>> =
        unit.sequences.iter().map(|slots| query_for_sequence(slots)).collect();
    ways.extend(unit.single.as_ref().map(query_for_slot));
    match ways.len() {
        0 => Box::new(EmptyQuery),
        1 => ways.remove(0),
        _ => Box::new(DisjunctionMaxQuery::new(ways)),
    }
}

/// One position: its best term counts, so that a form with two lemmas does not weigh double.
fn query_for_slot(slot: &Slot) -> Box<dyn Query> {
    // A word that is not typed out is one thing, however many words of the archive it is.
    if slot.spelled.is_some() {
        return Box::new(GroupQuery::as_term(vec![vec![slot.index_terms()]]));
    }
    let mut terms: Vec<Box<dyn Query>> = slot.index_terms().into_iter().map(term_query).collect();
    if terms.len() == 1 { terms.remove(0) } else { Box::new(DisjunctionMaxQuery::new(terms)) }
}

fn term_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// A sequence matches by position and scores by its words: `cessez-le-feu` weighs what its parts weigh.
fn query_for_sequence(slots: &[Slot]) -> Box<dyn Query> {
    let matches: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(SequenceQuery::new(slots)), 0.0));
    let mut clauses = vec![(Occur::Must, matches)];
    let scored = slots.iter().filter(|slot| !slot.is_stop);
    clauses.extend(scored.map(|slot| (Occur::Must, query_for_slot(slot))));
    Box::new(BooleanQuery::new(clauses))
}

/// Restricts `query` to what `filters` keep and `excluded` does not; neither changes a score.
pub(super) fn restrict(
    query: Box<dyn Query>,
    filters: Vec<Box<dyn Query>>,
    excluded: Vec<Box<dyn Query>>,
) -> Box<dyn Query> {
    if filters.is_empty() && excluded.is_empty() {
        return query;
    }
    let mut clauses = vec![(Occur::Must, query)];
    let unscored = |filter: Box<dyn Query>| -> Box<dyn Query> {
        Box::new(BoostQuery::new(Box::new(ConstScoreQuery::new(filter, 0.0)), 1.0))
    };
    clauses.extend(filters.into_iter().map(|filter| (Occur::Must, unscored(filter))));
    clauses.extend(excluded.into_iter().map(|query| (Occur::MustNot, query)));
    Box::new(BooleanQuery::new(clauses))
}
