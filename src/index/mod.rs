//! The stored index: schema, writer, reader, file states. Not ranking (`search`) and not reading sources (`formats`).

mod document;
mod fields;
mod record;
mod schema;
mod state;

pub(crate) use document::{ArticleDocument, filter_key};
pub(crate) use fields::Fields;
pub use record::{FileOrigin, StoredArticle, escape_path, unescape_path};
pub(crate) use schema::tantivy_schema;
pub use schema::{CUT_VERSION, FORMAT_VERSION, schema_fingerprint, schema_source};
pub use state::IndexState;
