//! `show`: one article whole, by its id or its file.

use std::path::Path;

use depeche::render::{citation, wire, write_article, write_json};
use depeche::search::{ArticleText, LocalSearcher, SearchRequest, Searcher};

use super::Shared;
use super::exit::{Exit, Failure};
use super::{archive, terminal};

/// Show one article, by its id, the beginning of its id, or the path of its file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  depeche show 7k2m9x4q1z0a\n  depeche show 7k2m --cite\n  depeche show presse/2023/09/20.txt --json"
)]
pub struct Args {
    /// An id, the beginning of one, or a path.
    article: String,
    /// Print one line that cites the article.
    #[arg(long)]
    cite: bool,
    /// Print JSON (schema depeche.show/1).
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(shared: &Shared, args: &Args) -> Result<Exit, Failure> {
    let archive = archive::open(shared)?;
    let searcher = LocalSearcher::open(&archive)?;
    let articles = find(&searcher, &args.article)?;
    let mut out = Vec::new();
    if args.json {
        let stamp = searcher.search(&SearchRequest { num_hits: 0, ..SearchRequest::default() })?.archive;
        let pairs: Vec<_> = articles.iter().map(|article| (&article.head, article.text.as_str())).collect();
        write_json(&mut out, &wire::Show::new(&stamp, &pairs)).map_err(Failure::output)?;
        return terminal::write_all(&out).map(|()| Exit::Done);
    }
    let look = terminal::look(shared.color);
    for article in &articles {
        if args.cite {
            out.extend_from_slice(citation(&article.head).as_bytes());
            out.push(b'\n');
        } else {
            write_article(&mut out, &article.head, &article.text, &look).map_err(Failure::output)?;
        }
    }
    terminal::write_paged(&out).map(|()| Exit::Done)
}

fn find(searcher: &LocalSearcher, name: &str) -> Result<Vec<ArticleText>, Failure> {
    let path = Path::new(name);
    if path.exists() {
        let path = std::fs::canonicalize(path).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
        let ids = searcher.articles_at(&path)?;
        if ids.is_empty() {
            return Err(Failure::usage(format!(
                "{name} has no article in this archive; `depeche status` lists its folders"
            )));
        }
        return ids.into_iter().map(|id| Ok(searcher.article(id.as_str())?)).collect();
    }
    Ok(vec![searcher.article(name)?])
}
