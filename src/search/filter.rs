//! The filters of a request as tantivy queries: period, publication, language, values kept or left out, legibility. They keep
//! or drop, they never score.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, ExistsQuery, Occur, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::among::Among;
use super::facet_field::{FacetField, FacetValue};
use super::request::SearchRequest;
use crate::analysis::tokens;
use crate::index::{Fields, filter_key};
use crate::model::Language;

/// One query per filter given; all must keep an article.
pub(super) fn filters(request: &SearchRequest) -> Vec<Box<dyn Query>> {
    let fields = Fields::get();
    let mut filters: Vec<Box<dyn Query>> = Vec::new();
    filters.extend(request.among.as_ref().map(Among::query));
    let number = |field: Field, number: u64| Bound::Included(Term::from_field_u64(field, number));
    if let Some(from) = request.dates.from {
        filters.push(Box::new(RangeQuery::new(number(fields.yyyymmdd, from.first_day()), Bound::Unbounded)));
    }
    if let Some(to) = request.dates.to {
        filters
            .push(Box::new(RangeQuery::new(Bound::Unbounded, number(fields.yyyymmdd_last, to.last_day()))));
    }
    filters.extend(any_of(fields.source, request.sources.iter().map(|source| filter_key(source))));
    filters.extend(captions(request));
    filters.extend(any_of(fields.language, request.languages.iter().map(|language| language.to_string())));
    for field in FacetField::ALL {
        let of_field = |values: &[FacetValue]| -> Vec<Box<dyn Query>> {
            values.iter().filter(|value| value.field == field).map(with_value).collect()
        };
        let kept = of_field(&request.kept);
        filters.extend((!kept.is_empty()).then(|| Box::new(BooleanQuery::union(kept)) as Box<dyn Query>));
        filters.extend(of_field(&request.left_out).into_iter().map(all_but));
    }
    filters.extend((request.min_legibility > 0).then(|| not_under(request.min_legibility)));
    filters
}

/// All but the scans that are less legible. An article that is no scan was typed, and is legible.
fn not_under(min_legibility: u8) -> Box<dyn Query> {
    let bound = Term::from_field_u64(Fields::get().legibility, u64::from(min_legibility));
    let under = RangeQuery::new(Bound::Unbounded, Bound::Excluded(bound));
    all_but(Box::new(under))
}

fn all_but(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, Box::new(AllQuery) as Box<dyn Query>),
        (Occur::MustNot, query),
    ]))
}

/// The articles with that value; of a field that has several, those with that value among them.
fn with_value(value: &FacetValue) -> Box<dyn Query> {
    let column = value.field.column();
    let Some(text) = &value.value else {
        return all_but(Box::new(ExistsQuery::new(column.to_string(), false)));
    };
    let fields = Fields::get();
    let field = match value.field {
        FacetField::Source => fields.source,
        FacetField::Section => fields.section,
        FacetField::Author => fields.author,
        FacetField::Language => fields.language,
        FacetField::Agency => fields.agency,
        FacetField::Tag => fields.tag,
        FacetField::Place => fields.dateline,
        FacetField::Year => {
            // What is not a year is the year of nothing.
            let year = || Term::from_field_u64(fields.year, text.trim().parse().unwrap_or(0));
            return Box::new(RangeQuery::new(Bound::Included(year()), Bound::Included(year())));
        }
    };
    Box::new(TermQuery::new(Term::from_field_text(field, &filter_key(text)), IndexRecordOption::Basic))
}

/// One query a word of the captions asked for. Words are read by the rules of the languages asked for, else as French.
fn captions(request: &SearchRequest) -> Vec<Box<dyn Query>> {
    if request.captions.is_empty() {
        return Vec::new();
    }
    let languages: &[Language] =
        if request.languages.is_empty() { &[Language::FR] } else { &request.languages };
    let mut words: Vec<Box<dyn Query>> = Vec::new();
    // The first language says which words there are; the others say how else they may be indexed.
    let readings: Vec<_> =
        languages.iter().map(|language| tokens(&request.captions, Some(*language), 0)).collect();
    let Some(first) = readings.first() else { return words };
    for word in first.iter().filter(|word| !word.is_joined && !word.lemmas.is_empty()) {
        let same = readings.iter().flatten().filter(|token| token.span == word.span);
        words.extend(any_of(Fields::get().caption, same.flat_map(|token| token.lemmas.iter().cloned())));
    }
    words
}

fn any_of(field: Field, values: impl Iterator<Item = String>) -> Option<Box<dyn Query>> {
    let term = |value: String| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, &value), IndexRecordOption::Basic))
    };
    let queries: Vec<_> = values.map(term).collect();
    (!queries.is_empty()).then(|| Box::new(BooleanQuery::union(queries)) as Box<dyn Query>)
}
