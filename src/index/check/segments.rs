//! The segments of an index, one by one and article by article: damage in one says nothing of the others. Whether an article is
//! right is `articles`' to say.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Index, SegmentReader, TERMINATED};

use super::look::Look;
use super::membership::{Met, Places};
use super::report::{CheckStep, FindingKind};
use super::words::SegmentWords;
use crate::analysis::register_tokenizers;
use crate::index::commit::CommitPayload;
use crate::index::directory::ArchiveDirectory;
use crate::index::segment::META;
use crate::index::stored::stored_article;
use crate::index::stores::stored_document;
use crate::model::ArticleId;

/// Articles whose words are compared when not all are.
const NUM_SAMPLED: u64 = 100;

impl Look<'_> {
    /// Reads the sound segments one by one: damage in one says nothing of the others.
    pub(super) fn segments(
        &mut self,
        directory: &Path,
        sound: &HashSet<String>,
        payload: &CommitPayload,
        places: Option<&Places<'_>>,
        met: &mut Met,
    ) {
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let files = ArchiveDirectory::open(directory, self.archive.access())
                .map_err(tantivy::TantivyError::from)?;
            let index = Index::open(files)?;
            register_tokenizers(index.tokenizers());
            index.searchable_segments()
        }));
        let segments = match opened {
            Ok(Ok(segments)) => segments,
            Ok(Err(error)) => return self.not_opened(&error.to_string()),
            Err(_) => return self.not_opened("opening it breaks down"),
        };
        for segment in segments.iter().filter(|segment| sound.contains(&segment.id().uuid_string())) {
            let name = segment.id().uuid_string();
            let looked = catch_unwind(AssertUnwindSafe(|| {
                let reader = SegmentReader::open(segment)?;
                self.segment(&reader, payload, places, met)
            }));
            let what = match looked {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => format!("the part {name} of the index cannot be read: {error}"),
                Err(_) => format!("the part {name} of the index cannot be read: reading it breaks down"),
            };
            met.num_out_of_reach += u64::from(segment.meta().num_docs());
            self.findings.damage(FindingKind::Unreadable, Some(&name), None, &what);
        }
    }

    fn not_opened(&mut self, reason: &str) {
        // Damage that was told already explains it.
        if !self.findings.has_damage() {
            let what = format!("the index cannot be opened: {reason}");
            self.findings.damage(FindingKind::Unreadable, Some(META), None, &what);
        }
        self.is_comparable = false;
    }

    fn segment(
        &mut self,
        reader: &SegmentReader,
        payload: &CommitPayload,
        places: Option<&Places<'_>>,
        met: &mut Met,
    ) -> tantivy::Result<()> {
        let ids = ids_of(reader)?;
        let mut words = SegmentWords::new(reader);
        let (is_thorough, num_all) = (self.options.is_thorough, payload.num_articles);
        let every = if is_thorough { 1 } else { (num_all / NUM_SAMPLED).max(1) };
        let store = reader.get_store_reader(1)?;
        let in_index = match is_thorough && self.is_comparable {
            true => {
                let mut is_stopped = false;
                let prints = words.prints_in_index(&mut || {
                    is_stopped |= self.is_stopped(CheckStep::Words, self.num_compared, num_all);
                })?;
                Some(prints)
            }
            false => None,
        };
        for doc in reader.doc_ids_alive() {
            met.num_documents += 1;
            let id = ids.get(doc as usize).copied().flatten();
            if let Some(id) = id {
                *met.ids.entry(id).or_default() += 1;
            }
            let document = stored_document(&store, doc).ok();
            let stored = document.and_then(|document| stored_article(&document, reader.schema()));
            self.num_articles += 1;
            if self.num_articles.is_multiple_of(64)
                && self.is_stopped(CheckStep::Articles, self.num_articles, num_all)
            {
                return Ok(());
            }
            let Some(stored) = self.sound_article(stored, id, places) else { continue };
            if !self.is_comparable || !self.num_articles.is_multiple_of(every) && !is_thorough {
                continue;
            }
            self.compare(doc, stored, &mut words, in_index.as_deref())?;
        }
        Ok(())
    }
}

/// The id of each article of a segment, as it is searched for.
fn ids_of(reader: &SegmentReader) -> tantivy::Result<Vec<Option<ArticleId>>> {
    let mut ids = vec![None; reader.max_doc() as usize];
    let inverted = reader.inverted_index(reader.schema().get_field("id")?)?;
    let mut terms = inverted.terms().stream()?;
    while terms.advance() {
        let id = std::str::from_utf8(terms.key()).ok().and_then(|id| id.parse::<ArticleId>().ok());
        let mut postings = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if let Some(known) = ids.get_mut(doc as usize) {
                *known = id;
            }
            doc = postings.advance();
        }
    }
    Ok(ids)
}
