//! Token filters: one rule a file, each with its specification by example. The lists that order them are in the language folders.

mod elision;
mod enclitic;
mod ending;
mod figure;
mod fold;
mod hyphen;
mod inflection;
mod joined;
mod lemma;
mod line_break;
mod lowercase;
mod roman;
mod spelling;
mod stem;
mod umlaut;

pub use elision::Elision;
pub use enclitic::Enclitic;
pub use ending::Endings;
pub use figure::Figure;
pub use fold::{Fold, fold};
pub use hyphen::Hyphen;
pub use inflection::Inflection;
pub use joined::Joined;
pub use lemma::Lemma;
pub use line_break::LineBreak;
pub use lowercase::Lowercase;
pub use roman::Roman;
pub use spelling::Spelling;
pub(super) use spelling::plain_letters;
pub use stem::Stem;
pub use umlaut::Umlaut;
