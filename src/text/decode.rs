//! Bytes → text: finds the encoding and decodes. Changes nothing else: newlines and Unicode stay as they were written.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that are looked at to tell UTF-16 without a mark from other encodings.
const UTF_16_SAMPLE_BYTES: usize = 4096;

/// Bytes that the statistical detector sees, counted from the first one that is not ASCII.
const DETECTION_SAMPLE_BYTES: usize = 256 * 1024;

/// A decoded text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The WHATWG name of the encoding, such as `UTF-8` or `windows-1252`.
    pub encoding: &'static str,
    /// Whether bytes that the encoding does not know were replaced by U+FFFD.
    pub has_replacements: bool,
}

/// Whether `label` names an encoding that [`decode`] knows: `utf-8`, `latin1`, `windows-1252`, `macintosh`…
pub fn is_known_encoding(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some()
}

/// Whether `bytes` open with a mark of UTF-16 or look like UTF-16 without one.
pub fn is_utf_16(bytes: &[u8]) -> bool {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    marked.or_else(|| unmarked_utf_16(bytes)).is_some_and(|encoding| encoding != UTF_8)
}

/// Decodes `bytes`: by its byte order mark, else as UTF-8 when it is that beyond doubt, else by the `declared` label,
/// else as strict UTF-8, else as the encoding that a French text with these bytes most probably has.
///
/// Valid UTF-8 with letters beyond ASCII goes before the declaration because no text in another encoding looks like
/// it by chance, whereas pages saved again as UTF-8 often keep the declaration they had.
pub fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Decoded {
    if let Some((encoding, num_mark_bytes)) = Encoding::for_bom(&bytes) {
        return decode_as(encoding, &bytes[num_mark_bytes..]);
    }
    if let Some(encoding) = unmarked_utf_16(&bytes) {
        return decode_as(encoding, &bytes);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            let is_escaped = declared.and_then(|label| Encoding::for_label(label.as_bytes()))
                == Some(encoding_rs::ISO_2022_JP);
            if !is_escaped {
                return Decoded { text, encoding: UTF_8.name(), has_replacements: false };
            }
            text.into_bytes()
        }
        Err(error) => error.into_bytes(),
    };
    decode_as(encoding_of_not_utf_8(&bytes, declared), &bytes)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, has_replacements) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), has_replacements }
}

fn encoding_of_not_utf_8(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    if is_damaged_utf_8(bytes) {
        return UTF_8;
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    match declared {
        // Neither can be: UTF-8 was tried, and UTF-16 of any European text has zero bytes.
        Some(encoding) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE => encoding,
        _ => detect(bytes),
    }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(256);
    let end = bytes.len().min(start + DETECTION_SAMPLE_BYTES);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[start..end], true);
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

/// UTF-8 with a few bytes lost or one character cut: most sequences beyond ASCII are valid. Detectors call such a
/// text windows-1252 and spoil every accent of it.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut num_good, mut num_bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        num_good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        num_bad += usize::from(!chunk.invalid().is_empty());
    }
    num_good > 0 && num_good >= 3 * num_bad
}

/// UTF-16 of a European text has a zero in nearly every second byte.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF_16_SAMPLE_BYTES) & !1];
    let num_zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, num_units) = (num_zeros(0), num_zeros(1), sample.len() / 2);
    let (many, few) = ((num_units * 7).div_ceil(10), num_units / 50);
    let found = if num_units < 2 {
        None
    } else if odd >= many && even <= few {
        Some((UTF_16LE, u16::from_le_bytes as fn([u8; 2]) -> u16))
    } else if even >= many && odd <= few {
        Some((UTF_16BE, u16::from_be_bytes as fn([u8; 2]) -> u16))
    } else {
        None
    };
    // Programs and pictures have zeros too, but between control characters.
    let is_text = |unit: u16| unit >= 0x20 || matches!(unit, 0x09..=0x0D);
    let (encoding, unit) = found?;
    sample.chunks_exact(2).all(|pair| is_text(unit([pair[0], pair[1]]))).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Les négociateurs se sont retrouvés à l’aube, près du gué.\r\nÇa n’a pas duré : « trêve ».";

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[track_caller]
    fn assert_decodes(bytes: Vec<u8>, declared: Option<&str>, encoding: &str, text: &str) {
        let decoded = decode(bytes, declared);
        assert_eq!(
            (decoded.encoding, decoded.text.as_str(), decoded.has_replacements),
            (encoding, text, false)
        );
    }

    #[test]
    fn byte_order_marks_decide_and_go() {
        assert_decodes([b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), Some("latin1"), "UTF-8", TEXT);
        assert_decodes([&b"\xFF\xFE"[..], &utf_16(TEXT, u16::to_le_bytes)].concat(), None, "UTF-16LE", TEXT);
        assert_decodes([&b"\xFE\xFF"[..], &utf_16(TEXT, u16::to_be_bytes)].concat(), None, "UTF-16BE", TEXT);
    }

    #[test]
    fn utf_16_is_known_by_its_zeros() {
        assert_decodes(utf_16(TEXT, u16::to_le_bytes), None, "UTF-16LE", TEXT);
        assert_decodes(utf_16(TEXT, u16::to_be_bytes), None, "UTF-16BE", TEXT);
        assert!(is_utf_16(&utf_16("été", u16::to_le_bytes)) && !is_utf_16(b"ete") && !is_utf_16(b""));
    }

    #[test]
    fn latin_1_is_detected_and_a_declaration_followed() {
        let latin: Vec<u8> = encoding_rs::WINDOWS_1252.encode(TEXT).0.into_owned();
        assert_decodes(latin.clone(), None, "windows-1252", TEXT);
        assert_decodes(latin, Some("utf-8"), "windows-1252", TEXT);
        let mac = b"\x8Et\x8E \x88 la une".to_vec();
        assert_decodes(mac, Some("macintosh"), "macintosh", "été à la une");
    }

    #[test]
    fn a_wrong_declaration_does_not_spoil_utf_8() {
        assert_decodes(TEXT.as_bytes().to_vec(), Some("iso-8859-1"), "UTF-8", TEXT);
        assert_decodes(b"depeche".to_vec(), Some("nonsense"), "UTF-8", "depeche");
    }

    #[test]
    fn a_damaged_utf_8_text_keeps_its_accents() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.push(0xC3);
        let decoded = decode(bytes, None);
        assert!(decoded.has_replacements && decoded.text.starts_with(TEXT), "{decoded:?}");
    }

    #[test]
    fn any_bytes_decode() {
        for bytes in [&b""[..], b"\xFF", b"\xFE\xFF\xD8", b"\x00", b"\x80\x81\x00\xFF", b"\xEF\xBB\xBF"] {
            decode(bytes.to_vec(), Some("utf-16"));
        }
    }
}
