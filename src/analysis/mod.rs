//! Text → terms: what a word is, which spellings and inflections are one, language by language. Not matching or ranking.
//!
//! A scanner finds chunks (`l’Azerbaïdjan`, `cessez-le-feu`); the analyzer of the text's language, a list of filters,
//! turns each into parts; a cache makes that a look-up for all but new spellings. The parts of one text are then either
//! listed with their spans, or written as streams for the aligned fields of the index.

mod analyzer;
mod article;
mod article_tokens;
mod cache;
mod chunk;
mod composite;
mod de;
mod derivation;
mod en;
mod es;
mod filter;
mod fr;
mod fragment;
mod identity;
mod it;
mod knows;
mod lexicon;
mod nl;
mod other;
mod pt;
mod registry;
mod scanner;
mod stream;
mod token;

pub use analyzer::{Analyzer, TokenFilter};
pub use article::{AnalysedArticle, Boundary, analyse_article};
pub use article_tokens::{ArticleTokens, ParagraphTokens, article_tokens};
pub use chunk::{Chunk, Part};
pub(crate) use composite::composite_len;
pub use filter::fold;
pub use identity::analyzer_id;
pub use knows::knows;
pub use registry::analyzer_for;
pub(crate) use scanner::is_apostrophe;
#[cfg(test)]
pub(crate) use stream::read_stream;
pub(crate) use stream::{STREAM_TOKENIZER, register_tokenizers};
pub use token::{Token, tokens};

/// Terms are at most this long, in bytes; a longer word counts a position and can not be found.
pub const MAX_TERM_BYTES: usize = 255;
