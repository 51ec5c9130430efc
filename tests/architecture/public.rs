//! Who may name tantivy, and that nobody promises one of its types to the public.

use std::collections::BTreeSet;

use crate::source::{Source, positions};

/// The modules that know what the index is made with.
const INSIDERS: [&str; 4] = ["analysis", "index", "query", "search"];

/// Modules other than the four whose code names tantivy.
pub fn outsiders_naming_tantivy(sources: &[Source]) -> Vec<String> {
    let outsiders =
        sources.iter().filter(|source| !source.module().is_some_and(|module| INSIDERS.contains(&module)));
    let mut complaints = Vec::new();
    for source in outsiders {
        let found = positions(&source.code, "tantivy").into_iter();
        complaints.extend(found.map(|at| format!("{}:{}: names tantivy", source.name, source.line(at))));
    }
    complaints
}

/// `pub` items and fields (not `pub(crate)`) whose signature names tantivy or something imported from it.
pub fn signatures_naming_tantivy(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        let mut names = imported(&source.code);
        names.insert("tantivy".to_owned());
        for at in public_items(&source.code) {
            if enclosing(&source.code, at).is_some_and(|header| !is_public_type(header, source, sources)) {
                continue;
            }
            let signature = signature(&source.code[at..]);
            if let Some(name) = names.iter().find(|name| !positions(signature, name).is_empty()) {
                complaints.push(format!(
                    "{}:{}: `{name}` in a public signature",
                    source.name,
                    source.line(at)
                ));
            }
        }
    }
    complaints
}

/// Names that `use tantivy…;` statements bring in.
fn imported(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for at in positions(code, "use tantivy") {
        let statement = code[at..].split(';').next().unwrap_or_default();
        for item in statement.split(['{', '}', ',']) {
            let name = item.trim().rsplit([' ', ':']).next().unwrap_or_default();
            if name.chars().next().is_some_and(char::is_alphabetic) {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

/// Where a line begins with `pub` followed by a blank.
fn public_items(code: &str) -> Vec<usize> {
    let indent = |at: &usize| code[..*at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
    positions(code, "pub ").into_iter().filter(indent).collect()
}

/// The header of the block that a position stands in: `impl Engine`, `pub(crate) struct Fields`.
fn enclosing(code: &str, at: usize) -> Option<&str> {
    let mut depth = 0;
    for (brace, c) in code[..at].char_indices().rev() {
        match c {
            '}' => depth += 1,
            '{' if depth == 0 => return code[..brace].rsplit([';', '{', '}', ']']).next().map(str::trim),
            '{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether the type that a block declares or implements is public: a `pub` inside a private one promises nothing.
fn is_public_type(header: &str, source: &Source, sources: &[Source]) -> bool {
    let Some(implemented) = header.strip_prefix("impl") else { return header.starts_with("pub ") };
    let words = implemented.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let names: BTreeSet<&str> = words.filter(|word| word.starts_with(char::is_uppercase)).collect();
    let of_module = sources.iter().filter(|other| other.module() == source.module());
    of_module.into_iter().any(|other| {
        public_items(&other.code).into_iter().any(|at| {
            let mut words = other.code[at..].split(|c: char| !(c.is_alphanumeric() || c == '_'));
            let declares = matches!(words.nth(1), Some("struct" | "enum" | "trait" | "union"));
            declares && words.next().is_some_and(|name| names.contains(name))
        })
    })
}

/// An item up to its body; an enum with its variants; a field up to its comma.
fn signature(item: &str) -> &str {
    if item.starts_with("pub enum") {
        return item.split_inclusive('}').next().unwrap_or(item);
    }
    let is_field = item["pub ".len()..].split_once(':').is_some_and(|(name, rest)| {
        !rest.starts_with(':') && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    });
    let end = if is_field { item.find([',', '}', '\n']) } else { item.find(['{', ';']) };
    let whole = &item[..end.unwrap_or(item.len())];
    match whole.split_once('(') {
        // The fields of a tuple struct are private unless they say otherwise.
        Some((name, fields)) if item.starts_with("pub struct") && !fields.contains("pub ") => name,
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str) -> usize {
        signatures_naming_tantivy(&[Source::new("src/index/a.rs", text)]).len()
    }

    #[test]
    fn an_outsider_is_noticed() {
        let text = "use tantivy::Index;";
        assert_eq!(outsiders_naming_tantivy(&[Source::new("src/formats/a.rs", text)]).len(), 1);
        assert_eq!(outsiders_naming_tantivy(&[Source::new("src/index/a.rs", text)]).len(), 0);
        assert_eq!(outsiders_naming_tantivy(&[Source::new("src/formats/a.rs", "// not tantivy")]).len(), 0);
    }

    #[test]
    fn tantivy_in_public_is_noticed() {
        assert_eq!(complaints("pub fn open() -> tantivy::Result<()> { x }"), 1);
        assert_eq!(
            complaints(
                "use tantivy::{Index, schema::Schema};\npub fn open(\n    schema: Schema,\n) -> u8 {}"
            ),
            1
        );
        assert_eq!(complaints("use tantivy::Index as I;\npub struct A {\n    pub index: I,\n}"), 1);
        assert_eq!(complaints("use tantivy::Term;\npub enum A {\n    Of(Term),\n}"), 1);
        assert_eq!(complaints("pub use tantivy::Index;"), 1);
        assert_eq!(complaints("pub struct Id(pub tantivy::DocId);"), 1);
        assert_eq!(complaints("use tantivy::Term;\npub type T = Vec<Term>;"), 1);
        assert_eq!(
            complaints("use tantivy::Term;\npub struct A;\nimpl A {\n    pub fn term(&self) -> Term {}\n}"),
            1
        );
    }

    #[test]
    fn tantivy_inside_is_not() {
        assert_eq!(
            complaints("use tantivy::Index;\npub(crate) fn f(index: Index) {}\nfn g() -> Index { h() }"),
            0
        );
        assert_eq!(complaints("use tantivy::Index;\npub fn f() {\n    let index: Index = g();\n}"), 0);
        assert_eq!(complaints("pub struct Error(#[from] tantivy::TantivyError);"), 0);
        assert_eq!(complaints("use tantivy::Index;\npub(super) struct A {\n    pub index: Index,\n}"), 0);
        assert_eq!(
            complaints("use tantivy::Index;\nstruct A;\nimpl A {\n    pub fn index(&self) -> Index {}\n}"),
            0
        );
        assert_eq!(
            complaints("use tantivy::Index;\npub struct A {\n    index: Index,\n    pub n: u8,\n}"),
            0
        );
    }
}
