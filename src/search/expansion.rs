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
use super::slot::{Slot, Spelled};
use crate::analysis::fold;
use crate::query::{Form, Node, Query, Remark, Spelling, Word, shortened};

/// Words that one word of a query may stand for; of more, those in most articles.
const MAX_WORDS: usize = 1_000;
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
    let slots = plan.units.iter_mut().flat_map(|unit| unit.slots_mut());
    for slot in slots.chain(plan.words.iter_mut().map(|word| &mut word.slot)) {
        let Some(spelled) = &slot.spelled else { continue };
        if !expansions.contains_key(spelled) {
            expansions.insert(spelled.clone(), known.of(searcher, spelled, began)?);
        }
        let mut terms: Vec<String> = expansions[spelled].words.iter().map(|(word, _)| word.clone()).collect();
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
        let slots =
            super::slot::Reading::of_word(word, word.form, None, crate::analysis::analyzer_for(None)).slots;
        let found = slots.iter().filter_map(|slot: &Slot| slot.spelled.as_ref());
        for spelled in found.filter(|spelled| seen.insert((*spelled).clone())) {
            if let Some(expansion) = expansions.get(spelled) {
                remarks
                    .push(Remark { span: word.span, message: message(word, spelled, expansion, is_shown) });
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

fn message(word: &Word, spelled: &Spelled, expansion: &Expansion, is_shown: &dyn Fn(&str) -> bool) -> String {
    let typed = match word.spelling {
        Spelling::Regex => format!("/{}/", shortened(&word.text)),
        Spelling::Fuzzy(edits) => format!("{}~{edits}", shortened(&spelled.text)),
        _ => shortened(&spelled.text),
    };
    if let Some(refusal) = &expansion.refusal {
        return format!("`{typed}` is not looked for: {refusal}.");
    }
    let shown = expansion.words.iter().map(|(word, _)| word.as_str()).filter(|word| is_shown(word));
    let named: Vec<&str> = shown.take(MAX_NAMED).collect();
    let num_words = expansion.words.len();
    let more = if num_words > named.len() { ", …" } else { "" };
    let named = named.join(", ");
    match (num_words, expansion.num_left_out) {
        (0, _) => format!("`{typed}` is no word of the archive."),
        (1, _) => format!("`{typed}` is one word of the archive: {named}."),
        (_, 0) => format!("`{typed}` is {num_words} words of the archive: {named}{more}"),
        (_, left_out) => format!(
            "`{typed}` is {} words of the archive; only the {num_words} in most articles are looked for: {named}{more} Give more letters.",
            num_words + left_out
        ),
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
