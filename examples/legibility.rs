//! How legible texts are: `cargo run --release --example legibility -- FILE…`, any files that depeche reads. One line a file:
//! articles, and the legibility below which so many of a hundred lie. What docs/formats.md says is measured with this.

use std::path::Path;
use std::process::ExitCode;

use depeche::enrich::legibility;
use depeche::formats::{Flow, ReadOptions, read_file};
use depeche::model::Language;

fn main() -> ExitCode {
    for path in std::env::args().skip(1) {
        let mut percents = Vec::new();
        let mut each = |member: depeche::formats::Member| {
            let stated = member.article.language.as_ref().map(|language| language.value);
            percents.extend(legibility(&member.article.text, stated.unwrap_or(Language::FR)));
            Flow::Continue
        };
        if let Err(error) = read_file(Path::new(&path), &ReadOptions::default(), &mut Vec::new(), &mut each) {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
        percents.sort_unstable();
        let at = |share: usize| percents.get(percents.len() * share / 100).copied().unwrap_or_default();
        let num_under = percents.iter().filter(|percent| **percent < 60).count();
        println!(
            "{path}: {} articles; lowest {}, 5 % under {}, half under {}, 95 % under {}; {num_under} under 60",
            percents.len(),
            at(0),
            at(5),
            at(50),
            at(95),
        );
    }
    ExitCode::SUCCESS
}
