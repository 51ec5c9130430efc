//! Words that are not typed out → the words of the archive that they stand for: patterns, variants, expressions. Every one of
//! them is counted, and what is left out is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use regex::{Regex, RegexBuilder};
use tantivy::Searcher;
use tantivy_fst::Automaton;

use super::glob::Glob;
use super::matching::field_of;
use super::neighbourhood::Neighbourhood;
use super::plan::Plan;
use super::slot::{Reading, Slot, Spelled};
use crate::analysis::{analyzer_for, fold};
use crate::query::{Form, Node, Query, Remark, Spelling, Word, shortened};

/// Words that one word of a query may stand for; of more, those in most articles.
const MAX_WORDS: usize = 1_000;
/// Words with articles that a query looks through for all its words that are not typed out: `*a*` alone is in every article a
/// hundred times. Shared evenly; of a word that stands for more, those in most articles are looked for.
const MAX_POSTINGS: u64 = 1_000_000;
/// Expansions that are remembered.
const MAX_KNOWN: usize = 256;
/// Words that a remark names.
const MAX_NAMED: usize = 6;
/// Bytes of a compiled expression, and of the states that it may keep.
const MAX_REGEX_BYTES: usize = 1 << 18;
const MAX_STATE_BYTES: usize = 1 << 23;
/// How long the words of the archive are tried for all expressions of a query. An expression of many classes with repetitions can take a thousand times as
/// long as another.
const MAX_REGEX_TIME: Duration = Duration::from_millis(500);
/// Words between two looks at the stopwatch.
const WORDS_PER_LOOK: usize = 64;

/// The words of the archive that a word stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Expansion {
    /// The most frequent first, with the number of articles of each, deleted ones included.
    words: Vec<(String, u64)>,
    num_left_out: usize,
    /// Why nothing was looked for.
    refusal: Option<String>,
}

impl Expansion {
    /// How many of the words, the first of them, are in no more than `budget` articles together; at least one.
    fn num_within(&self, budget: u64) -> usize {
        let mut sum = 0;
        let within = self.words.iter().take_while(|(_, num_articles)| {
            sum += num_articles;
            sum <= budget
        });
        within.count().max(1).min(self.words.len())
    }
}

/// What words stood for in one state of an index. An answer may plan parts of its query many times.
#[derive(Debug, Default)]
pub(super) struct Expansions(Mutex<BTreeMap<Spelled, Arc<Expansion>>>);

impl Expansions {
    fn of(&self, searcher: &Searcher, spelled: &Spelled, began: Instant) -> tantivy::Result<Arc<Expansion>> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(spelled) {
            return Ok(known.clone());
        }
        let found = Arc::new(expand(searcher, spelled, began)?);
        let mut known = lock();
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        known.insert(spelled.clone(), found.clone());
        Ok(found)
    }
}

/// Fills the slots of `plan` that stand for words of the archive, and says what became of each word of `query` that is not
/// typed out.
///
/// `is_shown`: whether a word may be named; what only hidden articles say is not given away.
pub(super) fn add(
    searcher: &Searcher,
    known: &Expansions,
    query: &Query,
    plan: &mut Plan,
    is_shown: &dyn Fn(&str) -> bool,
) -> tantivy::Result<Vec<Remark>> {
    // A stopwatch, not a clock: what it stops is said, and found by no answer.
    let began = Instant::now();
    let mut expansions: BTreeMap<Spelled, Arc<Expansion>> = BTreeMap::new();
    let num_spelled =
        plan.units.iter_mut().flat_map(|unit| unit.slots_mut()).filter(|slot| slot.spelled.is_some());
    let budget = MAX_POSTINGS / (num_spelled.count() as u64).max(1);
    let slots = plan.units.iter_mut().flat_map(|unit| unit.slots_mut());
    for slot in slots.chain(plan.words.iter_mut().map(|word| &mut word.slot)) {
        let Some(spelled) = &slot.spelled else { continue };
        if !expansions.contains_key(spelled) {
            expansions.insert(spelled.clone(), known.of(searcher, spelled, began)?);
        }
        let kept = &expansions[spelled].words[..expansions[spelled].num_within(budget)];
        let mut terms: Vec<String> = kept.iter().map(|(word, _)| word.clone()).collect();
        terms.sort_unstable();
        slot.terms = terms;
    }
    if expansions.is_empty() {
        return Ok(Vec::new());
    }
    let mut words = Vec::new();
    query.root.iter().for_each(|root| spelled_words(root, &mut words));
    let mut remarks = Vec::new();
    let mut seen = BTreeSet::new();
    for word in words {
        let slots = Reading::of_word(word, word.form, None, analyzer_for(None)).slots;
        let found = slots.iter().filter_map(|slot: &Slot| slot.spelled.as_ref());
        for spelled in found.filter(|spelled| seen.insert((*spelled).clone())) {
            if let Some(expansion) = expansions.get(spelled) {
                remarks.push(Remark {
                    span: word.span,
                    message: message(word, spelled, expansion, budget, is_shown),
                });
            }
        }
    }
    Ok(remarks)
}

