//! One chunk of text between blanks and punctuation, and the words analysis finds in it. Not a token of a text yet: its
//! offsets count from the chunk's own start.

/// One word of a chunk: its terms and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Lower-cased form, accents kept: the term of the field `exact`. Empty when too long to be a term.
    pub exact: String,
    /// Terms of the field `lemma`, at least one unless the word is too long; the first is the preferred one.
    pub lemmas: Vec<String>,
    /// First byte, from the chunk's start, in the text as stored.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
    /// Whether it was printed in capitals, two or more, which often lack their accents.
    pub is_capitals: bool,
}

/// The words of one chunk at successive positions, and their joined spelling at the first position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    /// The words in order; each takes one position.
    pub parts: Vec<Part>,
    /// `contre-offensive` written `contreoffensive`; stands at the position of the first part.
    pub joined: Option<Part>,
}
