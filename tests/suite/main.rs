//! The program from outside: what is typed, what it answers, which status it ends with. One file a behaviour; what a
//! library call can show is tested beside the library.

// A test that cannot set itself up has failed; a test may say why it left something out.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod agency;
mod alerts;
mod backup;
mod bad_input;
mod batch;
mod compat;
mod contract;
mod converters;
mod dates;
mod evaluating;
mod exporting;
mod harness;
mod indexing;
mod json;
mod looking;
mod operations;
mod pdf;
mod querying;
mod readme;
mod runs;
mod saved_pages;
mod scans;
mod schedules;
mod settings;
mod states;
mod terminal;
mod thesaurus;
mod watching;
mod withdrawing;
// What is typed in a test is cut into words by the program's own rules, which are no part of the library's interface.
#[path = "../../src/config/words.rs"]
mod words;
