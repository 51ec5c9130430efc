//! Searches an archive from a program and prints the best passages: `cargo run --example search_passages -- DIR QUERY`.
//!
//! DIR is an archive's directory, as given to `depeche --index DIR`.

#![allow(clippy::print_stdout)]

use depeche::index::Archive;
use depeche::search::{LocalSearcher, SearchRequest, Searcher};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(directory), Some(query)) = (arguments.next(), arguments.next()) else {
        return Err("usage: search_passages DIR QUERY".into());
    };
    let searcher = LocalSearcher::open(&Archive::open(directory.as_ref())?)?;
    let response = searcher.search(&SearchRequest::new(query))?;
    println!("{} articles have every word", response.total.articles);
    for hit in &response.hits {
        let title = hit.article.title.as_ref().map_or("[untitled]", |title| title.value.as_str());
        println!("\n{}. {title} ({})", hit.rank, hit.article.id);
        for passage in &hit.passages {
            // Offsets point into the article's stored text: passages can be cited exactly.
            println!("   bytes {}–{}: {}", passage.span.byte_start, passage.span.byte_end, passage.text);
        }
    }
    Ok(())
}
