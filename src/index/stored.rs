//! All articles of an index as they are stored, in no promised order: what a new analysis starts from.

use std::ops::ControlFlow;
use std::path::Path;

use tantivy::schema::{Field, Schema, Value};
use tantivy::{Index, ReloadPolicy, TantivyDocument};

use super::archive::Access;
use super::directory::ArchiveDirectory;
use super::error::Error;
use super::record::StoredArticle;
use super::stores::stored_document;
use super::{Fields, IndexState, tantivy_schema};

/// Hands every article of the index in `directory` to `each`. An index with other fields is read by the fields' names.
pub(crate) fn stored_articles(
    directory: &Path,
    access: Access,
    each: &mut dyn FnMut(StoredArticle) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let files = ArchiveDirectory::open(directory, access).map_err(tantivy::TantivyError::from)?;
    let index = Index::open(files)?;
    let schema = index.schema();
    let reader: tantivy::IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    for segment in reader.searcher().segment_readers() {
        let store = segment.get_store_reader(1).map_err(tantivy::TantivyError::from)?;
        for doc in segment.doc_ids_alive() {
            let article = stored_article(&stored_document(&store, doc)?, &schema);
            let article = article.ok_or(Error::State(IndexState::Corrupt))?;
            if each(article)?.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A stored document of an index with this schema as an article. `None`: it is not one of ours.
pub(super) fn stored_article(document: &TantivyDocument, schema: &Schema) -> Option<StoredArticle> {
    if schema == tantivy_schema() {
        return StoredArticle::from_document(document);
    }
    StoredArticle::from_document(&renamed(document, schema)?)
}

/// The stored values of a document of another schema, under the present handles of the same names.
fn renamed(document: &TantivyDocument, schema: &Schema) -> Option<TantivyDocument> {
    let fields = Fields::get();
    let mut renamed = TantivyDocument::default();
    for (name, field) in [("record", fields.record), ("text", fields.text)] {
        let old: Field = schema.get_field(name).ok()?;
        renamed.add_text(field, document.get_first(old)?.as_str()?);
    }
    Some(renamed)
}
