//! Other copies of an archive, such as snapshots: which of them still hold articles that were purged. They are only looked into.

use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::error::Error;
use super::withdrawals::Withdrawals;

/// What another copy of an archive holds of purged articles.
#[derive(Debug)]
#[non_exhaustive]
pub struct HoldingCopy {
    /// Its directory.
    pub path: PathBuf,
    /// How many of them; or why that cannot be told.
    pub num_articles: Result<usize, Error>,
}

/// Those of the archives in `directories` that hold an article of `list` that is purged, by its id or its bytes, and those that
/// cannot be looked into. Text that is only left over in a copy, of articles deleted before it was made, is not seen.
pub fn copies_with_purged(directories: &[PathBuf], list: &Withdrawals) -> Vec<HoldingCopy> {
    let recogniser = list.recogniser();
    let count = |path: &Path| {
        let table = Archive::open(path)?.file_table()?;
        let held =
            table.members().filter(|member| recogniser.member(member).is_some_and(|found| found.is_purged));
        Ok(held.count())
    };
    let copies = directories.iter().map(|path| HoldingCopy { path: path.clone(), num_articles: count(path) });
    copies.filter(|copy| !matches!(copy.num_articles, Ok(0))).collect()
}
