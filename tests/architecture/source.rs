//! A Rust file as the checks see it: its name, its text, and its code without comments, strings and tests.

/// One source file.
pub struct Source {
    /// Path from the package's root, with `/`.
    pub name: String,
    /// As it stands.
    pub text: String,
    /// The text with comments, the contents of strings, and `#[cfg(test)]` items blanked; lines stay where they are.
    pub code: String,
}

impl Source {
    /// Reads `text` as the file called `name`.
    pub fn new(name: &str, text: &str) -> Self {
        let code = if is_test_file(name) { String::new() } else { without_tests(&without_literals(text)) };
        Source { name: name.to_owned(), text: text.to_owned(), code }
    }

    /// The folder or file directly under `src` that it belongs to: `query` for `src/query/lexer.rs`.
    pub fn module(&self) -> Option<&str> {
        let inside = self.name.strip_prefix("src/")?;
        Some(inside.split('/').next()?.trim_end_matches(".rs"))
    }

    /// Line of a byte of the code, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.code[..byte].matches('\n').count() + 1
    }
}

/// Whether the file is a test module that stands beside the code, `tests.rs`, `read_tests.rs`, or a part of one.
fn is_test_file(name: &str) -> bool {
    name.starts_with("src/") && (name.ends_with("tests.rs") || name.contains("/tests/"))
}

/// Byte positions in `code` where `word` stands as a whole identifier or path.
pub fn positions(code: &str, word: &str) -> Vec<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let found = code.match_indices(word).map(|(at, _)| at);
    found
        .filter(|&at| {
            let before = code[..at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            let open_start = !word.starts_with(is_part) || !before.is_some_and(is_part);
            let open_end = !word.ends_with(is_part) || !after.is_some_and(is_part);
            open_start && open_end
        })
        .collect()
}

/// Comments and the contents of strings and characters become blanks.
fn without_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = literal_len(rest, code.chars().next_back());
        if len == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.extend(rest[..len].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[len..];
        }
    }
    code
}

/// Length of the comment, string or character that `rest` begins with; 0: none.
fn literal_len(rest: &str, before: Option<char>) -> usize {
    let inside_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        rest.find("*/").map_or(rest.len(), |at| at + 2)
    } else if rest.starts_with('"') {
        quoted_len(rest, '"')
    } else if rest.starts_with('r') && !inside_name {
        raw_string_len(rest)
    } else if rest.starts_with('\'') {
        char_len(rest)
    } else {
        0
    }
}

/// Length up to the closing quote, escapes respected.
fn quoted_len(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`; 0 for an ordinary name.
fn raw_string_len(rest: &str) -> usize {
    let num_hashes = rest[1..].bytes().take_while(|&byte| byte == b'#').count();
    let Some(inside) = rest[1 + num_hashes..].strip_prefix('"') else { return 0 };
    let end = format!("\"{}", "#".repeat(num_hashes));
    inside.find(&end).map_or(rest.len(), |at| 2 + num_hashes + at + end.len())
}

/// `'x'`, `'\n'`; 0 for a lifetime.
fn char_len(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), _) => quoted_len(rest, '\''),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

/// Items under `#[cfg(test)]` become blanks.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        let end = at + item_len(&rest[at..]);
        kept.push_str(&rest[..at]);
        kept.extend(rest[at..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    kept + rest
}

/// Length of an item: to its `;`, or to the brace that closes the first one opened.
fn item_len(item: &str) -> usize {
    let mut depth = 0;
    for (at, c) in item.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    item.len()
}

#[test]
fn comments_strings_and_tests_are_no_code() {
    let text = concat!(
        "use a; // use b\n/* c */ let d = \"e \\\" f\"; let g = r#\"h \" i\"#;\n",
        "let j: &'static str = k('\"', '\\'', 'l');\n#[cfg(test)]\nmod tests {\n    fn m() { n(); }\n}\nlet o;\n",
    );
    let source = Source::new("src/x.rs", text);
    for kept in ["use a;", "let d", "let g", "&'static str", "k(", "let o;"] {
        assert!(source.code.contains(kept), "{kept} is code: {}", source.code);
    }
    for gone in ["use b", "c */", "e \\", "h \"", "'l'", "mod tests", "n()"] {
        assert!(!source.code.contains(gone), "{gone} is no code: {}", source.code);
    }
    assert_eq!(source.code.lines().count(), text.lines().count());
}

#[test]
fn names_are_whole() {
    assert_eq!(positions("tantivy::a; my_tantivy; tantivy_b; (tantivy)", "tantivy"), [0, 36]);
}

#[test]
fn the_module_is_what_stands_under_src() {
    assert_eq!(Source::new("src/query/lexer.rs", "").module(), Some("query"));
    assert_eq!(Source::new("src/error.rs", "").module(), Some("error"));
    assert_eq!(Source::new("tests/query.rs", "").module(), None);
}
