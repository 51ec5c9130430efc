//! What is read from the fixtures of every format: all fields with where they were found, and the text, as files to
//! review. A change of a reader shows here as a difference.
//!
//! After a change that is meant: `cargo test --test formats regenerate -- --ignored`, then read the difference.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod reading;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use depeche::diagnostics::Diagnostic;
use depeche::enrich::{Context, complete};
use depeche::formats::{Flow, Member, Refusal, read_file};
use depeche::model::{Article, FolderSettings, Known};

#[test]
fn fixtures_are_read_as_expected() {
    let mut differing = Vec::new();
    for file in reading::fixture_files() {
        let expected = fs::read_to_string(expected_path(&file)).unwrap_or_default();
        if described(&file) != expected {
            differing.push(file);
        }
    }
    assert!(
        differing.is_empty(),
        "{differing:#?} are read otherwise than expected; if that is meant, `cargo test --test formats regenerate -- --ignored`"
    );
}

#[test]
fn every_fixture_is_read_by_the_format_of_its_folder() {
    for file in reading::fixture_files() {
        let read =
            read_file(&file, &reading::options(), &mut Vec::<Diagnostic>::new(), &mut |_| Flow::Continue);
        match read {
            Ok(read) => assert_eq!(read.format, reading::format_of(&file), "{}", file.display()),
            // The pages of an issue lie beside it.
            Err(error) => assert_eq!(error.outcome, Refusal::Skipped, "{}: {error}", file.display()),
        }
    }
}

#[test]
#[ignore = "writes the expectations anew"]
fn regenerate() {
    for file in reading::fixture_files() {
        fs::write(expected_path(&file), described(&file)).unwrap();
    }
}

fn expected_path(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap().to_os_string();
    name.push(".expected");
    file.with_file_name(name)
}

/// Everything that is read of a file.
fn described(file: &Path) -> String {
    let mut out = String::new();
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut members = Vec::new();
    let result = read_file(file, &reading::options(), &mut findings, &mut |member| {
        members.push(member);
        Flow::Continue
    });
    match result {
        Ok(read) => writeln!(out, "{}, {} articles", read.format, read.num_members).unwrap(),
        Err(error) => writeln!(out, "not read: {error}").unwrap(),
    }
    for finding in &findings {
        let member = finding.member.as_deref().unwrap_or("file");
        writeln!(out, "{member}: {} [{}]", finding.message, finding.code.as_str()).unwrap();
    }
    members.into_iter().for_each(|member| describe(member, file, &mut out));
    out
}

fn describe(member: Member, file: &Path, out: &mut String) {
    let settings = FolderSettings::default();
    let name = file.file_name().unwrap().to_string_lossy();
    let context = Context { folder: &settings, path_inside: &name, default_language: None, latest: None };
    for article in complete(member.article, &context, &mut Vec::<Diagnostic>::new(), file) {
        writeln!(out, "\n== {}", member.key.as_deref().unwrap_or("the file")).unwrap();
        describe_fields(&article, out);
        writeln!(out, "\n{}", article.text.trim_end()).unwrap();
    }
}

fn describe_fields(article: &Article, out: &mut String) {
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            writeln!(out, "{name}: {value}").unwrap();
        }
    };
    let debug = |value: &dyn std::fmt::Debug| Some(format!("{value:?}"));
    line("source id", article.source_id.clone());
    line("version", article.version.map(|version| version.to_string()));
    line("status", Some(article.status.as_str().to_string()).filter(|status| status != "usable"));
    line("unit", debug(&article.unit).filter(|unit| unit != "Article"));
    line("page", known(&article.page));
    line("pages", debug(&article.page_starts).filter(|pages| pages != "[]"));
    line("title", known(&article.title));
    line("published", known(&article.published));
    line("date as written", article.date_as_written.clone());
    line("updated", known(&article.updated));
    line("embargo", known(&article.embargo));
    line(
        "dateline",
        article.dateline.as_ref().map(|line| {
            let time = line.value.time.map(|time| time.to_string()).unwrap_or_default();
            format!("{}, {time} [{}]", line.value.place.as_deref().unwrap_or(""), line.place)
        }),
    );
    line("source", known(&article.source));
    line("agency", known(&article.agency));
    line("section", known(&article.section));
    line("authors", list(&article.authors));
    line("tags", list(&article.tags));
    line("subjects", article.subjects.as_ref().and_then(|subjects| debug(&subjects.value)));
    line("language", known(&article.language));
    line("url", known(&article.url));
    line("rights", known(&article.rights));
    line("excerpt", article.is_excerpt.then(|| "yes".to_string()));
    line("scan", article.is_scan.then(|| "yes".to_string()));
    line("legibility", article.legibility.map(|percent| percent.to_string()));
    line("latest", article.latest.map(|date| date.to_string()));
    line("lede", article.lede.map(|lede| lede.of(&article.text).to_string()));
    line("captions", Some(article.captions.join(" | ")));
    line("credits", Some(article.credits.join(" | ")));
}

fn known<T: ToString>(value: &Option<Known<T>>) -> Option<String> {
    let value = value.as_ref()?;
    Some(format!("{} [{}: {}]", value.value.to_string(), value.origin.as_str(), value.place))
}

fn list(value: &Option<Known<Vec<String>>>) -> Option<String> {
    let value = value.as_ref()?;
    Some(format!("{} [{}: {}]", value.value.join("; "), value.origin.as_str(), value.place))
}
