//! Finds out why a query finds nothing: words that occur nowhere, words that never stand side by side, parts that never
//! meet in one article. Runs after a search that found too little; nothing here changes an answer.

use std::collections::BTreeSet;

use super::advice::{Advice, Alternative, NearWord, Obstacle, ObstacleKind};
use super::collect;
use super::engine::Engine;
use super::error::Error;
use super::filter::filters;
use super::matching::{query_for_all, query_for_related, restrict};
use super::request::{SearchRequest, Totals};
use super::response::Total;
use super::rewording::{listed, mended, replaced, typed};
use super::spelling::nearest;
use crate::analysis::{analyzer_for, tokens};
use crate::model::Span;
use crate::query::{Form, Node, Part, Phrase, Query, Scope, Spelling, Word, parse, shortened};

/// Words and phrases of a query that are looked into: who pastes a page is not helped by advice.
const MAX_PARTS: usize = 16;
/// Of more parts it is not tried which one to leave out.
const MAX_LEFT_OUT: usize = 8;
/// Most near words that are named for one.
const MAX_WORDS: usize = 3;
/// Of one word so many near ones are tried: the nearest may find nothing together with the other words of the query.
const MAX_TRIED_WORDS: usize = 12;
/// Most other queries that are offered.
const MAX_ALTERNATIVES: usize = 3;
/// Most corrected queries that are tried to find those.
const MAX_CORRECTIONS: usize = 24;

/// What helps with `query`, of which `total` articles were found. Empty when there are articles with every word, unless
/// a word is one of several that may be said.
pub(super) fn advise(
    engine: &Engine,
    query: &Query,
    request: &SearchRequest,
    total: &Total,
) -> Result<Advice, Error> {
    let adviser = Adviser { engine, request, text: &request.text };
    match &query.root {
        Some(root) if request.totals != Totals::Skip && (total.articles == 0 || has_choice(root)) => {
            adviser.advise(root, total.articles == 0)
        }
        _ => Ok(Advice::default()),
    }
}

/// Whether a word may be lacking although articles match.
fn has_choice(node: &Node) -> bool {
    match node {
        Node::Or(_) => true,
        Node::And(nodes) => nodes.iter().any(has_choice),
        _ => false,
    }
}

struct Adviser<'a> {
    engine: &'a Engine,
    request: &'a SearchRequest,
    text: &'a str,
}

/// A word that occurs nowhere, and what is near to it.
struct Missing {
    span: Span,
    words: Vec<NearWord>,
}

impl Missing {
    /// Moves the words that make the query find articles to the front: the other words tell which are likely.
    fn prefer(&mut self, corrections: &[Vec<usize>], number: usize) {
        let mut order: Vec<usize> = corrections.iter().map(|choices| choices[number]).collect();
        order.extend(0..self.words.len());
        let mut seen = BTreeSet::new();
        let order = order.into_iter().filter(|&choice| seen.insert(choice));
        self.words = order.map(|choice| self.words[choice].clone()).collect();
    }
}

/// What was found out about the parts of a query.
#[derive(Default)]
struct Findings<'a> {
    obstacles: Vec<Obstacle>,
    missing: Vec<Missing>,
    /// Parts that do not match on their own.
    dead: Vec<&'a Node>,
    /// Those of them whose words do occur.
    scattered: Vec<&'a Node>,
}

impl Findings<'_> {
    fn is_dead(&self, part: &Node) -> bool {
        self.dead.iter().any(|dead| std::ptr::eq(*dead, part))
    }

    fn is_scattered(&self, part: &Node) -> bool {
        self.scattered.iter().any(|scattered| std::ptr::eq(*scattered, part))
    }
}

