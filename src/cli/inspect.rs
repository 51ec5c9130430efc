//! `inspect`: what the program makes of a text, a file, the archive's words, and the index's contract.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use depeche::diagnostics::Diagnostic;
use depeche::enrich::{self, Context};
use depeche::formats::{self, Flow, ReadOptions};
use depeche::index::schema_source;
use depeche::model::{Article, FolderSettings, Known, Language};
use depeche::render::{path_text, printable};
use depeche::search::LocalSearcher;

use super::Shared;
use super::exit::{Exit, Failure};
use super::{archive, terminal};

/// Look inside: words, terms, files, schema.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// The words that analysis finds in a text: positions, bytes, exact forms, lemmas.
    Analyze {
        /// The text.
        text: Vec<String>,
        /// Its language.
        #[arg(long, default_value = "fr", value_name = "CODE")]
        lang: Language,
    },
    /// The archive's words that begin so, with the number of articles that have them.
    Terms {
        /// The beginning, accents as in the word.
        prefix: String,
        /// Most words listed.
        #[arg(short = 'n', default_value_t = 50)]
        number: usize,
    },
    /// What is recognised in a file: every article, every field, and where it was found.
    File {
        /// The file.
        path: PathBuf,
    },
    /// The contract of the index: its fields and what they mean.
    Schema,
}

/// Runs the command.
pub fn run(shared: &Shared, args: &Args) -> Result<Exit, Failure> {
    let text = match &args.what {
        What::Analyze { text, lang } => words(&text.join(" "), *lang),
        What::Terms { prefix, number } => {
            let searcher = LocalSearcher::open(&archive::open(shared)?)?;
            let terms = searcher.terms(prefix, *number)?;
            terms.iter().map(|term| format!("{}\t{}\n", printable(&term.term), term.num_articles)).collect()
        }
        What::File { path } => file(path)?,
        What::Schema => schema_source().to_string(),
    };
    terminal::write_paged(text.as_bytes()).map(|()| Exit::Done)
}

fn words(text: &str, language: Language) -> String {
    let mut table = String::from("position\tbytes\texact\tlemmas\n");
    for token in depeche::analysis::tokens(text, Some(language), 0) {
        let (span, lemmas) = (token.span, token.lemmas.join(" "));
        let joined = if token.is_joined { " (joined)" } else { "" };
        let line = format!(
            "{}\t{}–{}\t{}\t{lemmas}{joined}",
            token.position, span.byte_start, span.byte_end, token.exact
        );
        let _ = writeln!(table, "{}", line.split('\t').map(printable).collect::<Vec<_>>().join("\t"));
    }
    table
}

fn file(path: &Path) -> Result<String, Failure> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut later: Vec<Diagnostic> = Vec::new();
    let mut text = String::new();
    let settings = FolderSettings::default();
    let name = path_text(path);
    let context = Context { folder: &settings, path_inside: &name, default_language: None };
    let mut each = |member: formats::Member| {
        if let Some(key) = &member.key {
            let _ = writeln!(text, "── {} ──", printable(key));
        }
        for article in enrich::complete(member.article, &context, &mut later, path) {
            describe(&mut text, &article);
        }
        Flow::Continue
    };
    let read = formats::read_file(path, &ReadOptions::default(), &mut found, &mut each);
    let head = match read {
        Ok(read) => {
            format!("{name}: {}, {} bytes, {} article(s)\n", read.format, read.num_bytes, read.num_members)
        }
        Err(error) => format!("{name}: {} ({})\n", printable(&error.message), error.code.as_str()),
    };
    let notes: String =
        found.iter().chain(&later).map(|note| format!("note: {}\n", printable(&note.to_string()))).collect();
    Ok(format!("{head}{notes}{text}"))
}

fn describe(text: &mut String, article: &Article) {
    fn field<T: std::fmt::Display>(text: &mut String, name: &str, known: &Option<Known<T>>) {
        if let Some(known) = known {
            let value = known.value.to_string();
            let _ = writeln!(
                text,
                "{name:<10} {}  [{}: {}]",
                printable(&value),
                known.origin.as_str(),
                printable(&known.place)
            );
        }
    }
    field(text, "title", &article.title);
    field(text, "published", &article.published);
    field(text, "updated", &article.updated);
    field(text, "source", &article.source);
    field(text, "section", &article.section);
    field(text, "language", &article.language);
    for (name, values) in [("authors", &article.authors), ("tags", &article.tags)] {
        if !values.is_empty() {
            let _ = writeln!(text, "{name:<10} {}", printable(&values.join("; ")));
        }
    }
    if let Some(url) = &article.url {
        let _ = writeln!(text, "{:<10} {}", "url", printable(url));
    }
    let _ = writeln!(text, "\n{}\n", depeche::render::printable_block(&article.text).trim_end());
}
