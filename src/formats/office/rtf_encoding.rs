//! Which encoding the bytes of an RTF text have: by the code page of the file and the character set of the font.

use encoding_rs::{Encoding, WINDOWS_1252};

/// The encoding of a Windows code page. `None`: one of DOS, or none at all.
pub(super) fn of_code_page(page: i32) -> Option<&'static Encoding> {
    let label = match page {
        874 | 1250..=1258 => format!("windows-{page}"),
        932 => "shift_jis".to_string(),
        936 => "gbk".to_string(),
        949 => "euc-kr".to_string(),
        950 => "big5".to_string(),
        10_000 => "macintosh".to_string(),
        10_007 => "x-mac-cyrillic".to_string(),
        28_592..=28_606 => format!("iso-8859-{}", page - 28_590),
        65_001 => "utf-8".to_string(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font's character set. `None`: that of the file.
pub(super) fn of_character_set(set: i32) -> Option<&'static Encoding> {
    of_code_page(match set {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// What a file has that does not say.
pub(super) fn default() -> &'static Encoding {
    WINDOWS_1252
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_sets_have_encodings() {
        for (page, name) in [
            (1252, "windows-1252"),
            (1251, "windows-1251"),
            (10_000, "macintosh"),
            (28_605, "ISO-8859-15"),
            (936, "GBK"),
        ] {
            assert_eq!(of_code_page(page).map(Encoding::name), Some(name));
        }
        assert_eq!((of_code_page(850), of_code_page(-1), of_character_set(0)), (None, None, None));
        assert_eq!(of_character_set(204).map(Encoding::name), Some("windows-1251"));
    }
}
