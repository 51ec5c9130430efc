//! A slow matcher: what a query means, read off its tree and the streams that an article is indexed as, by trying everything. It
//! shares nothing with planning, postings or highlights but the words that analysis finds.

use std::collections::BTreeSet;

use crate::analysis::{Boundary, analyse_article, analyzer_for, fold, read_stream, tokens};
use crate::model::{Article, Language, PartialDate};
use crate::query::{DateFilter, FilterCondition, Form, Node, Order, Part, Scope, Spelling, Word};

/// A match: its first position, its last, and the positions of its words.
type Found = (usize, usize, BTreeSet<usize>);

/// An article as its terms at their positions.
pub(super) struct Indexed {
    lemma: Vec<Vec<String>>,
    exact: Vec<Vec<String>>,
    boundary: Vec<Vec<String>>,
    num_positions: usize,
    published: Option<PartialDate>,
    source: String,
}

/// The terms of a stream, position by position.
fn by_position(stream: &str, num_positions: usize) -> Vec<Vec<String>> {
    let mut positions = vec![Vec::new(); num_positions];
    read_stream(stream).into_iter().for_each(|(position, term)| positions[position].push(term));
    positions
}

impl Indexed {
    pub(super) fn new(article: &Article) -> Indexed {
        let analysed = analyse_article(article);
        let num_positions = analysed.num_positions as usize;
        Indexed {
            lemma: by_position(&analysed.lemma, num_positions),
            exact: by_position(&analysed.exact, num_positions),
            boundary: by_position(&analysed.boundary, num_positions),
            num_positions,
            published: article.published.as_ref().map(|published| published.value),
            source: article.source.as_ref().map_or(String::new(), |source| source.value.to_lowercase()),
        }
    }

    fn ends(&self, boundary: Boundary) -> Vec<usize> {
        let ends = |terms: &Vec<String>| terms.iter().any(|term| term == boundary.term());
        (0..self.num_positions).filter(|&position| ends(&self.boundary[position])).collect()
    }

    fn has(stream: &[Vec<String>], position: usize, term: &str) -> bool {
        stream.get(position).is_some_and(|terms| terms.iter().any(|found| found == term))
    }

    fn is_in(&self, part: Part, position: usize) -> bool {
        let title = self.ends(Boundary::Title).first().copied();
        let start = title.map_or(0, |title| title + 1);
        let lede = self.ends(Boundary::Lede).last().copied().filter(|&end| end >= start);
        let first = self.ends(Boundary::Paragraph).into_iter().find(|&end| end >= start);
        match part {
            Part::Title => title.is_some_and(|title| position < title),
            Part::Text => position >= start,
            Part::Lede => position >= start && lede.or(first).is_some_and(|end| position < end),
        }
    }

    /// Whether a sentence or paragraph ends between two positions, or with the first.
    fn is_parted(&self, scope: Scope, first: usize, last: usize) -> bool {
        let mut ends = self.ends(Boundary::Paragraph);
        if scope == Scope::Sentence {
            ends.extend(self.ends(Boundary::Sentence));
        }
        ends.into_iter().any(|end| first <= end && end < last)
    }

    /// The places of one word at one position: a term of its form, of the forms of a stop word.
    fn stands(&self, position: usize, exact: &str, lemmas: &[String], form: Form) -> bool {
        if form == Form::Exact {
            return Indexed::has(&self.exact, position, exact);
        }
        let stop_forms = lemmas.iter().flat_map(|lemma| analyzer_for(Some(Language::FR)).stop_forms(lemma));
        lemmas.iter().any(|lemma| Indexed::has(&self.lemma, position, lemma))
            || stop_forms.into_iter().any(|stop_form| Indexed::has(&self.exact, position, stop_form))
    }

    /// The tests that a word of the query makes of successive positions, and of the first alone when it is written as one.
    fn word(&self, word: &Word) -> Vec<Found> {
        self.run(std::slice::from_ref(word))
    }

    fn run(&self, words: &[Word]) -> Vec<Found> {
        let mut found = Vec::new();
        let pieces: Vec<Piece> = words.iter().flat_map(pieces).collect();
        for start in 0..self.num_positions {
            let holds = |(offset, piece): (usize, &Piece)| piece.holds(self, start + offset);
            if !pieces.is_empty() && pieces.iter().enumerate().all(holds) {
                let end = start + pieces.len() - 1;
                found.push((start, end, (start..=end).collect()));
            }
            if let ([word], true) = (words, pieces.len() > 1)
                && word.spelling == Spelling::Typed
            {
                let joined =
                    tokens(&word.text, Some(Language::FR), 0).into_iter().find(|token| token.is_joined);
                if joined.is_some_and(|joined| self.stands(start, &joined.exact, &joined.lemmas, word.form)) {
                    found.push((start, start, BTreeSet::from([start])));
                }
            }
        }
        found
    }

