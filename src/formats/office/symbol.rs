//! Characters of the font Symbol, which numbers Greek letters and signs in its own way. Other picture fonts have no letters.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A code in hexadecimal and its character, one a line.
const SYMBOL_FONT: &str = include_str!("symbol_font.tsv");

static CHARACTERS: LazyLock<HashMap<u32, &'static str>> = LazyLock::new(|| {
    let lines = SYMBOL_FONT.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(code, character)| Some((u32::from_str_radix(code, 16).ok()?, character))).collect()
});

/// The text of the character numbered `code` of a font for symbols; nothing where it is a picture.
pub(super) fn symbol(font: &str, code: u32) -> String {
    // Programs move these codes into the private area.
    let plain = if matches!(code, 0xF000..=0xF0FF) { code - 0xF000 } else { code };
    if font.eq_ignore_ascii_case("symbol") {
        return CHARACTERS.get(&plain).map_or_else(String::new, |character| (*character).to_string());
    }
    let is_picture = plain != code
        || ["wingdings", "webdings", "zapfdingbats"]
            .iter()
            .any(|name| font.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    let character = char::from_u32(code)
        .filter(|c| !c.is_control() && !is_picture && !matches!(c, '\u{E000}'..='\u{F8FF}'));
    character.map_or_else(String::new, String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_letters_and_pictures_are_nothing() {
        assert_eq!(symbol("Symbol", 0xF061) + &symbol("Symbol", 0xB0), "α°");
        assert_eq!(symbol("Wingdings", 0xF04A) + &symbol("Wingdings 2", 0x4A), "");
        assert_eq!(symbol("Arial", 0x2192) + &symbol("Arial", 0xD800), "→");
    }

    #[test]
    fn every_line_of_the_table_counts() {
        assert_eq!(CHARACTERS.len(), SYMBOL_FONT.lines().count());
    }
}
