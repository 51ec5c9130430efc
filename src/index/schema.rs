//! Builds the tantivy schema from `index-schema/article-v1.json`, and the fingerprint by which an index is recognised.

use std::sync::LazyLock;

use serde::Deserialize;
use tantivy::schema::{
    FAST, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use crate::analysis::STREAM_TOKENIZER;

/// Version of the layout of an index directory: file names, manifest, files log, streams of positions.
pub const FORMAT_VERSION: u32 = 1;
/// Version of the rule by which texts are cut into passages.
pub const CUT_VERSION: u32 = 1;

const SOURCE: &str = include_str!("../../index-schema/article-v1.json");

/// The contract as data: the text of `index-schema/article-v1.json`.
pub fn schema_source() -> &'static str {
    SOURCE
}

/// What distinguishes this schema from others: eight hexadecimal digits of the contract's fields, without their prose.
pub fn schema_fingerprint() -> String {
    let mut hasher = blake3::Hasher::new();
    for field in &CONTRACT.fields {
        hasher.update(
            format!("{}\u{0}{:?}\u{0}{}\u{0}{}\n", field.name, field.kind, field.stored, field.fast)
                .as_bytes(),
        );
    }
    format!("v{}-{}", CONTRACT.version, &hasher.finalize().to_hex()[..8])
}

/// The schema that tantivy is given.
pub(crate) fn tantivy_schema() -> &'static Schema {
    &SCHEMA
}

#[derive(Deserialize)]
struct Contract {
    version: u32,
    fields: Vec<FieldContract>,
}

#[derive(Deserialize)]
struct FieldContract {
    name: String,
    kind: Kind,
    stored: bool,
    fast: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Positions,
    Keyword,
    Number,
    Stored,
}

// The contract is compiled in and a test reads it: it cannot be wrong at run time.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    serde_json::from_str(SOURCE).expect("the compiled-in contract is valid JSON of this shape")
});

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut builder = Schema::builder();
    CONTRACT.fields.iter().for_each(|field| add_field(&mut builder, field));
    builder.build()
});

fn add_field(builder: &mut SchemaBuilder, field: &FieldContract) {
    let name = field.name.as_str();
    match field.kind {
        Kind::Positions => {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(STREAM_TOKENIZER)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing));
        }
        Kind::Keyword => {
            // Norms are for scores; a byte an article and field for nothing.
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
            let mut options = TextOptions::default().set_indexing_options(indexing);
            if field.stored {
                options = options | STORED;
            }
            if field.fast {
                options = options | FAST;
            }
            builder.add_text_field(name, options);
        }
        Kind::Number => {
            // Ranges are decided on the column: no postings.
            builder.add_u64_field(name, FAST);
        }
        Kind::Stored => {
            builder.add_text_field(name, STORED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_is_readable_and_its_fingerprint_is_frozen() {
        assert_eq!(CONTRACT.version, 1);
        assert!(schema_fingerprint().starts_with("v1-"));
        // A change here makes every index `schema-mismatch`: raise the version and write its line of history.
        assert_eq!(schema_fingerprint(), "v1-a57b8f6c");
    }
}
