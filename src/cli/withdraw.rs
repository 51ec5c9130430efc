//! `depeche withdraw`: articles that must be seen no more, hidden from every answer at once; the list of them; back again; and their
//! text out of the index.

use std::collections::BTreeSet;
use std::path::PathBuf;

use depeche::error::PathError;
use depeche::index::{Archive, Withdrawal, copies_with_purged};
use depeche::ingest::{self, IngestOptions};
use depeche::model::{ArticleId, PartialDate};
use depeche::render::{citation, count_text, path_text, printable, shell_word, wire, write_json};
use depeche::search::{self, LocalSearcher};

use super::engine;
use super::environment::{Environment, SystemClock, now};
use super::exit::Exit;
use super::failure::Failure;
use super::place::{Place, place_of};
use super::shared::Shared;
use super::ui::Ui;

/// Take articles out of every answer, at once and wherever their files are.
///
/// A withdrawn article is in no answer, count, export, alert or suggestion, from this moment on: nor are its copies under other
/// paths, its file when it is moved, and the same text in another format; after `--full`, `--reanalyze`, a restored or a lost index
/// as before. The list of what is withdrawn holds ids, hashes and reasons, and no word of the articles; it is kept beside your
/// settings and in the archive. Source files are never changed.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  depeche withdraw agkt531mny0t --reason 'court order 23/118'
  depeche withdraw agkt --reason 'not before the trial' --until 2027-03-01
  depeche withdraw agkt --reason 'complaint' --purge   its text leaves the index
  depeche withdraw list
  depeche withdraw undo agkt531mny0t
  depeche withdraw purge      also the text of what was deleted or corrected

Exit status: 0 done · 1 an id is not known, the others are done ·
2 could not be done"
)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// Ids that `query` prints; their first letters are enough when they fit only one article
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Why: shown by `withdraw list` and `show`
    #[arg(long, value_name = "TEXT", required = true)]
    reason: Option<String>,
    /// Show them again by itself from that day on (in UTC)
    #[arg(long, value_name = "DATE")]
    until: Option<PartialDate>,
    /// Take their text out of the files of the index too
    #[arg(long, conflicts_with = "until")]
    purge: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List what is withdrawn, and what was
    List {
        /// Print JSON (schema depeche.withdrawn/1)
        #[arg(long)]
        json: bool,
    },
    /// Show articles again
    Undo {
        /// Ids of withdrawn articles, or their first letters
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
    },
    /// Take the text of all withdrawn articles, and of all that was deleted or replaced, out of the files of the index
    Purge,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let place = place_of(shared, environment)?;
    let archive = engine::open(&place)?;
    let is_change = !matches!(args.action, Some(Action::List { .. }));
    if is_change && archive.is_snapshot() {
        return Err(depeche::index::Error::IsSnapshot(archive.root().to_path_buf()).into());
    }
    let command = Withdrawing { ui, place: &place, archive: &archive, options: archive_options(shared) };
    match &args.action {
        None => command.withdraw(args),
        Some(Action::List { json }) => command.list(*json),
        Some(Action::Undo { ids }) => command.undo(ids),
        Some(Action::Purge) => command.purge(None),
    }
}

/// The options that name the archive, to be typed again.
fn archive_options(shared: &Shared) -> String {
    match &shared.index {
        Some(root) => format!(" --index {}", shell_word(&path_text(root))),
        None => {
            let named = shared.archive.iter().map(|name| format!(" --archive {}", shell_word(name)));
            named.collect()
        }
    }
}

struct Withdrawing<'a> {
    ui: &'a Ui,
    place: &'a Place,
    archive: &'a Archive,
    options: String,
}

