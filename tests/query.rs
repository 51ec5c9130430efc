//! The query language through the public API: the cases of `query/cases.toml`, and the laws that hold for any text.
//!
//! What a query finds is not tested here: that is the search tests'.

use std::fmt::Write;
use std::time::{Duration, Instant};

use depeche::model::Span;
use depeche::query::{Form, Node, Order, Parsed, Phrase, Query, Scope, Spelling, Word, parse};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    query: String,
    tree: String,
    understood: String,
    #[serde(default)]
    remarks: Vec<(String, String)>,
}

/// The compact notation of trees that the head of `cases.toml` explains.
fn notation(query: &Query) -> String {
    query.root.as_ref().map(node_notation).unwrap_or_default()
}

fn node_notation(node: &Node) -> String {
    let list = |nodes: &[Node]| nodes.iter().map(node_notation).collect::<Vec<_>>().join(", ");
    match node {
        Node::Word(word) => word_notation(word, Form::Inflected),
        Node::Phrase(phrase) => {
            let words: Vec<String> =
                phrase.words.iter().map(|word| word_notation(word, phrase.form)).collect();
            format!("{}[{}]", sign(phrase.form), words.join(" "))
        }
        Node::And(nodes) => format!("and({})", list(nodes)),
        Node::Or(nodes) => format!("or({})", list(nodes)),
        Node::Not(node) => format!("not({})", node_notation(node)),
        Node::Near(near) => {
            let name = if near.order == Order::Any { "near" } else { "ordered" };
            format!("{name}({}: {})", near.distance, list(&near.parts))
        }
        Node::Within(within) => {
            let name = if within.scope == Scope::Sentence { "sentence" } else { "paragraph" };
            format!("{name}({})", list(&within.parts))
        }
        Node::AtLeast(at_least) => format!("atleast({}: {})", at_least.times, node_notation(&at_least.node)),
        Node::In(inside) => format!("{}({})", inside.part.as_str(), node_notation(&inside.node)),
        Node::Weighted { node, weight } => format!("weight({weight}: {})", node_notation(node)),
        Node::Filter(filter) => format!("{{{filter}}}"),
        other => format!("{other:?}"),
    }
}

/// A word with its sign, unless all around it have the same.
fn word_notation(word: &Word, around: Form) -> String {
    let sign = if word.form == around { "" } else { sign(word.form) };
    match word.spelling {
        Spelling::Typed | Spelling::Pattern => format!("{sign}{}", word.text),
        Spelling::Fuzzy(edits) => format!("{sign}{}~{edits}", word.text),
        Spelling::Regex => format!("{sign}/{}/", word.text),
    }
}

fn sign(form: Form) -> &'static str {
    match form {
        Form::Inflected => "",
        Form::Exact => "=",
        Form::Concept => "~",
    }
}

/// What differs between the case and what the parser says; empty when nothing does.
fn differences(case: &Case, parsed: &Parsed) -> String {
    let mut report = String::new();
    let mut compare = |what: &str, wanted: &str, got: &str| {
        if wanted != got {
            let _ = write!(report, "\n  {what}: wanted `{wanted}`\n  {:1$}     got `{got}`", "", what.len());
        }
    };
    compare("tree", &case.tree, &notation(&parsed.query));
    compare("understood", &case.understood, &parsed.understood);
    let said: Vec<(&str, &str)> =
        parsed.remarks.iter().map(|remark| (remark.span.of(&case.query), remark.message.as_str())).collect();
    let as_wanted = said.len() == case.remarks.len()
        && said
            .iter()
            .zip(&case.remarks)
            .all(|(said, wanted)| said.0 == wanted.0 && said.1.contains(&wanted.1));
    if !as_wanted {
        compare("remarks", &format!("{:?}", case.remarks), &format!("{said:?}"));
    }
    report
}