impl Adviser<'_> {
    fn advise(&self, root: &Node, finds_nothing: bool) -> Result<Advice, Error> {
        let mut parts = Vec::new();
        wanted(root, &mut parts);
        let mut findings = Findings::default();
        for part in parts.into_iter().take(MAX_PARTS) {
            self.look_into(part, &mut findings)?;
        }
        let (corrections, mut instead) = self.corrected(&findings.missing)?;
        for (number, missing) in findings.missing.iter_mut().enumerate() {
            missing.prefer(&corrections, number);
            findings.obstacles.push(self.obstacle(missing));
        }
        findings.obstacles.sort_by_key(|obstacle| obstacle.span);
        if finds_nothing && instead.is_empty() {
            instead = self.loosened(root, &findings)?;
        }
        let mut obstacles = findings.obstacles;
        if finds_nothing && findings.dead.is_empty() {
            let apart = self.apart(root)?;
            obstacles.extend(apart.iter().map(|(obstacle, _)| obstacle.clone()));
            instead.extend(apart.map(|(_, alternative)| alternative));
        }
        Ok(Advice { obstacles, instead })
    }

    /// Finds out whether one word or phrase occurs anywhere, and if not, why.
    fn look_into<'q>(&self, part: &'q Node, findings: &mut Findings<'q>) -> Result<(), Error> {
        if self.occurs(part)? {
            return Ok(());
        }
        let mut words = Vec::new();
        words_of(part, &mut words);
        let parts: Vec<Word> = words.into_iter().flat_map(|word| self.parts_of(word)).collect();
        let is_single = parts.len() == 1 && matches!(part, Node::Word(_) | Node::Phrase(_));
        let num_known = findings.missing.len();
        for word in &parts {
            // A little word on its own is left out of the query anyway.
            let is_ignored = is_single && word.form != Form::Exact && self.is_stop_word(word);
            if !is_ignored && (is_single || !self.occurs_itself(word)?) {
                self.miss(word, findings)?;
            }
        }
        if findings.missing.len() == num_known && is_single {
            return Ok(());
        }
        findings.dead.push(part);
        if findings.missing.len() == num_known {
            findings.scattered.push(part);
            // Of what was typed a group's parentheses would be lost.
            let part_text = match part {
                Node::Word(_) | Node::Phrase(_) => self.quoted(part.span()),
                other => format!("`{}`", shortened(&Query { root: Some(other.clone()) }.to_string())),
            };
            let message = format!("The words of {part_text} occur, but {}.", elsewhere(part));
            let kind = ObstacleKind::NotAdjacent;
            findings.obstacles.push(Obstacle { kind, span: part.span(), message, words: Vec::new() });
        }
        Ok(())
    }

    /// The words that analysis finds in a chunk: `accord` in `l'accord`, three in `cessez-le-feu`.
    fn parts_of(&self, chunk: &Word) -> Vec<Word> {
        if chunk.spelling != Spelling::Typed {
            return vec![chunk.clone()];
        }
        let tokens = tokens(&chunk.text, self.engine.main_language(self.request), 0);
        let words = tokens.into_iter().filter(|token| !token.is_joined);
        let start = chunk.span.byte_start;
        let word = |span: Span| {
            let place = Span::new(start + span.byte_start, start + span.byte_end);
            Word::typed(span.of(&chunk.text), chunk.form, place)
        };
        words.map(|token| word(token.span)).collect()
    }

    fn is_stop_word(&self, word: &Word) -> bool {
        let language = self.engine.main_language(self.request);
        analyzer_for(language).is_stop_word(&word.text.to_lowercase())
    }

    /// Notes that `word` occurs nowhere. The same word twice is noted twice: both have their place in the text.
    fn miss(&self, word: &Word, findings: &mut Findings) -> Result<(), Error> {
        // Of a pattern it was said which words it stands for.
        if word.spelling != Spelling::Typed {
            return Ok(());
        }
        let language = self.engine.main_language(self.request);
        let exact = tokens(&word.text, language, 0).into_iter().next().map(|token| token.exact);
        let exact = exact.unwrap_or_else(|| word.text.to_lowercase());
        let hidden = self.engine.hidden(self.request);
        let (searcher, form) = (self.engine.searcher(), word.form);
        let words = nearest(searcher, hidden.as_ref(), language, &exact, form, MAX_TRIED_WORDS)?;
        findings.missing.push(Missing { span: word.span, words });
        Ok(())
    }

    /// What is said of a word that occurs nowhere.
    fn obstacle(&self, missing: &Missing) -> Obstacle {
        let words = missing.words[..missing.words.len().min(MAX_WORDS)].to_vec();
        let named: Vec<String> = words.iter().map(|near| format!("`{}`", near.word)).collect();
        let nearest = match named.as_slice() {
            [] => String::new(),
            [one] => format!("; the nearest word is {one}"),
            [others @ .., last] => format!("; the nearest words are {} and {last}", others.join(", ")),
        };
        let message = format!("{} occurs nowhere in the archive{nearest}.", self.quoted(missing.span));
        let kind = ObstacleKind::NoOccurrence;
        Obstacle { kind, span: missing.span, message, words }
    }

    /// The query with every missing word replaced by a near one, where that finds articles; and which of the near words.
    fn corrected(&self, missing: &[Missing]) -> Result<(Vec<Vec<usize>>, Vec<Alternative>), Error> {
        if missing.is_empty() || missing.iter().any(|missing| missing.words.is_empty()) {
            return Ok((Vec::new(), Vec::new()));
        }
        // The nearest of each first; then another for one of them.
        let nearest = vec![0; missing.len()];
        let others = missing.iter().enumerate().flat_map(|(number, missing)| {
            let nearest = &nearest;
            (1..missing.words.len()).map(move |choice| {
                let mut choices = nearest.clone();
                choices[number] = choice;
                choices
            })
        });
        let (mut corrections, mut found) = (Vec::new(), Vec::new());
        for choices in std::iter::once(nearest.clone()).chain(others).take(MAX_CORRECTIONS) {
            let with = missing.iter().zip(&choices).map(|(word, &choice)| (word.span, &word.words[choice]));
            let text = replaced(self.text, with);
            if let Some(alternative) = text.map(|text| self.alternative(text)).transpose()?.flatten() {
                found.push(alternative);
                corrections.push(choices);
            }
            if found.len() == MAX_ALTERNATIVES {
                break;
            }
        }
        Ok((corrections, found))
    }

    /// What is left of the query, where that finds articles: near words for missing ones, without the parts that have none,
    /// words that do not stand side by side as words on their own; else without all that matches nothing.
    fn loosened(&self, root: &Node, findings: &Findings) -> Result<Vec<Alternative>, Error> {
        if findings.dead.is_empty() {
            return Ok(Vec::new());
        }
        let repaired = mended(root, &|part| self.repaired(part, findings, findings.is_scattered(part)));
        let apart = mended(root, &|part| self.repaired(part, findings, findings.is_dead(part)));
        let living = mended(root, &|part| (!findings.is_dead(part)).then(|| part.clone()));
        for root in [repaired, apart, living].into_iter().flatten() {
            if let Some(alternative) = self.alternative_of(root)? {
                return Ok(vec![alternative]);
            }
        }
        Ok(Vec::new())
    }

    /// A word or phrase with the nearest words for missing ones; `None` when one of these has none. `takes_apart`: its
    /// words on their own.
    fn repaired(&self, part: &Node, findings: &Findings, takes_apart: bool) -> Option<Node> {
        let repair = |word: &Word| {
            let inside = |missing: &&Missing| word.span.contains(missing.span);
            let near = findings.missing.iter().filter(inside).map(|missing| {
                let place = missing.span.relative_to(word.span.byte_start);
                missing.words.first().map(|near| (place, near))
            });
            let near = near.collect::<Option<Vec<_>>>()?;
            Some(Word { text: replaced(&word.text, near.into_iter())?, ..word.clone() })
        };
        let words: Vec<Word> = match part {
            Node::Word(word) => vec![repair(word)?],
            Node::Phrase(phrase) => phrase.words.iter().map(repair).collect::<Option<_>>()?,
            other if takes_apart => {
                let mut words = Vec::new();
                words_of(other, &mut words);
                words.into_iter().map(repair).collect::<Option<_>>()?
            }
            other => return Some(other.clone()),
        };
        match part {
            _ if takes_apart => {
                let words = words.iter().flat_map(|word| self.parts_of(word)).map(Node::Word);
                listed(Node::And, words.collect())
            }
            Node::Phrase(phrase) => Some(Node::Phrase(Phrase { words, ..phrase.clone() })),
            _ => words.into_iter().next().map(Node::Word),
        }
    }

    /// The part without which the most articles match, when each occurs but no article has all.
    fn apart(&self, root: &Node) -> Result<Option<(Obstacle, Alternative)>, Error> {
        let Node::And(nodes) = root else { return Ok(None) };
        // What matches without the filters is kept out by these.
        if nodes.len() > MAX_LEFT_OUT || self.occurs(root)? {
            return Ok(None);
        }
        let mut best: Option<(&Node, Alternative)> = None;
        for number in 0..nodes.len() {
            let rest = nodes.iter().enumerate().filter(|&(other, _)| other != number);
            let rest = listed(Node::And, rest.map(|(_, node)| node.clone()).collect());
            if let Some(found) = rest.map(|rest| self.alternative_of(rest)).transpose()?.flatten()
                && best.as_ref().is_none_or(|(_, best)| best.num_articles < found.num_articles)
            {
                best = Some((&nodes[number], found));
            }
        }
        Ok(best.map(|(node, alternative)| {
            let left_out = Query { root: Some(node.clone()) }.to_string();
            let left_out = shortened(&left_out);
            let message =
                format!("No article has all of this; leaving out `{left_out}` would find the most.");
            let kind = ObstacleKind::NotTogether;
            (Obstacle { kind, span: node.span(), message, words: Vec::new() }, alternative)
        }))
    }

    /// The query `root`, when something is wanted in it and articles match.
    fn alternative_of(&self, root: Node) -> Result<Option<Alternative>, Error> {
        let mut parts = Vec::new();
        wanted(&root, &mut parts);
        if parts.is_empty() { Ok(None) } else { self.alternative(typed(&root)) }
    }

    fn alternative(&self, text: String) -> Result<Option<Alternative>, Error> {
        let num_articles = match &parse(&text).query.root {
            Some(root) => self.count(root, Reach { derived: true, filtered: true })?,
            None => 0,
        };
        Ok((num_articles > 0).then_some(Alternative { text, num_articles }))
    }

    /// Whether an article of the archive matches, derived words included.
    fn occurs(&self, node: &Node) -> Result<bool, Error> {
        Ok(self.count(node, Reach { derived: true, filtered: false })? > 0)
    }

    /// Whether an article of the archive has the word as typed or inflected, which is what phrases ask for.
    fn occurs_itself(&self, word: &Word) -> Result<bool, Error> {
        Ok(self.count(&Node::Word(word.clone()), Reach { derived: false, filtered: false })? > 0)
    }

    fn count(&self, root: &Node, reach: Reach) -> Result<u64, Error> {
        let plan = self.engine.plan(&Query { root: Some(root.clone()) }, self.request)?;
        if plan.condition.is_none() {
            return Ok(0);
        }
        let filters = if reach.filtered { filters(self.request) } else { Vec::new() };
        let query = if reach.derived { query_for_related(&plan, &[]) } else { query_for_all(&plan) };
        let hidden = self.engine.hidden(self.request);
        let hidden = hidden.map(|hidden| Box::new(hidden) as Box<dyn tantivy::query::Query>);
        let found = restrict(query, filters, hidden.into_iter().collect());
        Ok(collect::count(self.engine.searcher(), found.as_ref())?)
    }

    /// The part of the query at `span` as messages show it.
    fn quoted(&self, span: Span) -> String {
        let part = self.text.get(span.byte_start..span.byte_end).unwrap_or_default();
        format!("`{}`", shortened(part))
    }
}

