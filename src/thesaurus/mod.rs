//! Concepts of the news and what they are called: cessez-le-feu, trêve, truce. Not spelling, inflection or ranking:
//! a query is widened by the searcher, with what is found here.
//!
//! The entries are data: files in `data/`, one a theme, compiled in and read at the first look-up. docs/thesaurus.md
//! says how they are written, and how a user adds a file of their own.

mod built_in;
mod concept;
mod gather;
mod key_index;
mod mistake;
mod notation;
mod read;
mod spelling;
// The noun of the module is also that of its main file.
#[cfg(test)]
mod own_file_tests;
#[cfg(test)]
mod tests;
#[allow(clippy::module_inception)]
mod thesaurus;

pub use concept::{Concept, Relation, Term};
pub use mistake::{Mistake, Problem};
pub use thesaurus::{Match, Thesaurus, Word};
