//! Finds out why a query finds nothing: words that occur nowhere, words that never stand side by side, parts that never
//! meet in one article. Runs after a search that found too little; nothing here changes an answer.

use super::advice::{Advice, Alternative, NearWord, Obstacle, ObstacleKind};
use super::collect;
use super::engine::Engine;
use super::error::Error;
use super::filter::filters;
use super::matching::{query_for_all, query_for_related, restrict};
use super::request::{SearchRequest, Totals};
use super::response::Total;
use super::spelling::{has_neighbours, nearest};
use crate::analysis::{analyzer_for, tokens};
use crate::model::Span;
use crate::query::{Form, Node, Phrase, Query, Word, parse, shortened};

/// Words and phrases of a query that are looked into: who pastes a page is not helped by advice.
const MAX_PARTS: usize = 16;
/// Of more parts it is not tried which one to leave out.
const MAX_LEFT_OUT: usize = 8;
/// Most near words that are named for one.
const MAX_WORDS: usize = 3;
/// Of one word so many near ones are tried: in `accord de pais` the other words say that the sixth is meant, *paix*.
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

impl Adviser<'_> {
    fn advise(&self, root: &Node, finds_nothing: bool) -> Result<Advice, Error> {
        let mut parts = Vec::new();
        wanted(root, &mut parts);
        let mut findings = Findings::default();
        for part in parts.into_iter().take(MAX_PARTS) {
            self.look_into(part, &mut findings)?;
        }
        let mut instead = self.corrected(&findings.missing)?;
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
        let words = match part {
            Node::Word(word) => std::slice::from_ref(word),
            Node::Phrase(phrase) => &phrase.words,
            _ => return Ok(()),
        };
        let parts: Vec<Word> = words.iter().flat_map(|word| self.parts_of(word)).collect();
        let is_single = parts.len() == 1;
        let num_known = findings.missing.len();
        for word in &parts {
            // A little word on its own is left out of the query anyway.
            let is_ignored = is_single && word.form == Form::Inflected && self.is_stop_word(word);
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
            let message =
                format!("The words of {} occur, but nowhere side by side.", self.quoted(part.span()));
            let kind = ObstacleKind::NotAdjacent;
            findings.obstacles.push(Obstacle { kind, span: part.span(), message, words: Vec::new() });
        }
        Ok(())
    }

    /// The words that analysis finds in a chunk: `accord` in `l'accord`, three in `cessez-le-feu`.
    fn parts_of(&self, chunk: &Word) -> Vec<Word> {
        let tokens = tokens(&chunk.text, self.engine.main_language(self.request), 0);
        let words = tokens.into_iter().filter(|token| !token.is_joined);
        let start = chunk.span.byte_start;
        let word = |span: Span| Word {
            text: span.of(&chunk.text).to_string(),
            form: chunk.form,
            span: Span::new(start + span.byte_start, start + span.byte_end),
        };
        words.map(|token| word(token.span)).collect()
    }

    fn is_stop_word(&self, word: &Word) -> bool {
        let language = self.engine.main_language(self.request);
        analyzer_for(language).is_stop_word(&word.text.to_lowercase())
    }

    /// Notes that `word` occurs nowhere. The same word twice is noted twice: both have their place in the text.
    fn miss(&self, word: &Word, findings: &mut Findings) -> Result<(), Error> {
        let language = self.engine.main_language(self.request);
        let exact = tokens(&word.text, language, 0).into_iter().next().map(|token| token.exact);
        let exact = exact.unwrap_or_else(|| word.text.to_lowercase());
        let words = nearest(self.engine.searcher(), language, &exact, word.form, MAX_TRIED_WORDS)?;
        let named: Vec<String> =
            words.iter().take(MAX_WORDS).map(|near| format!("`{}`", near.word)).collect();
        let nearest = match named.as_slice() {
            [] if has_neighbours(&exact) => ", and no word like it".to_string(),
            [] => String::new(),
            [one] => format!("; the nearest word is {one}"),
            [others @ .., last] => format!("; the nearest words are {} and {last}", others.join(", ")),
        };
        let message = format!("{} occurs nowhere in the archive{nearest}.", self.quoted(word.span));
        let kind = ObstacleKind::NoOccurrence;
        findings.obstacles.push(Obstacle {
            kind,
            span: word.span,
            message,
            words: words[..words.len().min(MAX_WORDS)].to_vec(),
        });
        findings.missing.push(Missing { span: word.span, words });
        Ok(())
    }

    /// The query with every missing word replaced by a near one, where that finds articles.
    fn corrected(&self, missing: &[Missing]) -> Result<Vec<Alternative>, Error> {
        if missing.is_empty() || missing.iter().any(|missing| missing.words.is_empty()) {
            return Ok(Vec::new());
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
        let mut found = Vec::new();
        for choices in std::iter::once(nearest.clone()).chain(others).take(MAX_CORRECTIONS) {
            let with = missing.iter().zip(&choices).map(|(word, &choice)| (word.span, &word.words[choice]));
            let text = replaced(self.text, with);
            found.extend(text.map(|text| self.alternative(text)).transpose()?.flatten());
            if found.len() == MAX_ALTERNATIVES {
                break;
            }
        }
        Ok(found)
    }

    /// The query without what occurs nowhere, phrases taken apart: what is left of it, where that finds articles.
    fn loosened(&self, root: &Node, findings: &Findings) -> Result<Vec<Alternative>, Error> {
        let mut found = Vec::new();
        if !findings.scattered.is_empty() {
            let root = self.taken_apart(root, &findings.scattered);
            found.extend(self.alternative(typed(&root))?);
        }
        if let Node::And(nodes) = root
            && found.is_empty()
            && !findings.dead.is_empty()
        {
            let is_dead = |node: &Node| findings.dead.iter().any(|dead| std::ptr::eq(*dead, node));
            let rest: Vec<Node> = nodes.iter().filter(|node| !is_dead(node)).cloned().collect();
            found.extend(self.alternative_of(rest)?);
        }
        Ok(found)
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
            let rest = rest.map(|(_, node)| node.clone()).collect();
            if let Some(found) = self.alternative_of(rest)?
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

    /// The tree with each of `scattered`, phrases and hyphenated words, as words on their own.
    fn taken_apart(&self, node: &Node, scattered: &[&Node]) -> Node {
        let is_scattered = scattered.iter().any(|part| std::ptr::eq(*part, node));
        let inside = |nodes: &[Node]| nodes.iter().map(|node| self.taken_apart(node, scattered)).collect();
        match node {
            Node::Word(word) if is_scattered => {
                Node::And(self.parts_of(word).into_iter().map(Node::Word).collect())
            }
            Node::Phrase(Phrase { words, .. }) if is_scattered => {
                let parts = words.iter().flat_map(|word| self.parts_of(word));
                Node::And(parts.map(Node::Word).collect())
            }
            Node::And(nodes) => Node::And(inside(nodes)),
            Node::Or(nodes) => Node::Or(inside(nodes)),
            other => other.clone(),
        }
    }

    /// The query for all of `nodes`, when something is wanted in it and articles match.
    fn alternative_of(&self, mut nodes: Vec<Node>) -> Result<Option<Alternative>, Error> {
        if nodes.iter().all(|node| matches!(node, Node::Not(_))) {
            return Ok(None);
        }
        let root = if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) };
        self.alternative(typed(&root))
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
        Ok(collect::count(self.engine.searcher(), restrict(query, filters, Vec::new()).as_ref())?)
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

/// The words and phrases that an article is wanted for.
fn wanted<'q>(node: &'q Node, parts: &mut Vec<&'q Node>) {
    match node {
        Node::Word(_) | Node::Phrase(_) => parts.push(node),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| wanted(node, parts)),
        _ => {}
    }
}

