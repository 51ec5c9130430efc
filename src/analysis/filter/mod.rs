//! Token filters: one rule a file, each with its specification by example. The lists that order them are in the language folders.

mod elision;
mod enclitic;
mod figure;
mod fold;
mod hyphen;
mod inflection;
mod joined;
mod lemma;
mod lowercase;
mod spelling;
mod stem;
mod umlaut;

pub use elision::Elision;
pub use enclitic::Enclitic;
pub use figure::Figure;
pub use fold::{Fold, fold};
pub use hyphen::Hyphen;
pub use inflection::Inflection;
pub use joined::Joined;
pub use lemma::Lemma;
pub use lowercase::Lowercase;
pub use spelling::Spelling;
pub use stem::Stem;
pub use umlaut::Umlaut;
