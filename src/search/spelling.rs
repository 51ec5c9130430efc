//! The words of an archive that are spelt nearly like a word it does not have. Only forms that occur: no dictionary of a
//! language, and no guess at what was meant.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tantivy::query::{Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::advice::NearWord;
use super::collect;
use super::listed::ListedQuery;
use super::matching::{field_of, restrict};
use super::neighbourhood::Neighbourhood;
use crate::analysis::{analyzer_for, fold, tokens};
use crate::model::Language;
use crate::query::Form;

/// A longer word is none: an address, a line of letters.
const MAX_CHARS: usize = 40;
/// A word in fewer articles is as likely a misprint itself: it counts as one letter farther than it is, and is no neighbour
/// at two.
const MIN_ARTICLES: u64 = 2;

/// Whether words like `word` are looked for: figures that are nearly the same are not the same.
fn has_neighbours(word: &str) -> bool {
    !word.chars().any(char::is_numeric) && word.chars().count() <= MAX_CHARS
}

/// How many letters may be wrong: of short words every second one is a letter from another.
fn max_distance(folded: &str) -> u8 {
    match folded.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    }
}

/// The words of the archive nearest to `word`, a form that occurs nowhere: fewest letters apart first, accents not counted;
/// among these, those that begin alike, then those in more articles; at most `limit`. `form` says whether inflections of one word are one.
/// What only `hidden` articles say is not given away.
pub(super) fn nearest(
    searcher: &Searcher,
    hidden: Option<&ListedQuery>,
    language: Option<Language>,
    word: &str,
    form: Form,
    limit: usize,
) -> tantivy::Result<Vec<NearWord>> {
    let mut near = Vec::new();
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    for word in ranked(searcher, language, word)? {
        let meaning = match form {
            Form::Exact => vec![word.clone()],
            _ => tokens(&word, language, 0).into_iter().flat_map(|token| token.lemmas).collect(),
        };
        // The dictionary has the words of deleted articles too.
        let term = Term::from_field_text(field_of(Form::Exact), &word);
        let says = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        let excluded = hidden.map(|hidden| Box::new(hidden.clone()) as Box<dyn Query>);
        let found = restrict(says, Vec::new(), excluded.into_iter().collect());
        let num_articles = collect::count(searcher, found.as_ref())?;
        if num_articles > 0 && seen.insert(meaning) {
            near.push(NearWord { word, num_articles });
        }
        if near.len() == limit {
            break;
        }
    }
    Ok(near)
}

/// All words within reach of `word`, nearest first.
fn ranked(searcher: &Searcher, language: Option<Language>, word: &str) -> tantivy::Result<Vec<String>> {
    let folded = fold(word);
    if !has_neighbours(&folded) {
        return Ok(Vec::new());
    }
    let analyzer = analyzer_for(language);
    let cost = |form: &str, distance: u8, num_articles: u64| {
        let begins_alike = fold(form).chars().next() == folded.chars().next();
        let letters = distance + u8::from(num_articles < MIN_ARTICLES);
        2 * u32::from(letters) + u32::from(!begins_alike) + u32::from(analyzer.is_stop_word(form))
    };
    let max_distance = max_distance(&folded);
    let mut found = within_reach(searcher, &Neighbourhood::likely(&folded, max_distance.min(1)))?;
    // What lies farther than a word that is sure to be one was not meant; where accents alone differ, nothing else.
    let is_sure = |&&(distance, num): &&(u8, u64)| distance == 0 || num >= MIN_ARTICLES;
    let mut reach = found.values().filter(is_sure).map(|(distance, _)| *distance).min().unwrap_or(u8::MAX);
    if reach > 1 && max_distance > 1 {
        found = within_reach(searcher, &Neighbourhood::likely(&folded, max_distance))?;
        reach = max_distance;
    }
    found.retain(|form, (distance, num)| has_neighbours(form) && (*distance < 2 || *num >= MIN_ARTICLES));
    let mut found: Vec<_> = found
        .into_iter()
        .filter(|(_, (distance, _))| *distance <= reach)
        .map(|(form, (distance, num_articles))| {
            (cost(&form, distance, num_articles), Reverse(num_articles), form)
        })
        .collect();
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, _, form)| form).collect())
}