/// What counts as a match.
#[derive(Clone, Copy)]
struct Reach {
    derived: bool,
    filtered: bool,
}

/// The words and phrases that an article is wanted for, and what they belong to when their places count.
fn wanted<'q>(node: &'q Node, parts: &mut Vec<&'q Node>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| wanted(node, parts)),
        Node::Not(_) | Node::Filter(_) => {}
        part => parts.push(part),
    }
}

/// All words of a condition, those that are excluded left out.
fn words_of<'q>(node: &'q Node, words: &mut Vec<&'q Word>) {
    match node {
        Node::Word(word) => words.push(word),
        Node::Phrase(phrase) => words.extend(&phrase.words),
        Node::Not(_) => {}
        other => other.children().iter().for_each(|node| words_of(node, words)),
    }
}

/// Why words that occur are not found.
fn elsewhere(part: &Node) -> String {
    match part {
        Node::Near(_) => "nowhere so near each other".into(),
        Node::Within(within) => match within.scope {
            Scope::Sentence => "never in one sentence".into(),
            Scope::Paragraph => "never in one paragraph".into(),
        },
        Node::AtLeast(at_least) => format!("in no article {} times", at_least.times),
        Node::In(inside) => match inside.part {
            Part::Title => "not like this in titles".into(),
            Part::Lede => "not like this in ledes".into(),
            Part::Text => "not like this in texts".into(),
        },
        _ => "nowhere side by side".into(),
    }
}
