//! Which words of a query are meant as concepts: those that the archive does not say, because they are of another language
//! or of another newspaper, and all of them when that is asked for. Only the tree changes; what a concept is called is
//! looked up later (`concept`).

use std::collections::BTreeSet;
use std::ops::Range;

use super::concept::{ReadWord, look_up, read, term_languages};
use crate::analysis::analyzer_for;
use crate::model::{Language, Span};
use crate::query::{Form, Node, Phrase, Query, Remark, Word};
use crate::thesaurus::{Concept, Relation, Thesaurus};

/// A word that fewer than one article in so many says is rare: perhaps it is of another language.
const RARE_SHARE: u64 = 500;
/// Terms that a remark names.
const MAX_NAMED: usize = 4;

/// What must be known of the articles that a query belongs to.
pub(super) struct Archive<'a> {
    /// Their languages.
    pub languages: &'a [Option<Language>],
    /// Whether these are all articles of the index.
    pub is_whole: bool,
    pub num_articles: u64,
    /// How many articles say a word or an inflection of it; not for exact forms.
    pub num_with: &'a dyn Fn(&Word) -> u64,
}

/// Whether a word that `num_with` of `num_articles` say is rare among them.
pub(super) fn is_rare(num_with: u64, num_articles: u64) -> bool {
    num_with.saturating_mul(RARE_SHARE) < num_articles.max(RARE_SHARE)
}

/// A query with its concepts.
pub(super) struct Widened {
    pub query: Query,
    pub remarks: Vec<Remark>,
}

/// Gives the form `Concept` to words of `query` that the archive does not say, and with `expands` to all that name a
/// concept.
///
/// Words are carried over when the thesaurus has them and no article says them, or when they are terms of another language
/// than the archive's, rare in it, and nothing in its own.
pub(super) fn widen(query: &Query, archive: &Archive, thesaurus: &Thesaurus, expands: bool) -> Widened {
    let mut widener = Widener { archive, thesaurus, expands, remarks: Vec::new() };
    let root = query.root.as_ref().map(|root| widener.node(root));
    Widened { query: Query { root }, remarks: widener.remarks }
}

struct Widener<'a> {
    archive: &'a Archive<'a>,
    thesaurus: &'a Thesaurus,
    expands: bool,
    remarks: Vec<Remark>,
}

/// Words side by side that name something.
struct Run<'t> {
    words: Range<usize>,
    concepts: Vec<&'t Concept>,
    /// The language that they were found in, when it is none of the query's.
    foreign: Option<Language>,
    is_carried_over: bool,
}

