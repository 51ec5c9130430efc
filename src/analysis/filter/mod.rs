//! Token filters: one rule a file, each with its specification by example. The lists that order them are in the language folders.

mod elision;
mod figure;
mod fold;
mod hyphen;
mod joined;
mod lemma;
mod lowercase;
mod possessive;
mod spelling;
mod stem;

pub use elision::Elision;
pub use figure::Figure;
pub use fold::{Fold, fold};
pub use hyphen::Hyphen;
pub use joined::Joined;
pub use lemma::Lemma;
pub use lowercase::Lowercase;
pub use possessive::Possessive;
pub use spelling::Spelling;
pub use stem::Stem;
