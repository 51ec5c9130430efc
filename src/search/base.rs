//! The articles among which a query looks: all that its filters keep, whatever words they say. What counts of an answer are
//! compared with.

use tantivy::query::{AllQuery, Query};

use super::filter::filters;
use super::known_values;
use super::listed::ListedQuery;
use super::matching::{required, restrict};
use super::plan::{Condition, Plan};
use super::request::SearchRequest;

/// All articles that the filters of `request` and those at the top of its query keep, but for `hidden` ones.
pub(super) fn base(plan: &Plan, request: &SearchRequest, hidden: Option<ListedQuery>) -> Box<dyn Query> {
    let mut kept = filters(request);
    kept.extend(required(plan));
    let mut excluded = excluded_values(plan);
    excluded.extend(hidden.map(|hidden| Box::new(hidden) as Box<dyn Query>));
    restrict(Box::new(AllQuery), kept, excluded)
}

/// What `-source:NAME` and its like leave out.
fn excluded_values(plan: &Plan) -> Vec<Box<dyn Query>> {
    let parts = match &plan.condition {
        Some(Condition::And(parts)) => parts.as_slice(),
        Some(condition) => std::slice::from_ref(condition),
        None => &[],
    };
    let excluded = |part: &Condition| match part {
        Condition::Not(inner) => match **inner {
            Condition::Filter(number) => Some(known_values::query_for(&plan.filters[number], plan.today)),
            _ => None,
        },
        _ => None,
    };
    parts.iter().filter_map(excluded).collect()
}