impl Withdrawing<'_> {
    fn withdraw(&self, args: &Args) -> Result<Exit, Failure> {
        let reason = args.reason.as_deref().unwrap_or_default().trim();
        if reason.is_empty() {
            return Err(Failure::usage("--reason needs words: who asks later must know why"));
        }
        if let (Some(until), Some(now)) = (args.until, now())
            && until.first_minute() <= now.first_minute()
        {
            let message = format!("--until {until} is not in the future: nothing would be hidden");
            return Err(Failure::usage(message));
        }
        let searcher = engine::searcher(self.place, None, self.ui)?;
        let (ids, num_unknown) = self.known(&args.ids, |id| find(&searcher, id));
        if ids.is_empty() {
            return Ok(Exit::Nothing);
        }
        let done = ingest::withdraw(self.archive, &ids, reason, args.until, &SystemClock)?;
        self.say(&searcher, &done.ids)?;
        let hidden = count_text(done.ids.len() as u64, "article");
        let undo = format!("depeche withdraw undo{} {}", self.options, named(&ids));
        self.ui.note(&format!("{hidden} hidden. To show again: {undo}"));
        let mut exit = exit_of(num_unknown);
        if args.purge {
            let purged = self.purge(Some(&ids)).map_err(|failure| {
                let again = format!("depeche withdraw purge{}", self.options);
                failure.hint(format!("hidden they are; their text is still in the index, until `{again}`"))
            })?;
            exit = if exit == Exit::Done { purged } else { exit };
        }
        Ok(self.warn_unwritten(done.unwritten.as_ref()).unwrap_or(exit))
    }

    fn undo(&self, typed: &[String]) -> Result<Exit, Failure> {
        let list = self.archive.withdrawals()?;
        let (ids, num_unknown) = self.known(typed, |id| {
            let all = list.ids(&prefix(id));
            // Ids of one article mean it, however many they are.
            let articles: BTreeSet<_> = all.iter().filter_map(|id| list.of(*id)?.id()).collect();
            match (articles.len(), all.first()) {
                (1, Some(first)) => Ok(*first),
                (0, _) | (_, None) => Err(format!("no withdrawn article has the id `{}`", printable(id))),
                (num, _) => {
                    Err(format!("the ids of {num} withdrawn articles begin with `{}`", printable(id)))
                }
            }
        });
        if ids.is_empty() {
            return Ok(Exit::Nothing);
        }
        let done = ingest::undo_withdrawal(self.archive, &ids, &IngestOptions::default(), &SystemClock)?;
        self.say(&engine::searcher(self.place, None, self.ui)?, &done.ids)?;
        if ids.iter().filter_map(|id| list.of(*id)).any(|one| one.purged_at.is_some()) {
            let index = format!("depeche index{}", self.options);
            self.ui.note(&format!(
                "Text that was purged is gone from the index; `{index}` reads its files again."
            ));
        }
        Ok(self.warn_unwritten(done.unwritten.as_ref()).unwrap_or(exit_of(num_unknown)))
    }

    fn purge(&self, ids: Option<&[ArticleId]>) -> Result<Exit, Failure> {
        let done = engine::purge(self.archive, ids, self.ui)?;
        let list = self.archive.withdrawals()?;
        // As many as were said to be hidden: an article with its parts and copies.
        let num = match ids {
            Some(ids) => {
                let named = ids.iter().filter_map(|id| list.of(*id)).flat_map(|one| &one.ids);
                named.collect::<BTreeSet<_>>().len()
            }
            None => done.ids.iter().collect::<BTreeSet<_>>().len(),
        };
        let articles = count_text(num as u64, "withdrawn article");
        self.ui
            .note(&format!("The index holds no text of {articles}, and none that was deleted or replaced."));
        self.ui
            .note("A program that has the old index open keeps it until it looks for a new state, or ends.");
        let (snapshots, absent) = snapshots_of(self.archive);
        for shelf in absent {
            let shelf = path_text(&shelf);
            self.ui.warn(&format!(
                "snapshots were made in {shelf}, which is not there now: they may hold purged articles"
            ));
        }
        for copy in copies_with_purged(&snapshots, &list) {
            let path = path_text(&copy.path);
            self.ui.warn(&match copy.num_articles {
                Ok(num) => {
                    format!("the snapshot {path} still holds {}", count_text(num as u64, "purged article"))
                }
                Err(error) => {
                    format!("whether the snapshot {path} holds purged articles cannot be told: {error}")
                }
            });
        }
        Ok(self.warn_unwritten(done.unwritten.as_ref()).unwrap_or(Exit::Done))
    }

    fn list(&self, json: bool) -> Result<Exit, Failure> {
        let (list, minute) = (self.archive.withdrawals()?, now().map_or(0, |now| now.first_minute()));
        if json {
            let shape = wire::Withdrawn::new(&self.archive.settings().name, &list, minute);
            self.ui.answer(|out| write_json(out, &shape))?;
            return Ok(Exit::Done);
        }
        if list.is_empty() {
            self.ui.note("Nothing was withdrawn from this archive.");
        }
        self.ui.long_answer(|out| {
            list.iter().try_for_each(|one| {
                let id = one.id().map(|id| id.to_string()).unwrap_or_default();
                writeln!(out, "{id}  {}: {}", state_text(one, minute), printable(&one.reason))?;
                let others = named(one.ids.get(1..).unwrap_or_default());
                if others.is_empty() { Ok(()) } else { writeln!(out, "    also {others}") }
            })
        })?;
        Ok(Exit::Done)
    }

    /// One article a line, so that a slip is noticed.
    fn say(&self, searcher: &LocalSearcher, ids: &[ArticleId]) -> Result<(), Failure> {
        let line = |id: ArticleId| match searcher.article(id.as_str()) {
            Ok(article) if article.head.id == id => citation(&article.head),
            _ => format!("depeche:{id}, not in the index"),
        };
        self.ui.answer(|out| ids.iter().try_for_each(|id| writeln!(out, "{}", line(*id))))
    }

    /// The ids that `find` knows, and how many it does not, which is said.
    fn known(
        &self,
        typed: &[String],
        find: impl Fn(&str) -> Result<ArticleId, String>,
    ) -> (Vec<ArticleId>, usize) {
        let (mut ids, mut num_unknown) = (Vec::new(), 0);
        for typed in typed {
            match find(typed) {
                Ok(id) if ids.contains(&id) => {}
                Ok(id) => ids.push(id),
                Err(reason) => {
                    num_unknown += 1;
                    self.ui.warn(&reason);
                }
            }
        }
        (ids, num_unknown)
    }

    /// The archive knows it, but nothing outside of it does.
    fn warn_unwritten(&self, unwritten: Option<&PathError>) -> Option<Exit> {
        let error = unwritten?;
        self.ui.warn(&format!(
            "this is noted in the archive only, and would be lost with it: {error}; once that can be written, `depeche index{}` notes it there too",
            self.options
        ));
        Some(Exit::Failed)
    }
}

