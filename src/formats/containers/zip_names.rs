//! Names inside archives: in which encoding they are written. Not whether they are safe to follow.

use std::borrow::Cow;

/// What the bytes from 0x80 on stand for in code page 850, sixteen a line: DOS and Windows in western Europe write names so.
const CODE_PAGE_850: &str = include_str!("cp850.txt");

/// The text of a name that is not marked as UTF-8.
///
/// Valid UTF-8 is UTF-8 all the same: many tools forget the mark. Else it is code page 850, in which é, è, à, ç lie below
/// 0xC0; bytes from there on alone are accented letters of Windows-1252.
pub(super) fn decode(name: &[u8]) -> Cow<'_, str> {
    if let Ok(name) = std::str::from_utf8(name) {
        return Cow::Borrowed(name);
    }
    if name.iter().all(|byte| byte.is_ascii() || *byte >= 0xC0) {
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(name).0;
    }
    let page: Vec<char> = CODE_PAGE_850.chars().filter(|c| *c != '\n').collect();
    let decoded = name.iter().map(|byte| match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(place) => page.get(usize::from(place)).copied().unwrap_or('\u{FFFD}'),
    });
    decoded.collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dos_windows_and_unix_keep_their_accents() {
        assert_eq!(decode("2023/été.txt".as_bytes()), "2023/été.txt");
        assert_eq!(decode(b"\x82t\x82.txt"), "été.txt");
        assert_eq!(decode(b"\x90lys\x82e \x85 \xD4ze.txt"), "Élysée à Èze.txt");
        assert_eq!(decode(b"\xE9t\xE9.txt"), "été.txt");
        assert_eq!(CODE_PAGE_850.chars().filter(|c| *c != '\n').count(), 128);
    }
}
