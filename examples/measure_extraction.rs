//! Measures how well pages become articles, against what people expect of them:
//! `cargo run --release --example measure_extraction -- PAGES [EXPECTED.jsonl] [--words]`.
//!
//! Expectations come in one of two shapes. `EXPECTED.jsonl` has an object a line: `id` (the page's file name without its
//! ending), `title`, `date` (the day), `text` and, where known, `author`. Without it, PAGES holds in any folder
//! `NAME.json` beside `NAME_….html.gz`: an object with an entry a page, in the order of the file names, and in each
//! `title`, `publishing_date`, `authors` and `body` (`summary`, `sections` of `headline` and `paragraphs`).
//!
//! The body's figure is token F1: the words (runs of letters and digits in lower case, soft hyphens left out) of the
//! article's text and of what is expected, each as a bag. What is expected is summary, headings and paragraphs. A
//! headline is right when its words are; a date when it is the same minute, or the same day where one of the two has no
//! time; authors when the same names stand there in any order. What is not expected, or null, is not judged.
//! `--words` shows the paragraphs of a page that are too many and those that are missing.

#![allow(clippy::print_stdout)]

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use depeche::formats::{Flow, ReadOptions, read_file};
use depeche::model::{Article, PartialDate, Precision};
use serde_json::Value;

/// What people expect of a page.
struct Expected {
    title: String,
    date: Option<PartialDate>,
    authors: Vec<String>,
    paragraphs: Vec<String>,
}

#[derive(Default)]
struct Tally {
    num_right: u32,
    num_judged: u32,
}

impl Tally {
    fn add(&mut self, verdict: Option<bool>) {
        self.num_judged += u32::from(verdict.is_some());
        self.num_right += u32::from(verdict == Some(true));
    }

    fn line(&self, what: &str) -> String {
        let share = 100.0 * f64::from(self.num_right) / f64::from(self.num_judged.max(1));
        format!("{what} {}/{} ({share:.1} %)", self.num_right, self.num_judged)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let shows_words = arguments.iter().any(|argument| argument == "--words");
    arguments.retain(|argument| argument != "--words");
    let pairs = match arguments.as_slice() {
        [pages, expected] => expected_in_lines(Path::new(pages), Path::new(expected))?,
        [pages] => expected_beside_pages(Path::new(pages))?,
        _ => return Err("usage: measure_extraction PAGES [EXPECTED.jsonl] [--words]".into()),
    };
    let (mut f1_sum, mut millis) = (0.0, 0.0);
    let (mut titles, mut dates, mut authors, mut all) =
        (Tally::default(), Tally::default(), Tally::default(), Tally::default());
    for (page, expected) in &pairs {
        let started = Instant::now();
        let article = read(page);
        millis += started.elapsed().as_secs_f64() * 1000.0;
        let f1 = token_f1(&[&article.text], &expected.paragraphs);
        f1_sum += f1;
        let verdicts = [
            title_verdict(&article, expected),
            date_verdict(&article, expected),
            author_verdict(&article, expected),
        ];
        for (tally, verdict) in [&mut titles, &mut dates, &mut authors].into_iter().zip(verdicts) {
            tally.add(verdict);
        }
        all.add(Some(!verdicts.contains(&Some(false))));
        let name = page.file_name().unwrap_or_default().to_string_lossy();
        println!("{f1:.3}  {}  {name}", mistakes(&article, expected, verdicts));
        if shows_words {
            show_words(&article, expected);
        }
    }
    let num_pages = pairs.len().max(1) as f64;
    println!(
        "{} pages: body token F1 {:.4} on average, {:.1} ms a page",
        pairs.len(),
        f1_sum / num_pages,
        millis / num_pages
    );
    println!(
        "{}; {}; {}; {}",
        titles.line("headline"),
        dates.line("date"),
        authors.line("author"),
        all.line("all three")
    );
    Ok(())
}

/// The first article of the page; an empty one where the page gives none.
fn read(page: &Path) -> Article {
    let mut found = Article::default();
    let mut each = |member: depeche::formats::Member| {
        found = member.article;
        Flow::Stop
    };
    if let Err(error) = read_file(page, &ReadOptions::default(), &mut Vec::new(), &mut each) {
        println!("{}: {error}", page.display());
    }
    found
}

fn expected_in_lines(pages: &Path, lines: &Path) -> Result<Vec<(PathBuf, Expected)>, Box<dyn Error>> {
    let mut pairs = Vec::new();
    for line in std::fs::read_to_string(lines)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let page = pages.join(format!("{}.html", text_of(&value["id"])));
        let expected = Expected {
            title: text_of(&value["title"]),
            date: text_of(&value["date"]).parse().ok(),
            authors: texts_of(&value["author"]),
            paragraphs: texts_of(&value["text"]),
        };
        pairs.push((page, expected));
    }
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(pairs)
}

