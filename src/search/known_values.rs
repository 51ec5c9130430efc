//! Conditions on what is known of articles → the values of the archive that satisfy them, and queries for those. What a value
//! is like as typed: words of it side by side; of files and addresses, letters of it.

use std::ops::Bound;

use jiff::ToSpan;
use jiff::civil::Date;
use tantivy::query::{AllQuery, BooleanQuery, EmptyQuery, Occur, Query, RangeQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, Term};

use super::listed::{Listed, ListedQuery};

use super::plan::{Plan, PlannedFilter};
use crate::analysis::fold;
use crate::index::{Fields, filter_key, unescape_path};
use crate::model::{Language, PartialDate};
use crate::query::{DateFilter, DateUnit, FilterCondition, Known, Remark, shortened};

/// Filters of a query for which the values of the archive are looked through.
const MAX_LOOKED_UP: usize = 100;
/// Values that a remark names.
const MAX_NAMED: usize = 4;

/// Fills the filters of `plan`, and says which values each stands for where that is not what was typed.
/// What only `hidden` articles have is not named.
pub(super) fn add(
    searcher: &Searcher,
    hidden: Option<&ListedQuery>,
    plan: &mut Plan,
) -> tantivy::Result<Vec<Remark>> {
    let mut remarks = Vec::new();
    let mut num_looked_up = 0;
    for planned in &mut plan.filters {
        let FilterCondition::Value { field, value, is_whole } = &planned.filter.condition else { continue };
        num_looked_up += 1;
        if num_looked_up > MAX_LOOKED_UP {
            let message = format!(
                "A query has at most {MAX_LOOKED_UP} conditions on sources, authors and the like: those behind them find nothing."
            );
            remarks.push(Remark { span: planned.filter.span, message });
            break;
        }
        let wanted = Wanted::new(*field, value, *is_whole);
        let (found, articles) = values(searcher, hidden, *field, &wanted)?;
        planned.num_values = found.len();
        planned.articles = Listed::new(articles.into_iter()).map(|listed| ListedQuery::new(listed, searcher));
        let message = message(&planned.filter.to_string(), &wanted, &found);
        remarks.extend(message.map(|message| Remark { span: planned.filter.span, message }));
    }
    Ok(remarks)
}

/// The articles that satisfy a filter. `today`: the day of asking; without one, nothing is of the last days.
pub(super) fn query_for(planned: &PlannedFilter, today: Option<PartialDate>) -> Box<dyn Query> {
    match &planned.filter.condition {
        FilterCondition::Value { .. } => match &planned.articles {
            Some(listed) => Box::new(listed.clone()),
            None => Box::new(EmptyQuery),
        },
        FilterCondition::Date(DateFilter::Undated) => undated(),
        FilterCondition::Date(DateFilter::Period { from, to }) => {
            period(from.map(|from| from.first_day()), to.map(|to| to.last_day()))
        }
        FilterCondition::Date(DateFilter::Last { number, unit }) => {
            match today.and_then(|today| first_of_last(today, *number, *unit)) {
                Some(first) => period(Some(first), None),
                None => Box::new(EmptyQuery),
            }
        }
    }
}

/// Articles of which every day that they may be of lies between two days, `yyyymmdd`.
fn period(first_day: Option<u64>, last_day: Option<u64>) -> Box<dyn Query> {
    let fields = Fields::get();
    let bound = |field, day| Bound::Included(Term::from_field_u64(field, day));
    let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    if let Some(day) = first_day {
        let range = RangeQuery::new(bound(fields.yyyymmdd, day), Bound::Unbounded);
        parts.push((Occur::Must, Box::new(range)));
    }
    if let Some(day) = last_day {
        let range = RangeQuery::new(Bound::Unbounded, bound(fields.yyyymmdd_last, day));
        parts.push((Occur::Must, Box::new(range)));
    }
    Box::new(BooleanQuery::new(parts))
}

fn undated() -> Box<dyn Query> {
    let dated =
        RangeQuery::new(Bound::Included(Term::from_field_u64(Fields::get().year, 0)), Bound::Unbounded);
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, Box::new(AllQuery) as Box<dyn Query>),
        (Occur::MustNot, Box::new(dated)),
    ]))
}

