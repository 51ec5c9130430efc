//! `depeche replay`: an export is made again from the archive of today, and compared with its record article by article.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use depeche::error::AtPath;
use depeche::export::{Comparison, Manifest, Verdict};
use depeche::model::ArticleId;
use depeche::render::{ExportFormat, Field, path_text, wire, write_json, write_replay};
use depeche::search::{LocalSearcher, Unshown};

use super::engine;
use super::environment::{Environment, now};
use super::exit::Exit;
use super::export::{self, Destination, Form};
use super::failure::Failure;
use super::place::place_of;
use super::shared::Shared;
use super::thesaurus::OwnEntries;
use super::ui::Ui;

/// Make an export again, and say what is not the same.
///
/// Takes the manifest that `query --output` writes beside its file, asks the archive of today the same, and names the
/// articles that came, went or say something else. Nothing is written unless `--output` names a file.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche query 'trêve' --format csv --output t.csv
  depeche replay t.csv.manifest.json                    is it still the same?
  depeche replay t.csv.manifest.json --output new.csv   keep what it is now
  depeche replay t.csv.manifest.json --index /srv/presse

Exit status: 0 the same articles, saying the same · 1 articles came, went or
changed · 2 it could not be told")]
pub struct Args {
    /// The manifest of an export
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    /// Write the export of today to this file, with a manifest beside it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    own_entries: OwnEntries,
    /// Print the comparison as JSON (schema depeche.replay/1)
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let before = read(args)?;
    let form = form_of(&before, args)?;
    let request = before.head.request(now()).map_err(|error| bad(args, &error.to_string()))?;
    let thesaurus = args.own_entries.thesaurus(environment)?;
    let has_own_entries = thesaurus.is_some();
    if has_own_entries != before.head.options.own_thesaurus {
        let was = if has_own_entries { "without" } else { "with" };
        ui.warn(&format!("the export was made {was} entries of your own in the thesaurus"));
    }
    let place = place_of(&archive_of(&before, shared), environment)?;
    let searcher = engine::searcher(&place, thesaurus, ui).map_err(|failure| match failure.code {
        "no-archive" => failure.hint("--index DIR or --archive NAME says where the archive is now"),
        _ => failure,
    })?;
    let destination = args.output.as_deref().map_or(Destination::NOWHERE, Destination::to);
    destination.warn_if_indexed(&engine::open(&place)?, ui);
    let mut comparison = Comparison::new(&before);
    let mut look = |article: &depeche::search::ExportedArticle| comparison.add(article);
    let written = export::write(&searcher, &request, &form, has_own_entries, &destination, &mut look)?;
    export::report(&written, &destination, ui);
    let today = Manifest { head: written.head, articles: Vec::new(), tail: written.tail };
    let replay = comparison.finish(&today, |id| why_lost(&searcher, id))?;
    ui.long_answer(|out| match args.json {
        true => write_json(out, &wire::Replay::new(&replay)),
        false => write_replay(out, &replay, &ui.look),
    })?;
    Ok(if replay.verdict == Verdict::Differs { Exit::Nothing } else { Exit::Done })
}

fn read(args: &Args) -> Result<Manifest, Failure> {
    let file = File::open(&args.manifest).at(&args.manifest)?;
    Manifest::read(BufReader::new(file)).map_err(|error| bad(args, &error.to_string()))
}

fn bad(args: &Args, what: &str) -> Failure {
    let file = path_text(&args.manifest);
    Failure::usage(format!("{file} cannot be run again: {what}"))
        .hint("`depeche query … --output FILE` writes FILE.manifest.json")
}

fn form_of(manifest: &Manifest, args: &Args) -> Result<Form, Failure> {
    let options = &manifest.head.options;
    let format = ExportFormat::named(&options.format)
        .ok_or_else(|| bad(args, &format!("no format is called `{}`", options.format)))?;
    let fields = options.fields.iter().map(|name| name.parse::<Field>());
    let fields = fields.collect::<Result<Vec<_>, _>>().map_err(|error| bad(args, &error.to_string()))?;
    Ok(Form { format, fields })
}

/// The archive named on the command line, else the one that the manifest names.
fn archive_of(manifest: &Manifest, shared: &Shared) -> Shared {
    let is_named = shared.index.is_some() || shared.archive.is_some();
    let archive = if is_named { shared.archive.clone() } else { Some(manifest.head.archive.name.clone()) };
    Shared { archive, ..shared.clone() }
}

/// Why an article is not in the export of today.
fn why_lost(searcher: &LocalSearcher, id: ArticleId) -> Result<Option<String>, Failure> {
    let article = match searcher.article(id.as_str()) {
        Err(depeche::search::Error::UnknownArticle(_)) => {
            let is_purged = searcher.withdrawal_of(id, now()).is_some();
            let reason = if is_purged { "withdrawn from the archive" } else { "no longer in the archive" };
            return Ok(Some(reason.to_string()));
        }
        article => article?,
    };
    if article.head.id != id {
        return Ok(Some(format!("moved, now {}", article.head.id)));
    }
    let embargo = article.head.embargo.as_ref().map(|embargo| embargo.value);
    Ok(Some(match searcher.why_unshown(id, now())? {
        Some((Unshown::Replaced, Some(later))) => format!("replaced by its source, now {later}"),
        Some((Unshown::Replaced, None)) => "replaced by its source".to_string(),
        Some((Unshown::Withdrawn, _)) => "withdrawn by its source".to_string(),
        Some((Unshown::TakenDown, _)) => "withdrawn from the archive".to_string(),
        Some(_) => match embargo {
            Some(until) => format!("under embargo until {until}"),
            None => "no longer shown".to_string(),
        },
        None => "no longer an answer to the query".to_string(),
    }))
}