#[test]
fn every_case_is_read_as_written() {
    let cases: Cases = toml::from_str(include_str!("query/cases.toml")).unwrap();
    assert!(cases.case.len() >= 390, "only {} cases were read", cases.case.len());
    let mut report = String::new();
    for case in &cases.case {
        let differences = differences(case, &parse(&case.query));
        if !differences.is_empty() {
            let _ = write!(report, "\n{:?}{differences}", case.query);
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn no_case_is_there_twice() {
    let cases: Cases = toml::from_str(include_str!("query/cases.toml")).unwrap();
    let mut queries: Vec<&str> = cases.case.iter().map(|case| case.query.as_str()).collect();
    let num_cases = queries.len();
    queries.sort_unstable();
    queries.dedup();
    assert_eq!(queries.len(), num_cases);
}

#[test]
fn a_wrong_case_is_noticed() {
    let mut case = Case {
        query: "a OR b".into(),
        tree: "or(a, b)".into(),
        understood: "a OR b".into(),
        remarks: vec![],
    };
    assert_eq!(differences(&case, &parse("a OR b")), "");
    case.tree = "and(a, b)".into();
    assert!(differences(&case, &parse("a OR b")).contains("tree"));
    case.remarks.push(("OR".into(), "ignored".into()));
    assert!(differences(&case, &parse("a OR b")).contains("remarks"));
}

#[test]
fn groups_nest_64_deep_and_the_words_beyond_are_kept() {
    for depth in [64, 65, 500, 20_000] {
        let text = format!("{}paix{}", "(a OR (b ".repeat(depth / 2), "))".repeat(depth / 2));
        let parsed = parse(&text);
        assert_eq!(
            parsed.remarks.iter().any(|remark| remark.message.contains("64 deep")),
            depth > 65,
            "{depth}"
        );
        // The words of the deepest texts are beyond the bound on words.
        assert!(parsed.understood.contains("paix") || depth > 1_000, "{}", parsed.understood);
        round_trip(&text);
    }
}

#[test]
fn a_query_holds_1000_words() {
    let parsed = parse(&"paix ".repeat(1_000));
    assert!(parsed.remarks.is_empty());
    for text in ["paix ".repeat(1_001), format!("(\"{}\" OR b) c", "paix ".repeat(5_000)), "a,".repeat(9_000)]
    {
        let parsed = parse(&text);
        assert_eq!(words(&parsed.query).len(), 1_000);
        assert_eq!(parsed.remarks.len(), 1, "{:?}", parsed.remarks);
        assert!(parsed.remarks[0].message.contains("at most 1000 words"));
        round_trip(&text);
    }
}

#[test]
fn hostile_texts_are_read_in_time_that_grows_with_their_length_only() {
    let pieces = [
        "(", ")", "\"", "«", "-", "-(", "=\"", "a", " OR ", "NOT ", "a(s", "~", "/a/", ":", "titre:", "é",
        "'", "|",
    ];
    let start = Instant::now();
    for seed in 0..10_000_usize {
        let num_pieces = seed * 7 % 2_000;
        let stride = 1 + seed % 17;
        let text: String =
            (0..num_pieces).map(|i| pieces[(seed + i * stride + i / 5) % pieces.len()]).collect();
        if seed % 16 == 0 {
            check_laws(&text);
        } else {
            let _ = parse(&text);
        }
    }
    // About 15 MB of text: a pass that is not linear would take minutes.
    assert!(start.elapsed() < Duration::from_secs(120), "took {:?}", start.elapsed());
}

#[test]
fn ten_times_the_text_takes_about_ten_times_as_long() {
    for piece in ["(", "\"", "«", "a(s", "NOT ", "-(", "'a ", "a:", "* ", "¿", "a~", "a/"] {
        let text = piece.repeat(2_000_000 / piece.len());
        let start = Instant::now();
        let _ = parse(&text);
        // Quadratic would be hours.
        assert!(start.elapsed() < Duration::from_secs(20), "{piece:?} took {:?}", start.elapsed());
    }
}

fn words(query: &Query) -> Vec<&Word> {
    let mut words = Vec::new();
    let mut nodes: Vec<&Node> = query.root.iter().collect();
    while let Some(node) = nodes.pop() {
        match node {
            Node::Word(word) => words.push(word),
            Node::Phrase(phrase) => words.extend(&phrase.words),
            other => nodes.extend(other.children()),
        }
    }
    words
}

fn phrases(query: &Query) -> Vec<&Phrase> {
    let mut phrases = Vec::new();
    let mut nodes: Vec<&Node> = query.root.iter().collect();
    while let Some(node) = nodes.pop() {
        match node {
            Node::Phrase(phrase) => phrases.push(phrase),
            other => nodes.extend(other.children()),
        }
    }
    phrases
}

/// Lists are flat and hold two or more, negations do not stand on one another, phrases have two words.
fn check_shape(node: &Node) {
    match node {
        Node::And(list) => {
            assert!(list.len() > 1 && !list.iter().any(|node| matches!(node, Node::And(_))), "{node:?}");
            list.iter().for_each(check_shape);
        }
        Node::Or(list) => {
            assert!(list.len() > 1 && !list.iter().any(|node| matches!(node, Node::Or(_))), "{node:?}");
            list.iter().for_each(check_shape);
        }
        Node::Not(inner) => {
            assert!(!matches!(**inner, Node::Not(_)), "{node:?}");
            check_shape(inner);
        }
        Node::Phrase(phrase) => {
            assert!(phrase.words.len() > 1);
            let has_form = |word: &Word| phrase.form == Form::Inflected || word.form == phrase.form;
            assert!(phrase.words.iter().all(has_form), "{node:?}");
        }
        Node::Near(near) => {
            assert!(
                near.parts.len() > 1 && (near.order == Order::Written || near.parts.len() <= 8),
                "{node:?}"
            );
            near.parts.iter().for_each(check_placed);
        }
        Node::Within(within) => {
            assert!(within.parts.len() > 1, "{node:?}");
            within.parts.iter().for_each(check_placed);
        }
        Node::AtLeast(at_least) => check_placed(&at_least.node),
        Node::In(inside) => {
            assert!(!matches!(*inside.node, Node::In(_) | Node::Filter(_)), "{node:?}");
            check_shape(&inside.node);
        }
        Node::Weighted { node, .. } => {
            assert!(!matches!(**node, Node::Weighted { .. } | Node::Not(_) | Node::Filter(_)), "{node:?}");
            check_shape(node);
        }
        _ => {}
    }
}

/// What stands near something has a place itself.
fn check_placed(node: &Node) {
    match node {
        Node::And(_) | Node::Not(_) | Node::Filter(_) | Node::AtLeast(_) => panic!("no place: {node:?}"),
        Node::Or(nodes) => {
            nodes.iter().for_each(check_placed);
            check_shape(node);
        }
        Node::In(inside) => check_placed(&inside.node),
        Node::Weighted { node, .. } => check_placed(node),
        other => check_shape(other),
    }
}

fn lies_in(span: Span, text: &str) -> bool {
    span.byte_start <= span.byte_end && text.get(span.byte_start..span.byte_end).is_some()
}

fn round_trip(text: &str) {
    let parsed = parse(text);
    let again = parse(&parsed.understood);
    assert_eq!(
        again.query.without_spans(),
        parsed.query.without_spans(),
        "{text:?} → {:?}",
        parsed.understood
    );
    assert_eq!(again.understood, parsed.understood, "the reading of a reading is itself");
}

/// Everything that holds for any text.
fn check_laws(text: &str) {
    let parsed = parse(text);
    for remark in &parsed.remarks {
        assert!(lies_in(remark.span, text), "{remark:?} in {text:?}");
        assert!(remark.message.ends_with('.') && !remark.message.contains(char::is_control), "{remark:?}");
    }
    for word in words(&parsed.query) {
        assert_eq!(word.span.of(text), word.text, "a word is a part of the text, as typed");
        assert!(word.text.contains(char::is_alphanumeric));
    }
    for phrase in phrases(&parsed.query) {
        assert!(lies_in(phrase.span, text));
        assert!(phrase.words.iter().all(|word| phrase.span.contains(word.span)));
    }
    parsed.query.root.iter().for_each(check_shape);
    assert_eq!(parsed.query.root.is_none(), parsed.understood.is_empty());
    round_trip(text);
}

/// Text that looks like queries: pieces of the language in any order.
fn query_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(vec![
            "paix", "l'accord", "d’Yevlakh", "cessez-le-feu", "AND", "ET", "OR", "OU", "NOT", "SAUF", "et", "20/09/2023",
            "titre:", "a/b", "atleast5", "NEAR/5", "W/3", "/s", "/p", "m?t", "mot*", "~mot", "concept:mot", "~", "~~", "~2", "^4", "/re.*/", "(s)",
            "title:", "source:", "date:2018..2019", "date:7j", "depuis:", "date:[2018 TO 2019]", "lieu:=", "url:http://x.fr/a|b",
            "mot~1", "^0.5", "{5,}", "\"~5", "=mot", "mot*^2", "*feu", "atleast2 ", "aumoins3 (", "MEME-PARA", "near/5", "/5", "NEAR", "titre:(", "auteur:(","chapo:\"",
            "😀", "停戦", "e\u{301}t", "\u{301}", "\u{0}", "U.S.", "3,5", "AT&T", "nº123", "{2,}",
        ]).prop_map(String::from),
        5 => proptest::sample::select(vec![
            " ", " ", " ", "  ", "(", ")", "\"", "«", "»", "“", "”", "„", "-", "=", "+", "!", "|", "||", "&", "'", "’", "*",
            ":", "/", "\u{a0}", "\u{202f}", "\u{2011}", "[", "]", ",", "…", "\n",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_for_query_like_text(text in query_like()) {
        check_laws(&text);
    }

    #[test]
    fn the_laws_hold_for_any_text(text in any::<String>()) {
        check_laws(&text);
    }

    #[test]
    fn plain_words_are_all_meant_and_bring_no_remark(words in proptest::collection::vec("[a-zéèœ]{1,8}", 1..9)) {
        let parsed = parse(&words.join(" "));
        prop_assert_eq!(parsed.understood, words.join(" AND "));
        prop_assert!(parsed.remarks.is_empty());
    }

    #[test]
    fn the_kind_of_quotes_does_not_matter(words in proptest::collection::vec("[a-zé'’-]{0,3}[a-z]{1,4}", 2..5)) {
        let phrase = words.join(" ");
        let straight = parse(&format!("\"{phrase}\"")).query.without_spans();
        for (open, close) in [("« ", " »"), ("“", "”"), ("„", "“"), ("«\u{a0}", "\u{a0}»")] {
            prop_assert_eq!(&parse(&format!("{open}{phrase}{close}")).query.without_spans(), &straight);
        }
    }
}
