//! The battery every format goes through: samples spoilt in seeded ways must not panic, hang, or give spans that do
//! not lie in their text; and the same bytes must give the same articles.

use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use super::mutation::Mutation;
use super::{Failure, Flow, Format, Member, Output, ReadOptions, Source, read_file};
use crate::model::Article;

/// A spoilt sample may not take longer, even in a debug build on a busy machine.
const MAX_TIME: Duration = Duration::from_secs(10);

/// Mutations of one sample: 300, or what `DEPECHE_MUTATIONS` says.
fn num_mutations() -> u64 {
    option_env!("DEPECHE_MUTATIONS").and_then(|number| number.parse().ok()).unwrap_or(300)
}

/// Reads `bytes` with one format, without detection.
pub(super) fn read_as(format: &dyn Format, bytes: &[u8]) -> (Result<(), Failure>, Vec<Article>) {
    let (mut articles, mut findings) = (Vec::new(), Vec::new());
    let mut each = |member: Member| {
        articles.push(member.article);
        Flow::Continue
    };
    let options = ReadOptions::default();
    let mut output = Output::new(Path::new("sample"), &mut findings, &mut each);
    let mut stream = Cursor::new(bytes);
    let mut source = Source { is_packed: false, ..Source::of_stream(&mut stream, &options) };
    let result = format.read(&mut source, &mut output);
    output.hand_over_single(super::ContentHash::of(bytes));
    (result, articles)
}

/// Spoils `sample` in seeded ways, splicing in `pieces` that matter to the format, and reads each result twice.
pub(super) fn survives(name: &str, sample: &[u8], pieces: &[&[u8]]) {
    survives_made(name, sample, pieces, &<[u8]>::to_vec);
}

/// The same for a sample that is packed into a file by `make` after it was spoilt.
pub(super) fn survives_made(name: &str, sample: &[u8], pieces: &[&[u8]], make: &dyn Fn(&[u8]) -> Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    survives_as(&folder.path().join(name), sample, pieces, make);
}

/// The same for a file among others that it names.
pub(super) fn survives_at(path: &Path, sample: &[u8], pieces: &[&[u8]]) {
    survives_as(path, sample, pieces, &<[u8]>::to_vec);
}

fn survives_as(path: &Path, sample: &[u8], pieces: &[&[u8]], make: &dyn Fn(&[u8]) -> Vec<u8>) {
    let name = path.display();
    for seed in 0..num_mutations() {
        let spoilt = make(&Mutation::new(seed).spoil(sample, pieces));
        std::fs::write(path, &spoilt).unwrap();
        let started = Instant::now();
        let (first, second) = (read(path), read(path));
        assert!(started.elapsed() < MAX_TIME, "{name}, seed {seed}: {:?}", started.elapsed());
        assert!(first == second, "{name}, seed {seed}: two readings differ");
        for member in &first.1 {
            check_spans(&member.article, &name.to_string(), seed);
        }
    }
}

/// Spoils `sample` likewise and hands the bytes to `read` twice: for what is read elsewhere than in `read_file`.
pub(super) fn survives_bytes(sample: &[u8], pieces: &[&[u8]], read: &dyn Fn(&[u8]) -> String) {
    for seed in 0..num_mutations() {
        let spoilt = Mutation::new(seed).spoil(sample, pieces);
        let started = Instant::now();
        assert!(read(&spoilt) == read(&spoilt), "seed {seed}: two readings differ");
        assert!(started.elapsed() < MAX_TIME, "seed {seed}: {:?}", started.elapsed());
    }
}

type Reading = (Result<super::FileRead, super::ReadError>, Vec<Member>, Vec<crate::diagnostics::Diagnostic>);

fn read(path: &Path) -> Reading {
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    let mut each = |member| {
        members.push(member);
        Flow::Continue
    };
    let result = read_file(path, &ReadOptions::default(), &mut findings, &mut each);
    let num_members = match &result {
        Ok(read) => read.num_members,
        Err(error) => error.num_members_before,
    };
    assert_eq!(num_members, members.len() as u64);
    (result, members, findings)
}

fn check_spans(article: &Article, name: &str, seed: u64) {
    assert!(!article.text.trim().is_empty(), "{name}, seed {seed}: an article without text");
    for span in [article.title_span, article.lede].into_iter().flatten() {
        let lies_inside = article.text.get(span.byte_start..span.byte_end).is_some();
        assert!(lies_inside, "{name}, seed {seed}: {span:?} is not in {:?}", article.text);
    }
}

const TEXT: &str =
    "Trêve à l’aube\r\n\r\nLes armes se taisent depuis 4 h, « enfin », dit-on à Yevlakh.\n\nSuite.\n";

