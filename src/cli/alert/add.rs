//! `alert add`: writes an alert into the settings, and shows what its query means and finds today.

use std::path::{Path, PathBuf};

use depeche::config::{Kind, NewValue, is_archive_name, set_values};
use depeche::query::{join_arguments, parse};
use depeche::render::{count_text, path_text, printable, shell_word};
use depeche::search::{Match, SearchRequest, Searcher, Totals};

use super::super::environment::{self, Environment};
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::place::place_of;
use super::super::shared::Shared;
use super::super::ui::Ui;
use super::super::{engine, settings, settings_file, typing};
use super::of_archive::entry_of;

/// Set up an alert; it begins with the next run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A name for it
    name: String,
    /// What to look for, as in `query`; several arguments are one query
    #[arg(value_name = "QUERY", required = true)]
    text: Vec<String>,
    /// Keep an RSS feed in this file
    #[arg(long, value_name = "FILE")]
    rss: Option<PathBuf>,
    /// Keep an Atom feed in this file
    #[arg(long, value_name = "FILE")]
    atom: Option<PathBuf>,
    /// Add JSON lines to this file (schema depeche.alert/1)
    #[arg(long, value_name = "FILE")]
    jsonl: Option<PathBuf>,
    /// Add to this text in Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Start this command and give it JSON lines
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,
    /// Tell corrected articles again
    #[arg(long)]
    updates: bool,
    /// Leave out articles published longer ago, such as 30d
    #[arg(long, value_name = "AGE")]
    max_age: Option<String>,
    /// Passages of each article [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=100))]
    passages: Option<u16>,
}

impl Args {
    /// The text of the query.
    pub fn query(&self) -> String {
        let words: Vec<String> = self.text.iter().map(|word| typing::unmark(word).to_string()).collect();
        join_arguments(&words)
    }

    fn files(&self) -> [(&'static str, Option<&PathBuf>); 4] {
        [
            ("rss", self.rss.as_ref()),
            ("atom", self.atom.as_ref()),
            ("jsonl", self.jsonl.as_ref()),
            ("markdown", self.markdown.as_ref()),
        ]
    }

    /// What is written into the settings.
    fn values(&self, query: String) -> Result<Vec<(&'static str, NewValue)>, Failure> {
        let mut values = vec![("query", NewValue::Text(query))];
        for (key, file) in self.files() {
            let Some(file) = file else { continue };
            let whole = std::path::absolute(file)
                .map_err(|_| Failure::usage(format!("--{key} needs the path of a file")))?;
            let folder = whole.parent().unwrap_or(Path::new("/"));
            if !folder.is_dir() {
                return Err(Failure::usage(format!("there is no folder {}", path_text(folder))));
            }
            let text = whole.to_str().map(str::to_string).ok_or_else(|| {
                Failure::usage(format!("{} is not UTF-8: settings cannot hold it", path_text(&whole)))
            })?;
            values.push((key, NewValue::Text(text)));
        }
        values.extend(self.command.clone().map(|command| ("command", NewValue::Text(command))));
        values.extend(self.updates.then_some(("updates", NewValue::Flag(true))));
        values.extend(self.max_age.clone().map(|age| ("max-age", NewValue::Text(age))));
        values.extend(self.passages.map(|num| ("passages", NewValue::Number(i64::from(num)))));
        Ok(values)
    }
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let query = args.query();
    let name = typing::unmark(&args.name);
    if !is_archive_name(name) {
        let message = format!("`{name}` cannot name an alert");
        return Err(Failure::usage(message).hint("depeche alert add NAME 'QUERY' --rss FILE"));
    }
    if query.trim().is_empty() || parse(&query).understood.is_empty() {
        return Err(Failure::usage("there is nothing to look for"));
    }
    if args.command.is_none() && args.files().iter().all(|(_, file)| file.is_none()) {
        let failure = Failure::usage("the alert would go nowhere");
        return Err(
            failure.hint("say where: --rss, --atom, --jsonl or --markdown FILE, or --command COMMAND")
        );
    }
    if let Some(age) = &args.max_age {
        let unfit = |error| Failure::usage(format!("--max-age {}: {error}", shell_word(age)));
        Kind::Days.read_typed(age).map_err(unfit)?;
    }
    let place = place_of(shared, environment)?;
    let settings = settings::load(shared, environment)?;
    let entry = entry_of(&settings, &place, shared);
    if let Some(known) = entry.and_then(|(_, entry)| entry.alerts.get(name)) {
        let message = format!("there is an alert `{name}` already, at {}", known.origin);
        return Err(Failure::usage(message).hint(format!("depeche alert remove {}", shell_word(name))));
    }
    let searcher = engine::searcher(&place, None, ui)?;
    let archive = engine::open(&place)?;
    if archive.is_snapshot() {
        return Err(depeche::index::Error::IsSnapshot(archive.root().to_path_buf()).into());
    }
    let archive_name = entry.map_or(place.name.as_str(), |(name, _)| name);
    let mut change = vec![(vec!["archives", archive_name, "alerts", name], args.values(query.clone())?)];
    if entry.is_none() && shared.index.is_some() {
        if settings.archives.contains_key(archive_name) {
            let message = format!("your settings know another archive as `{archive_name}`");
            return Err(Failure::usage(message).hint("name this one there, with a line `index = …`"));
        }
        let index = NewValue::Text(place.root.to_string_lossy().into_owned());
        change.insert(0, (vec!["archives", archive_name], vec![("index", index)]));
    }
    let file = settings_file::change(shared, environment, |text| {
        let changed =
            change.iter().try_fold(text.to_string(), |text, (path, values)| set_values(&text, path, values));
        changed.map_err(|error| Failure::usage(error.to_string()))
    })?;
    let response = searcher.search(&SearchRequest {
        num_hits: 0,
        weakest: Some(Match::All),
        totals: Totals::Exact,
        now: environment::now(),
        ..SearchRequest::new(query)
    })?;
    for file in args.files().into_iter().filter_map(|(_, file)| file) {
        super::super::export::warn_if_in_folder(file, &archive, ui);
    }
    ui.answer(|out| {
        writeln!(out, "read as: {}", printable(&response.understood))?;
        for remark in &response.remarks {
            writeln!(out, "note: {}", printable(&remark.message))?;
        }
        writeln!(out, "The alert {} is in {}.", printable(name), path_text(&file))?;
        let begins = match response.total.all {
            0 => "It begins with the next run; no article of the archive matches today.".to_string(),
            n => format!(
                "It begins with the next run; {} of the archive {} today, and {} no news.",
                count_text(n, "article"),
                if n == 1 { "matches" } else { "match" },
                if n == 1 { "is" } else { "are" }
            ),
        };
        writeln!(out, "{begins}")
    })?;
    Ok(Exit::Done)
}
