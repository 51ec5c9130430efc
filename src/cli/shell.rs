//! What shells do to queries: `-nucléaire` is a word to leave out, not an option.

use std::ffi::OsString;

/// Marks an argument that only looks like an option, so that the option parser takes it for text.
const GUARD: char = '\u{2060}';

/// Guards, after `query`, every argument of one dash and two or more letters.
pub fn protect_query_words(arguments: Vec<OsString>) -> Vec<OsString> {
    let Some(at) = arguments.iter().position(|argument| argument == "query") else { return arguments };
    let guard = |(number, argument): (usize, OsString)| match argument.to_str() {
        Some(text) if number > at && looks_like_a_word(text) => OsString::from(format!("{GUARD}{text}")),
        _ => argument,
    };
    arguments.into_iter().enumerate().map(guard).collect()
}

/// `-paix` and `-"la paix"` are text; `-n5`, `-n` and `--json` are options.
fn looks_like_a_word(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-') else { return false };
    if rest.starts_with(['"', '«', '“', '(', '=']) {
        return true;
    }
    let mut letters = rest.chars();
    matches!((letters.next(), letters.next()), (Some(a), Some(b)) if a.is_alphabetic() && (b.is_alphabetic() || b == '\'' || b == '’'))
}

/// The words as typed.
pub fn unprotect(text: &str) -> String {
    text.replace(GUARD, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_options() {
        for word in ["-nucléaire", "-paix", "-l'accord", "-\"la paix\""] {
            assert!(looks_like_a_word(word), "{word}");
        }
        for option in ["-n", "-n5", "--json", "-", "paix", "-q"] {
            assert!(!looks_like_a_word(option), "{option}");
        }
    }
}
