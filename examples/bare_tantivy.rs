//! The yardstick for the cost of indexing: tantivy alone. No formats, no languages, no passages, no file states.
//!
//! `cargo run --release --example bare_tantivy -- ARTICLES.jsonl DIR` reads an object with `title` and `text` a line,
//! puts both into each of two plain fields with positions, stores both, and leaves one segment in DIR, which must not
//! exist yet. It prints what that cost; what depeche costs beyond it is the price of everything depeche does.

#![allow(clippy::print_stdout)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer};
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const TOKENIZER: &str = "lower-cased";
const WRITER_BYTES: usize = 250_000_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(articles), Some(directory)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bare_tantivy ARTICLES.jsonl DIR".into());
    };
    let directory = Path::new(&directory);
    fs::create_dir(directory)?;
    let index = create(directory)?;
    let (num_articles, text_bytes) = fill(&index, BufReader::new(File::open(articles)?))?;
    let sizes = fs::read_dir(directory)?.map(|entry| Ok(entry?.metadata()?.len()));
    let index_bytes: u64 = sizes.sum::<std::io::Result<u64>>()?;
    let (text_mb, index_mb) = (text_bytes as f64 / 1e6, index_bytes as f64 / 1e6);
    println!("{num_articles} documents, {text_mb:.1} MB of text");
    match cpu_seconds() {
        Some(cpu) => println!("{cpu:.2} s of CPU, {:.2} MB of text per CPU second", text_mb / cpu),
        None => println!("this system has no /proc: measure the CPU with `time`"),
    }
    println!("index {index_mb:.1} MB, {:.3} × the text", index_mb / text_mb);
    Ok(())
}

/// An empty index of two searchable fields and two stored ones.
fn create(directory: &Path) -> Result<Index> {
    let positions = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let searchable = TextOptions::default().set_indexing_options(positions);
    let mut schema = Schema::builder();
    for name in ["first", "second"] {
        schema.add_text_field(name, searchable.clone());
    }
    for name in ["title", "text"] {
        schema.add_text_field(name, STORED);
    }
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
        docstore_blocksize: 64 * 1024,
        ..IndexSettings::default()
    };
    let index = Index::builder().schema(schema.build()).settings(settings).create_in_dir(directory)?;
    let analyzer = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).build();
    index.tokenizers().register(TOKENIZER, analyzer);
    Ok(index)
}

/// Indexes every line with one thread and joins the segments; returns documents and bytes of titles and texts.
fn fill(index: &Index, lines: impl BufRead) -> Result<(u64, usize)> {
    let field = |name: &str| index.schema().get_field(name);
    let searchable: [Field; 2] = [field("first")?, field("second")?];
    let (title_field, text_field) = (field("title")?, field("text")?);
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
    let (mut num_articles, mut text_bytes) = (0, 0);
    for line in lines.lines() {
        let object: serde_json::Value = serde_json::from_str(&line?)?;
        let [title, text] = ["title", "text"].map(|name| object[name].as_str().unwrap_or_default());
        let mut document = TantivyDocument::default();
        document.add_text(title_field, title);
        document.add_text(text_field, text);
        for field in searchable {
            document.add_text(field, title);
            document.add_text(field, text);
        }
        writer.add_document(document)?;
        num_articles += 1;
        text_bytes += title.len() + text.len();
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok((num_articles, text_bytes))
}

/// User and system time of this process so far, where the system tells it in hundredths of a second (Linux).
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field, the program's name, may hold blanks; it ends with the last parenthesis.
    let (_, after_name) = stat.rsplit_once(')')?;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Some(ticks.sum::<std::result::Result<f64, _>>().ok()? / 100.0)
}