#[test]
fn plain_text_survives() {
    survives("a.txt", TEXT.as_bytes(), &[b"\xFF\xFE", b"\x00", b"\xC3", b"\n\n", b"\r", b"\xEF\xBB\xBF"]);
}

#[test]
fn utf_16_survives() {
    let bytes: Vec<u8> =
        [0xFEFF_u16].into_iter().chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    survives("a.txt", &bytes, &[b"\x00\xD8", b"\x00"]);
}

const MARKDOWN: &str = "---\ntitle: \"Trêve\"\ndate: 2023-09-20\nsummary: Les armes se taisent.\ntags: [paix, {name: x}]\n---\n\n# Trêve\n\nLes *armes* [se taisent](x).\n\n- a\n- b\n\n> c\n\n| a | b |\n|---|---|\n| 1 | é |\n";

#[test]
fn markdown_survives() {
    let pieces: [&[u8]; 12] =
        [b"---\n", b"+++\n", b"[", b"> ", b"- ", b"*", b"`", b"&a *a ", b": ", b"? ", b"<br", b"[^1]: "];
    survives("a.md", MARKDOWN.as_bytes(), &pieces);
}

const JSON_LINES: &str = "{\"id\": 1, \"titre\": \"Trêve\", \"texte\": \"Un.\\u00e9\\n\\nDeux.\", \"date\": \"20/09/2023\", \"chapo\": \"En bref\", \"auteurs\": [{\"name\": \"A\"}]}\n{\"headline\": \"T\", \"content\": \"<p>Un</p><p>Deux</p>\", \"timestamp\": 1695200709.5}\n";

const JSON_PIECES: [&[u8]; 11] =
    [b"{", b"[", b"\"", b"\\u", b"\\ud800", b"null", b"1e400", b"-", b"]", b"}", b"{\"text\":"];

#[test]
fn json_lines_survive() {
    survives("a.jsonl", JSON_LINES.as_bytes(), &JSON_PIECES);
}

#[test]
fn json_survives() {
    let array = format!("{{\"total\": 2, \"articles\": [{}]}}", JSON_LINES.trim().replace('\n', ",\n"));
    survives("a.json", array.as_bytes(), &JSON_PIECES);
}

const HTML: &str = r#"<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Trêve | Journal</title>
<meta property="og:description" content="Les armes se taisent."><meta property="article:published_time" content="2023-09-20T08:00:00Z">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Trêve", "author": [{"name": "A"}], "articleBody": "Un."}]}</script>
</head><body><nav><a href="/">Accueil</a></nav><article itemscope><h1 itemprop="headline">Trêve</h1><time datetime="2023-09-20">hier</time>
<p>Depuis l&rsquo;aube, <b>plus un tir</b> dans la vallée.<br><br>Les habitants sortent, prudents, et comptent les maisons debout.</p>
<ul><li>un</li></ul><aside>Lire aussi</aside></article><footer>©</footer></body></html>"#;

#[test]
fn html_survives() {
    let pieces: [&[u8]; 14] = [
        b"<div>",
        b"</div>",
        b"<table>",
        b"<b>",
        b"<!--",
        b"<script>",
        b"<svg>",
        b"<p",
        b"&#",
        b"<br>",
        b"<template>",
        b"<a><b>",
        b"</p></p>",
        b"<select><option>",
    ];
    survives("a.html", HTML.as_bytes(), &pieces);
}

#[test]
fn gzip_survives() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, JSON_LINES.repeat(20).as_bytes()).unwrap();
    survives("a.jsonl.gz", &encoder.finish().unwrap(), &[b"\x1F\x8B\x08", b"\x00"]);
}

#[test]
fn zstd_survives() {
    let packed = zstd::encode_all(TEXT.repeat(50).as_bytes(), 3).unwrap();
    survives("a.txt.zst", &packed, &[b"\x28\xB5\x2F\xFD", b"\x50\x2A\x4D\x18", b"\xFF"]);
}

#[test]
fn bzip2_survives() {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    std::io::Write::write_all(&mut encoder, TEXT.repeat(50).as_bytes()).unwrap();
    survives("a.txt.bz2", &encoder.finish().unwrap(), &[b"BZh9", b"\x31\x41\x59\x26\x53\x59", b"\xFF"]);
}

#[test]
fn xz_survives() {
    let packed = super::read::tests::XZ_PARTS.concat();
    survives("a.jsonl.xz", &packed, &[b"\xFD7zXZ\0", b"\x02\x00\x21\x01\x28", b"YZ", b"\xFF"]);
}