impl<'a> Widener<'a> {
    fn node(&mut self, node: &Node) -> Node {
        match node {
            Node::Word(_) => self.conjuncts(std::slice::from_ref(node)).remove(0),
            Node::And(nodes) => {
                let mut nodes = self.conjuncts(nodes);
                if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) }
            }
            Node::Or(nodes) => Node::Or(nodes.iter().map(|node| self.node(node)).collect()),
            // What is excluded is excluded as it is typed; a phrase asks for its words.
            other => other.clone(),
        }
    }

    /// Conditions that must all hold: words among them that stand side by side may be one term.
    fn conjuncts(&mut self, nodes: &[Node]) -> Vec<Node> {
        let mut widened = Vec::with_capacity(nodes.len());
        let mut at = 0;
        while at < nodes.len() {
            let words: Vec<&Word> = nodes[at..].iter().map_while(plain_word).collect();
            if words.is_empty() {
                widened.push(self.node_inside(&nodes[at]));
                at += 1;
            } else {
                at += words.len();
                widened.extend(self.words(&words));
            }
        }
        widened
    }

    fn node_inside(&mut self, node: &Node) -> Node {
        if matches!(node, Node::Word(_)) { node.clone() } else { self.node(node) }
    }

    fn words(&mut self, words: &[&Word]) -> Vec<Node> {
        let read = read(words.iter().map(|word| &word.text));
        let runs = self.runs(words, &read);
        let foreign: BTreeSet<Language> =
            runs.iter().filter(|run| run.is_carried_over).filter_map(|run| run.foreign).collect();
        let mut nodes = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let run = runs.iter().find(|run| run.words.start == at && (run.is_carried_over || self.expands));
            if let Some(run) = run {
                nodes.push(meant_as_concept(&words[run.words.clone()]));
                if run.is_carried_over {
                    self.remark(&words[run.words.clone()], run);
                }
                at = run.words.end;
                continue;
            }
            // A little word of a query in another language is none of what it asks for.
            if words.len() == 1 || !is_little_word(words[at], &foreign) {
                nodes.push(Node::Word(words[at].clone()));
            }
            at += 1;
        }
        nodes
    }

    /// The runs of words that name something, from left to right, none over another.
    fn runs(&self, words: &[&Word], read: &[ReadWord]) -> Vec<Run<'a>> {
        let languages = self.archive.languages;
        let own: Vec<Run> =
            languages.iter().flatten().flat_map(|&own| self.found_in(read, own, false)).collect();
        let foreign = term_languages().filter(|language| !languages.contains(&Some(*language)));
        let mut all: Vec<Run> = foreign.flat_map(|language| self.found_in(read, language, true)).collect();
        // What is a term of the query's own languages is meant so.
        all.retain(|run| {
            !own.iter().any(|own| own.words.start <= run.words.start && run.words.end <= own.words.end)
        });
        for run in &mut all {
            let num_with = words[run.words.clone()].iter().map(|word| (self.archive.num_with)(word));
            run.is_carried_over = is_rare(num_with.min().unwrap_or(0), self.archive.num_articles);
        }
        // Who writes one word of another language writes the others too, though some newspaper may say them here.
        let foreign: BTreeSet<_> =
            all.iter().filter(|run| run.is_carried_over).filter_map(|run| run.foreign).collect();
        all.iter_mut().for_each(|run| {
            run.is_carried_over |= run.foreign.is_some_and(|language| foreign.contains(&language))
        });
        for mut run in own {
            let mut num_with = words[run.words.clone()].iter().map(|word| (self.archive.num_with)(word));
            run.is_carried_over = num_with.any(|num| num == 0);
            all.push(run);
        }
        // The longest first, and what is carried over before what would only be widened.
        all.sort_by_key(|run| (!run.is_carried_over, usize::MAX - run.words.len(), run.words.start));
        let mut kept: Vec<Run> = Vec::new();
        for run in all {
            let overlaps = |kept: &Run| kept.words.start < run.words.end && run.words.start < kept.words.end;
            if !kept.iter().any(overlaps) {
                kept.push(run);
            }
        }
        kept
    }

    fn found_in(&self, read: &[ReadWord], language: Language, is_foreign: bool) -> Vec<Run<'a>> {
        let mut runs: Vec<Run> = Vec::new();
        for found in look_up(read, self.thesaurus, Some(language)) {
            match runs.last_mut().filter(|run| run.words == found.words) {
                Some(run) => run.concepts.push(found.concept),
                None => runs.push(Run {
                    words: found.words,
                    concepts: vec![found.concept],
                    foreign: is_foreign.then_some(language),
                    is_carried_over: false,
                }),
            }
        }
        runs
    }

    fn remark(&mut self, words: &[&Word], run: &Run) {
        let typed = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let mut terms: Vec<&str> = Vec::new();
        for concept in &run.concepts {
            for &language in self.archive.languages.iter().flatten() {
                for relation in [Relation::Same, Relation::Related] {
                    terms.extend(concept.terms_in(language, relation).map(|term| term.text.as_str()));
                }
            }
        }
        let num_terms = terms.len();
        terms.truncate(MAX_NAMED);
        let terms = terms.join(", ") + if num_terms > MAX_NAMED { ", …" } else { "." };
        let message = match run.foreign {
            Some(_) => format!("`{typed}` is carried over by the thesaurus: {terms}"),
            None if self.archive.is_whole => {
                format!("`{typed}` is said nowhere; the thesaurus calls it: {terms}")
            }
            // Articles in other languages may say it, and are found with the others.
            None => {
                format!("no article in the language of most says `{typed}`; the thesaurus calls it: {terms}")
            }
        };
        let span = Span::new(words[0].span.byte_start, words[words.len() - 1].span.byte_end);
        self.remarks.push(Remark { span, message });
    }
}

fn plain_word(node: &Node) -> Option<&Word> {
    match node {
        Node::Word(word) if word.is_plain() => Some(word),
        _ => None,
    }
}

fn is_little_word(word: &Word, languages: &BTreeSet<Language>) -> bool {
    let typed = word.text.to_lowercase();
    languages.iter().any(|&language| analyzer_for(Some(language)).is_stop_word(&typed))
}