/// The words of a query that are not typed out.
fn spelled_words<'q>(node: &'q Node, words: &mut Vec<&'q Word>) {
    match node {
        Node::Word(word) if word.spelling != Spelling::Typed => words.push(word),
        Node::Phrase(phrase) => {
            words.extend(phrase.words.iter().filter(|word| word.spelling != Spelling::Typed));
        }
        _ => node.children().iter().for_each(|node| spelled_words(node, words)),
    }
}

fn message(
    word: &Word,
    spelled: &Spelled,
    expansion: &Expansion,
    budget: u64,
    is_shown: &dyn Fn(&str) -> bool,
) -> String {
    let typed = match word.spelling {
        Spelling::Regex => format!("/{}/", shortened(&word.text)),
        Spelling::Fuzzy(edits) => format!("{}~{edits}", shortened(&spelled.text)),
        _ => shortened(&spelled.text),
    };
    if let Some(refusal) = &expansion.refusal {
        return format!("`{typed}` is not looked for: {refusal}.");
    }
    let num_words = expansion.num_within(budget);
    let shown = expansion.words.iter().map(|(word, _)| word.as_str()).filter(|word| is_shown(word));
    let named: Vec<&str> = shown.take(MAX_NAMED.min(num_words)).collect();
    let num_left_out = expansion.num_left_out + expansion.words.len() - num_words;
    let more = if num_words > named.len() { ", …" } else { "" };
    let named = named.join(", ");
    // Words that only hidden articles say are none.
    let num_words = if named.is_empty() { 0 } else { num_words };
    match (num_words, num_left_out) {
        (0, _) => format!("`{typed}` is no word of the archive."),
        (1, 0) => format!("`{typed}` is one word of the archive: {named}."),
        (_, 0) => format!("`{typed}` is {num_words} words of the archive: {named}{more}"),
        (_, left_out) => {
            let num_all = num_words + left_out;
            let end = if more.is_empty() { "." } else { more };
            format!(
                "`{typed}` is {num_all} words of the archive; only the {num_words} in most articles are looked for: {named}{end} Give more letters."
            )
        }
    }
}

fn expand(searcher: &Searcher, spelled: &Spelled, began: Instant) -> tantivy::Result<Expansion> {
    let found = match spelled.spelling {
        Spelling::Typed => return Ok(Expansion::default()),
        Spelling::Pattern => match Glob::new(&spelled.text, spelled.keeps_accents) {
            Some(glob) => accepted(searcher, &glob)?,
            None => return Ok(refused("it is too long")),
        },
        Spelling::Fuzzy(edits) => accepted(searcher, &Neighbourhood::of(&fold(&spelled.text), edits))?,
        Spelling::Regex => match compiled(&spelled.text) {
            Ok(regex) => match satisfying(searcher, &regex, spelled.keeps_accents, began)? {
                Some(found) => found,
                None => {
                    return Ok(refused("the expression takes too long; write fewer classes and repetitions"));
                }
            },
            Err(refusal) => return Ok(refused(refusal)),
        },
    };
    let mut words: Vec<(String, u64)> = found.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let num_left_out = words.len().saturating_sub(MAX_WORDS);
    words.truncate(MAX_WORDS);
    Ok(Expansion { words, num_left_out, refusal: None })
}

fn refused(why: &str) -> Expansion {
    Expansion { refusal: Some(why.to_string()), ..Expansion::default() }
}

/// The expression for a whole word, in letters of any case; or why there is none.
fn compiled(text: &str) -> Result<Regex, &'static str> {
    let built = RegexBuilder::new(&format!("^(?:{text})$"))
        .case_insensitive(true)
        .size_limit(MAX_REGEX_BYTES)
        .dfa_size_limit(MAX_STATE_BYTES)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the expression is too large",
        _ => "it is no regular expression",
    })
}

