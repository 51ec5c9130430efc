//! depeche: full-text search for news archives.
//!
//! Point it at folders of articles; it reads them in whatever format they are, analyses their language, keeps an
//! index of them current, and answers queries with passages that can be cited.
//!
//! The modules are layers; data flows one way through them (see ARCHITECTURE.md):
//! folders → [`corpus`] → [`formats`] → [`enrich`] → [`analysis`] → [`index`], driven by [`ingest`];
//! query text → [`query`] → [`search`] → [`render`]; [`eval`] says how good the answers are, [`export`] whether what was
//! taken away is still what the archive answers.
//!
//! The library never prints, never exits, and reads neither environment nor clock.

pub mod alert;
pub mod analysis;
pub mod config;
pub mod corpus;
pub mod diagnostics;
pub mod enrich;
pub mod error;
pub mod eval;
pub mod export;
pub mod formats;
pub mod history;
pub mod index;
pub mod ingest;
pub mod model;
pub mod query;
pub mod render;
pub mod schedule;
pub mod search;
pub mod text;
pub mod thesaurus;
