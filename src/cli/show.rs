//! `depeche show`: an article whole, or as one line to cite. Found by its id or by its file.

use std::ffi::OsString;
use std::path::Path;

use depeche::index::Archive;
use depeche::render::{citation, wire, write_article, write_json};
use depeche::search::{ArchiveStamp, ArticleText, Highlighting, LocalSearcher, SearchRequest, Unshown};

use super::engine;
use super::environment::{Environment, now};
use super::exit::Exit;
use super::failure::Failure;
use super::index::absolute;
use super::place::place_of;
use super::shared::Shared;
use super::thesaurus::OwnEntries;
use super::ui::Ui;
use super::withdraw::not_shown;

/// Articles of one file of which it is said that no answer shows them; more are a list to choose from.
const MAX_JUDGED: usize = 20;

/// Read an article, or cite it.
///
/// The article is named by the id that `query` prints (its first letters are enough when they fit only one article), or
/// by its file. A file with several articles lists them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche show agkt531mny0t
  depeche show agkt                  enough when no other id begins so
  depeche show --cite agkt531mny0t   authors, « title », publication, date, id
  depeche show agkt --highlight 'trêve Yémen'
  depeche show ~/presse/2023/09/20230920_accord.txt

Exit status: 0 shown · 1 no such article · 2 could not be done")]
pub struct Args {
    /// An id, its first letters, or the path of a file
    #[arg(value_name = "ID|PATH")]
    target: OsString,
    /// Print one line to cite the article by
    #[arg(long, conflicts_with = "json")]
    cite: bool,
    /// Print the article with its text as JSON (schema depeche.show/1)
    #[arg(long)]
    json: bool,
    /// Mark all that this query means, in the title and in the text
    #[arg(long, value_name = "QUERY", conflicts_with = "cite", allow_hyphen_values = true)]
    highlight: Option<String>,
    #[command(flatten)]
    own_entries: OwnEntries,
    /// Show it though it is under embargo
    #[arg(long)]
    embargoed: bool,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let archive = engine::open(&place)?;
    // A mistake in the user's entries is no reason not to show an article.
    let thesaurus = match args.highlight {
        Some(_) => args.own_entries.thesaurus(environment)?,
        None => None,
    };
    let searcher = engine::searcher(&place, thesaurus, ui)?;
    let mut articles = find(&searcher, &args.target)?;
    keep_withdrawn(&searcher, &mut articles)?;
    if !args.embargoed {
        keep_embargoes(&mut articles)?;
    }
    say_what_became(&searcher, &articles, ui)?;
    let marks = highlight(args, &searcher, &articles, ui)?;
    if args.json {
        let stamp = stamp_of(&archive);
        ui.answer(|out| write_json(out, &wire::Show::new(&stamp, &articles, &marks)))?;
    } else if let ([article], false) = (articles.as_slice(), args.cite) {
        ui.long_answer(|out| write_article(out, &article.head, &article.text, marks.first(), &ui.look))?;
    } else {
        ui.long_answer(|out| {
            articles.iter().try_for_each(|article| writeln!(out, "{}", citation(&article.head)))
        })?;
    }
    Ok(Exit::Done)
}

/// The words of each article that `--highlight` means; empty without it.
fn highlight(
    args: &Args,
    searcher: &LocalSearcher,
    articles: &[ArticleText],
    ui: &Ui,
) -> Result<Vec<Highlighting>, Failure> {
    let Some(query) = &args.highlight else { return Ok(Vec::new()) };
    let request = SearchRequest::new(query.as_str());
    let marks = articles.iter().map(|article| searcher.highlighting(article, &request));
    let marks: Vec<Highlighting> = marks.collect::<Result<_, _>>()?;
    if let Some(first) = marks.first().filter(|_| marks.iter().all(Highlighting::is_empty)) {
        ui.warn(&format!("nothing here is meant by {}", first.understood));
    }
    Ok(marks)
}

