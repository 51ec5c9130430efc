//! Untrusted text made safe to print: control characters and direction overrides are shown, never sent.
//!
//! An article, a file name or a query can hold escape sequences that recolour a terminal, retitle its window or type
//! into it. Not for JSON: see `json`, which escapes the same characters in JSON's own way.

use std::borrow::Cow;
use std::fmt::Write;

/// Where a word may be cut at the end of a line. Terminals draw it as a hyphen, and it spoils words that are copied.
const SOFT_HYPHEN: char = '\u{ad}';

/// `text` for one line of a terminal: every control character and direction override is shown escaped (`\n`, `\x1b`,
/// `\u{202e}`).
pub fn printable(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// `text` for a terminal over several lines: as [`printable`], but line breaks and tabs stay. `\r\n` becomes `\n`, and
/// soft hyphens go.
pub fn printable_block(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") || text.contains(SOFT_HYPHEN) {
        let text = text.replace("\r\n", "\n").replace(SOFT_HYPHEN, "");
        return Cow::Owned(escape(&text, stays_in_block).into_owned());
    }
    escape(text, stays_in_block)
}

/// Words of an article for one line of a terminal: as [`printable`], without soft hyphens. Not for names of files and ids,
/// which must stay what they are.
pub(super) fn printable_words(text: &str) -> Cow<'_, str> {
    if text.contains(SOFT_HYPHEN) {
        return Cow::Owned(printable(&text.replace(SOFT_HYPHEN, "")).into_owned());
    }
    printable(text)
}

fn stays_in_block(character: char) -> bool {
    matches!(character, '\n' | '\t')
}

/// Whether a terminal could take `character` as a command, or show other characters in an order of its choice.
pub(super) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

fn escape(text: &str, stays: fn(char) -> bool) -> Cow<'_, str> {
    let must_go = |character: char| is_unsafe(character) && !stays(character);
    if !text.contains(must_go) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if must_go(character) { push_escaped(&mut shown, character) } else { shown.push(character) }
    }
    Cow::Owned(shown)
}

fn push_escaped(shown: &mut String, character: char) {
    let written = match character {
        '\n' => write!(shown, "\\n"),
        '\r' => write!(shown, "\\r"),
        '\t' => write!(shown, "\\t"),
        c if (c as u32) < 0x100 => write!(shown, "\\x{:02x}", c as u32),
        c => write!(shown, "\\u{{{:x}}}", c as u32),
    };
    written.expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_untouched() {
        let text = "« L’accord d’Orsane », à 13 h 05 — 44 jours · Ἀθῆναι · עברית";
        assert!(matches!(printable(text), Cow::Borrowed(shown) if shown == text));
    }

    #[test]
    fn terminal_commands_are_shown() {
        assert_eq!(printable("\x1b[31mrouge\x07"), "\\x1b[31mrouge\\x07");
        assert_eq!(printable("\u{9b}2J\u{7f}"), "\\x9b2J\\x7f");
        assert_eq!(printable("a\u{202e}b\u{2066}c"), "a\\u{202e}b\\u{2066}c");
        assert_eq!(printable("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(printable("nul\0"), "nul\\x00");
    }

    #[test]
    fn blocks_keep_their_lines() {
        assert_eq!(printable_block("a\r\nb\tc\n\x1b]0;x"), "a\nb\tc\n\\x1b]0;x");
        assert_eq!(printable_block("a\rb"), "a\\rb");
    }

    #[test]
    fn words_lose_soft_hyphens_and_names_keep_them() {
        let text = "che\u{ad}mi\u{ad}nots\x07";
        assert_eq!((&*printable_words(text), &*printable_block(text)), ("cheminots\\x07", "cheminots\\x07"));
        assert_eq!(printable("che\u{ad}min.txt"), "che\u{ad}min.txt");
    }
}
