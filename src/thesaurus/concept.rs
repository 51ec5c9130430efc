//! What the thesaurus is made of: concepts of the news and the terms that name them. Plain data, no look-up.

use crate::model::Language;

/// How a term stands to its concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Names the concept: may replace any other such term of it in nearly every sentence.
    Same,
    /// Often said where the concept is meant, but is wider, narrower or next to it.
    Related,
    /// Looks like a term of the concept and means something else: *trêve des confiseurs* is no truce.
    NearMiss,
}

/// A word or a phrase that stands in some relation to a concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it is written: singular or infinitive, with its accents.
    pub text: String,
    /// Its language; none: in every language, as the spellings of a name are.
    pub language: Option<Language>,
    /// How it stands to the concept.
    pub relation: Relation,
    /// Only these letters, capitals included, are the term: `WHO` is not *who*.
    pub is_as_written: bool,
    /// The term names another concept too, and its entry says so: *Géorgie* is a country and a state.
    pub is_ambiguous: bool,
}

impl Term {
    /// Whether the term is used in `language`.
    pub fn is_of(&self, language: Language) -> bool {
        self.language.is_none_or(|own| own == language)
    }
}

/// One thing that the news speaks of, with what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Lower-case words joined by hyphens, the same in every version. `libya/people` are the people of `libya`.
    pub id: String,
    /// The file that the concept first stands in, without its ending: `conflict_peace`.
    pub theme: String,
    /// Its terms, in the order of the file.
    pub terms: Vec<Term>,
    /// Ids of concepts that are often meant along with it.
    pub related: Vec<String>,
    /// What a person should know before using it.
    pub note: Option<String>,
    /// Code of the IPTC Media Topic that is this concept or the nearest wider one: `20000076`.
    pub media_topic: Option<String>,
    /// Number of the EuroVoc concept that is this concept or the nearest wider one: `5375`.
    pub eurovoc: Option<String>,
}

impl Concept {
    /// The terms in `language` that stand so to the concept, in the order of the file.
    pub fn terms_in(&self, language: Language, relation: Relation) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.relation == relation && term.is_of(language))
    }

    /// What the concept is called first in `language`.
    pub fn name(&self, language: Language) -> Option<&str> {
        self.terms_in(language, Relation::Same).next().map(|term| term.text.as_str())
    }
}