fn meant_as_concept(words: &[&Word]) -> Node {
    let meant = |word: &&Word| Word { form: Form::Concept, ..(*word).clone() };
    let words: Vec<Word> = words.iter().map(meant).collect();
    match <[Word; 1]>::try_from(words) {
        Ok([word]) => Node::Word(word),
        Err(words) => {
            let span = Span::new(words[0].span.byte_start, words[words.len() - 1].span.byte_end);
            Node::Phrase(Phrase { words, form: Form::Concept, span })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    /// The reading of `text`, and what is said of it, in an archive of 10,000 articles in these languages that say these
    /// words; all others are frequent.
    fn widened_in(codes: &[&str], said: &[(&str, u64)], text: &str, expands: bool) -> (String, Vec<String>) {
        let languages: Vec<Option<Language>> = codes.iter().map(|code| code.parse().ok()).collect();
        let num_with =
            |word: &Word| said.iter().find(|(text, _)| *text == word.text).map_or(5_000, |(_, num)| *num);
        let archive =
            Archive { languages: &languages, is_whole: true, num_articles: 10_000, num_with: &num_with };
        let widened = widen(&parse(text).query, &archive, Thesaurus::built_in(), expands);
        let remarks =
            widened.remarks.iter().map(|remark| format!("{}: {}", remark.span.of(text), remark.message));
        (widened.query.to_string(), remarks.collect())
    }

    fn widened(said: &[(&str, u64)], text: &str) -> String {
        widened_in(&["fr"], said, text, false).0
    }

    #[test]
    fn a_foreign_word_that_is_absent_or_rare_is_carried_over() {
        assert_eq!(widened(&[("ceasefire", 0)], "ceasefire Karabakh"), "~ceasefire AND Karabakh");
        assert_eq!(widened(&[("ceasefire", 19)], "ceasefire Karabakh"), "~ceasefire AND Karabakh");
        assert_eq!(widened(&[("ceasefire", 20)], "ceasefire Karabakh"), "ceasefire AND Karabakh");
        // One article of few is not rare.
        let one = |_: &Word| 1;
        let archive =
            Archive { languages: &[Some(Language::FR)], is_whole: true, num_articles: 100, num_with: &one };
        assert!(!is_rare(1, archive.num_articles) && is_rare(0, archive.num_articles));
    }

    #[test]
    fn the_remark_names_the_words_and_what_they_became() {
        let (_, remarks) = widened_in(&["fr"], &[("peace", 3), ("talks", 0)], "the peace talks", false);
        let [remark] = remarks.as_slice() else { panic!("{remarks:?}") };
        let start = "peace talks: `peace talks` is carried over by the thesaurus: pourparlers de paix, ";
        assert!(remark.starts_with(start) && remark.ends_with(", …"), "{remark}");
    }

    #[test]
    fn a_term_of_the_archives_languages_is_meant_so() {
        // A term in French as in English, rare or not.
        assert_eq!(widened(&[("armistice", 3)], "armistice"), "armistice");
        assert_eq!(widened_in(&["fr", "en"], &[("truce", 3)], "truce", false).0, "truce");
    }

    #[test]
    fn an_own_term_that_nobody_says_is_carried_over() {
        assert_eq!(widened(&[("trêve", 0)], "trêve Yémen"), "~trêve AND Yémen");
        assert_eq!(
            widened(&[("zorglub", 0)], "zorglub Yémen"),
            "zorglub AND Yémen",
            "nothing is known of it"
        );
    }

    #[test]
    fn what_other_articles_say_is_not_said_nowhere() {
        let none = |_: &Word| 0;
        let remark = |is_whole| {
            let archive =
                Archive { languages: &[Some(Language::FR)], is_whole, num_articles: 100, num_with: &none };
            let widened = widen(&parse("trêve").query, &archive, Thesaurus::built_in(), false);
            widened.remarks.into_iter().map(|remark| remark.message).collect::<String>()
        };
        assert!(remark(true).starts_with("`trêve` is said nowhere; "));
        assert!(remark(false).starts_with("no article in the language of most says `trêve`; "));
    }

    #[test]
    fn who_writes_one_foreign_word_writes_the_others_too() {
        let said = [("earthquake", 0), ("strike", 400)];
        assert_eq!(widened(&said, "earthquake strike"), "~earthquake AND ~strike");
        assert_eq!(widened(&said, "strike"), "strike");
    }

    #[test]
    fn little_words_of_the_other_language_are_dropped() {
        let said = [("ceasefire", 0), ("the", 2), ("in", 40)];
        assert_eq!(widened(&said, "the ceasefire in Karabakh"), "~ceasefire AND Karabakh");
        assert_eq!(widened(&said, "the Karabakh in"), "the AND Karabakh AND in", "no other language is seen");
    }

    #[test]
    fn words_side_by_side_are_one_term() {
        let said = [("peace", 0), ("talks", 0)];
        assert_eq!(widened(&said, "peace talks Yevlakh"), "~\"peace talks\" AND Yevlakh");
        assert_eq!(
            widened(&said, "Yevlakh (peace talks OR truce)"),
            "Yevlakh AND (~\"peace talks\" OR truce)"
        );
    }

    #[test]
    fn phrases_exact_forms_and_exclusions_are_left_alone() {
        let said = [("ceasefire", 0), ("peace", 0), ("talks", 0)];
        for text in ["\"peace talks\"", "=ceasefire", "paix AND NOT ceasefire", "NOT (ceasefire OR talks)"] {
            for expands in [false, true] {
                assert_eq!(widened_in(&["fr"], &said, text, expands).0.replace('~', ""), text);
            }
        }
        assert_eq!(widened_in(&["fr"], &said, "NOT ceasefire", true).0, "NOT ceasefire");
    }

    #[test]
    fn all_that_name_a_concept_are_widened_when_asked() {
        let (query, remarks) = widened_in(&["fr"], &[], "trêve table accord de paix", true);
        assert_eq!(query, "~trêve AND table AND ~\"accord de paix\"");
        assert!(remarks.is_empty(), "that is what was asked for: {remarks:?}");
        assert_eq!(widened_in(&["fr"], &[], "trêve OR table", true).0, "~trêve OR table");
        assert_eq!(widened_in(&["fr"], &[], "trêve olympique", true).0, "trêve AND olympique", "a near miss");
    }
}
