//! What an archive withstands: damaged files, copies made at the wrong moment, writers and readers at once, crashes. What
//! a run does to a sound archive is tested in `tests/ingest/`.

// A test that cannot set itself up has failed; a test may say why it left something out.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod company;
mod damage;
// Shared with the tests that it was written for, which use more of it.
#[allow(dead_code)]
#[path = "../ingest/fixture.rs"]
mod fixture;
#[allow(dead_code)]
#[path = "../suite/harness.rs"]
mod harness;
mod mutations;
mod snapshots;
mod wear;
#[path = "../../src/config/words.rs"]
mod words;
