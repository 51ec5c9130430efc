//! Heads and names of files: a reader should guess the path of what they seek, and know from line one what they read.

use crate::source::Source;

/// Names under which anything could be.
const CATCH_ALLS: [&str; 8] = ["util", "utils", "helper", "helpers", "common", "manager", "misc", "stuff"];

/// Files that do not open with `//!`.
pub fn without_head(sources: &[Source]) -> Vec<String> {
    let headless = sources.iter().filter(|source| !source.text.starts_with("//!"));
    headless
        .map(|source| format!("{}: does not open with a `//!` line that says what it is for", source.name))
        .collect()
}

/// Files and folders that are named after nothing.
pub fn catch_alls(sources: &[Source]) -> Vec<String> {
    let nameless = sources.iter().filter(|source| {
        source.name.split('/').any(|part| CATCH_ALLS.contains(&part.trim_end_matches(".rs")))
    });
    nameless.map(|source| format!("{}: a name that could hold anything", source.name)).collect()
}

#[test]
fn a_file_without_a_head_is_noticed() {
    let sources = [Source::new("src/a.rs", "//! A.\nfn a() {}"), Source::new("src/b.rs", "\n//! B.\n")];
    assert_eq!(without_head(&sources).len(), 1);
}

#[test]
fn a_catch_all_is_noticed() {
    let names = ["src/query/utils.rs", "src/common/mod.rs", "src/commonplace.rs"];
    assert_eq!(catch_alls(&names.map(|name| Source::new(name, ""))).len(), 2);
}
