//! Indexes a folder from a program and says what became of its files: `cargo run --example index_folder -- DIR FOLDER`.
//!
//! DIR is the archive's directory: made if it is not there, refreshed if it is. The folder is only read.

#![allow(clippy::print_stdout)]

use std::path::Path;

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Outcome, Unobserved, run};
use depeche::model::{Clock, FolderSettings};

/// The library reads no clock; whoever embeds it gives the time.
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(directory), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: index_folder DIR FOLDER".into());
    };
    let directory = Path::new(&directory);
    let mut archive = match Archive::is_at(directory) {
        true => Archive::open(directory)?,
        false => Archive::create(directory, "example", Access::Private)?,
    };
    // What holds for all articles of the folder that do not say it themselves could be set here.
    archive.add_folder(Path::new(&folder), FolderSettings::default())?;
    // Instead of `Unobserved`, an `Observer` of your own can show progress and stop the run.
    let report = run(&mut archive, &IngestOptions::default(), &SystemClock, &mut Unobserved)?;
    for outcome in Outcome::ALL {
        println!("{:>9}  {} files", outcome.as_str(), report.tally(outcome).files);
    }
    // A file that cannot be used is no error of the run: it stands in the report.
    for problem in &report.failed {
        println!("{}: {}", problem.path, problem.message);
    }
    println!("{} articles in the archive", report.articles_total);
    Ok(())
}
