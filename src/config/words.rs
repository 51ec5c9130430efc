//! A command line → its words, as a POSIX shell cuts them: quotes of both kinds and backslashes. Nothing is expanded.

/// A quote was opened and not closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OpenQuote;

/// The words of `line`.
pub(super) fn words_of(line: &str) -> Result<Vec<String>, OpenQuote> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            // Inside double quotes a backslash is itself, but before these.
            (Some('"'), '\\') if characters.peek().is_some_and(|next| "\"\\$`".contains(*next)) => {
                word.get_or_insert_default().extend(characters.next());
            }
            (Some(_), inside) => word.get_or_insert_default().push(inside),
            (None, '\'' | '"') => {
                quote = Some(character);
                // `''` is a word, an empty one.
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            (None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    if quote.is_some() { Err(OpenQuote) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_as_a_shell_cuts_them() {
        let cases: [(&str, &[&str]); 7] = [
            ("antiword {}", &["antiword", "{}"]),
            ("  a\tb  ", &["a", "b"]),
            (
                r#"soffice --convert-to "html:HTML (StarWriter)" {}"#,
                &["soffice", "--convert-to", "html:HTML (StarWriter)", "{}"],
            ),
            (r#"a\ b 'c "d' "e \" \n" f'g'"h" ''"#, &["a b", "c \"d", "e \" \\n", "fgh", ""]),
            ("echo $HOME *.doc `x`", &["echo", "$HOME", "*.doc", "`x`"]),
            ("", &[]),
            ("a\\", &["a"]),
        ];
        for (line, words) in cases {
            assert_eq!(words_of(line).unwrap(), words, "{line}");
        }
        assert_eq!(words_of("a 'b"), Err(OpenQuote));
        assert_eq!(words_of("a \"b' c"), Err(OpenQuote));
    }
}
