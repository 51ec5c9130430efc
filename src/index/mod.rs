//! The stored index: schema, writer, reader, file states. Not ranking (`search`) and not reading sources (`formats`).

mod archive;
mod commit;
mod directory;
mod document;
mod durable;
mod error;
mod fields;
mod file_state;
mod files_log;
mod generation;
mod lock;
mod reader;
mod record;
mod record_bytes;
mod schema;
mod state;
mod status;
mod writer;

pub use archive::{Access, Archive, Stamp};
pub use commit::CommitPayload;
pub use error::{EngineError, Error};
pub use file_state::{FileOutcome, FileState, FileTable, FolderState, HeldBackNote, MemberState};
pub(crate) use lock::WriterLock;
pub use reader::IndexReader;
pub(crate) use record_bytes::LogRecord;
pub use status::{FolderStatus, ProblemStatus, Status, status};
pub(crate) use writer::{IndexWriter, WriterOptions};

pub(crate) use document::{ArticleDocument, filter_key};
pub(crate) use fields::Fields;
pub use record::{FileOrigin, StoredArticle, escape_path, unescape_path};
pub(crate) use schema::tantivy_schema;
pub use schema::{CUT_VERSION, FORMAT_VERSION, schema_fingerprint, schema_source};
pub use state::IndexState;
