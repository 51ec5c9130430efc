//! Opens the committed state of an index for searching. Never writes, takes no lock, works from a read-only mount.

use std::path::{Path, PathBuf};

use tantivy::{Index, ReloadPolicy, Searcher, TantivyError};

use super::archive::{Archive, Stamp};
use super::commit::CommitPayload;
use super::directory::ArchiveDirectory;
use super::error::Error;
use super::record::StoredArticle;
use super::state::IndexState;
use super::stores::Stores;
use crate::analysis::register_tokenizers;
use crate::error::PathError;
use crate::model::ArticleId;

/// A writer may delete segments between reading their list and opening them; each time there is a newer list.
const MAX_TRIES: usize = 20;

/// One committed state of an archive's index.
pub struct IndexReader {
    archive: Archive,
    directory: PathBuf,
    searcher: Searcher,
    stores: Stores,
    stamp: Stamp,
}

impl std::fmt::Debug for IndexReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexReader").field("directory", &self.directory).field("stamp", &self.stamp).finish()
    }
}

impl IndexReader {
    /// Opens the last commit. Fails with [`Error::State`] when the index is in a state that cannot answer.
    pub fn open(archive: &Archive) -> Result<IndexReader, Error> {
        let mut last = None;
        for _ in 0..MAX_TRIES {
            archive.checked_state()?;
            let stamp = archive.stamp();
            if !stamp.state.can_answer() {
                return Err(Error::State(stamp.state));
            }
            let directory = archive.index_directory()?;
            match open_searcher(&directory, archive) {
                Ok((searcher, generation)) if generation == stamp.generation => {
                    let (archive, stores) = (archive.clone(), Stores::default());
                    return Ok(IndexReader { archive, directory, searcher, stores, stamp });
                }
                // A commit came between: look again.
                Ok(_) => {}
                Err(opening) => last = Some(opening),
            }
        }
        Err(match last {
            // A disk that does not answer, or too many open files: that is no damage.
            Some((_, Some(fault))) => Error::Io(fault),
            Some((TantivyError::OpenReadError(_), None)) | None => Error::State(IndexState::Corrupt),
            Some((error, None)) => error.into(),
        })
    }

    /// Opens the newest commit if there is one since; `true` if there was.
    pub fn reload_if_changed(&mut self) -> Result<bool, Error> {
        let generation = self.archive.payload()?.map(|payload| payload.generation);
        if generation == Some(self.stamp.generation) && self.archive.index_directory()? == self.directory {
            return Ok(false);
        }
        *self = IndexReader::open(&self.archive.reopened()?)?;
        Ok(true)
    }

    /// Which state of the archive this is.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The archive it reads.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Articles that can be found.
    pub fn num_articles(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The article of this id, as stored.
    pub fn article(&self, id: ArticleId) -> Result<Option<StoredArticle>, Error> {
        use tantivy::collector::TopDocs;
        use tantivy::query::TermQuery;
        use tantivy::schema::IndexRecordOption;
        let term = tantivy::Term::from_field_text(super::Fields::get().id, id.as_str());
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        let Some((_, address)) = found.first() else { return Ok(None) };
        Ok(StoredArticle::from_document(&self.stores.document(&self.searcher, *address)?))
    }

    /// The search core's view of it.
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }
}

/// Opens the segments and tells the generation that they belong to.
fn open_searcher(
    directory: &Path,
    archive: &Archive,
) -> Result<(Searcher, u64), (TantivyError, Option<PathError>)> {
    let files = ArchiveDirectory::open(directory, archive.access()).map_err(|error| (error.into(), None))?;
    let fault = files.fault();
    searcher_of(files).map_err(|error| (error, fault.known()))
}

fn searcher_of(files: ArchiveDirectory) -> Result<(Searcher, u64), TantivyError> {
    let index = Index::open(files)?;
    register_tokenizers(index.tokenizers());
    let generation = |index: &Index| -> Result<u64, TantivyError> {
        let payload = index.load_metas()?.payload.unwrap_or_default();
        Ok(serde_json::from_str::<CommitPayload>(&payload)
            .map(|payload| payload.generation)
            .unwrap_or_default())
    };
    let before = generation(&index)?;
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    // A commit between the two readings may have given segments of either.
    if generation(&index)? != before {
        return Ok((reader.searcher(), u64::MAX));
    }
    Ok((reader.searcher(), before))
}
