//! Which analyzer serves which language. One line a language; the lists themselves are in the language folders.

use std::sync::LazyLock;

use super::analyzer::Analyzer;
use super::{en, fr, other};
use crate::model::Language;

static FRENCH: LazyLock<Analyzer> = LazyLock::new(fr::analyzer);
static ENGLISH: LazyLock<Analyzer> = LazyLock::new(en::analyzer);
static OTHER: LazyLock<Analyzer> = LazyLock::new(other::analyzer);

/// The analyzer of a language; French where the language is not known, for depeche is made for French archives.
pub fn analyzer_for(language: Option<Language>) -> &'static Analyzer {
    match language.as_ref().map(Language::as_str) {
        Some("fr") | None => &FRENCH,
        Some("en") => &ENGLISH,
        Some(_) => &OTHER,
    }
}