/// The forms of the archive that `automaton` accepts, with the number of articles of each.
fn accepted<A: Automaton>(searcher: &Searcher, automaton: &A) -> tantivy::Result<BTreeMap<String, u64>>
where
    A::State: Clone,
{
    let mut found = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(field_of(Form::Exact))?;
        let mut terms = index.terms().search(automaton).into_stream()?;
        while terms.advance() {
            if let Ok(form) = std::str::from_utf8(terms.key()) {
                add_form(&mut found, form, u64::from(terms.value().doc_freq));
            }
        }
    }
    Ok(found)
}

/// The forms of the archive that satisfy `regex`, as they are or without their accents; `None`: finding them takes too long. Every form is looked at: an
/// expression's own automaton may have more states than the dictionary has words.
fn satisfying(
    searcher: &Searcher,
    regex: &Regex,
    keeps_accents: bool,
    began: Instant,
) -> tantivy::Result<Option<BTreeMap<String, u64>>> {
    let mut found = BTreeMap::new();
    let mut num_tried = 0_usize;
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(field_of(Form::Exact))?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            num_tried += 1;
            if num_tried.is_multiple_of(WORDS_PER_LOOK) && began.elapsed() > MAX_REGEX_TIME {
                return Ok(None);
            }
            let Ok(form) = std::str::from_utf8(terms.key()) else { continue };
            let without_accents = || !keeps_accents && !form.is_ascii() && regex.is_match(&fold(form));
            if regex.is_match(form) || without_accents() {
                add_form(&mut found, form, u64::from(terms.value().doc_freq));
            }
        }
    }
    Ok(Some(found))
}

fn add_form(found: &mut BTreeMap<String, u64>, form: &str, num_articles: u64) {
    match found.get_mut(form) {
        Some(num) => *num += num_articles,
        None => drop(found.insert(form.to_string(), num_articles)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::tests::engine;
    use super::super::request::SearchRequest;
    use super::*;
    use crate::query::parse;

    fn remarks(texts: &[&str], query: &str) -> Vec<String> {
        let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("Titre", *text)).collect();
        let planned = engine(&texts).planned(&parse(query).query, &SearchRequest::new(query)).unwrap();
        planned.remarks.into_iter().map(|remark| remark.message).collect()
    }

    #[test]
    fn every_word_that_is_not_typed_out_is_counted() {
        let texts = ["Il négocie.", "Ils négocient une trêve.", "La grève."];
        assert_eq!(remarks(&texts, "negoci*"), ["`negoci*` is 2 words of the archive: négocie, négocient"]);
        assert_eq!(remarks(&texts, "=negoci*"), ["`negoci*` is no word of the archive."]);
        assert_eq!(remarks(&texts, "trêve~"), ["`trêve~1` is 2 words of the archive: grève, trêve"]);
        assert_eq!(
            remarks(&texts, "/(tr|gr).ve/"),
            ["`/(tr|gr).ve/` is 2 words of the archive: grève, trêve"]
        );
        assert_eq!(remarks(&texts, "/(tr[/"), ["`/(tr[/` is not looked for: it is no regular expression."]);
        assert_eq!(remarks(&texts, "négocient~1"), ["`négocient~1` is one word of the archive: négocient."]);
        assert_eq!(remarks(&texts, "trêve"), [] as [&str; 0]);
    }

    #[test]
    fn words_in_too_many_articles_are_cut_and_counted() {
        let words = vec![("la".to_string(), 600), ("a".to_string(), 500), ("papa".to_string(), 3)];
        let expansion = Expansion { words, num_left_out: 2, refusal: None };
        let within = |budget| expansion.num_within(budget);
        assert_eq!((within(5_000), within(1_100), within(700), within(10)), (3, 2, 1, 1));
        assert_eq!(Expansion::default().num_within(10), 0);
        let word = Word::typed("*a*", Form::Inflected, crate::model::Span::new(0, 3));
        let spelled = Spelled { text: "*a*".into(), spelling: Spelling::Pattern, keeps_accents: false };
        let said = message(&word, &spelled, &expansion, 1_100, &|_| true);
        assert_eq!(
            said,
            "`*a*` is 5 words of the archive; only the 2 in most articles are looked for: la, a. Give more letters."
        );
    }
}
