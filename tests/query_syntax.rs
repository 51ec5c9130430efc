//! Asks every line of the table in `docs/query-syntax.md` of the demonstration archive: what the page promises is found, as often
//! as it says, and nothing of it is read as something else.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};
use depeche::query::parse;
use depeche::search::{LocalSearcher, Match, SearchRequest, Searcher};

/// Words of remarks that mean: this was not read as what it was typed for.
const MISREAD: [&str; 4] = ["is read as", "is ignored", "is not looked for", "is left out"];

/// A line of the table.
struct Line {
    example: String,
    num_articles: String,
}

fn lines() -> Vec<Line> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/query-syntax.md");
    let page = std::fs::read_to_string(page).unwrap();
    let table = page.lines().skip_while(|line| !line.starts_with("| you type |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    let line = |row: &str| {
        // A bar inside code is written `\|`.
        let row = row.replace("\\|", "\u{1}");
        let cells: Vec<String> = row.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect();
        let [_, _, _, example, num_articles, _] = cells.as_slice() else { panic!("{row}") };
        let example = example.strip_prefix('`').and_then(|example| example.strip_suffix('`'));
        Line {
            example: example.unwrap_or_else(|| panic!("{row}")).into(),
            num_articles: num_articles.clone(),
        }
    };
    rows.map(line).collect()
}

fn seeds(directory: &Path) -> LocalSearcher {
    let mut archive = Archive::create(directory, "seeds", Access::Private).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    archive.add_folder(&folder, FolderSettings::default()).unwrap();
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    run(&mut archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    LocalSearcher::open(&archive).unwrap()
}

#[test]
fn every_line_of_the_table_finds_what_it_says() {
    let directory = tempfile::tempdir().unwrap();
    let searcher = seeds(&directory.path().join("archive"));
    let lines = lines();
    assert!(lines.len() > 40, "only {} lines were read", lines.len());
    let mut report = String::new();
    for Line { example, num_articles } in lines {
        let mut request = SearchRequest::new(&example);
        request.weakest = Some(Match::All);
        request.now = "2026-11-29".parse().ok();
        let found = searcher.search(&request).unwrap().total.all.to_string();
        if found != num_articles {
            report += &format!("`{example}` finds {found} articles, the page says {num_articles}\n");
        }
        if found == "0" {
            report += &format!("`{example}` shows nothing\n");
        }
        for remark in parse(&example).remarks {
            if MISREAD.iter().any(|words| remark.message.contains(words)) {
                report += &format!("`{example}`: {}\n", remark.message);
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
