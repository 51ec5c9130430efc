//! Typed handles of the schema's fields. Which fields exist is said in `index-schema/`, not here.

use std::sync::LazyLock;

use tantivy::schema::Field;

use super::schema::tantivy_schema;

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub id: Field,
    pub id_number: Field,
    pub source_id: Field,
    pub file: Field,
    pub lemma: Field,
    pub exact: Field,
    pub boundary: Field,
    pub source: Field,
    pub section: Field,
    pub author: Field,
    pub agency: Field,
    pub dateline: Field,
    pub tag: Field,
    pub caption: Field,
    pub status: Field,
    pub version: Field,
    pub embargo: Field,
    pub legibility: Field,
    pub url: Field,
    pub language: Field,
    pub year: Field,
    pub yyyymm: Field,
    pub yyyymmdd: Field,
    pub yyyymmdd_last: Field,
    pub num_words: Field,
    pub record: Field,
    pub text: Field,
}

static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
    let field =
        |name: &str| tantivy_schema().get_field(name).expect("the contract names every field the code knows");
    Fields {
        id: field("id"),
        id_number: field("id_number"),
        source_id: field("source_id"),
        file: field("file"),
        lemma: field("lemma"),
        exact: field("exact"),
        boundary: field("boundary"),
        source: field("source"),
        section: field("section"),
        author: field("author"),
        agency: field("agency"),
        dateline: field("dateline"),
        tag: field("tag"),
        caption: field("caption"),
        status: field("status"),
        version: field("version"),
        embargo: field("embargo"),
        legibility: field("legibility"),
        url: field("url"),
        language: field("language"),
        year: field("year"),
        yyyymm: field("yyyymm"),
        yyyymmdd: field("yyyymmdd"),
        yyyymmdd_last: field("yyyymmdd_last"),
        num_words: field("num_words"),
        record: field("record"),
        text: field("text"),
    }
});

impl Fields {
    /// The handles.
    pub(crate) fn get() -> &'static Fields {
        &FIELDS
    }
}
