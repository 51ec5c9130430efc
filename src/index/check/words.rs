//! Whether the words and columns of an article in the index are those that its stored text gives. Compares; says nothing.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, FieldEntry, FieldType, IndexRecordOption};
use tantivy::tokenizer::{TextAnalyzer, TokenStream, TokenizerManager};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::analysis::{STREAM_TOKENIZER, register_tokenizers};
use crate::index::document::{ArticleDocument, Owned};
use crate::index::tantivy_schema;

/// The search core leaves longer ones out.
const MAX_CORE_TERM_BYTES: usize = 65_530;

/// The terms that a document gives: where each stands, ascending; nowhere for keywords.
type Terms = BTreeMap<(Field, String), Vec<u32>>;

/// Compares articles of one segment.
pub(super) struct SegmentWords<'a> {
    segment: &'a SegmentReader,
    analyzer: TextAnalyzer,
}

impl<'a> SegmentWords<'a> {
    pub(super) fn new(segment: &'a SegmentReader) -> Self {
        let tokenizers = TokenizerManager::default();
        register_tokenizers(&tokenizers);
        let analyzer = tokenizers.get(STREAM_TOKENIZER).expect("it was registered in the line above");
        SegmentWords { segment, analyzer }
    }

    /// Whether every term of `document` stands where it should in the article `doc`, and each field has as many words.
    pub(super) fn has_terms_of(&mut self, doc: DocId, document: &ArticleDocument) -> tantivy::Result<bool> {
        let terms = self.terms_of(document);
        let mut num_tokens: BTreeMap<Field, u32> = BTreeMap::new();
        let mut positions = Vec::new();
        for ((field, term), expected) in &terms {
            let option = record_option(tantivy_schema().get_field_entry(*field));
            let Some(option) = option else { continue };
            let inverted = self.segment.inverted_index(*field)?;
            let Some(mut postings) = inverted.read_postings(&Term::from_field_text(*field, term), option)?
            else {
                return Ok(false);
            };
            if postings.doc() > doc || postings.seek(doc) != doc {
                return Ok(false);
            }
            if option.has_positions() {
                postings.positions(&mut positions);
                if positions != *expected {
                    return Ok(false);
                }
                *num_tokens.entry(*field).or_default() += expected.len() as u32;
            }
        }
        for (field, expected) in num_tokens {
            let Some(norms) = self.segment.fieldnorms_readers().get_field(field)? else { return Ok(false) };
            if norms.fieldnorm_id(doc) != FieldNormReader::fieldnorm_to_id(expected) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What stands for all terms of `document` with their places, in whatever order they are met.
    pub(super) fn print_of(&mut self, document: &ArticleDocument) -> u64 {
        let terms = self.terms_of(document);
        let prints = terms.iter().map(|((field, term), at)| print(*field, term.as_bytes(), at));
        prints.fold(0, u64::wrapping_add)
    }

    /// The same for all articles of the segment, as the index has them.
    pub(super) fn prints_in_index(&self, each_field: &mut dyn FnMut()) -> tantivy::Result<Vec<u64>> {
        let mut prints = vec![0u64; self.segment.max_doc() as usize];
        let mut positions = Vec::new();
        for (field, entry) in tantivy_schema().fields() {
            let Some(option) = record_option(entry) else { continue };
            let inverted = self.segment.inverted_index(field)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let mut postings = inverted.read_postings_from_terminfo(terms.value(), option)?;
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    positions.clear();
                    if option.has_positions() {
                        postings.positions(&mut positions);
                    }
                    if let Some(sum) = prints.get_mut(doc as usize) {
                        *sum = sum.wrapping_add(print(field, terms.key(), &positions));
                    }
                    doc = postings.advance();
                }
            }
            each_field();
        }
        Ok(prints)
    }

    /// The first column that has other values for `doc` than `document` gives.
    pub(super) fn differing_column(
        &self,
        doc: DocId,
        document: &ArticleDocument,
    ) -> tantivy::Result<Option<&'static str>> {
        let columns = self.segment.fast_fields();
        for (field, entry) in tantivy_schema().fields().filter(|(_, entry)| entry.is_fast()) {
            let given = document.values().iter().filter(|(of, _)| *of == field).map(|(_, value)| value);
            let is_same = match entry.field_type() {
                FieldType::U64(_) => {
                    let given: Vec<u64> = given.filter_map(Owned::number).collect();
                    let column = columns.column_opt::<u64>(entry.name())?;
                    let stored: Vec<u64> =
                        column.map(|column| column.values_for_doc(doc).collect()).unwrap_or_default();
                    given == stored
                }
                FieldType::Str(_) => {
                    let mut given: Vec<&str> = given.filter_map(Owned::text).collect();
                    given.sort_unstable();
                    let mut stored = Vec::new();
                    if let Some(column) = columns.str(entry.name())? {
                        for ord in column.ords().values_for_doc(doc) {
                            let mut value = String::new();
                            column.ord_to_str(ord, &mut value)?;
                            stored.push(value);
                        }
                    }
                    stored.sort_unstable();
                    given == stored
                }
                _ => true,
            };
            if !is_same {
                return Ok(Some(entry.name()));
            }
        }
        Ok(None)
    }

    fn terms_of(&mut self, document: &ArticleDocument) -> Terms {
        let mut terms = Terms::new();
        for (field, value) in document.values() {
            let Some(text) = value.text() else { continue };
            match record_option(tantivy_schema().get_field_entry(*field)) {
                Some(option) if option.has_positions() => {
                    let mut stream = self.analyzer.token_stream(text);
                    while stream.advance() {
                        let token = stream.token();
                        let at = terms.entry((*field, token.text.clone())).or_default();
                        at.push(token.position as u32);
                    }
                }
                Some(_) if text.len() <= MAX_CORE_TERM_BYTES => {
                    terms.entry((*field, text.to_string())).or_default();
                }
                _ => {}
            }
        }
        terms
    }
}

/// How a field is indexed; `None`: it is not.
fn record_option(entry: &FieldEntry) -> Option<IndexRecordOption> {
    match entry.field_type() {
        FieldType::Str(options) => options.get_indexing_options().map(|options| options.index_option()),
        _ => None,
    }
}

fn print(field: Field, term: &[u8], positions: &[u32]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (field.field_id(), term, positions).hash(&mut hasher);
    hasher.finish()
}
