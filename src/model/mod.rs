//! Plain data that every layer speaks of: articles, spans, dates, languages, ids, folders.
//!
//! Nothing here reads a file, analyses a text or knows tantivy.

mod article;
mod clock;
mod date;
mod folder;
mod id;
mod known;
mod language;
mod path;
mod saved_page;
mod span;

pub use article::{Article, Dateline, PageStart, Status, Subject, Unit};
pub use clock::{Clock, FixedClock};
pub use date::{DateError, DateRange, PartialDate, Precision, TimeOfDay};
pub use folder::{ArchiveSettings, DateOrder, DatePath, DatePathError, Folder, FolderSettings};
pub use id::{ArticleId, IdError};
pub use known::{Known, Origin};
pub use language::{Language, LanguageError};
pub use path::{path_bytes, path_from_bytes};
pub use saved_page::pages_of_parts;
pub use span::Span;