    /// All matches of a condition that has a place; `part`: where its words must stand.
    fn places(&self, node: &Node, part: Option<Part>) -> Vec<Found> {
        let all = |nodes: &[Node]| -> Vec<Vec<Found>> {
            nodes.iter().map(|node| self.places(node, part)).collect()
        };
        let in_part = |found: Vec<Found>| -> Vec<Found> {
            let is_in =
                |found: &Found| part.is_none_or(|part| (found.0..=found.1).all(|at| self.is_in(part, at)));
            found.into_iter().filter(is_in).collect()
        };
        match node {
            Node::Word(word) => in_part(self.word(word)),
            Node::Phrase(phrase) => in_part(self.run(&phrase.words)),
            Node::Or(nodes) => all(nodes).concat(),
            Node::Weighted { node, .. } => self.places(node, part),
            Node::In(inside) => self.places(&inside.node, Some(inside.part)),
            Node::Near(near) => {
                let choices = choices(&all(&near.parts));
                let is_near = |choice: &Vec<Found>| {
                    let mut placed = choice.clone();
                    if near.order == Order::Any {
                        placed.sort();
                    }
                    placed
                        .windows(2)
                        .all(|pair| pair[1].0 > pair[0].1 && pair[1].0 - pair[0].1 <= near.distance as usize)
                };
                choices.into_iter().filter(is_near).map(around).collect()
            }
            Node::Within(within) => {
                let parts = all(&within.parts);
                let whole = |found: &&Found| !self.is_parted(within.scope, found.0, found.1);
                let mut pieces = Vec::new();
                for first in parts[0].iter().filter(whole) {
                    let beside = |found: &&Found| {
                        let (low, high) = (first.0.min(found.0), first.1.max(found.1));
                        !self.is_parted(within.scope, low, high)
                    };
                    let there: Vec<Vec<Found>> =
                        parts.iter().map(|part| part.iter().filter(beside).cloned().collect()).collect();
                    if there.iter().all(|part| !part.is_empty()) {
                        pieces.push(around(there.concat()));
                    }
                }
                pieces.sort();
                pieces.dedup();
                pieces
            }
            other => panic!("{other:?} has no place"),
        }
    }

    fn mentions(&self, node: &Node, part: Option<Part>) -> u32 {
        let mut places = self.places(node, part);
        places.sort_by_key(|found| found.1);
        let (mut count, mut end) = (0, None);
        for (first, last, _) in places {
            if end.is_none_or(|end| first > end) {
                (count, end) = (count + 1, Some(last));
            }
        }
        count
    }

    pub(super) fn satisfies(&self, node: &Node, part: Option<Part>) -> bool {
        match node {
            Node::And(nodes) => nodes.iter().all(|node| self.satisfies(node, part)),
            Node::Or(nodes) => nodes.iter().any(|node| self.satisfies(node, part)),
            Node::Not(node) => !self.satisfies(node, part),
            Node::In(inside) => self.satisfies(&inside.node, Some(inside.part)),
            Node::Weighted { node, .. } => self.satisfies(node, part),
            Node::AtLeast(at_least) => self.mentions(&at_least.node, part) >= at_least.times,
            Node::Filter(filter) => match &filter.condition {
                FilterCondition::Date(DateFilter::Period { from, to }) => {
                    self.published.is_some_and(|date| {
                        from.is_none_or(|from| from.first_day() <= date.first_day())
                            && to.is_none_or(|to| date.last_day() <= to.last_day())
                    })
                }
                FilterCondition::Date(DateFilter::Undated) => self.published.is_none(),
                FilterCondition::Value { value, is_whole: true, .. } => self.source == value.to_lowercase(),
                FilterCondition::Value { value, .. } => {
                    let words: Vec<&str> = self.source.split(' ').collect();
                    let value = value.to_lowercase();
                    let wanted: Vec<&str> = value.split(' ').collect();
                    words.windows(wanted.len()).any(|window| window == wanted)
                }
                other => panic!("{other:?} is not known here"),
            },
            placed => !self.places(placed, part).is_empty(),
        }
    }