/// The query as people type it: words without operators between them, where that says it all.
fn typed(root: &Node) -> String {
    let text = |node: &Node| Query { root: Some(node.clone()) }.to_string();
    let parts = match root {
        Node::And(nodes) => nodes.iter().flat_map(|node| match node {
            Node::And(nodes) => nodes.as_slice(),
            other => std::slice::from_ref(other),
        }),
        _ => return text(root),
    };
    let parts: Vec<&Node> = parts.collect();
    if parts.iter().all(|node| matches!(node, Node::Word(_) | Node::Phrase(_))) {
        return parts.into_iter().map(text).collect::<Vec<_>>().join(" ");
    }
    text(root)
}

/// `text` with other words at some spans, which ascend. A capital stays one.
fn replaced<'w>(text: &str, with: impl Iterator<Item = (Span, &'w NearWord)>) -> Option<String> {
    let mut result = String::new();
    let mut end = 0;
    for (span, near) in with {
        result += text.get(end..span.byte_start)?;
        let typed = text.get(span.byte_start..span.byte_end)?;
        let mut letters = near.word.chars();
        match letters.next() {
            Some(first) if typed.starts_with(char::is_uppercase) => {
                result.extend(first.to_uppercase());
                result += letters.as_str();
            }
            _ => result += &near.word,
        }
        end = span.byte_end;
    }
    result += text.get(end..)?;
    Some(result)
}
