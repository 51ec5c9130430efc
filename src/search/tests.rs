//! A slow matcher, for tests only: what a query means, read off its tree and the streams that an article is indexed as, by
//! trying everything. It shares nothing with planning, postings or highlights but the words that analysis finds.

use std::collections::BTreeSet;

use super::engine::tests::{engine_over, locate};
use super::request::{Match, SearchRequest};
use crate::analysis::{Boundary, analyse_article, analyzer_for, article_tokens, fold, read_stream, tokens};
use crate::model::{Article, Known, Language, Origin, PartialDate, Span};
use crate::query::{
    DateFilter, FilterCondition, Form, Node, Order, Part, Query, Scope, Spelling, Word, parse,
};
use crate::text::paragraphs;

/// A match: its first position, its last, and the positions of its words.
type Found = (usize, usize, BTreeSet<usize>);

/// An article as its terms at their positions.
struct Indexed {
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
    fn new(article: &Article) -> Indexed {
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

    fn satisfies(&self, node: &Node, part: Option<Part>) -> bool {
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
    fn proof(&self, node: &Node, part: Option<Part>, proof: &mut BTreeSet<usize>) {
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

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

const WORDS: [&str; 22] = [
    "accord",
    "accords",
    "négocier",
    "négociations",
    "négociateur",
    "trêve",
    "Trêves",
    "cessez-le-feu",
    "feu",
    "l’accord",
    "d'Yevlakh",
    "paix",
    "guerre",
    "contre-offensive",
    "contreoffensive",
    "offensive",
    "marché",
    "marche",
    "MARCHE",
    "20 000",
    "œuvres",
    "portes",
];
const LITTLE_WORDS: [&str; 5] = ["le", "la", "de", "les", "et"];
const SPELLED: [&str; 9] = [
    "négoci*",
    "negoci*",
    "=negoci*",
    "*feu",
    "m?rche",
    "accort~1",
    "paux~",
    "/(paix|guerre).*/",
    "cessez-le-f*",
];

fn sentence(dice: &mut Dice) -> String {
    let num_words = 1 + dice.roll(6);
    let word = |dice: &mut Dice| match dice.roll(3) {
        0 => dice.pick(&LITTLE_WORDS),
        _ => dice.pick(&WORDS),
    };
    let words: Vec<&str> = (0..num_words).map(|_| word(dice)).collect();
    let mut sentence = words.join(" ");
    if let Some(first) = sentence.chars().next() {
        sentence.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    sentence + dice.pick(&[".", " !", "…"])
}

fn article(dice: &mut Dice) -> Article {
    let paragraph =
        |dice: &mut Dice| (0..=dice.roll(3)).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ");
    let num_paragraphs = 1 + dice.roll(4);
    let text = (0..num_paragraphs).map(|_| paragraph(dice)).collect::<Vec<_>>().join("\n\n");
    let mut article = Article {
        language: Some(Known::new(Language::FR, Origin::Setting, "test")),
        text,
        ..Article::default()
    };
    let spans = paragraphs(&article.text);
    match dice.roll(4) {
        0 => {
            article.title = Some(Known::stated(spans[0].of(&article.text).to_string(), "test"));
            article.title_span = Some(spans[0]);
        }
        _ => article.title = Some(Known::stated(sentence(dice), "test")),
    }
    let source = dice.pick(&["", "Le Monde", "Le Monde diplomatique", "AFP"]);
    article.source = (!source.is_empty()).then(|| Known::stated(source.to_string(), "test"));
    let date = dice.pick(&["", "2018", "2018-03", "2018-03-31", "2019-01-01"]);
    article.published = date.parse().ok().map(|date| Known::stated(date, "test"));
    if dice.roll(3) == 0 {
        article.lede = spans.get(1 + dice.roll(2)).or(spans.last()).copied();
    }
    article
}

fn leaf(dice: &mut Dice) -> String {
    match dice.roll(6) {
        0 => format!("={}", dice.pick(&WORDS)),
        1 | 2 => {
            let sign = dice.pick(&["", "", "="]);
            let middle = dice.pick(&["", "le ", "de ", "=accord ", "négoci* "]);
            let middle = if sign == "=" && middle.starts_with('=') { "" } else { middle };
            format!("{sign}\"{} {middle}{}\"", dice.pick(&WORDS), dice.pick(&WORDS))
        }
        3 => dice.pick(&SPELLED).to_string(),
        _ => dice.pick(&WORDS).to_string(),
    }
}

fn placed(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return leaf(dice);
    }
    let part = |dice: &mut Dice| placed(dice, depth - 1);
    match dice.roll(7) {
        0 => format!("({} OU {})", part(dice), part(dice)),
        1 => format!("({} NEAR/{} {})", part(dice), 1 + dice.roll(5), part(dice)),
        2 => format!("({} W/{} {})", part(dice), 1 + dice.roll(5), part(dice)),
        3 => format!(
            "({} {op} {} {op} {})",
            part(dice),
            leaf(dice),
            leaf(dice),
            op = dice.pick(&["NEAR/3", "W/4", "/s", "/p"])
        ),
        4 => format!("({} {} {})", part(dice), dice.pick(&["/s", "/p"]), part(dice)),
        5 => format!("{}:{}", dice.pick(&["titre", "chapo", "texte"]), leaf(dice)),
        _ => leaf(dice),
    }
}

fn query(dice: &mut Dice, depth: usize, is_positive: bool) -> String {
    let sides = if is_positive { 6 } else { 9 };
    match dice.roll(sides) {
        8 => {
            let filters = [
                "source:monde",
                "source:=\"Le Monde\"",
                "-source:AFP",
                "date:2018",
                "date:2018-03..",
                "date:<2019",
                "date:none",
                "(date:2018-03 OU source:\"monde diplomatique\")",
            ];
            format!("{} {}", placed(dice, 2), dice.pick(&filters))
        }
        0 if depth > 0 => {
            format!("{} {}", query(dice, depth - 1, is_positive), query(dice, depth - 1, is_positive))
        }
        1 if depth > 0 => {
            format!("({} OU {})", query(dice, depth - 1, is_positive), query(dice, depth - 1, is_positive))
        }
        2 => format!("atleast{} {}", 1 + dice.roll(3), placed(dice, 1)),
        3 => format!("{}:({})", dice.pick(&["titre", "chapo", "texte"]), placed(dice, 2)),
        6 | 7 if depth > 0 => format!("{} NOT {}", query(dice, depth - 1, true), placed(dice, 1)),
        _ => placed(dice, 2),
    }
}

/// Which of `articles` the index finds for `query`, with every word highlighted in title and text.
struct Answer {
    found: Vec<Option<(Vec<Span>, Vec<Span>)>>,
}

fn ask(articles: &[Article], text: &str) -> Answer {
    let engine = engine_over(articles.to_vec());
    answer(&engine, articles.len(), text)
}

fn answer(engine: &super::engine::Engine, num_articles: usize, text: &str) -> Answer {
    let request = SearchRequest {
        num_hits: num_articles,
        num_passages: usize::MAX,
        weakest: Some(Match::All),
        ..SearchRequest::new(text)
    };
    let hits = engine.search(&parse(text).query, &request, &locate).unwrap().hits;
    let mut found = vec![None; num_articles];
    for hit in hits {
        let number: usize = hit.article.path.to_str().unwrap().parse().unwrap();
        let in_text = hit.passages.iter().flat_map(|passage| {
            let start = passage.span.byte_start;
            passage
                .highlights
                .iter()
                .map(move |span| Span::new(span.byte_start + start, span.byte_end + start))
        });
        found[number] = Some((hit.title_highlights.clone(), in_text.collect()));
    }
    Answer { found }
}

/// The positions of the words that lie in highlights.
fn positions(article: &Article, title: &[Span], text: &[Span]) -> BTreeSet<usize> {
    let read = article_tokens(article);
    let inside = |spans: &[Span], span: Span| spans.iter().any(|around| around.contains(span));
    let in_title = read.title.iter().filter(|token| inside(title, token.span));
    let words = read.paragraphs.iter().flat_map(|paragraph| &paragraph.tokens);
    let in_text = words.filter(|token| inside(text, token.span));
    in_title.chain(in_text).filter(|token| !token.is_joined).map(|token| token.position as usize).collect()
}

/// The positions of the words with hyphens that begin at one of `firsts`.
fn joined_positions(article: &Article, firsts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let read = article_tokens(article);
    let parts = std::iter::once(&read.title).chain(read.paragraphs.iter().map(|paragraph| &paragraph.tokens));
    let mut positions = BTreeSet::new();
    for words in parts {
        for joined in words.iter().filter(|word| word.is_joined && firsts.contains(&(word.position as usize)))
        {
            let inside = words.iter().filter(|word| joined.span.contains(word.span));
            positions.extend(inside.map(|word| word.position as usize));
        }
    }
    positions
}

/// `text` with every word that lies in `marks` replaced by one that is found nowhere.
fn without(text: &str, marks: &[Span]) -> String {
    let mut left = String::new();
    let mut end = 0;
    let words = tokens(text, Some(Language::FR), 0).into_iter().filter(|token| !token.is_joined);
    for span in words.map(|token| token.span).filter(|span| marks.iter().any(|mark| mark.contains(*span))) {
        left += &text[end..span.byte_start];
        // A sentence begins with a capital.
        let is_capital = span.of(text).starts_with(char::is_uppercase);
        left += if is_capital { "Zwqxk" } else { "zwqxk" };
        end = span.byte_end;
    }
    left + &text[end..]
}

fn is_positive(node: &Node) -> bool {
    !matches!(node, Node::Not(_)) && node.children().iter().all(is_positive)
}

/// How many rounds of 60 articles are asked 40 queries: 5, which are 12,000 pairs, and more with `PROPTEST_CASES`.
fn num_rounds() -> u64 {
    u64::from(proptest::test_runner::Config::default().cases).div_ceil(56)
}

#[test]
fn the_index_agrees_with_the_slow_matcher() {
    let mut num_matches = 0;
    for round in 0..num_rounds() {
        let mut dice = Dice(round);
        let articles: Vec<Article> = (0..60).map(|_| article(&mut dice)).collect();
        let indexed: Vec<Indexed> = articles.iter().map(Indexed::new).collect();
        let engine = engine_over(articles.clone());
        for _ in 0..40 {
            let text = query(&mut dice, 2, false);
            let Query { root: Some(root) } = parse(&text).query else { panic!("{text}") };
            let Answer { found } = answer(&engine, articles.len(), &text);
            for ((article, indexed), found) in articles.iter().zip(&indexed).zip(found) {
                let told = || format!("`{text}` on {:?} / {:?}", article.title, article.text);
                assert_eq!(found.is_some(), indexed.satisfies(&root, None), "{}", told());
                let Some((title, in_text)) = found else { continue };
                num_matches += 1;
                let mut proof = BTreeSet::new();
                indexed.proof(&root, None, &mut proof);
                // A title that is a part of the text is shown twice and found once.
                let marked = positions(article, &title, &in_text);
                let title_is_text = |position: &usize| {
                    article.title_span.is_some_and(|span| {
                        article_tokens(article)
                            .paragraphs
                            .iter()
                            .filter(|paragraph| span.contains(paragraph.span))
                            .any(|paragraph| {
                                paragraph.tokens.iter().any(|token| token.position as usize == *position)
                            })
                    })
                };
                let hidden = |position: &&usize| title_is_text(position);
                let marked: BTreeSet<usize> = marked.iter().filter(|at| !hidden(at)).copied().collect();
                let proof: BTreeSet<usize> = proof.iter().filter(|at| !hidden(at)).copied().collect();
                // A word with hyphens that is found by its joined spelling is marked whole, and found at its first position.
                let joined = joined_positions(article, &proof);
                assert!(marked.is_superset(&proof), "{proof:?} {marked:?} {}", told());
                assert!(
                    marked.difference(&proof).all(|at| joined.contains(at)),
                    "{proof:?} {marked:?} {}",
                    told()
                );
            }
        }
    }
    assert!(num_matches > 500, "only {num_matches} pairs match");
}

#[test]
fn without_its_highlights_an_article_does_not_match() {
    for round in 0..num_rounds() {
        let mut dice = Dice(1_000 + round);
        let articles: Vec<Article> = (0..30).map(|_| article(&mut dice)).collect();
        let engine = engine_over(articles.clone());
        for _ in 0..30 {
            let text = query(&mut dice, 2, true);
            let Query { root: Some(root) } = parse(&text).query else { panic!("{text}") };
            assert!(is_positive(&root), "{text}");
            let Answer { found } = answer(&engine, articles.len(), &text);
            let replaced = articles.iter().zip(found).filter_map(|(article, found)| {
                let (title, mut in_text) = found?;
                let mut article = article.clone();
                let lede = article
                    .lede
                    .and_then(|lede| paragraphs(&article.text).iter().position(|span| *span == lede));
                match article.title_span {
                    // It is shown as the title, and is a part of the text.
                    Some(span) => {
                        let start = span.byte_start;
                        in_text.extend(
                            title
                                .iter()
                                .map(|mark| Span::new(mark.byte_start + start, mark.byte_end + start)),
                        );
                        in_text.sort_unstable();
                        in_text.dedup();
                        article.text = without(&article.text, &in_text);
                        let span = paragraphs(&article.text)[0];
                        article.title = Some(Known::stated(span.of(&article.text).to_string(), "test"));
                        article.title_span = Some(span);
                    }
                    None => {
                        let title = article
                            .title
                            .as_ref()
                            .map_or(String::new(), |known| without(&known.value, &title));
                        article.title = Some(Known::stated(title, "test"));
                        article.text = without(&article.text, &in_text);
                    }
                }
                article.lede = lede.map(|number| paragraphs(&article.text)[number]);
                Some(article)
            });
            let replaced: Vec<Article> = replaced.collect();
            if replaced.is_empty() {
                continue;
            }
            for (number, found) in ask(&replaced, &text).found.iter().enumerate() {
                assert!(
                    found.is_none(),
                    "`{text}` still finds {:?} / {}",
                    replaced[number].title,
                    replaced[number].text
                );
            }
        }
    }
}

/// The articles of a file of JSON lines with `title`, `text` and `date`.
fn corpus(path: &str) -> Vec<Article> {
    let lines = std::fs::read_to_string(path).unwrap();
    let article = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_string();
        Article {
            title: Some(Known::stated(text("title"), "test")),
            text: text("text"),
            published: text("date").parse().ok().map(|date| Known::stated(date, "test")),
            language: Some(Known::new(Language::FR, Origin::Setting, "test")),
            ..Article::default()
        }
    };
    lines.lines().map(article).collect()
}

/// `DEPECHE_CORPUS=FILE.jsonl cargo test --release --lib counts_on_a_corpus -- --ignored --nocapture`
#[test]
#[ignore = "needs a corpus, and counts every article by hand"]
fn counts_on_a_corpus_are_those_of_the_slow_matcher() {
    let articles =
        corpus(&std::env::var("DEPECHE_CORPUS").expect("DEPECHE_CORPUS names a file of JSON lines"));
    let indexed: Vec<Indexed> = articles.iter().map(Indexed::new).collect();
    let engine = engine_over(articles);
    let queries = [
        "(cessez-le-feu OU trêve) /p (pourparlers OU négociations)",
        "\"maintien de la paix\"",
        "=\"cessez-le-feu\"",
        "négocia* W/5 accord",
        "titre:grève date:2018..2019 -SNCF",
        "chapo:(attentat NEAR/10 Paris)",
        "atleast5 otage /s libération",
        "\"ministre =intérieur\"~4 NOT (manifestation OU \"gilets jaunes\")",
    ];
    for text in queries {
        let Query { root: Some(root) } = parse(text).query else { panic!("{text}") };
        let request = SearchRequest { num_hits: 0, weakest: Some(Match::All), ..SearchRequest::new(text) };
        let counted = engine.search(&parse(text).query, &request, &locate).unwrap().total.all;
        let by_hand = indexed.iter().filter(|article| article.satisfies(&root, None)).count() as u64;
        // A figure that a reader is to see.
        #[allow(clippy::print_stderr)]
        {
            eprintln!("{counted:>6} articles, {by_hand:>6} by hand: {text}");
        }
        assert_eq!(counted, by_hand, "{text}");
    }
}
