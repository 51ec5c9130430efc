//! `depeche inspect`: what the program sees: the terms of a text, the words of an archive, the articles of a file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use depeche::analysis::{Token, tokens};
use depeche::config::FolderSetting;
use depeche::diagnostics::Diagnostic;
use depeche::enrich::{Context, complete, day_of_file_time};
use depeche::formats::{Commands, FileRead, Flow, ReadOptions, read_file};
use depeche::index::{Archive, schema_source};
use depeche::model::{
    Article, Dateline, FolderSettings, Known, Language, PartialDate, Status, Subject, Unit,
};
use depeche::render::{count_text, path_text, printable, printable_block, reasons_text};
use unicode_width::UnicodeWidthStr;

use super::engine;
use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::index::{absolute, settings_from};
use super::inspect_thesaurus;
use super::place::place_of;
use super::settings;
use super::shared::Shared;
use super::thesaurus::OwnEntries;
use super::ui::Ui;

/// See what depeche sees: terms, words, concepts, files, the index's fields.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche inspect analyze \"l'accord de paix\"    terms, positions, bytes
  depeche inspect terms cess                     the archive's words in cess…
  depeche inspect file ~/presse/2023/09/a.txt    title, date, text, from where
  depeche inspect file a.csv --set column.text=Corps    try it before indexing
  depeche inspect thesaurus trêve                what means the same
  depeche inspect schema                         the fields of the index")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// The terms of a text, with their positions and bytes
    Analyze {
        /// The text
        #[arg(required = true)]
        text: Vec<String>,
        /// Its language
        #[arg(long, value_name = "CODE", default_value = "fr")]
        lang: Language,
    },
    /// The words of the archive that begin so, with the number of articles that hold them
    Terms {
        /// The beginning; nothing lists all words
        #[arg(default_value = "")]
        prefix: String,
        /// Most words listed
        #[arg(short, default_value_t = 50, value_name = "N")]
        n: usize,
    },
    /// What is recognised in a file, every field, and where it comes from
    File {
        /// The file
        path: PathBuf,
        /// Most articles shown
        #[arg(short, default_value_t = 3, value_name = "N")]
        n: usize,
        /// Read it as if this was set for its folder, such as column.title=Titel; nothing is kept
        #[arg(long, value_name = "KEY=VALUE")]
        set: Vec<FolderSetting>,
    },
    /// What the thesaurus says of a word or of words together
    Thesaurus {
        /// The words, in any language
        #[arg(required = true, value_name = "WORD")]
        words: Vec<String>,
        #[command(flatten)]
        own_entries: OwnEntries,
    },
    /// The fields of the index, as data
    Schema,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    match &args.what {
        What::Analyze { text, lang } => {
            let text = text.join(" ");
            let terms = tokens(&text, Some(*lang), 0);
            ui.answer(|out| write_terms(out, &text, &terms))?;
        }
        What::Terms { prefix, n } => {
            let searcher = engine::searcher(&place_of(shared, environment)?, None, ui)?;
            let terms = searcher.terms(prefix, *n)?;
            let exit = if terms.is_empty() { Exit::Nothing } else { Exit::Done };
            ui.answer(|out| {
                terms
                    .iter()
                    .try_for_each(|term| writeln!(out, "{:>8}  {}", term.num_articles, printable(&term.term)))
            })?;
            return Ok(exit);
        }
        What::File { path, n, set } => {
            let archive =
                place_of(shared, environment).ok().and_then(|place| Archive::open(&place.root).ok());
            let commands = settings::commands(shared, environment)?;
            return inspect_file(path, *n, set, archive.as_ref(), commands, ui);
        }
        What::Thesaurus { words, own_entries } => {
            return inspect_thesaurus::run(words, own_entries, ui, environment);
        }
        What::Schema => ui.answer(|out| writeln!(out, "{}", schema_source().trim_end()))?,
    }
    Ok(Exit::Done)
}

