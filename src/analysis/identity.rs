//! The identity of the analysis: changes whenever a text could give other terms. Stored with every index.

use std::collections::HashSet;

use super::{de, en, es, fr, it, nl, pt};

/// Raised by hand when code (not a table) changes what terms a text gives, or when the stemmer's version changes.
const CODE_VERSION: &str = "4/rust-stemmers-1.2";

/// Name, version and hash of the tables, such as `depeche-1/rust-stemmers-1.2-5f0c0b1e`.
pub fn analyzer_id() -> String {
    let mut hasher = blake3::Hasher::new();
    let tables: [&[&str]; 7] =
        [&fr::TABLES, &en::TABLES, &de::TABLES, &es::TABLES, &it::TABLES, &pt::TABLES, &nl::TABLES];
    for table in tables.into_iter().flatten() {
        hasher.update(&(table.len() as u64).to_le_bytes());
        hasher.update(table.as_bytes());
    }
    format!("depeche-{CODE_VERSION}-{}", &hasher.finalize().to_hex()[..8])
}

/// The words of a list file: one a line, `#` begins a remark.
pub(super) fn word_list(table: &'static str) -> HashSet<&'static str> {
    table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}
