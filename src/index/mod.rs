//! The stored index: schema, writer, reader, file states. Not ranking (`search`) and not reading sources (`formats`).

mod archive;
pub mod check;
mod commit;
mod copies;
mod directory;
mod document;
mod durable;
mod error;
mod fault;
mod fields;
mod file_state;
mod files_log;
mod generation;
mod intact;
mod lock;
mod merging;
mod reader;
mod record;
mod record_bytes;
mod rescue;
mod schema;
mod segment;
pub mod snapshot;
mod state;
mod status;
mod stored;
mod stores;
mod withdrawal;
mod withdrawals;
mod withdrawn_files;
mod writer;

pub(crate) use archive::is_archive_directory;
pub(crate) use archive::{ALERTS, ALERTS_LOCK};
pub use archive::{Access, Archive, Stamp, WantedFolder};
pub use commit::CommitPayload;
pub(crate) use commit::{read as commit_in, stamp_text};
pub use copies::{HoldingCopy, copies_with_purged};
pub(crate) use durable::write as write_durably;
pub use error::{EngineError, Error};
pub use file_state::{
    Arrival, FileOutcome, FileState, FileTable, FolderFiles, FolderState, Hash16, HeldBackNote, MemberState,
};
pub(crate) use files_log::apply as apply_record;
pub(crate) use generation::is_foreign_layout;
pub(crate) use intact::is_intact;
pub use merging::MergeLack;
pub use reader::IndexReader;
pub(crate) use record_bytes::LogRecord;
pub(crate) use rescue::{Remains, remaining_articles, remains_of};
pub use status::{FolderStatus, LOW_LEGIBILITY, ProblemStatus, ScanStatus, Status, status};
pub(crate) use stored::stored_articles;
pub(crate) use stores::Stores;
pub use withdrawal::Withdrawal;
pub(crate) use withdrawal::add_new;
pub use withdrawals::Withdrawals;
pub(crate) use withdrawals::{Recognised, Recogniser, text_hash};
pub(crate) use withdrawn_files::{ListsStamp, put_aside_name};
pub(crate) use writer::{IndexWriter, WriterOptions};

pub(crate) use document::{ArticleDocument, filter_key, url_key};
pub(crate) use fields::Fields;
pub use record::{FileOrigin, StoredArticle, escape_path, unescape_path};
pub(crate) use schema::tantivy_schema;
pub use schema::{CUT_VERSION, FORMAT_VERSION, schema_fingerprint, schema_source};
pub use state::IndexState;