    /// The positions of the words of all matches of what is wanted.
    pub(super) fn proof(&self, node: &Node, part: Option<Part>, proof: &mut BTreeSet<usize>) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| self.proof(node, part, proof)),
            Node::Not(_) | Node::Filter(_) => {}
            Node::In(inside) => self.proof(&inside.node, Some(inside.part), proof),
            Node::Weighted { node, .. } => self.proof(node, part, proof),
            Node::AtLeast(at_least) if self.mentions(&at_least.node, part) < at_least.times => {}
            Node::AtLeast(at_least) => self.proof(&at_least.node, part, proof),
            placed => proof.extend(self.places(placed, part).into_iter().flat_map(|found| found.2)),
        }
    }
}

/// One word at one position.
enum Piece {
    Word { exact: String, lemmas: Vec<String>, form: Form },
    Like { text: String, spelling: Spelling, keeps_accents: bool },
}

impl Piece {
    fn holds(&self, article: &Indexed, position: usize) -> bool {
        match self {
            Piece::Word { exact, lemmas, form } => article.stands(position, exact, lemmas, *form),
            Piece::Like { text, spelling, keeps_accents } => {
                let here = article.exact.get(position).into_iter().flatten();
                here.into_iter().any(|term| is_like(text, *spelling, *keeps_accents, term))
            }
        }
    }
}

fn pieces(word: &Word) -> Vec<Piece> {
    let parts = || tokens(&word.text, Some(Language::FR), 0).into_iter().filter(|token| !token.is_joined);
    let like =
        |text: String| Piece::Like { text, spelling: word.spelling, keeps_accents: word.form == Form::Exact };
    match word.spelling {
        Spelling::Typed => parts()
            .map(|token| Piece::Word { exact: token.exact, lemmas: token.lemmas, form: word.form })
            .collect(),
        Spelling::Fuzzy(_) => parts().map(|token| like(token.exact)).collect(),
        Spelling::Regex => vec![like(word.text.clone())],
        // The only pattern of several words here has its wildcard in the last.
        Spelling::Pattern => word
            .text
            .split('-')
            .map(|piece| match piece.contains(['*', '?']) {
                true => like(piece.to_lowercase()),
                false => like_typed(piece, word.form),
            })
            .collect(),
    }
}

fn like_typed(text: &str, form: Form) -> Piece {
    let token = tokens(text, Some(Language::FR), 0).remove(0);
    Piece::Word { exact: token.exact, lemmas: token.lemmas, form }
}

fn is_like(text: &str, spelling: Spelling, keeps_accents: bool, term: &str) -> bool {
    match spelling {
        Spelling::Typed => text == term,
        Spelling::Pattern => {
            let letters: Vec<char> = text.chars().collect();
            let term: Vec<char> = term.chars().collect();
            is_pattern_of(&letters, &term, keeps_accents)
        }
        Spelling::Fuzzy(edits) => edits_between(&fold(text), &fold(term)) <= usize::from(edits),
        Spelling::Regex => {
            let regex = regex::Regex::new(&format!("^(?i:{text})$")).unwrap();
            regex.is_match(term) || (!keeps_accents && regex.is_match(&fold(term)))
        }
    }
}

fn is_pattern_of(pattern: &[char], term: &[char], keeps_accents: bool) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return term.is_empty() };
    match first {
        '*' => (0..=term.len()).any(|skipped| is_pattern_of(rest, &term[skipped..], keeps_accents)),
        '?' => !term.is_empty() && is_pattern_of(rest, &term[1..], keeps_accents),
        letter => {
            let is_same = |found: &char| {
                found == letter || (!keeps_accents && fold(&found.to_string()) == letter.to_string())
            };
            term.first().is_some_and(is_same) && is_pattern_of(rest, &term[1..], keeps_accents)
        }
    }
}

/// Letters added, left out, replaced or swapped with their neighbour.
fn edits_between(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let least = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    let is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    if is_swap { least.min(table[i - 2][j - 2] + 1) } else { least }
                }
            };
        }
    }
    table[a.len()][b.len()]
}

/// One match of each part, in every combination.
fn choices(parts: &[Vec<Found>]) -> Vec<Vec<Found>> {
    let Some((first, rest)) = parts.split_first() else { return vec![Vec::new()] };
    let rest = choices(rest);
    let with = |found: &Found| -> Vec<Vec<Found>> {
        rest.iter().map(|rest| std::iter::once(found.clone()).chain(rest.iter().cloned()).collect()).collect()
    };
    first.iter().flat_map(with).collect()
}

/// From the first word of any to the last.
fn around(found: Vec<Found>) -> Found {
    let first = found.iter().map(|found| found.0).min().unwrap_or(0);
    let last = found.iter().map(|found| found.1).max().unwrap_or(0);
    (first, last, found.into_iter().flat_map(|found| found.2).collect())
}