fn exit_of(num_unknown: usize) -> Exit {
    if num_unknown > 0 { Exit::Nothing } else { Exit::Done }
}

/// What a withdrawal is at this minute, as a clause.
fn state_text(one: &Withdrawal, minute: u64) -> String {
    let since = format!("withdrawn on {}", day(one.withdrawn_at));
    match (one.undone_at, one.until) {
        (Some(undone), _) => format!("{since}, undone on {}", day(undone)),
        (None, Some(until)) if !one.hides_at(minute) => format!("{since}, shown again since {until}"),
        (None, Some(until)) => format!("{since} until {until}"),
        (None, None) if one.purged_at.is_some() => format!("{since}, purged"),
        (None, None) => since,
    }
}

fn day(time: jiff::Timestamp) -> String {
    time.to_string().chars().take("2026-11-29".len()).collect()
}

/// The failure to show an article that is withdrawn.
pub fn not_shown(id: ArticleId, one: &Withdrawal) -> Failure {
    let failure = Failure::not_found(format!("{id} was {}: {}", state_text(one, 0), printable(&one.reason)));
    failure.hint(format!("`depeche withdraw undo {id}` takes that back"))
}

fn prefix(typed: &str) -> String {
    // As citations write it.
    typed.strip_prefix("depeche:").unwrap_or(typed).trim().to_ascii_lowercase()
}

/// The article meant; one that is purged already is known by the list alone.
fn find(searcher: &LocalSearcher, typed: &str) -> Result<ArticleId, String> {
    let prefix = prefix(typed);
    match searcher.article(&prefix) {
        Ok(article) => Ok(article.head.id),
        Err(search::Error::UnknownArticle(_)) => match searcher.withdrawals().ids(&prefix).as_slice() {
            [id] if !prefix.is_empty() => Ok(*id),
            _ => Err(format!("no article has the id `{}`", printable(typed))),
        },
        Err(error) => Err(error.to_string()),
    }
}

fn named(ids: &[ArticleId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Directories that may be snapshots of the archive: those in `snapshots` beside it or beside the archives, in `ROOT.snapshots`, and
/// wherever snapshots of it were made; of these also what is not there.
fn snapshots_of(archive: &Archive) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let root = archive.root();
    let mut own = root.as_os_str().to_os_string();
    own.push(".snapshots");
    let beside = root.ancestors().skip(1).take(2).map(|directory| directory.join("snapshots"));
    let (known, absent): (Vec<PathBuf>, Vec<PathBuf>) =
        archive.shelves().into_iter().partition(|shelf| shelf.is_dir());
    let places: Vec<PathBuf> = beside.chain([PathBuf::from(own)]).chain(known).collect();
    let entries = places.iter().filter_map(|place| std::fs::read_dir(place).ok());
    let mut found: Vec<PathBuf> = entries.flatten().flatten().map(|entry| entry.path()).collect();
    found.retain(|path| Archive::is_at(path));
    found.sort();
    found.dedup();
    (found, absent)
}