/// Says of each article that no answer shows it, and why: an old id or a path still leads to it.
fn say_what_became(searcher: &LocalSearcher, articles: &[ArticleText], ui: &Ui) -> Result<(), Failure> {
    for article in articles.iter().take(MAX_JUDGED) {
        let id = article.head.id;
        match searcher.why_unshown(id, now())? {
            Some((Unshown::Replaced, Some(later))) => {
                ui.warn(&format!("{id} was replaced by its source; the later version is {later}"));
            }
            Some((Unshown::Withdrawn, _)) => ui.warn(&format!("{id} was withdrawn by its source")),
            _ => {}
        }
    }
    Ok(())
}

/// Leaves out what people withdrew; fails when nothing else is left.
fn keep_withdrawn(searcher: &LocalSearcher, articles: &mut Vec<ArticleText>) -> Result<(), Failure> {
    let mut first = None;
    articles.retain(|article| {
        let id = article.head.id;
        let withdrawal = searcher.withdrawal_of(id, now());
        first = first.or(withdrawal.map(|one| (id, one)));
        withdrawal.is_none()
    });
    match first {
        Some((id, one)) if articles.is_empty() => Err(not_shown(id, one)),
        _ => Ok(()),
    }
}

/// Leaves out what may not be shown yet; fails when nothing else is left.
fn keep_embargoes(articles: &mut Vec<ArticleText>) -> Result<(), Failure> {
    let minute = now().map_or(0, |now| now.first_minute());
    let embargo = |article: &ArticleText| article.head.embargo.as_ref().map(|embargo| embargo.value);
    let waiting = articles.iter().filter_map(embargo).filter(|until| until.first_minute() > minute).min();
    articles.retain(|article| embargo(article).is_none_or(|until| until.first_minute() <= minute));
    match waiting {
        Some(until) if articles.is_empty() => {
            Err(Failure::not_found(format!("this is under embargo until {until}"))
                .hint("--embargoed shows it all the same"))
        }
        _ => Ok(()),
    }
}

/// A path is tried first where the target looks like one; an id can also be the name of a file.
fn find(searcher: &LocalSearcher, target: &OsString) -> Result<Vec<ArticleText>, Failure> {
    let path = Path::new(target);
    let is_path = path.components().count() > 1 || path.is_absolute() || path.exists();
    if is_path {
        let articles = articles_of_file(searcher, path)?;
        if !articles.is_empty() {
            return Ok(articles);
        }
    }
    // As citations write it.
    let id = target.to_str().unwrap_or_default();
    let id = id.strip_prefix("depeche:").unwrap_or(id);
    match searcher.article(id) {
        Err(depeche::search::Error::UnknownArticle(_)) if is_path => {
            let path = depeche::render::path_text(path);
            let failure = Failure::not_found(format!("no article of the archive comes from {path}"));
            Err(failure.hint(
                "`depeche status` lists the folders, `depeche status --failed --skipped` the files left out",
            ))
        }
        Err(error @ depeche::search::Error::UnknownArticle(_)) => {
            // What is purged is in no index, but who looks for it is told.
            let ids = searcher.withdrawals().ids(&id.trim().to_ascii_lowercase());
            let only = ids.first().filter(|_| ids.len() == 1);
            let withdrawn = only.and_then(|id| Some((*id, searcher.withdrawal_of(*id, now())?)));
            Err(withdrawn.map_or_else(|| error.into(), |(id, one)| not_shown(id, one)))
        }
        article => Ok(vec![article?]),
    }
}

fn articles_of_file(searcher: &LocalSearcher, path: &Path) -> Result<Vec<ArticleText>, Failure> {
    let ids = searcher.articles_at(&absolute(path))?;
    let articles: Result<Vec<_>, _> = ids.iter().map(|id| searcher.article(id.as_str())).collect();
    Ok(articles?)
}

fn stamp_of(archive: &Archive) -> ArchiveStamp {
    let stamp = archive.stamp();
    ArchiveStamp {
        name: stamp.name,
        generation: stamp.generation,
        updated: stamp.updated.unwrap_or_default(),
        refreshed: stamp.refreshed,
        state: stamp.state.as_str(),
    }
}