/// The forms of the archive in `neighbourhood`, with distance and number of articles.
fn within_reach(
    searcher: &Searcher,
    neighbourhood: &Neighbourhood,
) -> tantivy::Result<BTreeMap<String, (u8, u64)>> {
    let mut found: BTreeMap<String, (u8, u64)> = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(field_of(Form::Exact))?;
        let mut terms = index.terms().search(neighbourhood).into_stream()?;
        while terms.advance() {
            let Ok(form) = std::str::from_utf8(terms.key()) else { continue };
            let num_articles = u64::from(terms.value().doc_freq);
            match found.get_mut(form) {
                Some((_, num)) => *num += num_articles,
                None => {
                    let distance = neighbourhood.distance(form);
                    found.insert(form.to_string(), (distance, num_articles));
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use tantivy_fst::Automaton;

    use super::super::engine::tests::engine;
    use super::*;

    /// The words near to `word` where `texts` is all there is.
    fn near(texts: &[&str], word: &str, form: Form) -> Vec<(String, u64)> {
        let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("Titre", *text)).collect();
        let near = nearest(engine(&texts).searcher(), None, Some(Language::FR), word, form, 10).unwrap();
        near.into_iter().map(|near| (near.word, near.num_articles)).collect()
    }

    fn words(texts: &[&str], word: &str) -> Vec<String> {
        near(texts, word, Form::Inflected).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn nearer_words_stand_first_then_those_that_begin_alike_then_frequent_ones() {
        let texts = ["trèfle prêve trêve grève", "grève trêve trève", "grève prêve trêves", "grève"];
        assert_eq!(words(&texts, "treve"), ["trêve", "trève"], "accents alone");
        let twice = |word: &str| vec![word.to_string(); 2].join(", ");
        let texts: Vec<String> = ["carton", "canton", "maxton"].map(twice).to_vec();
        let mut texts: Vec<&str> = texts.iter().chain(&texts).map(String::as_str).collect();
        texts.push("canton");
        assert_eq!(words(&texts, "caxton"), ["canton", "carton", "maxton"]);
    }

    #[test]
    fn a_word_of_one_article_may_be_a_misprint_itself() {
        let texts = ["un politic", "la politique", "la politique", "le positif"];
        assert_eq!(words(&texts, "politiqu"), ["politique"], "a sure word one letter away: nothing farther");
        assert_eq!(words(&texts, "politiqs"), ["politique"], "two letters away, but twice");
        assert_eq!(words(&["un politic"], "politiq"), ["politic"], "better than nothing");
        assert_eq!(words(&["un politic"], "politqs"), [""; 0], "two letters, and once");
    }

    #[test]
    fn inflections_are_offered_once_unless_the_form_matters() {
        let texts = ["accord, accords", "accord, accords", "accord"];
        assert_eq!(near(&texts, "acord", Form::Inflected), [("accord".into(), 3)]);
        assert_eq!(near(&texts, "acord", Form::Exact), [("accord".into(), 3)], "accords is farther");
        assert_eq!(words(&texts, "accordt"), ["accord"]);
        assert_eq!(near(&texts, "accordt", Form::Exact).len(), 2);
    }

    #[test]
    fn words_of_hidden_articles_are_not_given_away() {
        let engine = engine(&[("Titre", "la trêve"), ("Titre", "le marché")]);
        let term = Term::from_field_text(field_of(Form::Exact), "trêve");
        let hidden = super::super::listed::Listed::new(engine.addresses(&term).unwrap().into_iter()).unwrap();
        let hidden = ListedQuery::new(hidden, engine.searcher());
        let near = |hidden| {
            let form = Form::Inflected;
            nearest(engine.searcher(), hidden, Some(Language::FR), "trève", form, 10).unwrap().len()
        };
        assert_eq!((near(None), near(Some(&hidden))), (1, 0));
    }

    #[test]
    fn figures_are_no_neighbours_of_words() {
        assert_eq!(words(&["covid19 covid"], "covit"), ["covid"]);
        assert_eq!(words(&["covid19"], "covid18"), [""; 0]);
    }

    fn accepts(word: &str, term: &str) -> bool {
        let folded = fold(word);
        let near = Neighbourhood::likely(&folded, max_distance(&folded));
        let end = term.bytes().fold(near.start(), |place, byte| near.accept(&place, byte));
        near.is_match(&end)
    }

    #[test]
    fn letters_are_added_left_out_replaced_and_swapped() {
        assert!(accepts("acord", "accord") && accepts("accordd", "accord"));
        assert!(accepts("azcord", "accord") && accepts("acocrd", "accord"));
        assert!(accepts("karabak", "karabagh"), "two in a long word");
        assert!(!accepts("karabak", "carabine"));
        assert!(!accepts("karabak", "parabag"), "two, and the first is one of them");
    }

    #[test]
    fn short_words_are_near_to_few() {
        assert!(accepts("paxi", "paix") && !accepts("paxi", "prix"));
        assert!(!accepts("feu", "feux") && accepts("ete", "été"));
    }

    #[test]
    fn accents_and_ligatures_are_no_distance() {
        assert!(accepts("tréve", "trève"));
        assert!(accepts("negotiations", "négociations"), "one letter, whatever the accents");
        assert!(accepts("oeuvr", "œuvre") && accepts("coeur", "cœur"));
        assert!(accepts("армени", "армения") && !accepts("армени", "армянский"));
    }

    #[test]
    fn figures_have_no_neighbours() {
        assert!(has_neighbours("karabakh") && !has_neighbours("h5n1") && !has_neighbours("2023"));
        assert!(!has_neighbours(&"x".repeat(MAX_CHARS + 1)));
    }
}
