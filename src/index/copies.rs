//! Other copies of an archive, such as snapshots: which of them still hold articles that were purged. They are only looked into.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::error::Error;
use super::file_state::MemberState;
use super::snapshot::Snapshot;
use super::withdrawals::Withdrawals;
use crate::model::ArticleId;

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
/// cannot be looked into.
pub fn copies_with_purged(directories: &[PathBuf], list: &Withdrawals) -> Vec<HoldingCopy> {
    let recogniser = list.recogniser();
    let purged = list.iter().filter(|one| one.purged_at.is_some()).flat_map(|one| &one.ids);
    let purged: BTreeSet<ArticleId> = purged.copied().collect();
    let count = |path: &Path| {
        let table = Archive::open(path)?.file_table()?;
        let has_its_bytes =
            |member: &&MemberState| recogniser.member(member).is_some_and(|found| found.is_purged);
        let mut held: BTreeSet<ArticleId> =
            table.members().filter(has_its_bytes).map(|member| member.id).collect();
        // What was deleted before a snapshot was made may still lie in its files.
        if let Ok(snapshot) = Snapshot::open(path) {
            for id in &purged {
                if snapshot.holds(*id)? {
                    held.insert(*id);
                }
            }
        }
        Ok(held.len())
    };
    let copies = directories.iter().map(|path| HoldingCopy { path: path.clone(), num_articles: count(path) });
    copies.filter(|copy| !matches!(copy.num_articles, Ok(0))).collect()
}