fn expected_beside_pages(folder: &Path) -> Result<Vec<(PathBuf, Expected)>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut pairs = Vec::new();
    for json in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let start = format!("{}_", json.with_extension("").display());
        let pages = files.iter().filter(|page| page.display().to_string().starts_with(&start));
        let entries: serde_json::Map<String, Value> = serde_json::from_str(&std::fs::read_to_string(json)?)?;
        for (page, entry) in pages.zip(entries.values()) {
            pairs.push((page.clone(), expected_of(entry)));
        }
    }
    Ok(pairs)
}

fn expected_of(entry: &Value) -> Expected {
    let mut paragraphs = texts_of(&entry["body"]["summary"]);
    for section in entry["body"]["sections"].as_array().into_iter().flatten() {
        paragraphs.extend(texts_of(&section["headline"]));
        paragraphs.extend(texts_of(&section["paragraphs"]));
    }
    Expected {
        title: text_of(&entry["title"]),
        date: text_of(&entry["publishing_date"]).parse().ok(),
        authors: texts_of(&entry["authors"]),
        paragraphs,
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

fn texts_of(value: &Value) -> Vec<String> {
    let texts = match value {
        Value::Array(values) => values.iter().map(text_of).collect(),
        other => vec![text_of(other)],
    };
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

fn words(text: &str) -> Vec<String> {
    let text = text.replace('\u{AD}', "").to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

fn bag<T: AsRef<str>>(texts: &[T]) -> HashMap<String, usize> {
    let mut bag = HashMap::new();
    for word in texts.iter().flat_map(|text| words(text.as_ref())) {
        *bag.entry(word).or_default() += 1;
    }
    bag
}

fn token_f1<T: AsRef<str>, U: AsRef<str>>(found: &[T], expected: &[U]) -> f64 {
    let (found, expected) = (bag(found), bag(expected));
    let num_common: usize = found.iter().map(|(word, num)| expected.get(word).unwrap_or(&0).min(num)).sum();
    let num_all: usize = found.values().chain(expected.values()).sum();
    if num_all == 0 { 1.0 } else { 2.0 * num_common as f64 / num_all as f64 }
}

fn title_verdict(article: &Article, expected: &Expected) -> Option<bool> {
    let title = article.title.as_ref().map(|title| words(&title.value)).unwrap_or_default();
    (!expected.title.is_empty()).then(|| title == words(&expected.title))
}

fn date_verdict(article: &Article, expected: &Expected) -> Option<bool> {
    let expected = expected.date?;
    let Some(found) = article.published.as_ref().map(|date| date.value) else { return Some(false) };
    let both_have_times = found.precision() == Precision::Time && expected.precision() == Precision::Time;
    Some(match both_have_times {
        true => found.first_minute() == expected.first_minute(),
        false => found.without_time() == expected.without_time(),
    })
}

fn author_verdict(article: &Article, expected: &Expected) -> Option<bool> {
    let sorted = |names: &[String]| {
        let mut names: Vec<String> = names.iter().map(|name| words(name).join(" ")).collect();
        names.sort();
        names
    };
    (!expected.authors.is_empty()).then(|| sorted(article.authors()) == sorted(&expected.authors))
}

/// What is right and, where something is not, what was found and what was expected.
fn mistakes(article: &Article, expected: &Expected, verdicts: [Option<bool>; 3]) -> String {
    let found = [
        article.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        article.published.as_ref().map(|date| date.value.to_string()).unwrap_or_default(),
        article.authors().join("; "),
    ];
    let wanted = [
        expected.title.clone(),
        expected.date.map(|date| date.to_string()).unwrap_or_default(),
        expected.authors.join("; "),
    ];
    let mut said = String::new();
    for (number, what) in ["headline", "date", "author"].into_iter().enumerate() {
        said += &match verdicts[number] {
            Some(true) => format!("{what} ok  "),
            Some(false) => format!("{what} `{}` not `{}`  ", found[number], wanted[number]),
            None => format!("{what} -  "),
        };
    }
    said
}

/// Paragraphs most of whose words the other side does not have.
fn show_words(article: &Article, expected: &Expected) {
    let found: Vec<String> = article.text.split("\n\n").map(str::to_string).collect();
    for (sign, these, others) in [('+', &found, &expected.paragraphs), ('-', &expected.paragraphs, &found)] {
        let mut left = bag(others);
        for paragraph in these {
            let words = words(paragraph);
            let mut num_common = 0;
            for word in &words {
                if let Some(number) = left.get_mut(word).filter(|number| **number > 0) {
                    *number -= 1;
                    num_common += 1;
                }
            }
            if 2 * num_common < words.len() || words.len() > num_common + 12 {
                println!("    {sign} {paragraph}");
            }
        }
    }
}