/// The first day of the last `number` units, `today` the last of them: the last day is today.
fn first_of_last(today: PartialDate, number: u32, unit: DateUnit) -> Option<u64> {
    let day = today.last_day();
    let date = Date::new((day / 10_000) as i16, (day / 100 % 100) as i8, (day % 100) as i8).ok()?;
    let number = i64::from(number);
    let before = match unit {
        DateUnit::Day => number.days(),
        DateUnit::Week => number.weeks(),
        DateUnit::Month => number.months(),
        DateUnit::Year => number.years(),
    };
    let first = date.checked_sub(before).ok()?.tomorrow().ok()?;
    if first.year() < 1 {
        return Some(0);
    }
    Some((i64::from(first.year()) * 10_000 + i64::from(first.month()) * 100 + i64::from(first.day())) as u64)
}

fn index_field(field: Known) -> Field {
    let fields = Fields::get();
    match field {
        Known::Author => fields.author,
        Known::Source => fields.source,
        Known::Section => fields.section,
        Known::Place => fields.dateline,
        Known::Lang => fields.language,
        Known::File => fields.file,
        Known::Url => fields.url,
        Known::Tag => fields.tag,
    }
}

/// All values of the field that are wanted, in the order of the dictionary, and the articles that have one. An address is that
/// of one article: there may be as many values as articles, too many for a query of terms.
fn values(
    searcher: &Searcher,
    hidden: Option<&ListedQuery>,
    field: Known,
    wanted: &Wanted,
) -> tantivy::Result<(Vec<String>, Vec<DocAddress>)> {
    let mut found = Vec::new();
    let mut articles = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let index = reader.inverted_index(index_field(field))?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            if let Ok(value) = std::str::from_utf8(terms.key())
                && wanted.is(value)
            {
                let mut is_shown = false;
                let mut postings =
                    index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                while postings.doc() != TERMINATED {
                    let address = DocAddress::new(segment, postings.doc());
                    is_shown |= hidden.is_none_or(|hidden| !hidden.lists(address));
                    articles.push(address);
                    postings.advance();
                }
                if is_shown {
                    found.push(value.to_string());
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok((found, articles))
}

/// What a value must be like.
struct Wanted {
    field: Known,
    /// The text between the `*`, folded.
    pieces: Vec<String>,
    is_whole: bool,
}

impl Wanted {
    fn new(field: Known, value: &str, is_whole: bool) -> Wanted {
        let key = match field {
            Known::Lang => language_code(value),
            Known::Url => crate::index::url_key(value),
            Known::File => fold(&value.to_lowercase()),
            _ => filter_key(value),
        };
        let pieces = key.split('*').map(str::to_string).collect();
        Wanted { field, pieces, is_whole: is_whole || field == Known::Lang }
    }

    fn is(&self, value: &str) -> bool {
        match self.field {
            Known::File => {
                // Label and path: either may be meant.
                let path = value.split_once('\n').map_or(value, |(_, path)| path);
                let path = String::from_utf8_lossy(&unescape_path(path)).into_owned();
                self.is_letters(&fold(&path.to_lowercase()), false)
            }
            Known::Url => self.is_letters(value, false),
            _ => self.is_letters(value, true),
        }
    }

    /// Whether `value` has the pieces in their order; `as_words`: no word of it is cut, but where a `*` says so.
    fn is_letters(&self, value: &str, as_words: bool) -> bool {
        let (first, last) = (&self.pieces[0], &self.pieces[self.pieces.len() - 1]);
        if self.is_whole && self.pieces.len() == 1 {
            return value == first;
        }
        let begins_word = |at: usize| !value[..at].ends_with(char::is_alphanumeric);
        let ends_word = |at: usize| !value[at..].starts_with(char::is_alphanumeric);
        let starts =
            if first.is_empty() { vec![0] } else { value.match_indices(first).map(|(at, _)| at).collect() };
        starts.into_iter().any(|start| {
            if (self.is_whole && start > 0) || (as_words && !first.is_empty() && !begins_word(start)) {
                return false;
            }
            let mut at = start + first.len();
            let inner = &self.pieces[1..self.pieces.len().max(2) - 1];
            for piece in inner {
                match value[at..].find(piece.as_str()) {
                    Some(found) => at += found + piece.len(),
                    None => return false,
                }
            }
            if self.pieces.len() == 1 {
                return !as_words || ends_word(at);
            }
            if self.is_whole {
                return value.len() >= at + last.len() && value.ends_with(last.as_str());
            }
            last.is_empty()
                || value[at..]
                    .match_indices(last.as_str())
                    .any(|(found, _)| !as_words || ends_word(at + found + last.len()))
        })
    }
}

/// The code of a language by its code or its name in French or English.
fn language_code(name: &str) -> String {
    let key = filter_key(name);
    let known = match key.as_str() {
        "francais" | "french" => "fr",
        "anglais" | "english" => "en",
        "allemand" | "german" | "deutsch" => "de",
        "espagnol" | "spanish" | "espanol" => "es",
        "italien" | "italian" | "italiano" => "it",
        "portugais" | "portuguese" | "portugues" => "pt",
        "neerlandais" | "dutch" | "nederlands" => "nl",
        other => other,
    };
    known.parse::<Language>().map_or(key.clone(), |language| language.to_string())
}

/// What is said of a filter: that nothing satisfies it, or that several values do.
fn message(typed: &str, wanted: &Wanted, found: &[String]) -> Option<String> {
    let typed = shortened(typed);
    let named = |what: &str| {
        let names = found.iter().take(MAX_NAMED).map(|value| shortened(value)).collect::<Vec<_>>().join(", ");
        let more = if found.len() > MAX_NAMED { ", …" } else { "" };
        Some(format!("`{typed}` is {} {what} of the archive: {names}{more}", found.len()))
    };
    match (wanted.field, found.len()) {
        (field, 0) => Some(format!("`{typed}`: no article of the archive has such {}.", noun(field, 1))),
        (Known::File | Known::Url, _) | (_, 1) => None,
        (field, n) => named(noun(field, n)),
    }
}

fn noun(field: Known, number: usize) -> &'static str {
    match (field, number == 1) {
        (Known::Author, true) => "an author",
        (Known::Author, false) => "authors",
        (Known::Source, true) => "a source",
        (Known::Source, false) => "sources",
        (Known::Section, true) => "a section",
        (Known::Section, false) => "sections",
        (Known::Place, true) => "a place of writing",
        (Known::Place, false) => "places of writing",
        (Known::Lang, true) => "a language",
        (Known::Lang, false) => "languages",
        (Known::File, true) => "a file",
        (Known::File, false) => "files",
        (Known::Url, true) => "an address",
        (Known::Url, false) => "addresses",
        (Known::Tag, true) => "a tag",
        (Known::Tag, false) => "tags",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(field: Known, typed: &str, value: &str) -> bool {
        Wanted::new(field, typed, false).is(value)
    }

    #[test]
    fn a_name_is_found_by_its_words() {
        assert!(
            is(Known::Source, "Monde", "le monde") && is(Known::Source, "le monde", "le monde diplomatique")
        );
        assert!(is(Known::Author, "Éric", "eric dupont") && !is(Known::Author, "Éric", "frederic dupont"));
        assert!(!is(Known::Source, "mond", "le monde") && is(Known::Source, "mond*", "le monde"));
        assert!(
            is(Known::Author, "*eric", "frederic dupont")
                && is(Known::Author, "j* dupont", "jean-luc dupont")
        );
        assert!(!is(Known::Author, "j*dupont", "jean dupontel"));
        let whole = |typed: &str, value: &str| Wanted::new(Known::Source, typed, true).is(value);
        assert!(whole("Le Monde", "le monde") && !whole("Le Monde", "le monde diplomatique"));
        assert!(
            whole("le*", "le monde") && !whole("le*", "the le") && !whole("*monde", "le monde diplomatique")
        );
    }

    #[test]
    fn files_and_addresses_are_found_by_letters() {
        assert!(is(Known::File, "2023/09", "presse\\n2023/09/trêve.txt".replace("\\n", "\n").as_str()));
        assert!(is(Known::File, "treve", "presse\n2023/09/Trêve.txt"));
        assert!(!is(Known::File, "presse", "presse\n2023/09/trêve.txt"), "the label is no part of the path");
        assert!(is(Known::Url, "https://www.lemonde.fr/a", "lemonde.fr/a/b"));
        assert!(
            is(Known::Lang, "français", "fr")
                && is(Known::Lang, "fr-CA", "fr")
                && !is(Known::Lang, "f", "fr")
        );
    }

    #[test]
    fn the_last_days_end_today() {
        let today = "2024-03-31".parse().unwrap();
        let first = |number, unit| first_of_last(today, number, unit).unwrap();
        assert_eq!(first(1, DateUnit::Day), 20240331);
        assert_eq!(first(7, DateUnit::Day), 20240325);
        assert_eq!(first(1, DateUnit::Week), 20240325);
        assert_eq!(first(1, DateUnit::Month), 20240301);
        assert_eq!(first(1, DateUnit::Year), 20230401);
        assert_eq!(first(9_999, DateUnit::Year), 0);
    }
}