/// A table: position, bytes, exact form, terms under which it is found, text.
fn write_terms(out: &mut dyn Write, text: &str, terms: &[Token]) -> io::Result<()> {
    let width = |column: fn(&Token) -> usize| terms.iter().map(column).max().unwrap_or(0).clamp(6, 40);
    let (exact, lemma) = (width(|term| term.exact.width()), width(|term| term.lemmas.join(" ").width()));
    writeln!(out, "position  bytes      {}  {}  text", padded("exact", exact), padded("lemma", lemma))?;
    for term in terms {
        let bytes = format!("{}..{}", term.span.byte_start, term.span.byte_end);
        writeln!(
            out,
            "{:>8}  {bytes:<9}  {}  {}  {}{}",
            term.position,
            padded(&printable(&term.exact), exact),
            padded(&printable(&term.lemmas.join(" ")), lemma),
            printable(term.span.of(text)),
            if term.is_joined { " (joined)" } else { "" },
        )?;
    }
    Ok(())
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// Reads the file as an index run would, with the settings of the folder of the archive that it lies in.
fn inspect_file(
    path: &Path,
    max_articles: usize,
    changes: &[FolderSetting],
    archive: Option<&Archive>,
    commands: Arc<Commands>,
    ui: &Ui,
) -> Result<Exit, Failure> {
    let path = absolute(path);
    let folder = archive.and_then(|archive| archive.settings().folder_around(&path)).cloned();
    let settings = folder.as_ref().map_or_else(FolderSettings::default, |folder| folder.settings.clone());
    let settings = settings_from(settings, changes);
    let inside = folder.as_ref().and_then(|folder| path.strip_prefix(&folder.path).ok()).unwrap_or(&path);
    let inside = inside.to_string_lossy().into_owned();
    let latest = file_time(&path).and_then(day_of_file_time);
    let options = ReadOptions { commands, ..ReadOptions::of(&settings) };
    let (mut findings, mut more_findings): (Vec<Diagnostic>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    let (mut articles, mut num_members) = (Vec::new(), 0);
    let result = read_file(&path, &options, &mut findings, &mut |member| {
        num_members += 1;
        if articles.len() < max_articles {
            let path_inside = member.path_in(&inside).into_owned();
            let context =
                Context { folder: &settings, path_inside: &path_inside, default_language: None, latest };
            let completed = complete(member.article, &context, &mut more_findings, &path);
            articles.extend(completed.into_iter().map(|article| (member.key.clone(), article)));
        }
        Flow::Continue
    });
    findings.append(&mut more_findings);
    articles.truncate(max_articles);
    ui.long_answer(|out| {
        writeln!(out, "{}", path_text(&path))?;
        match &result {
            Ok(read) => writeln!(
                out,
                "format {} (version {}), {} bytes, {}{}",
                read.format,
                read.format_version,
                read.num_bytes,
                count_text(num_members, "article"),
                left_out(read)
            )?,
            Err(error) => writeln!(out, "not read: {} [{}]", printable(&error.message), error.code.as_str())?,
        }
        findings.iter().try_for_each(|finding| writeln!(out, "note: {}", printable(&finding.to_string())))?;
        articles.iter().try_for_each(|(key, article)| write_fields(out, key.as_deref(), article))
    })?;
    Ok(if result.is_ok() { Exit::Done } else { Exit::Nothing })
}

/// The time of the last change, in seconds since 1970.
fn file_time(path: &Path) -> Option<i64> {
    let time = std::fs::metadata(path).ok()?.modified().ok()?;
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// `; 12 of 40 files inside left out: 9 jpg, 3 pdf`.
fn left_out(read: &FileRead) -> String {
    if read.skipped_members.is_empty() {
        return String::new();
    }
    let reasons = read.skipped_members.iter().map(|(reason, count)| (reason.as_str(), *count));
    let (part, all) = (read.num_skipped_members(), count_text(read.num_inner_files, "file"));
    format!("; {part} of {all} inside left out: {}", reasons_text(reasons))
}

/// Every field with its value and the place it was found at, then the text.
fn write_fields(out: &mut dyn Write, key: Option<&str>, article: &Article) -> io::Result<()> {
    writeln!(out)?;
    let known =
        |value: &Option<Known<String>>| value.as_ref().map(|known| (known.value.clone(), place(known)));
    let list = |value: &Option<Known<Vec<String>>>, separator: &str| {
        value.as_ref().map(|known| (known.value.join(separator), place(known)))
    };
    let date =
        |value: &Option<Known<PartialDate>>| value.as_ref().map(|date| (date.value.to_string(), place(date)));
    let shown = |value: Option<String>| value.map(|value| (value, String::new()));
    let fields: [(&str, Option<(String, String)>); 26] = [
        ("key", shown(key.map(str::to_string))),
        ("source id", shown(article.source_id.clone())),
        ("version", shown(article.version.map(|version| version.to_string()))),
        ("status", shown((article.status != Status::Usable).then(|| article.status.as_str().to_string()))),
        (
            "unit",
            shown((article.unit != Unit::Article).then(|| format!("{:?}", article.unit).to_lowercase())),
        ),
        ("page", known(&article.page)),
        ("title", known(&article.title)),
        ("published", date(&article.published)),
        ("written", shown(article.date_as_written.clone())),
        ("updated", date(&article.updated)),
        ("embargo", date(&article.embargo)),
        (
            "dateline",
            article.dateline.as_ref().map(|dateline| (dateline_text(&dateline.value), place(dateline))),
        ),
        ("source", known(&article.source)),
        ("agency", known(&article.agency)),
        ("section", known(&article.section)),
        ("authors", list(&article.authors, "; ")),
        ("tags", list(&article.tags, ", ")),
        ("subjects", article.subjects.as_ref().map(|known| (subjects_text(&known.value), place(known)))),
        ("language", article.language.as_ref().map(|lang| (lang.value.to_string(), place(lang)))),
        ("url", known(&article.url)),
        ("rights", known(&article.rights)),
        ("excerpt", shown(article.is_excerpt.then(|| "the source shows only the beginning".to_string()))),
        ("legible", shown(article.legibility.map(|percent| format!("{percent} % of the words are known")))),
        ("lede", shown(article.lede.map(|lede| lede.of(&article.text).to_string()))),
        ("captions", shown(Some(article.captions.join(" | ")).filter(|captions| !captions.is_empty()))),
        ("credits", shown(Some(article.credits.join(" | ")).filter(|credits| !credits.is_empty()))),
    ];
    for (name, field) in fields {
        match field {
            Some((value, from)) if from.is_empty() => writeln!(out, "{name:>10}: {}", printable(&value))?,
            Some((value, from)) => {
                writeln!(out, "{name:>10}: {}  [{}]", printable(&value), printable(&from))?
            }
            None if matches!(name, "published" | "source" | "language") => {
                writeln!(out, "{name:>10}: not known")?
            }
            None => {}
        }
    }
    writeln!(out, "\n{}", printable_block(&article.text).trim_end())
}

fn dateline_text(dateline: &Dateline) -> String {
    let time = dateline.time.map(|time| time.to_string());
    [dateline.place.clone(), time].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn subjects_text(subjects: &[Subject]) -> String {
    let text = |subject: &Subject| match &subject.name {
        Some(name) => format!("{} ({name})", subject.code),
        None => subject.code.clone(),
    };
    subjects.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn place<T>(known: &Known<T>) -> String {
    format!("{}: {}", known.origin.as_str(), known.place)
}
