//! Whatever is typed is answered: the sloppy inputs on which other engines report a syntax error, and generated ones that try to
//! break something. None may fail, take a second, or bring a control character to a terminal.
//!
//! `DEPECHE_HOSTILE_QUERIES=10000 cargo test --release --test hostile_queries` asks as many; a second is meant of a release build.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::{Duration, Instant};

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};
use depeche::render::{Look, write_advice, write_explanation, write_hits, write_summary};
use depeche::search::{LocalSearcher, SearchRequest, Searcher};

/// As people type them.
const SLOPPY: [&str; 15] = [
    "l'accord (paix",
    "\"cessez le feu",
    "AND paix",
    "paix AND",
    "cessez-le-feu: l'accord",
    "d'",
    "accord/paix",
    "c'est *",
    "paix ~",
    "[accord]",
    "-",
    "a:(^",
    "NOT guerre",
    "paix !",
    "13h00 (09h00 GMT)",
];

/// A debug build is many times slower.
const MAX_TIME: Duration =
    if cfg!(debug_assertions) { Duration::from_secs(10) } else { Duration::from_secs(1) };

const PIECES: [&str; 56] = [
    "paix ",
    "trêve ",
    "l'accord ",
    "cessez-le-feu ",
    "(",
    ")",
    "((((",
    "))))",
    "\"",
    "« ",
    " »",
    "“",
    " OU ",
    " ET ",
    " NOT ",
    " -",
    "!",
    "+",
    "=",
    "~",
    "~2 ",
    "^2 ",
    "^99999999999 ",
    "{5,} ",
    " NEAR/5 ",
    " W/999999 ",
    " /s ",
    " /p ",
    "atleast5 ",
    "atleast99999999 ",
    "titre:",
    "titre:(",
    "chapo:",
    "source:",
    "date:2018..2019 ",
    "date:[2018 TO ",
    "depuis:7j ",
    "url:",
    "négo* ",
    "*a* ",
    "* ",
    "?????* ",
    "m?t ",
    "/(a|b)*c/ ",
    "/(((a{50}){50}){50})/ ",
    "/.*.*.*.*.*x/ ",
    "/[^\\pL]*\\w+\\W?/ ",
    "\u{1b}[2J",
    "\u{0}",
    "\u{9b}2J",
    "\u{202e}",
    "\u{7}",
    "\r\n",
    "e\u{301}\u{301}\u{301}",
    "\u{200b}",
    "😀",
];

fn num_queries() -> usize {
    std::env::var("DEPECHE_HOSTILE_QUERIES").ok().and_then(|number| number.parse().ok()).unwrap_or(120)
}

/// A text of at most 5 kB; every tenth is of one piece alone.
fn hostile(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut roll = |sides: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % sides
    };
    let max_bytes = [60, 400, 5_000][roll(3)];
    let only = seed.is_multiple_of(10).then(|| roll(PIECES.len()));
    let mut text = String::new();
    loop {
        let piece = PIECES[only.unwrap_or_else(|| roll(PIECES.len()))];
        if text.len() + piece.len() > max_bytes {
            return text;
        }
        text += piece;
    }
}

/// Asks, shows, and looks at what is shown.
fn answer(searcher: &LocalSearcher, text: &str) {
    let told = || text.chars().take(200).collect::<String>();
    let start = Instant::now();
    let response =
        searcher.search(&SearchRequest::new(text)).unwrap_or_else(|error| panic!("{error}: {:?}", told()));
    let took = start.elapsed();
    assert!(took < MAX_TIME, "{took:?}: {:?}", told());
    let look = Look::default();
    let mut shown = Vec::new();
    write_summary(&mut shown, &response, &look).unwrap();
    write_advice(&mut shown, &response.advice, "depeche query", &look).unwrap();
    write_hits(&mut shown, &response, &look).unwrap();
    let explanation = searcher.explain(&SearchRequest::new(text)).unwrap();
    write_explanation(&mut shown, &explanation, &look).unwrap();
    let shown = String::from_utf8(shown).unwrap();
    let is_unsafe = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!shown.contains(is_unsafe), "{:?} shows {:?}", told(), shown.chars().find(|&c| is_unsafe(c)));
}

#[test]
fn whatever_is_typed_is_answered() {
    let directory = tempfile::tempdir().unwrap();
    let mut archive = Archive::create(&directory.path().join("archive"), "seeds", Access::Private).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    archive.add_folder(&folder, FolderSettings::default()).unwrap();
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    run(&mut archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    let searcher = LocalSearcher::open(&archive).unwrap();
    SLOPPY.iter().for_each(|text| answer(&searcher, text));
    answer(&searcher, &format!("{}paix{}", "(".repeat(1_000), ")".repeat(1_000)));
    for seed in 0..num_queries() as u64 {
        answer(&searcher, &hostile(seed));
    }
}
